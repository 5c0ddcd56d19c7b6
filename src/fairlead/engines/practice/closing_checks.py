"""The booking checklist and the prerequisites of scheduling, held against what a schema cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairlead.engines.expressions.formula import Sort, compile
from fairlead.engines.findings import Finding
from fairlead.engines.practice.checks import At, Locator, twice, unknown
from fairlead.engines.practice.closing import CHECKED, FACTS, GIVEN, BookingItem, Prerequisite
from fairlead.engines.practice.facts import FIRM_ROLES


def closing(
    items: Iterable[BookingItem], prerequisites: Iterable[Prerequisite], locate: Locator
) -> Iterator[Finding]:
    """What a schema cannot say of the booking checklist and of the prerequisites."""
    items = tuple(items)
    yield from twice(items, "booking item", locate)
    yield from twice(prerequisites, "prerequisite", locate)
    known = {item.id for item in items}
    for item in items:
        for key, roles in (("by", item.by), ("waived_by", item.waived_by)):
            for role in roles:
                yield from unknown(At(locate, item.place, key), role, FIRM_ROLES, "firm role", "unknown-role")
        for name in item.apart:
            yield from unknown(At(locate, item.place, "apart"), name, known, "booking item")
        formula = compile(item.when, FACTS, At(locate, item.place, "when").stand(), Sort.YESNO)
        if isinstance(formula, Finding):
            yield formula
        yield from _of_its_kind(item, locate)


def _of_its_kind(item: BookingItem, locate: Locator) -> Iterator[Finding]:
    if item.kind in GIVEN and not item.by:
        message = f"Nobody may give the evidence of {item.id}."
        yield locate.stand(item.place, "by").finding("missing-key", message, "Name the roles that may.")
    if item.kind in CHECKED and (item.by or item.last or item.apart):
        message = f"{item.id} checks itself: it has no `by`, `last` or `apart`."
        yield locate.stand(item.place, "by").finding("unknown-key", message, "Remove it.")
    if item.kind == "signed" and "sales" in item.by:
        fix = "Name finance, legal or another role."
        message = "Sales never signs, nor records a signature."
        yield locate.stand(item.place, "by").finding("sales-signs", message, fix)
    for kind, key, value in (("quotes-valid", "days", item.days), ("offer-amount", "percent", item.percent)):
        if item.kind == kind and not value:
            yield locate.stand(item.place, key).finding("missing-key", f"{item.id} needs `{key}`.")
    if item.start and item.end and item.end <= item.start:
        message = f"{item.id} ends on {item.end}, which is not after its start."
        yield locate.stand(item.place, "end").finding(
            "empty-range", message, "The end is the first day without."
        )
