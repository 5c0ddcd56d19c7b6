"""Reads of the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from fairlead.apps.catalog.models import PracticeVersion
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing
from fairlead.core.verbs import card, reading
from fairlead.engines.practice.diff import Change, diff
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.values import Practice


@dataclass(frozen=True, slots=True)
class OfferingCard:
    id: str
    name: str
    summary: str
    questions: int
    activities: int


@dataclass(frozen=True, slots=True)
class PracticeCard:
    id: int
    version: int
    name: str
    label: str
    digest: str
    offerings: tuple[OfferingCard, ...]


@card(PracticeVersion)
def practice_card(actor: Actor, row: PracticeVersion) -> PracticeCard:
    offerings = tuple(
        OfferingCard(o.id, o.name, o.summary, len(o.questions), len(o.activities))
        for o in practice_of(row.pk).offerings
    )
    return PracticeCard(row.pk, row.version, row.name, row.label, row.digest, offerings)


@reading("practice.list")
def practices(actor: Actor) -> QuerySet[PracticeVersion]:
    """Every version that was loaded, newest first."""
    return PracticeVersion.objects.visible_to(actor).defer("texts").order_by("-pk")


@reading("practice.show")
def practice(actor: Actor, practice: PracticeVersion) -> PracticeVersion:
    """One version and its offerings."""
    return practice


@reading("practice.compare")
def compare(actor: Actor, practice: PracticeVersion, *, newer: PracticeVersion) -> tuple[Change, ...]:
    """What a newer version would change, in sentences."""
    return diff(practice_of(practice.pk), practice_of(newer.pk))


@lru_cache(maxsize=16)
def practice_of(version_id: int) -> Practice:
    """The engine's value of a version. Versions never change, so every process may keep it."""
    row = PracticeVersion.objects.get(pk=version_id)
    found, findings = load_texts(row.texts)
    if found is None:
        raise Invalid(findings)
    return found


def newest(actor: Actor) -> PracticeVersion:
    """The version that new engagements are shaped with."""
    row = PracticeVersion.objects.visible_to(actor).order_by("-pk").first()
    if row is None:
        raise Missing("No practice is loaded yet; a director loads one with practice.load.")
    return row
