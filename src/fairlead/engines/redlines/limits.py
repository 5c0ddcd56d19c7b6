"""How large and how odd a returned file may be. The defaults leave room for a SOW of a thousand pages with
pictures; one of 60 pages unpacks to about 1 MB."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """packed, unpacked, part: bytes of the file, of all its parts together, of one part of text.

    parts: entries of the zip. ratio: unpacked over packed, of one part above `small` bytes.
    depth, elements, letters: of one part's XML. comments: how many are read.
    """

    packed: int = 50_000_000
    unpacked: int = 300_000_000
    part: int = 60_000_000
    small: int = 1_000_000
    ratio: int = 200
    parts: int = 2_000
    depth: int = 120
    elements: int = 400_000
    letters: int = 5_000_000
    comments: int = 5_000


LIMITS = Limits()
