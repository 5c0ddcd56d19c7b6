"""One line typed in a meeting, read: its kind, its words, who does it and until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fairlead.apps.workshops.states import LETTERS

# A colon is needed: "a plan" is a word and a plan, no action.
_KIND = re.compile(rf"^\s*([{''.join(LETTERS)}])\s*:\s*", re.I)
_DUE = re.compile(r"\s+(?:by|until)\s+(\d{4}-\d{2}-\d{2})\s*$", re.I)
_OWNER = re.compile(r"\s+@(\S+)\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. `owner` is the name of a participant, "" when none is named."""

    kind: str
    text: str
    owner: str = ""
    due_on: date | None = None


def read_line(typed: str, kind: str, names: Sequence[str] = ()) -> Line:
    """The line; `kind` is what it is unless its letter says otherwise.

    "a: send the plan @theo by 2026-12-01" is an action of the one participant whose name, or a part of it,
    begins with "theo". An @ that means nobody, or more than one, and a day that is none stay in the words.
    """
    found = _KIND.match(typed)
    text = typed[found.end() :].strip() if found else typed.strip()
    text, due_on = _due(text)
    text, owner = _owner(text, names)
    if due_on is None:
        text, due_on = _due(text)
    return Line(LETTERS[found[1].lower()] if found else kind, text, owner, due_on)


def _due(text: str) -> tuple[str, date | None]:
    found = _DUE.search(f" {text}")
    if not found:
        return text, None
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        return text, None
    return f" {text}"[: found.start()].strip(), day


def _owner(text: str, names: Sequence[str]) -> tuple[str, str]:
    found = _OWNER.search(f" {text}")
    if not found:
        return text, ""
    wanted = found[1].lower().replace(".", " ").replace("_", " ")
    meant = [name for name in dict.fromkeys(names) if _means(name.lower(), wanted)]
    if len(meant) != 1:
        return text, ""
    return f" {text}"[: found.start()].strip(), meant[0]


def _means(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or any(part.startswith(wanted) for part in name.split())
