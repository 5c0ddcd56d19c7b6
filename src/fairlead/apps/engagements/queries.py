"""Reads of engagements: the board, one engagement, its feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from fairlead.apps.accounts.models import Account
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import BALL, ENGAGEMENT
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.models import AuditEntry
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.lifecycle import State
from fairlead.engines.money import Money

# How many cards a column shows; the rest is a click away on the list, which is paged.
COLUMN_CARDS = 12

# Columns of any table that the audit keeps and sellers do not see.
_COST_COLUMNS = frozenset({"cost", "margin", "figures"})


@dataclass(frozen=True, slots=True)
class EngagementCard:
    id: int
    version: int
    account: int
    account_name: str
    name: str
    offering: str
    practice: int
    practice_label: str
    state: str
    state_label: str
    ball: str
    em_status: str
    em: str
    architect: str
    seller: str
    segment: str
    region: str
    currency: str
    priced_on: date
    start_on: date | None
    billing: str
    discount: Decimal
    investment: Decimal
    confidence: int
    paper: str
    acceptance_days: int
    pains: str
    constraints: str
    estimate_state: str
    price: Decimal | None
    price_p90: Decimal | None
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board; `worth` has one sum for each currency, for two are never added up."""

    state: str
    label: str
    ball: str
    count: int
    worth: tuple[Money, ...]
    engagements: tuple[EngagementCard, ...]


@dataclass(frozen=True, slots=True)
class FeedLine:
    seq: int
    at: datetime
    who: str
    via: str
    verb: str
    noun: str
    row: int
    note: str
    before: dict[str, Any]
    after: dict[str, Any]


@card(Engagement)
def engagement_card(actor: Actor, row: Engagement) -> EngagementCard:
    inside = actor.has_any(ENGAGEMENT_ROLES)
    return EngagementCard(
        row.pk, row.version, row.account_id, row.account.name, row.name, row.offering, row.practice_id,
        row.practice.label, row.state, ENGAGEMENT.state(row.state).label, BALL[row.state], row.em_status,
        _name(row.em), _name(row.architect), _name(row.seller), row.segment, row.region, row.currency,
        row.priced_on, row.start_on, row.billing, row.discount if inside else Decimal(0),
        row.investment if inside else Decimal(0), row.confidence, row.paper, row.acceptance_days,
        row.pains if inside else "", row.constraints if inside else "", row.estimate_state if inside else "",
        row.price if inside else None, row.price_p90 if inside else None, row.moved_at,
    )  # fmt: skip


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _rows(actor: Actor) -> QuerySet[Engagement]:
    people = ("em", "architect", "seller")
    return (
        Engagement.objects.visible_to(actor)
        .select_related("account", "practice", *people)
        .defer("practice__texts")
    )


@reading("engagement.list")
def engagements(
    actor: Actor,
    *,
    state: str = "",
    q: str = "",
    account: Account | None = None,
    em: Person | None = None,
    segment: str = "",
) -> QuerySet[Engagement]:
    """Engagements, last moved first; `q` looks into their and their account's name."""
    rows = _rows(actor)
    if q:
        rows = rows.filter(name__icontains=q) | rows.filter(account__name__icontains=q)
    for field, value in {"state": state, "account": account, "em": em, "segment": segment}.items():
        if value:
            rows = rows.filter(**{field: value})
    return rows.order_by("-moved_at", "-pk")


@reading("engagement.show")
def engagement(actor: Actor, engagement: Engagement) -> Engagement:
    """One engagement."""
    return engagement


@reading("engagement.board")
def board(actor: Actor, *, em: Person | None = None, segment: str = "") -> tuple[Column, ...]:
    """The scoping board: every column with its count, worth and the cards that moved last."""
    rows = Engagement.objects.visible_to(actor)
    if em:
        rows = rows.filter(em=em)
    if segment:
        rows = rows.filter(segment=segment)
    sums = list(
        rows.values("state", "currency")
        .annotate(n=Count("pk"), worth=Sum("price"))
        .order_by("state", "currency")
    )
    newest = _newest(actor, rows, sorted({part["state"] for part in sums}))
    return tuple(
        _column(actor, state, [p for p in sums if p["state"] == state.id], newest)
        for state in ENGAGEMENT.states
    )


def _column(
    actor: Actor, state: State, sums: Sequence[dict[str, Any]], newest: Sequence[Engagement]
) -> Column:
    inside = actor.has_any(ENGAGEMENT_ROLES)
    return Column(
        state.id,
        state.label,
        BALL[state.id],
        sum(part["n"] for part in sums),
        tuple(Money(part["worth"], part["currency"]) for part in sums if inside and part["worth"]),
        tuple(engagement_card(actor, row) for row in newest if row.state == state.id),
    )


def _newest(actor: Actor, rows: QuerySet[Engagement], states: Sequence[str]) -> list[Engagement]:
    """The cards of all columns in one query: the union of each column's newest."""
    if not states:
        return []
    ordered = rows.order_by("-moved_at", "-pk")
    first, *others = (ordered.filter(state=state).values_list("pk")[:COLUMN_CARDS] for state in states)
    keys = [pk for (pk,) in first.union(*others, all=True)]
    return list(_rows(actor).filter(pk__in=keys).order_by("-moved_at", "-pk"))


@reading("engagement.feed")
def feed(actor: Actor, engagement: Engagement, *, before: int = 0, limit: int = 50) -> tuple[FeedLine, ...]:
    """What was done about an engagement, newest first; `before` pages on from an entry's number."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What was done inside the firm is for the firm.")
    entries = AuditEntry.objects.filter(thread=engagement.thread).order_by("-seq")
    if before:
        entries = entries.filter(seq__lt=before)
    hidden = frozenset() if actor.has_any(COST_ROLES) else _COST_COLUMNS
    return tuple(_line(entry, hidden) for entry in entries[: min(limit, 200)])


def _line(entry: AuditEntry, hidden: frozenset[str]) -> FeedLine:
    facts = entry.facts
    before, after = (
        {k: v for k, v in facts[side].items() if k not in hidden} for side in ("before", "after")
    )
    return FeedLine(
        entry.seq, entry.at, entry.who, entry.via, entry.verb, entry.noun, entry.row_id, facts["note"],
        before, after,
    )  # fmt: skip
