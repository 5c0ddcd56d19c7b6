"""Verbs of agreements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from fairlead.apps.agreements import rules
from fairlead.apps.agreements.bridge import agreed_in, papers_of, unfit
from fairlead.apps.agreements.events import (
    CustomerAgreed,
    ProposalEnded,
    SowDrawnUp,
    SowEnforced,
    SowShared,
    SowWithdrawn,
    SowWithheld,
)
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.agreements.reproducing import toolchain
from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.actions import move, note_sow
from fairlead.apps.engagements.bridge import DRAFT_SENT
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_signed
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.estimates.models import Estimate
from fairlead.core import outbox
from fairlead.core.access import Rule
from fairlead.core.actor import Actor
from fairlead.core.errors import Stale, WrongTime, invalid
from fairlead.core.talk import line, sentence
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.amending import Amendment, merged
from fairlead.engines.shaping.result import said

# The next version, not kept yet, and its files by kind.
Unkept = tuple[Sow, Mapping[str, bytes]]


@verb("sow.generate", rules.generate)
def generate(actor: Actor, estimate: Estimate, *, afresh: bool = False) -> Sow:
    """Draw up the SOW of an approved estimate, with proposal and workbook; it replaces an older one and keeps
    the wordings agreed with the customer where they still hold; afresh: it drops them."""
    admit(actor, estimate, rules.generate)
    before = _newest(actor, estimate.engagement)
    agreed = () if afresh or before is None else agreed_in(before)
    sow, files = _made(actor, estimate, agreed, before=before)
    with transaction.atomic():
        _take_place(actor, sow, before)
        with creating(actor, "sow.generate", sow, rules.generate, about=estimate) as change:
            pass
        _finish(actor, sow, files)
    return change.row


def amend(actor: Actor, sow: Sow, agreed: Iterable[Amendment], *, note: str = "") -> Sow:
    """Draw up the next version with other wordings; called by who has settled them with the customer."""
    if sow.state == "proposed":
        return _propose_anew(actor, sow, agreed, note)
    estimate = estimate_for(actor, sow)
    admit(actor, estimate, rules.generate)
    new, files = _made(actor, estimate, agreed)
    with transaction.atomic():
        _take_place(actor, new, sow)
        with creating(actor, "sow.amend", new, rules.generate, about=estimate, note=note) as change:
            pass
        _finish(actor, new, files)
    return change.row


def draw_amended(actor: Actor, sow: Sow, estimate: Estimate, by: str) -> Unkept:
    """The SOW that stands as a change makes it, from the change's own estimate, with its papers; not kept
    yet. It keeps the wordings agreed with the customer where they still hold, also those of an earlier
    proposal of the same change. by: the change, "CO-7-1"."""
    admit(actor, estimate, rules.propose)
    amends = f"{sow.code} by {by}"
    rows = Sow.objects.visible_to(actor).filter(engagement=sow.engagement_id, amends=amends)
    earlier = rows.order_by("-number").first()
    agreed = merged(agreed_in(sow), agreed_in(earlier) if earlier else ())
    return _made(actor, estimate, agreed, amends)


def propose(actor: Actor, drawn: Unkept) -> Sow:
    """Keep an amended SOW; it takes the place of the one that stands when its change is in force."""
    new, files = drawn
    take_turn()
    _refuse_late(actor, new)
    with creating(actor, "sow.propose", new, rules.propose, about=new.estimate):
        pass
    _keep(actor, new, files, rules.propose)
    return new


def _propose_anew(actor: Actor, sow: Sow, agreed: Iterable[Amendment], note: str) -> Sow:
    """The same proposal with other wordings; what was to be signed is out no more."""
    admit(actor, sow.estimate, rules.propose)
    drawn = _made(actor, sow.estimate, agreed, sow.amends)
    with transaction.atomic():
        take_turn()
        with writing(actor, "sow.replace", sow, rules.amended("replace"), note=note) as change:
            change.row.state = SOW.next(change.row.state, "replace")
            why = f"{drawn[0].title} replaced it."
            change.announce(ProposalEnded(sow.pk, sow.engagement_id, why))
        return propose(actor, drawn)


def enforce(actor: Actor, sow: Sow) -> None:
    """Put an amended SOW in the place of the one that stands."""
    take_turn()
    _supersede(actor, sow.engagement, rules.amended("supersede"))
    with writing(actor, "sow.enforce", sow, rules.amended("enforce")) as change:
        change.row.state = SOW.next(change.row.state, "enforce")
        change.announce(SowEnforced(sow.pk, sow.engagement_id, sow.title))


def mark_signed(actor: Actor, sow: Sow) -> None:
    """Both have signed an amended SOW: nobody proposes it anew."""
    with writing(actor, "sow.sign", sow, rules.amended("sign")) as change:
        change.row.state = SOW.next(change.row.state, "sign")


def retract(actor: Actor, sow: Sow) -> None:
    """Take an amended SOW back with the change that proposed it; its papers stay on record."""
    with writing(actor, "sow.retract", sow, rules.amended("retract")) as change:
        change.row.state = SOW.next(change.row.state, "retract")
        change.announce(ProposalEnded(sow.pk, sow.engagement_id, "Its change was taken back."))


def estimate_for(actor: Actor, sow: Sow) -> Estimate:
    """What the next version is drawn from: the approved estimate, else that of the version before; of what a
    change made, that of the change."""
    if sow.amends:
        return sow.estimate
    rows = Estimate.objects.visible_to(actor).original()
    rows = rows.filter(engagement=sow.engagement_id, state="approved")
    return rows.select_related("engagement__account").first() or sow.estimate


def _made(
    actor: Actor,
    estimate: Estimate,
    agreed: Iterable[Amendment],
    amends: str = "",
    before: Sow | None = None,
) -> Unkept:
    """The next version and its files, before the write begins: writers take turns, and nobody waits for
    another's papers."""
    number = _newest_number(actor, estimate.engagement) + 1
    name = f"SOW-{estimate.engagement_id}-{number}"
    made, found = papers_of(estimate, name, agreed, amends)
    if not amends and (why := unfit(actor, estimate, before)):
        raise WrongTime(why)
    return Sow(
        engagement=estimate.engagement,
        estimate=estimate,
        number=number,
        state="proposed" if amends else "drawn-up",
        title=f"{name} {estimate.engagement.name}" + (" (Amended SOW)" if amends else ""),
        amends=amends,
        price=estimate.price,
        currency=estimate.currency,
        manifest=made.manifest,
        drawn_by=actor.user_id,
        wordings=[asdict(one) for one in found.kept],
        lost=[asdict(one) for one in found.lost],
        said=said(found.shaped) if found.kept else {},
        toolchain=toolchain(),
    ), made.files


