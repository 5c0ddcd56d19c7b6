"""Wordings that were agreed with a customer in place of the practice's own, laid over a shaped engagement.

A wording is what a stranger wrote: it is used as it is, never as a template. It is kept while what it was
agreed over still says the same, and while no figure in it contradicts the record; else it is lost with the
reason, and the practice's own words stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fairlead.engines.agreed_rows import AGREED, TABLES, is_table, reworded, row_of
from fairlead.engines.documents.tree import Section, worded
from fairlead.engines.documents.tree import plain as squeezed
from fairlead.engines.linting.bound import LISTS as LISTS
from fairlead.engines.linting.figures import differing, unsaid
from fairlead.engines.linting.record import Record, record
from fairlead.engines.linting.values import Remark, Spot
from fairlead.engines.practice.values import Clause, Practice, ScopeTerm, Term
from fairlead.engines.redlines.placing import FRONT, placed
from fairlead.engines.redlines.sent import CELL
from fairlead.engines.shaping.values import Shaped, Worded

LONGEST = 20_000
_ITEM = re.compile(r"^\s*[-•]\s+")
_WAY = "Change the estimate, the terms or the answers that it comes from, then draw up the next version."


@dataclass(frozen=True, slots=True)
class Amendment:
    """What was agreed about one clause, one list, or one row of deliverables or duties.

    text, title: other words, "" where the practice's stand. removed: it is struck out. after: the clause (or
    section, for its beginning) that it now follows, "@cover" where it comes first, "" where it stays. base:
    the practice's words, figures filled in, that it was agreed over. added: it is no clause of the practice;
    owner: who answers for it. source: what it was agreed on. round: a number of those that were agreed at one
    time, which grows; 0 for one that is by itself. by: who of the firm accepted it, by name.
    """

    clause: str
    base: str = ""
    text: str = ""
    title: str = ""
    removed: bool = False
    after: str = ""
    added: bool = False
    owner: str = "legal"
    source: int = 0
    round: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """An agreed wording that cannot be kept, with the reason and the way. code: "clause-gone",
    "clause-changed", "figure-differs" or "block-empty"."""

    clause: str
    title: str
    text: str
    code: str
    why: str
    fix: str
    source: int


@dataclass(frozen=True, slots=True)
class Amended:
    """The engagement with the agreed wordings in it; those that hold, and those that are lost."""

    shaped: Shaped
    kept: tuple[Amendment, ...]
    lost: tuple[Lost, ...]


def amended(practice: Practice, shaped: Shaped, agreed: Iterable[Amendment]) -> Amended:
    """Lay agreed wordings over what the practice says, in the order in which they were agreed."""
    given = tuple(agreed)
    if not given:
        return Amended(shaped, (), ())
    known, kept, lost = record(practice, shaped), list[Amendment](), list[Lost]()
    for one in given:
        found = next(_against(practice, shaped, known, one), None)
        if found:
            lost.append(found)
        else:
            kept.append(one)
    result = shaped
    for together in _rounds(kept):
        result = _moved(practice, result, together)
    for one in kept:
        result = _laid(result, one)
    empty = next(_emptied(practice, shaped, result, kept), None)
    if empty is not None:
        rest = amended(practice, shaped, [one for one in kept if one.clause != empty.clause])
        return replace(rest, lost=(*lost, empty, *rest.lost))
    return Amended(result, tuple(kept), tuple(lost))


def merged(before: Iterable[Amendment], now: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """One amendment a clause: what is agreed now on top of what was agreed before. Words that are the
    practice's own again amend nothing."""
    found = {one.clause: one for one in before}
    for new in now:
        old = found.pop(new.clause, None)
        found[new.clause] = _over(old, new) if old else new
    return tuple(one for one in found.values() if _says(one))


def _over(old: Amendment, new: Amendment) -> Amendment:
    return replace(
        new,
        base=new.base or old.base,
        text="" if new.removed else new.text or old.text,
        title="" if new.removed else new.title or old.title,
        removed=new.removed or (old.removed and not new.text),
        after=new.after or old.after,
        added=old.added,
        owner=old.owner if old.added else new.owner,
        round=new.round if new.after else old.round,
    )


def _says(one: Amendment) -> bool:
    if one.added:
        return not one.removed
    changed = bool(one.text) and squeezed(one.text) != squeezed(one.base)
    return changed or bool(one.title) or one.removed or bool(one.after)


def base_of(shaped: Shaped, name: str) -> str | None:
    """What the practice says in a clause, list or row, figures filled in; None where it cannot be amended."""
    if (row := row_of(shaped, name)) is not None:
        return row.text
    if name in LISTS and not is_table(shaped, name):
        items = [one.text for one in shaped.terms if _is_of(one, LISTS[name])]
        return "\n".join(f"- {text}" for text in items) if items else None
    return next((one.text for one in shaped.clauses if one.source.id == name), None)


