"""Which approvals a document needs, whose turn it is, when an answer is due, and who may not give one."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from fairlead.engines.agreeing.steps import (
    Hands,
    Standing,
    agreed,
    barred,
    due,
    skipped,
    steps,
    turn_at,
    waits_for,
)
from fairlead.engines.calendar import ALWAYS, Schedule
from fairlead.engines.clocks import schedule
from fairlead.engines.practice.market import NINE_TO_FIVE
from fairlead.engines.practice.topics import TOPICS
from fairlead.engines.practice.values import Clock, Gate
from fairlead.engines.workdays import working_days

GATES = (
    Gate("ta", "Architect", "technical-architect", "estimate", "true", "r"),
    Gate("signer", "Signer", "finance", "signature", "true", "r", after=("legal",), overrule=""),
    Gate("account", "Account team", "sales", "sow", "true", "r", vouches=("scope",)),
    Gate("delivery", "Delivery", "delivery-manager", "sow", "true", "r", due_days=2),
    Gate("director", "Director", "director", "sow", "true", "r", after=("account", "delivery")),
    Gate("discount", "Discount", "director", "sow", "discount > 0.0", "r"),
    Gate("block", "Block", "engagement-manager", "sow", "true", "r", offering="block"),
    Gate("legal", "Legal", "legal", "signature", "true", "r"),
)


def opened(*ids: str) -> list[dict[str, str]]:
    return [
        {"id": g.id, "name": g.name, "role": g.role, "stage": g.stage, "reason": f"Because {g.id}."}
        for g in GATES
        if g.id in ids
    ]


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_the_document_comes_before_its_signature():
    found = steps(opened("ta", "signer", "account", "director", "legal"), GATES)
    assert [step.id for step in found] == ["account", "director", "signer", "legal"]
    assert found[0].reason == "Because account."
    assert found[0].vouches == ("scope",)
    assert found[1].vouches == tuple(TOPICS)


def test_it_waits_only_for_what_is_a_step_too():
    found = {step.id: step for step in steps(opened("account", "director"), GATES)}
    assert found["director"].after == ("account",)


def test_what_does_not_hold_is_skipped():
    found = steps(opened("account", "delivery", "director", "legal", "signer"), GATES)
    assert [gate.id for gate in skipped(found, GATES, "move")] == ["discount"]
    assert [gate.id for gate in skipped(found, GATES, "block")] == ["discount", "block"]


def standing(**passed: datetime | None) -> list[Standing]:
    after = {gate.id: gate.after for gate in GATES}
    stage = {gate.id: gate.stage for gate in GATES}
    return [Standing(id_, stage[id_], after[id_], when) for id_, when in passed.items()]


def test_those_without_an_order_are_asked_together():
    rows = standing(account=None, delivery=None, director=None, legal=None, signer=None)
    assert [waits_for(row, rows) for row in rows] == [
        (), (), ("account", "delivery"), ("account", "delivery", "director"),
        ("account", "delivery", "director", "legal"),
    ]  # fmt: skip


def test_a_turn_begins_when_the_last_before_it_is_passed():
    rows = standing(account=at(24), delivery=at(25), director=None, legal=None, signer=None)
    assert turn_at(rows[0], rows, at(23)) == at(23)
    assert turn_at(rows[2], rows, at(23)) == at(25)
    assert turn_at(rows[3], rows, at(23)) is None
    assert not agreed(rows)
    assert agreed(standing(account=at(24), delivery=at(25), director=at(26), legal=None))


def test_what_was_passed_on_an_earlier_version_begins_with_this_asking():
    rows = standing(account=at(2), delivery=at(3), director=None)
    assert turn_at(rows[2], rows, at(23)) == at(23)


OFFICE = schedule(NINE_TO_FIVE, working_days("US"))
PROMISE = Clock("stamp", "Stamp", "sow-content-confirmed", "stamped-sow-sent", Decimal(72), business=False)


def test_two_business_days_from_thursday_afternoon_end_on_monday():
    """em-process 12: requested Thursday 15:00, due Monday 15:00."""
    office = Schedule("UTC", OFFICE.opens, OFFICE.closes)
    assert due(2, at(16), at(19, 15), PROMISE, office) == at(23, 15)


def test_without_days_of_its_own_the_promise_on_the_whole_counts():
    """em-process 0.5: 72 hours from the last word to the stamped SOW; plain hours over the weekend."""
    assert due(0, at(20, 16), at(24), PROMISE, ALWAYS) == at(23, 16)
    assert due(0, at(20, 16), at(24), None, ALWAYS) is None


HANDS = Hands(frozenset({1}), 2, 3, frozenset({4}))


@pytest.mark.parametrize(
    ("stage", "role", "vouches", "user", "sells", "says"),
    [
        ("sow", "finance", ("price",), 1, False, "drew up"),
        ("sow", "finance", ("price",), 2, False, "asked for"),
        ("sow", "sales", ("investment",), 3, True, "neither its discount"),
        ("sow", "sales", ("discount", "investment"), 3, True, "neither its discount"),
        ("sow", "sales", ("price", "investment"), 3, True, ""),
        ("sow", "sales", ("scope",), 3, True, ""),
        ("sow", "finance", ("price", "margin"), 3, True, "answers for nobody but sales"),
        ("sow", "finance", ("price", "margin"), 3, False, "answers for nobody but sales"),
        ("sow", "finance", ("price", "margin"), 5, True, ""),
        ("sow", "sales", ("scope",), 4, False, ""),
        ("signature", "legal", ("legal",), 4, False, "Whoever stamps"),
        ("signature", "legal", ("legal",), 5, True, "Sales never signs"),
        ("signature", "legal", ("legal",), 5, False, ""),
    ],
)
def test_duties_are_kept_apart(stage, role, vouches, user, sells, says):
    said = barred(stage, role, vouches, user, sells, HANDS)
    assert said.startswith(says) or says in said
    assert bool(said) == bool(says)
