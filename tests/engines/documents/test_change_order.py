"""The paper of a change: what is otherwise line by line, and what its manifest is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.engines.linting import cast

from fairlead.engines.changing import Asked, Terms, verdict
from fairlead.engines.documents.change_order import Ordered, change_order, moved
from fairlead.engines.documents.tree import strings
from fairlead.engines.money import Money

SHAPED = cast.shaped()
ZERO = Money(Decimal(0), "USD")
STANDS = Terms(Money(Decimal(100), "USD"), Decimal("40.5"), date(2027, 1, 29))


def ordered(**asked):
    what = Asked(ZERO, **asked)
    return Ordered(
        "Harbour", "Northwind", "Move", "CO-7-1", "SOW-7-1", "More time", "Late.", "The end moves.",
        date(2026, 12, 1), STANDS, what, verdict(what),
    )  # fmt: skip


def lines(**changed):
    """The shaped engagement with lines that have other names or hours, by their id."""
    found = tuple(replace(one, **changed.get(one.id.replace("-", "_"), {})) for one in SHAPED.estimate.lines)
    return replace(SHAPED, estimate=replace(SHAPED.estimate, lines=found))


def test_two_lines_of_one_name_are_told_apart():
    both = {"name": "Workshop"}
    before = lines(kickoff=both | {"hours": Decimal(8)}, wave_plan=both | {"hours": Decimal(4)})
    after = lines(kickoff=both | {"hours": Decimal(12)}, wave_plan=both | {"hours": Decimal(4)})
    assert moved(before, after).work == (("Workshop", "8 h", "12 h"),)
    assert moved(before, before).work == ()


def test_a_line_of_another_name_goes_and_comes():
    found = moved(lines(kickoff={"hours": Decimal(8)}), lines(kickoff={"hours": Decimal(8), "name": "Start"}))
    assert found.work == (("Start", "", "8 h"), ("Kickoff and goals", "8 h", ""))


@pytest.mark.parametrize(("days", "said"), [(1, "+1 day"), (-1, "-1 day"), (2, "+2 days"), (-3, "-3 days")])
def test_one_day_is_a_day(days, said):
    assert said in set(strings(change_order(ordered(days=days))))


def test_total_hours_and_end_stand_before_and_after():
    said = list(strings(change_order(ordered(hours=Decimal(-8), days=14))))
    for one in ("40.5 h", "-8 h", "32.5 h", "29 January 2027", "+14 days", "12 February 2027"):
        assert one in said, one


def test_the_manifest_is_of_what_the_paper_says():
    first = ordered(scope=True)
    booked = replace(
        first, verdict=replace(first.verdict, booking=replace(first.verdict.booking, why="Why."))
    )
    assert change_order(booked) == change_order(first)
    for other in (replace(first, text="Other."), replace(first, number="CO-7-2"), replace(first, firm="H.")):
        assert change_order(other).meta.manifest != change_order(first).meta.manifest


def test_what_is_in_force_beside_an_amended_sow_is_said_to_stay():
    amended = replace(ordered(days=14), amended="SOW-7-2")
    said = " ".join(strings(change_order(replace(amended, beside=("CO-7-1", "CO-7-3")))))
    assert "What CO-7-1 and CO-7-3 changed is not written in that, and stays agreed." in said
    assert "is not written in that" not in " ".join(strings(change_order(amended)))
