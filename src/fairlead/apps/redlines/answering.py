"""What goes back to the customer: our answer to everything in their file, and our next version with every
difference from theirs tracked. What is said inside the firm is in neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.dateparse import parse_datetime

from fairlead.apps.agreements.bridge import document_of, our_letters, practice_behind
from fairlead.apps.redlines.models import Markup, Redline
from fairlead.apps.redlines.standing import met_in, newest_of
from fairlead.apps.redlines.states import MARKUP, REDLINE
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, WrongTime, invalid
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.answering import Answer, Remark, Round, answer_paper, titles_of
from fairlead.engines.redlines.placing import FRONT
from fairlead.engines.redlines.telling import ANOTHER, FRONT_PAGE
from fairlead.engines.redlines.theirs import Want, as_they_want
from fairlead.engines.redlines.tracked import tracked_docx
from fairlead.engines.redlines.versions import compared

FORMS = ("docx", "pdf")
# What there is to say of a change of theirs to their own eyes.
_TOLD = ("changed", "deleted", "moved", "added", "commented")


@reading("markup.answer")
def answer(actor: Actor, markup: Markup, *, kind: str = "docx") -> Download:
    """Our answer as a paper for the customer, in Word or as PDF: clause by clause what they asked for,
    what we say to it and why, and their comments with our replies. Once every change is answered."""
    if kind not in FORMS:
        raise invalid("kind", f"There is no answer of kind {kind[:40]!r}.", f"It is {' or '.join(FORMS)}.")
    rows = _answered(actor, markup)
    document = answer_paper(_round(actor, markup, rows))
    with our_letters():
        made = docx_bytes(document) if kind == "docx" else pdf(document)
    return Download.of(f"{markup.sow.code}-answer-{markup.pk}.{kind}", made)


@reading("markup.tracked")
def tracked(actor: Actor, markup: Markup) -> Download:
    """Our newest version in Word, with every difference from what they sent as a tracked change of ours:
    rejecting all of them gives their words, accepting all ours. Once every change is answered."""
    rows = _answered(actor, markup)
    newest = newest_of(actor, markup)
    theirs = as_they_want(document_of(markup.sow), [_want(row) for row in rows if row.kind in _WANTED])
    ours = document_of(newest)
    made = tracked_docx(theirs, ours, compared(theirs, ours))
    return Download.of(f"{newest.code}-against-theirs-{markup.pk}.docx", made)


_WANTED = ("changed", "deleted", "moved", "added")


def answerable(markup: Markup, waiting: int) -> bool:
    """Whether there is an answer to send; for pages that offer it. waiting: changes without an answer."""
    return markup.state in ("open", "settled") and not waiting


def _answered(actor: Actor, markup: Markup) -> list[Redline]:
    """The changes of a file, all answered; refused while one is not."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What is answered to the customer is drawn up by the firm.")
    if markup.state not in ("open", "settled"):
        raise WrongTime(
            f"The copy is {MARKUP.state(markup.state).label.lower()}: there is nothing to answer."
        )
    rows = list(Redline.objects.visible_to(actor).filter(markup=markup).order_by("place"))
    waiting = sum(row.state == "open" for row in rows)
    if waiting:
        label = REDLINE.state("open").label.lower()
        raise WrongTime(f"{waiting} of their changes are {label}; answer each of them first.")
    return rows


def _round(actor: Actor, markup: Markup, rows: list[Redline]) -> Round:
    sow, settled = markup.sow, markup.settled
    practice, engagement = practice_behind(sow), sow.engagement
    titles = titles_of(document_of(sow).sections)
    newest = newest_of(actor, markup)
    met = met_in(newest, markup, rows)
    taken = markup.created_at.date()
    days = [row.at.date() for row in rows if row.at]
    days += [markup.settled_at.date()] if markup.settled_at else []
    return Round(
        practice.firm, engagement.account.name, engagement.name, sow.code, markup.name, markup.sender, taken,
        max(days, default=taken), settled.code if settled else "", markup.state == "settled",
        tuple(_answer(row, titles, met) for row in rows if row.kind in _TOLD), practice.brand,
        newest.code if met else "",
    )  # fmt: skip


def _answer(row: Redline, titles: Mapping[str, str], met: set[int]) -> Answer:
    """What they may read of an answer. The note that goes with an acceptance is the firm's own."""
    after = _place(row, titles) if row.kind in ("moved", "added") else ""
    countered = row.state == "countered"
    return Answer(
        row.clause, row.number, row.title, row.kind, row.state,
        tuple((kind, text) for kind, text, *_ in row.pieces), _cells(row), tuple(row.authors),
        row.last_at.date() if row.last_at else None, after,
        row.answer if countered else "", row.answer_title if countered else "",
        row.note if row.state in ("countered", "refused", "sourced") else "", row.pk in met,
        tuple(_remarks(row)),
    )  # fmt: skip


def _place(row: Redline, titles: Mapping[str, str]) -> str:
    """What it stands behind, in words; "" where it comes first."""
    if row.after in FRONT:
        return FRONT_PAGE if row.after and row.kind == "added" else ""
    return titles.get(row.after) or ANOTHER


def _cells(row: Redline) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((one[0], one[1], one[2], one[3]) for one in row.figures)


def _remarks(row: Redline) -> Iterable[Remark]:
    """Their comments, each with the replies that are theirs to read."""
    for one in row.comments:
        replies = tuple(
            said["text"] for said in row.replies
            if said["comment"] == one["id"] and not said.get("inside", True)
        )  # fmt: skip
        yield Remark(one["author"], _day(one["at"]), one["anchor"], one["text"], replies)


def _day(text: str | None) -> date | None:
    found: datetime | None = parse_datetime(text) if text else None
    return found.date() if found else None


def _want(row: Redline) -> Want:
    clause = f"agreed-{row.pk}" if row.kind == "added" else row.clause
    moved = row.moved or row.kind == "moved"
    return Want(clause, row.kind, row.wording, row.wanted_title, moved, row.after, _cells(row))