def _take_place(actor: Actor, new: Sow, before: Sow | None) -> None:
    """The older version gives way, if nobody drew up another meanwhile. before: the one that the new one was
    made to follow, so that nothing that another has agreed with the customer is lost."""
    take_turn()
    _refuse_late(actor, new)
    living = _living(actor, new.engagement)
    if living is not None and (before is None or living.pk != before.pk):
        raise Stale(_MEANWHILE)
    _supersede(actor, new.engagement, rules.withdraw)


_MEANWHILE = "Someone else drew up a SOW at the same moment. Look at theirs first."


def _refuse_late(actor: Actor, new: Sow) -> None:
    if _newest_number(actor, new.engagement) != new.number - 1:
        raise Stale(_MEANWHILE)


def _newest_number(actor: Actor, engagement: Engagement) -> int:
    """The number of the newest version of any state, 0 for none."""
    rows = Sow.objects.visible_to(actor).filter(engagement=engagement)
    return int(rows.aggregate(newest=Max("number"))["newest"] or 0)


def _finish(actor: Actor, sow: Sow, files: Mapping[str, bytes]) -> None:
    _keep(actor, sow, files, rules.generate)
    _advance(actor, sow)
    outbox.put(SowDrawnUp(sow.pk, sow.engagement_id, sow.title, actor.name, len(sow.lost)))


def _newest(actor: Actor, engagement: Engagement) -> Sow | None:
    rows = Sow.objects.visible_to(actor).stood().filter(engagement=engagement)
    return rows.select_related("estimate").order_by("-number").first()


def _living(actor: Actor, engagement: Engagement) -> Sow | None:
    return Sow.objects.visible_to(actor).filter(engagement=engagement, state="drawn-up").first()


