"""Issue exports: which rows are scoping issues, what labels and tables say, what is wrong at which cell."""

from __future__ import annotations

import io

import pytest
from tests.engines.intake.exports import HEADER, TABLE, export, issue

from fairlead.engines.findings import Finding
from fairlead.engines.intake.issues import Issue, Said, read_issues, recognised
from fairlead.engines.intake.sources import open_source

SEGMENTS = ("Ent_WEST", "MM_East", "SMB")


def read(data: bytes):
    return list(read_issues(open_source(io.BytesIO(data), "issues.csv"), SEGMENTS))


def one(**said) -> Issue:
    (found,) = read(export(issue(7, **said)))
    return found


def test_a_scoping_issue_is_known_by_its_title():
    found = one()
    assert (found.row, found.key, found.customer, found.state, found.findings) == (
        2, "7", "Northwind Freight", "", (),
    )  # fmt: skip
    assert one(Title="northwind freight – scope engagement and write sow").customer == "northwind freight"
    assert one(Title="Write the retro").customer == ""


@pytest.mark.parametrize(("labels", "state", "segment", "em_status"), [
    ("proposal::SOW_WIP,Segment::Ent_WEST,EM_Status::Waiting", "sow-wip", "Ent_WEST", "waiting"),
    ("Proposal: sow wip, segment::ent_west, EM_Status = ToDo", "sow-wip", "Ent_WEST", "to-do"),
    ("proposal::Ready For Approval,TA::Needs-Review,RDM::needs-review", "ready-for-approval", "", ""),
    ("proposal::Awaiting_Discovery,Services Calculator,priority::1", "awaiting-discovery", "", ""),
    ("", "", "", ""),
])  # fmt: skip
def test_labels_are_read_loosely(labels, state, segment, em_status):
    found = one(Labels=labels)
    assert (found.state, found.segment, found.em_status, found.unknown) == (state, segment, em_status, ())


def test_labels_that_are_not_known_are_listed():
    assert one(Labels="proposal::Dreaming,Segment::Moon,banana").unknown == (
        "proposal::Dreaming", "Segment::Moon", "banana",
    )  # fmt: skip


def test_the_close_quarter_is_read():
    found = one(Labels="proposal::Closed_Won,close_qtr::Q322", State="Closed")
    assert (found.state, found.quarter, found.closed) == ("closed-won", "Q322", True)


def test_answers_stand_in_the_table_and_open_ones_are_left_out():
    assert one(Description=TABLE).answers == (
        Said("Users", "1,200"), Said("Git repos", "2500"), Said("GitLab repos > 5 GB", "12"),
        Said("Source SCM", "GitLab, self-managed"), Said("Moon phase", "full"),
    )  # fmt: skip


def test_a_table_of_something_else_answers_nothing():
    assert one(Description="| Name | Mail |\n|---|---|\n| Carl | c@x |\n\n| Question | x |\n").answers == ()


BROKEN = {"Issue ID": ("x7", "no-id"), "URL": ("javascript:alert(1)", "no-url"),
          "Labels": ("proposal::SOW_WIP,proposal::Approved", "clash")}  # fmt: skip


@pytest.mark.parametrize("column", BROKEN)
def test_each_column_broken_in_turn_is_said_at_its_cell(column):
    value, code = BROKEN[column]
    (finding,) = one(**{column.replace(" ", "_"): value}).findings
    letter = "ABCDEFGHIJKLMNOPQR"[HEADER.index(column)]
    assert (finding.line, finding.where, finding.code) == (2, f"issues!{letter}2", code)
    assert column in finding.message


@pytest.mark.parametrize("column", ["Issue ID", "URL", "Title", "Labels"])
def test_each_needed_column_missing_in_turn_is_said(column):
    data = export(issue(1)).decode().replace(column, "Something", 1).encode()
    (finding,) = read(data)
    assert isinstance(finding, Finding)
    assert (finding.code, column in finding.message) == ("missing-column", True)
    assert not recognised(open_source(io.BytesIO(data), "i.csv"))


def test_an_issue_that_stands_twice_is_said():
    first, second = read(export(issue(7), issue(7)))
    assert (first.findings, [finding.code for finding in second.findings]) == ((), ["twice"])


def test_another_csv_is_no_export():
    source = open_source(io.BytesIO(b"a,b\n1,2\n"), "x.csv")
    assert not recognised(source)
    (finding,) = read_issues(source, SEGMENTS)
    assert finding.code in {"not-issues", "missing-column"}
