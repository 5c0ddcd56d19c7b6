"""What a change comes to: an estimate of its own, from what was sold and what is to be otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.apps.agreements.actions import Unkept, draw_amended
from fairlead.apps.changes import rules
from fairlead.apps.changes.bridge import moved
from fairlead.apps.changes.models import Change
from fairlead.apps.estimates.amending_actions import amend
from fairlead.apps.estimates.wishing import wish_of
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, writing
from fairlead.engines.findings import Finding

# What a shaped change does not let anybody type.
FIGURES = ("price", "hours", "days", "switch")


@verb("change.shape", rules.shape)
def shape(
    actor: Actor,
    change: Change,
    *,
    answers: str = "",
    discount: Decimal | None = None,
    investment: Decimal | None = None,
    confidence: int | None = None,
    billing: str = "",
    start: date | None = None,
    people: int | None = None,
    leave: str = "",
    take: str = "",
) -> Change:
    """Estimate a change: the work that was sold, with other answers, terms, people or lines. Its total, hours
    and end come from that from now on; the estimate is sent for review as any other.

    `answers` is written as in a scoping file, one a line: projects = 5000. `leave` and `take` are ids of
    optional lines, with commas between them. Shaping it again takes the place of what was shaped before.
    """
    admit(actor, change, rules.shape)
    terms = {"discount": discount, "investment": investment, "confidence": confidence,
             "billing": billing, "start": start}  # fmt: skip
    wish = wish_of(
        change.engagement, answers=answers, leave=leave, take=take, terms=terms, pace={"people": people},
        practice=change.sow.estimate.practice_id,
    )  # fmt: skip
    if not wish:
        raise invalid("answers", "Nothing would be otherwise.", "Say what is: an answer, a term or a line.")
    with writing(actor, "change.shape", change, rules.shape) as written:
        row = written.row
        sold = row.sow.estimate
        row.estimate, found = amend(actor, sold, wish, source=row.name, instead=row.estimate)
        billed = (sold.terms["billing"], row.estimate.terms["billing"])
        for name, value in moved(found, billed).items():
            setattr(row, name, value)
    return written.row


def refuse_typed(change: Change, given: Mapping[str, Any]) -> None:
    """No figure is typed that contradicts the estimate."""
    if change.estimate is None:
        return
    findings = [
        Finding("", 0, name, "estimated", f"This comes from estimate v{change.estimate.number}.",
                "Shape the change anew.")
        for name in FIGURES
        if given.get(name) is not None and given[name] != getattr(change, name)
    ]  # fmt: skip
    if findings:
        raise Invalid(findings)


def drawn_by(actor: Actor, change: Change) -> Unkept | None:
    """The amended SOW of a shaped change, with its papers; None where it was not shaped."""
    if change.estimate is None:
        return None
    return draw_amended(actor, change.sow, change.estimate, change.name)
