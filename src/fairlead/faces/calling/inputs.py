"""What an operation takes: one pydantic model for each, derived from its parameters.

Rows are named by id. Decimals may be text or numbers, dates are ISO text. Unknown fields are refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    create_model,
)
from pydantic import model_validator as validates

from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.rows import Row, find
from fairlead.core.verbs import Operation, Parameter
from fairlead.engines.findings import Finding
from fairlead.engines.numerals import sized

_MOST = 2**63 - 1
_DEPTH = 40


def _written_out(value: Any) -> Any:
    if isinstance(value, str | date):
        return value
    raise ValueError("write the day like 2026-11-23")


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("write a number")
    return value


Key = Annotated[int, Field(ge=1, le=_MOST, description="id of the row")]
Whole = Annotated[int, Field(ge=0, le=_MOST)]
Exact = Annotated[Decimal, Strict(False), BeforeValidator(_no_truth), AfterValidator(sized)]
Day = Annotated[date, Strict(False), BeforeValidator(_written_out)]


class Arguments(BaseModel):
    """Base of every operation's arguments: nothing unknown, nothing that no database can keep."""

    model_config = ConfigDict(extra="forbid")

    @validates(mode="before")
    @classmethod
    def _storable(cls, data: Any) -> Any:
        _refuse_unstorable(data, 0)
        return data


def _refuse_unstorable(value: Any, depth: int) -> None:
    if depth > _DEPTH:
        raise ValueError("this is nested too deeply")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ValueError("this text holds a sign that is none (a zero byte, or half of a pair)")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("this number is not finite")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _refuse_unstorable(key, depth + 1)
            _refuse_unstorable(item, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_unstorable(item, depth + 1)


def row_of(parameter: Parameter) -> type[Row] | None:
    """The row type that a parameter names, optional or not."""
    for hint in (parameter.type, *get_args(parameter.type)):
        if isinstance(hint, type) and issubclass(hint, Row):
            return hint
    return None


def _taken(hint: Any) -> Any:
    """What a door takes for a parameter's type."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return Union[tuple(_taken(one) for one in inner)]  # noqa: UP007 - made of values
    if origin in (list, tuple):
        return list[_taken(inner[0])]  # type: ignore[misc]
    if origin is dict:
        return dict[inner[0], _taken(inner[1])]  # type: ignore[misc,valid-type]
    plain = {int: Whole, Decimal: Exact, date: Day}.get(hint)
    if plain is not None:
        return plain
    if isinstance(hint, type) and issubclass(hint, Row):
        return Key
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Annotated[hint, Strict(False)]
    return hint


def default_of(parameter: Parameter) -> Any:
    """What stands in the schema for a parameter that is left out."""
    return ... if parameter.required else parameter.default


@cache
def arguments_of(operation: Operation, *, strict: bool = True, target: bool = True) -> type[Arguments]:
    """The model of an operation's arguments.

    strict: JSON says what it means ("5" is no number); otherwise all values are text (query, command line).
    target: whether the row that the operation is asked of is among them.
    """
    skipped = "" if target or operation.target is None else operation.target.name
    fields = {p.name: (_taken(p.type), default_of(p)) for p in operation.parameters if p.name != skipped}
    title = "".join(part.capitalize() for part in operation.name.replace("-", ".").split("."))
    base = type(title, (Arguments,), {"model_config": ConfigDict(strict=strict), "__module__": __name__})
    return create_model(title, __base__=base, **fields)  # type: ignore[call-overload,no-any-return]


def validated(model: type[Arguments], data: Any) -> Arguments:
    """The arguments, or Invalid with everything that is wrong with them."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Invalid(findings_of(error.errors(), model.model_fields)) from error


def findings_of(errors: Iterable[Mapping[str, Any]], known: Iterable[str], skip: int = 0) -> list[Finding]:
    """pydantic's complaints as findings; `skip` parts of their place are the door's own."""
    return [_finding(error, tuple(error["loc"])[skip:], list(known)) for error in errors]


def _finding(error: Mapping[str, Any], place: tuple[Any, ...], known: list[str]) -> Finding:
    where, kind = ".".join(str(part) for part in place), str(error["type"])
    if kind == "missing":
        return Finding("", 0, where, "missing", "This is missing.")
    if kind == "extra_forbidden":
        return unknown(where, known)
    message = str(error.get("ctx", {}).get("error") or error["msg"]).rstrip(".")
    return Finding("", 0, where, kind.replace("_", "-"), f"{message[:1].upper()}{message[1:]}.")


def unknown(name: str, known: list[str]) -> Finding:
    """A field that nobody knows, with the one that was meant."""
    meant = get_close_matches(name, known, 1)
    fix = f"Did you mean {meant[0]!r}?" if meant else f"Known are: {', '.join(known) or 'none'}."
    return Finding("", 0, name, "unknown-field", f"There is no field {name!r}.", fix)


def found(
    actor: Actor, operation: Operation, given: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """The arguments with rows in place of their ids; what was left out stays out.

    version: what the actor saw of the row that the operation is asked of.
    """
    values = dict[str, Any]()
    for parameter in operation.parameters:
        if parameter.name not in given:
            continue
        value, row = given[parameter.name], row_of(parameter)
        if row is not None and value is not None:
            seen = version if parameter == operation.target else None
            value = find(actor, row, value, seen)
        values[parameter.name] = value
    return values
