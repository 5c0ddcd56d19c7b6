"""Verbs of engagements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairlead.apps.accounts.models import Account
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements import rules
from fairlead.apps.engagements.bridge import (
    BY_THEN,
    HAPPENS,
    INVITED,
    OPENED,
    facts_of,
    happened,
    past,
    press,
    review_facts,
    territory,
)
from fairlead.apps.engagements.events import ArchitectAsked, EngagementGiven, EngagementMoved
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import current_practice
from fairlead.apps.engagements.standing import proposed
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.errors import invalid
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
from fairlead.core.rows import find
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, writing
from fairlead.engines.calendar import fiscal_quarter
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.practice.market import Reason

# Nobody keeps a quiet engagement for longer than this at once, and nothing is marked from further back.
YEAR = timedelta(days=366)


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
    of = practice_of(practice.pk)
    mine = territory(of, account)
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
        confidence=of.confidence,
        territory=mine.id if mine else "",
    )
    with creating(actor, "engagement.open", engagement, rules.open_engagement) as change:
        happened(change, OPENED)
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
    goal: str | None = None,
    pains: str | None = None,
    constraints: str | None = None,
    em_status: str | None = None,
    start_on: date | None = None,
) -> Engagement:
    """Change the name, the goal, pain points, constraints, wished start or whose turn it is; what is left out
    stays. goal: what the customer wants it for; the statement of work says it."""
    wanted = {
        "name": name, "goal": goal, "pains": pains, "constraints": constraints, "em_status": em_status,
        "start_on": start_on,
    }  # fmt: skip
    with writing(actor, "engagement.edit", engagement, rules.edit) as change:
        happened(change)
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
        happened(change)
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
        row = change.row
        if architect is not None and architect.pk != row.architect_id:
            admit(actor, row, rules.ask)
            _invite(change, architect)
        row.em, row.seller = em or row.em, seller or row.seller
        happened(change)
    return change.row


@verb("engagement.ask", rules.ask)
def ask(actor: Actor, engagement: Engagement, *, architect: Person, note: str = "") -> Engagement:
    """Ask a technical architect to come to a call; pain points and constraints have to be written first.

    From here on the notice that the practice owes an architect runs.
    """
    if not architect.user.grants.filter(role=Role.TECHNICAL_ARCHITECT.value).exists():
        raise invalid("architect", f"{architect} is no technical architect.", "Choose one who is.")
    with writing(actor, "engagement.ask", engagement, rules.ask, note=note) as change:
        _invite(change, architect, note)
    return change.row


def _invite(change: Change[Engagement], architect: Person, note: str = "") -> None:
    change.row.architect = architect
    happened(change, INVITED, note=note)
    change.announce(ArchitectAsked(change.row.pk, architect.pk, note[:400], change.actor.name))


@verb("engagement.triage", rules.triage)
def triage(
    actor: Actor,
    engagement: Engagement,
    *,
    em: Person | None = None,
    segment: str = "",
    level: bool = False,
    note: str = "",
) -> Engagement:
    """Take it up from the intake: its segment, its territory, and who leads it.

    Who leads it already goes on; else the first of the suggestion does (`level` ranks by load). Another
    manager by name needs a note that says why.
    """
    now = find(actor, Engagement, engagement.pk)
    admit(actor, now, rules.triage)
    _practice, mine, proposals = proposed(actor, now, level=level, segment=segment)
    kind = segment or now.segment or now.account.segment
    if not kind:
        raise invalid("segment", "It has no segment, and neither has its account.", "Choose its segment.")
    leader = _leader(now, em, [proposal.person for proposal in proposals], note)
    with writing(actor, "engagement.triage", engagement, rules.triage, note=note) as change:
        row = change.row
        if row.em_id != leader and leader != getattr(of_user(actor.user_id), "pk", None):
            change.announce(EngagementGiven(row.pk, leader, actor.name))
        row.em_id, row.segment, row.territory = leader, kind, mine.id if mine else ""
        row.state, row.moved_at = ENGAGEMENT.next(row.state, "triage"), timezone.now()
        happened(change)
        change.announce(EngagementMoved(row.pk, "triage", row.state, actor.name))
    return change.row


def _leader(engagement: Engagement, em: Person | None, proposed: list[int], note: str) -> int:
    """Who leads it from here on, by id."""
    chosen = em.pk if em else engagement.em_id or next(iter(proposed), None)
    if chosen is None:
        raise invalid("em", "There is no engagement manager yet.", "Give somebody the role first.")
    if chosen not in proposed and chosen != engagement.em_id:
        raise invalid("em", f"{em} is no engagement manager.", "Choose one who is.")
    if chosen not in (proposed[0] if proposed else None, engagement.em_id) and not note.strip():
        raise invalid("note", "Another manager than the suggested one is given a reason.", "Say why.")
    return chosen


@verb("engagement.move", rules.any_move)
def move(
    actor: Actor, engagement: Engagement, *, action: str, note: str = "", reason: str = ""
) -> Engagement:
    """Move it on the board by one of the moves of its column.

    What is won or lost has a `reason` of the practice; some of them need a note with the details.
    """
    if action == "triage":
        return triage(actor, engagement, note=note)
    with writing(actor, f"engagement.{action}", engagement, rules.move(action), note=note) as change:
        row = change.row
        change.also("instead_of", "", rules.in_whose_place(actor, action, row) or "")
        came_from = row.state
        row.state = row.held_from if action == "resume" else ENGAGEMENT.next(row.state, action)
        row.held_from = came_from if action == "hold" else ""
        row.moved_at = timezone.now()
        row.sow_state = "" if action == "rework" else row.sow_state
        _close(row, action, reason, note)
        happened(change, *filter(None, [HAPPENS.get(action)]), note=note, by_then=BY_THEN.get(action, ()))
        change.announce(EngagementMoved(row.pk, action, row.state, actor.name))
    return change.row


def _close(row: Engagement, action: str, reason: str, note: str) -> None:
    """How it ended, on the row; Invalid unless the practice's reasons know that one."""
    outcome = {"win": "won", "lose": "lost"}.get(action, "")
    if not outcome:
        if reason:
            raise invalid("reason", "Only what is won or lost has a reason.", "Leave it out.")
        return
    practice = practice_of(row.practice_id)
    known = [one for one in practice.reasons if one.of == outcome]
    _refuse_reason(known, reason, note, needed=outcome == "lost" or bool(known))
    row.reason, row.lost_reason = reason, note.strip()[:200]
    row.closed_on = timezone.localdate()
    row.closed_quarter = fiscal_quarter(row.closed_on, practice.fiscal_start)


