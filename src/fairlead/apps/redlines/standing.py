"""Where a file that came back stands beside our newest version: what waits, and what that version says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairlead.apps.agreements.bridge import document_of, said_in
from fairlead.apps.agreements.models import Sow
from fairlead.apps.redlines.models import Markup, Redline
from fairlead.apps.redlines.states import TAKEN
from fairlead.apps.redlines.talk import waiting
from fairlead.core.actor import Actor
from fairlead.engines.amending import said
from fairlead.engines.documents.tree import Section
from fairlead.engines.redlines.sources import moved_on, says


@dataclass(frozen=True, slots=True)
class Waiting:
    """What keeps a file from being settled. open: changes that nobody has answered; unsaid: those that are
    to be changed at their source, and that our newest version does not say yet; taken: those that the next
    version is made with; unreplied: threads of comments, beside changes that are open anyway, with no answer
    for the customer's eyes."""

    open: int
    unsaid: int
    taken: int = 0
    unreplied: int = 0


def newest_of(actor: Actor, markup: Markup) -> Sow:
    """Our newest version of what the file was made from: of the proposal, if it is of one."""
    rows = Sow.objects.visible_to(actor).beside(markup.sow)
    return rows.select_related("estimate", "engagement__account").order_by("-number")[0]


def clauses_of(sow: Sow) -> dict[str, tuple[str, str]]:
    """The number and the title of every clause of a version, by its id, in their order."""

    def within(sections: Sequence[Section]) -> Iterator[tuple[str, tuple[str, str]]]:
        for one in sections:
            yield one.id, (one.number, one.title)
            yield from within(one.sections)

    return dict(within(document_of(sow).sections))


def ours_of(sow: Sow) -> Mapping[str, str]:
    """What a version says, clause by clause."""
    return said(said_in(sow))


def met_in(newest: Sow, markup: Markup, rows: Iterable[Redline]) -> set[int]:
    """Of the changes that are made at their source, those that our newest version says; where something else
    was agreed in their place, those whose clause has changed since."""
    sourced = [row for row in rows if row.state == "sourced"]
    if not sourced or newest.pk == markup.sow_id:
        return set()
    document = document_of(newest)

    def met(row: Redline) -> bool:
        if row.answer:
            return moved_on(document, row.clause, row.before)
        return says(document, row.clause, row.before, row.wanted, row.figures)

    return {row.pk for row in sourced if met(row)}


def waiting_in(actor: Actor, markup: Markup) -> Waiting:
    """What is not answered: as a page has counted it, else as the table has it."""
    seen: Waiting | None = markup.__dict__.get("waiting")
    if seen is not None:
        return seen
    rows = list(Redline.objects.filter(markup=markup.pk))
    sourced = any(row.state == "sourced" for row in rows)
    return waiting_of(rows, met_in(newest_of(actor, markup), markup, rows) if sourced else set())


def waiting_of(rows: Iterable[Redline], met: set[int]) -> Waiting:
    """What of these changes waits. met: those that our newest version says."""
    states, unreplied = list[str](), 0
    for row in rows:
        states += [] if row.pk in met else [row.state]
        if row.kind != "foreign" and (row.kind != "commented" or row.state != "open"):
            unreplied += len(waiting(row.comments, row.replies))
    taken = sum(state in TAKEN for state in states)
    return Waiting(states.count("open"), states.count("sourced"), taken, unreplied)
