"""Documents held against the JSON Schemas of the practice, every error in words with its line.

The schemas are the files under `practice/schema`; their descriptions say what would be right, so a reader
of the schema and a reader of an error see the same words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice.lines import Key
from fairlead.engines.practice.reading import Document

SCHEMAS = Path(__file__).parents[2] / "practice" / "schema"


# Files that hold some of what practice.toml may hold, so that it need not grow without end.
_PARTS = {
    "pricebook": ("sku",),
    "market": ("territory", "reason", "idle", "working"),
    "closing": ("booking", "prerequisite"),
}


@lru_cache(maxsize=16)
def _schema(kind: str) -> tuple[dict[str, Any], Draft202012Validator]:
    file = "practice" if kind in _PARTS else kind
    schema = json.loads((SCHEMAS / f"{file}.json").read_text(encoding="utf-8"))
    if kind in _PARTS:
        schema = {**schema, "properties": {key: schema["properties"][key] for key in _PARTS[kind]}}
        del schema["required"]
    return schema, Draft202012Validator(schema, validate_formats=True)


def check(document: Document, kind: str) -> tuple[Finding, ...]:
    """Every way in which a document breaks the schema `kind` ("practice", "pricebook", "market", "sow",
    "closing", "offering", "answers").

    Codes: "unknown-key", "missing-key", "wrong-type", "wrong-value", "too-few", "too-many"."""
    schema, validator = _schema(kind)
    findings: list[Finding] = []
    for error in validator.iter_errors(_plain(document.values)):
        findings.extend(_findings(document, schema, error))
    return tuple(sorted(set(findings)))


def _plain(value: Any) -> Any:
    """TOML values as JSON has them: dates as ISO texts, numbers that are none as texts."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() else f"{value} is no number"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**63:
        return float(10**300) if value > 0 else -float(10**300)
    return value


def _findings(document: Document, schema: dict[str, Any], error: ValidationError) -> Iterator[Finding]:
    path: Key = tuple(error.instance_path)
    kind = error.kind.name
    details: Mapping[str, Any] = error.kind.as_dict()
    part = _walk(schema, error.schema_path[:-1])
    if kind == "additionalProperties":
        for key in details["unexpected"]:
            yield _unknown(document, (*path, key), part.get("properties", {}))
    elif kind == "required":
        key = details["property"]
        says = _described(schema, part.get("properties", {}).get(key, {}))
        fix = f"Add `{key}`{f': {says}' if says else ''}."
        yield document.finding((*path, key), "missing-key", f"`{key}` is missing.", fix)
    else:
        yield _wrong(document, path, kind, _described(schema, part), details, error.instance)


def _unknown(document: Document, path: Key, known: Mapping[str, Any]) -> Finding:
    key = str(path[-1])
    fix = nearest(key, known) or f"Known here: {', '.join(sorted(known))}."
    return document.finding(path, "unknown-key", f"`{key}` is not a key of this table.", fix)


_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "a text in quotes",
}


def _wrong(
    document: Document, path: Key, kind: str, says: str, details: Mapping[str, Any], value: Any
) -> Finding:
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    fix = f"Write {says}." if says else ""
    shown = _cut(value)
    if kind == "type":
        wanted = " or ".join(_TYPES.get(name, name) for name in details["types"])
        return document.finding(path, "wrong-type", f"`{key}` is {shown}, but it takes {wanted}.", fix)
    if kind == "enum":
        options = [str(option) for option in details["options"]]
        fix = f"{nearest(str(value), options)} It is one of: {', '.join(options)}.".lstrip()
        return document.finding(path, "wrong-value", f"`{key}` cannot be {shown}.", fix)
    if kind in ("minItems", "minProperties", "minLength"):
        return document.finding(path, "too-few", f"`{key}` is empty or too short.", fix)
    if kind in ("maxItems", "maxProperties", "maxLength"):
        limit = details.get("limit", "")
        return document.finding(path, "too-many", f"`{key}` is too long; the limit is {limit:,}.", fix)
    if kind in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        word = "at least" if kind == "minimum" else "more than" if kind == "exclusiveMinimum" else ""
        word = word or ("at most" if kind == "maximum" else "less than")
        message = f"`{key}` is {shown}, but it must be {word} {details['limit']:g}."
        return document.finding(path, "wrong-value", message, fix)
    return document.finding(path, "wrong-value", f"`{key}` cannot be {shown}.", fix)


def _cut(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _walk(schema: dict[str, Any], path: list[str | int]) -> dict[str, Any]:
    part: Any = schema
    for step in path:
        part = part[step]
    return part if isinstance(part, dict) else {}


def _described(schema: dict[str, Any], part: dict[str, Any]) -> str:
    """What would be right: the description of a schema or of what it refers to, or its options."""
    if "description" in part:
        return str(part["description"])
    if "enum" in part:
        return f"one of {', '.join(map(str, part['enum']))}"
    reference = str(part.get("$ref", ""))
    return _described(schema, _walk(schema, list(reference.split("/")[1:]))) if reference else ""
