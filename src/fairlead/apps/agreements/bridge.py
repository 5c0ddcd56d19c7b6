"""From an approved estimate to its papers: shaped again from frozen answers, held to the same cents, with
the wordings that were agreed with the customer laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.apps.agreements.models import Sow
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import scoping_frozen
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import WrongTime
from fairlead.engines.amending import Amended, Amendment, amended
from fairlead.engines.documents.papers import Papers, papers
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import Document
from fairlead.engines.estimating.serialise import agrees
from fairlead.engines.linting.handoff import Handoff, handoff
from fairlead.engines.linting.lint import lint
from fairlead.engines.linting.values import Remark
from fairlead.engines.practice.values import Practice
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped


def shaped_again(estimate: Estimate) -> tuple[Practice, Shaped]:
    """What an estimate was made from, shaped anew. Refused if today's engine would not give its figures."""
    practice = practice_of(estimate.practice_id)
    shaped, _ = shape(practice, scoping_frozen(estimate))
    if shaped is None or not agrees(estimate.figures["estimate"], shaped.estimate):
        raise WrongTime("The approved figures cannot be reproduced by this release; draw up a new estimate.")
    return practice, shaped


def agreed_in(sow_row: Sow) -> tuple[Amendment, ...]:
    """What was agreed with the customer, as a version keeps it."""
    return tuple(Amendment(**one) for one in sow_row.wordings)


def amended_by(estimate: Estimate, agreed: Iterable[Amendment]) -> tuple[Practice, Amended]:
    """What an estimate comes to with these wordings laid over it, and which of them hold."""
    practice, shaped = shaped_again(estimate)
    return practice, amended(practice, shaped, agreed)


def papers_of(estimate: Estimate, number: str, agreed: Iterable[Amendment] = ()) -> tuple[Papers, Amended]:
    """Every paper of an estimate, and what became of the wordings that were agreed."""
    practice, found = amended_by(estimate, agreed)
    return papers(practice, found.shaped, number), found


def document_of(sow_row: Sow) -> Document:
    """The document that a version is, as its papers were made from it."""
    practice, found = amended_by(sow_row.estimate, agreed_in(sow_row))
    return sow(practice, found.shaped, sow_row.title.split()[0])


def said_in(sow_row: Sow) -> Mapping[str, Any]:
    """The clauses and scope terms of a version as it reads, in the form of an estimate's plain result."""
    figures: Mapping[str, Any] = sow_row.estimate.figures
    return {**figures, **sow_row.said}


def checks_of(
    estimate: Estimate, number: str = "", agreed: Iterable[Amendment] = ()
) -> tuple[tuple[Remark, ...], Handoff]:
    """What the linter says of the statement of work of an estimate, and whether delivery could run it."""
    practice, found = amended_by(estimate, agreed)
    document = sow(practice, found.shaped, number)
    return lint(practice, found.shaped, document), handoff(practice, found.shaped, document)
