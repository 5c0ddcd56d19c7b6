"""Reads of approvals: who stands where, what would change their mind, and what was asked again and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import rules
from fairlead.apps.approvals.bridge import due_of, turn_of, waits_of
from fairlead.apps.approvals.deputising import deputies_of, kept_from
from fairlead.apps.approvals.models import Asking, Delegation, Point, Review
from fairlead.apps.approvals.states import ASKING, OPEN_POINTS, PASSED, POINT, REVIEW, WAITS
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES, Role
from fairlead.core.talk import AnsweredCard, answered_cards
from fairlead.core.verbs import card, reading
from fairlead.engines.agreeing.meaning import Changed
from fairlead.engines.practice.topics import COST_TOPICS, TOPICS

MOST_AWAITED = 200

# What an estimate freezes, and no list needs.
_LONG = ("figures", "answers", "terms", "scope")


@dataclass(frozen=True, slots=True)
class PointCard:
    """A condition or an objection, with what was answered and what came of it. about: the clause or figure
    that it is about, by its key, and title, what that is called."""

    id: int
    version: int
    review: int
    kind: str
    state: str
    state_label: str
    about: str
    title: str
    text: str
    remedy: str
    author_name: str
    made_at: datetime
    answers: tuple[AnsweredCard, ...]
    closed_name: str
    closed_at: datetime | None
    closed_note: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One step. vouches: what its answer is for. was: an earlier answer that does not hold any more, and
    reopened and why: what changed since (cost only for who may see it)."""

    id: int
    version: int
    asking: int
    gate: str
    name: str
    role: str
    stage: str
    reason: str
    evidence: str
    vouches: tuple[str, ...]
    state: str
    state_label: str
    holder: int | None
    holder_name: str
    by_name: str
    instead_of: str
    at: datetime | None
    note: str
    was: str
    reopened: tuple[Changed, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskingCard:
    id: int
    version: int
    sow: int
    state: str
    state_label: str
    asked_name: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class DelegationCard:
    """not_for: what waits for the person now and `to` may not answer, and why."""

    id: int
    version: int
    person: int
    person_name: str
    to: int
    to_name: str
    start: date
    end: date
    note: str
    not_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who answers for somebody who is away, and until before which day."""

    name: str
    instead_of: str
    until: date


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step at a glance. since: when it was answered, else since when it is asked. due: by the clock, while
    it waits. waits_for: steps that come first. given_on: the number of the version it was approved on.
    deputies: who may answer it today in whose place, while it waits."""

    review: ReviewCard
    passed: bool
    waits: bool
    waits_for: tuple[str, ...]
    since: datetime | None
    due: datetime | None
    overdue: bool
    given_on: int
    points: tuple[PointCard, ...]
    deputies: tuple[Deputy, ...]


@dataclass(frozen=True, slots=True)
class Consensus:
    """Who stands where on a version. asking is None while nobody was asked."""

    sow: int
    number: int
    asking: AskingCard | None
    steps: tuple[StepCard, ...]
    passed: int
    open_points: int
    agreed: bool
    skipped: tuple[str, ...]


@card(Asking)
def asking_card(actor: Actor, row: Asking) -> AskingCard:
    label = ASKING.state(row.state).label
    return AskingCard(row.pk, row.version, row.sow_id, row.state, label, row.asked_name, row.asked_at)


def _topics(row: Review) -> tuple[str, ...]:
    """What a step vouches for, as a reader calls it."""
    if TOPICS.keys() <= set(row.vouches):
        return ("the whole document",)
    return tuple(TOPICS.get(topic, topic) for topic in row.vouches)


@card(Review)
def review_card(actor: Actor, row: Review) -> ReviewCard:
    changes = [Changed(**change) for change in row.reopened]
    seen = tuple(c for c in changes if actor.has_any(COST_ROLES) or c.topic not in COST_TOPICS)
    hidden = ["Figures changed that your role does not see."] if len(seen) < len(changes) else []
    label = "Lapsed" if row.asking.state != "open" and row.state in WAITS else REVIEW.state(row.state).label
    return ReviewCard(
        row.pk, row.version, row.asking_id, row.gate, row.name, row.role, row.stage, row.reason, row.evidence,
        _topics(row), row.state, label, row.holder_id,
        row.holder.name if row.holder else "", row.by_name, row.instead_of, row.at, row.note,
        REVIEW.state(row.was).label if row.was else "", seen, (*hidden, *row.why),
    )  # fmt: skip


@card(Point)
def point_card(actor: Actor, row: Point) -> PointCard:
    replies = answered_cards(row.answers)
    return PointCard(
        row.pk, row.version, row.review_id, row.kind, row.state, POINT.state(row.state).label, row.about,
        row.title, row.text, row.remedy, row.author_name, row.made_at, replies, row.closed_name,
        row.closed_at, row.closed_note,
    )  # fmt: skip


@card(Delegation)
def delegation_card(actor: Actor, row: Delegation) -> DelegationCard:
    return DelegationCard(
        row.pk, row.version, row.person_id, row.person.name, row.to_id, row.to.name, row.start, row.end,
        row.note, _not_for([row])[row.pk],
    )  # fmt: skip


def _not_for(rows: Sequence[Delegation]) -> dict[int, tuple[str, ...]]:
    """What each deputy may not answer, by delegation: as a page has read it, else as the tables have it."""
    if any("not_for" not in row.__dict__ for row in rows):
        today = timezone.localdate()
        waiting = _waiting() if any(row.end > today for row in rows) else []
        for row in rows:
            row.__dict__["not_for"] = kept_from(row, waiting) if row.end > today else ()
    return {row.pk: row.__dict__["not_for"] for row in rows}


def delegation_cards(actor: Actor, rows: Iterable[Delegation]) -> list[DelegationCard]:
    """Their cards, with what waits read once for all of them."""
    read = list(rows)
    _not_for(read)
    return [delegation_card(actor, row) for row in read]


def _waiting() -> list[Review]:
    """Every step that waits for an answer."""
    found = list(_stepping(Review.objects.filter(asking__in=Asking.objects.up(), state__in=WAITS)))
    _share(found)
    return found


@reading("review.list")
def reviews(actor: Actor, *, sow: Sow | None = None, state: str = "") -> QuerySet[Review]:
    """Steps of askings, newest asking first; of one statement of work, in one state."""
    rows = Review.objects.visible_to(actor).select_related("asking", "holder")
    if sow:
        rows = rows.filter(asking__sow=sow)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-asking", "place")


@reading("point.list")
def points(actor: Actor, *, review: Review | None = None, sow: Sow | None = None) -> QuerySet[Point]:
    """Conditions and objections, newest first; of one step or of one statement of work."""
    rows = Point.objects.visible_to(actor)
    if review:
        rows = rows.filter(review=review)
    if sow:
        rows = rows.filter(review__asking__sow=sow)
    return rows.order_by("-pk")


@reading("delegation.list")
def delegations(actor: Actor, *, current: bool = True) -> QuerySet[Delegation]:
    """Who stands in for whom, now and to come; also past ones when `current` is off."""
    rows = Delegation.objects.visible_to(actor).select_related("person__user", "to__user")
    rows = rows.prefetch_related("person__user__grants", "to__user__grants")
    if current:
        rows = rows.filter(end__gt=timezone.localdate())
    return rows.order_by("start", "pk")


@reading("sow.consensus")
def consensus(actor: Actor, sow: Sow) -> Consensus:
    """Who stands where on a statement of work, since when, due when, and what would change their mind."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("Who agrees and who does not stays inside the firm.")
    return standing(actor, sow)[0]


def standing(actor: Actor, sow: Sow) -> tuple[Consensus, list[Review]]:
    """The same with the rows behind it, ready for their buttons to be asked of without further queries."""
    asking = Asking.objects.visible_to(actor).filter(sow=sow).defer("statement").order_by("-pk").first()
    if asking is None:
        return Consensus(sow.pk, sow.number, None, (), 0, 0, False, ()), []
    rows = rows_of(actor, sow, asking)
    now = timezone.now()
    today = list(rules.arranged()) if any(row.state in WAITS for row in rows) else []
    steps = tuple(_step(actor, row, rows, now, today) for row in rows)
    document = [step for step in steps if step.review.stage != "signature"]
    found = Consensus(
        sow.pk, sow.number, asking_card(actor, asking), steps, sum(step.passed for step in steps),
        sum(point.state in OPEN_POINTS for step in steps for point in step.points),
        all(step.passed for step in document), tuple(gate["name"] for gate in asking.skipped),
    )  # fmt: skip
    return found, rows


def rows_of(actor: Actor, sow: Sow, asking: Asking) -> list[Review]:
    """The steps of an asking; they share what their rules ask for."""
    asking.sow = sow
    found = Review.objects.visible_to(actor).filter(asking=asking).select_related("holder", "given_on__sow")
    rows = list(found.defer("given_on__statement").prefetch_related("points").order_by("place"))
    asking.__dict__["steps"] = rows
    for row in rows:
        row.asking = asking
        for point in row.points.all():
            point.review = row
    _read_threads(sow, asking, rows)
    return rows


def _read_threads(sow: Sow, asking: Asking, rows: Iterable[Review]) -> None:
    """An answer of an earlier version is read with what was raised and closed since it was given."""
    earlier = {row.gate: row for row in rows if row.given_on_id not in (None, asking.pk)}
    if not earlier:
        return
    since = [Q(review__gate=row.gate, review__asking__gte=row.given_on_id) for row in earlier.values()]
    sows = Sow.objects.beside(sow) | Sow.objects.filter(engagement=sow.engagement_id).stood()
    found = Point.objects.filter(
        reduce(or_, since), review__asking__lt=asking.pk, review__asking__sow__in=sows
    )
    for point in found.select_related("review"):
        earlier[point.review.gate].__dict__.setdefault("thread", []).append(point)


def thread_of(row: Review) -> list[Point]:
    """The points of a step, what is open first: its own, and as a page has read them those of earlier
    versions that its answer comes from."""
    found = [*row.__dict__.get("thread", ()), *row.points.all()]
    return sorted(found, key=lambda point: (point.state not in OPEN_POINTS, point.pk))


def _step(
    actor: Actor, row: Review, rows: Sequence[Review], now: datetime, today: Sequence[Delegation]
) -> StepCard:
    waits = row.state in WAITS
    due = due_of(row, rows) if waits else None
    given = row.given_on.sow.number if row.given_on is not None and not waits else 0
    return StepCard(
        review_card(actor, row), row.state in PASSED, waits, waits_of(row, rows) if waits else (),
        turn_of(row, rows) if waits else row.at, due, due is not None and due < now, given,
        tuple(point_card(actor, point) for point in thread_of(row)),
        _deputies(row, rows, today) if waits else (),
    )  # fmt: skip


def _deputies(row: Review, rows: Sequence[Review], today: Iterable[Delegation]) -> tuple[Deputy, ...]:
    return tuple(Deputy(one.to.name, one.person.name, one.end) for one in deputies_of(row, rows, today))


def awaited(actor: Actor, about: int | None = None) -> list[Review]:
    """Steps that this actor may answer now, for the desk: asked of them or of whom they stand in for.
    about: of which engagement, None for any."""
    if actor.user_id is None or not actor.has_any(rules.SPEAKERS):
        return []
    actor = actor.remembering()
    asked = Review.objects.visible_to(actor).filter(
        _of_roles(actor.roles) | Q(holder__user_id=actor.user_id) | _stood_in_for(actor),
        asking__in=Asking.objects.up(), state__in=WAITS,
    )  # fmt: skip
    # Whoever made it or asked for it answers none of its steps, and no signature is given before its time.
    made = ("asking__asked_by", "asking__sow__drawn_by", "asking__sow__estimate__drawn_by",
            "asking__sow__estimate__submitted_by")  # fmt: skip
    if about is not None:
        asked = asked.filter(asking__sow__engagement=about)
    for hand in made:
        asked = asked.exclude(**{hand: actor.user_id})
    early = Q(stage="signature", asking__sow__engagement__state="ready-for-approval")
    found = list(_stepping(asked.exclude(early, asking__sow__state="drawn-up")))
    if found:
        _share(found)
    # Whose turn it is only the steps beside tell: cut is what is left then, the longest asked first.
    mine = (row for row in found if rules.approve_with(actor, row) is None)
    return list(islice(mine, MOST_AWAITED))


def _stepping(rows: QuerySet[Review]) -> QuerySet[Review]:
    """Steps with what their rules ask for, the longest asked first."""
    found = rows.select_related(
        "holder", "asking__sow__estimate", "asking__sow__engagement__account",
        "asking__sow__engagement__seller",
    )  # fmt: skip
    long = (f"asking__sow__estimate__{name}" for name in _LONG)
    return found.defer("asking__statement", *long).order_by("asking__asked_at", "place")


def _of_roles(roles: Iterable[Role]) -> Q:
    """Steps that ask whoever holds one of these roles; a senior engagement manager is one as well."""
    wanted = {role.value for role in roles}
    if wanted & {role.value for role in ENGAGEMENT_MANAGERS}:
        wanted.add(Role.ENGAGEMENT_MANAGER.value)
    return Q(role__in=wanted, holder=None)


def _stood_in_for(actor: Actor) -> Q:
    """Steps that ask somebody in whose place this actor answers today, by name or by a role of theirs."""
    away = rules.arranged().filter(to__user_id=actor.user_id)
    managers = away.filter(person__user__grants__role__in=[role.value for role in ENGAGEMENT_MANAGERS])
    by_role = Exists(away.filter(person__user__grants__role=OuterRef("role")))
    as_manager = Q(role=Role.ENGAGEMENT_MANAGER.value) & Exists(managers)
    return Q(holder__in=away.values("person")) | Q(holder=None) & (Q(by_role) | as_manager)


def _share(found: Iterable[Review]) -> None:
    """Read the steps beside each of them at once."""
    rows = list(found)
    beside: dict[int, list[Review]] = {}
    for one in Review.objects.filter(asking__in={row.asking_id for row in rows}).order_by("place"):
        beside.setdefault(one.asking_id, []).append(one)
    for row in rows:
        row.asking.__dict__["steps"] = beside[row.asking_id]
