"""Where the figures and sentences of a statement of work come from, and where they lead."""

from __future__ import annotations

from dataclasses import replace

from fairlead.apps.agreements.bridge import drawn, estimate_behind
from fairlead.apps.agreements.models import Sow
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.queries import hides_cost
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.tracing import Traced, trace


@reading("sow.trace")
def sources(
    actor: Actor, *, sow: Sow | None = None, estimate: Estimate | None = None, of: str = ""
) -> tuple[Traced, ...]:
    """From any figure or sentence to its formula, answers and reasons, and on to deliverables and invoices.

    of: one thing alone, by its id, with what it comes from and what it leads to, however far; "" for all.
    """
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What a statement of work is made from stays inside the firm.")
    it = drawn(estimate_behind(sow, estimate), sow)
    # Of what is bought, formula and reasons say what it costs: they stay with who may see that.
    hidden = {f"line.{line.id}" for line in it.shaped.estimate.lines if hides_cost(actor, line)}
    found = tuple(
        replace(one, rule="", because=()) if one.id in hidden else one
        for one in trace(it.practice, it.shaped)
    )
    return found if not of else _around(found, of)


def _around(found: tuple[Traced, ...], of: str) -> tuple[Traced, ...]:
    known = {one.id: one for one in found}
    wanted = _reached(known, of, "from_") | _reached(known, of, "to")
    return tuple(one for one in found if one.id in wanted)


def _reached(known: dict[str, Traced], start: str, way: str) -> set[str]:
    """Everything that one thing leads to along one of the two ways, itself too if it is there."""
    reached, open_ = set[str](), [start]
    while open_:
        name = open_.pop()
        if name in known and name not in reached:
            reached.add(name)
            open_ += getattr(known[name], way)
    return reached
