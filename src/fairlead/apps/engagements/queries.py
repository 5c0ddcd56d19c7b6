"""Reads of engagements: the board, one engagement, its feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from fairlead.apps.accounts.models import Account
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import BALL, ENGAGEMENT
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Missing
from fairlead.core.models import AuditEntry
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.lifecycle import State
from fairlead.engines.money import Money
from fairlead.engines.winning import idle_rule, idle_standing

# How many cards a column shows; the rest is a click away on the list, which is paged.
COLUMN_CARDS = 8

# Before a SOW is written: here a quiet deal is asked about. Live ones still may be won.
EARLY = ("open", "awaiting-discovery", "strawman-wip", "estimate-feedback")
LIVE = tuple(state.id for state in ENGAGEMENT.states if not state.final)

# When a person last did something about an engagement; the record has all of it, in one thread.
_THREAD = Concat(Value("engagement:"), Cast(OuterRef("pk"), CharField()))
_ACTIVE = Coalesce(
    Subquery(
        AuditEntry.objects.filter(thread=_THREAD, user_id__isnull=False).order_by("-seq").values("at")[:1]
    ),
    F("created_at"),
)

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
    goal: str
    pains: str
    constraints: str
    estimate_state: str
    sow_state: str
    price: Decimal | None
    price_p90: Decimal | None
    moved_at: datetime
    territory: str
    route: str
    route_reason: str
    due_at: datetime | None
    due_clock: str
    idle: str
    idle_days: int
    kept_until: date | None
    reason: str
    lost_reason: str
    closed_quarter: str


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
        row.goal if inside else "", row.pains if inside else "", row.constraints if inside else "",
        row.estimate_state if inside else "",
        row.sow_state if inside else "", row.price if inside else None, row.price_p90 if inside else None,
        row.moved_at,
        *(_standing(row) if inside else _NOTHING),
    )  # fmt: skip


# What the firm alone knows about where an engagement stands; in the order of the card.
_NOTHING = ("", "", "", None, "", "", 0, None, "", "", "")


def _standing(row: Engagement) -> tuple[Any, ...]:
    idle, days = _idle(row)
    return (
        row.territory, row.route, row.route_reason, row.due_at, clock_name(row), idle, days, row.kept_until,
        row.reason, row.lost_reason, row.closed_quarter,
    )  # fmt: skip


def clock_name(row: Engagement) -> str:
    """The firm's most urgent promise about it, by name."""
    named = (clock.name for clock in practice_of(row.practice_id).clocks if clock.id == row.due_clock)
    return next(named, row.due_clock) if row.due_clock else ""


def _idle(row: Engagement) -> tuple[str, int]:
    """ "warn" or "give-up" for an early one that is quiet and that nobody keeps; and for how many days."""
    if row.state not in EARLY:
        return "", 0
    today = timezone.localdate()
    days = (today - timezone.localdate(active_at(row))).days
    kept = row.kept_until is not None and today < row.kept_until
    rule = idle_rule(practice_of(row.practice_id).idle, row.segment)
    return ("" if kept else idle_standing(rule, days)), days


def active_at(row: Engagement) -> datetime:
    """When a person last did something about it: the newest line on record, of whatever belongs to it."""
    noted: datetime | None = getattr(row, "active_at", None)
    if noted is None:
        noted = Engagement.objects.filter(pk=row.pk).values_list(_ACTIVE, flat=True).first()
    return noted or row.created_at


def _name(person: Person | None) -> str:
    return person.name if person else ""


def engagement_rows(actor: Actor) -> QuerySet[Engagement]:
    """Engagements as cards need them, with their account and people and when something was last done."""
    people = ("em", "architect", "seller")
    return (
        Engagement.objects.visible_to(actor)
        .select_related("account", "practice", *people)
        .defer("practice__texts")
        .annotate(active_at=_ACTIVE)
    )


def current_practice(actor: Actor) -> int:
    """The number of the practice that new engagements are shaped with, without its texts."""
    rows = PracticeVersion.objects.visible_to(actor).order_by("-pk").values_list("pk", flat=True)
    found = rows.first()
    if found is None:
        raise Missing("No practice is loaded yet; a director loads one with practice.load.")
    return found


