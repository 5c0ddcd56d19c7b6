"""Where every table, array element and key of a TOML text stands, from its syntax tree.

Values are tomli's matter. The lines of tables are noted at once, those of the keys inside of them only
when one is asked for: that is when something is wrong, and a practice has ten times as many keys as tables.
"""

from __future__ import annotations

import tomli
import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Key = tuple[str | int, ...]

_TOML = Language(tree_sitter_toml.language())


class Lines:
    """The 1-based lines of one text by path; `tables` has those of tables and of all that precedes them."""

    def __init__(self, text: str = "") -> None:
        self.tables: dict[Key, int] = {}
        self._last: dict[Key, int] = {}
        self._unread: list[tuple[Key, Node]] = []
        self._keys: dict[Key, int] = {}
        for node in Parser(_TOML).parse(text.encode()).root_node.named_children:
            if node.type == "pair":
                self._pair(self.tables, (), node)
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def at(self, path: Key) -> int:
        """The line of a path, or of the nearest thing around it; 1 for the text as a whole."""
        if path not in self.tables:
            for table, node in self._unread:
                for child in node.named_children[1:]:
                    if child.type == "pair":
                        self._pair(self._keys, table, child)
            self._unread = []
        while path:
            line = self.tables.get(path) or self._keys.get(path)
            if line:
                return line
            path = path[:-1]
        return 1

    def _table(self, node: Node) -> None:
        path: Key = ()
        for name in names_of(node.named_children[0]):
            path = self._within((*path, name))
        line = node.start_point[0] + 1
        if node.type == "table_array_element":
            array = path[:-1] if path and isinstance(path[-1], int) else path
            self.tables.setdefault(array, line)
            self._last[array] = self._last.get(array, -1) + 1
            path = (*array, self._last[array])
        self.tables.setdefault(path, line)
        self._unread.append((path, node))

    def _within(self, path: Key) -> Key:
        """A path through an array of tables means its latest element."""
        return (*path, self._last[path]) if path in self._last else path

    def _pair(self, lines: dict[Key, int], path: Key, node: Node) -> None:
        key, *rest = [child for child in node.named_children if child.type != "comment"]
        for name in names_of(key):
            path = (*path, name)
            lines.setdefault(path, node.start_point[0] + 1)
        if rest:
            self._value(lines, path, rest[0])

    def _value(self, lines: dict[Key, int], path: Key, node: Node) -> None:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(lines, path, child)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for index, item in enumerate(items):
                lines[(*path, index)] = item.start_point[0] + 1
                self._value(lines, (*path, index), item)


def names_of(node: Node) -> tuple[str, ...]:
    """The parts of a key, bare, quoted or dotted."""
    if node.type == "dotted_key":
        return tuple(name for child in node.named_children for name in names_of(child))
    text = (node.text or b"").decode()
    if node.type == "quoted_key":
        return (str(next(iter(tomli.loads(f"{text} = 0")))),)
    return (text,)
