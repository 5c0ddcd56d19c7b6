"""Which paragraphs are headings and which are items of a list, by the styles of the file; and which words are
struck through, or not to be seen, by how they look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairlead.engines.redlines.elements import Node

_DEEP = 20  # styles built on styles


@dataclass(frozen=True, slots=True)
class Look:
    """Whether words are struck through, and whether they are hidden; None where nothing is said of it."""

    struck: bool | None = None
    hidden: bool | None = None

    def over(self, below: Look) -> Look:
        """What this says, and below it what something else says."""
        struck = below.struck if self.struck is None else self.struck
        return Look(struck, below.hidden if self.hidden is None else self.hidden)


PLAINLY = Look()
_OFF = ("0", "false", "off")
_WHITE = 0xF0  # from here up in red, green and blue nothing is seen on paper
# Half points of height, and per cent of width, up to which words are not to be read.
_SIZES = {"w:sz": 2, "w:w": 10}


def look_of(letters: Node | None) -> Look:
    """What the properties of a run, or of a style, say themselves."""
    struck = hidden = None
    for node in letters.children if letters else ():
        value = node.attributes.get("w:val", "1")
        if node.name in ("w:strike", "w:dstrike"):
            struck = struck or value not in _OFF
        elif node.name == "w:vanish":
            hidden = hidden or value not in _OFF
        elif node.name == "w:color":
            hidden = hidden or _is_white(value)
        elif node.name in _SIZES:
            hidden = hidden or (value.isdecimal() and int(value) <= _SIZES[node.name])
    if letters is not None and _on_its_own_colour(letters):
        hidden = True
    return Look(struck, hidden)


def _on_its_own_colour(letters: Node) -> bool:
    """Whether words stand on a ground of their own colour: black on black, as a rule."""
    colour, shade = letters.value("w:color").upper(), letters.child("w:shd")
    ground = shade.attributes.get("w:fill", "").upper() if shade else ""
    # On a dark ground a program turns words without a colour white; on a black highlight it does not.
    dark = colour in ("", "AUTO", "000000") and letters.value("w:highlight") == "black"
    return dark or (colour == ground and colour not in ("", "AUTO"))


def _is_white(colour: str) -> bool:
    try:
        return len(colour) == 6 and all(part >= _WHITE for part in bytes.fromhex(colour))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Styles:
    """Ids of the styles of headings and of list items; letters: how those look that strike or hide."""

    headings: frozenset[str]
    items: frozenset[str]
    letters: Mapping[str, Look] = field(default_factory=dict)

    def look(self, properties: Node | None) -> tuple[bool, bool]:
        """(is it a heading, is it an item of a list) of a paragraph with these properties."""
        if properties is None:
            return False, False
        style = properties.value("w:pStyle")
        heading = style in self.headings or properties.value("w:outlineLvl") in _LEVELS
        number = properties.child("w:numPr")
        listed = number.value("w:numId") != "0" if number else style in self.items
        return heading, listed and not heading

    def seen(self, letters: Node | None, paragraph: str) -> Look:
        """How a run looks: what it says itself, else its style, else the style of its paragraph."""
        own = look_of(letters)
        style = self.letters.get(letters.value("w:rStyle")) if letters else None
        return own.over(style or PLAINLY).over(self.letters.get(paragraph, PLAINLY))


_LEVELS = frozenset("012345678")


def styles_of(root: Node | None) -> Styles:
    """The styles of a file; of one without styles, the ids that every Word program gives."""
    known = {
        node.attributes.get("w:styleId", ""): node
        for node in (root.children if root else ())
        if node.name == "w:style"
    }
    letters = dict[str, Look]()
    headings = {f"Heading{level}" for level in range(1, 10)}
    items = {"ListBullet", "ListNumber"}
    for style in known:
        letters[style] = PLAINLY
        for node in _line(style, known):
            letters[style] = letters[style].over(look_of(node.child("w:rPr")))
            looks = node.child("w:pPr")
            named = node.value("w:name").lower().startswith("heading ")
            if named or (looks and looks.value("w:outlineLvl") in _LEVELS):
                headings.add(style)
            elif looks and looks.child("w:numPr"):
                items.add(style)
    striking = {style: look for style, look in letters.items() if look.struck or look.hidden}
    return Styles(frozenset(headings), frozenset(items - headings), striking)


def _line(style: str, known: dict[str, Node]) -> list[Node]:
    """A style and those that it is built on."""
    found = list[Node]()
    while style in known and len(found) < _DEEP:
        found.append(known[style])
        style = known[style].value("w:basedOn")
    return found
