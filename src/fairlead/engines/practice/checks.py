"""What a schema cannot say: ids that must exist, shares that must sum, ranges that must not overlap.

Every check takes values and returns all it found; `Locator` turns a value's place into the line of a key.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from fairlead.engines.expressions.formula import RESERVED, Stand, nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.facts import CURRENCIES, FIRM_ROLES, GATE_FACTS
from fairlead.engines.practice.lines import Key
from fairlead.engines.practice.market import Sku
from fairlead.engines.practice.reading import Document
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import (
    ANY_ROLE,
    Authority,
    Clause,
    Driver,
    Exchange,
    Gate,
    Kind,
    Offering,
    Place,
    Question,
    Rate,
    Role,
    Route,
)

MAX_QUESTIONS = 2_000


TABLES = (("practice",), ("working",), ("offering",))


def is_record(path: Key) -> bool:
    """Whether a path is that of a record: an element of an array of tables, or a table that stands once."""
    return (len(path) == 2 and isinstance(path[1], int)) or path in TABLES


class Dated(Protocol):
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date | None: ...
    @property
    def place(self) -> Place: ...


D = TypeVar("D", bound=Dated)


class Placed(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def place(self) -> Place: ...


class Locator:
    """From the place of a record to the line and key path of one of its keys."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._records: dict[Place, tuple[Document, Key]] = {}
        for document in documents:
            for path, line in document.lines.tables.items():
                if is_record(path):
                    self._records[Place(document.name, line)] = (document, path)

    def stand(self, place: Place, key: str = "") -> Stand:
        found = self._records.get(place)
        if found is None:
            return Stand(place.file, place.line, key)
        document, path = found
        path = (*path, *key.split(".")) if key else path
        return Stand(place.file, document.line(path), document.where(path))


class At(NamedTuple):
    """A key of a record that is checked; its line is looked up only when something is wrong with it."""

    locate: Locator
    place: Place
    key: str

    def stand(self) -> Stand:
        return self.locate.stand(self.place, self.key)


@dataclass(frozen=True, slots=True)
class Firm:
    """The records of the firm that were sound enough to build, and every id that was at least named."""

    currency: str
    roles: tuple[Role, ...]
    rates: tuple[Rate, ...]
    exchange: tuple[Exchange, ...]
    gates: tuple[Gate, ...]
    clauses: tuple[Clause, ...]
    role_ids: frozenset[str]
    block_ids: frozenset[str]
    skus: tuple[Sku, ...] = ()
    routes: tuple[Route, ...] = ()
    offering_ids: frozenset[str] = frozenset()
    authorities: tuple[Authority, ...] = ()


def twice(items: Iterable[Placed], word: str, locate: Locator) -> Iterator[Finding]:
    """A "duplicate-id" for every item whose id an earlier one has."""
    first: dict[str, Place] = {}
    for item in items:
        if item.id in first:
            where = f"{first[item.id].file}:{first[item.id].line}"
            message = f"The {word} {item.id} stands already in {where}."
            yield locate.stand(item.place, "id").finding("duplicate-id", message, "Rename one of them.")
        first.setdefault(item.id, item.place)


def unknown(
    at: At, name: str, known: Collection[str], word: str, code: str = "unknown-id"
) -> Iterator[Finding]:
    """A finding when `name` is not one of `known`, with the nearest of them or all."""
    if name not in known:
        known = sorted(known)
        fix = nearest(name, known) or (f"There are: {', '.join(known)}." if known else "There are none.")
        yield at.stand().finding(code, f"There is no {word} {name}.", fix)


def firm(parts: Firm, locate: Locator) -> Iterator[Finding]:
    """Roles, rates, currencies, gates and clauses of the firm."""
    yield from twice(parts.roles, "role", locate)
    yield from twice(parts.gates, "gate", locate)
    yield from twice(parts.clauses, "clause", locate)
    limited: tuple[Gate | Clause | Route, ...] = (*parts.gates, *parts.clauses, *parts.routes)
    for item in limited:
        if item.offering:
            at = At(locate, item.place, "offering")
            yield from unknown(at, item.offering, parts.offering_ids, "offering")
    yield from _rates(parts, locate)
    yield from _currencies(parts, locate)
    for gate in parts.gates:
        yield from unknown(At(locate, gate.place, "role"), gate.role, FIRM_ROLES, "firm role", "unknown-role")
    yield from _authorities(parts, locate)
    for clause in parts.clauses:
        yield from unknown(At(locate, clause.place, "block"), clause.block, parts.block_ids, "block")


