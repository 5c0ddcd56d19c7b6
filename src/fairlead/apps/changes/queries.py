"""Reads of changes: what is asked for, what it needs, who has given that, and its paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.queries import sows
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.changes.bridge import before, beside, effects_of, sides_of, verdict_of, weighed
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.rules import has_sow
from fairlead.apps.changes.states import BOOKINGS, CHANGE, KINDS, NEEDS
from fairlead.apps.engagements.models import BILLING, Engagement
from fairlead.apps.engagements.rules import stands
from fairlead.apps.estimates.trying import WhatIf, whatif_card
from fairlead.apps.signing.bridge import is_busy, steps_of
from fairlead.apps.signing.rules import stamped
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Invalid, WrongTime, invalid
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.changing import SIGNED, Asked, Verdict, check_asked, verdict
from fairlead.engines.documents.change_order import Ordered, change_order, moved
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.money import Money

DRAWERS = {"pdf": pdf, "docx": docx_bytes}


@dataclass(frozen=True, slots=True)
class InstrumentCard:
    """What a change needs; why: the sentences of the rules that ask for it."""

    kind: str
    label: str
    needs: str
    needs_label: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookingCard:
    """What happens on the side of the sale, step by step."""

    kind: str
    label: str
    amount: Decimal
    currency: str
    why: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedsCard:
    """What a change would need, and how it would be booked."""

    instruments: tuple[InstrumentCard, ...]
    booking: BookingCard


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """One need that was met: by whom it was recorded, of which day, with its evidence. holds: whether it is
    for the change as it reads now."""

    need: str
    label: str
    by: str
    on: date
    note: str
    holds: bool


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """One change. before and after: the total without and with it, of the statement of work with what is in
    force beside it; of work at risk before there is one, nothing. until: the last day at risk; is_over: the
    SOW is signed, so nothing is at risk any more. estimate: what
    the work comes to with it, where it is shaped; amended: the statement of work as it makes it."""

    id: int
    version: int
    engagement: int
    sow: int | None
    name: str
    title: str
    state: str
    state_label: str
    reason: str
    text: str
    price: Decimal
    currency: str
    before: Decimal
    after: Decimal
    hours: Decimal
    days: int
    scope: bool
    switch: bool
    judged: bool
    overrun: bool
    unsigned: bool
    label: str
    until: date | None
    is_over: bool
    pm: int | None
    pm_name: str
    estimate: int | None
    estimate_number: int | None
    estimate_state: str
    amended: int | None
    instruments: tuple[InstrumentCard, ...]
    booking: BookingCard
    consents: tuple[ConsentCard, ...]
    waits_for: tuple[str, ...]


def _instruments(found: Verdict) -> tuple[InstrumentCard, ...]:
    return tuple(
        InstrumentCard(one.kind, KINDS[one.kind], one.needs, NEEDS[one.needs], one.why)
        for one in found.instruments
    )


def _booking(found: Verdict) -> BookingCard:
    one = found.booking
    return BookingCard(
        one.kind, BOOKINGS[one.kind], one.amount.amount, one.amount.currency, one.why, one.steps
    )


@card(Change)
def change_card(actor: Actor, row: Change) -> ChangeCard:
    found, stands, amended = verdict_of(row), before(row), row.proposed
    return ChangeCard(
        row.pk, row.version, row.engagement_id, row.sow_id, row.name, row.title, row.state,
        CHANGE.state(row.state).label, row.reason, row.text, row.price, row.currency,
        stands.price.amount, stands.with_change(row.asked).price.amount, row.hours, row.days, row.scope,
        row.switch, row.judged, row.overrun, row.unsigned, row.label, row.until, row.is_over, row.pm_id,
        row.pm.name if row.pm else "", row.estimate_id,
        row.estimate.number if row.estimate else None, row.estimate.state if row.estimate else "",
        amended.pk if amended else None, _instruments(found),
        _booking(found),
        tuple(_consent(row, given) for given in row.consents),
        tuple(NEEDS[need] for need in row.open_needs) if row.state == "asked" else (),
    )  # fmt: skip


def _consent(row: Change, given: dict[str, Any]) -> ConsentCard:
    on, label = date.fromisoformat(given["on"]), NEEDS[given["need"]]
    return ConsentCard(given["need"], label, given["by"], on, given["note"], row.holds(given))


@reading("change.list")
def changes(actor: Actor, *, engagement: Engagement | None = None, state: str = "") -> QuerySet[Change]:
    """Changes to work that was sold, newest first."""
    rows = Change.objects.visible_to(actor).with_force().select_related(
        "engagement__account", "sow__estimate", "estimate", "amended", "pm"
    )  # fmt: skip
    if engagement:
        rows = rows.filter(engagement=engagement)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def has_standing(engagement: Engagement) -> bool:
    """Whether there is work that was approved or sold, so that a change can be to it; before that, only work
    at risk is put on record."""
    return stands(engagement) is None


def changes_of(actor: Actor, sows: Iterable[Sow]) -> dict[int, Change]:
    """The changes that propose these statements of work, or proposed them, by the statement's id."""
    found = [sow for sow in sows if sow.amends]
    if not found:
        return {}
    rows = Change.objects.visible_to(actor).filter(engagement__in={sow.engagement_id for sow in found})
    rows = rows.filter(amended__isnull=False).select_related("amended")
    by = {(row.engagement_id, row.amended.amends): row for row in rows if row.amended}
    return {sow.pk: by[key] for sow in found if (key := (sow.engagement_id, sow.amends)) in by}


