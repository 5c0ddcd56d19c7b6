"""Errors as data: every checker returns all of its findings; nothing stops at the first one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_QUOTED = 160


def cut(text: str) -> str:
    """The words quoted, not longer than a reader wants."""
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong in a text, with where it stands and what would be right.

    file:    name of the text as the reader knows it, "" when there is none.
    line:    1-based line in that file, 0 when unknown.
    where:   key path ("question.users.min"), cell ("Lines!C4") or field.
    code:    stable kebab-case name of the kind of error ("unknown-key").
    message: what is wrong, in one sentence.
    fix:     what would be right, in one sentence; "" when the message says it all.
    """

    file: str
    line: int
    where: str
    code: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [place, self.where, self.message]
        text = ": ".join(part for part in parts if part)
        return f"{text} {self.fix}".rstrip() + f" [{self.code}]"


class Unsound(Exception):
    """A text cannot be used; carries every finding so that a face can show them all at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))
