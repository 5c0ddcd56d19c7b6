"""What a change to work under a signed statement of work needs, and how it is booked (em-process 5.5, 2.8).

Data: what is asked. Rules: one sentence each, in a table. Result: the instruments with the rules that ask
for them, and what happens on the side of the sale. docs/spec/changes.md has the worked numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fairlead.engines.findings import Finding
from fairlead.engines.money import Money

LONG_DAYS = 61  # "about two months", where the practice says nothing else
MOST_DAYS = 3_660

ORDER = "change-order"
CONFIRMATION = "confirmation"
EXCEPTION = "work-exception"
AT_RISK = "work-at-risk"

# What has to be there before an instrument holds.
SIGNED, CONFIRMED, APPROVED = "both-sign", "customer-confirms", "leadership-approves"

LABELS = ("WE-product", "WE-ps", "WE-scoping", "WE-time")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a change asks for, against the statement of work that stands.

    price:    by how much its total changes, in its currency; hours and days likewise (calendar days by
              which its end moves; less than 0 is sooner).
    scope:    activities or deliverables change.
    switch:   time and materials become a fixed fee, or the other way round.
    judged:   the project manager wants an order though no rule asks for one.
    overrun:  the hours or the budget of the statement of work do not reach for what it says.
    unsigned: work begins, or goes on, before this is signed.
    label:    which exception it is, for an overrun; one of LABELS.
    earlier:  days by which the customer's word alone moved the end before this, since the last order.
    limit:    from how many days on an extension is an order.
    """

    price: Money
    hours: Decimal = Decimal(0)
    days: int = 0
    scope: bool = False
    switch: bool = False
    judged: bool = False
    overrun: bool = False
    unsigned: bool = False
    label: str = ""
    earlier: int = 0
    limit: int = LONG_DAYS

    @property
    def extends(self) -> int:
        """Days by which the end moves with what was agreed before; 0 where this does not move it on."""
        return self.days + max(self.earlier, 0) if self.days > 0 else 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What stands: total, hours, and the last day where that is known."""

    price: Money
    hours: Decimal
    end: date | None = None

    def with_change(self, asked: Asked) -> Terms:
        """The same with a change."""
        end = self.end + timedelta(asked.days) if self.end else None
        return Terms(self.price + asked.price, self.hours + asked.hours, end)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, its sentence ({limit} and {before} are filled in), and when it asks for its
    instrument."""

    id: str
    instrument: str
    sentence: str
    asks: Callable[[Asked], bool]


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the change needs. needs: SIGNED, CONFIRMED or APPROVED; why: the sentences that ask for it."""

    kind: str
    needs: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """What happens on the side of the sale.

    kind:   "new-opportunity" (for `amount`), "amended", "refund-and-rebook" (of `amount`) or "none".
    steps:  what is done, in order.
    """

    kind: str
    amount: Money
    why: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change needs, and how it is booked."""

    instruments: tuple[Instrument, ...]
    booking: Booking

    @property
    def needs(self) -> tuple[str, ...]:
        """What has to be there before the change holds, each once."""
        return tuple(dict.fromkeys(instrument.needs for instrument in self.instruments))

    def has(self, kind: str) -> bool:
        return any(instrument.kind == kind for instrument in self.instruments)


RULES = (
    Rule("more-budget", ORDER, "More budget is a change order.", lambda a: a.price.amount > 0),
    Rule(
        "less-budget", ORDER, "A lower total is a change order: what was booked is refunded and booked anew.",
        lambda a: a.price.amount < 0,
    ),
    Rule(
        "long-extension", ORDER,
        "An extension of about two months ({limit} days) or more is a change order{before}.",
        lambda a: a.extends >= a.limit,
    ),
    Rule(
        "switch", ORDER, "Changing between time and materials and a fixed fee is a change order.",
        lambda a: a.switch,
    ),
    Rule("judged", ORDER, "The project manager judges that it needs an order.", lambda a: a.judged),
    Rule(
        "scope-within", CONFIRMATION,
        "A change of scope within duration and budget needs the customer's word in writing.",
        lambda a: a.scope,
    ),
    Rule(
        "short-extension", CONFIRMATION,
        "An extension of less than {limit} days needs the customer's word in writing{before}.",
        lambda a: 0 < a.extends < a.limit,
    ),
    Rule(
        "sooner", CONFIRMATION, "An earlier end needs the customer's word in writing.", lambda a: a.days < 0
    ),
    Rule(
        "more-hours", CONFIRMATION,
        "Other hours within the same budget need the customer's word in writing.",
        lambda a: a.hours != 0 and not a.overrun,
    ),
    Rule(
        "overrun", EXCEPTION, "More hours than were sold are a work exception, approved by the leadership.",
        lambda a: a.overrun,
    ),
    Rule(
        "unsigned", AT_RISK,
        "Work before the signature is work at risk, approved by the leadership and not billed before.",
        lambda a: a.unsigned,
    ),
)  # fmt: skip

