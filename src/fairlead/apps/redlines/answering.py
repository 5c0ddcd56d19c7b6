"""What goes back to the customer: our answer to everything in their file, and our next version with every
difference from theirs tracked. What is said inside the firm is in neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.dateparse import parse_datetime

from fairlead.apps.agreements.bridge import document_of, our_letters, practice_behind
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.redlines.bridge import columns_of
from fairlead.apps.redlines.models import THEIRS, Markup, Redline
from fairlead.apps.redlines.rules import unreplied_of
from fairlead.apps.redlines.standing import met_in, newest_of, waiting_of
from fairlead.apps.redlines.states import MARKUP, REDLINE
from fairlead.apps.redlines.talk import answered_by
from fairlead.core.actor import Actor, carried
from fairlead.core.errors import Forbidden, WrongTime, invalid
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.findings import Finding
from fairlead.engines.redlines.answering import Answer, Replied, Round, answer_paper, titles_of
from fairlead.engines.redlines.placing import FRONT
from fairlead.engines.redlines.telling import ANOTHER, FRONT_PAGE
from fairlead.engines.redlines.theirs import Want, as_they_want
from fairlead.engines.redlines.tracked import tracked_docx
from fairlead.engines.redlines.values import MARGINS
from fairlead.engines.redlines.versions import compared

FORMS = ("docx", "pdf")
# So many of the last copies and questions are listed for the customer.
MOST_TOLD = 50
# What there is to say of a change of theirs to their own eyes.
_TOLD = ("changed", "deleted", "moved", "added", "commented")


@reading("markup.answer")
def answer(actor: Actor, markup: Markup, *, kind: str = "docx") -> Download:
    """Our answer as a paper for the customer, in Word or as PDF: clause by clause what they asked for,
    what we say to it and why, and their comments with our replies. Once every change and every comment is
    answered."""
    if kind not in FORMS:
        raise invalid("kind", f"There is no answer of kind {kind[:40]!r}.", f"It is {' or '.join(FORMS)}.")
    inside = _within(actor, markup)
    if inside is not actor and markup.state != "settled":
        raise WrongTime("It is not answered yet.")
    rows = _answered(inside, markup)
    left = waiting_of(rows, set()).unreplied if markup.state == "open" else 0
    if left:
        raise WrongTime(unreplied_of(left))
    document = answer_paper(_round(inside, markup, rows))
    with our_letters():
        made = docx_bytes(document) if kind == "docx" else pdf(document)
    return Download.of(f"{markup.sow.code}-answer-{markup.pk}.{kind}", made)


@dataclass(frozen=True, slots=True)
class Told:
    """What the customer is told of what they gave in. question: it is one, and no file; document: the number
    of the version that it is about.

    state: "came-in", "answered", "unreadable" or "aside"; findings: why a file cannot be taken. answers:
    every change of theirs and what we say to it, once all of it is settled; of a question, the question with
    what we replied so far. made: the version that says it, "" for none.
    """

    id: int
    question: bool
    name: str
    engagement: int
    document: str
    by: str
    at: datetime
    state: str
    findings: tuple[Finding, ...]
    answers: tuple[Answer, ...]
    made: str


@reading("markup.told")
def told(actor: Actor, markup: Markup) -> Told:
    """What the customer is told of a copy or a question of theirs: that it came in, and, once it is
    answered, what became of each change, with the reason that is meant for them."""
    inside = _within(actor, markup)
    if markup.state != "settled" and not markup.is_question:
        return _told(markup, ())
    rows = list(Redline.objects.visible_to(inside).filter(markup=markup).order_by("place"))
    met = set[int]() if markup.is_question else met_in(newest_of(inside, markup), markup, rows)
    return _told(markup, _answers(markup, rows, met))


def tellings(actor: Actor, engagement: Engagement | None = None) -> list[Told]:
    """What the customer gave in themselves, newest first: how each stands, and the answers to questions."""
    found = Markup.objects.visible_to(actor).filter(origin__in=THEIRS)
    if engagement:
        found = found.filter(sow__engagement=engagement)
    found = found.select_related("sow", "settled").defer("sow__said", "sow__wordings")
    markups = list(found.order_by("-pk")[:MOST_TOLD])
    asked: dict[int, list[Redline]] = {}
    for row in Redline.objects.filter(markup__in=[one.pk for one in markups if one.is_question]):
        asked.setdefault(row.markup_id, []).append(row)
    return [_told(one, _answers(one, asked.get(one.pk, []), set())) for one in markups]


def _told(markup: Markup, found: Iterable[Answer]) -> Told:
    sow, answers = markup.sow, tuple(found)
    replied = bool(answers) and all(one.state != "open" for one in answers)
    return Told(
        markup.pk, markup.is_question, markup.name, sow.engagement_id, sow.code, markup.given_in_by,
        markup.created_at, _told_state(markup, replied), told_findings(markup), answers,
        markup.settled.code if markup.settled else "",
    )  # fmt: skip


def _told_state(markup: Markup, replied: bool) -> str:
    if markup.is_question and replied:
        return "answered"
    return {"settled": "answered", "unreadable": "unreadable", "closed": "aside"}.get(markup.state, "came-in")


def told_findings(markup: Markup) -> tuple[Finding, ...]:
    """Why a file cannot be taken, in words for whoever gave it in: never what else the firm works on."""
    if markup.state != "unreadable":
        return ()
    if any(one["code"] in _UNTOLD for one in markup.findings):
        message = "This is no copy of the document that stands here."
        fix = "Download the Word file of this page, make your changes in it, and return that."
        return (Finding(markup.name, 0, "", "not-this", message, fix),)
    return tuple(Finding(**one) for one in markup.findings)


_UNTOLD = ("other-sow", "over")


def _within(actor: Actor, markup: Markup) -> Actor:
    """Who reads the answers for the customer: whoever sees the file may be told of it."""
    if actor.has_any(ENGAGEMENT_ROLES):
        return actor
    if not Markup.objects.visible_to(actor).filter(pk=markup.pk).exists():
        raise Forbidden("What is answered to the customer is drawn up by the firm.")
    return carried(actor, f"is told of markup {markup.pk}")


@reading("markup.tracked")
def tracked(actor: Actor, markup: Markup) -> Download:
    """Our newest version in Word, with every difference from what they sent as a tracked change of ours:
    rejecting all of them gives their words, accepting all ours. Once every change is answered."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("Our next version comes to the customer when it is put before them.")
    rows = _answered(actor, markup)
    newest = newest_of(actor, markup)
    wants = [_want(row) for row in rows if row.kind in _WANTED and (row.wording or row.clause != MARGINS)]
    theirs = as_they_want(document_of(markup.sow), wants)
    ours = document_of(newest)
    made = tracked_docx(theirs, ours, compared(theirs, ours))
    return Download.of(f"{newest.code}-against-theirs-{markup.pk}.docx", made)


