"""From one version to the next: which answers still hold, and which are asked again and why."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals.bridge import said_in, skipped_of, statement_of, steps_of
from fairlead.apps.approvals.models import Asking, Point, Review
from fairlead.apps.approvals.rules import hands
from fairlead.apps.approvals.states import ANSWERED, OPEN_POINTS
from fairlead.core.actor import Actor
from fairlead.engines.agreeing.meaning import digests, kept
from fairlead.engines.agreeing.statement import Statement, to_plain
from fairlead.engines.agreeing.steps import Step, barred

_KEPT = ("by", "by_name", "instead_of", "at", "note", "digests")


def newest(sows: QuerySet[Sow]) -> Asking | None:
    """What was asked last about one of these versions."""
    return Asking.objects.filter(sow__in=sows).select_related("sow").order_by("-pk").first()


def last_answers(sow: Sow) -> dict[str, Review]:
    """Where each gate stood last, by gate: an earlier version may have asked what the newest did not. What a
    change proposes goes on from what stands, where none of its own versions asked."""
    stood = _last(Sow.objects.filter(engagement=sow.engagement_id).stood())
    return {**stood, **_last(Sow.objects.beside(sow))} if sow.is_proposal else stood


def _last(sows: QuerySet[Sow]) -> dict[str, Review]:
    rows = Review.objects.filter(asking__sow__in=sows).select_related("holder", "given_on")
    return {row.gate: row for row in rows.order_by("gate", "-asking").distinct("gate")}


def open_points(sow: Sow) -> QuerySet[Point]:
    """What is open on any version of it; for what a change proposes, also on what stood and on what was
    proposed in vain before it."""
    sows = Sow.objects.beside(sow)
    if sow.is_proposal:
        sows |= Sow.objects.filter(engagement=sow.engagement_id).exclude(state__in=("proposed", "signed"))
    rows = Point.objects.filter(review__asking__sow__in=sows, state__in=OPEN_POINTS)
    return rows.select_related("review__asking").order_by("pk")


def asking_for(actor: Actor, sow: Sow, now: Any) -> Asking:
    """A new asking with what the version says. The salt of an engagement stays, so that digests compare."""
    stood = Sow.objects.filter(engagement=sow.engagement_id).stood()
    before = newest(Sow.objects.beside(sow)) or newest(stood)
    salt = before.statement["salt"] if before else secrets.token_hex(16)
    return Asking(
        sow=sow,
        statement={"salt": salt, "topics": to_plain(statement_of(sow))},
        skipped=[{"id": gate.id, "name": gate.name} for gate in skipped_of(sow)],
        asked_by=actor.user_id,
        asked_name=actor.name,
        asked_at=now,
    )


def reviews_for(asking: Asking, before: Mapping[str, Review]) -> list[Review]:
    """One row a step; an earlier answer by gate is kept where its meaning is unchanged, and one that was
    given with the estimate of a change holds for the SOW that it makes, until others change its words."""
    said, sow = said_in(asking), asking.sow
    worded = Sow.objects.beside(sow).filter(state="replaced").exists()
    approved = {one["gate"]: one for one in sow.estimate.approvals} if sow.amends and not worded else {}
    rows = list[Review]()
    for place, step in enumerate(steps_of(asking.sow)):
        row = Review(
            asking=asking, gate=step.id, name=step.name, role=step.role, stage=step.stage, reason=step.reason,
            evidence=step.evidence, due_days=step.due_days, vouches=list(step.vouches),
            after=list(step.after), overrule=step.overrule, place=place,
        )  # fmt: skip
        earlier = before.get(step.id)
        if earlier is not None:
            _carry(row, earlier, step, said)
        if row.state not in ANSWERED and step.id in approved:
            _take_over(row, approved[step.id], step, said)
        rows.append(row)
    return rows


def _take_over(row: Review, given: Mapping[str, Any], step: Step, now: Statement) -> None:
    """Who approved a gate with the estimate of a change has approved it for the SOW that it makes."""
    made = hands(row.asking, ())
    if given["role"] != step.role or given["user"] in {*made.makers, made.asker}:
        return
    row.state, row.by, row.by_name = "approved", given["user"], given["by"]
    row.at, row.note, row.instead_of = (
        datetime.fromisoformat(given["at"]),
        given["note"],
        given.get("instead_of", ""),
    )
    row.digests = digests(now, step.vouches, row.asking.statement["salt"])
    row.given_on, row.was, row.reopened, row.why = row.asking, "", [], []


def _carry(row: Review, earlier: Review, step: Step, now: Statement) -> None:
    if earlier.role == step.role and earlier.holder is not None:
        row.holder, row.state = earlier.holder, "handed-on"
    answer = earlier.state if earlier.state in ANSWERED else earlier.was
    given_on = earlier.given_on
    if not answer or given_on is None:
        return
    for field in _KEPT:
        setattr(row, field, getattr(earlier, field))
    row.given_on = given_on
    found = kept(earlier.digests, step.vouches, said_in(given_on), now, row.asking.statement["salt"])
    why = _against(row, earlier, step)
    if found.holds and not why:
        row.state, row.why = answer, list(found.why)
        return
    row.was = answer
    row.reopened = [asdict(change) for change in found.changes]
    # What changed is said from `reopened`, to whom may see it.
    row.why = [*why, *found.why[len(found.changes) :]]


def _against(row: Review, earlier: Review, step: Step) -> list[str]:
    """What else stands against keeping an answer: the step is another's, or its author made this version."""
    if earlier.role != step.role:
        return [f"It is asked of another role now: {step.role.replace('-', ' ')}."]
    user = earlier.by or 0
    made = hands(row.asking, ())
    if user in made.makers or user == made.asker:
        return [f"{earlier.by_name}: {barred(step.stage, step.role, step.vouches, user, False, made)}"]
    return []
