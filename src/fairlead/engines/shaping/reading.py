"""Practice items read against the facts of one engagement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fairlead.engines.expressions.formula import Sort, Stand
from fairlead.engines.findings import Finding
from fairlead.engines.scoping.conditions import C, Conditional, fill, holding


@dataclass
class Reading:
    """Practice items read against one set of facts; what cannot be decided or worded is collected.

    words: how a reader wants some of the facts said, by name.
    """

    facts: Mapping[str, object]
    words: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def true_of(self, items: Iterable[C]) -> tuple[C, ...]:
        """The items whose condition holds."""
        hold, undecided = holding(items, dict.fromkeys(self.facts, Sort.ANY), self.facts)
        self.findings += undecided
        return hold

    def holding(self, items: Iterable[C], text: Callable[[C], str]) -> list[tuple[C, str]]:
        """The items that hold, each with its text filled in."""
        return [(item, self.filled(item, text(item))) for item in self.true_of(items)]

    def filled(self, item: Conditional, text: str) -> str:
        """The text of an item with its figures."""
        words, wrong = fill(text, self.facts, Stand(item.place.file, item.place.line, item.id), self.words)
        self.findings += wrong
        return words
