"""Verbs of agreements."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction

from fairlead.apps.agreements import rules
from fairlead.apps.agreements.bridge import papers_of
from fairlead.apps.agreements.events import SowDrawnUp, SowWithdrawn
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.actions import move, note_sow
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.queries import drift
from fairlead.core import outbox
from fairlead.core.actor import Actor
from fairlead.core.errors import Stale, WrongTime
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing


@verb("sow.generate", rules.generate)
def generate(actor: Actor, estimate: Estimate) -> Sow:
    """Draw up the SOW of an approved estimate, with proposal and workbook; it replaces an older one."""
    admit(actor, estimate, rules.generate)
    number = _newest_number(actor, estimate.engagement)
    name = f"SOW-{estimate.engagement_id}-{number + 1}"
    # Drawn before the write begins: writers take turns, and nobody waits for another's papers.
    made = papers_of(estimate, name)
    if drift(actor, estimate) is not None:
        raise WrongTime(
            "Answers, terms or lines have changed since this estimate was drawn up: it no longer says what "
            "was agreed. Put them back, or draw up a new version and have it approved."
        )
    with transaction.atomic():
        if _supersede(actor, estimate.engagement) != number:
            raise Stale("Someone else drew up a SOW at the same moment. Look at theirs first.")
        sow = Sow(
            engagement=estimate.engagement,
            estimate=estimate,
            number=number + 1,
            title=f"{name} {estimate.engagement.name}",
            price=estimate.price,
            currency=estimate.currency,
            manifest=made.manifest,
            drawn_by=actor.user_id,
        )
        with creating(actor, "sow.generate", sow, rules.generate, about=estimate) as change:
            pass
        _keep(actor, sow, made.files)
        _advance(actor, sow)
        outbox.put(SowDrawnUp(sow.pk, sow.engagement_id, sow.title, actor.name))
    return change.row


def _newest(actor: Actor, engagement: Engagement) -> Sow | None:
    return Sow.objects.visible_to(actor).filter(engagement=engagement).order_by("-number").first()


def _newest_number(actor: Actor, engagement: Engagement) -> int:
    newest = _newest(actor, engagement)
    return newest.number if newest else 0


def _supersede(actor: Actor, engagement: Engagement) -> int:
    take_turn()
    newest = _newest(actor, engagement)
    if newest is None:
        return 0
    if SOW.can(newest.state, "supersede"):
        with writing(actor, "sow.supersede", newest, rules.withdraw) as change:
            change.row.state = SOW.next(change.row.state, "supersede")
    return newest.number


def _keep(actor: Actor, sow: Sow, files: Mapping[str, bytes]) -> None:
    for kind, content in files.items():
        paper = Paper(
            sow=sow, kind=kind, content=content, size=len(content), sha256=hashlib.sha256(content).hexdigest()
        )
        with creating(actor, "paper.keep", paper, rules.generate, about=sow.estimate):
            pass


def _advance(actor: Actor, sow: Sow) -> None:
    """The board follows the work: with a SOW drawn up the engagement stands in its column."""
    engagement = Engagement.objects.visible_to(actor).get(pk=sow.engagement_id)
    if ENGAGEMENT.can(engagement.state, "write"):
        move(actor, engagement, action="write", note=sow.title)


@verb("sow.withdraw", rules.withdraw)
def withdraw(actor: Actor, sow: Sow, *, note: str = "") -> Sow:
    """Take a SOW back; its papers stay on record and are no longer the customer's to see."""
    with writing(actor, "sow.withdraw", sow, rules.withdraw, note=note) as change:
        change.row.state = SOW.next(change.row.state, "withdraw")
        change.announce(SowWithdrawn(sow.pk, sow.engagement_id, sow.title, actor.name))
        _forget_approvals(actor, change.row)
    return change.row


def _forget_approvals(actor: Actor, sow: Sow) -> None:
    """Nobody approves for signature what was taken back, whoever had approved it before."""
    engagement = Engagement.objects.visible_to(actor).get(pk=sow.engagement_id)
    if engagement.sow_state:
        note_sow(actor, engagement, state="")
