"""What a workbook that came back would change, and what of it was wanted."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from fairlead.apps.rounds.bridge import ranges, ranges_now, sent
from fairlead.apps.rounds.models import Workbook
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, invalid
from fairlead.engines.documents.taking_back import MOST_BYTES, read_back
from fairlead.engines.estimating.merge import Fate, Merged, Range, merge
from fairlead.engines.findings import Finding

CHOICES = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class Comeback:
    """One line of a workbook that came back. took: whether its hours become (or became) the line's range."""

    line: str
    name: str
    fate: str
    base: Range
    ours: Range | None
    theirs: Range | None
    reason: str
    says: str
    took: bool


def bytes_of(content: str | bytes) -> bytes:
    """The file, from base64 text; a door that has the bytes themselves gives those."""
    if len(content) > (MOST_BYTES if isinstance(content, bytes) else MOST_BYTES * 4 // 3 + 4):
        raise invalid("content", "The file is too large.", f"At most {MOST_BYTES // 1_000_000} MB are read.")
    if isinstance(content, bytes):
        return content
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid("content", "This is no base64 text.", "Encode the file's bytes in base64.") from error


def merged(
    actor: Actor, workbook: Workbook, data: bytes, name: str, choices: Mapping[str, str]
) -> tuple[Comeback, ...]:
    """Every line that went out with what came of it; Invalid with every cell that cannot be read.

    choices: for lines that clash, "ours" or "theirs".
    """
    lines = sent(workbook)
    taken, findings = read_back(data, name, [line.id for line in lines])
    if taken is None:
        raise Invalid(findings)
    if taken.key != workbook.key:
        message = f"This is not the workbook {workbook.title!r} that was sent on {workbook.sent_on}."
        fix = "Choose the sending that it is of."
        raise Invalid([Finding(name, 3, "About!B3", "other-workbook", message, fix)])
    names = {line.id: line.name for line in lines}
    found = merge(ranges(lines), ranges_now(actor, workbook), taken.lines)
    if wrong := _wrong(choices, {one.line for one in found if one.fate == Fate.CONFLICT}):
        raise Invalid(wrong)
    return tuple(_comeback(one, names[one.line], choices.get(one.line, "")) for one in found)


def _wrong(choices: Mapping[str, str], clashing: set[str]) -> list[Finding]:
    """Choices that are none, or of lines that do not clash."""
    fix = f"Lines that clash: {', '.join(sorted(clashing)) or 'none'}; choices: ours, theirs."
    message = "{} does not clash, or {!r} is no choice."
    return [
        Finding("", 0, f"choices.{line}", "unknown-choice", message.format(line, choice), fix)
        for line, choice in choices.items()
        if line not in clashing or choice not in CHOICES
    ]


def _comeback(one: Merged, name: str, choice: str) -> Comeback:
    took = one.fate == Fate.TAKEN or (one.fate == Fate.CONFLICT and choice == "theirs")
    return Comeback(
        one.line, name, one.fate.value, one.base, one.mine, one.theirs, one.reason, one.says, took
    )  # fmt: skip


def undecided(found: tuple[Comeback, ...], choices: Mapping[str, str]) -> list[Finding]:
    """The clashes that nobody has decided: nothing is taken while there is one."""
    return [
        Finding("", 0, f"choices.{one.line}", "conflict", f"{one.name}: {one.says}", "Choose ours or theirs.")
        for one in found
        if one.fate == Fate.CONFLICT.value and one.line not in choices
    ]
