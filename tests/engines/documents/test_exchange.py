"""The workbook that goes out and comes back: living sums, hidden ids, broken cells named, three-way merge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.documents.exchange import FIRST, LINES, Out, exchange_workbook
from fairlead.engines.documents.taking_back import MOST_BYTES, read_back
from fairlead.engines.estimating.merge import Edited, Fate, Range, merge

D = Decimal
OUT = (
    Out("kickoff", "Prepare", "Kick-off", "=cmd|' /C calc'!A0", D("6"), D("8"), D("12"), "formula"),
    Out("wave-plan", "Prepare", "Plan the waves", "", D("20"), D("30.25"), D("60"), "formula"),
    Out("trial", "Move", "Trial move", "", D("10"), D("16"), D("24"), "a hand"),
)
IDS = [line.id for line in OUT]
DAY = date(2026, 11, 26)


def sent(lines=OUT):
    return exchange_workbook("wb-1", "Estimate v3 - Move", "Harbour & Line Services", DAY, lines)


def edited(change):
    """The workbook after somebody changed its Lines sheet by hand."""
    book = openpyxl.load_workbook(BytesIO(sent()))
    change(book[LINES], book)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def back(change, known=IDS):
    return read_back(edited(change), "back.xlsx", known)


def codes(change, known=IDS):
    taken, findings = back(change, known)
    assert taken is None
    return [(f.where, f.code) for f in findings]


def test_what_goes_out_untouched_comes_back_the_same():
    taken, findings = read_back(sent(), "back.xlsx", IDS)
    assert not findings
    assert taken.key == "wb-1"
    assert [(e.line, e.hours.low, e.hours.likely, e.hours.high) for e in taken.lines] == [
        (line.id, line.low, line.likely, line.high) for line in OUT
    ]


def test_the_same_bytes_whenever_it_is_made():
    assert sent() == sent()


def test_it_lives_and_hides_ids_and_no_text_is_a_formula():
    book = openpyxl.load_workbook(BytesIO(sent()))
    sheet = book[LINES]
    assert sheet.column_dimensions["A"].hidden
    assert sheet[f"I{FIRST}"].value == f"IF(F{FIRST}=0,0,(G{FIRST}-E{FIRST})/F{FIRST})".join(["=", ""])
    assert sheet[f"F{FIRST + 3}"].value == f"=SUM(F{FIRST}:F{FIRST + 2})"
    assert sheet[f"D{FIRST}"].data_type != "f"
    assert "cost" not in {str(cell.value).lower() for row in sheet.rows for cell in row}


def test_rows_may_be_sorted_and_notes_added():
    def change(sheet, book):
        for column in range(1, 11):
            one, other = sheet.cell(FIRST, column), sheet.cell(FIRST + 2, column)
            one.value, other.value = other.value, one.value
        sheet.cell(FIRST + 6, 3).value = "We should talk about the trial."
        sheet.cell(FIRST, 8).value = "  Twice the size of Alder Rail.  "

    taken, findings = back(change)
    assert not findings
    assert [e.line for e in taken.lines] == ["trial", "wave-plan", "kickoff"]
    assert taken.lines[0].reason == "Twice the size of Alder Rail."


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("E3", "six", "no-number"), ("F3", None, "no-number"), ("G3", True, "no-number"),
        ("F3", "=E3*2", "formula"), ("F3", -1, "absurd-hours"), ("F3", 0, "absurd-hours"),
        ("F3", 1e300, "absurd-hours"), ("F3", 2_000_000, "absurd-hours"), ("E3", 10, "range-order"),
        ("A3", "kick-off", "unknown-line"), ("A4", "kickoff", "double-line"),
    ],
)  # fmt: skip
def test_a_broken_cell_is_named(cell, value, code):
    def change(sheet, book):
        sheet[cell].value = value

    assert codes(change) == [(f"{LINES}!{cell}", code)]


def test_all_broken_cells_are_named_at_once():
    def change(sheet, book):
        sheet["E3"].value, sheet["G3"].value, sheet["F4"].value = "x", "=1+1", -5

    assert codes(change) == [("Lines!E3", "no-number"), ("Lines!G3", "formula"), ("Lines!F4", "absurd-hours")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s, b: b.remove(b["About"]), "missing-sheet"),
        (lambda s, b: setattr(s, "title", "Zeilen"), "missing-sheet"),
        (lambda s, b: setattr(s["E2"], "value", "Least"), "missing-titles"),
    ],
)
def test_a_workbook_that_is_another_is_refused(change, code):
    assert codes(change)[0][1] == code


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"not a workbook", sent()[:400]])
def test_what_is_no_workbook_is_refused(data):
    taken, findings = read_back(data, "back.xlsx", IDS)
    assert taken is None
    assert findings[0].code == "no-workbook"


def test_a_file_that_is_too_large_is_not_read():
    assert read_back(b"0" * (MOST_BYTES + 1), "back.xlsx", IDS)[1][0].code == "too-large"


BASE = {"a": Range(D(1), D(2), D(3)), "b": Range(D(4), D(5), D(6))}
OTHER, THIRD = Range(D(2), D(4), D(8)), Range(D(3), D(6), D(9))


@pytest.mark.parametrize(
    ("mine", "theirs", "fate"),
    [
        (BASE["a"], BASE["a"], Fate.SAME),
        (OTHER, BASE["a"], Fate.SAME),
        (None, BASE["a"], Fate.SAME),
        (BASE["a"], OTHER, Fate.TAKEN),
        (OTHER, OTHER, Fate.ALREADY),
        (THIRD, OTHER, Fate.CONFLICT),
        (None, OTHER, Fate.GONE),
        (BASE["a"], None, Fate.MISSING),
    ],
)
def test_each_case_of_the_merge(mine, theirs, fate):
    now = {} if mine is None else {"a": mine}
    came = [] if theirs is None else [Edited("a", theirs, "Because.")]
    (found,) = merge({"a": BASE["a"]}, now, came)
    assert found.fate == fate
    assert (found.base, found.mine, found.theirs) == (BASE["a"], mine, theirs)
    assert found.says


RANGES = st.sampled_from([BASE["a"], OTHER, THIRD])


@given(RANGES, RANGES, RANGES)
def test_a_merge_treats_both_sides_alike(base, mine, theirs):
    """Whoever went first: what is taken from one side is what stands on the other, and clashes clash."""
    one = merge({"a": base}, {"a": mine}, [Edited("a", theirs)])[0]
    other = merge({"a": base}, {"a": theirs}, [Edited("a", mine)])[0]
    assert (one.fate == Fate.CONFLICT) == (other.fate == Fate.CONFLICT)
    settled = {Fate.TAKEN: one.theirs, Fate.SAME: one.mine, Fate.ALREADY: one.mine}
    mirrored = {Fate.TAKEN: other.theirs, Fate.SAME: other.mine, Fate.ALREADY: other.mine}
    if one.fate != Fate.CONFLICT:
        assert settled[one.fate] == mirrored[other.fate]
