"""From an approved estimate to its papers: shaped again from frozen answers, held to the same cents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fairlead.apps.agreements.models import Sow
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import scoping_frozen
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import WrongTime
from fairlead.engines.documents.papers import Papers, papers
from fairlead.engines.documents.pdf import NoSuchFont
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


@dataclass(frozen=True, slots=True)
class Drawn:
    """A statement of work as it reads: what it was made from, and its clause tree."""

    practice: Practice
    shaped: Shaped
    document: Document


def drawn(estimate: Estimate, number: str = "", made: Sow | None = None) -> Drawn:
    """The statement of work of an estimate with every clause in its words. The one place where they are read.

    made: the statement of work that was drawn up, None for the one that the estimate would come to.
    """
    practice, shaped = shaped_again(estimate)
    return Drawn(practice, shaped, sow(practice, shaped, number))


def papers_of(estimate: Estimate, number: str) -> Papers:
    """Every paper of an estimate."""
    practice, shaped = shaped_again(estimate)
    with our_letters():
        return papers(practice, shaped, number)


@contextmanager
def our_letters() -> Iterator[None]:
    """Whoever draws papers hears plainly that the firm's font is not on this machine."""
    try:
        yield
    except NoSuchFont as missing:
        raise WrongTime(str(missing)) from missing


def checks_of(estimate: Estimate, number: str = "") -> tuple[tuple[Remark, ...], Handoff]:
    """What the linter says of the statement of work of an estimate, and whether delivery could run it."""
    it = drawn(estimate, number)
    return lint(it.practice, it.shaped, it.document), handoff(it.practice, it.shaped, it.document)
