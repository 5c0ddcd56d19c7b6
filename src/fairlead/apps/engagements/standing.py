"""Where engagements stand, computed: their clocks, whose they should be, what is won, lost and idle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.bridge import facts_of, past, standings, territory
from fairlead.apps.engagements.models import Engagement, Moment
from fairlead.apps.engagements.queries import EARLY, LIVE, current_practice, engagement_rows, narrowed
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, invalid
from fairlead.core.roles import ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines import clocks, winning
from fairlead.engines.calendar import fiscal_quarter
from fairlead.engines.estimating.pricing import exchange_on
from fairlead.engines.money import Money
from fairlead.engines.practice.market import Territory
from fairlead.engines.practice.values import Practice
from fairlead.engines.triage import Load, Proposal, ranked

GROUPS = ("em", "segment", "offering", "quarter")
QUEUE = 50


@dataclass(frozen=True, slots=True)
class MomentCard:
    id: int
    version: int
    what: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One clock of an engagement. due is in the reader's zone; left is in hours of the clock, business
    hours for a business clock, and below zero when it is over."""

    id: str
    name: str
    state: str
    starts: str
    stops: str
    hours: Decimal
    business: bool
    notice: bool
    started: datetime | None
    due: datetime | None
    stopped: datetime | None
    left: Decimal


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks of an engagement, the moments behind them, and what may be marked."""

    clocks: tuple[ClockCard, ...]
    moments: tuple[MomentCard, ...]
    facts: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whose an engagement could be: its territory by the practice, and the managers, the best first."""

    territory: str
    segment: str
    currency: str
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Untriaged:
    """One engagement of the intake queue with the proposal for it."""

    engagement: int
    version: int
    name: str
    account: str
    segment: str
    territory: str
    opened_at: datetime
    due_at: datetime | None
    proposals: tuple[Proposal, ...]
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Queue:
    total: int
    items: tuple[Untriaged, ...]


@dataclass(frozen=True, slots=True)
class IdleDeal:
    engagement: int
    name: str
    account: str
    em: str
    segment: str
    state: str
    days: int
    standing: str
    warn_days: int
    close_days: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One engagement behind a figure of the win rate."""

    engagement: int
    name: str
    account: str
    em: str
    segment: str
    offering: str
    outcome: str
    reason: str
    note: str
    quarter: str
    price: Decimal | None
    currency: str
    active: date
    kept_until: date | None


@dataclass(frozen=True, slots=True)
class WinRate:
    """Won / (won + lost), the idle among the lost, over all and by group, with the reasons and the rows."""

    lost_after_days: int
    total: winning.Rate
    groups: tuple[winning.Rate, ...]
    causes: tuple[winning.Cause, ...]
    counted: tuple[Counted, ...]


@card(Moment)
def moment_card(actor: Actor, row: Moment) -> MomentCard:
    return MomentCard(row.pk, row.version, row.what, row.at, row.by, row.note)


def _inside(actor: Actor, what: str) -> None:
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden(f"{what} are for the firm.")


@reading("engagement.clocks")
def clocks_of(actor: Actor, engagement: Engagement) -> Clocks:
    """Its clocks: running with the time left, met, missed and by how much; due in the reader's time zone."""
    _inside(actor, "Clocks")
    me = of_user(actor.user_id)
    zone = ZoneInfo(me.zone if me else "UTC")
    moments = past(engagement)
    found = standings(engagement, moments, timezone.now())
    cards = tuple(_clock(one, zone) for one in found)
    here = tuple(
        MomentCard(m.pk, m.version, m.what, m.at.astimezone(zone), m.by, m.note) for m in reversed(moments)
    )
    return Clocks(cards, here, facts_of(practice_of(engagement.practice_id)), zone.key)


