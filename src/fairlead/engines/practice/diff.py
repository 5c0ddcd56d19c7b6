"""What a newer version of a practice would change, in sentences that an engagement manager can weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol

from fairlead.engines.practice.market import Sku
from fairlead.engines.practice.taking import shown
from fairlead.engines.practice.values import Offering, Option, Practice, Rate


class _Named(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. offering: its id, "" for the firm. what: the kind of record ("activity"). id: the
    record's id. key: the field that differs, "" for a record added, removed or moved."""

    offering: str
    what: str
    id: str
    key: str
    sentence: str


# Fields whose change changes figures or words that a customer sees; `place` is only where a text stands.
_SILENT = {"place", "id"}
_WORDS = {"when": "condition"} | {key: f"{key} formula" for key in ("effort", "price", "quantity", "cost")}
_LONG_TEXTS = {
    "text",
    "description",
    "message",
    "reason",
    "approach",
    "value",
    "summary",
    "why",
    "acceptance",
    "fix",
}
_HEAD = (
    "currency",
    "confidence",
    "target_margin",
    "margin_floor",
    "hours_per_day",
    "correlation",
    "fiscal_start",
    "lost_after_days",
    "extension_days",
    "working",
)
_KINDS = (
    ("questions", "question"),
    ("contradictions", "contradiction"),
    ("drivers", "driver"),
    ("activities", "activity"),
    ("phases", "phase"),
    ("risks", "risk"),
)


def diff(old: Practice, new: Practice) -> tuple[Change, ...]:
    """Every difference from `old` to `new`: the firm first, then its offerings in the order of the new."""
    return (*_firm(old, new), *_offerings(old, new))


def _firm(old: Practice, new: Practice) -> Iterator[Change]:
    for key in _HEAD:
        was, now = getattr(old, key), getattr(new, key)
        if was != now:
            sentence = f"The practice's {key.replace('_', ' ')} changes from {_say(was)} to {_say(now)}."
            yield Change("", "practice", "", key, sentence)
    yield from _rates(old.rates, new.rates)
    yield from _skus(old.skus, new.skus)
    yield from _exchange(old, new)
    for key, what in (
        ("roles", "role"),
        ("gates", "gate"),
        ("authorities", "authority"),
        ("clocks", "clock"),
        ("routes", "route"),
        ("blocks", "block"),
        ("clauses", "clause"),
        ("variants", "variant"),
        ("figures", "figure"),
        ("words", "word"),
        ("territories", "territory"),
        ("reasons", "reason"),
        ("idle", "idle rule"),
        ("booking", "booking item"),
        ("prerequisites", "prerequisite"),
    ):
        yield from _records("", what, getattr(old, key), getattr(new, key))


def _rates(old: Iterable[Rate], new: Iterable[Rate]) -> Iterator[Change]:
    was = {(rate.role, rate.region, rate.customer, rate.start): rate for rate in old}
    now = {(rate.role, rate.region, rate.customer, rate.start): rate for rate in new}
    for key, rate in now.items():
        name = _rate_name(rate)
        before = was.get(key)
        if before is None:
            sentence = f"{name} is new: {rate.amount} {rate.currency} an hour."
            yield Change("", "rate", rate.role, "", sentence)
            continue
        if (before.amount, before.currency) != (rate.amount, rate.currency):
            now_says = f"{rate.amount} {rate.currency} an hour"
            sentence = f"{name} changes from {before.amount} {before.currency} to {now_says}."
            yield Change("", "rate", rate.role, "amount", sentence)
        if before.end != rate.end:
            sentence = f"{name} now ends {_until(rate.end)} instead of {_until(before.end)}."
            yield Change("", "rate", rate.role, "end", sentence)
    for key in sorted(was.keys() - now.keys()):
        yield Change("", "rate", was[key].role, "", f"{_rate_name(was[key])} is gone.")


def _rate_name(rate: Rate) -> str:
    region = f" in {rate.region}" if rate.region else ""
    customer = f" for {rate.customer}" if rate.customer else ""
    return f"The rate of {rate.role}{region}{customer} from {rate.start}"


