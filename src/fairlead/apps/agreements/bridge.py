"""From an approved estimate to its papers: shaped again from frozen answers, held to the same cents, with
the wordings that were agreed with the customer laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fairlead.apps.agreements.models import Sow
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import scoping_frozen
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.queries import drift
from fairlead.core.actor import Actor
from fairlead.core.errors import WrongTime, invalid
from fairlead.engines.amending import Amended, Amendment, amended
from fairlead.engines.documents.papers import Papers, papers
from fairlead.engines.documents.pdf import NoSuchFont, unprintable
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import Document
from fairlead.engines.estimating.serialise import agrees
from fairlead.engines.linting.handoff import Handoff, handoff
from fairlead.engines.linting.lint import lint
from fairlead.engines.linting.values import ORDER, Remark
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


@dataclass(frozen=True, slots=True)
class Drawn:
    """A statement of work as it reads: what it was made from, and its clause tree."""

    practice: Practice
    shaped: Shaped
    document: Document


def practice_behind(sow_row: Sow) -> Practice:
    """The version of the practice that its estimate was shaped with."""
    return practice_of(sow_row.estimate.practice_id)


def estimate_behind(sow_row: Sow | None, estimate: Estimate | None) -> Estimate:
    """What a statement of work, or an estimate as the one that it would come to, is made from; Invalid when
    neither is named, or two that do not belong together."""
    if sow_row is not None and estimate is not None and sow_row.estimate_id != estimate.pk:
        raise invalid("estimate", "That statement of work was drawn up from another estimate.", "Give one.")
    if sow_row is not None:
        return sow_row.estimate
    if estimate is None:
        raise invalid("sow", "Neither a statement of work nor an estimate is named.", "Give one of them.")
    return estimate


def drawn(estimate: Estimate, made: Sow | None = None) -> Drawn:
    """The statement of work of an estimate with every clause in its words. The one place where they are read.

    made: the statement of work that was drawn up, None for the one that the estimate would come to.
    """
    practice, found = amended_by(estimate, agreed_in(made) if made is not None else ())
    code, amends = (made.code, made.amends) if made else ("", "")
    return Drawn(practice, found.shaped, sow(practice, found.shaped, code, amends))


def unfit(actor: Actor, estimate: Estimate, before: Sow | None) -> str:
    """Why no statement of work is drawn up from an approved estimate any more, "" while it says what was
    agreed. before: the one that it would replace; what a change made of that is not undone.
    What a change proposes is amended from what it was made from; the answers of today are not asked."""
    if before is not None and before.amends and before.estimate.number > estimate.number:
        return (
            f"{before.code} has a change in it that v{estimate.number} does not know. Draw up a new estimate."
        )
    if drift(actor, estimate) is not None:
        return (
            "Answers, terms or lines have changed since this estimate was drawn up: it no longer says what "
            "was agreed. Put them back, or draw up a new version and have it approved."
        )
    return ""


@contextmanager
def our_letters() -> Iterator[None]:
    """Whoever draws papers hears plainly that the firm's font is not on this machine."""
    try:
        yield
    except NoSuchFont as missing:
        raise WrongTime(str(missing)) from missing


def papers_of(
    estimate: Estimate, number: str, agreed: Iterable[Amendment] = (), amends: str = ""
) -> tuple[Papers, Amended]:
    """Every paper of an estimate, and what became of the wordings that were agreed."""
    practice, found = amended_by(estimate, agreed)
    with our_letters():
        return papers(practice, found.shaped, number, amends), found


def document_of(sow_row: Sow) -> Document:
    """The document that a version is, as its papers were made from it."""
    return drawn(sow_row.estimate, sow_row).document


def said_in(sow_row: Sow) -> Mapping[str, Any]:
    """The clauses and scope terms of a version as it reads, in the form of an estimate's plain result."""
    figures: Mapping[str, Any] = sow_row.estimate.figures
    return {**figures, **sow_row.said}


def _weight(remark: Remark) -> int:
    return ORDER[remark.severity]


def checks_of(estimate: Estimate, made: Sow | None = None) -> tuple[tuple[Remark, ...], Handoff]:
    """What the linter says of the statement of work of an estimate, and whether delivery could run it."""
    it = drawn(estimate, made)
    remarks, letters = lint(it.practice, it.shaped, it.document), unprintable(it.document)
    if letters:
        said = ("", letters.message, letters.fix)
        remarks = tuple(sorted((*remarks, Remark(letters.code, "warning", "", "", "", *said)), key=_weight))
    return remarks, handoff(it.practice, it.shaped, it.document)
