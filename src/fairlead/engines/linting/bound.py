"""What the texts of the practice bind to the record: "{{ projects }} projects" says 2,500 of them, and so
must whatever is written in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from fairlead.engines.documents.tree import plain
from fairlead.engines.expressions.filling import Template, prepare_text
from fairlead.engines.expressions.formula import Formula
from fairlead.engines.practice.values import Practice, Term
from fairlead.engines.prose import APART, COUNTED, numbers, timed
from fairlead.engines.scoping.conditions import fill
from fairlead.engines.shaping.values import Shaped
from fairlead.engines.shaping.wording import said_words

# Subsections that list scope terms, one an item: they are amended as a whole, clauses one by one. Duties are
# a list where the practice names no owner and no date, else rows (`agreed_rows.py`) like deliverables.
LISTS = {"terms.assumptions": Term.ASSUMPTION, "terms.exclusions": Term.EXCLUSION, "terms.duties": Term.DUTY}
# How much of its words an item of a list has kept that is still the same item.
_ALIKE = 0.5
Number = tuple[str, tuple[Decimal, ...]]


@dataclass(frozen=True, slots=True)
class Bound:
    """One text of the practice as the record fills it. numbers: those that it binds; counts: of them, those
    that count things, by what they count."""

    text: str
    numbers: tuple[Number, ...]
    counts: Mapping[str, tuple[Decimal, ...]]


def bound(practice: Practice, shaped: Shaped) -> dict[str, tuple[Bound, ...]]:
    """What the practice says in each clause, and in each item of a list, whatever was agreed in its place."""
    words = said_words(shaped.review.offering, shaped.facts)
    found: dict[str, list[Bound]] = {}
    for name, text in _texts(practice, shaped):
        found.setdefault(name, []).append(_filled(text, shaped.facts, words))
    return {name: tuple(each) for name, each in found.items()}


def _texts(practice: Practice, shaped: Shaped) -> Iterator[tuple[str, str]]:
    """Texts as the practice has them: what a stranger wrote is never a template."""
    clauses = {clause.id: clause for clause in practice.clauses}
    for worded in shaped.clauses:
        if worded.source.id in clauses:
            yield worded.source.id, (worded.variant or clauses[worded.source.id]).text
    standing = {worded.source.id for worded in shaped.terms}
    for term in shaped.review.offering.terms:
        name = next((name for name, kind in LISTS.items() if kind is term.kind), "")
        if name and term.id in standing:
            yield name, term.text


def _filled(text: str, facts: Mapping[str, object], words: Mapping[str, str]) -> Bound:
    template = prepare_text(text)
    if not isinstance(template, Template):
        return Bound(plain(text), (), {})
    given: list[Number] = []
    counts: dict[str, tuple[Decimal, ...]] = {}
    for place, piece in enumerate(template.pieces):
        if isinstance(piece, Formula):
            here = numbers(fill(f"{{{{ {piece.source} }}}}", facts, words=words)[0])
            given += here
            behind = template.pieces[place + 1] if place + 1 < len(template.pieces) else ""
            thing = _thing(behind) if isinstance(behind, str) else ""
            if thing and len(here) == 1:
                counts[thing] = here[0][1]
    return Bound(plain(fill(text, facts, words=words)[0]), tuple(given), counts)


def _thing(behind: str) -> str:
    """What a number counts: the first word in the plural of the three behind it; no length of time."""
    here = APART.split(behind.replace("(s)", "s").replace("(es)", "es"))[0]
    words = [word.lower() for word in COUNTED.findall(here)[:3]]
    thing = next((word for word in words if word.endswith("s") and len(word) > len("this")), "")
    return "" if timed(thing) else thing


def replaced(name: str, texts: Sequence[Bound], text: str, beside: str) -> list[tuple[str, str]]:
    """The numbers of a text that stand where the practice binds others, each with those: something that is
    bound is said no more, and a number is there that was not.

    name: of the clause, or of the list. beside: everything that it says now: a clause is held against its
    text as a whole, an item of a list against the item that it was.
    """
    was = _before(texts, text, beside) if name in LISTS else next(iter(texts), None)
    if was is None:
        return []
    now = numbers(text if name in LISTS else beside)
    ours = numbers(was.text)
    gone = [one for one in _less(ours, now) if any(set(one[1]) & set(other[1]) for other in was.numbers)]
    if not gone:
        return []
    instead = " and ".join(dict.fromkeys(quote for quote, _ in gone))
    here = {quote for quote, _ in numbers(text)}
    return [(quote, instead) for quote, _ in _less(now, ours) if quote in here]


def _before(texts: Sequence[Bound], text: str, beside: str) -> Bound | None:
    """The text of the practice that a text was made of."""
    free = [one for one in texts if one.text not in beside]
    alike = [
        (SequenceMatcher(None, _words(one.text), _words(text), autojunk=False).ratio(), one) for one in free
    ]
    best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _ALIKE else None


def _words(text: str) -> list[str]:
    return [word.lower() for word in COUNTED.findall(text)]


def _less(these: Iterable[Number], those: Iterable[Number]) -> list[Number]:
    """Numbers that are not among others, each of which takes away one."""
    left = [set(values) for _, values in those]
    found = []
    for one in these:
        match = next((values for values in left if values & set(one[1])), None)
        if match is None:
            found.append(one)
        else:
            left.remove(match)
    return found
