"""The steps that a statement of work needs: from the practice's gates, in their order, with their time.

A gate whose condition does not hold is no step. Steps without `after` are asked together; those of the
signature wait for all of the statement of work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fairlead.engines.agreeing.meaning import vouched
from fairlead.engines.calendar import Schedule, add_business_days
from fairlead.engines.calendar import due as due_at
from fairlead.engines.practice.values import Clock, Gate

STAGES = ("sow", "signature")

# What sellers ask for: whoever sells an engagement approves no step that is for these alone.
ASKED_BY_SALES = frozenset({"discount", "investment"})

# Whose steps a seller answers of what they sell: those of their own side.
SELLERS_ROLE = "sales"


@dataclass(frozen=True, slots=True)
class Step:
    """One approval that is asked for; `reason` has the figures of the engagement in it."""

    id: str
    name: str
    role: str
    stage: str
    reason: str
    evidence: str
    due_days: int
    vouches: tuple[str, ...]
    after: tuple[str, ...]
    overrule: str


def steps(opened: Iterable[Mapping[str, str]], gates: Iterable[Gate]) -> tuple[Step, ...]:
    """The steps of a statement of work, those of the document before those of the signature.

    opened: the gates that hold for it, as a result keeps them: id, name, role, stage and filled reason.
    gates:  those of its practice, which say what they vouch for. `after` keeps only what is a step too.
    """
    known = {gate.id: gate for gate in gates}
    held = [one for one in opened if one["stage"] in STAGES and one["id"] in known]
    ids = {one["id"] for one in held}
    found = [_step(one, known[one["id"]], ids) for one in held]
    return tuple(sorted(found, key=lambda step: STAGES.index(step.stage)))


def _step(opened: Mapping[str, str], gate: Gate, ids: Collection[str]) -> Step:
    after = tuple(name for name in gate.after if name in ids)
    return Step(
        gate.id, opened["name"], opened["role"], opened["stage"], opened["reason"], gate.evidence,
        gate.due_days, vouched(gate.vouches), after, gate.overrule,
    )  # fmt: skip


def skipped(found: Iterable[Step], gates: Iterable[Gate], offering: str) -> tuple[Gate, ...]:
    """The gates of the statement of work and the signature that this one does not need."""
    there = {step.id for step in found}
    return tuple(
        gate
        for gate in gates
        if gate.stage in STAGES and gate.offering in ("", offering) and gate.id not in there
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one step is: `passed_at` is None until it is passed."""

    id: str
    stage: str
    after: tuple[str, ...]
    passed_at: datetime | None


def waits_for(step: Standing, among: Sequence[Standing]) -> tuple[str, ...]:
    """Ids of the steps that come first and are not passed yet; () when it is this one's turn."""
    return tuple(other.id for other in _before(step, among) if other.passed_at is None)


def turn_at(step: Standing, among: Sequence[Standing], asked: datetime) -> datetime | None:
    """Since when it is this step's turn: when it was asked for, or when the last one before it passed."""
    times = [other.passed_at for other in _before(step, among)]
    reached = [at for at in times if at is not None]
    return max([asked, *reached]) if len(reached) == len(times) else None


def _before(step: Standing, among: Sequence[Standing]) -> list[Standing]:
    signs = step.stage == "signature"
    return [one for one in among if one.id in step.after or (signs and one.stage != "signature")]


def agreed(among: Iterable[Standing]) -> bool:
    """Whether every step of the document itself is passed; signatures come after."""
    return all(one.passed_at is not None for one in among if one.stage != "signature")


def due(
    due_days: int, asked: datetime, turn: datetime, promise: Clock | None, office: Schedule
) -> datetime | None:
    """When an answer is due: business days after its turn came, where its gate names them; else when the
    firm's promise on the whole, which runs since it was asked for, is up. None without either."""
    if due_days:
        return add_business_days(turn, due_days, office.workdays, office.zone)
    if promise is None:
        return None
    return due_at(asked, Decimal(promise.hours), office) if promise.business else due_at(asked, promise.hours)


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands were on a statement of work, by user: who drew up it or its estimate, who asked for the
    approvals, who sells the engagement, and who has passed steps of the signature."""

    makers: frozenset[int]
    asker: int | None
    seller: int | None
    signed: frozenset[int]


def barred(stage: str, role: str, vouches: Collection[str], user: int, sells: bool, hands: Hands) -> str:
    """Why this user does not approve this step, whatever their role and in whosever place; "" when nothing
    is against it.

    role: whom the step asks; sells: whether the user holds a role of sales, alone or beside another.
    """
    if user in hands.makers:
        return "Nobody approves what they drew up; someone else of the role that is asked has to."
    if user == hands.asker:
        return "Nobody approves what they asked for; someone else of the role that is asked has to."
    if user == hands.seller and ASKED_BY_SALES.issuperset(vouches):
        return "Whoever sells an engagement approves neither its discount nor its unpaid services."
    if user == hands.seller and role != SELLERS_ROLE:
        return "Whoever sells an engagement answers for nobody but sales about it; someone else has to."
    if stage == "signature" and sells:
        return "Sales never signs."
    if stage == "signature" and user in hands.signed:
        return "Whoever stamps does not sign: one pair of eyes for each."
    return ""
