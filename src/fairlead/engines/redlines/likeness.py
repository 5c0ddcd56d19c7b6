"""Which stray passage is which clause: the same words, the same title, or enough in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from fairlead.engines.redlines.words import keys, shingles

# Share of neighbouring word pairs that two texts must have in common (Dice) to be one clause.
ALIKE = 0.6
# So many passages without a clause are weighed by likeness; a file with more is not a copy of ours.
_MOST = 2_000
Keys = tuple[str, ...]


def alike(one: Keys, other: Keys) -> float:
    """Dice coefficient of the word pairs, 1.0 for the same words."""
    if one == other:
        return 1.0
    left, right = shingles(one), shingles(other)
    both = len(left) + len(right)
    return 2 * len(left & right) / both if both else 0.0


def matched(
    clauses: Mapping[str, str], titles: Mapping[str, Keys], texts: Sequence[str], headings: Sequence[Keys]
) -> dict[int, tuple[str, str, float]]:
    """Index of a passage -> (clause, how it was found, likeness). Each clause and passage is taken once.

    clauses: id -> text as sent; titles: id -> keys of its title; texts: the passages; headings: the keys of
    the first line of each, without a number. First the same words, in order; then titles that stand once on
    both sides; then the likest pairs from `ALIKE` up.
    """
    found: dict[int, tuple[str, str, float]] = {}
    sent = {name: keys(text) for name, text in clauses.items()}
    there = [keys(text) for text in texts]
    by_words: dict[Keys, list[str]] = defaultdict(list)
    for name, words in sent.items():
        by_words[words].append(name)
    for at, words in enumerate(there):
        if by_words.get(words):
            name = by_words[words].pop(0)
            found[at] = (name, "text", 1.0)
            del sent[name]
    _by_title(sent, titles, there, headings, found)
    _by_likeness(sent, there, found)
    return found


def _by_title(
    sent: dict[str, Keys],
    titles: Mapping[str, Keys],
    there: Sequence[Keys],
    headings: Sequence[Keys],
    found: dict[int, tuple[str, str, float]],
) -> None:
    free = [at for at in range(len(there)) if at not in found and headings[at]]
    once = Counter(headings[at] for at in free)
    named = Counter(titles[name] for name in sent)
    by_title = {titles[name]: name for name in sent}
    for at in free:
        title = headings[at]
        if once[title] == 1 and named[title] == 1:
            name = by_title[title]
            found[at] = (name, "title", alike(sent.pop(name), there[at]))


def _by_likeness(
    sent: dict[str, Keys], there: Sequence[Keys], found: dict[int, tuple[str, str, float]]
) -> None:
    """Only pairs that share a word pair are weighed, through an index of the pairs."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    sizes = {}
    for name, words in sent.items():
        own = shingles(words)
        sizes[name] = len(own)
        for pair in own:
            holders[pair].append(name)
    rank = {name: place for place, name in enumerate(sent)}
    weighed = []
    free = [at for at in range(len(there)) if at not in found][:_MOST]
    for at in free:
        own = shingles(there[at])
        shared = Counter(name for pair in own for name in holders.get(pair, ()))
        for name, count in shared.items():
            score = 2 * count / (len(own) + sizes[name])
            if score >= ALIKE:
                weighed.append((-score, rank[name], at, name))
    for score, _, at, name in sorted(weighed):
        if at not in found and name in sent:
            found[at] = (name, "text", -score)
            del sent[name]
