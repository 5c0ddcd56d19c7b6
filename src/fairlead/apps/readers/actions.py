"""Verbs of readers: a visit begins, what was read in it is noted, and which file was taken.

Each is one line on record, so a reader's page reports when it pauses and when it is left, not by the clock.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from fairlead.apps.accounts.queries import contact_of
from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.agreements.models import Sow
from fairlead.apps.readers import rules
from fairlead.apps.readers.events import SowOpened
from fairlead.apps.readers.models import Visit
from fairlead.apps.readers.rules import KINDS
from fairlead.apps.signing.models import Signature
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, take_turn, writing
from fairlead.engines.documents.tree import walk
from fairlead.engines.readers import added, goes_on, summed


@verb("visit.begin", rules.begin)
def begin(actor: Actor, sow: Sow) -> Visit:
    """Note that you read a statement of work before you. What you read of it is noted in the visit."""
    admit(actor, sow, rules.begin)
    visit = _new(sow, actor.name)
    visit.contact, visit.parts = contact_of(actor.user_id), _parts(sow)
    with creating(actor, "visit.begin", visit, rules.begin, about=sow) as change:
        _announce(change)
    return visit


@verb("visit.open", rules.open_link)
def open_link(actor: Actor, signature: Signature) -> Visit:
    """Note that the document of your signing link was opened."""
    visit = _new(signature.sending.sow, signature.name)
    visit.signature = signature
    with creating(actor, "visit.open", visit, rules.open_link, about=signature) as change:
        _announce(change)
    return visit


@verb("visit.note", rules.note)
def note(actor: Actor, visit: Visit, *, seconds: dict[str, int]) -> Visit:
    """Add for how many seconds each clause was read since the last report. Clauses that are not there, and
    more than the time that has passed, are not believed."""
    now = timezone.now()
    with writing(actor, "visit.note", visit, rules.note) as change:
        row = change.row
        known = [part.id for part in row.known]
        row.clauses = summed(row.clauses, added(seconds, known, (now - row.last).total_seconds()))
        row.last = now
    return change.row


@verb("visit.download", rules.note)
def download(actor: Actor, visit: Visit, *, kind: str) -> Visit:
    """Note that a file was downloaded, "pdf" or "docx"; the first time of a visit counts."""
    if kind not in KINDS:
        raise invalid("kind", f"There is no file of kind {kind[:40]!r}.", f"It is {' or '.join(KINDS)}.")
    with writing(actor, "visit.download", visit, rules.note) as change:
        if kind in change.row.files:
            raise WrongTime(f"That a {kind} was downloaded is noted already.")
        change.row.files = {**change.row.files, kind: timezone.now().isoformat()}
    return change.row


def report(actor: Actor, of: Sow | Signature, seconds: Mapping[str, int], kind: str = "") -> None:
    """What a reader's page says: begin a visit where none goes on, and note what is new in it."""
    signs = isinstance(of, Signature)
    own = {"signature": of.pk} if signs else {"sow": of.pk, "contact__user": actor.user_id}
    with transaction.atomic():
        take_turn()  # a page reports a download and that it is left in one moment
        visit = Visit.objects.visible_to(actor).filter(**own).order_by("-pk").first()
        if visit is None or not goes_on(visit.last, timezone.now()):
            visit = open_link(actor, of) if isinstance(of, Signature) else begin(actor, of)
        if seconds:
            visit = note(actor, visit, seconds=dict(seconds))
        if kind in KINDS and kind not in visit.files:
            download(actor, visit, kind=kind)


def _new(sow: Sow, name: str) -> Visit:
    now = timezone.now()
    return Visit(sow=sow, name=name[:120], begun=now, last=now)


def _parts(sow: Sow) -> list[list[str]]:
    """The clauses that can be read; none where this release cannot make the version anew."""
    try:
        sections = walk(document_of(sow).sections)
    except Refused:
        return []
    return [[one.id, one.number, one.title] for one in sections if one.blocks]


def _announce(change: Change[Visit]) -> None:
    """Say so when nobody of the customer had opened this version before."""
    sow = change.row.sow
    if not Visit.objects.filter(sow=sow.pk).exists():
        change.announce(SowOpened(sow.pk, sow.engagement_id, sow.title, change.row.name))
