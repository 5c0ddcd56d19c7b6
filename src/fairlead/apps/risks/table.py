"""A table as a CSV file that no spreadsheet reads a formula out of."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from typing import Any

from fairlead.apps.agreements.queries import Download

# What a spreadsheet would take for the start of a formula.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> Download:
    """The rows as UTF-8 with its mark (spreadsheets ask for it); text that would act gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(list(headings))
    writer.writerows([_cell(value) for value in row] for row in rows)
    content = out.getvalue().encode("utf-8-sig")
    return Download(name, content, hashlib.sha256(content).hexdigest())


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_ACTIVE):
        return f"'{value}"
    return "" if value is None else value
