"""What the texts of the practice bind to the record: "{{ projects }} projects" says 2,500 of them, and so
must whatever is written in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from fairlead.engines.agreed_rows import PART, TABLES, cells_of
from fairlead.engines.documents.tree import plain
from fairlead.engines.expressions.formula import Formula
from fairlead.engines.practice.values import Practice, Term
from fairlead.engines.prose import APART, COUNTED, timed, words
from fairlead.engines.scoping.conditions import filled_parts
from fairlead.engines.shaping.values import Shaped
from fairlead.engines.shaping.wording import said_words

# Subsections that list scope terms, one an item: they are amended as a whole, clauses one by one. Duties are
# a list where the practice names no owner and no date, else rows (`agreed_rows.py`) like deliverables.
LISTS = {"terms.assumptions": Term.ASSUMPTION, "terms.exclusions": Term.EXCLUSION, "terms.duties": Term.DUTY}
# How much of its words an item of a list has kept that is still the same item.
_ALIKE = 0.5
# A number stands in the same place while of so many words on either side half are the same, and two at least.
_AROUND, _SAME, _FEWEST = 4, 0.5, 2
_NUMBER = "#"


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a number of a text. values: what a number may be read as; bound: the record says it."""

    quote: str
    values: tuple[Decimal, ...] = ()
    bound: bool = False

    @property
    def key(self) -> str:
        return _NUMBER if self.values else self.quote.lower()

    def differs(self, other: Word) -> bool:
        return not set(self.values) & set(other.values)


@dataclass(frozen=True, slots=True)
class Bound:
    """One text of the practice as the record fills it. counts: of the numbers that it binds those that count
    things, by what they count."""

    text: str
    words: tuple[Word, ...]
    counts: Mapping[str, tuple[Decimal, ...]]

    @property
    def numbers(self) -> list[Word]:
        return [word for word in self.words if word.values]

    @property
    def bound(self) -> list[Word]:
        return [word for word in self.words if word.bound]


def bound(practice: Practice, shaped: Shaped) -> dict[str, tuple[Bound, ...]]:
    """What the practice says in each clause, in each item of a list and in each row, whatever was agreed in
    its place."""
    told = said_words(shaped.review.offering, shaped.facts)
    found: dict[str, list[Bound]] = {}
    for name, text in _texts(practice, shaped):
        found.setdefault(name, []).append(_filled(text, shaped.facts, told))
    return {name: tuple(each) for name, each in found.items()}


def _texts(practice: Practice, shaped: Shaped) -> Iterator[tuple[str, str]]:
    """Texts as the practice has them: what a stranger wrote is never a template."""
    clauses = {clause.id: clause for clause in practice.clauses}
    for worded in shaped.clauses:
        if worded.source.id in clauses:
            yield worded.source.id, (worded.variant or clauses[worded.source.id]).text
    standing = {worded.source.id for worded in shaped.terms}
    for term in shaped.review.offering.terms:
        if term.id in standing:
            yield from ((name, term.text) for name, kind in LISTS.items() if kind is term.kind)
            rows = (section for section, (kind, _) in TABLES.items() if kind is term.kind)
            yield from ((f"{section}.{term.id}", PART.join(cells_of(term, term.text))) for section in rows)


def _filled(text: str, facts: Mapping[str, object], told: Mapping[str, str]) -> Bound:
    parts = filled_parts(text, facts, told)
    run: list[Word] = []
    counts: dict[str, tuple[Decimal, ...]] = {}
    for place, (piece, part) in enumerate(parts):
        ours = isinstance(piece, Formula)
        here = _words(part, ours)
        run += here
        behind = parts[place + 1][0] if place + 1 < len(parts) else ""
        thing = _thing(behind) if ours and isinstance(behind, str) else ""
        if thing and len(numbers := [word for word in here if word.values]) == 1:
            counts[thing] = numbers[0].values
    return Bound(plain("".join(part for _, part in parts)), tuple(run), counts)


def _words(text: str, ours: bool = False) -> list[Word]:
    return [Word(quote, values, ours and bool(values)) for quote, values in words(text)]


