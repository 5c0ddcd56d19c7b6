"""Reports of Evaluate: what they come to; each column broken in turn; sheets and cells as left."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time

import pytest
from tests.engines.intake.workbooks import (
    PROJECT_NAMES,
    USER_NAMES,
    project,
    report,
    saved,
    user,
    write_large,
)

from fairlead.engines.findings import Unsound
from fairlead.engines.intake.evaluate import read_evaluate, recognised
from fairlead.engines.intake.layouts import GITLAB, LAYOUTS, Kind
from fairlead.engines.intake.limits import Limits
from fairlead.engines.intake.sources import open_source

GB = 1_000_000_000
MOMENT = datetime.combine(date(2024, 2, 3), time(8))


def read(book, name="evaluate_report.xlsx"):
    return read_evaluate(open_source(saved(book), name))


def answers(found):
    return {proposal.fact: proposal.value for proposal in found.proposals}


def said(found):
    return {(finding.where, finding.code) for finding in found.findings}


def small(**changed):
    projects = [
        project(1, repository_size=6 * GB, storage_size=7 * GB, archived="True", pipelines=6_000),
        project(2, is_fork="True", container_registry_size=int(1.24 * GB), package_count=3),
        project(3, mirror="True", packages_size=2 * GB, last_activity_at="2021-05-05T00:00:00Z"),
    ]
    users = [user(1), user(2, state="blocked"), user(3, bot="True"), user(4, is_admin="True"),
             user(5, user_type="ghost")]  # fmt: skip
    return report(projects, users, **changed)


def test_what_a_report_comes_to():
    found = read(small())
    assert (found.findings, found.system) == ((), "gitlab")
    assert answers(found) == {
        "users": 2, "projects": 3, "repos_over_5gb": 1, "registry_gb": 1.2, "packages_gb": 2.0,
        "data_gb": 7.1, "source_scm": "gitlab", "source_version": "17.8.2-ee",
    }  # fmt: skip
    assert (found.users.rows, found.users.bots, found.users.admins, found.users.internal) == (5, 1, 1, 1)
    assert found.projects.counts == {"archived": 1, "mirror": 1, "fork": 1}
    assert found.projects.years == ((2026, 2), (2021, 1))
    assert [(f.row, f.project, f.reasons) for f in found.projects.flagged] == [
        (2, "service-1", ("more than 5,000 pipelines", "repository larger than 5 GB")),
        (3, "service-2", ("holds packages",)),
    ]
    assert found.projects.differing == ()


@pytest.mark.parametrize(("role", "column", "at", "beyond"), [
    ("storage", "storage_size", 20 * GB, 20 * GB + 1), ("pipelines", "pipelines", 5_000, 5_001),
    ("issues", "issues", 5_000, 5_001), ("merge_requests", "merge_requests", 5_000, 5_001),
    ("registry", "container_registry_size", 20 * GB, 20 * GB + 1), ("packages", "package_count", 0, 1),
    ("repository", "repository_size", 5 * GB, 5 * GB + 1), ("commits", "commit_count", 50_000, 50_001),
    ("branches", "branches", 1_000, 1_001), ("tags", "tags", 5_000, 5_001),
])  # fmt: skip
def test_a_threshold_flags_what_is_beyond_it(role, column, at, beyond):
    found = read(report([project(1, **{column: at}), project(2, **{column: beyond})])).projects
    assert [flagged.project for flagged in found.flagged] == ["service-2"]
    assert found.flagged_count == 1
    assert role in found.known


def test_the_reports_own_flags_are_held_against_ours():
    found = read(
        report([project(1, pipelines=9_000, pipelines_over="False")], flagged=[("a", "x"), ("b", "y")])
    )
    (differing,) = found.projects.differing
    assert (differing.row, differing.differing) == (2, ("more than 5,000 pipelines",))
    assert "other-flags" in {note.code for note in found.notes}


BROKEN = {
    Kind.COUNT: "a lot",
    Kind.SIZE: "5 GB",
    Kind.FLAG: "perhaps",
    Kind.DAY: "some day",
    Kind.TEXT: "#REF!",
}


@pytest.mark.parametrize("column", GITLAB.columns, ids=lambda column: column.name)
def test_each_column_broken_in_turn_is_said_at_its_cell(column):
    book = report([project(1), project(2)])
    cell = book["Raw Project Data"].cell(3, PROJECT_NAMES.index(column.name) + 1, BROKEN[column.kind])
    found = read(book)
    (finding, *more) = found.findings
    assert finding.where == f"Raw Project Data!{cell.coordinate}"
    assert finding.line == 3
    assert column.name in finding.message
    assert finding.fix
    assert column.name == "id" or not more
    kept_back = {"repository_size": "repos_over_5gb", "container_registry_size": "registry_gb",
                 "packages_size": "packages_gb", "storage_size": "data_gb", "id": "projects"}  # fmt: skip
    whole = set(answers(read(report([project(1), project(2)]))))
    lost = {kept_back[column.name]} if column.name in kept_back else set()
    lost |= {"registry_gb"} if column.name == "container_tag_count" else set()
    lost |= {"projects"} if column.name == "project" else set()
    assert whole - set(answers(found)) == lost


@pytest.mark.parametrize(
    "column", [c for c in GITLAB.columns if not c.name.endswith("_over")], ids=lambda c: c.name
)
def test_each_column_missing_in_turn_is_said(column):
    names = tuple(name for name in PROJECT_NAMES if name != column.name)
    found = read(report([project(1)], columns=names))
    told = {f.message for f in (*found.findings, *found.notes) if f.code == "missing-column"}
    needed = column.name in GITLAB.needed
    assert any(column.name in message for message in told) == (needed or bool(column.role))
    assert (found.projects is None) == needed


@pytest.mark.parametrize("column", ["email", "state", "bot", "external", "is_admin", "username"])
def test_a_broken_user_is_said_at_its_cell(column):
    book = report([project(1)], [user(1), user(2)])
    value = "#N/A" if column in {"email", "state", "username"} else "perhaps"
    cell = book["Users"].cell(2, USER_NAMES.index(column) + 1, value)
    found = read(book)
    assert [f.where for f in found.findings] == [f"Users!{cell.coordinate}"]
    assert ("users" in answers(found)) == (column not in {"state", "bot"})


@pytest.mark.parametrize(("value", "comes_to"), [
    ("1,234", 1_234), ("7", 7), (7.0, 7), ("", 0), ("N/A", 0), (None, 0),
])  # fmt: skip
def test_text_in_numbers_is_read_where_it_is_plain(value, comes_to):
    found = read(report([project(1, pipelines=value)]))
    assert found.findings == ()
    assert found.projects.sums["pipelines"] == comes_to


@pytest.mark.parametrize(("value", "code"), [
    ("1.234,5", "not-a-number"), ("5 GB", "not-a-number"), (True, "not-a-number"), (-3, "negative"),
    ("-3", "negative"), (2.5, "not-whole"), (MOMENT, "not-a-number"), ("#DIV/0!", "error-cell"),
    (1e300, "absurd"), ("=SUM(A1:A2)", "formula"),
])  # fmt: skip
def test_what_is_no_count_is_refused_at_its_cell(value, code):
    found = read(report([project(1, pipelines=value)]))
    assert said(found) == {("Raw Project Data!I2", code)}


@pytest.mark.parametrize("value", ["2024-02-03T10:00:00Z", "2024-02-03", MOMENT, 45325,
                                   "45325", "Sat Feb  3 08:00:00 2024"])  # fmt: skip
def test_days_are_read_as_people_and_programs_leave_them(value):
    found = read(report([project(1, last_activity_at=value)]))
    assert found.findings == ()
    assert found.projects.last.isoformat() == "2024-02-03"


def test_columns_may_stand_in_any_order_and_under_a_title():
    book = report([project(1), project(2)], columns=tuple(reversed(PROJECT_NAMES)))
    sheet = book["Raw Project Data"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Projects of Northwind"
    sheet.merge_cells("A1:D1")
    found = read(book)
    assert (found.findings, answers(found)["projects"]) == ((), 2)


def test_a_column_that_stands_twice_is_refused_with_both_places():
    book = report([project(1)])
    book["Raw Project Data"].cell(1, len(PROJECT_NAMES) + 1, "repository_size")
    (finding,) = read(book).findings
    assert (finding.code, "U1" in finding.message, "AW1" in finding.message) == ("twice", True, True)


def test_a_column_that_is_nearly_there_is_named():
    book = report([project(1)])
    book["Raw Project Data"]["A1"] = "projekt"
    (finding,) = read(book).findings
    assert (finding.code, "projekt" in finding.fix) == ("missing-column", True)


@pytest.mark.parametrize("name", ["raw_project_data", " RAW  Project Data", "Tabelle1"])
def test_a_sheet_of_another_name_is_found_by_its_columns(name):
    found = read(report([project(1)], names={"Raw Project Data": name}))
    assert answers(found)["projects"] == 1
    assert ("other-sheet" in {note.code for note in found.notes}) == (name == "Tabelle1")


def test_a_workbook_of_something_else_names_what_is_there():
    book = report([])
    for title in book.sheetnames[1:]:
        del book[title]
    book.active.title = "Budget"
    (finding,) = read(book).findings
    assert (finding.code, "Budget" in finding.message, "Raw Project Data" in finding.fix) == (
        "not-evaluate", True, True,
    )  # fmt: skip
    assert not recognised(open_source(saved(book), "budget.xlsx"))


def test_merged_cells_in_the_data_keep_every_answer_of_it_back():
    book = report([project(1), project(2), project(3)])
    book["Raw Project Data"].merge_cells("E2:E4")
    found = read(book)
    assert ("Raw Project Data!E2:E4", "merged") in said(found)
    assert "projects" not in answers(found)


def test_empty_rows_and_totals_are_left_out():
    book = report([project(1)])
    sheet = book["Raw Project Data"]
    sheet.append([])
    sheet.append([None, None, " "])
    sheet.append(["Total", *[None] * 7, 12])
    sheet.append([None] * 8 + [12])
    found = read(book)
    assert (found.findings, found.projects.rows) == ((), 1)
    assert [note.code for note in found.notes] == ["left-out", "left-out"]


def test_a_project_that_stands_twice_is_refused():
    found = read(report([project(1), project(1)]))
    assert said(found) == {("Raw Project Data!B3", "twice")}
    assert "projects" not in answers(found)


def test_an_unfinished_scan_is_said_and_lowers_the_confidence():
    found = read(small(stats=[("Enumeration", "INCOMPLETE - 3 of 9 projects")]))
    assert "incomplete" in {note.code for note in found.notes}
    assert {proposal.confidence for proposal in found.proposals} == {"low"}


def test_a_registry_without_sizes_answers_nothing():
    found = read(report([project(1, container_tag_count=4)]))
    assert "no-registry-size" in {note.code for note in found.notes}
    assert "registry_gb" not in answers(found)


def test_users_come_from_app_stats_when_there_is_no_sheet_of_them():
    book = small(stats=[("Total Active Users", "1,204")])
    del book["Users"]
    assert answers(read(book))["users"] == 1_204


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_csv_twin_says_the_same(encoding, delimiter):
    text = io.StringIO()
    writer = csv.DictWriter(text, PROJECT_NAMES, delimiter=delimiter)
    writer.writeheader()
    writer.writerows([project(1, repository_size=6 * GB), project(2, namespace='Ä, ö; "x"\ny')])
    file = io.BytesIO(text.getvalue().encode(encoding))
    found = read_evaluate(open_source(file, "Raw_Project_Data.csv"))
    assert (found.findings, answers(found)["projects"], answers(found)["repos_over_5gb"]) == ((), 2, 1)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_reports_on_other_systems_are_recognised(layout):
    book = report([])
    for title in book.sheetnames[1:]:
        del book[title]
    sheet = book.create_sheet(layout.sheet)
    sheet.append([column.name for column in layout.columns])
    sample = {Kind.TEXT: "x", Kind.COUNT: 3, Kind.SIZE: 6_000, Kind.FLAG: "False", Kind.DAY: "2026-01-02"}
    sheet.append([sample[column.kind] for column in layout.columns])
    found = read(book)
    assert (found.findings, found.system, found.projects.rows) == ((), layout.id, 1)
    expected = {"ci_jobs": 1} if layout.id == "jenkins" else {"projects": 1, "source_scm": layout.id}
    assert expected.items() <= answers(found).items()
    if layout.id not in {"gitlab", "jenkins"}:
        assert answers(found)["repos_over_5gb"] == 1


def test_more_rows_than_are_read_is_said_and_answers_nothing():
    source = open_source(saved(report([project(n) for n in range(1, 9)])), "r.xlsx")
    found = read_evaluate(source, limits=Limits(rows=5))
    assert ("Raw Project Data", "too-large") in said(found)
    assert "projects" not in answers(found)


def test_whoever_waits_is_told_and_may_stop():
    file = io.BytesIO()
    write_large(file, 5_000, 100)
    told = []

    def watch(rows):
        told.append(rows)
        if rows >= 4_000:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_evaluate(open_source(file, "r.xlsx"), watch)
    assert told == [2_000, 4_000]


@pytest.mark.slow
def test_a_hundred_thousand_projects():
    file = io.BytesIO()
    columns = (
        "project",
        "id",
        "repository_size",
        "storage_size",
        "pipelines",
        "archived",
        "last_activity_at",
    )
    write_large(file, 100_000, 2_000, columns)
    try:
        found = read_evaluate(open_source(file, "r.xlsx"))
    except Unsound as wrong:
        pytest.fail(str(wrong))
    assert (found.findings, found.projects.rows, found.users.active) == ((), 100_000, 2_000)
    assert 300 < found.projects.large < 500
    assert found.projects.flagged_count > 5_000
    assert sum(count for _year, count in found.projects.years) == 100_000
