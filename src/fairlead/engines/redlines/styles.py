"""Which paragraphs are headings and which are items of a list, by the styles of the file."""

from __future__ import annotations

from dataclasses import dataclass

from fairlead.engines.redlines.elements import Node

_DEEP = 20  # styles built on styles


@dataclass(frozen=True, slots=True)
class Styles:
    """Ids of the styles of headings and of list items."""

    headings: frozenset[str]
    items: frozenset[str]

    def look(self, properties: Node | None) -> tuple[bool, bool]:
        """(is it a heading, is it an item of a list) of a paragraph with these properties."""
        if properties is None:
            return False, False
        style = properties.value("w:pStyle")
        heading = style in self.headings or properties.value("w:outlineLvl") in _LEVELS
        number = properties.child("w:numPr")
        listed = number.value("w:numId") != "0" if number else style in self.items
        return heading, listed and not heading


_LEVELS = frozenset("012345678")


def styles_of(root: Node | None) -> Styles:
    """The styles of a file; of one without styles, the ids that every Word program gives."""
    known = {
        node.attributes.get("w:styleId", ""): node
        for node in (root.children if root else ())
        if node.name == "w:style"
    }
    headings = {f"Heading{level}" for level in range(1, 10)}
    items = {"ListBullet", "ListNumber"}
    for style in known:
        for node in _line(style, known):
            looks = node.child("w:pPr")
            named = node.value("w:name").lower().startswith("heading ")
            if named or (looks and looks.value("w:outlineLvl") in _LEVELS):
                headings.add(style)
            elif looks and looks.child("w:numPr"):
                items.add(style)
    return Styles(frozenset(headings), frozenset(items - headings))


def _line(style: str, known: dict[str, Node]) -> list[Node]:
    """A style and those that it is built on."""
    found = list[Node]()
    while style in known and len(found) < _DEEP:
        found.append(known[style])
        style = known[style].value("w:basedOn")
    return found
