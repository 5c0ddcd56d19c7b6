"""Verbs of estimates: what people say of lines, and the life of a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.actions import move, note_estimate
from fairlead.apps.engagements.events import EngagementAnswered
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import move as move_rule
from fairlead.apps.estimates import rules
from fairlead.apps.estimates.bridge import adjustment_of, said_of, scope_plain, shaped
from fairlead.apps.estimates.events import EstimateApproved, EstimateReturned, EstimateSubmitted
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.pacing import pace_of
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.apps.scoping.queries import disputes, present
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, invalid
from fairlead.core.recording import plain
from fairlead.core.roles import Role
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, take_turn, writing
from fairlead.engines.estimating.adjusting import check_adjustment
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.shaping.result import result
from fairlead.engines.shaping.values import OpenGate, Shaped


@verb("adjustment.make", rules.adjust, reversible=True)
def make(
    actor: Actor,
    engagement: Engagement,
    *,
    line: str,
    low: Decimal,
    likely: Decimal,
    high: Decimal,
    reason: str,
    basis: str = "hand",
    name: str = "",
    phase: str = "",
    kind: str = "work",
    roles: dict[str, Decimal] | None = None,
    currency: str = "",
    markup: Decimal = Decimal(0),
    billing: str = "",
    seen: int = 0,
) -> Adjustment:
    """Say what a line takes in place of its formula, or add a line of your own, with the reason.

    Hours for work, an amount for what is bought. `seen` is the version that you saw, 0 for none.
    """
    wanted = {
        "low": low, "likely": likely, "high": high, "reason": reason.strip(), "basis": basis, "name": name,
        "phase": phase, "kind": kind, "roles": {r: str(s) for r, s in (roles or {}).items()},
        "currency": currency, "markup": markup, "billing": billing, "said_by": actor.name,
    }  # fmt: skip
    admit(actor, engagement, rules.adjust)
    _refuse_unsound(engagement, Adjustment(engagement=engagement, line=line, **wanted))
    with transaction.atomic():
        take_turn()
        row = said_so_far(actor, engagement, line, seen)
        if row is None:
            row = Adjustment(engagement=engagement, line=line, **wanted)
            with creating(actor, "adjustment.make", row, rules.adjust, about=engagement):
                return row
        with writing(actor, "adjustment.make", row, rules.adjust) as change:
            return set_fields(change.row, wanted)


def _refuse_unsound(engagement: Engagement, row: Adjustment) -> None:
    practice = practice_of(engagement.practice_id)
    offering = practice.offering(engagement.offering)
    findings = check_adjustment(practice, offering, adjustment_of(row))
    if findings:
        raise Invalid(replace(f, where=f.where.rpartition(".")[2]) for f in findings)


def said_so_far(actor: Actor, engagement: Engagement, line: str, seen: int) -> Adjustment | None:
    """What is said of a line already, as the actor saw it; None when nothing is."""
    row = Adjustment.objects.visible_to(actor).filter(engagement=engagement, line=line).first()
    if row is not None:
        row.version = seen
    return row


def set_fields(row: Adjustment, wanted: Mapping[str, Any]) -> Adjustment:
    for field, value in wanted.items():
        setattr(row, field, value)
    return row


@verb("adjustment.drop", rules.adjust, reversible=True)
def drop(actor: Actor, adjustment: Adjustment, *, note: str = "") -> Adjustment:
    """Take back what was said of a line: its formula holds again, a line of one's own goes."""
    with writing(actor, "adjustment.drop", adjustment, rules.adjust, note=note) as change:
        change.row.low = change.row.likely = change.row.high = None
    return change.row


@verb("adjustment.leave", rules.adjust, reversible=True)
def leave(actor: Actor, engagement: Engagement, *, line: str, reason: str = "", seen: int = 0) -> Adjustment:
    """Leave an optional line out of this scope. `seen` is the version that you saw, 0 for none."""
    admit(actor, engagement, rules.adjust)
    known = practice_of(engagement.practice_id).offering(engagement.offering).activities
    optional = [activity.id for activity in known if activity.optional]
    if line not in optional:
        fix = f"Those that may be left out are: {', '.join(optional) or 'none of this offering'}."
        raise invalid("line", f"{line} cannot be left out.", fix, "not-optional")
    wanted = {"left_out": True, "said_by": actor.name, **({"reason": reason.strip()} if reason else {})}
    with transaction.atomic():
        take_turn()
        row = said_so_far(actor, engagement, line, seen)
        if row is None:
            row = Adjustment(engagement=engagement, line=line, **wanted)
            with creating(actor, "adjustment.leave", row, rules.adjust, about=engagement):
                return row
        with writing(actor, "adjustment.leave", row, rules.adjust) as change:
            return set_fields(change.row, wanted)


