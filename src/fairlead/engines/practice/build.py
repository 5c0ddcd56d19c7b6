"""From checked documents to frozen values. Records are built only after their schema has held.

Semantic checks that need one record only stand here; those across records are in `checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from fairlead.engines.practice.closing import BookingItem, Prerequisite
from fairlead.engines.practice.lines import Key
from fairlead.engines.practice.market import Idle, Reason, Sku, Territory, WorkingHours
from fairlead.engines.practice.reading import Document
from fairlead.engines.practice.values import (
    NOWHERE,
    Activity,
    ActivityKind,
    Audience,
    Authority,
    Block,
    Clause,
    Clock,
    Contradiction,
    Driver,
    Exchange,
    Figure,
    Gate,
    Kind,
    Offering,
    Option,
    Phase,
    Place,
    Question,
    Rate,
    RiskEvent,
    Role,
    Route,
    ScopeTerm,
    Term,
    Variant,
    Word,
)

T = TypeVar("T")

# Stands in a document for a record that broke its schema, so that the others keep their positions.
BROKEN = None


@dataclass(frozen=True, slots=True)
class Record:
    """One table of a document: its values, where it stands, and its key path there."""

    document: Document
    path: Key
    values: Mapping[str, Any]

    @property
    def place(self) -> Place:
        return Place(self.document.name, self.document.line(self.path))


def records(documents: list[Document], key: str) -> Iterator[Record]:
    """Every `[[key]]` of the documents, in the order of files and lines."""
    for document in documents:
        for index, values in enumerate(document.values.get(key, ())):
            if values is not BROKEN:
                yield Record(document, (key, index), values)


def exact(value: object) -> Decimal:
    """A TOML number or text as the decimal that was written."""
    return Decimal(str(value))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _plain(record: Record, *without: str) -> dict[str, Any]:
    """The record's values under the names of the fields, with its place."""
    values = {key: value for key, value in record.values.items() if key not in without}
    return {**values, "place": record.place}


def role(record: Record) -> Role:
    """A `[[role]]`; the cost of a year exactly as written."""
    return Role(**{**_plain(record), "annual_cost": exact(record.values["annual_cost"])})


def rate(record: Record) -> Rate:
    """A `[[rate]]`; without `end` it holds from its start on."""
    return Rate(**{**_dated(record), "amount": exact(record.values["amount"])})


def sku(record: Record) -> Sku:
    """A `[[sku]]` of the price book; without `end` its price holds from its start on."""
    exactly = {key: exact(record.values[key]) for key in ("price", "hours") if key in record.values}
    return Sku(**{**_dated(record), **exactly})


def _dated(record: Record) -> dict[str, Any]:
    values = _plain(record)
    return {
        **values,
        "start": _day(values["start"]),
        "end": _day(values["end"]) if "end" in values else None,
    }


def territory(record: Record) -> Territory:
    """A `[[territory]]`."""
    return Territory(**_listed(record, "segments", "regions"))


def reason(record: Record) -> Reason:
    """A `[[reason]]` for a sale won or lost."""
    return Reason(**_plain(record))


def booking_item(record: Record) -> BookingItem:
    """A `[[booking]]` item of the checklist."""
    values = _listed(record, "by", "waived_by", "apart")
    values |= {key: _day(values[key]) for key in ("start", "end") if key in values}
    values |= {key: exact(record.values[key]) for key in ("percent",) if key in values}
    return BookingItem(**values)


def prerequisite(record: Record) -> Prerequisite:
    """A `[[prerequisite]]` of scheduling."""
    return Prerequisite(**_plain(record))


def idle(record: Record) -> Idle:
    """An `[[idle]]` rule."""
    return Idle(**_listed(record, "segments"))


def _listed(record: Record, *keys: str) -> dict[str, Any]:
    values = _plain(record)
    return {**values, **{key: tuple(values[key]) for key in keys if key in values}}


def working(values: Mapping[str, Any]) -> WorkingHours:
    """The `[working]` table; what it leaves out is nine to five in UTC, Monday to Friday."""
    given: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return WorkingHours(**given)


def exchange(record: Record) -> Exchange:
    """An `[[exchange]]`."""
    values = _plain(record)
    return Exchange(values["currency"], exact(values["rate"]), _day(values["start"]), values["place"])


def gate(record: Record) -> Gate:
    """A `[[gate]]`."""
    return Gate(**_listed(record, "vouches", "after"))


def authority(record: Record) -> Authority:
    """An `[[authority]]`; its amount exactly as written."""
    amount = record.values.get("up_to")
    return Authority(**{**_plain(record), "up_to": None if amount is None else exact(amount)})


def clock(record: Record) -> Clock:
    """A `[[clock]]`; hours exactly as written."""
    return Clock(**{**_plain(record), "hours": exact(record.values["hours"])})


def route(record: Record) -> Route:
    """A `[[route]]`."""
    return Route(**_plain(record))


def clause(record: Record) -> Clause:
    """A `[[clause]]` of the statement of work."""
    return Clause(**_listed(record, "excludes"))


def variant(record: Record) -> Variant:
    """A `[[variant]]` of a clause."""
    return Variant(**_listed(record, "excludes"))


