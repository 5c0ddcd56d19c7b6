"""Reads of the negotiation frontier: which scopes fit a budget. Inside alone: its bounds would tell cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.options.bridge import as_it_stands
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Invalid, invalid
from fairlead.core.roles import COST_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.options.frontier import Frontier, Place, frontier
from fairlead.engines.options.negotiation import Case, case_of, scope_of
from fairlead.engines.options.scopes import Wish
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.values import Scoping

MOST_SCOPES = 10
MOST_LINES = 80
MOST_BUDGET = Decimal(1_000_000_000)
PATIENCE = 40
_WORTH = re.compile(r"\s*([a-z0-9-]+)\s*[=:]\s*(\d{1,6})\s*")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An optional line that a scope leaves out: its list price without contingency, its worth, and why."""

    id: str
    name: str
    price: Decimal
    worth: int
    why: str


@dataclass(frozen=True, slots=True)
class FrontierScope:
    """One scope that fits: what is left out, what it comes to at its discount, how sure its place is.

    standing: "proven", "assumed" or "open"; at_least: no scope in its place can lose fewer points.
    """

    rank: int
    left_out: tuple[LeftOut, ...]
    lost: int
    list_price: Decimal
    discount: Decimal
    price: Decimal
    margin: Decimal
    days: Decimal
    standing: str
    at_least: int
    surety: str


@dataclass(frozen=True, slots=True)
class ScopesThatFit:
    """The scopes that fit a budget with the margin floor kept, those that lose least value first."""

    currency: str
    budget: Decimal
    floor: Decimal
    least_discount: Decimal
    most_discount: Decimal
    scopes: tuple[FrontierScope, ...]
    complete: bool
    priced: int
    optional: tuple[tuple[str, str, int], ...]
    least_budget: Decimal | None
    binds: str
    why: tuple[str, ...]
    rules: tuple[str, ...]


def sees_cost(actor: Actor) -> None:
    """Refuse whoever does not see cost."""
    if not actor.has_any(COST_ROLES):
        raise Forbidden("What fits a margin floor tells the cost, which your role does not see.")


@reading("option.frontier")
def negotiate(
    actor: Actor,
    engagement: Engagement,
    *,
    budget: Decimal,
    floor: Decimal | None = None,
    most_discount: Decimal | None = None,
    count: int = 5,
    worths: str = "",
) -> ScopesThatFit:
    """The scopes that fit a budget with the margin floor kept, ranked by the value that is lost.

    budget: in the engagement's currency. floor: margin in percent, by default the practice's. most_discount:
    in percent, by default the engagement's. worths: what the customer says that lines are worth, as
    "hypercare=5, training=1".
    """
    sees_cost(actor)
    practice, scoping = practice_of(engagement.practice_id), as_it_stands(actor, engagement)
    wish = _wish(practice, scoping, budget, floor, most_discount, count)
    case, findings = case_of(practice, scoping, _worths(worths))
    if case is None:
        raise Invalid(findings)
    if len(case.items) > MOST_LINES:
        raise invalid("scope", f"{len(case.items)} optional lines are more than {MOST_LINES}.")
    found = frontier(case.base, case.items, wish, case.pricer)
    return _shown(practice, scoping, case, found)


def _wish(
    practice: Practice,
    scoping: Scoping,
    budget: Decimal,
    floor: Decimal | None,
    most: Decimal | None,
    count: int,
) -> Wish:
    given = scoping.terms.discount
    share = practice.margin_floor if floor is None else floor / 100
    most = given if most is None else most
    faults = [
        *_bound(
            "budget", budget, Decimal("0.01"), MOST_BUDGET, "an amount above 0 with at most two decimals"
        ),
        *_bound("floor", share * 100, Decimal(0), Decimal(99), "from 0 to 99 % with at most two decimals"),
        *_bound(
            "most_discount", most, given, Decimal(100), f"from the {given} % given now to 100, two decimals"
        ),
    ]
    if not 1 <= count <= MOST_SCOPES:
        faults.append(Finding("", 0, "count", "absurd-count", f"{count} scopes are not listed.",
                              f"Ask for 1 to {MOST_SCOPES}."))  # fmt: skip
    if faults:
        raise Invalid(faults)
    return Wish(Money(budget, scoping.terms.currency).rounded(), share, given, most, count, PATIENCE)