def _authorities(parts: Firm, locate: Locator) -> Iterator[Finding]:
    """Who may sign: a role of the firm that is not sales, in a currency whose worth is known."""
    yield from twice(parts.authorities, "authority", locate)
    known = {parts.currency, *(exchange.currency for exchange in parts.exchange)}
    for one in parts.authorities:
        yield from unknown(At(locate, one.place, "role"), one.role, FIRM_ROLES, "firm role", "unknown-role")
        if one.role == "sales":
            fix = "Name finance or another role."
            yield locate.stand(one.place, "role").finding("sales-signs", "Sales never signs.", fix)
        if one.currency:
            at = At(locate, one.place, "currency")
            yield from unknown(at, one.currency, known, "rate of exchange for", "no-exchange")


def _rates(parts: Firm, locate: Locator) -> Iterator[Finding]:
    for rate in parts.rates:
        known = {*parts.role_ids, ANY_ROLE}
        yield from unknown(At(locate, rate.place, "role"), rate.role, known, "role", "unknown-role")
    yield from overlaps(parts.rates, _rate_name, "overlapping-rates", locate)
    rated = {rate.role for rate in parts.rates}
    for role in parts.roles:
        if role.id not in rated and ANY_ROLE not in rated:
            fix = f'Add a [[rate]] with role = "{role.id}".'
            stand = locate.stand(role.place, "id")
            yield stand.finding("role-without-rate", f"The role {role.id} has no rate.", fix)


def _rate_name(rate: Rate) -> str:
    region = f" in {rate.region}" if rate.region else ""
    customer = f" for {rate.customer}" if rate.customer else ""
    return f"The rate of {rate.role}{region}{customer}"


def overlaps(items: Iterable[D], name: Callable[[D], str], code: str, locate: Locator) -> Iterator[Finding]:
    """Findings for dated records that end before they start ("empty-range"), and, with `code`, for those
    that hold on one day for the same thing; `name` says what that is ("The rate of engineer")."""
    groups: dict[str, list[D]] = {}
    for item in items:
        if item.end is not None and item.end <= item.start:
            message = f"{name(item)} ends on {item.end}, which is not after its start on {item.start}."
            stand = locate.stand(item.place, "end")
            yield stand.finding("empty-range", message, "The end is the first day without.")
        else:
            groups.setdefault(name(item), []).append(item)
    for dated in groups.values():
        dated.sort(key=lambda item: item.start)
        for earlier, later in itertools.pairwise(dated):
            if earlier.end is None or earlier.end > later.start:
                until = f"until {earlier.end}" if earlier.end else "without an end"
                message = (
                    f"{name(later)} from {later.start} overlaps the one of "
                    f"line {earlier.place.line}, which runs {until}."
                )
                fix = f"End the earlier one on {later.start}: the end is the first day without it."
                yield locate.stand(later.place, "start").finding(code, message, fix)


def _currencies(parts: Firm, locate: Locator) -> Iterator[Finding]:
    exchanged = {exchange.currency for exchange in parts.exchange}
    items: tuple[Rate | Sku | Exchange, ...] = (*parts.rates, *parts.skus, *parts.exchange)
    for item in items:
        at = At(locate, item.place, "currency")
        if item.currency not in CURRENCIES:
            fix = nearest(item.currency, CURRENCIES) or "Write an active code of ISO 4217."
            yield at.stand().finding("unknown-currency", f"{item.currency} is no currency.", fix)
        elif isinstance(item, Exchange) and item.currency == parts.currency:
            message = f"{item.currency} is the currency of the practice itself; it is worth 1."
            yield at.stand().finding("own-currency", message, "Remove the line.")
        elif item.currency != parts.currency and item.currency not in exchanged:
            message = f"There is no exchange rate for {item.currency}."
            yield at.stand().finding("no-exchange", message, "Add an [[exchange]] for it.")
    doubled = Counter((exchange.currency, exchange.start) for exchange in parts.exchange)
    for exchange in parts.exchange:
        if doubled[exchange.currency, exchange.start] > 1:
            message = f"{exchange.currency} has two exchange rates from {exchange.start}."
            yield locate.stand(exchange.place, "start").finding("duplicate-id", message)


