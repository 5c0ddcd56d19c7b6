"""One predicate a verb of engagements."""

from __future__ import annotations

from fairlead.apps.engagements.models import SIGNED_STATES, Engagement
from fairlead.apps.engagements.states import ENGAGEMENT, STANDING
from fairlead.apps.people.models import Person
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role

_OPENERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.DIRECTOR}
_APPROVERS = {Role.DIRECTOR}

_MOVERS = {
    "draft": ENGAGEMENT_MANAGERS | {Role.TECHNICAL_ARCHITECT},
    "approve": _APPROVERS,
    # Whoever sells it does not book it: an order is checked by others (em-process 1.9).
    "win": ENGAGEMENT_MANAGERS | {Role.FINANCE},
    "lose": _OPENERS,
}


def is_open(engagement: Engagement) -> Refused | None:
    closed = not ENGAGEMENT.actions(engagement.state)
    return unless(
        closed,
        WrongTime(
            f"This engagement is {ENGAGEMENT.said(engagement.state)}; nothing about it changes any more."
        ),
    )


def stands(engagement: Engagement) -> Refused | None:
    """What was approved for signature, or sold: it is amended by a change, and handed over."""
    hints = {"on-hold": " Resume it first.", "closed-lost": ""}
    hint = hints.get(engagement.state, " Until then, shape the estimate anew.")
    said = (
        f"This engagement is {ENGAGEMENT.said(engagement.state)}:"
        " this is for work that was approved for signature or sold."
    )
    return unless(engagement.state not in STANDING, WrongTime(said + hint))


def is_signed(engagement: Engagement) -> bool:
    """Whether everyone has signed its statement of work: from here on a change order alone changes it."""
    return engagement.sow_state in SIGNED_STATES


def is_in_the_making(engagement: Engagement) -> Refused | None:
    """What is up for signature does not change under its signers: it goes back to the estimate first."""
    waits = engagement.state in ("ready-for-approval", "approved")
    return first(
        is_open(engagement),
        unless(
            waits,
            WrongTime(
                f"This engagement is {ENGAGEMENT.said(engagement.state)};"
                " move it back to the estimate first (rework)."
            ),
        ),
    )


# Who writes the statement of work is known to a room above, which lays its rule here.
_WRITING: list[Rule] = []


def says_who_writes(rule: Rule) -> Rule:
    """Let this rule say who may change now what the statement of work is made of."""
    _WRITING.append(rule)
    return rule


def is_theirs_to_write(actor: Actor, engagement: Engagement) -> Refused | None:
    """Whether somebody may change terms, practice and clauses of an engagement now."""
    return first(*(rule(actor, engagement) for rule in _WRITING))


def open_engagement(actor: Actor, _: object) -> Refused | None:
    return needs(actor, _OPENERS, "open an engagement")


def edit(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, _OPENERS, "change an engagement"), is_open(engagement))


def price(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS | {Role.DIRECTOR}, "set commercial terms"),
        is_open(engagement),
        is_theirs_to_write(actor, engagement),
    )


def assign(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(needs(actor, ENGAGEMENT_MANAGERS | {Role.DIRECTOR}, "assign people"), is_open(engagement))


def ask(actor: Actor, engagement: Engagement) -> Refused | None:
    """An architect comes to a call prepared, or not at all (em-process 1.5)."""
    missing = [
        name
        for name, text in (("pain points", engagement.pains), ("constraints", engagement.constraints))
        if not text.strip()
    ]
    said = f"Write the {' and the '.join(missing)} first: an architect is asked once both are known."
    return first(
        needs(actor, ENGAGEMENT_MANAGERS | {Role.DIRECTOR}, "ask an architect"),
        is_open(engagement),
        unless(bool(missing), WrongTime(said)),
    )


def mark(actor: Actor, engagement: Engagement) -> Refused | None:
    """After a win there is still a welcome to send; a lost one has no clocks any more."""
    return first(
        needs(actor, _OPENERS | {Role.TECHNICAL_ARCHITECT}, "mark what happened"),
        unless(
            engagement.state == "closed-lost",
            WrongTime("This engagement is closed-lost; its clocks have stopped."),
        ),
    )


def keep(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS | {Role.DIRECTOR}, "keep a quiet engagement"), is_open(engagement)
    )