def _clock(one: clocks.Standing, zone: ZoneInfo) -> ClockCard:
    def here(at: datetime | None) -> datetime | None:
        return at.astimezone(zone) if at else None

    left = Decimal(round(one.left.total_seconds() / 36)) / 100
    clock = one.clock
    return ClockCard(
        clock.id, clock.name, one.state, clock.starts, clock.stops, clock.hours, clock.business, clock.notice,
        here(one.started), here(one.due), here(one.stopped), left,
    )  # fmt: skip


@reading("engagement.suggest")
def suggest(actor: Actor, engagement: Engagement, *, level: bool = False, segment: str = "") -> Suggestion:
    """Engagement managers for it, ranked with reasons: who covers its territory, who leads less.

    `level` puts the load before the territory; `segment` is taken in place of the account's.
    """
    _inside(actor, "Suggestions")
    practice, mine, proposals = proposed(actor, engagement, level=level, segment=segment)
    wanted = segment or engagement.segment or engagement.account.segment
    return Suggestion(mine.id if mine else "", wanted, practice.currency, proposals)


def proposed(
    actor: Actor, engagement: Engagement, *, level: bool, segment: str
) -> tuple[Practice, Territory | None, tuple[Proposal, ...]]:
    """The present practice, the territory by its rules, and the ranking for it."""
    practice = practice_of(current_practice(actor))
    mine = territory(practice, engagement.account, segment or engagement.segment)
    return practice, mine, ranked(mine, team(practice), practice.currency, level=level)


def team(practice: Practice) -> list[Load]:
    """Every engagement manager with the territories they cover and the live engagements they lead."""
    roles = [role.value for role in ENGAGEMENT_MANAGERS]
    people = Person.objects.filter(active=True, user__grants__role__in=roles).distinct().order_by("name")
    rows = Engagement.objects.filter(state__in=LIVE, em__isnull=False).values("em", "currency")
    loads = dict[int, tuple[int, Decimal]]()
    for part in rows.annotate(n=Count("pk"), worth=Sum("price")).order_by("em", "currency"):
        count, worth = loads.get(part["em"], (0, Decimal(0)))
        rate = exchange_on(practice, part["currency"], timezone.localdate()) or Decimal(0)
        loads[part["em"]] = count + part["n"], worth + (part["worth"] or Decimal(0)) * rate
    return [
        Load(one.pk, one.name, frozenset(one.covers), *loads.get(one.pk, (0, Decimal(0)))) for one in people
    ]


@reading("engagement.queue")
def queue(actor: Actor, *, level: bool = False) -> Queue:
    """The intake: what nobody has taken up yet, the oldest clock first, each with whose it could be."""
    _inside(actor, "Queues")
    practice = practice_of(current_practice(actor))
    loads = team(practice)
    rows = Engagement.objects.visible_to(actor).filter(state="open").select_related("account")
    ordered = rows.order_by(F("due_at").asc(nulls_last=True), "pk")
    items = []
    for row in ordered[:QUEUE]:
        mine = territory(practice, row.account, row.segment)
        proposals = ranked(mine, loads, practice.currency, level=level)
        items.append(
            Untriaged(
                row.pk, row.version, row.name, row.account.name, row.segment or row.account.segment,
                mine.name if mine else "", row.created_at, row.due_at, proposals,
            )
        )  # fmt: skip
    return Queue(rows.count(), tuple(items))


@reading("engagement.idle")
def idle(
    actor: Actor, *, em: Person | None = None, segment: str = "", today: date | None = None
) -> tuple[IdleDeal, ...]:
    """Early engagements that nobody worked on for too long, the quietest first: to chase or to give up.

    Nothing is closed by itself: who gives one up closes it as lost, with the reason.
    """
    _inside(actor, "Idle deals")
    day = today or timezone.localdate()
    rows = narrowed(engagement_rows(actor).filter(state__in=EARLY), em=em, segment=segment)
    rules = practice_of(current_practice(actor)).idle
    found = []
    for row in rows:
        rule = winning.idle_rule(rules, row.segment)
        days = (day - timezone.localdate(row.active_at)).days
        standing = winning.idle_standing(rule, days) if not _kept(row, day) else ""
        if standing and rule:
            found.append(
                IdleDeal(
                    row.pk, row.name, row.account.name, row.em.name if row.em else "", row.segment, row.state,
                    days, standing, rule.warn_days, rule.close_days,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda deal: (-deal.days, deal.engagement)))


