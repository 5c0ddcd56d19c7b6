"""Reads of readers: the visits, and what they come to for one version. A reader sees their own alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from fairlead.apps.accounts.models import Contact
from fairlead.apps.accounts.queries import contact_of
from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.agreements.models import Sow
from fairlead.apps.readers.models import Visit
from fairlead.apps.readers.rules import is_noted
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import card, reading
from fairlead.engines.readers import Part, Reader, Seen
from fairlead.engines.readers import readers as summed_up
from fairlead.engines.redlines.versions import compared


@dataclass(frozen=True, slots=True)
class Taken:
    """A file, "pdf" or "docx", and when it was first downloaded."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClauseRead:
    """For how many seconds a clause was read; 0: it was not."""

    id: str
    number: str
    title: str
    seconds: int


@dataclass(frozen=True, slots=True)
class VisitCard:
    """seconds: in all, beside the clauses as well; clauses: those that were in view."""

    id: int
    version: int
    sow: int
    name: str
    by_link: bool
    begun: datetime
    last: datetime
    seconds: int
    clauses: tuple[ClauseRead, ...]
    files: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One visit: from when to when, and for how many seconds of it somebody read."""

    begun: datetime
    last: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """A clause that says something else than in the version that a reader read before. before, now: for how
    many seconds they read it then, and in this version."""

    id: str
    number: str
    title: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class ReaderCard:
    """What one reader read of a version.

    visits: none for who has read an earlier one alone; clauses: all of them, but for who reads the file by a
    signing link; unread: the sections of which nothing was read; since: the version that they read before,
    "" for none; changed: what says something else since then; uncompared: why that cannot be said.
    """

    name: str
    by_link: bool
    visits: tuple[Sitting, ...]
    last: datetime | None
    seconds: int
    longest: str
    unread: tuple[str, ...]
    files: tuple[Taken, ...]
    clauses: tuple[ClauseRead, ...]
    since: str
    changed: tuple[ChangedSince, ...]
    uncompared: str


@dataclass(frozen=True, slots=True)
class Readers:
    """Who of the customer read a version, who was there last first."""

    sow: int
    readers: tuple[ReaderCard, ...]


@card(Visit)
def visit_card(actor: Actor, row: Visit) -> VisitCard:
    seen, parts = row.seen, row.known
    clauses = tuple(_read(part, seen.clauses) for part in parts if part.id in seen.clauses)
    return VisitCard(
        row.pk, row.version, row.sow_id, row.name, seen.by_link, row.begun, row.last, seen.seconds, clauses,
        _taken(seen.files),
    )  # fmt: skip


@reading("visit.list")
def visits(actor: Actor, *, sow: Sow | None = None) -> QuerySet[Visit]:
    """When somebody of the customer read a statement of work, newest first."""
    rows = Visit.objects.visible_to(actor)
    if sow:
        rows = rows.filter(sow=sow)
    return rows.order_by("-pk")


@reading("sow.readers")
def readers(actor: Actor, sow: Sow) -> Readers:
    """Who of the customer read which clauses of a version and for how long, and what of it says something
    else than the version that they read before."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("Who read what is told to the firm alone.")
    versions = {one.pk: one for one in Sow.objects.visible_to(actor).beside(sow) if one.number < sow.number}
    rows = list(visits(actor).filter(sow__in=[sow.pk, *versions]))
    here = [row for row in rows if row.sow_id == sow.pk]
    parts = next((row.known for row in here if row.parts), ())
    found = {one.reader: one for one in summed_up(parts, (row.seen for row in here))}
    before = _before(rows, versions)
    names = [*found, *(name for name in before if name not in found)]
    known = _Compared(sow)
    return Readers(sow.pk, tuple(_card(parts, found.get(name), before.get(name), known) for name in names))


def _before(rows: Iterable[Visit], versions: Mapping[int, Sow]) -> dict[str, tuple[Sow, Reader]]:
    """The newest of the earlier versions that each reader read, and what they read of it."""
    by_version = dict[int, list[Visit]]()
    for row in rows:
        if row.sow_id in versions:
            by_version.setdefault(row.sow_id, []).append(row)
    found = dict[str, tuple[Sow, Reader]]()
    for key in sorted(by_version, key=lambda one: versions[one].number, reverse=True):
        parts = next((row.known for row in by_version[key] if row.parts), ())
        for one in summed_up(parts, (row.seen for row in by_version[key])):
            found.setdefault(one.reader, (versions[key], one))
    return found


