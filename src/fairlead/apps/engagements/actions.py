"""Verbs of engagements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from fairlead.apps.accounts.models import Account
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements import rules
from fairlead.apps.engagements.events import EngagementMoved
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.errors import invalid
from fairlead.core.roles import ENGAGEMENT_MANAGERS
from fairlead.core.verbs import verb
from fairlead.core.writing import creating, writing


@verb("engagement.open", rules.open_engagement)
def open_engagement(
    actor: Actor,
    account: Account,
    *,
    name: str,
    offering: str,
    em: Person | None = None,
    today: date | None = None,
) -> Engagement:
    """Open an engagement for an account, with the newest practice; `today` is the day its rates are of.

    An engagement manager who names nobody leads it.
    """
    practice = newest(actor)
    _known_offering(practice, offering)
    if em is None and actor.has_any(ENGAGEMENT_MANAGERS):
        em = of_user(actor.user_id)
    engagement = Engagement(
        account=account,
        name=name.strip(),
        offering=offering,
        practice=practice,
        em=em,
        segment=account.segment,
        region=account.region,
        currency=account.currency,
        priced_on=today or timezone.localdate(),
        moved_at=timezone.now(),
        confidence=practice_of(practice.pk).confidence,
    )
    with creating(actor, "engagement.open", engagement, rules.open_engagement) as change:
        pass
    return change.row


def _known_offering(practice: PracticeVersion, offering: str) -> None:
    known = [o.id for o in practice_of(practice.pk).offerings]
    if offering not in known:
        raise invalid("offering", f"There is no offering {offering!r}.", f"There are: {', '.join(known)}.")


@verb("engagement.edit", rules.edit, reversible=True)
def edit(
    actor: Actor,
    engagement: Engagement,
    *,
    name: str | None = None,
    pains: str | None = None,
    constraints: str | None = None,
    em_status: str | None = None,
    start_on: date | None = None,
) -> Engagement:
    """Change the name, pain points, constraints, wished start or whose turn it is; what is left out stays."""
    wanted = {
        "name": name, "pains": pains, "constraints": constraints, "em_status": em_status,
        "start_on": start_on,
    }  # fmt: skip
    with writing(actor, "engagement.edit", engagement, rules.edit) as change:
        for field, value in wanted.items():
            if value is not None:
                setattr(change.row, field, value)
    return change.row


@verb("engagement.price", rules.price, reversible=True)
def price(
    actor: Actor,
    engagement: Engagement,
    *,
    billing: str | None = None,
    discount: Decimal | None = None,
    investment: Decimal | None = None,
    confidence: int | None = None,
    currency: str | None = None,
    priced_on: date | None = None,
    paper: str | None = None,
    acceptance_days: int | None = None,
) -> Engagement:
    """Set the commercial terms: billing, discount, free services, confidence, currency, day of the rates."""
    wanted = {
        "billing": billing, "discount": discount, "investment": investment, "confidence": confidence,
        "currency": currency, "priced_on": priced_on, "paper": paper, "acceptance_days": acceptance_days,
    }  # fmt: skip
    with writing(actor, "engagement.price", engagement, rules.price) as change:
        for field, value in wanted.items():
            if value is not None:
                setattr(change.row, field, value)
    return change.row


@verb("engagement.assign", rules.assign, reversible=True)
def assign(
    actor: Actor,
    engagement: Engagement,
    *,
    em: Person | None = None,
    architect: Person | None = None,
    seller: Person | None = None,
) -> Engagement:
    """Say who leads it, who is its technical architect, who sells it; what is left out stays."""
    with writing(actor, "engagement.assign", engagement, rules.assign) as change:
        for field, value in {"em": em, "architect": architect, "seller": seller}.items():
            if value is not None:
                setattr(change.row, field, value)
    return change.row


@verb("engagement.move", rules.any_move)
def move(actor: Actor, engagement: Engagement, *, action: str, note: str = "") -> Engagement:
    """Move it on the board by one of the moves of its column; losing it needs a note that says why."""
    if action == "lose" and not note.strip():
        raise invalid("note", "A loss is recorded with its reason.", "Say in a sentence why it was lost.")
    with writing(actor, f"engagement.{action}", engagement, rules.move(action), note=note) as change:
        row = change.row
        came_from = row.state
        row.state = row.held_from if action == "resume" else ENGAGEMENT.next(row.state, action)
        row.held_from = came_from if action == "hold" else ""
        row.lost_reason = note[:200] if action == "lose" else row.lost_reason
        row.moved_at = timezone.now()
        change.announce(EngagementMoved(row.pk, action, row.state, actor.name))
    return change.row


@verb("engagement.adopt", rules.adopt)
def adopt(actor: Actor, engagement: Engagement, *, practice: PracticeVersion) -> Engagement:
    """Shape it with another version of the practice from here on; its frozen estimates stay as they are."""
    _known_offering(practice, engagement.offering)
    with writing(actor, "engagement.adopt", engagement, rules.adopt) as change:
        change.row.practice = practice
    return change.row


def note_estimate(
    actor: Actor, engagement: Engagement, *, state: str, price: Decimal | None, price_p90: Decimal | None
) -> Engagement:
    """Keep what the newest estimate says; called by the estimates room inside its own verbs."""
    with writing(actor, "engagement.note-estimate", engagement, rules.note_estimate) as change:
        change.row.estimate_state = state
        change.row.price = price
        change.row.price_p90 = price_p90
    return change.row
