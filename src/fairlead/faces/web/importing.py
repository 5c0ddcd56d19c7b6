"""What the pages of importing show: totals by fate, facts, what each column may mean, lines as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http.request import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.apps.intake.outcomes import ORDER, Outcome
from fairlead.apps.intake.queries import meaning
from fairlead.engines.intake.columns import Way
from fairlead.faces.web.live import offering_of
from fairlead.faces.web.wording import number

FATES = {
    "error": gettext_lazy("Wrong"), "conflict": gettext_lazy("Conflict"), "new": gettext_lazy("New"),
    "same": gettext_lazy("Stands already"), "unasked": gettext_lazy("Not asked"),
    "flagged": gettext_lazy("Special case"), "differs": gettext_lazy("Differs"),
    "note": gettext_lazy("Note"), "left-out": gettext_lazy("Left out"),
}  # fmt: skip
TONES = {
    "error": "bad",
    "conflict": "wait",
    "new": "good",
    "same": "off",
    "flagged": "work",
    "differs": "wait",
}

WAYS = {
    Way.VALUE: gettext_lazy("its one value"), Way.SUM: gettext_lazy("the sum"),
    Way.MOST: gettext_lazy("the largest"), Way.ROWS: gettext_lazy("how many rows hold something"),
    Way.DIFFERENT: gettext_lazy("how many different values"),
    Way.WHERE: gettext_lazy("how many rows hold the word"),
    Way.SHARE: gettext_lazy("percent of rows that hold the word"),
}  # fmt: skip
# Columns of a table that a form offers; a wider table is mapped through the other doors.
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Total:
    """How many lines have a fate."""

    fate: str
    label: Any
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One column of a table in the form: what it is called and what it is taken to mean."""

    place: int
    name: str
    question: str
    way: str
    word: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The form of a table's columns."""

    rows: tuple[Asked, ...]
    questions: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, Any], ...]


class Echo:
    """What csv writes to when the text itself is wanted."""

    def write(self, text: str) -> str:
        return text


def totals(outcome: Outcome) -> list[Total]:
    """The counts in the order of what people look for first."""
    return [
        Total(fate, FATES[fate], TONES.get(fate, ""), outcome.counts[fate])
        for fate in ORDER
        if outcome.counts.get(fate)
    ]


def said(outcome: Outcome) -> list[tuple[str, str]]:
    """Facts as people read them."""
    return [
        (name, number(value) if isinstance(value, int | float) else str(value))
        for name, value in outcome.facts
    ]


def asked_words(engagement: Any) -> dict[str, str]:
    """The words of each question, for the lines that are about one."""
    return {question.id: question.text for question in offering_of(engagement).questions}


def columns_asked(row: Any, outcome: Outcome) -> Columns | None:
    """The form of a table that may still be read anew."""
    names = outcome.columns[:MOST_COLUMNS]
    if row.kind != "table" or row.state != "checked":
        return None
    asked = tuple((q.id, f"{q.id}: {q.text}") for q in offering_of(row.engagement).questions)
    rows = tuple(Asked(place, name, *meaning(row.columns, name)) for place, name in enumerate(names) if name)
    return Columns(rows, asked, tuple((str(way), label) for way, label in WAYS.items()))


def meant(posted: QueryDict, outcome: Outcome) -> tuple[dict[str, str], list[str]]:
    """(what the form says that columns mean, the headings of the table)."""
    headings = list(outcome.columns)
    found = dict[str, str]()
    for place, name in enumerate(headings):
        question = posted.get(f"question-{place}", "")
        if question:
            way, word = posted.get(f"way-{place}", "value"), posted.get(f"word-{place}", "").strip()
            found[name] = f"{question} {way} {word}".strip()
    return found, headings


def lines_of(outcome: Outcome) -> Iterator[list[str]]:
    """The lines of a dry run for a file: a text that a spreadsheet would calculate is kept a text."""
    yield [
        _("Fate"),
        _("Where"),
        _("Row"),
        _("What"),
        _("The file says"),
        _("Stands"),
        _("Why"),
        _("What to do"),
    ]
    for line in outcome.fates:
        cells = (str(FATES[line.fate]), line.where, line.row or "", line.subject, line.value, line.stands,
                 line.message, line.fix)  # fmt: skip
        yield [_inert(cell) for cell in cells]


def _inert(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
