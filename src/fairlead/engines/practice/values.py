"""The practice as frozen values: what the text under `practice/` says, once it is sound.

Formulas and conditions are CEL source strings (see `engines.expressions`); in every formula all numbers
are doubles. A condition left out is the text "true". Ids are kebab-case, except question and driver
ids, which are snake_case because formulas name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fairlead.engines.brand import HOUSE, Brand
from fairlead.engines.changing import LONG_DAYS
from fairlead.engines.figures import long_date
from fairlead.engines.practice.audience import Audience as Audience
from fairlead.engines.practice.closing import BookingItem, Prerequisite
from fairlead.engines.practice.market import (
    NINE_TO_FIVE,
    Idle,
    Reason,
    Sku,
    Territory,
    WorkingHours,
)
from fairlead.engines.practice.place import NOWHERE as NOWHERE
from fairlead.engines.practice.place import Place as Place
from fairlead.engines.practice.wording import Block as Block
from fairlead.engines.practice.wording import Clause as Clause
from fairlead.engines.practice.wording import Figure as Figure
from fairlead.engines.practice.wording import Variant as Variant
from fairlead.engines.practice.wording import Word as Word


class Kind(StrEnum):
    """What a question takes. NUMBER and INTEGER reach formulas as doubles, YESNO as bool, CHOICE and
    TEXT as string, CHOICES as a list of strings, DATE as an ISO string."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    YESNO = "yesno"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"


class Term(StrEnum):
    """The four classes of scope text that travel with an offering (em-process 2.7)."""

    ASSUMPTION = "assumption"
    EXCLUSION = "exclusion"
    DUTY = "duty"
    DELIVERABLE = "deliverable"


class ActivityKind(StrEnum):
    """What a line is bought as: our own work, a subcontractor's, a journey, or another expense."""

    WORK = "work"
    VENDOR = "vendor"
    TRAVEL = "travel"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a bank. `default` is the value formulas see while it is unanswered.

    about: "account" when one answer serves every engagement of the account (the same id in another
    offering is the same question), "engagement" when each engagement answers it for itself."""

    id: str
    text: str
    kind: Kind
    section: str
    why: str
    sample: str
    ask: str = "customer"
    mandatory: bool = False
    unit: str = ""
    options: tuple[Option, ...] = ()
    least: float | None = None
    most: float | None = None
    default: object = None
    when: str = "true"
    about: str = "account"
    place: Place = NOWHERE

    def said(self, value: object) -> str:
        """A choice by its label, several with commas, a day in words; anything else as it was written."""
        if isinstance(value, list | tuple):
            return ", ".join(self.said(item) for item in value)
        if self.kind is Kind.DATE:
            with suppress(ValueError):
                return long_date(date.fromisoformat(str(value)))
        return next((option.label for option in self.options if option.id == str(value)), str(value))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot all be true: `when` holds if they clash."""

    id: str
    questions: tuple[str, ...]
    when: str
    message: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Driver:
    """A named quantity that formulas share, computed from answers and from earlier drivers."""

    id: str
    name: str
    formula: str
    unit: str = ""
    why: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of work. `effort` gives likely hours (P50); `low` and `high` are the P10 and P90 as
    multiples of it. `roles` are shares that sum to 1. A fixed-price activity (education, a SKU) has a
    `price` formula in the practice currency; its hours are its cost basis and carry no range.

    sku:      id in the price book; `quantity` units of it are sold at its price on the day of the rates.
    cost:     for kinds vendor, travel and expense: a formula, practice currency; sold at cost * (1 + markup).
    billing:  "" as the engagement is billed, or one of BILLINGS for this line.
    optional: may be left out in a negotiation; `worth` (1 to 5) is what the customer loses by that.
    after:    ids of the activities that must have ended before this one starts.
    team:     how many people work on it at once, at most.
    cause:    the driver whose uncertainty it shares with other lines, "" for none but the common one."""

    id: str
    phase: str
    name: str
    description: str
    effort: str
    roles: Mapping[str, Decimal]
    low: Decimal = Decimal(1)
    high: Decimal = Decimal(1)
    when: str = "true"
    price: str = ""
    education: bool = False
    why: str = ""
    source: str = ""
    kind: ActivityKind = ActivityKind.WORK
    sku: str = ""
    quantity: str = "1.0"
    cost: str = ""
    markup: Decimal = Decimal(0)
    billing: str = ""
    optional: bool = False
    worth: int = 0
    after: tuple[str, ...] = ()
    team: Decimal = Decimal(1)
    cause: str = ""
    place: Place = NOWHERE


# How a line may be billed: em-process 3.6 and 4.3; a block and recurring services are prepaid hours.
BILLINGS = ("time-and-materials", "fixed-fee", "block", "training", "recurring")
# When it is invoiced (em-process 4.3): the first is that of time and materials, the others of a fixed fee.
BILLING_TERMS = ("time-and-materials", "sow-execution", "order-form", "milestones", "halves", "completion")
TRAINING_TERMS = ("sow-execution", "order-form")


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Something that may happen and then costs hours: probability (0 to 1) and three-point impact are
    formulas over answers and drivers, hours split over `roles`. It moves ranges, never the likely hours."""

    id: str
    name: str
    probability: str
    low: str
    likely: str
    high: str
    roles: Mapping[str, Decimal]
    when: str = "true"
    why: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ScopeTerm:
    """An assumption, exclusion, customer duty or deliverable. Its texts may hold {{ CEL }} figures.
    Deliverables carry `title`, `acceptance` and the activities that make them; duties carry `owner`, `due`
    and the activities that wait for them (none: the whole engagement)."""

    id: str
    kind: Term
    text: str
    title: str = ""
    acceptance: str = ""
    owner: str = ""
    due: str = ""
    activities: tuple[str, ...] = ()
    when: str = "true"
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    name: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Offering:
    """One sellable service: its questions, drivers, activities and scope text, in file order. `uses` names
    the shared files whose records stand before its own."""

    id: str
    name: str
    summary: str
    approach: str
    value: str
    phases: tuple[Phase, ...]
    questions: tuple[Question, ...]
    contradictions: tuple[Contradiction, ...]
    drivers: tuple[Driver, ...]
    activities: tuple[Activity, ...]
    terms: tuple[ScopeTerm, ...]
    risks: tuple[RiskEvent, ...] = ()
    uses: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Role:
    """A billable role. Standard cost per hour = annual (OTE + benefits) / 1,880 (em-process 2.6)."""

    id: str
    name: str
    annual_cost: Decimal
    place: Place = NOWHERE


