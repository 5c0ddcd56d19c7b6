"""workbook.send and take: what went out, what comes back, who may, and nothing half-applied."""

from __future__ import annotations

import base64
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from fairlead.apps.estimates import actions as estimates
from fairlead.apps.rounds import actions, queries
from fairlead.apps.rounds.models import Workbook
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.engines.documents.exchange import LINES
from tests import cast


@pytest.fixture
def book(firm, ana) -> Workbook:
    return actions.send(ana, cast.drawn_up(firm))


def cells(book):
    """The workbook as openpyxl opens it, and the row of each line."""
    content = queries.download(cast.actor("ana"), book).content
    opened = openpyxl.load_workbook(BytesIO(content))
    rows = {row[0].value: row[0].row for row in opened[LINES].iter_rows(min_row=3) if row[0].value}
    return opened, rows


def back(book, **edits):
    """What comes back: base64 of the workbook with the likely hours of some lines changed.

    edits: likely hours by line id with underscores; low and high follow as half and double.
    """
    opened, rows = cells(book)
    sheet = opened[LINES]
    for line, likely in edits.items():
        row = rows[line.replace("_", "-")]
        for column, hours in zip("EFG", (likely / 2, likely, likely * 2), strict=True):
            sheet[f"{column}{row}"].value = hours
        sheet[f"H{row}"].value = "As at Alder Rail."
    return encoded(opened)


def encoded(opened):
    data = BytesIO()
    opened.save(data)
    return base64.b64encode(data.getvalue()).decode()


def hours(firm, line):
    found = cast.preview_lines(firm)
    return next(one.p50 for one in found if one.id == line)


def test_lines_go_out_without_price_or_cost(book, ana):
    opened, rows = cells(book)
    assert {"kickoff", "wave-plan"} <= set(rows)
    assert "contingency" not in rows
    said = " ".join(str(cell.value) for row in opened[LINES].rows for cell in row)
    assert "USD" not in said
    assert "330" not in said
    one, other = (queries.download(ana, book) for _ in range(2))
    assert one == other


def test_what_was_not_edited_changes_nothing(book, ana, firm):
    found = actions.take(ana, book, content=back(book))
    assert {one.fate for one in found} == {"same"}
    with cast.records("workbook.take"):
        actions.take(ana, book, content=back(book), dry_run=False)


def test_a_dry_run_writes_nothing(book, ana):
    before = cast.trace()
    found = actions.take(ana, book, content=back(book, kickoff=40))
    assert [(one.line, one.fate, one.took) for one in found if one.fate != "same"] == [
        ("kickoff", "taken", True)
    ]
    assert cast.trace() == before


def test_edited_hours_become_the_lines_range(book, ana, firm):
    with cast.records("adjustment.make", "workbook.take"):
        actions.take(ana, book, content=back(book, kickoff=40), name="kick.xlsx", dry_run=False)
    assert hours(firm, "kickoff") == 40
    row = Workbook.objects.get()
    assert row.came_back[0]["name"] == "kick.xlsx"
    assert queries.workbook_card(ana, row).came_back == ("kick.xlsx",)


def test_what_changed_in_both_places_clashes_and_is_decided_or_nothing_is_taken(book, ana, firm):
    content = back(book, kickoff=40, wave_plan=50)
    mine = {"low": Decimal(10), "likely": Decimal(20), "high": Decimal(30)}
    estimates.make(ana, firm.engagement, line="kickoff", **mine, basis="hand", reason="Seen it before.")
    with cast.refused(Invalid, match="it is 10 / 20 / 30 h now, there it is 20 / 40 / 80 h"):
        actions.take(ana, book, content=content, dry_run=False)
    assert hours(firm, "kickoff") == 20
    actions.take(ana, book, content=content, choices={"kickoff": "ours"}, dry_run=False)
    assert (hours(firm, "kickoff"), hours(firm, "wave-plan")) == (20, 50)
    actions.take(ana, book, content=content, choices={"kickoff": "theirs"}, dry_run=False)
    assert hours(firm, "kickoff") == 40


def test_choices_are_of_lines_that_clash(book, ana):
    with cast.refused(Invalid, match="does not clash"):
        actions.take(ana, book, content=back(book, kickoff=40), choices={"kickoff": "ours"})


def test_deleted_rows_change_nothing_and_broken_ones_stop_everything(book, ana, firm):
    opened, rows = cells(book)
    opened[LINES].delete_rows(rows["kickoff"])
    found = actions.take(ana, book, content=encoded(opened))
    assert [one.line for one in found if one.fate == "missing"] == ["kickoff"]
    opened, rows = cells(book)
    sheet = opened[LINES]
    sheet[f"F{rows['kickoff']}"].value = "=SUM(1,2)"
    sheet[f"A{rows['wave-plan']}"].value = "wave-plans"
    with cast.refused(Invalid) as caught:
        actions.take(ana, book, content=encoded(opened), dry_run=False)
    assert {f.code for f in caught.value.findings} == {"formula", "unknown-line"}


def test_another_workbook_is_not_taken_for_this_one(book, ana, firm):
    other = actions.send(ana, cast.redrawn(firm))
    with cast.refused(Invalid, match="not the workbook"):
        actions.take(ana, book, content=back(other))


@pytest.mark.parametrize(
    ("content", "match"), [("no base64!", "base64"), ("", "workbook"), ("A" * 9_000_000, "large")]
)
def test_what_is_no_file_is_refused(content, match, book, ana):
    with cast.refused(Invalid, match=match):
        actions.take(ana, book, content=content)


@pytest.mark.parametrize("who", ["sam", "cora", "dan", "dora", "finn", "alma"])
def test_who_does_not_estimate_sends_and_takes_nothing(who, book, firm):
    actor, content = cast.actor(who), back(book)
    with cast.refused(Forbidden):
        actions.send(actor, book.estimate)
    with cast.refused(Forbidden):
        actions.take(actor, book, content=content, dry_run=False)


def test_a_replaced_version_is_not_sent(book, ana, firm):
    cast.redrawn(firm)
    with cast.refused(WrongTime, match="replaced"):
        actions.send(ana, find(ana, type(book.estimate), book.estimate_id))


def test_a_stale_version_is_refused(book, ana):
    content = back(book)
    book.version -= 1
    with cast.refused(Stale):
        actions.take(ana, book, content=content, dry_run=False)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_and_a_customer_see_nothing(who, book, request):
    actor = request.getfixturevalue(who)
    assert not Workbook.objects.visible_to(actor).exists()
    with cast.refused(Missing):
        find(actor, Workbook, book.pk)
