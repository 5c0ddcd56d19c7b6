"""Rows by the page, by keyset: every page costs the same, and rows that come or go shift nothing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from fairlead.core.errors import Invalid, invalid

MOST = 200


def page_of(rows: QuerySet[Any], limit: int, cursor: str) -> tuple[list[Any], str | None]:
    """Up to `limit` rows (at most 200) after the cursor, and the cursor of the next page or None."""
    keys = _keys(rows)
    if cursor:
        rows = rows.filter(_after(keys, _read(cursor, rows.model, keys)))
    found = list(rows.order_by(*keys)[: min(max(limit, 1), MOST) + 1])
    kept = found[: min(max(limit, 1), MOST)]
    return kept, _cursor(kept[-1], keys) if len(found) > len(kept) else None


def _keys(rows: QuerySet[Any]) -> list[str]:
    """The columns that order the rows; the primary key ends them, so that no two rows tie."""
    keys = [str(key) for key in rows.query.order_by]
    return keys if any(key.lstrip("-") in {"pk", "id"} for key in keys) else [*keys, "pk"]


def _field(model: type[Model], key: str) -> Field[Any, Any]:
    name = key.lstrip("-")
    return model._meta.pk if name == "pk" else model._meta.get_field(name)  # type: ignore[return-value]


def _cursor(row: Any, keys: Sequence[str]) -> str:
    values = [getattr(row, _field(type(row), key).attname) for key in keys]
    plain = [value.isoformat() if isinstance(value, date | datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(cursor: str, model: type[Model], keys: Sequence[str]) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(plain, list) or len(plain) != len(keys) or None in plain:
            raise _unknown()
        return [_value(_field(model, key), value) for key, value in zip(keys, plain, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, OverflowError, RecursionError) as error:
        raise _unknown() from error


def _value(field: Field[Any, Any], plain: Any) -> Any:
    value = (field.target_field if field.is_relation else field).to_python(plain)  # type: ignore[attr-defined]
    if isinstance(value, str) and "\0" in value:
        raise ValueError("a zero byte")
    return value


def _unknown() -> Invalid:
    return invalid("cursor", "This is no cursor of this list.", "Use the `next` of the page before.")


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) after (x, y): a beyond x, or a equal and b beyond y; each in its own direction."""
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name = key.lstrip("-")
        beyond = "lt" if key.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{beyond}": value})
        equal &= Q(**{name: value})
    return condition
