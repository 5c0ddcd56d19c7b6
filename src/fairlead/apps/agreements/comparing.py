"""Two versions of the statement of work of one engagement beside each other, by clause and by figure.

A version is a statement of work that was drawn up, or an estimate as the one that it would come to.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairlead.apps.agreements.bridge import Drawn, drawn, our_letters
from fairlead.apps.agreements.models import Sow
from fairlead.apps.estimates.models import Estimate
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, invalid
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.documents.ledger import Difference, differences, ledger
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.redlines.paper import cells_of, comparison_paper, tally, words_of
from fairlead.engines.redlines.tracked import tracked_docx
from fairlead.engines.redlines.values import FigureChange
from fairlead.engines.redlines.versions import Versions, compared

FORMS = ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words of a clause. kind: kept, inserted or deleted."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ClauseCompared:
    """What became of one clause.

    kind: unchanged, typography, edited, moved, added or deleted; moved: it stands elsewhere, after the clause
    `after`; cells: those of its tables that differ; computed: its figures come from the estimate.
    """

    id: str
    number: str
    title: str
    kind: str
    moved: bool
    after: str
    computed: bool
    old: str
    new: str
    words: tuple[Words, ...]
    cells: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions: what they are called, how many clauses differ in which way, every clause in the newer
    order, and every figure that differs, with its difference to the cent."""

    old: str
    new: str
    tally: tuple[Tally, ...]
    figures: tuple[Difference, ...]
    clauses: tuple[ClauseCompared, ...]

    @property
    def changed(self) -> tuple[ClauseCompared, ...]:
        """The clauses that differ."""
        return tuple(one for one in self.clauses if one.kind != "unchanged")


@dataclass(frozen=True, slots=True)
class _Both:
    names: tuple[str, str]
    old: Drawn
    new: Drawn
    versions: Versions
    figures: tuple[Difference, ...]


@reading("sow.compare")
def compare(
    actor: Actor,
    *,
    old: Sow | None = None,
    new: Sow | None = None,
    old_estimate: Estimate | None = None,
    new_estimate: Estimate | None = None,
) -> Comparison:
    """Two versions clause by clause, word by word and figure by figure. Each is a statement of work, or an
    estimate as the one that it would come to; both belong to one engagement."""
    both = _both(actor, (old, old_estimate), (new, new_estimate))
    return Comparison(
        *both.names,
        tuple(Tally(kind, count) for kind, count in tally(both.versions)),
        both.figures,
        tuple(
            ClauseCompared(
                one.id, one.number, one.title, one.kind, one.moved, one.after, one.computed, one.sent,
                one.wanted, tuple(Words(piece.kind, piece.text) for piece in words_of(one)), cells_of(one),
            )
            for one in both.versions.clauses
        ),
    )  # fmt: skip


@reading("sow.comparison")
def comparison(
    actor: Actor,
    *,
    old: Sow | None = None,
    new: Sow | None = None,
    old_estimate: Estimate | None = None,
    new_estimate: Estimate | None = None,
    kind: str = "pdf",
) -> Download:
    """The comparison as a paper: "pdf" says what differs; "docx" is the newer version in Word with every
    difference as a tracked change that can be accepted or rejected."""
    if kind not in FORMS:
        raise invalid("kind", f"There is no paper of kind {kind[:40]!r}.", f"It is {' or '.join(FORMS)}.")
    both = _both(actor, (old, old_estimate), (new, new_estimate))
    name = f"{_plain_name(both.names[0])}-to-{_plain_name(both.names[1])}.{kind}"
    if kind == "docx":
        made = tracked_docx(both.old.document, both.new.document, both.versions)
    else:
        with our_letters():
            made = pdf(comparison_paper(both.new.document, both.names, both.versions, both.figures))
    return Download.of(name, made)


def _plain_name(name: str) -> str:
    return name.replace(" ", "-")


def _both(
    actor: Actor, old: tuple[Sow | None, Estimate | None], new: tuple[Sow | None, Estimate | None]
) -> _Both:
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("How versions of a statement of work differ stays inside the firm.")
    (before, before_name), (after, after_name) = _side("old", *old), _side("new", *new)
    if before.engagement_id != after.engagement_id:
        raise invalid("new", "The two versions belong to different engagements.", "Take two of one.")
    a = drawn(before, old[0])
    b = drawn(after, new[0])
    versions = compared(a.document, b.document)
    figures = differences(ledger(a.practice, a.shaped), ledger(b.practice, b.shaped))
    return _Both((before_name, after_name), a, b, versions, figures)


def _side(name: str, sow: Sow | None, estimate: Estimate | None) -> tuple[Estimate, str]:
    """The estimate of a side, and what the side is called."""
    if sow is not None and estimate is not None:
        raise invalid(name, "Both a statement of work and an estimate are named for one side.", "Name one.")
    if sow is not None:
        return sow.estimate, sow.code
    if estimate is None:
        message = "Neither a statement of work nor an estimate is named for this side."
        raise invalid(name, message, f"Give {name} or {name}_estimate.")
    return estimate, f"estimate v{estimate.number}"