def _kept(row: Engagement, day: date) -> bool:
    return row.kept_until is not None and day < row.kept_until


@reading("engagement.winrate")
def winrate(
    actor: Actor,
    *,
    by: str = "em",
    em: Person | None = None,
    segment: str = "",
    offering: str = "",
    quarter: str = "",
    outcome: str = "",
    today: date | None = None,
) -> WinRate:
    """Won / (won + lost) by em, segment, offering or quarter, with intervals, reasons and what was counted.

    An open engagement without activity for the practice's time counts as lost, unless somebody keeps it.
    """
    _inside(actor, "Win rates")
    if by not in GROUPS:
        raise invalid("by", f"It is not counted by {by!r}.", f"Count by one of: {', '.join(GROUPS)}.")
    day = today or timezone.localdate()
    practice = practice_of(current_practice(actor))
    rows = narrowed(engagement_rows(actor), em=em, segment=segment)
    found = _outcomes(practice, rows.filter(offering=offering) if offering else rows, day)
    found = [one for one in found if not quarter or one[1].groups["quarter"] == quarter]
    pairs = [(result, deal) for result, deal, _row in found]
    shown = [one for one in found if not outcome or one[0] == outcome]
    return WinRate(
        practice.lost_after_days, winning.rate("", pairs), winning.rates(by, pairs),
        winning.causes(by, pairs), tuple(_counted(*one) for one in shown),
    )  # fmt: skip


Outcome = tuple[str, winning.Deal, Mapping[str, Any]]

_COLUMNS = (
    "pk", "name", "account__name", "em__name", "segment", "offering", "state", "reason", "lost_reason",
    "closed_on", "closed_quarter", "kept_until", "price", "currency", "active_at",
)  # fmt: skip


def _outcomes(practice: Practice, rows: QuerySet[Engagement], day: date) -> list[Outcome]:
    """Every engagement that counts as won or lost, with what it counts as; the newest end first."""
    found = []
    for row in rows.values(*_COLUMNS):
        deal = _deal(row)
        result = winning.outcome(deal, day, practice.lost_after_days)
        if result != winning.OPEN:
            ended = winning.lost_on(deal, practice.lost_after_days)
            quarter = row["closed_quarter"] or fiscal_quarter(ended, practice.fiscal_start)
            deal = replace(deal, groups={**deal.groups, "quarter": quarter})
            found.append((ended, row["pk"], (result, deal, row)))
    return [one for _ended, _pk, one in sorted(found, key=lambda each: each[:2], reverse=True)]


def _deal(row: Mapping[str, Any]) -> winning.Deal:
    state = {"closed-won": winning.WON, "closed-lost": winning.LOST}.get(row["state"], winning.OPEN)
    groups = {"em": row["em__name"] or "", "segment": row["segment"], "offering": row["offering"]}
    priced = Money(row["price"], row["currency"]) if row["price"] is not None else None
    active = timezone.localdate(row["active_at"])
    closed = row["closed_on"] or (active if state != winning.OPEN else None)
    return winning.Deal(row["pk"], state, active, row["kept_until"], closed, priced, row["reason"], groups)


def _counted(result: str, deal: winning.Deal, row: Mapping[str, Any]) -> Counted:
    return Counted(
        row["pk"], row["name"], row["account__name"], row["em__name"] or "", row["segment"], row["offering"],
        result, winning.IDLE if result == winning.IDLE else row["reason"], row["lost_reason"],
        deal.groups["quarter"], row["price"], row["currency"], deal.active, row["kept_until"],
    )  # fmt: skip
