"""adjustment.make, drop, leave, take, pace: what people say of lines, and what becomes of the price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions
from fairlead.apps.estimates.bridge import figures_of, scoping_frozen, shaped, shaped_from
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.queries import adjustment_card, preview
from fairlead.apps.scoping.queries import present
from fairlead.core.errors import Forbidden, Invalid, Stale, WrongTime
from fairlead.core.undoing import undo
from fairlead.engines.estimating.values import Line
from tests import cast

# The practice with one line that may be left out.
HANDOVER = 'id = "handover"'
OPTIONAL = ("shared/moving.toml", HANDOVER, f"{HANDOVER}\noptional = true\nworth = 2")
MAKERS = ("ana", "rita", "theo")
OTHERS = ("sam", "cora", "dan", "finn", "dora", "alma")


def line(actor, engagement, wanted: str) -> Line | None:
    found = shaped(engagement, present(actor, engagement)).estimate
    return next((line for line in found.lines if line.id == wanted), None)


@pytest.fixture
def engagement(firm):
    return cast.answered(firm)


@pytest.fixture
def optional(ana, engagement):
    """The engagement, on a practice whose hand-over may be left out."""
    return engagements.adopt(ana, engagement, practice=cast.newer_practice(*OPTIONAL))


@pytest.mark.parametrize("who", MAKERS)
def test_it_takes_the_place_of_the_formula(who, engagement, firm, request):
    with cast.records("adjustment.make"):
        row = actions.make(
            request.getfixturevalue(who), engagement, line="kickoff", low=Decimal(5), likely=Decimal("7.5"),
            high=Decimal(12), reason="Two sessions, on two continents.",
        )  # fmt: skip
    kickoff = line(cast.actor("ana"), engagement, "kickoff")
    assert (kickoff.hours, kickoff.basis) == (Decimal("7.50"), "hand")
    assert kickoff.why[0].startswith(f"Set by hand by {row.said_by} to 7.5 h: Two sessions")


def test_changed_again_it_is_seen_and_can_be_undone(ana, firm, engagement):
    row = cast.said(firm)
    with cast.records("adjustment.make") as lines:
        row = cast.said(firm, likely="9", seen=row.version)
    assert Adjustment.objects.get().likely == 9
    undo(ana, lines[0].seq)
    assert Adjustment.objects.get().likely == 6


def test_a_line_of_their_own(ana, firm, engagement):
    cast.said(firm, line="night-watch", name="Night watch", phase="move", roles={"engineer": Decimal(1)})
    cast.said(
        firm, line="flights", likely="1000", name="Flights", phase="move", kind="travel", currency="EUR"
    )
    own = line(ana, engagement, "night-watch")
    assert (own.name, own.hours, own.price.amount) == ("Night watch", 6, 6 * 330)
    assert str(line(ana, engagement, "flights").cost) == "USD 1,100.00"
    flights = Adjustment.objects.get(line="flights")
    assert adjustment_card(ana, flights).likely == 1000
    assert adjustment_card(cast.actor("sam"), flights).likely is None  # what it costs stays inside
    assert adjustment_card(cast.actor("sam"), flights).markup is None


def test_dropped_the_formula_holds_again_and_that_can_be_undone(ana, firm, engagement):
    before = line(ana, engagement, "kickoff")
    row = cast.said(firm)
    with cast.records("adjustment.drop") as lines:
        actions.drop(ana, row)
    assert line(ana, engagement, "kickoff") == before
    undo(ana, lines[0].seq)
    assert line(ana, engagement, "kickoff").hours == 6


def test_an_optional_line_is_left_out_and_taken_in_again(ana, optional):
    before = line(ana, optional, "handover")
    with cast.records("adjustment.leave"):
        row = actions.leave(ana, optional, line="handover", reason="They know it already.")
    assert line(ana, optional, "handover") is None
    assert "Left out of this scope: " in " ".join(shaped(optional, present(ana, optional)).estimate.notes)
    with cast.records("adjustment.take"):
        row = actions.take(ana, row)
    assert line(ana, optional, "handover") == before
    with cast.records("adjustment.leave"):
        actions.leave(ana, optional, line="handover", seen=row.version)
    assert Adjustment.objects.get().reason == "They know it already."


def test_only_what_is_optional_is_left_out(ana, engagement):
    with cast.refused(Invalid, match="cannot be left out"):
        actions.leave(ana, engagement, line="kickoff")


def test_the_pace_is_kept_with_its_holidays(ana, engagement):
    with cast.records("adjustment.pace"):
        row = actions.set_pace(
            ana, engagement, people=2, weekly_hours=Decimal(20), country="DE",
            freezes=["2026-12-18 to 2027-01-04: year end"],
        )  # fmt: skip
    assert row.pace["freezes"] == [{"start": "2026-12-18", "end": "2027-01-04", "reason": "year end"}]
    assert "2026-12-25" in row.pace["holidays"]
    with cast.records("adjustment.pace"):
        row = actions.set_pace(ana, engagement, people=3, seen=row.version)
    assert (row.pace["people"], row.pace["holidays"]) == (3, [])


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"people": 101}, "people"),
        ({"weekly_hours": Decimal("0.5")}, "weekly_hours"),
        ({"country": "XX"}, "country"),
        ({"freezes": ["in summer"]}, "freezes"),
        ({"freezes": ["2027-02-30 to 2027-03-01"]}, "freezes"),
        ({"freezes": ["2027-01-04 to 2027-01-04"]}, "freezes"),
        ({"freezes": ["2027-01-04 to 2027-02-04", "2027-02-01 to 2027-02-09"]}, "freezes"),
    ],
)
def test_a_pace_that_nobody_can_go_is_refused(ana, engagement, given, where):
    with cast.refused(Invalid) as caught:
        actions.set_pace(ana, engagement, **given)
    assert [finding.where for finding in caught.value.findings] == [where]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"low": Decimal(9)}, "likely"),
        ({"low": Decimal(0)}, "low"),
        ({"reason": " "}, "reason"),
        ({"basis": "dream"}, "basis"),
        ({"line": "kikoff"}, "name"),
        ({"name": "Mine"}, "name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(firm, engagement, given, where):
    with cast.refused(Invalid) as caught:
        cast.said(firm, **given)
    assert where in [finding.where for finding in caught.value.findings]
    assert not Adjustment.objects.exists()


def test_a_version_keeps_what_was_said_and_can_be_made_again(ana, firm, optional):
    actions.set_pace(ana, optional, people=2)
    actions.leave(ana, optional, line="handover")
    row = cast.said(firm)
    first = Estimate.objects.get(pk=actions.draft(ana, optional).pk)
    actions.drop(ana, row)
    second = actions.draft(ana, optional)
    assert second.price != first.price
    scoping = scoping_frozen(first)
    assert [said.line for said in scoping.adjustments] == ["kickoff"]
    assert (scoping.left_out, scoping.pace.people) == ({"handover"}, 2)
    held = shaped(optional, present(ana, optional))
    assert replace(held.scoping, adjustments=scoping.adjustments) == scoping
    assert shaped_from(scoping, first.practice_id).estimate == figures_of(first)


def test_a_line_that_a_newer_practice_does_not_know_is_named(ana, firm, engagement):
    cast.said(firm, line="relay")
    texts = {name: text.replace('"relay"', '"courier"') for name, text in cast.practice_texts().items()}
    other = cast.catalog.load(cast.actor("dora"), texts=texts)
    moved = engagements.adopt(ana, engagement, practice=other)
    with pytest.raises(Invalid, match="no line relay"):
        preview(ana, moved)


SAID = {"low": Decimal(1), "likely": Decimal(2), "high": Decimal(3), "reason": "So."}
ASKED = {
    "make": lambda actor, engagement, row: actions.make(actor, engagement, line="handover", **SAID),
    "drop": lambda actor, engagement, row: actions.drop(actor, row),
    "leave": lambda actor, engagement, row: actions.leave(actor, engagement, line="handover"),
    "take": lambda actor, engagement, row: actions.take(actor, row),
    "pace": lambda actor, engagement, row: actions.set_pace(actor, engagement, people=2),
}


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("act", ASKED)
def test_the_wrong_role_is_refused(act, who, firm, engagement, request):
    row = cast.said(firm)
    with cast.refused(Forbidden):
        ASKED[act](request.getfixturevalue(who), engagement, row)


@pytest.mark.parametrize("act", ASKED)
def test_nothing_is_said_of_a_closed_engagement(act, ana, firm, engagement):
    row = cast.said(firm)
    lost = engagements.move(ana, cast.as_it_is(engagement), action="lose", reason="do-it-yourself")
    with cast.refused(WrongTime, match="closed lost"):
        ASKED[act](ana, lost, Adjustment.objects.get(pk=row.pk))


def test_who_saw_an_older_one_is_refused(ana, theo, firm, engagement):
    row = cast.said(firm)
    old = Adjustment.objects.get(pk=row.pk)
    cast.said(firm, likely="8", seen=row.version)
    with cast.refused(Stale):
        cast.said(firm, likely="9", seen=old.version)
    for act in (actions.drop, actions.take):
        with cast.refused(Stale):
            act(theo, Adjustment(pk=old.pk, version=old.version, engagement=old.engagement))
    paced = actions.set_pace(ana, engagement, people=2)
    with cast.refused(Stale):
        actions.set_pace(ana, engagement, people=3, seen=paced.version + 1)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_strangers_and_customers_see_nothing(who, firm, engagement, request):
    cast.said(firm)
    assert not Adjustment.objects.visible_to(request.getfixturevalue(who)).exists()
