"""The lines of a file cut into groups: each is what one clause, or one stray passage, may consist of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from fairlead.engines.redlines.body import Body, Line, text_of
from fairlead.engines.redlines.marked import Segment
from fairlead.engines.redlines.words import keys

# A number that a program wrote out before a heading: "3.1 Travel".
_NUMBERED = re.compile(r"^\d{1,3}(?:\.\d{1,3}){0,3}\.?\s+")


@dataclass(slots=True)
class Group:
    """clause: whose control it opens (or whose bookmark it begins with), "" for a stray passage.

    how: "control", "heading" or "". within: index of the control that it stands in.
    """

    lines: list[Line]
    clause: str
    how: str
    within: int
    titled: bool = False
    segments: list[Segment] = field(default_factory=list)

    @property
    def had(self) -> str:
        """Its text before the tracked changes, a line each."""
        return "\n".join(line.had for line in self.lines if line.had)

    @property
    def wanted(self) -> str:
        """Its text with the tracked changes accepted."""
        return "\n".join(line.wanted for line in self.lines if line.wanted)

    @property
    def place(self) -> int:
        """Index of the first line that is wanted, else of its first line."""
        return next((line.index for line in self.lines if line.wanted), self.lines[0].index)


def bare_title(text: str) -> tuple[str, ...]:
    """The keys of a heading without the number that may stand before it."""
    return keys(_NUMBERED.sub("", text))


def groups(body: Body, titles: Set[tuple[str, ...]]) -> list[Group]:
    """The groups in reading order.

    titles: keys of the titles of clauses whose control is not in the file; a paragraph with such a text
    begins a group like a heading does.
    """
    result: list[Group] = []
    opened: set[int] = set()
    for run in _runs(body, titles):
        result += _cut(run, body, titles, opened)
        opened.add(run[0].control)
    for group in result:
        group.segments = text_of(group.lines)
    return result


def _is_title(line: Line, titles: Set[tuple[str, ...]]) -> bool:
    if line.table or line.item or not (line.had or line.wanted):
        return False
    return line.heading or (bool(titles) and keys(line.had or line.wanted) in titles)


def _runs(body: Body, titles: Set[tuple[str, ...]]) -> Iterator[list[Line]]:
    """Neighbouring lines of one control, cut before each line that surely begins something: an anchor, or a
    title that was there before the tracked changes."""
    run: list[Line] = []
    titled = False
    for line in body.lines:
        begins = bool(line.anchor) or (bool(line.had) and _is_title(line, titles))
        same = bool(run) and run[-1].control == line.control
        opening = bool(run) and run[0].control > 0 and not titled and not line.anchor
        if run and (not same or (begins and not opening)):
            yield run
            run, titled = [], False
        run.append(line)
        titled = titled or begins
    if run:
        yield run


def _cut(run: list[Line], body: Body, titles: Set[tuple[str, ...]], opened: Set[int]) -> Iterator[Group]:
    """A run is one group, and each title put in after the last of its old text begins another."""
    control = run[0].control
    clause, how = body.controls[control].clause if control not in opened else "", "control"
    if run[0].anchor:
        clause, how = run[0].anchor, "heading"
    last = max((at for at, line in enumerate(run) if line.had), default=-1)
    group = Group([], clause, how if clause else "", control)
    for at, line in enumerate(run):
        title = _is_title(line, titles)
        fresh = title and not line.had and at > last
        if fresh and any(one.had or one.wanted for one in group.lines) and (group.titled or not group.clause):
            yield group
            group = Group([], "", "", control)
        group.lines.append(line)
        group.titled = group.titled or title
    if any(line.segments for line in group.lines):
        yield group
