"""The linter of statements of work: every remark about a document, with its place and a fix.

It reads the document as it stands, so one that has come back changed can be held against the record, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fairlead.engines.documents.milestones import milestones
from fairlead.engines.documents.tree import Document, Section, Table, plain, walk
from fairlead.engines.findings import cut
from fairlead.engines.linting.bound import LISTS
from fairlead.engines.linting.figures import differing, typed, unsaid
from fairlead.engines.linting.record import record
from fairlead.engines.linting.values import ORDER, Remark, Spot, holder, sources, spots
from fairlead.engines.linting.words import Watch
from fairlead.engines.practice.values import NOWHERE, Clause, Place, Practice, ScopeTerm, Term
from fairlead.engines.shaping.values import Shaped, Worded

MOST = 1_000
_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\[\?\]|\bT\.?B\.?[ACD]\b\.?|\bTODO\b|\bFIXME\b|\bX{2,}\b|_{3,}|\?{3,}|\blorem ipsum\b"
    r"|\[(?:insert|name|date|customer|amount|tbd)\b[^\]\n]{0,80}\]"
    r"|<(?:insert|name|date|customer|amount)\b[^>\n]{0,80}>",
    re.IGNORECASE,
)


def lint(practice: Practice, shaped: Shaped, document: Document) -> tuple[Remark, ...]:
    """Everything in a statement of work that a reader would trip over, the worst first, then in reading
    order; at most 1,000 remarks. docs/spec/linting.md has the codes."""
    found = [
        *_missing_blocks(practice, document),
        *_scope(shaped, document),
        *_conflicts(shaped, document),
        *_milestones(shaped, document),
        *_prose(practice, shaped, document),
    ]
    found = list(dict.fromkeys(found))
    found.sort(key=lambda remark: (ORDER[remark.severity], _reading(remark.section)))
    return tuple(found[:MOST])


def _reading(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdecimal())


def _prose(practice: Practice, shaped: Shaped, document: Document) -> Iterator[Remark]:
    watch, known, places = Watch(practice.words), record(practice, shaped), sources(shaped)
    clauses = {worded.source.id: worded for worded in shaped.clauses}
    names = [name for name in _names(shaped) if len(name) > 1]
    seen: set[str] = set()
    reworded: set[str] = set()
    for spot in spots(document):
        place = places.get(spot.text, NOWHERE)
        worded = clauses.get(spot.section.id)
        ours = _is_ours(spot, worded, place)
        base = None if ours else " ".join(one.text for one in known.bound.get(spot.section.id, ()))
        yield from watch.remarks(spot, place, base)
        yield from _placeholders(spot, names, place)
        clause = spot.section.id if worded or not ours else ""
        yield from differing(spot, known, clause, ours, place)
        if not ours and spot.section.id not in reworded:
            reworded.add(spot.section.id)
            yield from unsaid(spot, known, clause)
        if worded is not None and not worded.agreed and worded.source.id not in seen:
            seen.add(worded.source.id)
            yield from typed(spot, worded)


def _is_ours(spot: Spot, worded: Worded | None, place: Place) -> bool:
    """Whether words are the practice's, as the record fills them: those of a clause or of a list that are not
    have been changed by somebody."""
    if worded is None:
        return spot.section.id not in LISTS or bool(place.file)
    parts = {plain(part) for part in re.split(r"\n\s*\n", worded.text)}
    return not worded.agreed and (bool(place.file) or spot.text in parts or spot.text in plain(worded.text))


def _names(shaped: Shaped) -> tuple[str, ...]:
    terms = shaped.scoping.terms
    answers = (str(answer.value) for answer in shaped.scoping.answers.values() if answer.value is not None)
    return (terms.customer, terms.name, terms.contact, *answers)


def _placeholders(spot: Spot, names: Sequence[str], place: Place) -> Iterator[Remark]:
    """Marks of an unfinished text; a customer called "XX" is no mark."""
    if not _PLACEHOLDER.search(spot.text):
        return
    text = spot.text
    for name in names:
        text = text.replace(plain(name), " ")
    for match in _PLACEHOLDER.finditer(text):
        message = f"`{match[0]}` stands where something has still to be written."
        yield spot.remark("placeholder", "error", (message, "Write what belongs there."), match[0], place)


def _missing_blocks(practice: Practice, document: Document) -> Iterator[Remark]:
    there = {section.id for section in document.sections}
    for block in practice.blocks:
        if block.required and block.id not in there:
            message = f"There is no section {block.title}, which every statement of work has."
            fix = "Add a clause or what it is computed from."
            yield Remark("missing-block", "error", "", "", block.id, block.title, message, fix)


def _scope(shaped: Shaped, document: Document) -> Iterator[Remark]:
    """Deliverables that nobody can accept and duties that nobody has, or that have no date."""
    for worded in shaped.terms:
        term = worded.source
        if isinstance(term, ScopeTerm) and term.kind in (Term.DELIVERABLE, Term.DUTY):
            block = "deliverables.table" if term.kind is Term.DELIVERABLE else "terms.duties"
            for gap in _gaps(term.kind, (term.acceptance, term.owner, term.due)):
                yield _about(document, block, gap, term.title or worded.text, term.place)
    known = {plain(w.source.title or w.text) for w in shaped.terms if isinstance(w.source, ScopeTerm)}
    for block, kind, name in (
        ("deliverables.table", Term.DELIVERABLE, 1),
        ("terms.duties.table", Term.DUTY, 0),
    ):
        for row in _rows(document, block):
            cells = ("", *row[1:3]) if kind is Term.DUTY else (row[-1], "", "")
            if plain(row[name]) not in known:  # a row that somebody has added
                for gap in _gaps(kind, (cells[0], cells[1], cells[2])):
                    yield _about(document, block, gap, row[name], NOWHERE)


def _rows(document: Document, block: str) -> Iterator[tuple[str, ...]]:
    for section in walk(document.sections):
        for one in section.blocks:
            if isinstance(one, Table) and one.id == block:
                yield from (row for row in one.rows if len(row) >= 3)


Gap = tuple[str, str, str]


def _gaps(kind: Term, said: tuple[str, str, str]) -> Iterator[Gap]:
    acceptance, owner, due = (bool(plain(text)) for text in said)
    if kind is Term.DELIVERABLE and not acceptance:
        yield (
            "no-acceptance",
            "Nothing says when this deliverable is accepted.",
            "Name what is looked at, and what is enough.",
        )
    if kind is Term.DUTY and not owner:
        yield (
            "no-owner",
            "Nobody has this duty.",
            "Name the person or the office of the customer that has it.",
        )
    if kind is Term.DUTY and not due:
        yield (
            "no-date",
            "Nothing says by when this duty is met.",
            "Name a date, or an event and the days before it.",
        )


def _about(document: Document, block: str, gap: Gap, quote: str, place: Place) -> Remark:
    section = holder(document, block)
    where = (section.number, section.title) if section else ("", "")
    code, message, fix = gap
    return Remark(code, "error", *where, block, cut(quote), message, fix, place.file, place.line)


def _milestones(shaped: Shaped, document: Document) -> Iterator[Remark]:
    """Amounts that are paid for nothing that could be accepted."""
    for one in milestones(shaped):
        if not one.deliverables:
            message = (
                f"{one.number} {one.name} has nothing that could be accepted, but {one.amount} hang on it."
            )
            gap = ("milestone-without-acceptance", message, "Add a deliverable that its phases make.")
            yield _about(document, "milestones.table", gap, one.name, NOWHERE)


def _conflicts(shaped: Shaped, document: Document) -> Iterator[Remark]:
    """Clauses and variants that stand together although the practice says that they cannot."""
    numbers: dict[str, Section] = {section.id: section for section in walk(document.sections)}
    titles = {worded.source.id: worded.source for worded in shaped.clauses}
    standing = {worded.source.id: worded.source.id for worded in shaped.clauses}
    standing |= {worded.variant.id: worded.source.id for worded in shaped.clauses if worded.variant}
    told: set[frozenset[str]] = set()
    for worded in shaped.clauses:
        item = worded.variant or worded.source
        excluded = (*getattr(worded.source, "excludes", ()), *getattr(worded.variant, "excludes", ()))
        for name in excluded:
            other = standing.get(name)
            if other is None or other == worded.source.id or frozenset((other, worded.source.id)) in told:
                continue
            told.add(frozenset((other, worded.source.id)))
            here, there = numbers.get(worded.source.id), titles[other]
            number = numbers[other].number if other in numbers else other
            named = there.title if isinstance(there, Clause) else other
            message = f"{item.id} cannot stand beside {name}: {number} {named}."
            fix = "Choose one of them, or mend the condition of the other."
            where = (here.number, here.title) if here else ("", "")
            quote = cut(worded.text)
            yield Remark("conflict", "error", *where, worded.source.id, quote, message, fix,
                         item.place.file, item.place.line)  # fmt: skip
