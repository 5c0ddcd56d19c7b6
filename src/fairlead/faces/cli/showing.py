"""Answers on the terminal: tables that fit it, lines with tabs in a pipe, JSON when asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDEST = 40


def show(answer: Any, *, as_json: bool = False, dry_run: bool = False) -> None:
    """Print a plain answer."""
    if as_json:
        print(json.dumps({"dry_run": True, "answer": answer} if dry_run else answer, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if isinstance(answer, Mapping) and set(answer) == {"items", "next"}:
        _rows(console, answer["items"])
        if answer["next"]:
            print(f"More: --cursor {answer['next']}", file=sys.stderr)
    elif isinstance(answer, list):
        _rows(console, answer)
    elif isinstance(answer, Mapping):
        _facts(console, answer)
    else:
        console.print(Text(cell(answer)))
    if dry_run:
        print("Nothing was changed; this is what would be.", file=sys.stderr)


def cell(value: Any) -> str:
    """One value as text on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {cell(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value)
    return " ".join(str(value).split())


def _facts(console: Console, facts: Mapping[str, Any]) -> None:
    nested = {key: value for key, value in facts.items() if _is_table(value)}
    plain = {key: value for key, value in facts.items() if key not in nested}
    if not console.is_terminal:
        for key, value in facts.items():
            print(f"{key}\t{cell(value)}")
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for key, value in plain.items():
        table.add_row(Text(key.replace("_", " "), style="dim"), Text(cell(value), overflow="fold"))
    console.print(table)
    for key, rows in nested.items():
        console.print(Text(f"\n{key.replace('_', ' ')}", style="bold"))
        _rows(console, rows)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _rows(console: Console, rows: Sequence[Any]) -> None:
    if not rows:
        print("Nothing.", file=sys.stderr)
        return
    if not all(isinstance(row, Mapping) for row in rows):
        for row in rows:
            print(cell(row))
        return
    names = [name for name in rows[0] if not any(_is_table(row[name]) for row in rows)]
    if not console.is_terminal:
        print("\t".join(names))
        for row in rows:
            print("\t".join(cell(row[name]) for name in names))
        return
    console.print(_table(rows, _fitting(rows, names, console.width)))


def _fitting(rows: Sequence[Mapping[str, Any]], names: Sequence[str], width: int) -> list[str]:
    """As many columns as fit, from the left, leaving out those that say nothing here."""
    kept, used = list[str](), 0
    for name in names:
        widths = [min(len(cell(row[name])), _WIDEST) for row in rows]
        wide = max([len(name), *widths]) + 2
        if name == "version" or not any(widths) or (kept and used + wide > width):
            continue
        kept.append(name)
        used += wide
    return kept


def _table(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        number = all(isinstance(row[name], int | float) and not isinstance(row[name], bool) for row in rows)
        table.add_column(name.replace("_", " "), justify="right" if number else "left", max_width=_WIDEST,
                         no_wrap=True, overflow="ellipsis")  # fmt: skip
    for row in rows:
        table.add_row(*(Text(cell(row[name])) for name in names))
    return table
