"""Rows to engine values and back: shaping an engagement, and reading a frozen estimate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.scoping.bridge import scoping_of
from fairlead.apps.scoping.models import Answer
from fairlead.core.actor import Actor, system
from fairlead.core.errors import Invalid
from fairlead.core.recording import plain
from fairlead.engines.estimating.demand import Demand, demand
from fairlead.engines.estimating.serialise import from_plain
from fairlead.engines.estimating.values import Estimate as Figures
from fairlead.engines.scoping import values
from fairlead.engines.shaping.frozen import agreed_from_plain, pace_from_plain, scoping_from_plain
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped


def said_of(actor: Actor, engagement: Engagement) -> list[Adjustment]:
    """What people say of the lines of an engagement, and of its pace."""
    return list(Adjustment.objects.visible_to(actor).filter(engagement=engagement).order_by("pk"))


def adjustment_of(row: Adjustment) -> values.Adjustment:
    """A row that says how large a line is, as the engine takes it."""
    low, likely, high = (
        Decimal(0) if size is None else Decimal(size) for size in (row.low, row.likely, row.high)
    )
    roles = {role: Decimal(str(share)) for role, share in row.roles.items()}
    return values.Adjustment(
        row.line, low, likely, high, row.basis, row.reason, row.name, row.phase, row.kind, roles,
        row.currency, Decimal(row.markup), row.billing, row.said_by,
    )  # fmt: skip


def scoping_with(
    engagement: Engagement, rows: Iterable[Answer], said: Iterable[Adjustment]
) -> values.Scoping:
    """The whole scoping of an engagement: frame, answers, and what people say of its lines."""
    said = list(said)
    whole = next((row for row in said if not row.line), None)
    return replace(
        scoping_of(engagement, rows),
        adjustments=tuple(adjustment_of(row) for row in said if row.line and row.sized),
        left_out=frozenset(row.line for row in said if row.left_out),
        pace=pace_from_plain(whole.pace if whole else {}),
        agreed=agreed_from_plain(whole.agreed if whole else {}),
    )


def shaped(
    engagement: Engagement,
    rows: Iterable[Answer],
    practice: int | None = None,
    said: Iterable[Adjustment] | None = None,
) -> Shaped:
    """What the present answers come to; Invalid with every finding when they cannot be priced.

    practice: another version of the practice than the engagement's own, by its id.
    said:     what people say of its lines, where it is at hand; otherwise it is looked up.
    """
    if said is None:
        said = said_of(system("shapes what its caller may see"), engagement)
    return shaped_from(scoping_with(engagement, rows, said), practice or engagement.practice_id)


def shaped_from(scoping: values.Scoping, practice: int) -> Shaped:
    """What a scoping comes to by a version of the practice; Invalid with every finding."""
    found, findings = shape(practice_of(practice), scoping)
    if found is None:
        raise Invalid(findings)
    return found


def scope_plain(scoping: values.Scoping) -> dict[str, Any]:
    """What people say of the lines, and what was agreed about the wording, as a version keeps it."""
    agreed = {"agreed": plain(scoping.agreed)} if scoping.agreed != values.NOTHING_AGREED else {}
    return {
        **agreed,
        "adjustments": plain(scoping.adjustments),
        "left_out": sorted(scoping.left_out),
        "pace": plain(scoping.pace),
    }


def scoping_frozen(estimate: Estimate) -> values.Scoping:
    """What a version was made from."""
    scope: Mapping[str, Any] = estimate.scope
    return scoping_from_plain(estimate.terms, estimate.answers, scope)


def figures_of(estimate: Estimate) -> Figures:
    """The frozen figures of a version, as the engine's value."""
    return from_plain(estimate.figures["estimate"])


def demand_of(estimate: Estimate, figures: Figures) -> Demand | None:
    """Who is needed when by a version and its figures; None where nothing is worked on."""
    if figures.timetable is None:
        return None
    return demand(figures.lines, figures.timetable, pace_from_plain(estimate.scope.get("pace", {})))
