"""XML read safely into small nodes: no document type, no entities, bounded in depth and number.

expat itself (as in engines/intake/guard.py), because nothing in our lock brings lxml to a running desk.
Names get the prefixes of the standard whatever prefixes the file uses, in its transitional and strict forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from fairlead.engines.redlines.limits import LIMITS, Limits

_STRICT = "http://purl.oclc.org/ooxml"
_OPEN = "http://schemas.openxmlformats.org"
_WORD = "http://schemas.microsoft.com/office/word"
_PREFIXES = {
    f"{_OPEN}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OPEN}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OPEN}/officeDocument/2006/math": "m",
    f"{_STRICT}/officeDocument/math": "m",
    f"{_OPEN}/markup-compatibility/2006": "mc",
    f"{_WORD}/2010/wordml": "w14",
    f"{_WORD}/2012/wordml": "w15",
    f"{_OPEN}/package/2006/relationships": "rel",
    f"{_OPEN}/package/2006/content-types": "ct",
    f"{_OPEN}/package/2006/metadata/core-properties": "cp",
}


class Node:
    """An element: its name with prefix, attributes, children in order, and the text right inside it."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""

    def child(self, name: str) -> Node | None:
        """The first child of that name."""
        for node in self.children:
            if node.name == name:
                return node
        return None

    def value(self, *path: str) -> str:
        """w:val of the node at the path of names below, "" when it is not there."""
        node: Node | None = self
        for name in path:
            node = node.child(name) if node else None
        return node.attributes.get("w:val", "") if node else ""

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


class Refused(Exception):
    """The XML is not read; `code` is the kind of finding."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class _Growing:
    """The tree while expat walks through the text."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root = Node("", {})
        self.open = [self.root]
        self.count = 0
        self.letters = 0
        self.names: dict[str, str] = {}

    def named(self, name: str) -> str:
        known = self.names.get(name)
        if known is None:
            space, _, local = name.rpartition(" ")
            prefix = _PREFIXES.get(space, "?") if space else ""
            known = self.names[name] = f"{prefix}:{local}" if prefix else local
        return known

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > self.limits.depth:
            raise Refused("too-deep", f"Its elements are nested more than {self.limits.depth} deep.")
        if self.count > self.limits.elements:
            raise Refused("too-large", f"It holds more than {self.limits.elements:,} elements.")
        kept = {self.named(key): text for key, text in attributes.items()} if attributes else {}
        node = Node(self.named(name), kept)
        self.open[-1].children.append(node)
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        self.letters += len(text)
        if self.letters > self.limits.letters:
            raise Refused("too-large", f"It holds more than {self.limits.letters:,} letters of text.")
        self.open[-1].text += text

    def doctype(self, *_: object) -> None:
        raise Refused("doctype", "It defines a document type, which no Word file needs.")


def parsed(data: bytes, limits: Limits = LIMITS) -> Node:
    """The root element; raises `Refused` ("doctype", "too-deep", "too-large", "broken-file")."""
    growing = _Growing(limits)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartElementHandler = growing.start
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.text
    parser.StartDoctypeDeclHandler = growing.doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refused("broken-file", f"It is not well-formed XML: {error}.") from error
    return growing.root.children[0]
