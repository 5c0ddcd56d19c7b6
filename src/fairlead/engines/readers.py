"""Who read which part of a document and for how long: what a report may add, and what visits come to.

Rules and numbers: docs/spec/readers.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# A visit goes on when its reader comes back within this time; after it another one begins.
CONTINUES = timedelta(minutes=30)
# In view for less than this, all visits of a reader together, a clause was passed and not read.
LEAST = 3
# The time on the page while no clause was in view.
ELSEWHERE = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with words of its own."""

    id: str
    number: str
    title: str

    @property
    def section(self) -> str:
        """The number of the section that it stands in: 7 of 7.2."""
        return self.number.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit. reader: who it was, as something that can be compared; clauses: seconds by clause; files:
    when a file of a kind was first downloaded."""

    reader: str
    name: str
    by_link: bool
    begun: datetime
    last: datetime
    clauses: Mapping[str, int]
    files: Mapping[str, datetime]

    @property
    def seconds(self) -> int:
        """The time of the visit in all."""
        return sum(self.clauses.values())


@dataclass(frozen=True, slots=True)
class Reader:
    """What the visits of one reader come to. longest: where they stayed longest, None where they read
    nothing; unread: the sections of which they read nothing, like ("2", "9–14"). Of who reads the file by a
    signing link both stay empty."""

    reader: str
    name: str
    by_link: bool
    visits: tuple[Seen, ...]
    clauses: Mapping[str, int]
    files: Mapping[str, datetime]
    longest: Part | None
    unread: tuple[str, ...]

    @property
    def last(self) -> datetime:
        """When they were last there."""
        return max(one.last for one in self.visits)

    @property
    def seconds(self) -> int:
        """The time of all visits."""
        return sum(one.seconds for one in self.visits)

    def read(self, clause: str) -> int:
        """For how many seconds they read a clause; 0 where they only passed it."""
        spent = self.clauses.get(clause, 0)
        return spent if spent >= LEAST else 0


def goes_on(last: datetime, now: datetime) -> bool:
    """Whether a visit that was last heard of then is still the same visit."""
    return now - last <= CONTINUES


def added(said: Mapping[str, int], known: Collection[str], passed: float) -> dict[str, int]:
    """What of a report counts: clauses that are there, and no more in all than the time that has passed.

    A report that says more is brought down to that time, each clause by the same share.
    """
    allowed = {*known, ELSEWHERE}
    kept = {key: spent for key, spent in said.items() if key in allowed and spent > 0}
    total, most = sum(kept.values()), max(int(passed), 0)
    if total > most:
        kept = {key: spent * most // total for key, spent in kept.items()}
    return {key: spent for key, spent in kept.items() if spent}


def summed(*counts: Mapping[str, int]) -> dict[str, int]:
    """Seconds by clause of several visits or reports together."""
    keys = dict.fromkeys(key for one in counts for key in one)
    return {key: sum(one.get(key, 0) for one in counts) for key in keys}


def readers(parts: Sequence[Part], visits: Iterable[Seen]) -> tuple[Reader, ...]:
    """What each reader read of these parts, who was there last first."""
    by_reader = dict[str, list[Seen]]()
    for one in visits:
        by_reader.setdefault(one.reader, []).append(one)
    found = [_reader(parts, sorted(of, key=lambda one: one.begun)) for of in by_reader.values()]
    return tuple(sorted(found, key=lambda one: one.last, reverse=True))


def _reader(parts: Sequence[Part], visits: Sequence[Seen]) -> Reader:
    clauses = summed(*(one.clauses for one in visits))
    files = dict[str, datetime]()
    for visit in visits:
        for kind, at in visit.files.items():
            files.setdefault(kind, at)
    longest = max(parts, key=lambda part: clauses.get(part.id, 0), default=None)
    if longest is not None and clauses.get(longest.id, 0) < LEAST:
        longest = None
    newest = visits[-1]
    return Reader(
        newest.reader, newest.name, newest.by_link, tuple(visits), clauses, files, longest,
        () if newest.by_link else unread(parts, clauses),
    )  # fmt: skip


def unread(parts: Sequence[Part], clauses: Mapping[str, int]) -> tuple[str, ...]:
    """The numbers of the sections of which nothing was read, those in a row as a range."""
    sections = list(dict.fromkeys(part.section for part in parts))
    read = {part.section for part in parts if clauses.get(part.id, 0) >= LEAST}
    runs = list[list[str]]()
    for place, section in enumerate(sections):
        if section in read:
            continue
        if runs and place and runs[-1][-1] == sections[place - 1]:
            runs[-1].append(section)
        else:
            runs.append([section])
    return tuple(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
