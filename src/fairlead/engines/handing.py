"""The hand-over pack: what pre-sales learned, in sections, each line with its source (em-process 1.11).

Data: parts with entries. Results: the digest that a version is sealed by, what changed since, and the paper.
docs/spec/handover.md has the worked numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from fairlead.engines.documents.tree import Block, Bullets, Column, Document, Meta, Section, Table, numbered

# The sections in reading order.
SECTIONS = (
    ("drivers", "Business drivers"),
    ("deliverables", "Deliverables"),
    ("assumptions", "Assumptions"),
    ("exclusions", "Not in scope"),
    ("duties", "What the customer does"),
    ("work", "Hours, roles and dates"),
    ("changes", "Changed since it was agreed"),
    ("readiness", "Readiness"),
    ("risks", "Risks and dependencies"),
    ("contacts", "Contacts"),
    ("commitments", "What was said and promised"),
    ("open", "Open points"),
    ("findings", "Findings of the hand-off test"),
)
TITLES = dict(SECTIONS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. key: what it is, the same in every version. source: who said it, when, or where it stands."""

    key: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the pack."""

    id: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """The whole of it, sections in their order; those without a line are there as well: nothing is known."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """What is otherwise now than in a version. kind: "new", "gone" or "changed"."""

    section: str
    title: str
    kind: str
    key: str
    was: str
    now: str


def pack(found: Mapping[str, Iterable[Entry]]) -> Pack:
    """The pack of what was found by section; a line that stands twice in its section is kept once."""
    parts = []
    for name, title in SECTIONS:
        entries = {entry.key: entry for entry in found.get(name, ()) if entry.text.strip()}
        parts.append(Part(name, title, tuple(entries.values())))
    return Pack(tuple(parts))


def to_plain(found: Pack) -> dict[str, Any]:
    """The pack as plain data for JSON."""
    return {"parts": [{**asdict(part), "entries": [asdict(e) for e in part.entries]} for part in found.parts]}


def from_plain(data: Mapping[str, Any]) -> Pack:
    """The pack that `to_plain` wrote."""
    return Pack(
        tuple(
            Part(part["id"], part["title"], tuple(Entry(**entry) for entry in part["entries"]))
            for part in data["parts"]
        )
    )


def digest(found: Pack) -> str:
    """SHA-256 over everything that the pack says."""
    text = json.dumps(to_plain(found), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def drift(was: Pack, now: Pack) -> tuple[Drift, ...]:
    """What is new, gone or changed since, section by section. A source alone that differs is no drift."""
    found: list[Drift] = []
    before = {part.id: {entry.key: entry.text for entry in part.entries} for part in was.parts}
    for part in now.parts:
        old, new = before.get(part.id, {}), {entry.key: entry.text for entry in part.entries}
        for key, text in new.items():
            if old.get(key) != text:
                kind = "changed" if key in old else "new"
                found.append(Drift(part.id, part.title, kind, key, old.get(key, ""), text))
        found += [Drift(part.id, part.title, "gone", key, old[key], "") for key in old if key not in new]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of delivery, as the paper shows it."""

    section: str
    text: str
    by: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the paper says beside the pack."""

    firm: str
    customer: str
    engagement: str
    number: str
    sow: str
    day: date
    digest: str
    facts: tuple[tuple[str, str], ...]


def paper(found: Pack, sheet: Sheet, asked: Iterable[Asked]) -> Document:
    """The pack as a document; the digest of the version is printed in it."""
    questions = list(asked)
    facts = (("Engagement", sheet.engagement), ("Statement of work", sheet.sow), *sheet.facts)
    meta = Meta(sheet.firm, sheet.customer, sheet.day, sheet.digest, sheet.number, facts=facts)
    sections = [Section(part.id, "", part.title, (_lines(part),)) for part in found.parts if part.entries]
    if questions:
        sections.append(Section("questions", "", "Questions of delivery", (_questions(questions),)))
    return Document("Hand-over", sheet.engagement, meta, numbered(tuple(sections)))


def _lines(part: Part) -> Block:
    if not any(entry.source for entry in part.entries):
        return Bullets(f"{part.id}.list", tuple(entry.text for entry in part.entries))
    columns = (Column(part.title, 3.0), Column("Source", 1.3))
    rows = tuple((entry.text, entry.source) for entry in part.entries)
    return Table(f"{part.id}.table", columns, rows)


def _questions(asked: list[Asked]) -> Block:
    columns = (Column("About", 1.0), Column("Question", 2.0), Column("By", 1.0), Column("Answer", 2.0))
    rows = tuple(
        (TITLES.get(one.section, one.section), one.text, one.by, one.answer or "Open") for one in asked
    )
    return Table("questions.table", columns, rows)