def _refuse_reason(known: list[Reason], reason: str, note: str, needed: bool) -> None:
    chosen = next((one for one in known if one.id == reason), None)
    if known and chosen is None:
        there = ", ".join(one.id for one in known)
        raise invalid(
            "reason", "What is won or lost is recorded with its reason.", f"Choose one of: {there}."
        )
    if needed and not note.strip() and (chosen is None or chosen.details):
        raise invalid("note", "This is recorded with its reason in a sentence.", "Say in a sentence why.")


@verb("engagement.mark", rules.mark)
def mark(actor: Actor, engagement: Engagement, *, fact: str, at: str = "", note: str = "") -> Engagement:
    """Note that something happened which its clocks count from or to, like scoping-call-held.

    `at` is when, like 2026-11-23 16:00 in your own time zone; left out, it is now.
    """
    known = facts_of(practice_of(engagement.practice_id))
    if fact not in known:
        fix = nearest(fact, known) or f"There are: {', '.join(known)}."
        raise invalid("fact", f"No clock of the practice counts {fact!r}.", fix)
    when = _moment(actor, at)
    with writing(actor, "engagement.mark", engagement, rules.mark, note=note) as change:
        happened(change, fact, at=when, note=note)
    return change.row


def _moment(actor: Actor, at: str) -> datetime:
    now = timezone.now()
    if not at.strip():
        return now
    try:
        when = datetime.fromisoformat(at.strip())
    except ValueError as error:
        raise invalid("at", f"{at[:40]!r} is no time.", "Write it like 2026-11-23 16:00.") from error
    if when.utcoffset() is None:
        me = of_user(actor.user_id)
        when = when.replace(tzinfo=ZoneInfo(me.zone if me else "UTC"))
    if not now - YEAR < when <= now:
        raise invalid("at", "This is not within the past year.", "Mark what has happened, when it did.")
    return when


