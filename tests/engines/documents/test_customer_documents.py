"""The statement of work and the proposal: every figure from the estimate, nothing that stays in the firm."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engines.documents import cast
from tests.engines.linting import cast as linted

from fairlead.engines.documents.digest import full_manifest, manifest
from fairlead.engines.documents.proposal import proposal
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import Document, Section, Table, strings, walk

OTHER_COSTS = {"architect": Decimal("97.31"), "engineer": Decimal("88.88"), "manager": Decimal("61.07")}


def section(document: Document, node_id: str) -> Section:
    return next(one for one in walk(document.sections) if one.id == node_id)


def table(document: Document, node_id: str) -> Table:
    blocks = (block for one in walk(document.sections) for block in one.blocks)
    return next(block for block in blocks if isinstance(block, Table) and block.id == node_id)


def ids(document: Document) -> list[str]:
    sections = list(walk(document.sections))
    return [node.id for one in sections for node in (one, *one.blocks)]


def test_blocks_stand_in_the_order_of_the_practice() -> None:
    document = sow(cast.practice(), cast.shaped(), "SOW-1")
    assert [one.id for one in document.sections] == [block.id for block in cast.BLOCKS]
    assert [one.number for one in document.sections] == [str(number) for number in range(1, 11)]


def test_every_clause_appears_once_under_its_block() -> None:
    document = sow(cast.practice(), cast.shaped())
    for clause_id, block, title, _ in cast.CLAUSES:
        found = [one for one in section(document, block).sections if one.id == clause_id]
        assert [one.title for one in found] == [title]


@pytest.mark.parametrize("make", [sow, proposal])
def test_node_ids_are_unique_so_that_a_clause_can_be_found_again(make) -> None:
    found = ids(make(cast.practice(), cast.shaped()))
    assert len(found) == len(set(found))


def test_price_table_splits_and_adds_up() -> None:
    shown = table(sow(cast.practice(), cast.shaped()), "price.table")
    assert shown.columns[2].title == "Discount (7.58%)"
    assert shown.rows == (
        ("Consulting services", "68,548.76", "−5,196.00", "63,352.76"),
        ("Education services", "5,000.00", "−379.00", "4,621.00"),
    )
    assert shown.total == ("Total", "73,548.76", "−5,575.00", "67,973.76")


def test_price_without_discount_has_no_discount_column() -> None:
    shown = table(sow(cast.practice(), cast.shaped(discount="0")), "price.table")
    assert [column.title for column in shown.columns] == ["Services", "Price (USD)"]
    assert shown.total == ("Total", "73,548.76")


def test_hours_and_rates_by_role_come_to_the_consulting_list_price() -> None:
    shown = table(sow(cast.practice(), cast.shaped()), "price.roles.table")
    assert shown.rows == (
        ("Technical Architect", "31.75", "310.00", "9,842.50"),
        ("Professional Services Engineer", "179.50", "262.50", "47,118.76"),
        ("Project Manager", "51.50", "225.00", "11,587.50"),
    )
    assert shown.total == ("Total", "262.75", "", "68,548.76")


def test_schedule_comes_to_the_hours_and_days_of_the_estimate() -> None:
    shaped = cast.shaped()
    shown = table(sow(cast.practice(), shaped), "schedule.table")
    assert (shown.rows[-1][0], shown.rows[-1][1]) == ("Education", "24.00")
    assert shown.total == ("Total", f"{shaped.estimate.hours}", f"{shaped.estimate.days}")


def test_activities_show_phase_hours_and_education_apart() -> None:
    document = sow(cast.practice(), cast.shaped())
    assert table(document, "activities.move.table").total == ("Estimated hours", "", "170.75")
    assert table(document, "activities.set-price.table").rows[0][2] == "5,000.00"
    assert "24" not in " ".join(
        cell for row in table(document, "activities.close.table").rows for cell in row
    )


@pytest.mark.parametrize(
    ("billing", "title"),
    [
        ("time-and-materials", "Time and materials, target price: USD 67,973.76"),
        ("fixed-fee", "Fixed fee: USD 67,973.76"),
    ],
)
def test_the_sow_says_target_or_fixed_fee(billing: str, title: str) -> None:
    document = sow(cast.practice(), cast.shaped(billing=billing))
    assert title in list(strings(document))


def test_a_fixed_fee_proposal_gives_no_price_range() -> None:
    fixed = table(proposal(cast.practice(), cast.shaped(billing="fixed-fee")), "price.odds")
    hourly = table(proposal(cast.practice(), cast.shaped()), "price.odds")
    assert [column.title for column in fixed.columns] == ["Level", "In words", "Days of work"]
    assert [row[2:] for row in hourly.rows] == [
        ("32.26", "USD 61,176"),
        ("35.84", "USD 67,974"),
        ("38.35", "USD 72,732"),
    ]


def test_the_proposal_names_what_is_open_unsure_and_wide() -> None:
    said = " | ".join(strings(proposal(cast.practice(), cast.shaped())))
    assert "May projects be frozen while they move? Until we know, we count with: Yes." in said
    assert "Please confirm: How many people will sign in? We were told: 1,200 users." in said
    assert "Single sign-on is asked for, but only ten of 1,200 users are in the directory." in said
    assert "Migration waves: between 92.63 and 234.65 hours." in said


@pytest.mark.parametrize("make", [sow, proposal])
def test_no_cost_and_no_margin_reaches_a_customer(make) -> None:
    """Other costs, other margin: not one letter of a customer document changes, its manifest included."""
    here, elsewhere = cast.shaped(), cast.shaped(costs=OTHER_COSTS)
    assert here.estimate.cost != elsewhere.estimate.cost
    assert make(cast.practice(), here) == make(cast.practice(), elsewhere)
    assert full_manifest(here) != full_manifest(elsewhere)
    cheap = tuple(replace(role, annual_cost=Decimal(1)) for role in cast.practice().roles)
    poorer = cast.practice(target_margin=Decimal("0.11"), roles=cheap)
    assert make(poorer, here) == make(cast.practice(), here)


def test_the_manifest_follows_every_figure_and_word() -> None:
    base = cast.shaped()
    others = (
        cast.shaped(discount="7.59"),
        cast.shaped(customer="Northwind Freight Ltd"),
        cast.shaped(billing="fixed-fee"),
        replace(base, clauses=base.clauses[:-1]),
        replace(base, estimate=replace(base.estimate, lock=replace(base.estimate.lock, seed=1))),
        replace(base, estimate=replace(base.estimate, lines=base.estimate.lines[1:])),
    )
    seen = {manifest(one) for one in (base, *others)}
    assert len(seen) == len(others) + 1
    assert manifest(cast.shaped()) == manifest(base)
    assert len(manifest(base)) == 64


def test_empty_blocks_are_left_out_and_the_numbers_close_up() -> None:
    document = sow(cast.practice(), replace(cast.shaped(), clauses=(), terms=()))
    first = [(one.number, one.id) for one in document.sections][:3]
    assert first == [("1", "parties"), ("2", "activities"), ("3", "price")]


def test_the_proposal_says_when_as_the_statement_of_work_does() -> None:
    made = linted.shaped("implementation-k8s")
    practice = linted.practice()
    said = [list(strings(document)) for document in (proposal(practice, made), sow(practice, made))]
    (period,) = [text for text in said[0] if text.startswith("18 January 2027 to ")]
    assert period in said[1]
    assert said[0].count("Within the term") == said[1].count("Within the term") == 1
    undated = list(strings(proposal(practice, linted.shaped("implementation-k8s", start=""))))
    assert "Week 1" in undated and "To be agreed" in undated