def _supersede(actor: Actor, engagement: Engagement, rule: Rule) -> None:
    living = _living(actor, engagement)
    if living is not None:
        with writing(actor, "sow.supersede", living, rule) as change:
            change.row.state = SOW.next(change.row.state, "supersede")


def _keep(actor: Actor, sow: Sow, files: Mapping[str, bytes], rule: Rule) -> None:
    for kind, content in files.items():
        paper = Paper(
            sow=sow, kind=kind, content=content, size=len(content), sha256=hashlib.sha256(content).hexdigest()
        )
        with creating(actor, "paper.keep", paper, rule, about=sow.estimate):
            pass


def _advance(actor: Actor, sow: Sow) -> None:
    """The board follows the work: with a SOW drawn up the engagement stands in its column."""
    engagement = Engagement.objects.visible_to(actor).get(pk=sow.engagement_id)
    if ENGAGEMENT.can(engagement.state, "write"):
        move(actor, engagement, action="write", note=sow.title)


@verb("sow.withdraw", rules.withdraw)
def withdraw(actor: Actor, sow: Sow, *, note: str = "") -> Sow:
    """Take a SOW back; its papers stay on record and are no longer the customer's to see. One that both have
    signed is taken back with the reason."""
    with writing(actor, "sow.withdraw", sow, rules.withdraw, note=note) as change:
        if is_signed(change.row.engagement) and not note.strip():
            said = "Everyone has signed it: it is taken back with the reason."
            raise invalid("note", said, "Say in a sentence what was wrong.")
        change.row.state = SOW.next(change.row.state, "withdraw")
        change.announce(SowWithdrawn(sow.pk, sow.engagement_id, sow.title, actor.name))
        _forget_approvals(actor, change.row)
    return change.row


@verb("sow.share", rules.share)
def share(actor: Actor, sow: Sow, *, until: date | None = None) -> Sow:
    """Put a SOW, or what a change makes of it, before the customer: whoever of them signs in reads its
    papers, asks about it and returns a marked copy. until: the day by which we ask for their answer."""
    admit(actor, sow, rules.share)
    if until is not None and until < timezone.localdate():
        raise invalid("until", "This day is over.", "Give a day to come, or none.")
    with transaction.atomic():
        take_turn()
        with writing(actor, "sow.share", sow, rules.share) as change:
            row = change.row
            row.shared_at, row.shared_by, row.reply_by = timezone.now(), actor.name[:200], until
            day = until.isoformat() if until else ""
            change.announce(SowShared(row.pk, row.engagement_id, row.title, day, actor.name))
        _draft_is_sent(actor, row)
    return row


def _draft_is_sent(actor: Actor, sow: Sow) -> None:
    """The clock of the draft stops; none runs for what a change makes of it."""
    if not sow.is_proposal:
        engagement = Engagement.objects.visible_to(actor).get(pk=sow.engagement_id)
        note_sow(actor, engagement, state=engagement.sow_state, facts=(DRAFT_SENT,))


@verb("sow.withhold", rules.withhold)
def withhold(actor: Actor, sow: Sow, *, note: str = "") -> Sow:
    """Take a SOW back that was put before the customer too early; what they gave in about it stays."""
    with writing(actor, "sow.withhold", sow, rules.withhold, note=note) as change:
        row = change.row
        row.shared_at, row.shared_by, row.reply_by = None, "", None
        change.announce(SowWithheld(row.pk, row.engagement_id, row.title))
    return change.row


@verb("sow.agree", rules.agree)
def agree(actor: Actor, sow: Sow, *, note: str = "") -> Sow:
    """Say for the customer that you agree to a SOW as it stands. It is no signature, and holds for this
    version alone."""
    admit(actor, sow, rules.agree)
    said = sentence(note, "note", "") if note.strip() else ""
    with writing(actor, "sow.agree", sow, rules.agree, note=said) as change:
        row = change.row
        row.agreed = [*row.agreed, line(actor, said)]
        change.announce(CustomerAgreed(row.pk, row.engagement_id, row.code, said[:300], actor.name))
    return change.row


def _forget_approvals(actor: Actor, sow: Sow) -> None:
    """Nobody approves for signature what was taken back, whoever had approved it before."""
    engagement = Engagement.objects.visible_to(actor).get(pk=sow.engagement_id)
    if engagement.sow_state:
        note_sow(actor, engagement, state="")