_WANTED = ("changed", "deleted", "moved", "added")


def answerable(markup: Markup, waiting: int) -> bool:
    """Whether there is an answer to send; for pages that offer it. waiting: changes without an answer."""
    return markup.state in ("open", "settled") and not waiting and not markup.is_question


def _answered(actor: Actor, markup: Markup) -> list[Redline]:
    """The changes of a file, all answered; refused while one is not."""
    if markup.is_question:
        raise WrongTime("This is a question: what is replied to it is the answer.")
    if markup.state not in ("open", "settled"):
        raise WrongTime(f"The copy is {MARKUP.said(markup.state)}: there is nothing to answer.")
    rows = list(Redline.objects.visible_to(actor).filter(markup=markup).order_by("place"))
    waiting = sum(row.state == "open" for row in rows)
    if waiting:
        label = REDLINE.said("open")
        raise WrongTime(f"{waiting} of their changes are {label}; answer each of them first.")
    return rows


def _round(actor: Actor, markup: Markup, rows: list[Redline]) -> Round:
    sow, settled = markup.sow, markup.settled
    practice, engagement = practice_behind(sow), sow.engagement
    newest = newest_of(actor, markup)
    met = met_in(newest, markup, rows)
    taken = markup.created_at.date()
    days = [row.at.date() for row in rows if row.at]
    days += [markup.settled_at.date()] if markup.settled_at else []
    return Round(
        practice.firm, engagement.account.name, engagement.name, sow.code, markup.name, markup.sender, taken,
        max(days, default=taken), settled.code if settled else "", markup.state == "settled",
        tuple(_answers(markup, rows, met)), practice.brand,
        newest.code if met else "",
    )  # fmt: skip


def _answers(markup: Markup, rows: list[Redline], met: set[int]) -> Iterable[Answer]:
    """What they may read of our answers, in their order."""
    placed = any(row.kind in ("moved", "added") for row in rows)
    titles = titles_of(document_of(markup.sow).sections) if placed else {}
    return (_answer(row, titles, met) for row in rows if row.kind in _TOLD)


def _answer(row: Redline, titles: Mapping[str, str], met: set[int]) -> Answer:
    """What they may read of an answer. The note that goes with an acceptance is the firm's own."""
    after = _place(row, titles) if row.kind in ("moved", "added") else ""
    ours = row.state in ("countered", "sourced")
    kind = "changed" if row.clause == MARGINS else row.kind
    return Answer(
        row.clause, row.number, row.title, kind, row.state,
        tuple((kind, text) for kind, text, *_ in row.pieces), _cells(row), tuple(row.authors),
        row.last_at.date() if row.last_at else None, after,
        row.answer if ours else "", row.answer_title if ours else "",
        row.note if row.state in ("countered", "refused", "sourced") else "", row.pk in met,
        tuple(_remarks(row)), columns_of(row) if row.state == "countered" else (),
    )  # fmt: skip


def _place(row: Redline, titles: Mapping[str, str]) -> str:
    """What it stands behind, in words; "" where it comes first."""
    if row.after in FRONT:
        return FRONT_PAGE if row.after and row.kind == "added" else ""
    return titles.get(row.after) or ANOTHER


def _cells(row: Redline) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((one[0], one[1], one[2], one[3]) for one in row.figures)


def _remarks(row: Redline) -> Iterable[Replied]:
    """Their comments, each with the replies that are theirs to read."""
    for one in row.comments:
        behind = (row.replies[place] for place in answered_by(one, row.comments, row.replies))
        replies = tuple(said["text"] for said in behind if not said.get("inside", True))
        yield Replied(one["author"], _day(one["at"]), one["anchor"], one["text"], replies)


def _day(text: str | None) -> date | None:
    found: datetime | None = parse_datetime(text) if text else None
    return found.date() if found else None


def _want(row: Redline) -> Want:
    clause = f"agreed-{row.pk}" if row.kind == "added" else row.clause
    moved = row.moved or row.kind == "moved"
    return Want(clause, row.kind, row.wording, row.wanted_title, moved, row.after, _cells(row))
