"""From an accepted proposal to the texts of the next version of the practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fairlead.apps.calibration.models import Calibration
from fairlead.core.errors import Invalid, WrongTime, invalid
from fairlead.engines.estimating.calibration.texts import Wanted, evidence, retabled, revised
from fairlead.engines.practice.values import Practice


def texts_with(
    row: Calibration, practice: Practice, lines: Sequence[str] | None
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The lines that are taken and the texts that say so; refused when what stands there has changed since.

    lines: ids of some lines of the proposal; None takes all of them.
    """
    if not row.offering:
        (change,) = row.changes
        if [[count, float(share)] for count, share in practice.correlation] != change["was"]:
            raise _changed("the table of correlation")
        return (), retabled(practice, [(count, share) for count, share in change["table"]])
    changes = {change["line"]: change for change in row.changes}
    wanted = list(changes) if lines is None else list(dict.fromkeys(lines))
    _refuse_unknown(wanted, changes)
    _refuse_changed(practice, row.offering, [changes[line] for line in wanted])
    texts, findings = revised(practice, row.offering, [_wanted(row, changes[line]) for line in wanted])
    if findings:
        raise Invalid(findings)
    return tuple(wanted), texts


def _refuse_unknown(wanted: Sequence[str], changes: Mapping[str, Any]) -> None:
    if not wanted:
        raise invalid("lines", "No line was chosen.", "Choose at least one, or reject the proposal.")
    strange = [line for line in wanted if line not in changes]
    if strange:
        there = f"It has: {', '.join(changes)}."
        raise invalid("lines", f"The proposal says nothing of {', '.join(strange)}.", there, "unknown-line")


def _refuse_changed(practice: Practice, offering: str, changes: Sequence[Mapping[str, Any]]) -> None:
    now = {one.id: one for known in practice.offerings if known.id == offering for one in known.activities}
    for change in changes:
        one = now.get(change["line"])
        same = one is not None and (one.effort, one.low, one.high) == (
            change["effort"], Decimal(change["text_low"]), Decimal(change["text_high"]),
        )  # fmt: skip
        if not same:
            raise _changed(change["name"])


def _changed(what: str) -> WrongTime:
    return WrongTime(f"The practice says otherwise of {what} since this was proposed; propose anew.")


def _wanted(row: Calibration, change: Mapping[str, Any]) -> Wanted:
    shift, low, high = (float(change[name]) for name in ("shift", "low", "high"))
    said = evidence(change["n"], row.until, shift, low, high)
    return Wanted(change["line"], shift, low, high, said)
