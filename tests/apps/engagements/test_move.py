"""engagement.move: the columns of the board, who may move what, and what a move asks for."""

from __future__ import annotations

import pytest
from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.books import actions as books
from fairlead.apps.engagements import actions, rules
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.estimates import actions as estimates
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import Event
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
from fairlead.core.rows import find
from fairlead.engines.calendar import fiscal_quarter
from tests import cast


def test_it_goes_from_the_first_call_to_won(finn, firm):
    states = [cast.moved(firm.engagement, "triage").state]
    cast.approved(firm)
    states.append(cast.as_it_is(firm.engagement).state)
    states += [cast.moved(firm.engagement, action).state for action in cast.TO_APPROVED]
    assert states == [
        "awaiting-discovery", "strawman-wip", "estimate-feedback", "sow-wip", "ready-for-approval",
        "approved",
    ]  # fmt: skip
    with cast.refused(WrongTime, "once its checklist is complete"):
        actions.move(finn, cast.as_it_is(firm.engagement), action="win", reason="value")
    order = cast.collected(firm.engagement)
    with cast.records("booking.book", "engagement.note-sow", "engagement.win") as lines:
        books.book(finn, order, reason="value")
    won = cast.as_it_is(firm.engagement)
    assert won.state == "closed-won"
    assert {k: lines[2].facts[s]["state"] for k, s in (("was", "before"), ("is", "after"))} == {
        "was": "approved", "is": "closed-won",
    }  # fmt: skip
    event = Event.objects.filter(name="engagement.moved").latest("pk")
    assert event.facts == {
        "engagement": won.pk, "action": "win", "state": "closed-won", "by": "Finn Marlowe",
    }  # fmt: skip


# Who may make each move (docs/spec/engagements.md).
MOVERS = {
    "draft": ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT},
    **dict.fromkeys(("triage", "share", "write", "rework", "ready"), ENGAGEMENT_MANAGERS),
    **dict.fromkeys(("hold", "resume"), ENGAGEMENT_MANAGERS),
    "approve": {Role.DIRECTOR},
    "win": ENGAGEMENT_MANAGERS | {Role.FINANCE},
    "lose": ENGAGEMENT_MANAGERS | {Role.SALES, Role.DIRECTOR},
}


def stands(action):
    """How far the approvals of its SOW have to be for a move."""
    return "booked" if action == "win" else "agreed"


@pytest.mark.parametrize("action", sorted({move.action for move in ENGAGEMENT.moves}))
def test_each_move_has_its_movers(action):
    source = next(move.sources[0] for move in ENGAGEMENT.moves if move.action == action)
    engagement = Engagement(state=source, estimate_state="approved", sow_state=stands(action))
    allowed = {role for role in Role if rules.move(action)(cast.holding(role), engagement) is None}
    assert allowed == MOVERS[action]


@pytest.mark.parametrize("state", ENGAGEMENT.ids)
def test_a_column_offers_its_moves_and_no_other(state):
    engagement = Engagement(state=state, estimate_state="approved")
    mover = cast.holding(Role.ENGAGEMENT_MANAGER, Role.DIRECTOR)
    for action in {move.action for move in ENGAGEMENT.moves}:
        engagement.sow_state = stands(action)
        refusal = rules.move(action)(mover, engagement)
        assert (refusal is None) == ENGAGEMENT.can(state, action)
        assert refusal is None or isinstance(refusal, WrongTime)


@pytest.mark.parametrize(
    ("who", "action"),
    [
        ("sam", "triage"),
        ("sam", "win"),
        ("dora", "win"),
        ("cora", "draft"),
        ("finn", "hold"),
        ("theo", "lose"),
        ("theo", "share"),
        ("alma", "triage"),
        ("alma", "approve"),
        ("carl", "lose"),
    ],
)
def test_the_wrong_role_is_refused_and_nothing_moves(who, action, firm, request):
    label = next(move.label for move in ENGAGEMENT.moves if move.action == action)
    with cast.refused(Forbidden, f"You may not move an engagement: {label}"):
        actions.move(request.getfixturevalue(who), firm.engagement, action=action, note="Because")
    assert Engagement.objects.get().state == "open"


def test_a_stranger_sees_nothing(max, firm):
    with cast.refused(Missing):
        actions.move(max, firm.engagement, action="triage")


@pytest.mark.parametrize(
    ("who", "action"), [("ana", "win"), ("dora", "approve"), ("ana", "resume"), ("ana", "dance")]
)
def test_a_move_of_another_column_is_refused(who, action, firm, request):
    said = (
        f"This engagement is open, which allows no “{ENGAGEMENT.label(action)}”; "
        "possible now: Take up, Work on the strawman, Put on hold, Close as lost"
    )
    with cast.refused(WrongTime, said):
        actions.move(request.getfixturevalue(who), firm.engagement, action=action)