_NEEDS = {ORDER: SIGNED, CONFIRMATION: CONFIRMED, EXCEPTION: APPROVED, AT_RISK: APPROVED}

_NEW = (
    "Open a professional services opportunity for the amount.",
    "Put the signed change order and its cost estimate on it.",
    "Have a project of its own set up for it.",
)
_AMENDED = (
    'Clone the opportunity with "Amended SOW" in its name; keep the close date and an identical quote.',
    "Mark the first one as its duplicate and link the two.",
    "Put the first statement of work, the amended one and the cost estimate on it.",
)
_REFUND = (
    "Refund what was booked beyond the new total.",
    "Book the statement of work anew at the new total.",
)


def verdict(asked: Asked) -> Verdict:
    """The instruments that a change needs, with their reasons, and its booking.

    A change order holds what a written confirmation would, so beside it none is asked for.
    """
    found: dict[str, list[str]] = {}
    for rule in RULES:
        if rule.asks(asked):
            found.setdefault(rule.instrument, []).append(_said(rule, asked))
    if ORDER in found:
        found.pop(CONFIRMATION, None)
    instruments = tuple(Instrument(kind, _NEEDS[kind], tuple(why)) for kind, why in found.items())
    return Verdict(instruments, _booking(asked, ORDER in found))


def _said(rule: Rule, asked: Asked) -> str:
    counted = asked.extends > asked.days
    before = f": with what was agreed before it comes to {asked.extends} days" if counted else ""
    return rule.sentence.format(limit=asked.limit, before=before)


def _booking(asked: Asked, ordered: bool) -> Booking:
    nothing = Money(Decimal(0), asked.price.currency)
    if asked.price.amount < 0:
        less = Money(-asked.price.amount, asked.price.currency)
        return Booking("refund-and-rebook", less, "The total falls.", _REFUND)
    if asked.price.amount > 0:
        return Booking("new-opportunity", asked.price, "The total of a booked statement never rises.", _NEW)
    if asked.extends >= asked.limit:
        return Booking("new-opportunity", nothing, "So long an extension has its own opportunity.", _NEW)
    if ordered:
        return Booking("amended", nothing, "The total stays.", _AMENDED)
    return Booking("none", nothing, "Nothing that was booked changes.")


def check_asked(asked: Asked) -> Iterator[Finding]:
    """Everything that is wrong with what is asked."""
    if not any(rule.asks(asked) for rule in RULES):
        yield _wrong(
            "price", "nothing", "Nothing changes.", "Say what does: price, hours, days, scope or billing."
        )
    if asked.price != asked.price.rounded():
        yield _wrong(
            "price", "decimals", f"{asked.price.amount} has more decimals than {asked.price.currency}."
        )
    if abs(asked.days) > MOST_DAYS:
        yield _wrong("days", "out-of-bounds", f"{asked.days} days are more than ten years.")
    if asked.label and asked.label not in LABELS:
        fix = f"It is one of {', '.join(LABELS)}."
        yield _wrong("label", "unknown-label", f"There is no exception {asked.label[:40]!r}.", fix)
    if asked.overrun and not asked.label:
        fix = f"It is one of {', '.join(LABELS)}; WE-scoping when the sale misjudged the scope."
        yield _wrong("label", "missing", "An overrun says which exception it is.", fix)
    if asked.label and not asked.overrun:
        yield _wrong("overrun", "missing", f"{asked.label[:40]} labels an overrun, and none is asked for.")


def _wrong(where: str, code: str, message: str, fix: str = "") -> Finding:
    return Finding("", 0, where, code, message, fix)
