"""What goes on record: values as JSON that keeps what they say, long ones as their SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fairlead.core.rows import Row


def plain(value: Any) -> Any:
    """A column's value as JSON that keeps what it says: exact decimals and ISO dates as text."""
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return value


def canonical(value: Any) -> str:
    """A value as the one JSON text that it has before it is stored and after it is read again."""
    return json.dumps(_numbered(plain(value)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _numbered(value: Any) -> Any:
    """Whole floats as integers: a JSON column gives 1e23 back as a whole number."""
    if isinstance(value, dict):
        return {key: _numbered(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbered(item) for item in value]
    return int(Decimal(repr(value))) if isinstance(value, float) and value.is_integer() else value


def sealed(value: Any) -> str:
    """The SHA-256 that stands in the audit for a value too long for it; bytes are hashed as they are."""
    content = bytes(value) if isinstance(value, bytes | memoryview) else canonical(value).encode()
    return "sha256:" + hashlib.sha256(content).hexdigest()


def recorded(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a row as the audit keeps them."""
    return {
        name: sealed(value) if name in row.sealed and value is not None else plain(value)
        for name, value in values.items()
    }