@verb("adjustment.take", rules.adjust, reversible=True)
def take(actor: Actor, adjustment: Adjustment, *, note: str = "") -> Adjustment:
    """Take a line that was left out back into this scope."""
    with writing(actor, "adjustment.take", adjustment, rules.adjust, note=note) as change:
        change.row.left_out = False
    return change.row


@verb("adjustment.pace", rules.adjust, reversible=True)
def set_pace(
    actor: Actor,
    engagement: Engagement,
    *,
    people: int = 0,
    weekly_hours: Decimal = Decimal(0),
    country: str = "",
    freezes: list[str] | None = None,
    seen: int = 0,
) -> Adjustment:
    """Say how fast the work may go: people at once, hours a week of each, holidays, and freezes.

    A freeze is "2026-12-18 to 2027-01-04: year end"; the second day is the first on which work goes on.
    `seen` is the version of the pace that you saw, 0 for none.
    """
    admit(actor, engagement, rules.adjust)
    pace = pace_of(engagement, people, weekly_hours, country, freezes or [])
    wanted = {"pace": plain(pace), "said_by": actor.name}
    with transaction.atomic():
        take_turn()
        row = said_so_far(actor, engagement, "", seen)
        if row is None:
            row = Adjustment(engagement=engagement, line="", **wanted)
            with creating(actor, "adjustment.pace", row, rules.adjust, about=engagement):
                return row
        with writing(actor, "adjustment.pace", row, rules.adjust) as change:
            return set_fields(change.row, wanted)


@verb("estimate.draft", rules.draft)
def draft(actor: Actor, engagement: Engagement) -> Estimate:
    """Draw up a new version from the present answers; it replaces the one before it."""
    found = shaped(engagement, present(actor, engagement), said=said_of(actor, engagement))
    with transaction.atomic():
        take_turn()
        number = _supersede(actor, engagement)
        estimate = version_of(engagement, number + 1, found)
        with creating(actor, "estimate.draft", estimate, rules.draft, about=engagement) as change:
            change.row.drawn_by = actor.user_id
        _advance(actor, _tell_engagement(actor, estimate))
    return estimate


def _advance(actor: Actor, engagement: Engagement) -> None:
    """The board follows the work: with an estimate drawn up the strawman is in work."""
    if move_rule("draft")(actor, engagement) is None:
        move(actor, engagement, action="draft")


def _supersede(actor: Actor, engagement: Engagement) -> int:
    """Replace the living version, if there is one; the number of the newest version so far, 0 for none."""
    versions = Estimate.objects.visible_to(actor).filter(engagement=engagement)
    newest = versions.original().order_by("-number").first()
    if newest is not None and ESTIMATE.can(newest.state, "supersede"):
        with writing(
            actor, "estimate.supersede", newest, lambda a, e: rules.draft(a, e.engagement)
        ) as change:
            change.row.state = ESTIMATE.next(change.row.state, "supersede")
    return newest_number(actor, engagement)


def newest_number(actor: Actor, engagement: Engagement) -> int:
    """The number of the newest version so far, of whatever kind; 0 for none."""
    versions = Estimate.objects.visible_to(actor).filter(engagement=engagement)
    return int(versions.aggregate(newest=Max("number"))["newest"] or 0)


def version_of(engagement: Engagement, number: int, found: Shaped) -> Estimate:
    """A version, not kept yet, of what was shaped; it waits for the gates of an estimate."""
    figures = found.estimate
    spread = figures.spreads["price"]
    return Estimate(
        engagement=engagement,
        number=number,
        practice=engagement.practice,
        figures=result(found),
        answers={question: plain(answer) for question, answer in found.scoping.answers.items()},
        terms=plain(found.scoping.terms),
        scope=scope_plain(found.scoping),
        currency=figures.currency,
        price=figures.price.amount,
        price_p50=spread.p50,
        price_p90=spread.p90,
        cost=figures.cost.amount,
        margin=figures.margin,
        days=figures.days,
        gates=[plain_gate(one) for one in found.gates if one.gate.stage == "estimate"],
    )


def plain_gate(one: OpenGate) -> dict[str, str]:
    """An open gate as a version keeps it."""
    return {"id": one.gate.id, "name": one.gate.name, "role": one.gate.role, "reason": one.reason}


def _tell_engagement(actor: Actor, estimate: Estimate) -> Engagement:
    """The board shows what is being sold; a version for a change to that leaves it alone."""
    engagement = Engagement.objects.visible_to(actor).get(pk=estimate.engagement_id)
    if estimate.amends_id is not None:
        return engagement
    route = estimate.figures["route"]
    return note_estimate(
        actor,
        engagement,
        state=estimate.state,
        price=estimate.price,
        price_p90=estimate.price_p90,
        route=route["to"],
        route_reason=route["reason"],
        asks_architect=estimate.state == "in-review" and Role.TECHNICAL_ARCHITECT in estimate.awaited,
    )


