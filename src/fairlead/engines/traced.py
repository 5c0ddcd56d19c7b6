"""What a statement of work says, thing by thing, with where each comes from and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# How a reader calls the kinds, in the order in which they are told.
KINDS = {
    "total": "Totals",
    "part": "Parts of the price",
    "phase": "Phases",
    "role": "Roles",
    "line": "Lines",
    "task": "Tasks",
    "deliverable": "Deliverables",
    "milestone": "Milestones",
    "invoice": "Invoices",
    "term": "Scope",
    "clause": "Clauses",
}


@dataclass(frozen=True, slots=True)
class Used:
    """An answer that something rests on. value: as a reader wants it, "" while it is unanswered; source and
    day: who said it and when."""

    question: str
    text: str
    value: str
    source: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Traced:
    """One thing that the document says, with where it comes from and where it leads.

    id:      its kind and its own id: "line.kickoff", "clause.payment", "invoice.2".
    said:    the sentence or the figure, as the papers say it.
    rule:    the formula or condition that it comes from, "" for none; file and line: where that is.
    because: in sentences, most important first.
    from_, to: ids of what it is made of and of what is made of it, in the order of the document.
    """

    id: str
    kind: str
    label: str
    said: str
    rule: str = ""
    file: str = ""
    line: int = 0
    answers: tuple[Used, ...] = ()
    because: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
