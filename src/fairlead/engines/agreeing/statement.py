"""What a statement of work says, topic by topic: the fields and clause texts that an approval vouches for.

It is read from the plain result that an estimate keeps (`shaping.result`), the commercial terms beside it,
and the clauses as they stand in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten
from typing import Any

from fairlead.engines.practice.topics import TOPICS


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause as it stands in the document, with the block that it stands in and who owns its words."""

    id: str
    block: str
    title: str
    owner: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the document says: `key` tells it apart, `label` is how a reader calls it."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything said, by topic. A thing may stand under several topics."""

    topics: Mapping[str, tuple[Said, ...]]


# The topic of a clause by the block that it stands in (em-process 2.7); others are legal wording.
BLOCK_TOPICS = {
    "background": "wording",
    "activities": "wording",
    "deliverables": "wording",
    "terms": "scope",
    "type": "billing",
    "price": "price",
    "billing": "billing",
    "acceptance": "acceptance",
    "expenses": "expenses",
    "schedule": "schedule",
    "people": "people",
}
_BOUGHT = ("vendor", "travel", "expense")
# How many letters of a term without a title say which one it is.
_BEGINS = 60


def statement(
    result: Mapping[str, Any], terms: Mapping[str, Any], clauses: Iterable[ClauseText]
) -> Statement:
    """What a statement of work says. result: `shaping.result` as plain data; terms: the commercial frame."""
    found: dict[str, list[Said]] = {topic: [] for topic in TOPICS}
    for topic, read in _FIELDS.items():
        found[topic] += read(result, terms)
    for one in result.get("departures", ()):
        found[f"departures-{one['role']}"].append(
            Said(f"departure.{one['id']}", _begins(one["reason"]), one["reason"])
        )
    for clause in clauses:
        said = Said(f"clause.{clause.id}", clause.title or clause.id, clause.text)
        for topic in topics_of(clause):
            found[topic].append(said)
    return Statement({topic: tuple(said) for topic, said in found.items()})


def topics_of(clause: ClauseText) -> tuple[str, ...]:
    """The topics of a clause: that of its block, and legal wording where Legal owns it."""
    topic = BLOCK_TOPICS.get(clause.block, "legal")
    return (topic, "legal") if clause.owner == "legal" and topic != "legal" else (topic,)


def to_plain(said: Statement) -> dict[str, list[list[str]]]:
    """A statement as JSON keeps it."""
    return {topic: [[one.key, one.label, one.value] for one in all_] for topic, all_ in said.topics.items()}


def from_plain(data: Mapping[str, Iterable[Iterable[str]]]) -> Statement:
    """The inverse of `to_plain`."""
    return Statement({topic: tuple(Said(*one) for one in said) for topic, said in data.items()})


def _number(value: object) -> str:
    """One spelling for one number: 7.50 and 7.5 are the same."""
    return format(Decimal(str(value)).normalize(), "f")


def _money(value: Mapping[str, str]) -> str:
    return f"{Decimal(value['amount']):,.2f} {value['currency']}"


def _price(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    figures = result["estimate"]
    labels = {
        "price": "Price",
        "list_price": "List price",
        "consulting": "Consulting",
        "education": "Education",
    }
    for key, label in labels.items():
        yield Said(key, label, _money(figures[key]))


def _rates(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    rates = dict[str, set[str]]()
    for line in result["estimate"]["lines"]:
        for part in line["roles"]:
            if line["kind"] in ("work", "contingency"):
                rates.setdefault(part["role"], set()).add(_money(part["rate"]))
    for role, found in sorted(rates.items()):
        name = role.replace("-", " ").capitalize()
        yield Said(f"rate.{role}", f"Rate of {name}", ", ".join(sorted(found)))


def _discount(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("discount", "Discount, percent", _number(result["estimate"]["discount_percent"]))


def _investment(_: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("investment", "Unpaid services", _number(terms.get("investment", 0)))


def _margin(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("cost", "Cost", _money(result["estimate"]["cost"]))
    yield Said("margin", "Margin", _number(result["estimate"]["margin"]))


def _effort(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    figures = result["estimate"]
    yield Said("hours", "Hours", _number(figures["hours"]))
    for line in figures["lines"]:
        if line["kind"] not in _BOUGHT:
            yield Said(f"hours.{line['id']}", f"Hours of {line['name']}", _number(line["hours"]))


def _schedule(result: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("start", "Wished start", str(terms.get("start") or "open"))
    timetable = result["estimate"].get("timetable")
    if timetable:
        yield Said("weeks", "Weeks", _number(timetable["weeks"]))
        phases = ", ".join(phase["name"] for phase in timetable["phases"])
        yield Said("phases", "Phases, in order", phases)


def _scope(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("offering", "Service", str(result["offering"]))
    for line in result["estimate"]["lines"]:
        if line["kind"] not in ("contingency", "travel", "expense"):
            yield Said(f"line.{line['id']}", f"Activity {line['name']}", line["description"])
    for term in result["terms"]:
        words = [term.get("title", ""), term["text"], term.get("owner", ""), term.get("due", "")]
        label = f"{str(term.get('kind', 'term')).capitalize()} {_called(term)}"
        yield Said(f"term.{term['id']}", label, " | ".join(filter(None, words)))


def _called(term: Mapping[str, Any]) -> str:
    """What a term goes by: its title, else the words that it begins with."""
    return str(term.get("title") or "") or f"“{_begins(str(term['text']))}”"


def _begins(text: str) -> str:
    return shorten(text, _BEGINS, placeholder="…")


def _acceptance(result: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[Said]:
    days = str(terms.get("acceptance_days", 5))
    yield Said("acceptance_days", "Days of silent acceptance", days)
    for term in result["terms"]:
        if term.get("acceptance"):
            label = f"Acceptance of {_called(term)}"
            yield Said(f"acceptance.{term['id']}", label, term["acceptance"])


def _billing(result: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("billing", "Billing", str(terms.get("billing", "")))
    for line in result["estimate"]["lines"]:
        if line.get("billing"):
            yield Said(f"billing.{line['id']}", f"Billing of {line['name']}", line["billing"])


def _expenses(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    for line in result["estimate"]["lines"]:
        if line["kind"] in _BOUGHT:
            yield Said(f"bought.{line['id']}", line["name"], _money(line["price"]))


def _people(result: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[Said]:
    roles = {part["role"] for line in result["estimate"]["lines"] for part in line["roles"]}
    yield Said("roles", "Roles", ", ".join(sorted(roles)))


def _legal(result: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[Said]:
    yield Said("customer", "Customer", str(result["customer"]))
    yield Said("paper", "Paper", str(terms.get("paper", "ours")))
    yield Said("msa", "Master agreement", "yes" if terms.get("msa") else "no")


_FIELDS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Said]]] = {
    "price": _price,
    "rates": _rates,
    "discount": _discount,
    "investment": _investment,
    "margin": _margin,
    "effort": _effort,
    "schedule": _schedule,
    "scope": _scope,
    "acceptance": _acceptance,
    "billing": _billing,
    "expenses": _expenses,
    "people": _people,
    "legal": _legal,
}