@verb("estimate.submit", rules.submit)
def submit(actor: Actor, estimate: Estimate, *, note: str = "") -> Estimate:
    """Send it for review to the roles that its gates ask for; with no gate open it is approved at once."""
    with writing(actor, "estimate.submit", estimate, rules.submit, note=note) as change:
        row = change.row
        _refuse_gaps(row)
        if row.amends_id is None:
            _refuse_disputed(actor, row.engagement)
        row.state = ESTIMATE.next(row.state, "submit")
        row.submitted_by, row.submitted_at, row.approvals = actor.user_id, timezone.now(), []
        if row.awaited:
            roles = tuple(sorted(row.awaited))
            change.announce(EstimateSubmitted(row.pk, row.engagement_id, roles, actor.name))
        else:
            _approved(change)
        _tell_engagement(actor, row)
    return change.row


def _refuse_gaps(estimate: Estimate) -> None:
    """Reviewers are not asked about what the customer has not been asked, nor about what cannot be true."""
    gaps = [
        Finding(
            "",
            0,
            question,
            "unanswered",
            "This mandatory question has no answer.",
            "Answer it and draw up anew.",
        )
        for question in estimate.figures["unanswered"]
    ]
    clashes = [
        Finding(
            "", 0, ", ".join(c["questions"]), "contradiction", c["message"], "Correct one of the answers."
        )
        for c in estimate.figures["contradictions"]
    ]
    if gaps or clashes:
        raise Invalid(gaps + clashes)


def _refuse_disputed(actor: Actor, engagement: Engagement) -> None:
    """What is needed and disputed is settled before others spend time on figures made from one side of it."""
    fix = "Settle it on the page of questions; then draw up anew if the answer has changed."
    disputed = [
        Finding("", 0, asked.id, "disputed", f"{asked.text} Two answers stand against each other.", fix)
        for asked in disputes(actor, engagement)
        if asked.mandatory
    ]
    if disputed:
        raise Invalid(disputed)


def _approved(change: Change[Estimate]) -> None:
    row = change.row
    row.state = ESTIMATE.next(row.state, "approve")
    price = str(Money(row.price, row.currency))
    change.announce(EstimateApproved(row.pk, row.engagement_id, price, change.actor.name))


@verb("estimate.withdraw", rules.withdraw)
def withdraw(actor: Actor, estimate: Estimate, *, note: str = "") -> Estimate:
    """Take it back from review."""
    with writing(actor, "estimate.withdraw", estimate, rules.withdraw, note=note) as change:
        change.row.state = ESTIMATE.next(change.row.state, "withdraw")
        change.announce(EngagementAnswered(change.row.engagement_id))
        _tell_engagement(actor, change.row)
    return change.row


@verb("estimate.approve", rules.approve)
def approve(actor: Actor, estimate: Estimate, *, note: str = "") -> Estimate:
    """Approve it for the roles that you hold; once every gate is answered its figures may become a SOW."""
    with writing(actor, "estimate.approve", estimate, rules.approve, note=note) as change:
        row = change.row
        row.approvals = [*row.approvals, *_answers_to_gates(actor, row, note)]
        if row.awaited:
            change.announce(EngagementAnswered(row.engagement_id))
        else:
            _approved(change)
        _tell_engagement(actor, row)
    return change.row


def _answers_to_gates(actor: Actor, estimate: Estimate, note: str) -> list[dict[str, Any]]:
    """What they answer with it: what is asked of them, else what is asked of whom they stand in for."""
    now = timezone.now().isoformat()
    own = [gate for gate in estimate.asked if actor.has(Role(gate["role"]))]
    return [
        {
            "gate": gate["id"],
            "role": gate["role"],
            "by": actor.name,
            "user": actor.user_id,
            "at": now,
            "note": note,
            "instead_of": whom,
        }
        for gate in own or estimate.asked
        if (whom := rules.in_whose_place(actor, estimate, {Role(gate["role"])})) is not None
    ]


@verb("estimate.return", rules.send_back)
def send_back(actor: Actor, estimate: Estimate, *, note: str) -> Estimate:
    """Return it to its author with the reason."""
    if not note.strip():
        raise invalid("note", "A return needs its reason.", "Say in a sentence what has to change.")
    with writing(actor, "estimate.return", estimate, rules.send_back, note=note) as change:
        row = change.row
        row.state = ESTIMATE.next(row.state, "return")
        change.announce(EstimateReturned(row.pk, row.engagement_id, note, actor.name))
        _tell_engagement(actor, row)
    return change.row
