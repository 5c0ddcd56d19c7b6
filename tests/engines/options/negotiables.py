"""Small worlds to negotiate in: of numbers alone, or a practice with optional lines priced by shaping."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import sqrt

from fairlead.engines.money import Money
from fairlead.engines.options.scopes import Base, Exact, Fit, Item, Pricer, Wish, closed, fit
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.values import Answer, Scoping, Terms

DAY = date(2026, 11, 23)


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing secret


def usd(cents: int | Decimal) -> Money:
    return Money(Decimal(cents) / 100, "USD")


def world(rng: random.Random, lines: int) -> tuple[Base, tuple[Item, ...], Pricer]:
    """Random lines with a contingency that depends on all of them, and shrinks as they grow in number."""
    items = tuple(_item(rng, place) for place in range(lines))
    fixed = rng.randint(5_000, 60_000) * 100
    base = Base(fixed, int(fixed * rng.uniform(0.4, 0.65)), int(fixed * 0.8))
    sigma = {item.id: rng.uniform(0.05, 0.4) for item in items}

    def price(kept: frozenset[str]) -> Exact:
        mine = [item for item in items if item.id in kept]
        spread = base.varying**2 * 0.02 + sum((sigma[i.id] * i.price) ** 2 for i in mine if i.varies)
        varying = base.varying + sum(item.price for item in mine if item.varies)
        held = int(0.8 * sqrt(spread) + varying * 0.25 / (1 + len(mine)))
        listed = base.price + sum(item.price for item in mine) + held
        cost = base.cost + sum(item.cost for item in mine) + int(held * 0.55)
        return Exact(usd(listed), usd(cost), Decimal(len(mine)))

    return base, items, price


def _item(rng: random.Random, place: int) -> Item:
    price = rng.randint(200, 20_000) * 100
    needs = frozenset(f"i{other}" for other in range(place) if rng.random() < 0.12)
    cost = int(price * rng.uniform(0.3, 0.75))
    return Item(f"i{place}", f"Item {place}", price, cost, rng.randint(1, 5), needs, rng.random() < 0.8)


def every_fit(base: Base, items: Sequence[Item], wish: Wish, pricer: Pricer) -> list[Fit]:
    """All scopes that fit, by pricing every subset."""
    names = [item.id for item in items]
    subsets = (frozenset(s) for size in range(len(names) + 1) for s in combinations(names, size))
    found = (fit(kept, pricer(kept), wish, items) for kept in subsets if closed(kept, items))
    return [one for one in found if one]


def frontier_of(fits: Sequence[Fit]) -> list[tuple[int, Decimal]]:
    """Points lost and list price of the scopes that no other beats in both, best first."""
    best: list[tuple[int, Decimal]] = []
    for lost, listed in sorted((one.lost, one.exact.list_price.amount) for one in fits):
        if not best or listed < best[-1][1]:
            best.append((lost, listed))
    return best


_FIRM = """
[practice]
name = "Small"
version = "1"
firm = "Small"
currency = "USD"
confidence = 80
target_margin = "0.40"
hours_per_day = "8"
correlation = [[3, "0.30"], [6, "0.15"], [40, "0.05"]]
[[role]]
id = "engineer"
name = "Engineer"
annual_cost = "188000"
[[role]]
id = "lead"
name = "Lead"
annual_cost = "376000"
[[rate]]
role = "engineer"
amount = "330"
currency = "USD"
start = 2025-01-01
[[rate]]
role = "lead"
amount = "380"
currency = "USD"
start = 2025-01-01
[[route]]
id = "rest"
to = "custom-sow"
when = "true"
reason = "Ours."
"""
_HEAD = """
[offering]
id = "move"
name = "Move"
summary = "Things move."
approach = "In waves."
value = "They are elsewhere."
[[phase]]
id = "all"
name = "All"
[[question]]
id = "size"
text = "How much?"
kind = "number"
section = "Size"
why = "It sizes the work."
sample = "12"
[[activity]]
id = "core"
phase = "all"
name = "Core"
description = "What is always done."
effort = "40.0 + size"
low = 0.8
high = 1.6
roles = {engineer = "0.70", lead = "0.30"}
"""


def practice(rng: random.Random, lines: int) -> Practice:
    """A practice with optional lines of random sizes, ranges, roles and needs."""
    parts = [_HEAD, *(_activity(rng, place) for place in range(lines))]
    texts = {"practice.toml": _FIRM, "offerings/move/offering.toml": "\n".join(parts)}
    found, findings = load_texts(texts)
    assert found, findings
    return found


def _activity(rng: random.Random, place: int) -> str:
    after = [f"a{other}" for other in range(place) if rng.random() < 0.15]
    share = rng.choice(["0.00", "0.25", "0.50", "1.00"])
    roles = {"engineer": f"{1 - Decimal(share):.2f}", "lead": share}
    shares = ", ".join(f'{role} = "{part}"' for role, part in roles.items() if Decimal(part))
    low, high = rng.choice([("0.7", "1.6"), ("0.9", "1.2"), ("0.8", "2.2"), ("1.0", "1.0")])
    return f"""
[[activity]]
id = "a{place}"
phase = "all"
name = "Line {place}"
description = "May be left out."
effort = "{rng.randint(2, 60)}.0 + {rng.choice(["0.0", "0.1"])} * size"
low = {low}
high = {high}
roles = {{{shares}}}
optional = true
worth = {rng.randint(1, 5)}
after = {str(after).replace("'", '"')}
"""


def scoping() -> Scoping:
    terms = Terms("Someone", "Move", "move", DAY, "USD", 80, 7)
    return Scoping(terms, {"size": Answer(20)})
