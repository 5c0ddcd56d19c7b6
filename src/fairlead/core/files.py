"""Files as answers: what a reading gives when it is no value but a document."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from fairlead.engines.documents.tree import plain

# What a spreadsheet would take for a formula when it opens a CSV file.
_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it was made."""

    name: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Download:
        """A file that is made on the spot."""
        return cls(name, content, sha256(content).hexdigest())


def table(name: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> Download:
    """Rows as a CSV file that Excel reads as UTF-8; text that would become a formula there is quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return Download.of(name, text.getvalue().encode("utf-8-sig"))


def _cell(value: object) -> str:
    said = "" if value is None else str(value)
    return f"'{said}" if isinstance(value, str) and said.startswith(_STARTS) else said


def plain_name(name: str) -> str:
    """A file's own name, and no folder's, whichever machine it came from; at most 200 characters."""
    return plain_line(name.replace("\\", "/").rpartition("/")[2])


def plain_line(text: str, most: int = 200) -> str:
    """One line of what somebody typed or sent, without the control characters that no table keeps."""
    return plain(text)[:most].strip()
