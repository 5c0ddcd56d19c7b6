"""Which clauses stand elsewhere: the fewest that must have been moved to explain the order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set


def moved(
    sent: Sequence[str], there: Sequence[str], parents: Mapping[str, str], certain: Set[str] = frozenset()
) -> dict[str, str]:
    """Id of a moved clause -> the clause it now follows ("" when it is first).

    sent, there: ids in both orders; parents: the section that each was sent in. certain: moved for sure (the
    file says so). A clause that went along with its section is not moved itself.
    """
    rank = {name: place for place, name in enumerate(sent)}
    known = [name for name in there if name in rank]
    free = [name for name in known if name not in certain]
    stays = {free[at] for at in _increasing([rank[name] for name in free])}
    gone = {name for name in known if name not in stays}
    led: dict[str, str] = {}
    for at, name in enumerate(known):
        if name in gone and not (parents.get(name) in gone and _follows(known, at, parents)):
            led[name] = known[at - 1] if at else ""
    return led


def _follows(there: Sequence[str], at: int, parents: Mapping[str, str]) -> bool:
    """Between the clause and its section stand only clauses of that section."""
    parent = parents[there[at]]
    for name in reversed(there[:at]):
        if name == parent:
            return True
        if not _inside(name, parent, parents):
            return False
    return False


def _inside(name: str, section: str, parents: Mapping[str, str]) -> bool:
    while name:
        name = parents.get(name, "")
        if name == section:
            return True
    return False


def _increasing(ranks: Sequence[int]) -> list[int]:
    """Places of the longest increasing run of ranks (patience sorting)."""
    tops: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, rank in enumerate(ranks):
        pile = bisect_left(tops, rank)
        before.append(places[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [rank]
        places[pile : pile + 1] = [place]
    result: list[int] = []
    at = places[-1] if places else -1
    while at >= 0:
        result.append(at)
        at = before[at]
    return result[::-1]