def cover(actor: Actor, person: Person) -> Refused | None:
    keepers = {Role.DIRECTOR, Role.SENIOR_ENGAGEMENT_MANAGER, Role.ADMINISTRATOR}
    return first(
        needs(actor, keepers, "say who covers which territory"),
        unless(not person.active, WrongTime(f"{person} has left.")),
    )


def touch(actor: Actor, engagement: Engagement) -> Refused | None:
    """Asked only from inside other rooms' verbs, which have been allowed already."""
    return is_open(engagement)


def adopt(actor: Actor, engagement: Engagement) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "move to a newer practice"),
        is_open(engagement),
        is_theirs_to_write(actor, engagement),
    )


def triage(actor: Actor, engagement: Engagement) -> Refused | None:
    return move("triage")(actor, engagement)


def any_move(actor: Actor, engagement: Engagement) -> Refused | None:
    """Whether at least one move is open to this actor; the page asks for its buttons."""
    refusals = [move(action)(actor, engagement) for action in ENGAGEMENT.actions(engagement.state)]
    if None in refusals:
        return None
    at_another_time = next((one for one in refusals if isinstance(one, WrongTime)), None)
    return at_another_time or is_open(engagement) or Forbidden("You may not move this engagement.")


def in_whose_place(actor: Actor, action: str, engagement: Engagement) -> str | None:
    """In whose place somebody makes a move: "" in their own, the name of a director who is away where it is
    theirs to approve, or None."""
    movers = _MOVERS.get(action, ENGAGEMENT_MANAGERS)
    if action == "approve":
        return actor.instead_of(movers, but=engagement.sow_makers)
    return "" if actor.has_any(movers) else None


def _approves(actor: Actor, engagement: Engagement, refused: Refused | None) -> Refused | None:
    """A director, or who stands in for one: not whoever made it, nor in another's place who sells it."""
    whom = in_whose_place(actor, "approve", engagement)
    if whom is None or actor.is_system:
        return refused
    seller = engagement.seller if whom else None
    own = "Nobody approves for signature what they drew up or asked approvals for; someone else has to."
    sells = "Whoever sells an engagement does not approve it for signature; someone else has to."
    return first(
        unless(actor.user_id in engagement.sow_makers, Forbidden(own)),
        unless(seller is not None and seller.user_id == actor.user_id, Forbidden(sells)),
    )


def move(action: str) -> Rule:
    """The rule of one move of the board."""

    def rule(actor: Actor, engagement: Engagement) -> Refused | None:
        movers, said = (
            _MOVERS.get(action, ENGAGEMENT_MANAGERS),
            f"move an engagement: {ENGAGEMENT.label(action)}",
        )
        refused, later = needs(actor, movers, said), in_time(engagement)
        if later is None and action == "approve":
            # Whether somebody is away is looked up only where nothing else is in the way.
            return _approves(actor, engagement, refused)
        return refused or later

    def in_time(engagement: Engagement) -> Refused | None:
        return first(
            in_state(ENGAGEMENT, engagement.state, action),
            unless(
                action in {"write", "ready", "approve", "win"} and engagement.estimate_state != "approved",
                WrongTime(
                    "A SOW is written from an approved estimate; send the newest one for review first."
                ),
            ),
            unless(
                action == "ready" and not engagement.sow_state,
                WrongTime("Ask for the approvals of its SOW: that moves it here."),
            ),
            unless(
                action == "approve" and engagement.sow_state != "agreed",
                WrongTime(
                    "Not everyone who is asked has approved its SOW yet; its page says who is missing."
                ),
            ),
            unless(
                action == "win" and engagement.sow_state != "booked",
                WrongTime("Book it once its checklist is complete: that closes it as won."),
            ),
            unless(
                action == "rework" and engagement.sow_state == "signed",
                WrongTime(
                    "Its SOW is signed by everyone: a change order changes what it says. If it was signed in "
                    "error, withdraw it first."
                ),
            ),
        )

    return rule


def note_estimate(actor: Actor, engagement: Engagement) -> Refused | None:
    """Asked only from inside the estimates room, whose own verb has been allowed already."""
    return is_open(engagement)


note_sow = note_estimate