ANY_ROLE = "default"  # the role of a rate that serves every role without one of its own


@dataclass(frozen=True, slots=True)
class Rate:
    """Bill rate per hour of a role, half-open in time: [start, end). region "" is every region,
    customer "" every customer; a customer is named as the account is."""

    role: str
    amount: Decimal
    currency: str
    start: date
    end: date | None = None
    region: str = ""
    customer: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Exchange:
    """One unit of `currency` is worth `rate` units of the practice currency from `start` on."""

    currency: str
    rate: Decimal
    start: date
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Gate:
    """An approval that opens when `when` holds over the facts of an estimate (em-process 1.8).
    stage: "estimate" (before a SOW may be written), "sow" or "signature". offering: its id when the gate is
    for one offering alone and may name its questions; likewise of routes and clauses.

    Of stages "sow" and "signature":
    vouches:  topics (`topics.TOPICS`) that the approval is for; () is all of them.
    after:    ids of gates of its stage that are passed before it is asked, where they are open.
    overrule: the firm role that may overrule an objection, "" for nobody."""

    id: str
    name: str
    role: str
    stage: str
    when: str
    reason: str
    evidence: str = ""
    due_days: int = 0
    offering: str = ""
    vouches: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    overrule: str = "director"
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Authority:
    """Who of the firm may sign a statement of work: a role, on what ground (`grounds.BASES`), and up to which
    amount; None is any. Of no currency, the amount is in that of the practice."""

    id: str
    role: str
    basis: str
    up_to: Decimal | None = None
    currency: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Clock:
    """A service level: hours from one fact to another, plain or business hours (em-process 0.5).
    notice: the other way round, the second fact comes no sooner than that many hours after the first."""

    id: str
    name: str
    starts: str
    stops: str
    hours: Decimal
    business: bool
    column: str = ""
    notice: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Route:
    """A vehicle for the sale: "standard-sku", "custom-sow", "partner" or "not-ours". Rules are read in
    file order; the first whose `when` holds decides, and its reason is shown."""

    id: str
    to: str
    when: str
    reason: str
    offering: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Practice:
    """Everything the firm sells by, at one version. `digest` is the SHA-256 of its canonical text."""

    name: str
    version: str
    firm: str
    currency: str
    confidence: int
    target_margin: Decimal
    hours_per_day: Decimal
    correlation: tuple[tuple[int, Decimal], ...]
    roles: tuple[Role, ...]
    rates: tuple[Rate, ...]
    exchange: tuple[Exchange, ...]
    gates: tuple[Gate, ...]
    clocks: tuple[Clock, ...]
    routes: tuple[Route, ...]
    blocks: tuple[Block, ...]
    clauses: tuple[Clause, ...]
    offerings: tuple[Offering, ...]
    margin_floor: Decimal = Decimal(0)
    fiscal_start: int = 1
    lost_after_days: int = 61
    extension_days: int = LONG_DAYS
    working: WorkingHours = NINE_TO_FIVE
    skus: tuple[Sku, ...] = ()
    territories: tuple[Territory, ...] = ()
    reasons: tuple[Reason, ...] = ()
    idle: tuple[Idle, ...] = ()
    variants: tuple[Variant, ...] = ()
    figures: tuple[Figure, ...] = ()
    words: tuple[Word, ...] = ()
    authorities: tuple[Authority, ...] = ()
    booking: tuple[BookingItem, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    audiences: tuple[Audience, ...] = ()
    brand: Brand = HOUSE
    digest: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def offering(self, offering_id: str) -> Offering:
        """The offering of that id; KeyError names the ones there are."""
        for offering in self.offerings:
            if offering.id == offering_id:
                return offering
        raise KeyError(f"no offering {offering_id!r}; there are: {', '.join(o.id for o in self.offerings)}")
