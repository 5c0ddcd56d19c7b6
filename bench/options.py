"""The negotiation frontier over 40 optional lines: the best five scopes, how long they take and how sure.

Reference 1: merely pricing as many scopes as the search priced, drawn at random; the ratio is what the solver
adds. Reference 2: the least value that a linear relaxation says has to be lost, contingency left out.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from ortools.linear_solver import pywraplp

from bench.wide import FIRM, HEAD
from fairlead.engines.money import Money
from fairlead.engines.options.frontier import Frontier, frontier
from fairlead.engines.options.negotiation import Case, case_of
from fairlead.engines.options.scopes import Kept, Wish, units
from fairlead.engines.practice.load import load_texts
from fairlead.engines.scoping.values import Answer, Scoping, Terms

LINES = 40
FIXED = 20
COUNT = 5
PATIENCE = 40
SHARES = (0.25, 0.5, 0.75)

_SIZE = """
[[question]]
id = "size"
text = "How much?"
kind = "number"
section = "Size"
why = "It sizes the work."
sample = "12"
"""


def _activity(draw: random.Random, place: int) -> str:
    optional = place >= FIXED
    near = range(max(FIXED, place - 6), place) if optional else ()
    after = [f"a{other}" for other in near if draw.random() < 0.08]
    share = draw.choice(["0.10", "0.30", "0.60"])
    low, high = draw.choice([("0.7", "1.6"), ("0.9", "1.25"), ("0.8", "2.0")])
    more = f"optional = true\nworth = {draw.randint(1, 5)}\n" if optional else ""
    return f"""
[[activity]]
id = "a{place}"
phase = "all"
name = "Line {place}"
description = "Work."
effort = "{draw.randint(4, 60)}.0 + 0.1 * size"
low = {low}
high = {high}
roles = {{engineer = "{1 - Decimal(share):.2f}", lead = "{share}"}}
after = {str(after).replace("'", '"')}
{more}"""


def case() -> Case:
    """A generated offering of 20 fixed and 40 optional lines, loaded and shaped like any other."""
    draw = random.Random(1)
    text = "\n".join([HEAD, _SIZE, *(_activity(draw, place) for place in range(FIXED + LINES))])
    practice, findings = load_texts({"practice.toml": FIRM, "offerings/wide/offering.toml": text})
    if practice is None:
        raise SystemExit("\n".join(map(str, findings)))
    terms = Terms("Bench", "Bench", "wide", date(2026, 11, 23), "USD", 80, 1)
    found, findings = case_of(practice, Scoping(terms, {"size": Answer(20)}))
    if found is None:
        raise SystemExit("\n".join(map(str, findings)))
    return found


def _timed(work: Callable[[], Frontier]) -> tuple[Frontier, float]:
    start = time.perf_counter()
    made = work()
    return made, time.perf_counter() - start


def merely_priced(made: Case, count: int) -> float:
    """Seconds to price that many random scopes."""
    draw = random.Random(2)
    scopes = [_random(draw, made) for _ in range(count)]
    start = time.perf_counter()
    for kept in scopes:
        made.pricer(kept)
    return time.perf_counter() - start


def _random(draw: random.Random, made: Case) -> Kept:
    kept = {item.id for item in made.items if draw.random() < 0.7}
    return frozenset(item.id for item in made.items if item.id in kept and item.needs <= kept)


def least_lost(made: Case, wish: Wish) -> float:
    """The points that a linear relaxation has to lose: parts of lines, and no contingency."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    keep = {item.id: solver.NumVar(0, 1, item.id) for item in made.items}
    room = units(wish.budget) / float(1 - wish.most / 100) - made.base.price
    solver.Add(sum(item.price * keep[item.id] for item in made.items) <= room)
    for item in made.items:
        for other in item.needs:
            solver.Add(keep[item.id] <= keep[other])
    solver.Maximize(sum(item.worth * keep[item.id] for item in made.items))
    solver.Solve()
    return float(sum(item.worth for item in made.items) - solver.Objective().Value())


def run() -> list[tuple[float, float, float]]:
    """Print one row a budget and return them: share of the whole, seconds, ratio to merely pricing."""
    made = case()
    none, whole = (made.pricer(frozenset(i.id for i in made.items if some)) for some in (False, True))
    floor = Decimal("0.40")
    rows = []
    print(
        "budget | time | scopes priced | merely pricing | ratio | lost | linear bound | standing of the five"
    )
    for share in SHARES:
        low, high = none.list_price.amount, whole.list_price.amount
        budget = Money((low + (high - low) * Decimal(repr(share))).quantize(Decimal("0.01")), "USD")
        wish = Wish(budget, floor, Decimal(0), Decimal(5), COUNT, PATIENCE)
        found, seconds = _timed(lambda wish=wish: frontier(made.base, made.items, wish, made.pricer))
        mere = merely_priced(made, found.priced)
        best = found.places[0]
        standing = ", ".join(f"{p.standing} {p.fit.lost} (>= {p.at_least})" for p in found.places)
        print(f"{budget} | {seconds:.2f} s | {found.priced} | {mere:.2f} s | {seconds / mere:.2f}x | "
              f"{best.fit.lost} | {least_lost(made, wish):.1f} | {standing}")  # fmt: skip
        rows.append((share, seconds, seconds / mere))
    return rows


if __name__ == "__main__":
    run()