def next_of(change: Change) -> str:
    """What whoever leads a change does next about it, in a sentence; "" while others have to move."""
    if change.state == "draft":
        ready = change.estimate is not None and change.estimate.state == "approved"
        return f"Ask for {change.name}: its estimate is approved" if ready else ""
    if change.state == "in-force":
        return f"Book {change.name}: it is in force" if change.verdict["booking"]["kind"] != "none" else ""
    sow = change.proposed
    if sow is None or SIGNED not in change.open_needs or is_busy(sow):
        return ""
    if not steps_of(sow):
        return f"Ask for the approvals of {sow.code}"
    return f"Send {sow.code} for signature: it is stamped" if stamped(sow) is None else ""


@reading("change.show")
def change(actor: Actor, change: Change) -> Change:
    """One change."""
    return change


@reading("change.needs")
def needs_of(
    actor: Actor,
    engagement: Engagement,
    *,
    price: Decimal = Decimal(0),
    hours: Decimal = Decimal(0),
    days: int = 0,
    scope: bool = False,
    switch: bool = False,
    judged: bool = False,
    overrun: bool = False,
    unsigned: bool = False,
    label: str = "",
) -> NeedsCard:
    """What a change would need and how it would be booked; nothing is kept."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("How the firm weighs a change is for the firm.")
    standing = sows(actor, engagement=engagement).filter(state="drawn-up").first()
    currency = standing.currency if standing else engagement.currency
    asked = Asked(
        Money(price, currency), hours, days, scope, switch, judged, overrun, unsigned, label
    )  # fmt: skip
    if findings := list(check_asked(asked)):
        raise Invalid(findings)
    if standing is not None:
        asked = weighed(Change(engagement=engagement, sow=standing, price=price, hours=hours, days=days,
                               scope=scope, switch=switch, judged=judged, overrun=overrun,
                               unsigned=unsigned, label=label))  # fmt: skip
    found = verdict(asked)
    return NeedsCard(_instruments(found), _booking(found))


@reading("change.effects")
def effects(actor: Actor, change: Change) -> WhatIf | None:
    """Everything that a shaped change makes otherwise; None where it was not shaped."""
    found = effects_of(change)
    return whatif_card(actor, found) if found is not None else None


@reading("change.paper")
def paper(actor: Actor, change: Change, *, kind: str = "pdf") -> Download:
    """The change order, or the confirmation to ask for, as "pdf" or "docx"; nothing inside is in it."""
    if kind not in DRAWERS:
        raise invalid("kind", f"There is no paper of kind {kind[:40]!r}.", f"It is {' or '.join(DRAWERS)}.")
    engagement, sides, sow, makes = change.engagement, sides_of(change), change.sow, change.makes
    if sow is None or makes is None:
        raise has_sow(change) or WrongTime("There is no SOW.")
    practice = practice_of(engagement.practice_id)
    ordered = Ordered(
        practice.firm, engagement.account.name, engagement.name, change.name,
        sow.title, change.title, change.reason, change.text,
        timezone.localdate(change.changed_at), before(change),
        change.asked, verdict_of(change), makes.title if change.amended else "",
        moved(*sides) if sides is not None else None, _managers(change), _billing(sow),
        beside(change),
    )  # fmt: skip
    return Download.of(f"{change.name}.{kind}", DRAWERS[kind](change_order(ordered).dressed(practice.brand)))


def _managers(change: Change) -> tuple[tuple[str, str], ...]:
    """Who of us answers for it (em-process 2.8)."""
    both = (("Engagement manager", change.engagement.em), ("Project manager", change.pm))
    return tuple((what, person.name) for what, person in both if person is not None)


def _billing(sow: Sow) -> tuple[str, str]:
    """How the work is billed before and after a change that switches that; there are two ways."""
    names = dict(BILLING)
    was = sow.estimate.terms["billing"]
    return names[was], next(name for way, name in BILLING if way != was)
