"""Verbs of one signature: it is given, or declined."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.states import PASSED
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.queries import current_practice
from fairlead.apps.signing import rules
from fairlead.apps.signing.bridge import is_stamp, party_of, short_of, steps_of, total_of
from fairlead.apps.signing.completing import complete
from fairlead.apps.signing.events import SignatureGiven
from fairlead.apps.signing.models import FIRM, Sending, Signature
from fairlead.apps.signing.states import SENDING, SIGNATURE
from fairlead.core.actor import Actor, carried
from fairlead.core.errors import Invalid, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, take_turn, writing
from fairlead.engines.findings import Finding
from fairlead.engines.signing import hand
from fairlead.engines.signing.certificate import consent

_HOW = {"link": "their own link", "web": "signed in", "api": "the API, signed in", "cli": "the terminal"}


@verb("signature.give", rules.give)
def give(
    actor: Actor, signature: Signature, *, sha256: str, name: str, agree: bool = False, drawn: str = ""
) -> Signature:
    """Sign. sha256: of the document that you read; name: yours, typed; agree: to the words of consent.

    drawn: the hand as a path of moves and lines on a sheet of 600 x 200, if you draw it as well. Whoever
    signs for the firm answers the signer's step with it. With the last signature the certificate is made.
    """
    with transaction.atomic():
        take_turn()
        with writing(actor, "signature.give", signature, rules.give) as change:
            _refuse(actor, change.row, sha256, name, agree, drawn)
            _given(change, name, drawn)
        row = change.row
        if row.side == FIRM:
            _answer_steps(actor, row)
        complete(actor, row.sending)
    return row


def _refuse(actor: Actor, row: Signature, sha256: str, name: str, agree: bool, drawn: str) -> None:
    """Everything that keeps it from being a signature, at once."""
    wrong = list(_without_authority(actor, row))
    if sha256 != row.sending.sha256:
        said = "This is not the document that is out for signature."
        wrong.append(Finding("", 0, "sha256", "other-document", said, "Read the one that is, and sign that."))
    if not hand.same_name(name, row.name):
        fix = "If you are somebody else, please ask whoever sent it to name you."
        wrong.append(Finding("", 0, "name", "other-name", f"This is signed as {row.name}.", fix))
    if not agree:
        said = "Without your consent it is no signature."
        wrong.append(Finding("", 0, "agree", "no-consent", said, "Read the words and agree, or decline."))
    if drawn and (fault := hand.fault(drawn)):
        wrong.append(Finding("", 0, "drawn", "drawing", fault, "Draw it again, or leave it out."))
    if wrong:
        raise Invalid(wrong)


def _without_authority(actor: Actor, row: Signature) -> Iterator[Finding]:
    """Whoever signs for the firm has the authority when they sign, not only when it was sent."""
    if row.side != FIRM:
        return
    practice = practice_of(current_practice(actor))
    short = short_of(row.signatory, total_of(row.sending.sow), practice, timezone.localdate())
    if short:
        fix = "Have it taken back, and sent again with somebody whose authority reaches."
        yield Finding("", 0, "name", "authority", short, fix)


def _given(change: Change[Signature], name: str, drawn: str) -> None:
    row, actor = change.row, change.actor
    row.state = SIGNATURE.next(row.state, "give")
    row.typed, row.drawn, row.sha256 = " ".join(name.split()), drawn, row.sending.sha256
    row.agreed = consent(party_of(row.sending.sow, row.side), row.sha256)
    _where(row, actor)
    sow = row.sending.sow
    change.announce(SignatureGiven(sow.engagement_id, sow.title, row.name, declined=False, note=""))


def _where(row: Signature, actor: Actor) -> None:
    row.at, row.how = timezone.now(), _HOW.get(actor.via, actor.via)
    row.address, row.agent = actor.address, actor.agent


def _answer_steps(actor: Actor, row: Signature) -> None:
    """The signature is the answer to the signer's step, where it is still asked."""
    for step in steps_of(row.sending.sow):
        if not is_stamp(step) and step.state not in PASSED:
            approvals.approve(actor, step, note=f"Signed {row.sending.sow.title}.")


@verb("signature.decline", rules.decline)
def decline(actor: Actor, signature: Signature, *, note: str) -> Signature:
    """Decline to sign, with the reason: the document is no longer out, and whoever sent it hears why."""
    if not note.strip():
        raise invalid("note", "Whoever sent it needs to know why.", "Say in a sentence why.")
    with transaction.atomic():
        take_turn()
        with writing(actor, "signature.decline", signature, rules.decline, note=note) as change:
            row = change.row
            row.state = SIGNATURE.next(row.state, "decline")
            row.note = note.strip()[:2000]
            _where(row, actor)
            sow = row.sending.sow
            said = row.note[:400]
            change.announce(SignatureGiven(sow.engagement_id, sow.title, row.name, declined=True, note=said))
        _end(actor, change.row)
    return change.row


def _end(actor: Actor, row: Signature) -> None:
    inside = carried(actor, f"signature {row.pk} was declined")
    sending = Sending.objects.visible_to(inside).get(pk=row.sending_id)
    with writing(inside, "sending.decline", sending, rules.settle) as change:
        change.row.state = SENDING.next(change.row.state, "decline")
        change.row.ended_at, change.row.ended_note = timezone.now(), f"{row.name}: {row.note}"[:2000]
