"""What the body of a Word file comes to: lines with their marks, controls, and where comments stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fairlead.engines.redlines.marked import PLAIN, Mark, Segment, after, before, joined
from fairlead.engines.redlines.words import squeezed


@dataclass(slots=True)
class Line:
    """A paragraph, or a row of a table, in reading order.

    control: index of the innermost control of a clause, 0 for none. anchor: the clause whose
    bookmark, or shrunken control, stands in it. mark: what happened to the end of the paragraph. had,
    wanted: its text before and after the tracked changes. cells: of a row, each with its segments.
    """

    index: int
    control: int
    segments: list[Segment]
    mark: Mark = PLAIN
    heading: bool = False
    item: bool = False
    anchor: str = ""
    table: int = 0
    cells: tuple[tuple[Segment, ...], ...] = ()
    had: str = field(init=False)
    wanted: str = field(init=False)

    def __post_init__(self) -> None:
        self.had = squeezed(before(self.segments))
        self.wanted = squeezed(after(self.segments))


@dataclass(slots=True)
class Control:
    """One content control of a clause; parent is the index of the one around it, 0 for none."""

    clause: str
    parent: int


@dataclass(slots=True)
class Body:
    """anchors: comment -> its words; places: comment -> index of its line; foreign: (name, line) of controls
    that are not ours; hidden, struck, elsewhere: lines with hidden text, with words struck through by
    formatting, with a part that is kept in another file; filled: what a program fills in anew, so that it may
    show other words than stand there; marks: how many tracked changes of each kind."""

    lines: list[Line] = field(default_factory=list)
    controls: list[Control] = field(default_factory=lambda: [Control("", 0)])
    anchors: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    foreign: list[tuple[str, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    elsewhere: list[int] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    formatting: int = 0


def text_of(lines: Iterable[Line]) -> list[Segment]:
    """The segments of lines, with a line break between those that hold text."""
    return joined(((line.segments, line.mark) for line in lines), "\n")