def contradictions(practice: Practice, shaped: Shaped, one: Amendment) -> tuple[Remark, ...]:
    """Figures of an agreed wording that are not the record's: an error where they contradict it, a warning
    where the record says nothing of them, or where they are left out. What the practice itself says there is
    not looked at again."""
    return tuple(_figures(record(practice, shaped), one))


def _figures(known: Record, one: Amendment) -> Iterator[Remark]:
    own = {remark.quote for remark in _read(known, _section(one, one.base))}
    text = "\n\n".join(filter(None, (one.title, one.text)))
    section = _section(one, text)
    for remark in _read(known, section):
        if remark.quote not in own:
            yield remark
    if one.text:
        yield from unsaid(Spot(one.clause, section, one.clause, text), known, one.clause)


def _read(known: Record, section: Section) -> Iterator[Remark]:
    for block in section.blocks:
        for part in getattr(block, "items", None) or (getattr(block, "text", ""),):
            yield from differing(Spot(section.id, section, block.id, part), known, section.id, False)


def _section(one: Amendment, text: str) -> Section:
    """The words as the document would have them."""
    return Section(one.clause, "", one.title or one.clause, worded("text", text) if text else ())


def _against(practice: Practice, shaped: Shaped, known: Record, one: Amendment) -> Iterator[Lost]:
    """What stands against keeping an agreed wording."""

    def lost(code: str, why: str, fix: str) -> Lost:
        return Lost(one.clause, title, one.text, code, why, fix, one.source)

    title = _titled(shaped, one) or _title(practice, one)
    base = base_of(shaped, one.clause)
    if not one.added and base is None:
        yield lost("clause-gone", "The clause stands in this statement of work no more.", "Answer it anew.")
    elif not one.added and squeezed(base or "") != squeezed(one.base):
        why = "What the clause says without it has changed since this was agreed."
        yield lost("clause-changed", why, "Agree on a wording of the clause as it is now.")
    for remark in _figures(known, one):
        if remark.severity == "error":
            yield lost("figure-differs", remark.message, f"{remark.fix} {_WAY}".strip())
            break


def _titled(shaped: Shaped, one: Amendment) -> str:
    row = row_of(shaped, one.clause)
    return row.title if row else ""


def _title(practice: Practice, one: Amendment) -> str:
    of = next((clause for clause in practice.clauses if clause.id == one.clause), None)
    return one.title or (of.title if of else "") or one.clause


def _emptied(practice: Practice, before: Shaped, after: Shaped, kept: Sequence[Amendment]) -> Iterator[Lost]:
    """A section that every statement of work has, and that would have no clause left."""
    for block in practice.blocks:
        if not block.required or block.kind != "clauses":
            continue
        stood = {one.source.id for one in before.clauses if _block(one) == block.id}
        if stood and not any(_block(one) == block.id for one in after.clauses):
            last = next(one for one in reversed(kept) if one.clause in stood)
            why = f"Every statement of work has a section {block.title}; nothing would be left in it."
            fix = "Counter with words that both can live with."
            yield Lost(last.clause, _title(practice, last), last.text, "block-empty", why, fix, last.source)


def _block(one: Worded) -> str:
    return one.source.block if isinstance(one.source, Clause) else ""


def _rounds(kept: Iterable[Amendment]) -> list[list[Amendment]]:
    """What was agreed at one time together, the earlier first: what a clause followed then is said of the
    order before it."""
    alone = [[one] for one in kept if not one.round]
    found: dict[int, list[Amendment]] = {}
    for one in kept:
        if one.round:
            found.setdefault(one.round, []).append(one)
    return [*alone, *(found[number] for number in sorted(found))]


def _moved(practice: Practice, shaped: Shaped, agreed: Sequence[Amendment]) -> Shaped:
    """The clauses with those in addition among them, and every one that moves behind what it now follows."""
    there = {one.source.id: one for one in shaped.clauses}
    new = {one.clause: one for one in agreed if one.added}
    # Of two behind one clause the addition stands first: else it would stand behind the one that moved.
    going = new | {one.clause: one for one in agreed if one.after and one.clause in there}
    if not going:
        return shaped
    held = {
        name: Worded(_clause(one), one.text, why=AGREED, agreed=True, by=one.by) for name, one in new.items()
    } | there
    blocks = [block.id for block in practice.blocks]

    def put(clauses: tuple[Worded, ...], name: str, after: str) -> tuple[Worded, ...]:
        return _put(practice, clauses, held[name], after)

    def is_there(clauses: tuple[Worded, ...], after: str) -> bool:
        if any(one.source.id == after for one in clauses):
            return True
        return after in FRONT or after.partition(".")[0] in blocks

    rest = tuple(one for one in shaped.clauses if one.source.id not in going)
    after = {name: one.after for name, one in going.items()}
    return replace(shaped, clauses=placed(rest, after, is_there, put))


