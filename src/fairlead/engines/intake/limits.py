"""How large a file may be. The defaults take 200,000 projects of 50 columns with room to spare."""

from __future__ import annotations

from dataclasses import dataclass

# What Excel itself can hold: a row beyond it was made to hurt.
SHEET_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, unless said otherwise.

    packed:   the file as it comes. unpacked: all parts of a workbook together.
    parts, sheets, rows, columns: counts. ratio: unpacked over packed, of one part above 10 MB.
    strings:  the table of shared texts, the one part that is held in memory whole.
    row, cell: the XML of one row, and of one text inside it; for CSV, the signs of one cell.
    """

    packed: int = 120_000_000
    unpacked: int = 2_500_000_000
    strings: int = 250_000_000
    ratio: int = 200
    parts: int = 2_000
    sheets: int = 100
    rows: int = 1_000_000
    columns: int = 500
    row: int = 8_000_000
    cell: int = 1_048_576


LIMITS = Limits()
