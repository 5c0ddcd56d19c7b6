"""Any table by a mapping of its columns: suggested, checked, read in each of its ways."""

from __future__ import annotations

import io

import pytest

from fairlead.engines.findings import Finding
from fairlead.engines.intake.columns import Mapped, Way, read_table, suggested, table_heading
from fairlead.engines.intake.sources import open_source
from fairlead.engines.practice.values import Kind, Option, Question

OPTIONS = (Option("gitlab", "GitLab, self-managed"), Option("other-git", "Another git server"))
QUESTIONS = {
    question.id: question
    for question in (
        Question("users", "How many users move?", Kind.INTEGER, "Size", "", "", least=1, most=100_000),
        Question("registry_gb", "How many gigabytes of images move?", Kind.NUMBER, "Size", "", ""),
        Question("scim", "Shall accounts be created (SCIM)?", Kind.YESNO, "People", "", ""),
        Question(
            "source_scm", "Which system holds the code?", Kind.CHOICE, "Source", "", "", options=OPTIONS
        ),
        Question("ci_systems", "Which systems build?", Kind.CHOICES, "Source", "", "", options=OPTIONS),
        Question("go_live", "When shall it go live?", Kind.DATE, "Plan", "", ""),
        Question("source_version", "Which version runs?", Kind.TEXT, "Source", "", ""),
    )
}
TEAMS = b"team,users,images GB,size\nnorth,120,1.5,big\nsouth,80,0.5,small\n\nwest,100,,big\nTotal,300,2,\n"


def read(data: bytes, *mapped: Mapped):
    source = open_source(io.BytesIO(data), "teams.csv")
    return read_table(source, table_heading(source), mapped, QUESTIONS)


@pytest.mark.parametrize(("way", "word", "column", "value"), [
    (Way.SUM, "", "users", 300), (Way.MOST, "", "users", 120), (Way.ROWS, "", "images GB", 2),
    (Way.DIFFERENT, "", "size", 2), (Way.WHERE, "BIG", "size", 2), (Way.SHARE, "big", "size", 66.67),
])  # fmt: skip
def test_each_way_of_reading_a_column(way, word, column, value):
    question = "registry_gb" if way == Way.SHARE else "users"
    found = read(TEAMS, Mapped(column, question, way, word))
    assert (found.findings, found.rows) == ((), 3)
    assert [(p.questions, p.value) for p in found.proposals] == [((question,), value)]


@pytest.mark.parametrize(("question", "cell", "value"), [
    ("users", "1,200", 1200), ("registry_gb", "3.5", 3.5), ("scim", "Yes", True), ("scim", "0", False),
    ("source_scm", "gitlab self managed", "gitlab"), ("source_scm", "other-git", "other-git"),
    ("ci_systems", "gitlab; Another git server", ["gitlab", "other-git"]),
    ("go_live", "2027-02-01", "2027-02-01"),
    ("source_version", " 17.8 ", "17.8"),
])  # fmt: skip
def test_a_value_is_read_as_its_question_takes_it(question, cell, value):
    found = read(f'x,y\n"{cell}",1\n'.encode(), Mapped("x", question))
    assert found.findings == ()
    assert [proposal.value for proposal in found.proposals] == [value]


@pytest.mark.parametrize(("question", "cell", "code"), [
    ("users", "a few", "not-a-number"), ("users", "2.5", "not-whole"), ("users", "0", "out-of-bounds"),
    ("registry_gb", "-1", "negative"), ("scim", "perhaps", "neither"),
    ("source_scm", "svn", "unknown-option"),
    ("ci_systems", "gitlab, svn", "unknown-option"), ("go_live", "soon", "not-a-day"),
    ("source_version", "#REF!", "error-cell"), ("source_version", "x" * 10_001, "too-long"),
])  # fmt: skip
def test_a_value_that_is_no_answer_is_said_at_its_cell(question, cell, code):
    found = read(f'x,y\n"{cell}",1\n'.encode(), Mapped("x", question))
    assert [(f.where, f.code) for f in found.findings] == [("teams!A2", code)]
    assert found.proposals == ()


def test_two_values_where_one_is_wanted_are_said():
    found = read(TEAMS, Mapped("users", "users"))
    assert {(f.where, f.code) for f in found.findings} == {("teams!B3", "differs"), ("teams!B5", "differs")}


def test_what_all_rows_come_to_is_held_against_the_bounds():
    found = read(b"users,x\n90000,1\n90000,2\n", Mapped("users", "users", Way.SUM))
    assert [finding.code for finding in found.findings] == ["out-of-bounds"]


@pytest.mark.parametrize(("mapped", "code"), [
    (Mapped("people", "users"), "no-column"), (Mapped("users", "moon"), "unknown-question"),
    (Mapped("users", "users", "average"), "unknown-way"), (Mapped("users", "scim", "sum"), "wrong-way"),
    (Mapped("size", "users", "where"), "no-word"),
])  # fmt: skip
def test_a_mapping_that_cannot_be_is_refused_before_a_row_is_read(mapped, code):
    found = read(TEAMS, mapped)
    assert (code in {finding.code for finding in found.findings}, found.rows) == (True, 0)


def test_two_columns_do_not_answer_one_question():
    found = read(TEAMS, Mapped("users", "users", "sum"), Mapped("team", "users", "rows"))
    assert {finding.code for finding in found.findings} == {"twice"}


def test_columns_are_suggested_by_similar_names():
    source = open_source(io.BytesIO(b"Team,Active users,Container registry size,Colour\na,1,2,3\n"), "t.csv")
    found = suggested(table_heading(source), list(QUESTIONS.values()), many=True)
    assert [(one.column, one.question, one.way) for one in found] == [
        ("Active users", "users", "sum"), ("Container registry size", "registry_gb", "sum"),
    ]  # fmt: skip


def test_the_signature_is_that_of_the_names():
    def signature(text):
        return table_heading(open_source(io.BytesIO(text), "t.csv")).signature

    assert signature(b"Team,Users\na,1\n") == signature(b"\xef\xbb\xbfteam;USERS\nb;2\n")
    assert signature(b"Team,Users\na,1\n") != signature(b"Users,Team\na,1\n")


@pytest.mark.parametrize(("data", "sheet", "code"), [
    (b"", "", "no-heading"), (b"1,2\n3,4\n", "moon", "no-sheet"),
])  # fmt: skip
def test_a_file_without_a_heading_is_said(data, sheet, code):
    found = table_heading(open_source(io.BytesIO(data), "t.csv"), sheet)
    assert isinstance(found, Finding)
    assert found.code == code
