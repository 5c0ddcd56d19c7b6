"""The workbook: formulas that come to the engine's cents, text that stays text, the same bytes."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.documents import cast
from tests.engines.documents.cells import Workbook
from tests.engines.documents.hostile import HOSTILE

from fairlead.engines.documents.sheet import money_format
from fairlead.engines.documents.summary import ROWS
from fairlead.engines.documents.tree import plain
from fairlead.engines.documents.workbook import estimate_workbook
from fairlead.engines.shaping.values import Shaped

SOFFICE = shutil.which("soffice")
FIRST = 4


def opened(shaped: Shaped) -> Workbook:
    return Workbook(io.BytesIO(estimate_workbook(cast.practice(), shaped)))


def cents(value: float) -> Decimal:
    return Decimal(f"{value:.15g}").quantize(Decimal("0.0001"))


def titled(book: openpyxl.Workbook) -> dict[str, str]:
    """Letters of the Lines sheet by title."""
    return {cell.value: cell.column_letter for cell in book["Lines"][1]}


def expected(shaped: Shaped) -> dict[str, Decimal]:
    one = shaped.estimate
    return {
        "list": one.list_price.amount,
        "discount": one.discount.amount,
        "price": one.price.amount,
        "education": one.education.amount,
        "consulting": one.consulting.amount,
        "cost": one.cost.amount,
        "margin": one.price.amount - one.cost.amount,
        "share": one.margin,
        "minimum": one.minimum_price.amount,
        "hours": one.hours,
        "days": one.days,
        "contingency": one.contingency_share,
    }


def assert_same(book: Workbook, shaped: Shaped) -> None:
    totals = {name: cents(book.value("Summary", f"B{ROWS[name]}")) for name in expected(shaped)}
    assert totals == expected(shaped)
    letters = titled(book.book)
    for row, line in enumerate(shaped.estimate.lines, FIRST):
        live = [cents(book.value("Lines", f"{letters[name]}{row}")) for name in ("Hours", "Price", "Cost")]
        assert live == [line.hours, line.price.amount, line.cost.amount], line.id


@pytest.mark.parametrize("discount", ["0", "7.58", "33.33", "99.99"])
def test_formulas_come_to_the_cents_of_the_engine(discount: str) -> None:
    shaped = cast.shaped(discount=discount)
    assert_same(opened(shaped), shaped)


quarters = st.integers(0, 40_000).map(lambda value: Decimal(value) / 100)


@settings(max_examples=25)
@given(st.lists(st.tuples(quarters, quarters, quarters), min_size=1, max_size=6), st.integers(0, 9_000))
def test_formulas_agree_on_any_hours_and_discount(hours: list[tuple[Decimal, ...]], discount: int) -> None:
    lines = [
        cast.line(
            (f"l{at}", "move", f"Line {at}", ""),
            dict(zip(cast.RATES, map(str, one), strict=True)),
            cast.COSTS,
        )
        for at, one in enumerate(hours)
        if sum(one)
    ] or [cast.line(("l", "move", "Line", ""), {"manager": "1"}, cast.COSTS)]
    spare = cast.line(("spare", "", "Contingency", ""), {"engineer": "2"}, cast.COSTS, kind="contingency")
    shaped = cast.with_estimate(cast.shaped(), cast.totalled([*lines, spare], Decimal(discount) / 100, "USD"))
    assert_same(opened(shaped), shaped)


def test_changed_hours_and_rates_move_every_total() -> None:
    book = opened(cast.shaped(discount="10"))
    before = book.value("Summary", f"B{ROWS['price']}")
    letters = titled(book.book)
    book.book["Lines"][f"{letters['engineer']}{FIRST}"] = 8  # eight engineer hours more
    book.book["Roles"]["C3"] = 300  # the engineer's rate
    stream = io.BytesIO()
    book.book.save(stream)
    stream.seek(0)
    again = Workbook(stream)
    sold = (line for line in cast.shaped().estimate.lines if line.kind != "fixed")
    hours = sum(part.hours for line in sold for part in line.roles if part.role == "engineer")
    more = float((hours * (300 - cast.RATES["engineer"]) + 8 * 300) * Decimal("0.9"))
    assert again.value("Summary", f"B{ROWS['price']}") == pytest.approx(before + more, abs=0.05)
    assert again.value("Summary", f"D{ROWS['hours']}") == 8


def test_roles_come_to_the_lines() -> None:
    shaped = cast.shaped()
    book = opened(shaped)
    fixed = sum(line.price.amount for line in shaped.estimate.lines if line.kind == "fixed")
    assert cents(book.value("Roles", "F5")) == shaped.estimate.list_price.amount - fixed
    assert cents(book.value("Roles", "G5")) == shaped.estimate.cost.amount
    assert cents(book.value("Roles", "E5")) == shaped.estimate.hours


def test_a_role_without_a_rate_carries_only_cost() -> None:
    shaped = cast.shaped()
    only = tuple(line for line in shaped.estimate.lines if line.id in ("training", "discovery"))
    shaped = cast.with_estimate(shaped, cast.totalled(only, Decimal(5), "USD"))
    book = opened(shaped)
    assert [book.book["Roles"][f"A{row}"].value for row in (2, 3, 4)] == ["architect", "engineer", "manager"]
    assert book.book["Roles"]["C3"].value is None
    assert_same(book, shaped)


def test_same_record_same_bytes() -> None:
    made = estimate_workbook(cast.practice(), cast.shaped())
    assert estimate_workbook(cast.practice(), cast.shaped()) == made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        core = package.read("docProps/core.xml").decode()
    assert core.count("2026-11-23T00:00:00Z") == 2


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_never_becomes_a_formula(text: str) -> None:
    shaped = cast.shaped(customer=text, name=text, wording=text)
    book = openpyxl.load_workbook(io.BytesIO(estimate_workbook(cast.practice(firm=text), shaped)))
    clean = openpyxl.load_workbook(io.BytesIO(estimate_workbook(cast.practice(), cast.shaped())))

    def formulas(one: openpyxl.Workbook) -> set[tuple[str, str, str]]:
        cells = (cell for sheet in one for row in sheet.iter_rows() for cell in row)
        return {(cell.parent.title, cell.coordinate, cell.value) for cell in cells if cell.data_type == "f"}

    assert formulas(book) == formulas(clean)
    customer = book["Summary"]["B3"]
    assert (customer.value, customer.data_type) == (plain(text), "s")
    assert customer.quotePrefix == plain(text).startswith(("=", "+", "-", "@"))


def test_layout_serves_reading_and_printing() -> None:
    book = opened(cast.shaped()).book
    assert book.sheetnames == ["Summary", "Lines", "Roles", "Answers", "Reasons", "Lock"]
    lines = book["Lines"]
    assert lines.freeze_panes == "D4"
    assert lines.column_dimensions["A"].hidden
    assert [lines[f"A{row}"].value for row in (4, 12)] == ["discovery", "contingency"]
    assert (lines.page_setup.orientation, lines.page_setup.fitToHeight) == ("landscape", 0)
    assert lines.print_title_rows == "$1:$3"


def test_answers_say_what_is_assumed_while_a_question_is_open() -> None:
    sheet = opened(cast.shaped()).book["Answers"]
    rows = {row[0].value: [cell.value for cell in row[3:8]] for row in sheet.iter_rows(min_row=2)}
    assert rows["projects"][:3] == ["2,500 projects", "answered", "Evaluate workbook"]
    assert rows["freeze"][:2] == ["assumed: Yes", "open"]


@pytest.mark.parametrize(
    ("currency", "form"),
    [
        ("USD", "[$USD]\\ #,##0.00"),
        ("JPY", "[$JPY]\\ #,##0"),
        ("KWD", "[$KWD]\\ #,##0.000"),
        ('"]x', "#,##0.00"),
    ],
)
def test_money_format_follows_the_currency(currency: str, form: str) -> None:
    assert money_format(currency) == form


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same_cents(tmp_path: Path) -> None:
    # 1.01, 1.15 ... hours at 262.50 end on half a cent: where binary fractions go wrong first.
    odd_hours = [("1.01", "0.02"), ("1.15", "3.33"), ("0.03", "7.77"), ("8.07", "0.38")]
    odd = [
        cast.line((f"odd{at}", "move", f"Odd {at}", ""), {"engineer": hours, "manager": other}, cast.COSTS)
        for at, (hours, other) in enumerate(odd_hours)
    ]
    base = cast.shaped()
    shaped = replace(base, estimate=cast.totalled([*base.estimate.lines, *odd], Decimal("7.58"), "USD"))
    source = tmp_path / "estimate.xlsx"
    source.write_bytes(estimate_workbook(cast.practice(), shaped))
    options = [f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    target = tmp_path / "out"
    command = [str(SOFFICE), *options, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    book = openpyxl.load_workbook(target / "estimate.xlsx", data_only=True)
    totals = {name: cents(book["Summary"][f"B{ROWS[name]}"].value) for name in expected(shaped)}
    assert totals == expected(shaped)
    letters = titled(book)
    for row, line in enumerate(shaped.estimate.lines, FIRST):
        live = [cents(book["Lines"][f"{letters[name]}{row}"].value) for name in ("Price", "Cost")]
        assert live == [line.price.amount, line.cost.amount], line.id
