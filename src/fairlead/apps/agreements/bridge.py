"""From an approved estimate to its papers: shaped again from frozen answers, held to the same cents."""

from __future__ import annotations

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import WrongTime
from fairlead.engines.documents.papers import Papers, papers
from fairlead.engines.scoping.values import Scoping
from fairlead.engines.shaping.frozen import scoping_from_plain
from fairlead.engines.shaping.result import result
from fairlead.engines.shaping.shape import shape


def papers_of(estimate: Estimate, number: str) -> Papers:
    """Every paper of an estimate. Refused if today's engine would not give the figures that were approved."""
    practice = practice_of(estimate.practice_id)
    scoping: Scoping = scoping_from_plain(estimate.terms, estimate.answers)
    shaped, _ = shape(practice, scoping)
    if shaped is None or result(shaped)["estimate"] != estimate.figures["estimate"]:
        raise WrongTime("The approved figures cannot be reproduced by this release; draw up a new estimate.")
    return papers(practice, shaped, number)
