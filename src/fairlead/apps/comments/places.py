"""What can be commented on: the clauses of a statement of work and the lines of the present estimate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.agreements.models import Sow
from fairlead.apps.comments.states import CLAUSE, LINE
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.bridge import shaped
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.engines.documents.tree import Document, Section, own_strings, walk
from fairlead.engines.estimating.values import Line


@dataclass(frozen=True, slots=True)
class Place:
    """One of them: what it is called, and a digest of what it says."""

    id: str
    title: str
    digest: str


def clauses_in(document: Document) -> dict[str, Place]:
    """Every clause of a document by its id, in its order, each with those inside it."""
    return {
        one.id: Place(one.id, f"{one.number} {one.title}".strip(), _digest(_said(one)))
        for one in walk(document.sections)
    }


def _said(section: Section) -> Iterator[str]:
    for one in walk((section,)):
        yield from own_strings(one)


def clauses_of(sow: Sow) -> dict[str, Place]:
    """The clauses of a version. WrongTime where this release cannot make it anew."""
    return clauses_in(document_of(sow))


def lines_in(lines: Sequence[Line]) -> dict[str, Place]:
    """Lines by their ids; each says its hours and its price."""
    return {
        one.id: Place(one.id, one.name, _digest([one.name, str(one.hours), str(one.price)])) for one in lines
    }


def lines_of(actor: Actor, engagement: Engagement) -> dict[str, Place]:
    """The lines that the present answers come to. Invalid where they cannot be priced yet."""
    return lines_in(shaped(engagement, present(actor, engagement)).estimate.lines)


def kind_of(about: str) -> tuple[str, str]:
    """'clause:acceptance' as its kind and its id; ("", "") for what is neither a clause nor a line."""
    kind, _, place = about.partition(":")
    return (kind, place) if kind in (CLAUSE, LINE) and place else ("", "")


def _digest(said: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
