"""What a schema cannot say of papers: who reads which part, and whether the firm's look can be read."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.engines.brand import flaws
from fairlead.engines.findings import Finding
from fairlead.engines.practice import checks
from fairlead.engines.practice.audience import Audience, check_audiences
from fairlead.engines.practice.checks import Locator
from fairlead.engines.practice.reading import Document


def papers(
    audiences: tuple[Audience, ...], documents: list[Document], blocks: frozenset[str], locate: Locator
) -> Iterator[Finding]:
    """Findings about every [[audience]] and about the [brand]."""
    yield from checks.twice(audiences, "audience", locate)
    yield from check_audiences(audiences, blocks)
    for document in documents:
        for flaw in flaws(document.values.get("brand", {})):
            yield document.finding(("brand", flaw.key), flaw.code, flaw.message, flaw.fix)