def offering(item: Offering, named: Mapping[str, frozenset[str]], locate: Locator) -> Iterator[Finding]:
    """Questions, names and scope texts of one offering; `named` has every id of "question" and "activity" in
    the text, so that a record with another error is not also reported as missing."""
    yield from twice(item.activities, "activity", locate)
    yield from twice(item.contradictions, "contradiction", locate)
    yield from twice(item.terms, "scope term", locate)
    yield from twice((*item.questions, *item.drivers), "name", locate)
    for phase, count in Counter(phase.id for phase in item.phases).items():
        if count > 1:
            yield locate.stand(item.place).finding("duplicate-id", f"The phase {phase} stands {count} times.")
    things: tuple[Question | Driver, ...] = (*item.questions, *item.drivers)
    for thing in things:
        if thing.id in RESERVED or thing.id in GATE_FACTS:
            whose = "a fact of every estimate" if thing.id in GATE_FACTS else "a word of the formula language"
            stand = locate.stand(thing.place, "id")
            yield stand.finding("reserved-name", f"{thing.id} is {whose}.", "Choose another id.")
    for question in item.questions:
        yield from _question(question, locate)
    for contradiction in item.contradictions:
        for name in contradiction.questions:
            yield from unknown(
                At(locate, contradiction.place, "questions"), name, named["question"], "question"
            )
    for term in item.terms:
        for name in term.activities:
            yield from unknown(At(locate, term.place, "activities"), name, named["activity"], "activity")


def same_questions(offerings: Iterable[Offering], locate: Locator) -> Iterator[Finding]:
    """One answer about an account serves all of its engagements, so a question with the same id must take
    the same answers in every offering: the same kind, unit and options."""
    first: dict[str, Question] = {}
    for item in offerings:
        elsewhere = dict(first)
        for question in item.questions:
            first.setdefault(question.id, question)
            other = elsewhere.get(question.id, question)
            if other.place == question.place or "engagement" in (question.about, other.about):
                continue
            for key in ("kind", "unit", "options"):
                if _takes(question, key) != _takes(other, key):
                    where = f"{other.place.file}:{other.place.line}"
                    message = f"{question.id} has another {key.rstrip('s')} than in {where}."
                    fix = 'Ask it alike, give it another id, or say about = "engagement" where it stands.'
                    yield locate.stand(question.place, key).finding("asked-otherwise", message, fix)


def _takes(question: Question, key: str) -> object:
    options = {option.id for option in question.options}
    return options if key == "options" else getattr(question, key)


def _question(question: Question, locate: Locator) -> Iterator[Finding]:
    chosen = question.kind in (Kind.CHOICE, Kind.CHOICES)
    if chosen and not question.options:
        stand = locate.stand(question.place, "options")
        fix = 'Add options = [{id = "...", label = "..."}].'
        yield stand.finding("missing-key", f"A question of kind {question.kind} needs options.", fix)
    if question.options and not chosen:
        stand = locate.stand(question.place, "options")
        yield stand.finding(
            "unknown-key", f"A question of kind {question.kind} has no options.", "Remove them."
        )
    for option, count in Counter(option.id for option in question.options).items():
        if count > 1:
            stand = locate.stand(question.place, "options")
            yield stand.finding("duplicate-id", f"The option {option} stands {count} times.")
    numeric = question.kind in (Kind.INTEGER, Kind.NUMBER)
    for bound in ("least", "most"):
        if getattr(question, bound) is not None and not numeric:
            stand = locate.stand(question.place, bound)
            yield stand.finding(
                "unknown-key", f"A question of kind {question.kind} has no `{bound}`.", "Remove it."
            )
    if question.default is not None and question.default != "" and (question.options or not chosen):
        refusal = taken(question, question.default)
        if isinstance(refusal, Refusal):
            stand = locate.stand(question.place, "default")
            yield stand.finding(
                refusal.code, f"The default is no sound answer. {refusal.message}", refusal.fix
            )
    if question.least is not None and question.most is not None and question.least > question.most:
        message = f"least ({question.least:g}) is above most ({question.most:g})."
        yield locate.stand(question.place, "least").finding("empty-range", message)