def narrowed(
    rows: QuerySet[Engagement],
    *,
    em: Person | None = None,
    segment: str = "",
    territory: str = "",
    status: str = "",
    late: bool = False,
    idle: bool = False,
) -> QuerySet[Engagement]:
    """Those of a manager, segment or territory, with that EM status, with a late clock, or quiet too long."""
    for field, value in {"em": em, "segment": segment, "territory": territory, "em_status": status}.items():
        if value:
            rows = rows.filter(**{field: value})
    if late:
        rows = rows.filter(due_at__lt=timezone.now(), state__in=LIVE)
    if idle:
        quiet = Engagement.objects.annotate(active_at=_ACTIVE).filter(_quiet())
        rows = rows.filter(pk__in=quiet.values("pk"))
    return rows


def _quiet() -> Q:
    """Early, past the warning of its segment's rule, and kept by nobody. By the newest practice's rules."""
    newest = PracticeVersion.objects.order_by("-pk").values_list("pk", flat=True).first()
    rules = practice_of(newest).idle if newest else ()
    named = [segment for rule in rules for segment in rule.segments]
    today = timezone.localdate()
    found = Q(pk__in=[])
    for rule in rules:
        since = timezone.now() - timedelta(days=rule.warn_days)
        who = Q(segment__in=rule.segments) if rule.segments else ~Q(segment__in=named)
        found |= who & Q(active_at__lte=since)
    return found & Q(state__in=EARLY) & (Q(kept_until=None) | Q(kept_until__lte=today))


@reading("engagement.list")
def engagements(
    actor: Actor,
    *,
    state: str = "",
    q: str = "",
    account: Account | None = None,
    em: Person | None = None,
    segment: str = "",
    territory: str = "",
    status: str = "",
    late: bool = False,
    idle: bool = False,
) -> QuerySet[Engagement]:
    """Engagements, last moved first; `q` looks into their and their account's name.

    `status` is the EM's (to-do or waiting), `late` keeps those with a clock over its time, `idle` the quiet.
    """
    rows = engagement_rows(actor)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(account__name__icontains=q))
    for field, value in {"state": state, "account": account}.items():
        if value:
            rows = rows.filter(**{field: value})
    rows = narrowed(rows, em=em, segment=segment, territory=territory, status=status, late=late, idle=idle)
    return rows.order_by("-moved_at", "-pk")


@reading("engagement.show")
def engagement(actor: Actor, engagement: Engagement) -> Engagement:
    """One engagement."""
    return engagement


@reading("engagement.board")
def board(
    actor: Actor,
    *,
    em: Person | None = None,
    segment: str = "",
    territory: str = "",
    status: str = "",
    late: bool = False,
    idle: bool = False,
) -> tuple[Column, ...]:
    """The scoping board: every column with its count, worth and the cards that moved last.

    `status` is the EM's (to-do or waiting), `late` keeps those with a clock over its time, `idle` the quiet.
    """
    rows = narrowed(
        Engagement.objects.visible_to(actor),
        em=em, segment=segment, territory=territory, status=status, late=late, idle=idle,
    )  # fmt: skip
    sums = _sums(rows)
    return _columns(actor, sums, _newest(actor, rows, sorted({part["state"] for part in sums})))


def stages(actor: Actor, em: Person | None = None) -> tuple[Column, ...]:
    """The columns of the board without their cards, for whoever only counts."""
    return _columns(actor, _sums(narrowed(Engagement.objects.visible_to(actor), em=em)), ())


def _sums(rows: QuerySet[Engagement]) -> list[dict[str, Any]]:
    found = rows.values("state", "currency").annotate(n=Count("pk"), worth=Sum("price"))
    return list(found.order_by("state", "currency"))


def _columns(
    actor: Actor, sums: Sequence[dict[str, Any]], newest: Sequence[Engagement]
) -> tuple[Column, ...]:
    return tuple(
        _column(actor, state, [part for part in sums if part["state"] == state.id], newest)
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
    return list(engagement_rows(actor).filter(pk__in=keys).order_by("-moved_at", "-pk"))


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
