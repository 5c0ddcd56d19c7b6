"""Rows to engine values: the judgements of a panel, pooled line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from fairlead.apps.estimates.bridge import figures_of, shaped
from fairlead.apps.rounds.models import Judgement, Panel, Workbook
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.engines.estimating import consensus
from fairlead.engines.estimating.merge import Range
from fairlead.engines.estimating.values import Line


def newest(panel: Panel, rows: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    """By line, in the panel's order, the judgements of the last revealed or running round that asked for it.

    rows: judgements of the panel, of any rounds.
    """
    rounds: dict[str, int] = {}
    by_line: dict[str, list[Judgement]] = {line["id"]: [] for line in panel.lines}
    for row in sorted(rows, key=lambda row: (row.round, row.person_id)):
        if row.round > rounds.get(row.line, 0):
            rounds[row.line], by_line[row.line] = row.round, []
        by_line[row.line].append(row)
    return {line: held for line, held in by_line.items() if held}


def judged(panel: Panel) -> Counter[int]:
    """How many lines of the present round each person has judged: a count gives nothing away."""
    rows = Judgement.objects.filter(panel=panel, round=panel.round)
    return Counter(rows.values_list("person_id", flat=True))


def value(row: Judgement) -> consensus.Judgement:
    """A judgement as the engine takes it."""
    return consensus.Judgement(row.person.name, row.low, row.likely, row.high, row.reason)


def pools(panel: Panel) -> Iterator[tuple[str, consensus.Pooled]]:
    """What the experts say of each line, taken together; for the verbs of a panel, after their rule."""
    rows = Judgement.objects.filter(panel=panel).select_related("person")
    for line, held in newest(panel, rows).items():
        yield line, consensus.pooled([value(row) for row in held], panel.wide)


def sent(workbook: Workbook) -> tuple[Line, ...]:
    """The lines that went out: the work of the frozen version that the workbook was made from."""
    return tuple(line for line in figures_of(workbook.estimate).lines if line.kind == "work")


def ranges(lines: Iterable[Line]) -> dict[str, Range]:
    """The range of each line, by its id."""
    return {line.id: Range(line.p10, line.p50, line.p90) for line in lines}


def ranges_now(actor: Actor, workbook: Workbook) -> dict[str, Range]:
    """The ranges that the present answers and adjustments come to."""
    engagement = workbook.estimate.engagement
    lines = shaped(engagement, present(actor, engagement)).estimate.lines
    return ranges(line for line in lines if line.kind == "work")
