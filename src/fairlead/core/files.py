"""A file that a reading answers with: doors hand it on as it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it was made."""

    name: str
    content: bytes
    sha256: str
