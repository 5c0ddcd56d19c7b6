"""The first sheet of the estimate workbook: totals that live, beside the totals as estimated."""

from __future__ import annotations

from decimal import Decimal

from fairlead.engines.documents.digest import full_manifest
from fairlead.engines.documents.parts import billing_words
from fairlead.engines.documents.sheet import (
    HOURS,
    PERCENT,
    emphasise,
    header,
    lay_out,
    money_format,
    put_figure,
    put_formula,
    put_input,
    put_text,
    put_title,
)
from fairlead.engines.documents.spreadsheet import Sheet
from fairlead.engines.figures import long_date
from fairlead.engines.money import MINOR_UNITS
from fairlead.engines.practice.values import Practice
from fairlead.engines.shaping.values import Shaped

PERCENTAGE = "0.00"
_TABLE = 13  # row of the titles of the totals; the facts stand above
# Row of each total, in reading order.
ROWS = {
    name: _TABLE + offset
    for offset, name in enumerate(
        ("list", "percent", "discount", "price", "education", "consulting", "cost", "margin", "share",
         "target", "minimum", "hours", "day", "days", "contingency"),
        1,
    )
}  # fmt: skip


def summary(
    sheet: Sheet, practice: Practice, shaped: Shaped, columns: dict[str, str], lines: tuple[int, int]
) -> None:
    """Write the sheet. columns: letters of the Lines sheet by title; lines: its first and last line row."""
    put_title(sheet, f"Estimate: {shaped.scoping.terms.name}")
    for row, (key, value) in enumerate(_facts(practice, shaped), 3):
        put_text(sheet, row, 1, key)
        put_text(sheet, row, 2, value, wrap=False)
    header(sheet, _TABLE, ["Total", "Now", "As estimated", "Difference"])
    _inputs(sheet, practice, shaped)
    _formulas(sheet, shaped, columns, lines)
    _as_estimated(sheet, shaped)
    end = _spreads(sheet, shaped, max(ROWS.values()) + 3)
    for row, note in enumerate((*_approvals(shaped), *shaped.estimate.notes), end + 2):
        put_text(sheet, row, 1, note, wrap=False)
    lay_out(sheet, [34, 22, 22, 16, 16, 16])


def _facts(practice: Practice, shaped: Shaped) -> tuple[tuple[str, str], ...]:
    terms = shaped.scoping.terms
    return (
        ("Customer", terms.customer),
        ("Firm", practice.firm),
        ("Service", shaped.review.offering.name),
        ("Prices as of", long_date(terms.day)),
        ("Billing", billing_words(shaped)),
        ("Currency", terms.currency),
        ("Confidence", f"{shaped.estimate.lock.confidence}%"),
        ("Route", shaped.route.reason or shaped.route.route.to),
        ("Full manifest", full_manifest(shaped)),
    )


def _approvals(shaped: Shaped) -> tuple[str, ...]:
    return tuple(
        f"Approval needed: {gate.gate.name} ({gate.gate.role}). {gate.reason}" for gate in shaped.gates
    )


def _inputs(sheet: Sheet, practice: Practice, shaped: Shaped) -> None:
    for name, value, form in (
        ("percent", shaped.estimate.discount_percent, PERCENTAGE),
        ("target", practice.target_margin, PERCENT),
        ("day", practice.hours_per_day, HOURS),
    ):
        put_input(sheet, ROWS[name], 2, value, form)


