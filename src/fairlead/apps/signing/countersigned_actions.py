"""Verbs of files that came back signed: they are held against what was sent, and a person accepts them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from fairlead.apps.intake.actions import decoded
from fairlead.apps.signing import rules
from fairlead.apps.signing.apart import checked
from fairlead.apps.signing.bridge import content_of, others_of
from fairlead.apps.signing.completing import close
from fairlead.apps.signing.models import Countersigned, Sending, Signature
from fairlead.apps.signing.states import COUNTERSIGNED, SIGNATURE
from fairlead.core.actor import Actor, carried
from fairlead.core.errors import Invalid, invalid
from fairlead.core.files import plain_name
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, take_turn, writing
from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.signing.returned import BYTES, MOST_BYTES, TEXT, UNSURE, Sent

_STATES = {BYTES: "matches", TEXT: "matches", UNSURE: "unsure"}


@verb("countersigned.take", rules.take)
def take(actor: Actor, sending: Sending, *, content: str, name: str = "signed.pdf") -> Countersigned:
    """Give in the PDF that came back (base64). It is held against what was sent: the same bytes with
    something added, the same words on every page, or a scan that a person has to vouch for; another version,
    or an altered one, is refused, and kept with what was found."""
    admit(actor, sending, rules.take)
    plain = plain_name(name) or "signed.pdf"
    data = _bytes(content, plain)
    sha256 = hashlib.sha256(data).hexdigest()
    _refuse_twice(sending, sha256)
    sow = sending.sow
    sent = Sent(content_of(sending), sow.code, sow.manifest)
    # Read before the write begins, and in a process apart: writers take turns, and nobody waits for it.
    try:
        found = checked(sent, data, plain, others_of(sow))
    except Unsound as error:
        raise Invalid([_placed(one) for one in error.findings]) from error
    row = Countersigned(
        sending=sending, origin="upload", name=plain, content=data, size=len(data), sha256=sha256,
        verdict=found.verdict, state=_STATES.get(found.verdict, "refused"), pages=found.pages,
        notes=[asdict(note) for note in found.notes], given_name=actor.name,
    )  # fmt: skip
    with creating(actor, "countersigned.take", row, rules.take, about=sending):
        _refuse_twice(sending, sha256)
    return row


def _refuse_twice(sending: Sending, sha256: str) -> None:
    if Countersigned.objects.filter(sending=sending, sha256=sha256).exists():
        raise invalid("content", "This very file was given in before.", "Look at what was found in it.")


def _bytes(content: str | bytes, name: str) -> bytes:
    # Base64 has four signs for three bytes.
    if len(content) > MOST_BYTES * (1 if isinstance(content, bytes) else 4 / 3) + 4:
        said = f"{name} has more than {MOST_BYTES / 1e6:.0f} MB."
        raise invalid("content", said, "Send it smaller: as a PDF, not as pictures.", "too-large")
    return decoded(content)


def _placed(one: Finding) -> Finding:
    return Finding(one.file, one.line, "content", one.code, one.message, one.fix)


@verb("countersigned.accept", rules.accept)
def accept(actor: Actor, countersigned: Countersigned, *, note: str = "") -> Countersigned:
    """Accept a file as the signed document: with it everyone has signed. Where a machine could not tell, you
    vouch for it with a reason."""
    with transaction.atomic():
        take_turn()
        with writing(actor, "countersigned.accept", countersigned, rules.accept, note=note) as change:
            if change.row.state == "unsure" and not note.strip():
                said = "A machine could not tell that this is what was sent, so somebody vouches for it."
                raise invalid("note", said, "Say how you know: who signed it, and how it came back.")
            _decided(change, "accept", note)
        row = change.row
        _found_on_paper(actor, row)
        inside = carried(actor, f"countersigned {row.pk} was accepted")
        close(inside, row.sending, row.sha256)
    return row


def _decided(change: Change[Countersigned], action: str, note: str) -> None:
    row = change.row
    row.state = COUNTERSIGNED.next(row.state, action)
    row.decided_name, row.decided_at, row.decided_note = (
        change.actor.name,
        timezone.now(),
        note.strip()[:2000],
    )


def _found_on_paper(actor: Actor, row: Countersigned) -> None:
    """Whoever has not signed here has signed on the file."""
    inside = carried(actor, f"countersigned {row.pk} was accepted")
    for signature in Signature.objects.filter(sending=row.sending_id, state="awaited").order_by("pk"):
        with writing(inside, "signature.find", signature, rules.settle) as change:
            change.row.state = SIGNATURE.next(change.row.state, "find")
            change.row.how = f"on {row.name}"[:40]


@verb("countersigned.refuse", rules.refuse)
def refuse(actor: Actor, countersigned: Countersigned, *, note: str) -> Countersigned:
    """Refuse a file that came back, with the reason; it is kept."""
    if not note.strip():
        raise invalid("note", "Whoever sent it hears why.", "Say in a sentence why.")
    with writing(actor, "countersigned.refuse", countersigned, rules.refuse, note=note) as change:
        _decided(change, "refuse", note)
    return change.row