def figure(record: Record) -> Figure:
    """A `[[figure]]` that clauses say; its numbers exactly as written."""
    exactly = {key: exact(record.values[key]) for key in ("standard", "least", "most")}
    return Figure(**{**_plain(record), **exactly})


def word(record: Record) -> Word:
    """A `[[word]]` that a statement of work had better not use."""
    return Word(**_listed(record, "says", "blocks", "unless"))


def audience(record: Record) -> Audience:
    """An `[[audience]]` of papers."""
    return Audience(**_listed(record, "proposal", "summary", "figures"))


def block(record: Record) -> Block:
    """A `[[block]]` of the statement of work."""
    return Block(**record.values)


def phase(record: Record) -> Phase:
    """A `[[phase]]` of an offering."""
    return Phase(**record.values)


def driver(record: Record) -> Driver:
    """A `[[driver]]`."""
    return Driver(**_plain(record))


def contradiction(record: Record) -> Contradiction:
    """A `[[contradiction]]`."""
    return Contradiction(**{**_plain(record), "questions": tuple(record.values["questions"])})


def question(record: Record) -> Question:
    """A `[[question]]`; bounds and a default number as floats, a default list as a tuple, a date as ISO."""
    values = _plain(record)
    values["kind"] = Kind(values["kind"])
    values["options"] = tuple(Option(**option) for option in values.get("options", ()))
    for bound in ("least", "most"):
        values[bound] = None if values.get(bound) is None else float(values[bound])
    values["default"] = _default(values.get("default"))
    return Question(**values)


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value


def activity(record: Record) -> Activity:
    """An `[[activity]]`; shares and multiples exactly as written, 1 where a multiple is left out."""
    values = _plain(record)
    values["roles"] = {name: exact(share) for name, share in values["roles"].items()}
    for multiple in ("low", "high", "team"):
        values[multiple] = exact(values.get(multiple, 1))
    values["markup"] = exact(values.get("markup", 0))
    values["kind"] = ActivityKind(values.get("kind", ActivityKind.WORK))
    values["after"] = tuple(values.get("after", ()))
    return Activity(**values)


def risk(record: Record) -> RiskEvent:
    """A `[[risk]]` of an offering; shares exactly as written."""
    roles = {name: exact(share) for name, share in record.values["roles"].items()}
    return RiskEvent(**{**_plain(record), "roles": roles})


def term(kind: Term) -> Callable[[Record], ScopeTerm]:
    """The builder of one class of scope text; an `[[assumption]]` has its table for a kind."""

    def build(record: Record) -> ScopeTerm:
        activities = tuple(record.values.get("activities", ()))
        return ScopeTerm(**{**_plain(record), "kind": kind, "activities": activities})

    return build


def built(documents: list[Document], key: str, builder: Callable[[Record], T]) -> tuple[T, ...]:
    """Every `[[key]]` of the documents as values."""
    return tuple(builder(record) for record in records(documents, key))


def offering(documents: list[Document], folder: str) -> Offering:
    """One offering from all the documents of its folder; without a sound [offering] table a bare one with
    the folder's name, so that its records can still be checked."""
    home = next((document for document in documents if "offering" in document.values), None)
    bare = {"id": folder, **dict.fromkeys(("name", "summary", "approach", "value"), "")}
    head = home.values["offering"] if home else bare
    head = {**head, "uses": tuple(head.get("uses", ()))}
    # What is shared stands first, so that own drivers may read it; scope texts of its own come first.
    worded = sorted(documents, key=lambda document: document.name.startswith("shared/"))
    terms = tuple(term_ for kind in Term for term_ in built(worded, kind.value, term(kind)))
    phases = built(documents, "phase", phase)
    order = {item.id: position for position, item in enumerate(phases)}
    work = sorted(built(documents, "activity", activity), key=lambda item: order.get(item.phase, len(order)))
    return Offering(
        **head,
        phases=phases,
        questions=built(documents, "question", question),
        contradictions=built(documents, "contradiction", contradiction),
        drivers=built(documents, "driver", driver),
        activities=tuple(work),
        terms=terms,
        risks=built(documents, "risk", risk),
        place=Place(home.name, home.line(("offering",))) if home else NOWHERE,
    )


# What stands above the offerings, by the name that a practice has for it: its table, and what builds one.
FIRM: Mapping[str, tuple[str, Callable[[Record], object]]] = {
    "roles": ("role", role),
    "rates": ("rate", rate),
    "exchange": ("exchange", exchange),
    "gates": ("gate", gate),
    "authorities": ("authority", authority),
    "clocks": ("clock", clock),
    "routes": ("route", route),
    "skus": ("sku", sku),
    "territories": ("territory", territory),
    "reasons": ("reason", reason),
    "idle": ("idle", idle),
    "blocks": ("block", block),
    "clauses": ("clause", clause),
    "variants": ("variant", variant),
    "figures": ("figure", figure),
    "words": ("word", word),
    "booking": ("booking", booking_item),
    "prerequisites": ("prerequisite", prerequisite),
    "audiences": ("audience", audience),
}