def _formulas(sheet: Sheet, shaped: Shaped, columns: dict[str, str], lines: tuple[int, int]) -> None:
    """The rules of the engine, on cells: discount once on the whole list price; education takes the share
    of the price that it has of the list price; minimum price = cost / (1 - target margin), rounded up."""
    currency = shaped.estimate.currency
    form, places = money_format(currency), MINOR_UNITS.get(currency, 2)
    at = {name: f"B{row}" for name, row in ROWS.items()}
    first, last = lines
    price, kinds, taught = (
        f"Lines!{letter}{first}:{letter}{last}" for letter in (columns["Price"], "D", "E")
    )
    education = f'SUMPRODUCT({price}*({taught}="yes"))' if last >= first else "0"
    spare = f'SUMPRODUCT({price}*({kinds}="contingency"))' if last >= first else "0"
    listed, sums = at["list"], last + 1
    for name, formula, shape in (
        ("list", f"Lines!{columns['Price']}{sums}", form),
        ("discount", f"ROUND({listed}*{at['percent']}/100,{places})", form),
        ("price", f"{listed}-{at['discount']}", form),
        ("education", f"IF({listed}=0,0,ROUND({at['price']}*{education}/{listed},{places}))", form),
        ("consulting", f"{at['price']}-{at['education']}", form),
        ("cost", f"Lines!{columns['Cost']}{sums}", form),
        ("margin", f"{at['price']}-{at['cost']}", form),
        ("share", f"IF({at['price']}=0,0,ROUND(({at['price']}-{at['cost']})/{at['price']},4))", PERCENT),
        # The inner ROUND takes away what binary fractions add behind the cents before rounding up.
        ("minimum", f"ROUNDUP(ROUND({at['cost']}/(1-{at['target']}),8),{places})", form),
        ("hours", f"Lines!{columns['Hours']}{sums}", HOURS),
        ("days", f"ROUND({at['hours']}/{at['day']},2)", HOURS),
        ("contingency", f"IF({listed}-{spare}=0,0,ROUND({spare}/({listed}-{spare}),4))", PERCENT),
    ):
        put_formula(sheet, ROWS[name], 2, formula, shape)


def _as_estimated(sheet: Sheet, shaped: Shaped) -> None:
    """The engine's figures as plain numbers, and how far the living ones have moved from them."""
    estimate, form = shaped.estimate, money_format(shaped.estimate.currency)
    figures: dict[str, tuple[str, Decimal | None, str]] = {
        "list": ("List price", estimate.list_price.amount, form),
        "percent": ("Discount, percent", estimate.discount_percent, PERCENTAGE),
        "discount": ("Discount", estimate.discount.amount, form),
        "price": ("Price", estimate.price.amount, form),
        "education": ("of which education", estimate.education.amount, form),
        "consulting": ("of which consulting", estimate.consulting.amount, form),
        "cost": ("Standard cost", estimate.cost.amount, form),
        "margin": ("Margin", estimate.price.amount - estimate.cost.amount, form),
        "share": ("Margin, percent", estimate.margin, PERCENT),
        "target": ("Target margin", None, PERCENT),
        "minimum": ("Least price at the target margin", estimate.minimum_price.amount, form),
        "hours": ("Hours", estimate.hours, HOURS),
        "day": ("Hours in a day of work", None, HOURS),
        "days": ("Days of work", estimate.days, HOURS),
        "contingency": ("Contingency on the other lines", estimate.contingency_share, PERCENT),
    }
    for name, (label, value, shape) in figures.items():
        row = ROWS[name]
        put_text(sheet, row, 1, label)
        if value is not None:
            put_figure(sheet, row, 3, value, shape)
            put_formula(sheet, row, 4, f"ROUND(B{row}-C{row},4)", shape)
    emphasise(sheet, ROWS["price"], 4)


def _spreads(sheet: Sheet, shaped: Shaped, row: int) -> int:
    """The simulated ranges, as plain numbers: they follow from a simulation, not from cells. Returns the
    row of the last one."""
    header(sheet, row, ["Simulated range", "Mean", "P10", "P50", "P80", "P90"])
    form = money_format(shaped.estimate.currency)
    for name, spread in shaped.estimate.spreads.items():
        row += 1
        put_text(sheet, row, 1, name.capitalize())
        for column, value in enumerate((spread.mean, spread.p10, spread.p50, spread.p80, spread.p90), 2):
            put_figure(sheet, row, column, value, form if name in ("price", "cost") else HOURS)
    return row
