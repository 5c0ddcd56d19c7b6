"""Forms made from verbs: fields on a page, their texts to the verb's types, findings beside their fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Stale
from fairlead.core.rows import Row, find
from fairlead.core.verbs import VERBS, Operation
from fairlead.engines.findings import Finding
from fairlead.engines.numerals import decimal_number, whole_number
from fairlead.faces.web.history import Deed, since

Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. kind: text, area, choice, many, yesno, date, number, email, password,
    file, hidden."""

    name: str
    label: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    required: bool = False
    unit: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field as the template draws it: with its value and what is wrong with it."""

    field: Field
    value: Any
    findings: tuple[Finding, ...]

    @property
    def chosen(self) -> set[str]:
        return set(self.value) if isinstance(self.value, list | tuple) else {str(self.value)}


@dataclass
class Form:
    """A verb on a page. `row` is the row it is asked of; `values` fill the fields at first."""

    verb: str
    fields: tuple[Field, ...]
    row: Row | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    changes: tuple[Deed, ...] = ()
    stale: str = ""
    status: int = 200

    @property
    def operation(self) -> Operation:
        return VERBS[self.verb]

    @property
    def drawn(self) -> list[Drawn]:
        return [
            Drawn(f, self.values.get(f.name, ""), tuple(x for x in self.findings if x.where == f.name))
            for f in self.fields
        ]

    @property
    def elsewhere(self) -> list[Finding]:
        """What is wrong that belongs to no field of this form."""
        names = {f.name for f in self.fields}
        return [finding for finding in self.findings if finding.where not in names]

    def asked(self, actor: Actor) -> None:
        """Refuse to draw the form for somebody who could not send it."""
        rule = self.operation.rule
        if rule and (refused := rule(actor, self.row)):
            raise refused

    def send(self, request: HttpRequest) -> Any:
        """What the verb gave, or None: then the form says what was wrong, and keeps what was written."""
        if request.method != "POST":
            self.asked(request.actor)
            return None
        posted = request.POST
        if self.row is not None:
            as_seen(self.row, posted)
        try:
            given = taken(self.operation, posted, [f.name for f in self.fields], request.actor)
            return self.operation.function(
                request.actor, *([self.row] if self.row is not None else []), **given
            )
        except Invalid as refused:
            self.findings, self.status = refused.findings, 422
        except Stale as refused:
            self._met_another(request.actor, str(refused))
        self.values = {
            f.name: posted.getlist(f.name) if f.kind == "many" else posted.get(f.name, "")
            for f in self.fields
        }
        return None

    def _met_another(self, actor: Actor, said: str) -> None:
        """Somebody was faster: show what they did; sent again, the form is about the row as it is now."""
        row = self.row
        if row is None:
            return
        self.status, self.stale = 412, said
        self.changes = since(actor, row.noun, row.pk, row.version)
        row.version = find(actor, type(row), row.pk).version


def whole(posted: QueryDict, name: str) -> int:
    """A whole number that the page itself put there, like the version that was seen; 0 for none."""
    return whole_number(posted.get(name, "")) or 0


def as_seen(row: Row, posted: QueryDict) -> None:
    """Take the row for what the person saw: the version that their page sent along, where it did."""
    seen = whole_number(posted.get("version", ""))
    row.version = row.version if seen is None else seen


def taken(operation: Operation, posted: QueryDict, names: Iterable[str], actor: Actor) -> dict[str, Any]:
    """The verb's arguments from what was posted; Invalid with every text that is not of its type."""
    types = {parameter.name: parameter for parameter in operation.parameters}
    given, findings = dict[str, Any](), list[Finding]()
    for name in names:
        wanted, optional = _bare(types[name].type)
        try:
            value = _read(wanted, name, posted, actor)
        except ValueError:
            fix = _("Write %(what)s.") % {"what": _EXPECTS.get(wanted, _("one of the choices"))}
            findings.append(Finding("", 0, name, "type", _("This cannot be read."), fix))
            continue
        if value is None and not optional and types[name].required:
            findings.append(Finding("", 0, name, "required", _("This is needed.")))
        elif value is not None:
            given[name] = value
    if findings:
        raise Invalid(findings)
    return given


def _bare(wanted: Any) -> tuple[Any, bool]:
    if get_origin(wanted) in (Union, UnionType):
        parts = [part for part in get_args(wanted) if part is not type(None)]
        return parts[0], len(parts) < len(get_args(wanted))
    return wanted, False


_EXPECTS = {
    int: gettext_lazy("a whole number"),
    Decimal: gettext_lazy("a number, like 1200.50"),
    date: gettext_lazy("a day, like 2027-01-31"),
    dict[str, Decimal]: gettext_lazy("roles with their shares, like engineer 0.75, project-manager 0.25"),
}


def _shares(text: str) -> dict[str, Decimal]:
    pairs = [part.split() for part in text.split(",") if part.strip()]
    return {name: decimal_number(share) for name, share in pairs}


# Thousands apart, as the pages print a figure.
_PRINTED = re.compile(r"[+-]?\d{1,3}(?:(?:,|[ \u00a0\u202f])\d{3})+(?:\.\d+)?")


def figure(text: str) -> Decimal:
    """A figure as somebody types it, or takes it from a page: 52750.5, 52,750.50."""
    text = text.replace("\u2212", "-")
    return decimal_number(re.sub(r"[,\s]", "", text) if _PRINTED.fullmatch(text) else text)


_READERS: dict[Any, Callable[[str], Any]] = {
    int: int, Decimal: figure, date: date.fromisoformat, dict[str, Decimal]: _shares,
}  # fmt: skip


def _read(wanted: Any, name: str, posted: QueryDict, actor: Actor) -> Any:
    if wanted is bool:
        return name in posted
    if get_origin(wanted) is list:
        (inner,) = get_args(wanted)
        return [inner(text) for text in posted.getlist(name)]
    text = posted.get(name, "").strip()
    if wanted is str:
        return text if name in posted else None
    if not text:
        return None
    if isinstance(wanted, type) and issubclass(wanted, Row):
        return find(actor, wanted, text)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(text)
    return _READERS[wanted](text)