@pytest.mark.parametrize("action", ["write", "ready"])
def test_a_sow_rests_on_an_approved_estimate(ana, dora, firm, action):
    """A new version drawn up after the approval takes the ground away again."""
    cast.approved(firm)
    before = (*cast.TO_APPROVED, "win")[: (*cast.TO_APPROVED, "win").index(action)]
    cast.moved(firm.engagement, *before)
    estimates.draft(ana, cast.as_it_is(firm.engagement))
    with cast.refused(WrongTime, "from an approved estimate"):
        actions.move(dora if action == "approve" else ana, cast.as_it_is(firm.engagement), action=action)


def test_the_board_follows_the_approvals_and_does_not_lead_them(ana, dora, firm):
    cast.approved(firm)
    cast.moved(firm.engagement, "write")
    with cast.refused(WrongTime, "Ask for the approvals"):
        actions.move(ana, cast.as_it_is(firm.engagement), action="ready")
    cast.moved(firm.engagement, "ready")
    with cast.refused(WrongTime, "Not everyone who is asked has approved"):
        actions.move(dora, cast.as_it_is(firm.engagement), action="approve")
    cast.moved(firm.engagement, "approve")
    with cast.refused(WrongTime, "once its checklist is complete"):
        actions.move(ana, cast.as_it_is(firm.engagement), action="win", reason="value")


def test_what_is_up_for_signature_goes_back_to_the_estimate_before_it_changes(ana, firm):
    approved = cast.approved(firm)
    cast.moved(firm.engagement, *cast.TO_APPROVED)
    with cast.refused(WrongTime, "move it back to the estimate first"):
        estimates.draft(ana, cast.as_it_is(firm.engagement))
    with cast.refused(WrongTime, "move it back to the estimate first"):
        agreements.generate(ana, approved)
    cast.moved(firm.engagement, "rework")
    assert estimates.draft(ana, cast.as_it_is(firm.engagement)).number == 2


@pytest.mark.parametrize("column", [(), ("triage",), ("triage", "draft"), ("triage", "draft", "share")])
def test_what_was_held_goes_back_to_its_column(ana, firm, column):
    before = cast.moved(firm.engagement, *column) if column else firm.engagement
    held = cast.moved(before, "hold")
    assert (held.state, held.held_from) == ("on-hold", before.state)
    resumed = cast.moved(held, "resume")
    assert (resumed.state, resumed.held_from) == (before.state, "")


def test_a_loss_is_recorded_with_its_reason(sam, firm):
    with cast.refused(Invalid, "with its reason"):
        actions.move(sam, firm.engagement, action="lose", note="They build it themselves.")
    with cast.refused(Invalid, "with its reason"):
        actions.move(sam, firm.engagement, action="lose", reason="value", note="A reason of a win.")
    with cast.records("engagement.lose") as lines:
        lost = actions.move(
            sam, firm.engagement, action="lose", reason="do-it-yourself", note="They build it themselves."
        )
    assert (lost.state, lost.reason, lost.lost_reason) == (
        "closed-lost", "do-it-yourself", "They build it themselves.",
    )  # fmt: skip
    assert lines[0].facts["note"] == "They build it themselves."


def test_some_reasons_need_their_details(ana, firm):
    with cast.refused(Invalid, "in a sentence"):
        actions.move(ana, firm.engagement, action="lose", reason="other", note=" ")
    assert actions.move(ana, firm.engagement, action="lose", reason="other", note="Merged.").reason == "other"


def test_what_closes_has_its_day_and_its_fiscal_quarter(ana, firm):
    lost = cast.moved(firm.engagement, "lose")
    assert lost.closed_on == timezone.localdate()
    assert lost.closed_quarter == fiscal_quarter(lost.closed_on, 2)


def test_only_what_closes_has_a_reason(ana, firm):
    with cast.refused(Invalid, "Only what is won or lost"):
        actions.move(ana, firm.engagement, action="hold", reason="price")


def test_a_practice_without_reasons_asks_for_a_sentence(ana, firm):
    texts = cast.practice_texts()
    market = texts["market.toml"]
    idle = market[market.index("[[idle]]") :]
    plain = market.partition("[[reason]]")[0] + idle
    newer = cast.catalog.load(cast.actor("dora"), texts={**texts, "market.toml": plain})
    engagement = actions.adopt(ana, firm.engagement, practice=newer)
    with cast.refused(Invalid, "in a sentence"):
        actions.move(ana, engagement, action="lose", note=" ")
    assert actions.move(ana, engagement, action="lose", note="They merged.").lost_reason == "They merged."


def test_what_is_held_can_be_lost_and_what_is_closed_stays_closed(ana, firm):
    lost = cast.moved(firm.engagement, "hold", "lose")
    assert (lost.state, lost.held_from) == ("closed-lost", "")
    for action in ("resume", "triage", "win", "lose"):
        with cast.refused(WrongTime, "possible now: nothing"):
            actions.move(ana, lost, action=action, note="Because")


def test_a_stale_version_is_refused(ana, rita, firm):
    seen = find(rita, Engagement, firm.engagement.pk)
    actions.move(ana, firm.engagement, action="triage")
    with cast.refused(Stale):
        actions.move(rita, seen, action="draft")
    assert Engagement.objects.get().state == "awaiting-discovery"
