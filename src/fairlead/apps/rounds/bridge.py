"""Rows to engine values: the judgements of a panel, pooled line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from fairlead.apps.rounds.models import Judgement, Panel
from fairlead.engines.estimating import consensus


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
