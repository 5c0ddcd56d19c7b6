"""What scoping hands on: answers with their provenance, and the review of them against an offering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import Activity, Contradiction, Offering, RiskEvent


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer and where it came from. confidence: "high", "medium" or "low"."""

    value: object
    source: str = ""
    day: date | None = None
    confidence: str = "medium"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """The commercial frame of an engagement, beside the answers. discount in percent, two decimals.

    goal: the outcome that the customer wants it for, in a sentence of theirs.
    """

    customer: str
    name: str
    offering: str
    day: date
    currency: str
    confidence: int
    seed: int
    billing: str = "time-and-materials"
    discount: Decimal = Decimal(0)
    investment: Decimal = Decimal(0)
    region: str = ""
    segment: str = ""
    paper: str = "ours"
    msa: bool = False
    acceptance_days: int = 5
    partner_preferred: bool = False
    free_edition: bool = False
    public_sector: bool = False
    start: date | None = None
    contact: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What people say of a line in place of its formula, or of a line of their own.

    line:   an activity's id; any other id is a line of its own, which needs name, phase and roles.
    low, likely, high: P10, P50 and P90 in hours (kind "work"), or in `currency` for what is bought.
    basis:  one of BASES, and `reason` says in words why.
    kind:   "work", "vendor", "travel" or "expense", for a line of its own.
    roles:  shares of the hours by billable role, for a line of its own (sum 1).
    by:     who says so.
    """

    line: str
    low: Decimal
    likely: Decimal
    high: Decimal
    basis: str
    reason: str
    name: str = ""
    phase: str = ""
    kind: str = "work"
    roles: Mapping[str, Decimal] = field(default_factory=dict)
    currency: str = ""
    markup: Decimal = Decimal(0)
    billing: str = ""
    by: str = ""


# On what a line rests when it is not its formula: a hand, similar engagements, blind rounds, a workbook.
BASES = ("hand", "reference", "experts", "workbook")


@dataclass(frozen=True, slots=True)
class Freeze:
    """A time in which nothing is worked on, half-open: [start, end)."""

    start: date
    end: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the work may go.

    people:       how many people work at once, at most; 0 when only the activities' own teams say so.
    weekly_hours: hours a week that one person gives at least, which is what an end may be counted on;
                  0 for whole working days.
    country:      whose public holidays count ("GB", "US-CA"), "" for nobody's.
    holidays:     those holidays, kept so that the same pace gives the same days for ever.
    freezes:      times in which nothing is worked on.
    """

    people: int = 0
    weekly_hours: Decimal = Decimal(0)
    country: str = ""
    holidays: tuple[date, ...] = ()
    freezes: tuple[Freeze, ...] = ()


FREE_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the parties have agreed about the wording, beside the answers.

    variants: by clause, the id of the variant chosen by hand; "" for the clause's own text.
    figures:  by figure, the number in place of the standard one.
    jurisdiction: the law that governs; clauses for another one do not stand.
    billing_term: one of BILLING_TERMS, "" for the usual one of the billing.
    training_term: one of TRAINING_TERMS, "" for the usual one.
    """

    variants: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    jurisdiction: str = ""
    billing_term: str = ""
    training_term: str = ""


NOTHING_AGREED = Agreed()


@dataclass(frozen=True, slots=True)
class Scoping:
    """A scoping file, read: the frame and the answers by question id.

    adjustments: lines that do not follow their formula, and lines of their own.
    left_out:    ids of optional activities that are not part of this scope.
    pace:        how fast the work may go.
    agreed:      what was agreed about the wording.
    """

    terms: Terms
    answers: Mapping[str, Answer]
    adjustments: tuple[Adjustment, ...] = ()
    left_out: frozenset[str] = frozenset()
    pace: Pace = FREE_PACE
    agreed: Agreed = NOTHING_AGREED


@dataclass(frozen=True, slots=True)
class Work:
    """An activity that applies, with its likely hours (P50), the fixed list price where it has one
    (practice currency), and the ids of the questions that it depends on.

    quantity: units of its SKU, None without one.  cost: what is bought costs, in practice currency.
    adjustment: what people say of it in place of its formulas.
    """

    activity: Activity
    hours: float
    price: float | None
    depends: frozenset[str]
    quantity: float | None = None
    cost: float | None = None
    adjustment: Adjustment | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A risk event that applies: its probability (0 to 1) and what it costs in hours, if it happens."""

    risk: RiskEvent
    probability: float
    low: float
    likely: float
    high: float
    depends: frozenset[str]


@dataclass(frozen=True, slots=True)
class Review:
    """Answers held against an offering.

    values:         what formulas see, by name: answers, defaults of the unanswered, drivers.
    visible:        ids of the questions that apply, in file order.
    answered:       ids of visible questions with a sound answer.
    unanswered:     ids of visible mandatory questions without one.
    contradictions: the rules that the answers break.
    findings:       unsound answers and formulas that failed on these answers.
    work:           the activities that apply, in file order.
    events:         the risk events that apply, in file order.
    """

    offering: Offering
    values: Mapping[str, object]
    visible: tuple[str, ...]
    answered: tuple[str, ...]
    unanswered: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    findings: tuple[Finding, ...]
    work: tuple[Work, ...]
    memory: object = field(default=None, compare=False, repr=False)
    events: tuple[Event, ...] = ()
