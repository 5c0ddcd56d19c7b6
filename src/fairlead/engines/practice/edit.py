"""Single values of a TOML text changed where they stand; every other byte stays as it is.

The values of a practice are read by tomli and never written back: comments, order and layout are its
authors'. Places come from the syntax tree, as in `lines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import tomli
import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from fairlead.engines.practice.lines import Key, names_of

_TOML = Language(tree_sitter_toml.language())
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a text: the values of its own keys, and where a further key would stand."""

    path: Key
    values: Mapping[str, Node]
    end: int


def basic(text: str) -> str:
    """A text as a TOML basic string on one line."""
    inner = "".join(_NAMED.get(sign, sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in text)
    return f'"{inner}"'


def _tables(text: bytes) -> Iterable[_Table]:
    """The tables of a text in order; those of an array of tables count up. The head of the text is ()."""
    root = Parser(_TOML).parse(text).root_node
    yield _table((), [child for child in root.named_children if child.type == "pair"], 0)
    counted: dict[Key, int] = {}
    for node in root.named_children:
        if node.type == "table":
            path: Key = names_of(node.named_children[0])
        elif node.type == "table_array_element":
            array: Key = names_of(node.named_children[0])
            counted[array] = counted.get(array, -1) + 1
            path = (*array, counted[array])
        else:
            continue
        pairs = [child for child in node.named_children[1:] if child.type == "pair"]
        yield _table(path, pairs, node.named_children[0].end_byte + (2 if node.type != "table" else 1))


def _table(path: Key, pairs: list[Node], head: int) -> _Table:
    values = {
        name[0]: next(child for child in reversed(pair.named_children) if child.type != "comment")
        for pair in pairs
        if len(name := names_of(pair.named_children[0])) == 1
    }
    return _Table(path, values, pairs[-1].end_byte if pairs else head)


def edited(text: str, path: Key, values: Mapping[str, str]) -> str:
    """The text with these keys of one table set; `values` are TOML, as `basic` writes texts.

    path: ("practice",) for [practice], ("activity", 3) for the fourth [[activity]]. A key that is there has
    its value replaced where it stands; one that is not follows the table's last key on a line of its own.
    KeyError when there is no such table, ValueError when a value is no TOML or the result would say
    anything else than what was asked for.
    """
    old = text.encode()
    table = next((one for one in _tables(old) if one.path == path), None)
    if table is None:
        raise KeyError(f"there is no table {'.'.join(map(str, path))}.")
    changes = [
        (node.start_byte, node.end_byte, raw.encode())
        for key, raw in values.items()
        if (node := table.values.get(key)) is not None
    ]
    added = [f"{key} = {raw}" for key, raw in values.items() if key not in table.values]
    if added:
        ending = "\r\n" if "\r\n" in text else "\n"
        end = _end_of_line(old, table.end)
        changes.append((end, end, (ending + ending.join(added)).encode()))
    new = old
    for start, end, raw in sorted(changes, reverse=True):
        new = new[:start] + raw + new[end:]
    changed = new.decode()
    _hold(text, changed, path, values)
    return changed


def _end_of_line(text: bytes, place: int) -> int:
    """Where the line of a place ends: what is added stands behind the comment that follows it."""
    end = text.find(b"\n", place)
    if end < 0:
        return len(text)
    return end - 1 if text[end - 1 : end] == b"\r" else end


def _hold(text: str, changed: str, path: Key, values: Mapping[str, str]) -> None:
    """The two texts say the same but for these keys, which say what was asked for."""
    try:
        before, after = (tomli.loads(one.replace("\r\n", "\n")) for one in (text, changed))
        wanted = {key: tomli.loads(f"value = {raw}")["value"] for key, raw in values.items()}
    except tomli.TOMLDecodeError as error:
        raise ValueError(f"this is no TOML: {error}") from error
    place: Any = before
    for part in path:
        place = place[part]
    place.update(wanted)
    if before != after:
        raise ValueError(f"{'.'.join(map(str, path))} cannot be changed where it stands.")
