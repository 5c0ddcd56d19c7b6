"""One predicate a verb of changes."""

from __future__ import annotations

from fairlead.apps.agreements.rules import CHANGE_LEADERS
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.states import CHANGE, NEEDS
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_open, stands
from fairlead.apps.estimates.rules import makers_of as makers_of_estimate
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.apps.signing.bridge import is_busy, steps_of
from fairlead.apps.signing.rules import hands_on, stamped
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

# The leadership of services; nobody in sales signs, or records a signature.
LEADERSHIP = frozenset({Role.DIRECTOR})
SIGNERS = ENGAGEMENT_MANAGERS | {Role.DIRECTOR, Role.LEGAL, Role.FINANCE}


def open_change(actor: Actor, engagement: Engagement) -> Refused | None:
    """A change is to work that was approved or sold; before that, it is of work at risk (`has_sow`)."""
    held = engagement.state in ("on-hold", "closed-lost")
    return first(needs(actor, CHANGE_LEADERS, "open a change"), stands(engagement) if held else None)


def has_sow(change: Change) -> Refused | None:
    """Of work at risk before there is a SOW, nothing is shaped, printed, confirmed or signed."""
    said = "This is work at risk before there is a SOW: it has no paper, nothing to shape, confirm or sign."
    return unless(change.sow_id is None, WrongTime(said))


def at_risk(change: Change) -> Refused | None:
    """It ends with the signature of the SOW, or with its engagement."""
    signed = WrongTime("The SOW is signed: nothing is at risk any more. What changes now is opened anew.")
    return first(is_open(change.engagement), unless(change.is_over, signed))


def edit(actor: Actor, change: Change) -> Refused | None:
    return first(
        open_change(actor, change.engagement),
        _current(change),
        unless(
            change.state != "draft",
            WrongTime(f"This change is {CHANGE.said(change.state)}; only a draft is edited."),
        ),
    )


def shape(actor: Actor, change: Change) -> Refused | None:
    """Whoever may estimate, and lead a change: what it comes to is no guess."""
    return first(needs(actor, ENGAGEMENT_MANAGERS, "shape a change"), has_sow(change), edit(actor, change))


def _current(change: Change) -> Refused | None:
    return at_risk(change) if change.sow_id is None else stands(change.engagement)


def _given_up(action: str) -> Rule:
    """Taken back it is whatever became of the engagement; not what both have signed."""

    def rule(actor: Actor, change: Change) -> Refused | None:
        signed = change.proposed is not None and change.proposed.state == "signed"
        return first(
            needs(actor, CHANGE_LEADERS, "take a change back"),
            in_state(CHANGE, change.state, action),
            unless(signed, WrongTime("Both have signed its amended SOW.")),
        )

    return rule


redraft, withdraw = _given_up("redraft"), _given_up("withdraw")


def ask(actor: Actor, change: Change) -> Refused | None:
    return first(
        open_change(actor, change.engagement),
        _current(change),
        in_state(CHANGE, change.state, "ask"),
        _estimated(change),
    )


def _estimated(change: Change) -> Refused | None:
    """What a shaped change comes to is approved before anybody outside hears of it."""
    estimate = change.estimate
    if estimate is None or estimate.state == "approved":
        return None
    said = f"Its estimate v{estimate.number} is {ESTIMATE.said(estimate.state)}"
    return WrongTime(f"{said}; a change is asked for once that is approved.")


def refuse(actor: Actor, change: Change) -> Refused | None:
    return first(
        needs(actor, CHANGE_LEADERS | LEADERSHIP, "refuse a change"), in_state(CHANGE, change.state, "refuse")
    )


def _given(need: str, change: Change) -> Refused | None:
    """Refuse what is not needed, or is there already."""
    said = NEEDS[need].lower()
    return first(
        _current(change),
        in_state(CHANGE, change.state, "settle"),
        unless(need not in change.open_needs, WrongTime(f"This change does not wait for this: {said}.")),
    )


def makers_of(change: Change) -> frozenset[int | None]:
    """Who opened a change or drew up its estimate; of its amended SOW who asked for its approvals and who
    stamped it: none of them signs it."""
    made, proposed = _makers(change), change.proposed
    if proposed is None:
        return made
    hands = hands_on(proposed, steps_of(proposed))
    return frozenset({*made, *hands.makers, hands.asker, *hands.signed} - {None})


def _makers(change: Change) -> frozenset[int | None]:
    drawn = makers_of_estimate(change.estimate) if change.estimate is not None else ()
    return frozenset({change.opened_by, *drawn} - {None})


def approve(actor: Actor, change: Change) -> Refused | None:
    return first(
        needs(actor, LEADERSHIP, "approve work at risk and work exceptions"),
        unless(
            actor.user_id in _makers(change),
            Forbidden("You opened this change or drew up its estimate; somebody else approves it."),
        ),
        _given("leadership-approves", change),
    )


def confirm(actor: Actor, change: Change) -> Refused | None:
    return first(
        needs(actor, CHANGE_LEADERS, "record what the customer confirmed"),
        has_sow(change),
        _given("customer-confirms", change),
        _is_free(change),
    )


def sign(actor: Actor, change: Change) -> Refused | None:
    """Signed elsewhere, a SOW has the same approvals and the same stamp as one that is signed here."""
    return first(
        needs(actor, SIGNERS, "record signatures"),
        has_sow(change),
        _given("both-sign", change),
        _is_free(change),
        stamped(change.proposed) if change.proposed is not None else None,
    )


def _is_free(change: Change) -> Refused | None:
    """What is out for signature, or signed here, is recorded from there and not by hand."""
    proposed = change.proposed
    if proposed is None or not is_busy(proposed):
        return None
    signed = proposed.state == "signed"
    out = f"{proposed.code} is out for signature, and is taken from there. Take that back first."
    return WrongTime("Both have signed it; the change follows." if signed else out)


def settle(actor: Actor, change: Change) -> Refused | None:
    """Asked only when everyone has signed the amended SOW."""
    return in_state(CHANGE, change.state, "settle")
