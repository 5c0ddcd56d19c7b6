"""Whether a later version says what they asked for, and where that is set."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engines.linting.cast import practice
from tests.engines.redlines import cast

from fairlead.engines.redlines.sent import sent_clauses
from fairlead.engines.redlines.sources import places, says

SHORT = cast.short()
PRICE = next(one.text for one in sent_clauses(SHORT) if one.id == "price")
SILENT = next(one.text for one in sent_clauses(SHORT) if one.id == "invoices")
ASKED = PRICE.replace("67,973.76", "60,000.00")
CELL = [["Total", "Net", "67,973.76", "60,000.00"]]


def priced(total: str, callout: str):
    """The short SOW with another total, and other rows above it."""
    table = replace(
        cast.prices("price.table", total), rows=(("Consulting", "60,000.00", "55,379.00"),)
    )  # the sums around the figure follow
    price = cast.section(SHORT, "price")
    lead = replace(price.blocks[0], title=callout)
    return cast.changed(SHORT, {"price": replace(price, blocks=(lead, table))})


@pytest.mark.parametrize(
    ("total", "callout", "said"),
    [
        ("60,000.00", "Fixed fee: USD 60,000.00", True),
        ("60,000.01", "Fixed fee: USD 60,000.01", False),
        ("60,000.00", "Fixed fee: USD 67,973.76", False),  # they asked for the words too
    ],
)
def test_a_figure_in_a_table_is_said_when_cell_and_words_say_it(total, callout, said):
    assert says(priced(total, callout), "price", PRICE, ASKED, CELL) is said


def test_the_version_that_was_sent_says_nothing_of_it():
    assert not says(SHORT, "price", PRICE, ASKED, CELL)


@pytest.mark.parametrize(("days", "said"), [("45", True), ("60", False), ("30", False)])
def test_words_are_said_line_by_line_typography_aside(days, said):
    new = cast.changed(
        SHORT, {"invoices": cast.clause("invoices", "Invoices", f"Invoices are payable within {days} days.")}
    )
    asked = "Invoices\nInvoices are payable within 45\u00a0days."
    assert says(new, "invoices", SILENT, asked, []) is said


ALPHA, BETA, SAME = "Alpha is first.", "Beta is second.", "The same."


def worded(*lines):
    return cast.changed(SHORT, {"invoices": cast.clause("invoices", "Invoices", *lines)})


def asked(before, wanted, *now):
    """Whether a version with these paragraphs says what they made of those before."""
    old, new = ("\n".join(("Invoices", *lines)) for lines in (before, wanted))
    return says(worded(*now), "invoices", old, new, [])


def test_lines_in_another_order_are_said_in_that_order():
    assert not asked((ALPHA, BETA), (BETA, ALPHA), ALPHA, BETA)
    assert asked((ALPHA, BETA), (BETA, ALPHA), BETA, ALPHA)
    assert asked((ALPHA, BETA, SAME), (BETA, ALPHA, SAME), BETA, "New words between.", ALPHA, "Other.")
    assert not asked((ALPHA, BETA), (BETA, ALPHA), BETA)  # nobody can tell


def test_of_two_equal_lines_one_is_struck_out_or_put_in():
    assert not asked((SAME, SAME), (SAME,), SAME, SAME)
    assert asked((SAME, SAME), (SAME,), SAME)
    assert not asked((SAME,), (SAME, SAME), SAME)
    assert asked((SAME,), (SAME, SAME), SAME, SAME)
    assert asked((SAME, SAME), (), ALPHA)


def test_rows_of_a_table_in_another_order_are_said_in_that_order():
    rows = ("Consulting | 68,548.76 | 63,352.76", "Education | 5,000.00 | 4,621.00")
    swapped = PRICE.replace("\n".join(rows), "\n".join(reversed(rows)))
    assert swapped != PRICE
    assert not says(SHORT, "price", PRICE, swapped, [])
    price = cast.section(SHORT, "price")
    table = replace(price.blocks[1], rows=tuple(reversed(price.blocks[1].rows)))
    new = cast.changed(SHORT, {"price": replace(price, blocks=(price.blocks[0], table))})
    assert says(new, "price", PRICE, swapped, [])


def test_what_they_struck_out_is_said_when_it_is_gone():
    terms = cast.section(SHORT, "terms")
    without = replace(SHORT, sections=tuple(one for one in SHORT.sections if one.id != terms.id))
    assert says(without, "terms", "Terms", "", [])
    assert not says(SHORT, "terms", "Terms", "", [])
    assert not says(without, "terms", "Terms", "Other terms", [])


@pytest.mark.parametrize(
    ("clause", "first"),
    [
        ("@cover", "record"), ("parties", "record"), ("price", "estimate"), ("activities.build", "estimate"),
        ("billing", "terms"), ("schedule", "terms"), ("terms.duties", "answers"),
        ("passive-acceptance", "terms"), ("payment", "wording"), ("education-terms", "wording"),
    ],
)  # fmt: skip
def test_everything_is_set_somewhere(clause, first):
    assert places(practice(), clause)[0] == first
