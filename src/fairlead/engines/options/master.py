"""The solver's side of the frontier: which scope to price next, by CP-SAT over one yes or no a line.

What contingency a scope carries is known only once it is priced, so the model takes it as a share of the
price of the lines with a range. With a share that no scope goes below, whatever fits in truth fits in the
model, too: when the model finds nothing better, there is nothing better.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ortools.sat.python import cp_model

from fairlead.engines.options.scopes import Base, Item, Kept, Wish, units

SCALE = 1000  # shares are thousandths
SEED = 20_260_101
EFFORT = 4.0  # deterministic seconds of one solve: the same on any machine


@dataclass(frozen=True, slots=True)
class Share:
    """Contingency as thousandths of the price of the lines with a range: what it sells for and costs.

    guess: a share that scopes are likely to have; then the floor is asked of the list price as well.
    """

    price: int
    cost: int
    guess: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the model: a scope listed below `cap` and better than `than` (lost, list price)."""

    share: Share
    cap: int | None
    than: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Found:
    """The model's answer: a scope, or None; sure: whether it is the model's best, or the time was up.
    bound: no scope that the model allows loses fewer points."""

    kept: Kept | None
    sure: bool
    bound: int


def solve(base: Base, items: Sequence[Item], wish: Wish, ask: Ask, known: Collection[Kept]) -> Found:
    """The scope that loses least, then lists lowest, among those that are not `known` yet."""
    model = cp_model.CpModel()
    keep = {item.id: model.new_bool_var(item.id) for item in items}
    _needs(model, keep, items)
    listed = _listed(base, items, keep, ask.share)
    most = _most(base, items, ask)
    _budget(model, listed, wish, ask)
    _floor(model, listed, _cost(base, items, keep, ask.share), wish, ask.share)
    points = sum(item.worth * (1 - keep[item.id]) for item in items)
    if ask.than is not None:
        better, list_price = ask.than
        model.add(points * most + listed <= better * most + list_price * SCALE - 1)
    for scope in known:
        model.add_bool_or([~keep[i.id] if i.id in scope else keep[i.id] for i in items])
    model.minimize(points * most + listed)
    return _answer(model, keep, most)


def _most(base: Base, items: Sequence[Item], ask: Ask) -> int:
    """More than any list price, so that one point of worth outweighs every amount."""
    whole = SCALE * (base.price + sum(i.price for i in items))
    share = ask.share.price * (base.varying + sum(i.price for i in items if i.varies))
    return max(whole + share, SCALE * ask.than[1] if ask.than else 0) + 1


def _needs(model: cp_model.CpModel, keep: dict[str, cp_model.IntVar], items: Sequence[Item]) -> None:
    """A line is kept only together with the optional lines that have to come before it."""
    for item in items:
        for other in sorted(item.needs):
            model.add_implication(keep[item.id], keep[other])


def _listed(
    base: Base, items: Sequence[Item], keep: dict[str, cp_model.IntVar], share: Share
) -> cp_model.LinearExpr:
    """The list price with its contingency, in thousandths of a minor unit."""
    fixed = SCALE * base.price + share.price * base.varying
    parts = [keep[i.id] * (SCALE * i.price + share.price * i.price * i.varies) for i in items]
    return fixed + cp_model.LinearExpr.sum(parts)


def _cost(
    base: Base, items: Sequence[Item], keep: dict[str, cp_model.IntVar], share: Share
) -> cp_model.LinearExpr:
    fixed = SCALE * base.cost + share.cost * base.varying
    parts = [keep[i.id] * (SCALE * i.cost + share.cost * i.price * i.varies) for i in items]
    return fixed + cp_model.LinearExpr.sum(parts)


def _budget(model: cp_model.CpModel, listed: cp_model.LinearExpr, wish: Wish, ask: Ask) -> None:
    """The price after the largest discount is at most the budget; the list price is below the cap."""
    if wish.most < 100:
        net = 1 - wish.most / 100
        # Half a unit more: the discount is rounded to whole units.
        model.add(listed <= _whole((units(wish.budget) + Decimal("0.5")) / net * SCALE, ROUND_CEILING))
    if ask.cap is not None:
        model.add(listed <= SCALE * (ask.cap - 1))


def _floor(
    model: cp_model.CpModel,
    listed: cp_model.LinearExpr,
    cost: cp_model.LinearExpr,
    wish: Wish,
    share: Share,
) -> None:
    """The margin is at least the floor: of the budget, which no price exceeds, and of the list price."""
    part = 1 - wish.floor
    model.add(cost <= _whole(part * units(wish.budget) * SCALE, ROUND_FLOOR))
    if share.guess:
        of_list = _whole(part * (1 - wish.least / 100) * SCALE, ROUND_FLOOR)
        model.add(cost * SCALE <= listed * of_list)


def _whole(value: Decimal, rounding: str) -> int:
    return int(value.to_integral_value(rounding=rounding))


def _answer(model: cp_model.CpModel, keep: dict[str, cp_model.IntVar], most: int) -> Found:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = EFFORT
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Found(None, True, 0)
    bound = max(int(solver.best_objective_bound // most), 0)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, False, bound)
    kept = frozenset(name for name, variable in keep.items() if solver.boolean_value(variable))
    return Found(kept, status == cp_model.OPTIMAL, bound)