def _clause(one: Amendment) -> Clause:
    return Clause(one.clause, "", one.title, one.text, one.owner)


def _put(practice: Practice, clauses: tuple[Worded, ...], held: Worded, after: str) -> tuple[Worded, ...]:
    """A clause behind another one, in its section; at the beginning of a section, or of the first one; at
    the end of the clauses where that is not there."""
    blocks = [block.id for block in practice.blocks]
    place = next((number for number, one in enumerate(clauses, 1) if one.source.id == after), None)
    block = blocks[0] if after in FRONT else after.partition(".")[0]
    known = block in blocks
    if place is not None:
        block = _block(clauses[place - 1])
    elif not known:
        block = _block(held) or [one.id for one in practice.blocks if one.kind == "clauses"][-1]
    if place is None:
        inside = [number for number, one in enumerate(clauses) if _block(one) == block]
        place = (inside[0] if known else inside[-1] + 1) if inside else len(clauses)
    if isinstance(held.source, Clause):
        held = replace(held, source=replace(held.source, block=block))
    return (*clauses[:place], held, *clauses[place:])


def _laid(shaped: Shaped, one: Amendment) -> Shaped:
    """The words of a clause, of a list or of a row, as they were agreed."""
    if one.clause in LISTS:
        return replace(shaped, terms=_relisted(shaped.terms, one))
    if (row := row_of(shaped, one.clause)) is not None:
        new = () if one.removed else (reworded(row, one.text, one.by),)
        at = shaped.terms.index(row.held)
        return replace(shaped, terms=(*shaped.terms[:at], *new, *shaped.terms[at + 1 :]))
    made = list[Worded]()
    for held in shaped.clauses:
        if held.source.id != one.clause:
            made.append(held)
        elif not one.removed:
            title = one.title or getattr(held.source, "title", "")
            why = held.why if not one.text else AGREED
            source = replace(held.source, title=title)
            made.append(
                replace(held, source=source, text=one.text or held.text, agreed=True, why=why, by=one.by)
            )
    return replace(shaped, clauses=tuple(made))


def _is_of(one: Worded, kind: Term) -> bool:
    return isinstance(one.source, ScopeTerm) and one.source.kind is kind


def _relisted(terms: tuple[Worded, ...], one: Amendment) -> tuple[Worded, ...]:
    """A list with other items: one that reads the same keeps its term, another takes the next one free."""
    kind = LISTS[one.clause]
    old = [held for held in terms if _is_of(held, kind)]
    place = terms.index(old[0]) if old else len(terms)
    rest = [held for held in terms if held not in old]
    wanted = [] if one.removed else items_of(one.text)
    same = {squeezed(held.text): held for held in old}
    free = [held for held in old if squeezed(held.text) not in set(wanted)]
    found = list[Worded]()
    for number, text in enumerate(wanted, 1):
        held = same.get(text)
        if held is None and free:
            held = replace(free.pop(0), text=text, agreed=True, why=AGREED, by=one.by)
        new = ScopeTerm(f"agreed-{kind.value}-{number}", kind, text)
        found.append(held or Worded(new, text, why=AGREED, agreed=True, by=one.by))
    before = sum(held not in old for held in terms[:place])
    return (*rest[:before], *found, *rest[before:])


def items_of(text: str) -> list[str]:
    """The items of a list that was written as practice text; a paragraph in it is an item too."""
    lines = (squeezed(_ITEM.sub("", line)) for line in text.split("\n"))
    return [line for line in lines if line]


def said(result: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, str]:
    """What a plain result (or what a version keeps of it) says in every clause and list, by its id."""
    found = {one["id"]: one["text"] for one in result["clauses"]}
    for name, kind in LISTS.items():
        items = [one["text"] for one in result["terms"] if one.get("kind") == kind.value]
        if items:
            found[name] = "\n".join(f"- {text}" for text in items)
    for name, (kind, _) in TABLES.items():
        rows = [[one.get(part, "") for part in _PARTS] for one in result["terms"] if one.get("kind") == kind]
        if rows and (name not in LISTS or any(any(row[1:]) for row in rows)):
            found[name] = "\n".join(CELL.join(row) for row in rows)
    return found


_PARTS = ("text", "title", "acceptance", "owner", "due")
