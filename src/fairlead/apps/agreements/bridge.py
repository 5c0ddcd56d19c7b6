"""From an approved estimate to its papers: shaped again from frozen answers, held to the same cents."""

from __future__ import annotations

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import scoping_frozen
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import WrongTime
from fairlead.engines.documents.papers import Papers, papers
from fairlead.engines.estimating.serialise import agrees
from fairlead.engines.shaping.shape import shape


def papers_of(estimate: Estimate, number: str) -> Papers:
    """Every paper of an estimate. Refused if today's engine would not give the figures that were approved."""
    practice = practice_of(estimate.practice_id)
    shaped, _ = shape(practice, scoping_frozen(estimate))
    if shaped is None or not agrees(estimate.figures["estimate"], shaped.estimate):
        raise WrongTime("The approved figures cannot be reproduced by this release; draw up a new estimate.")
    return papers(practice, shaped, number)
