"""An estimate as plain data for JSON and back: what was agreed is stored frozen, not computed again.

Decimals are strings ("36598.32", scale kept), money {"amount", "currency"}, days ISO dates. The reader
follows the declared types of the values, so a field added there is carried here without another word; what
was stored before a field came to be reads as that field's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from fairlead.engines.estimating.values import Estimate

FORMAT = 1


class Unreadable(ValueError):
    """Stored data that is no estimate of this format; the message names the place."""


def to_plain(estimate: Estimate) -> dict[str, Any]:
    """The estimate as dicts, lists, strings, whole numbers and booleans."""
    return {"format": FORMAT, **_plain(estimate)}


def from_plain(data: Mapping[str, Any]) -> Estimate:
    """The estimate that `to_plain` wrote. Unreadable for another format, a missing or an unknown field or
    a value of another type."""
    if data.get("format") != FORMAT:
        raise Unreadable(f"format is {data.get('format')!r}; this reader knows {FORMAT}.")
    rest = {key: value for key, value in data.items() if key != "format"}
    estimate: Estimate = _read(Estimate, rest, "estimate")
    return estimate


def agrees(stored: Mapping[str, Any], estimate: Estimate) -> bool:
    """Whether an estimate says what was stored: every stored figure is the same. Fields that came to be
    since then are not compared, for nobody has agreed to them."""
    return _within(stored, to_plain(estimate))


def _within(old: Any, new: Any) -> bool:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(key in new and _within(part, new[key]) for key, part in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_within, old, new))
    return bool(old == new)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=64)
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _read_record(kind, value, where)
    origin = get_origin(kind)
    if origin is UnionType:  # only ever "a value or nothing"
        return None if value is None else _read(_but_none(kind), value, where)
    if origin is tuple:
        item = get_args(kind)[0]
        return tuple(_read(item, part, f"{where}[{i}]") for i, part in enumerate(_is(list, value, where)))
    if origin is Mapping:
        item = get_args(kind)[1]
        return {key: _read(item, part, f"{where}.{key}") for key, part in _is(dict, value, where).items()}
    if kind in (Decimal, date):
        return _parse(kind, _is(str, value, where), where)
    return _is(kind, value, where)


def _but_none(kind: Any) -> Any:
    return next(part for part in get_args(kind) if part is not NoneType)


@lru_cache(maxsize=64)
def _needed(kind: Any) -> frozenset[str]:
    """The fields without a default."""
    return frozenset(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)


def _read_record(kind: Any, value: Any, where: str) -> Any:
    types, given = _types(kind), _is(dict, value, where)
    odd = (given.keys() - types.keys()) | (_needed(kind) - given.keys())
    if odd:
        raise Unreadable(f"{where}: missing or unknown: {', '.join(sorted(odd))}.")
    return kind(**{name: _read(types[name], part, f"{where}.{name}") for name, part in given.items()})


def _parse(kind: Any, text: str, where: str) -> Any:
    try:
        return Decimal(text) if kind is Decimal else date.fromisoformat(text)
    except (ArithmeticError, ValueError):
        raise Unreadable(f"{where}: {text!r} is no {kind.__name__}.") from None


def _is(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Unreadable(f"{where}: {value!r} is no {kind.__name__}.")
    return value
