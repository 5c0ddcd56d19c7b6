"""Corrections as practice text: the lines' own numbers changed where they stand, their source naming why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairlead.engines.findings import Finding
from fairlead.engines.numerals import whole_number
from fairlead.engines.practice.edit import basic, edited
from fairlead.engines.practice.lines import Key, Lines
from fairlead.engines.practice.values import Activity, Practice

HOME = "practice.toml"
BEFORE = "; before that: "
_FACTORED = re.compile(r"\((.*)\) \* (\d+\.\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line as it should read: the factor on its effort, its range, and what the source says of it."""

    line: str
    shift: float
    low: float
    high: float
    evidence: str


def evidence(n: int, until: date, shift: float, low: float, high: float) -> str:
    """The sentence that a corrected line carries as its source."""
    moved = "" if shift == 1 else f"likely hours × {shift:.2f}, "
    closed = "engagement" if n == 1 else "engagements"
    return f"calibrated on {n} closed {closed} to {until}: {moved}range {low:.2f} to {high:.2f}"


def factored(effort: str, shift: float) -> str:
    """The effort formula times a factor; a factor that an earlier calibration wrote is folded in."""
    found = _FACTORED.fullmatch(effort.strip())
    if found and _balanced(found[1]):
        return factored(found[1], float(found[2]) * shift) if shift != 1 else effort
    rounded = round(shift, 4)
    return effort if rounded == 1 else f"({effort.strip()}) * {rounded}"


def _balanced(inner: str) -> bool:
    """Whether the outermost parentheses are one pair: "(a) * (b)" has two."""
    depth = 0
    for sign in inner:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def counted_up(label: str) -> str:
    """The label of the next version: 2026.11, 2026.11.1, 2026.11.2."""
    head, dot, last = label.rpartition(".")
    count = whole_number(last)
    if dot and count is not None and head.count(".") >= 1:
        return f"{head}.{count + 1}"
    return f"{label}.1"


def _key(text: str, activity: Activity) -> Key:
    """The place of an activity in its text, as a path."""
    tables = Lines(text).tables
    return next(
        path
        for path, line in tables.items()
        if len(path) == 2 and path[0] == "activity" and line == activity.place.line
    )


def _source(activity: Activity, said: str) -> str:
    """The evidence, then what stood there first; that of earlier calibrations stays in their versions."""
    first = (
        activity.source.rpartition(BEFORE)[2]
        if activity.source.startswith("calibrated on")
        else activity.source
    )
    return f"{said}{BEFORE}{first}" if first and not first.startswith("calibrated on") else said


def revised(
    practice: Practice, offering: str, wanted: Sequence[Wanted]
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The texts of the practice with these lines corrected and the version counted up.

    Every other byte is as it was. Findings name lines that the offering does not have.
    """
    activities = {one.id: one for one in practice.offering(offering).activities}
    texts, findings = dict(practice.texts), list[Finding]()
    for one in wanted:
        activity = activities.get(one.line)
        if activity is None:
            findings.append(Finding("", 0, one.line, "unknown-line", f"{offering} has no line {one.line}."))
            continue
        file = activity.place.file
        values = {
            "effort": factored(activity.effort, one.shift),
            "low": f"{one.low:.2f}",
            "high": f"{one.high:.2f}",
            "source": _source(activity, one.evidence),
        }
        if one.shift == 1:
            values.pop("effort")
        texts[file] = edited(texts[file], _key(texts[file], activity), _written(values))
    return _relabelled(practice, texts), tuple(findings)


def _written(values: Mapping[str, str]) -> dict[str, str]:
    return {key: basic(value) for key, value in values.items()}


def retabled(practice: Practice, table: Iterable[tuple[int, float]]) -> dict[str, str]:
    """The texts of the practice with another table of correlation and the version counted up."""
    pairs = ", ".join(f'[{count}, "{share:.2f}"]' for count, share in table)
    texts = dict(practice.texts)
    texts[HOME] = edited(texts[HOME], ("practice",), {"correlation": f"[{pairs}]"})
    return _relabelled(practice, texts)


def _relabelled(practice: Practice, texts: dict[str, str]) -> dict[str, str]:
    label = basic(counted_up(practice.version))
    return {**texts, HOME: edited(texts[HOME], ("practice",), {"version": label})}
