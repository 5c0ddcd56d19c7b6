"""Rows to engine values and back: shaping an engagement, and reading a frozen estimate."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.scoping.bridge import scoping_of
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Invalid
from fairlead.engines.estimating.serialise import from_plain
from fairlead.engines.estimating.values import Estimate as Figures
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped


def shaped(engagement: Engagement, rows: Iterable[Answer], practice: int | None = None) -> Shaped:
    """What the present answers come to; Invalid with every finding when they cannot be priced.

    practice: another version of the practice than the engagement's own, by its id.
    """
    held = practice_of(practice or engagement.practice_id)
    found, findings = shape(held, scoping_of(engagement, rows))
    if found is None:
        raise Invalid(findings)
    return found


def figures_of(estimate: Estimate) -> Figures:
    """The frozen figures of a version, as the engine's value."""
    return from_plain(estimate.figures["estimate"])