def _bound(where: str, value: Decimal, least: Decimal, most: Decimal, fix: str) -> list[Finding]:
    if value.is_finite() and least <= value <= most and value == value.quantize(Decimal("0.01")):
        return []
    return [Finding("", 0, where, f"absurd-{where.replace('_', '-')}", f"{value} cannot be worked with.",
                    f"It is {fix}.")]  # fmt: skip


def _worths(text: str) -> dict[str, int]:
    """ "hypercare=5, training=1" as a mapping; Invalid with every part that is none."""
    found, faults = dict[str, int](), list[Finding]()
    for part in re.split(r"[,;\n]", text[:10_000]):
        match = _WORTH.fullmatch(part)
        if match:
            found[match[1]] = int(match[2])
        elif part.strip():
            message = f"{part.strip()[:60]!r} is no worth of a line."
            faults.append(
                Finding("", 0, "worths", "no-worth", message, "Write the line and points, as hypercare=5.")
            )
    if faults:
        raise Invalid(faults)
    return found


def _shown(practice: Practice, scoping: Scoping, case: Case, found: Frontier) -> ScopesThatFit:
    wish = found.wish
    return ScopesThatFit(
        wish.budget.currency,
        wish.budget.amount,
        wish.floor,
        wish.least,
        wish.most,
        tuple(_scope(practice, scoping, case, place, rank) for rank, place in enumerate(found.places, 1)),
        found.complete,
        found.priced,
        tuple((item.id, item.name, item.worth) for item in case.items),
        found.least.amount if found.least else None,
        found.binds.sentence if found.binds else "",
        found.why,
        tuple(f"{rule.sentence} Cost: {rule.cost}." if rule.cost else rule.sentence for rule in found.rules),
    )


def _scope(practice: Practice, scoping: Scoping, case: Case, place: Place, rank: int) -> FrontierScope:
    """A scope shaped once more at its discount: what is shown is what an option of it comes to."""
    out = frozenset(item.id for item in case.items) - place.fit.kept
    estimate = scope_of(practice, scoping, out, place.fit.discount).estimate
    lines = {line.id: line for line in case.whole.estimate.lines}
    left = tuple(
        LeftOut(item.id, item.name, lines[item.id].price.amount, item.worth, _why(case, item.id, out))
        for item in case.items
        if item.id in out
    )
    return FrontierScope(
        rank, left, place.fit.lost, estimate.list_price.amount, place.fit.discount, estimate.price.amount,
        estimate.margin, estimate.days, place.standing, place.at_least, _surety(place, rank),
    )  # fmt: skip


def _why(case: Case, key: str, out: frozenset[str]) -> str:
    """Why a line goes: with what it needs, or as what is worth least for its price."""
    item = next(one for one in case.items if one.id == key)
    gone = [case.name(other) for other in sorted(item.needs & out)]
    points = f"{item.worth} point" if item.worth == 1 else f"{item.worth} points"
    return f"It needs {', '.join(gone)}." if gone else f"It is worth {points}."


def _surety(place: Place, rank: int) -> str:
    """How sure it is that this is the best scope for its rank."""
    those = "that fits" if rank == 1 else "that fits and lists lower than the one before"
    if place.standing == "proven":
        return f"Proven: no scope {those} loses less."
    if place.standing == "assumed":
        share = f"{place.assumed * 100:.1f}"
        least = f"as long as contingency is at least {share} % of the lines with a range"
        return f"No scope {those} loses less, {least}."
    return f"The best found; no scope {those} can lose fewer than {place.at_least} points."