def _skus(old: Iterable[Sku], new: Iterable[Sku]) -> Iterator[Change]:
    """Entries of the price book, told apart by id and first day."""
    was, now = ({(sku.id, sku.start): sku for sku in skus} for skus in (old, new))
    for key, sku in now.items():
        name = f"{sku.id} from {sku.start}"
        if key in was:
            yield from _fields("", "SKU", was[key], sku, name)
        else:
            yield Change(
                "", "SKU", sku.id, "", f"The SKU {name} is new: {sku.price} {sku.currency} a {sku.unit}."
            )
    for key in sorted(was.keys() - now.keys()):
        yield Change("", "SKU", key[0], "", f"The SKU {key[0]} from {key[1]} is gone.")


def _until(end: date | None) -> str:
    return f"on {end}" if end else "never"


def _exchange(old: Practice, new: Practice) -> Iterator[Change]:
    was = {(item.currency, item.start): item.rate for item in old.exchange}
    now = {(item.currency, item.start): item.rate for item in new.exchange}
    for currency, start in sorted(was.keys() | now.keys()):
        before, after = was.get((currency, start)), now.get((currency, start))
        if before != after:
            name = f"The exchange rate of {currency} from {start}"
            sentence = f"{name} changes from {before} to {after}."
            sentence = f"{name} is new: {after}." if before is None else sentence
            sentence = f"{name} is gone." if after is None else sentence
            yield Change("", "exchange", currency, "rate", sentence)


def _offerings(old: Practice, new: Practice) -> Iterator[Change]:
    was = {offering.id: offering for offering in old.offerings}
    for offering in new.offerings:
        if offering.id in was:
            yield from _offering(was[offering.id], offering)
        else:
            yield Change(offering.id, "offering", offering.id, "", f"The offering {offering.name} is new.")
    for gone in sorted(was.keys() - {offering.id for offering in new.offerings}):
        yield Change(gone, "offering", gone, "", f"The offering {was[gone].name} is gone.")


def _offering(old: Offering, new: Offering) -> Iterator[Change]:
    for key in ("name", "summary", "approach", "value", "uses"):
        if getattr(old, key) != getattr(new, key):
            yield Change(new.id, "offering", new.id, key, f"The {key} of the offering is worded differently.")
    for key, what in _KINDS:
        yield from _records(new.id, what, getattr(old, key), getattr(new, key))
    for kind in dict.fromkeys(term.kind for term in (*new.terms, *old.terms)):
        was = [term for term in old.terms if term.kind == kind]
        now = [term for term in new.terms if term.kind == kind]
        yield from _records(new.id, kind.value, was, now)


def _records(offering: str, what: str, old: Iterable[_Named], new: Iterable[_Named]) -> Iterator[Change]:
    was = {item.id: item for item in old}
    now = {item.id: item for item in new}
    for item in now.values():
        if item.id not in was:
            yield Change(offering, what, item.id, "", f"The {what} {item.id} is new{_gist(item)}.")
        else:
            yield from _fields(offering, what, was[item.id], item)
    for gone in was:
        if gone not in now:
            yield Change(offering, what, gone, "", f"The {what} {gone} is gone{_gist(was[gone])}.")
    if list(was) != list(now) and set(was) == set(now):
        yield Change(offering, what, "", "", f"The {what} records stand in another order.")


def _gist(item: Any) -> str:
    text = getattr(item, "name", "") or getattr(item, "title", "") or getattr(item, "text", "")
    return f": {_say(text)}" if text else ""


def _fields(offering: str, what: str, old: Any, new: Any, called: str = "") -> Iterator[Change]:
    for item in fields(new):
        key = item.name
        was, now = getattr(old, key), getattr(new, key)
        if key in _SILENT or was == now:
            continue
        word = _WORDS.get(key) if isinstance(now, str) else None
        name = f"The {word or key.replace('_', ' ')} of the {what} {called or new.id}"
        if key in _LONG_TEXTS and max(len(str(was)), len(str(now))) > 60:
            sentence = f"{name} is worded differently."
        elif not _given(was) or not _given(now):
            sentence = (
                f"{name} is new: {_say(now)}." if _given(now) else f"{name} is gone; it was {_say(was)}."
            )
        else:
            sentence = f"{name} changes from {_say(was)} to {_say(now)}."
        yield Change(offering, what, new.id, key, sentence)


def _given(value: object) -> bool:
    return value is not None and value != "" and value != ()


def _say(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {share}" for key, share in value.items())
    if isinstance(value, tuple):
        return ", ".join(item.id if isinstance(item, Option) else _say(item) for item in value)
    return f"`{value}`" if isinstance(value, str) and len(value) <= 300 else shown(value)