def _thing(behind: str) -> str:
    """What a number counts: the first word in the plural of the three behind it; no length of time."""
    here = APART.split(behind.replace("(s)", "s").replace("(es)", "es"))[0]
    named = [word.lower() for word in COUNTED.findall(here)[:3]]
    thing = next((word for word in named if word.endswith("s") and len(word) > len("this")), "")
    return "" if timed(thing) else thing


def replaced(name: str, texts: Sequence[Bound], text: str, beside: str) -> dict[str, str]:
    """The numbers of a text that stand where the practice binds others, each with those.

    name: of the clause, of the list or of the row. beside: everything that it says now: a clause is held
    against its text as a whole, an item of a list against the item that it was.
    """
    was = _before(texts, text, beside) if name in LISTS else next(iter(texts), None)
    if was is None or not was.bound:
        return {}
    now = _words(text if name in LISTS else beside)
    here = {word.quote for word in _words(text)}
    found = {**_instead(was, now), **_in_place(was, now)}
    return {quote: other for quote, other in found.items() if quote in here}


def _instead(was: Bound, now: Sequence[Word]) -> dict[str, str]:
    """Something that is bound is said no more, and a number is there that was not."""
    numbers = [word for word in now if word.values]
    gone = _less(was.numbers, numbers, was.bound)
    others = " and ".join(dict.fromkeys(word.quote for word in gone))
    return {word.quote: others for word in _less(numbers, was.numbers)} if gone else {}


def _in_place(was: Bound, now: Sequence[Word]) -> dict[str, str]:
    """Among the same words stands another number, whether or not the bound one is said elsewhere: 30 days
    and 90 days that have changed places."""
    runs = SequenceMatcher(None, [word.key for word in was.words], [word.key for word in now], autojunk=False)
    same = {run.a + step: run.b + step for run in runs.get_matching_blocks() for step in range(run.size)}
    return {
        now[there].quote: was.words[at].quote
        for at, there in same.items()
        if was.words[at].bound and was.words[at].differs(now[there]) and _is_kept(was.words, same, at)
    }


def _is_kept(was: Sequence[Word], same: Mapping[int, int], at: int) -> bool:
    """Whether the words around a number are those that stood around it."""
    around = [
        place
        for place in range(max(0, at - _AROUND), min(len(was), at + _AROUND + 1))
        if not was[place].values
    ]
    near = [
        place for place in around if place in same and abs(same[place] - same[at] - (place - at)) <= _AROUND
    ]
    return len(near) >= max(_FEWEST, _SAME * len(around))


def left_out(texts: Iterable[Bound], whole: str) -> list[str]:
    """The bound numbers that a clause, a list or a row says no more, where no other number stands instead.

    whole: everything that it says now.
    """
    given = tuple(texts)
    was = [word for one in given for word in one.numbers]
    now = [word for word in _words(whole) if word.values]
    gone = _less(was, now, [word for one in given for word in one.bound])
    return [] if _less(now, was) else list(dict.fromkeys(word.quote for word in gone))


def _before(texts: Sequence[Bound], text: str, beside: str) -> Bound | None:
    """The text of the practice that a text was made of."""
    now = [quote.lower() for quote in COUNTED.findall(text)]
    free = [one for one in texts if one.text not in beside]
    alike = [
        (
            SequenceMatcher(
                None, [w.lower() for w in COUNTED.findall(one.text)], now, autojunk=False
            ).ratio(),
            one,
        )
        for one in free
    ]
    best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _ALIKE else None


def _less(these: Iterable[Word], those: Iterable[Word], of: Sequence[Word] | None = None) -> list[Word]:
    """Numbers that are not among others, each of which takes away one; of: only those that are like these."""
    left = list(those)
    found = []
    for one in these:
        match = next((other for other in left if not one.differs(other)), None)
        if match is None:
            found.append(one)
        else:
            left.remove(match)
    return found if of is None else [one for one in found if any(not one.differs(like) for like in of)]
