"""What a schema cannot say of the lines of work and of the risks: shares, ranges, what one line may say
beside what, and the order in which the work is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from fairlead.engines.expressions.formula import Sort, nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.checks import At, Locator, twice, unknown
from fairlead.engines.practice.formulas import SORTS, circles
from fairlead.engines.practice.values import Activity, ActivityKind, Offering, Place

Named = Mapping[str, frozenset[str]]


def work(item: Offering, named: Named, locate: Locator) -> Iterator[Finding]:
    """The activities and risks of one offering; `named` has every id of "role", "phase", "question",
    "driver", "activity" and "sku" in the text, sound or not."""
    sorts = {question.id: SORTS[question.kind] for question in item.questions}
    for activity in item.activities:
        yield from unknown(At(locate, activity.place, "phase"), activity.phase, named["phase"], "phase")
        yield from _roles(activity.place, activity.roles, named, locate)
        yield from _range(activity, locate)
        yield from _pricing(activity, named, locate)
        yield from _cause(activity, named, sorts, locate)
        for name in activity.after:
            yield from unknown(At(locate, activity.place, "after"), name, named["activity"], "activity")
    yield from _order(item, locate)
    yield from twice(item.risks, "risk", locate)
    for risk in item.risks:
        yield from _roles(risk.place, risk.roles, named, locate)


def _roles(place: Place, roles: Mapping[str, Decimal], named: Named, locate: Locator) -> Iterator[Finding]:
    for role in roles:
        yield from unknown(At(locate, place, f"roles.{role}"), role, named["role"], "role", "unknown-role")
    whole = sum(roles.values(), Decimal(0))
    if whole != 1:
        message = f"The shares of the roles sum to {whole}, not to 1."
        fix = f"{'Add' if whole < 1 else 'Take away'} {abs(1 - whole)}."
        yield locate.stand(place, "roles").finding("shares", message, fix)


def _range(activity: Activity, locate: Locator) -> Iterator[Finding]:
    if activity.low > 1:
        message = f"low is {activity.low}, but the P10 cannot lie above the likely hours."
        yield locate.stand(activity.place, "low").finding(
            "range-order", message, "Write a multiple of at most 1."
        )
    if activity.high < 1:
        message = f"high is {activity.high}, but the P90 cannot lie below the likely hours."
        yield locate.stand(activity.place, "high").finding(
            "range-order", message, "Write a multiple of at least 1."
        )


def _pricing(activity: Activity, named: Named, locate: Locator) -> Iterator[Finding]:
    """One line has one price: from rates, from the price book, from a formula, or from what it costs."""
    bought = activity.kind is not ActivityKind.WORK
    if activity.sku:
        yield from unknown(At(locate, activity.place, "sku"), activity.sku, named["sku"], "SKU")
    if bought and not activity.cost:
        fix = 'Add cost = "...": what it costs us, in the currency of the practice.'
        message = f"A line of kind {activity.kind} needs its cost."
        yield locate.stand(activity.place, "cost").finding("missing-key", message, fix)
    for key, stray, why in (
        ("price", bool(activity.price and activity.sku), "the price book already prices it"),
        ("price", bool(activity.price and bought), "it is sold at its cost and the markup"),
        ("sku", bool(activity.sku and bought), "it is sold at its cost and the markup"),
    ):
        if stray:
            message = f"The line has no place for `{key}`: {why}."
            yield locate.stand(activity.place, key).finding("two-prices", message, "Remove one of them.")
    for key, stray, why in (
        ("cost", bool(activity.cost and not bought), "our own work costs what its hours cost"),
        ("markup", bool(activity.markup and not bought), "it is put on the cost of what is bought"),
        ("quantity", activity.quantity != "1.0" and not activity.sku, "it counts units of a SKU"),
        ("worth", bool(activity.worth and not activity.optional), "only an optional line may be left out"),
    ):
        if stray:
            message = f"The line has no place for `{key}`: {why}."
            yield locate.stand(activity.place, key).finding("unknown-key", message, "Remove it.")
    if activity.optional and not activity.worth:
        fix = "Add worth: 1 (hardly missed) to 5 (much missed)."
        message = "An optional line says what the customer loses without it."
        yield locate.stand(activity.place, "worth").finding("missing-key", message, fix)


def _cause(activity: Activity, named: Named, sorts: Mapping[str, Sort], locate: Locator) -> Iterator[Finding]:
    known = named["question"] | named["driver"]
    if not activity.cause or (activity.cause in known and activity.cause not in sorts):
        return
    yield from unknown(At(locate, activity.place, "cause"), activity.cause, known, "driver or question")
    if sorts.get(activity.cause, Sort.NUMBER) is not Sort.NUMBER:
        numbers = [*named["driver"], *(name for name, sort in sorts.items() if sort is Sort.NUMBER)]
        message = f"{activity.cause} is no number, so no line can rise and fall with it."
        fix = nearest(activity.cause, numbers) or f"There are: {', '.join(sorted(numbers))}."
        yield locate.stand(activity.place, "cause").finding("not-a-number", message, fix)


def _order(item: Offering, locate: Locator) -> Iterator[Finding]:
    places = {activity.id: activity.place for activity in item.activities}
    for circle in circles({activity.id: activity.after for activity in item.activities}):
        message = f"These wait for each other: {' -> '.join((*circle, circle[0]))}."
        yield locate.stand(places[circle[0]], "after").finding("circle", message)