class _Compared:
    """A version held against earlier ones, each once."""

    def __init__(self, sow: Sow) -> None:
        self.sow = sow
        self.known = dict[int, tuple[tuple[Part, ...], str]]()

    def since(self, earlier: Sow) -> tuple[tuple[Part, ...], str]:
        """The clauses that say something else than then, or why that cannot be said."""
        if earlier.pk not in self.known:
            self.known[earlier.pk] = self._held_against(earlier)
        return self.known[earlier.pk]

    def _held_against(self, earlier: Sow) -> tuple[tuple[Part, ...], str]:
        then = copy(earlier)
        then.title = self.sow.title  # under the same number, which is printed in it and is no change of words
        try:
            found = compared(document_of(then), document_of(self.sow)).changed
        except Refused as refused:
            return (), str(refused)
        return tuple(Part(one.id, one.number, one.title) for one in found if one.kind != "deleted"), ""


def _card(
    parts: Iterable[Part], now: Reader | None, before: tuple[Sow, Reader] | None, known: _Compared
) -> ReaderCard:
    one = now or (before[1] if before else None)
    if one is None:
        raise ValueError("A reader read one version or another.")
    changed, why = known.since(before[0]) if before else ((), "")
    return ReaderCard(
        one.name, one.by_link,
        tuple(Sitting(it.begun, it.last, it.seconds) for it in now.visits) if now else (),
        now.last if now else None,
        now.seconds if now else 0, f"{now.longest.number} {now.longest.title}" if now and now.longest else "",
        now.unread if now else (), _taken(now.files) if now else (),
        () if one.by_link
        else tuple(ClauseRead(p.id, p.number, p.title, now.read(p.id) if now else 0) for p in parts),
        before[0].code if before else "",
        tuple(
            ChangedSince(p.id, p.number, p.title, before[1].read(p.id), now.read(p.id) if now else 0)
            for p in changed if before
        ), why,
    )  # fmt: skip


def _read(part: Part, clauses: Mapping[str, int]) -> ClauseRead:
    return ClauseRead(part.id, part.number, part.title, clauses.get(part.id, 0))


def _taken(files: Mapping[str, datetime]) -> tuple[Taken, ...]:
    return tuple(Taken(kind, at) for kind, at in files.items())


def with_visits(rows: QuerySet[Sow]) -> QuerySet[Sow]:
    """Versions with who read them, for a page of the firm that lists them: no query more."""
    here = Visit.objects.filter(sow=OuterRef("pk"))
    fields = ("contact_id", "signature_id", "name", "begun", "last", "clauses", "files")
    told = here.order_by("pk").values(told=JSONObject(**{name: F(name) for name in fields}))
    parts = here.exclude(parts=[]).order_by("-pk").values("parts")[:1]
    return rows.annotate(visits_told=ArraySubquery(told), visits_parts=Subquery(parts))


def readers_on(row: Any) -> tuple[Reader, ...]:
    """What the visits of a version come to that `with_visits` has read."""
    parts = [Part(*one) for one in row.visits_parts or ()]
    return summed_up(parts, (_seen(told) for told in row.visits_told))


def _seen(told: dict[str, Any]) -> Seen:
    moments = {name: datetime.fromisoformat(told[name]) for name in ("begun", "last")}
    return Visit(**{**told, **moments}).seen


def reader_of(actor: Actor) -> Contact | None:
    """The contact whose reading may be noted: of the customer, where the installation notes at all."""
    contact = contact_of(actor.user_id) if actor.is_customer else None
    return contact if contact is not None and is_noted(None) is None else None


def with_wish(actor: Actor, rows: QuerySet[Sow]) -> QuerySet[Sow]:
    """Versions with whether this reader's visits are noted, for a page of theirs: no query more."""
    own = Contact.objects.filter(user=actor.user_id).values("noted")[:1]
    return rows.annotate(noted=Subquery(own))
