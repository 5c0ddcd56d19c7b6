"""Answers on the terminal: tables that fit it, lines with tabs in a pipe, JSON when asked."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

# What people look for in a row, before everything else that it says.
FIRST = (
    "id",
    "number",
    "name",
    "account_name",
    "title",
    "what",
    "text",
    "state_label",
    "price",
    "hours",
    "currency",
)

_NUMBER = re.compile(r"-?[\d.]*")


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
        text = "\n".join(map(cell, value)) if isinstance(value, list) else cell(value)
        table.add_row(Text(key.replace("_", " "), style="dim"), Text(text, overflow="fold"))
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
    console.print(_table(rows, _fitting(rows, names, console.width), console.width))


def _fitting(rows: Sequence[Mapping[str, Any]], names: Sequence[str], width: int) -> list[str]:
    """The columns that fit, by what matters most; none with a better name, none that never differs."""
    kept, left = list[str](), width
    for name in sorted(names, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST)):
        said = {cell(row[name]) for row in rows}
        wide = min(max(len(name), *map(len, said)), _widest(width)) + 2
        named = {f"{name}_name", f"{name}_label"} & set(names)
        dull = name not in FIRST and (said == {""} or len(said) == 1 < len(rows))
        if named or dull or name == "version" or wide > left:
            continue
        kept.append(name)
        left -= wide
    return [name for name in names if name in kept]


def _widest(width: int) -> int:
    """How wide one column may be: three of them, and room for figures beside them."""
    return max(16, min(34, width * 3 // 10))


def _table(rows: Sequence[Mapping[str, Any]], names: Sequence[str], width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        number = all(_NUMBER.fullmatch(cell(row[name])) for row in rows)
        table.add_column(
            name.replace("_", " "),
            justify="right" if number else "left",
            max_width=_widest(width),
            no_wrap=True,
            overflow="ellipsis",
        )
    for row in rows:
        table.add_row(*(Text(cell(row[name])) for name in names))
    return table