@verb("engagement.keep", rules.keep, reversible=True)
def keep(actor: Actor, engagement: Engagement, *, until: date, note: str) -> Engagement:
    """Count a quiet engagement as open until that day, whatever the practice says of idle ones; say why."""
    today = timezone.localdate()
    if not note.strip():
        raise invalid("note", "A quiet engagement is kept for a reason.", "Say in a sentence why.")
    if not today < until <= today + YEAR:
        raise invalid("until", "This is not within the coming year.", f"Choose a day after {today}.")
    with writing(actor, "engagement.keep", engagement, rules.keep, note=note) as change:
        change.row.kept_until = until
        happened(change)
    return change.row


@verb("person.cover", rules.cover, reversible=True)
def cover(actor: Actor, person: Person, *, territories: list[str]) -> Person:
    """Say which territories of the practice someone covers; triage suggests them for these."""
    known = [one.id for one in practice_of(current_practice(actor)).territories]
    for name in territories:
        if name not in known:
            fix = nearest(name, known) or f"There are: {', '.join(known) or 'none'}."
            raise invalid("territories", f"The practice has no territory {name!r}.", fix)
    with writing(actor, "person.cover", person, rules.cover) as change:
        change.row.covers = [name for name in known if name in territories]
    return change.row


@verb("engagement.adopt", rules.adopt)
def adopt(actor: Actor, engagement: Engagement, *, practice: PracticeVersion) -> Engagement:
    """Shape it with another version of the practice from here on; its frozen estimates stay as they are."""
    _known_offering(practice, engagement.offering)
    with writing(actor, "engagement.adopt", engagement, rules.adopt) as change:
        change.row.practice = practice
        happened(change)
        press(change.row, past(change.row), timezone.now())
    return change.row


def note_estimate(
    actor: Actor,
    engagement: Engagement,
    *,
    state: str,
    price: Decimal | None,
    price_p90: Decimal | None,
    route: str = "",
    route_reason: str = "",
    asks_architect: bool = False,
) -> Engagement:
    """Keep what the newest estimate says; called by the estimates room inside its own verbs."""
    with writing(actor, "engagement.note-estimate", engagement, rules.note_estimate) as change:
        row = change.row
        row.estimate_state, row.price, row.price_p90 = state, price, price_p90
        row.route, row.route_reason = route, route_reason[:400]
        happened(change, *review_facts(past(row), asks_architect))
    return change.row


def note_sow(
    actor: Actor, engagement: Engagement, *, state: str, facts: tuple[str, ...] = (),
    makers: Iterable[int] | None = None,
) -> Engagement:  # fmt: skip
    """Keep how far approvals and signatures of its SOW are, who made it, and what of that the clocks count;
    called by the rooms above inside their own verbs."""
    with writing(actor, "engagement.note-sow", engagement, rules.note_sow) as change:
        change.row.sow_state = state
        if makers is not None:
            change.row.sow_makers = sorted(makers)
        happened(change, *facts)
    return change.row


def touch(actor: Actor, engagement: Engagement) -> None:
    """The first thing that a manager does about it may be done in another room, inside its verb."""
    if engagement.touched_at is not None or not actor.has_any(ENGAGEMENT_MANAGERS):
        return
    row = find(actor, Engagement, engagement.pk)
    if row.touched_at is None:
        with writing(actor, "engagement.touch", row, rules.touch) as change:
            happened(change)
        row = change.row
    engagement.touched_at = row.touched_at
