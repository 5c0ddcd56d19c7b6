"""Words that a program shows beside those of a paragraph: what its numbering says before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairlead.engines.redlines.elements import Node
from fairlead.engines.redlines.package import Package

# What is counted stands in a level as "%1"; whatever else has three letters in a row is a word.
_WORD = re.compile(r"[^\W\d_]{3,}")


def numbered_words(package: Package) -> tuple[str, ...]:
    """The words before paragraphs that numbering in use brings along: none of ours does."""
    root = package.numbering
    if root is None:
        return ()
    used = set(_used(package))
    numbers = [one for one in root.children if one.name == "w:num" and _id(one, "w:numId") in used]
    abstract = {one.value("w:abstractNumId") for one in numbers}
    levels = [
        one
        for one in root.children
        if one.name == "w:abstractNum" and _id(one, "w:abstractNumId") in abstract
    ]
    texts = (one.attributes.get("w:val", "") for of in (*levels, *numbers) for one in _texts(of))
    return tuple(dict.fromkeys(text for text in texts if _WORD.search(text)))


def _used(package: Package) -> Iterator[str]:
    for root in (package.document, package.styles, *package.headers, *package.footers):
        for node in root.walk() if root else ():
            if node.name == "w:numPr":
                yield node.value("w:numId")


def _id(node: Node, name: str) -> str:
    return node.attributes.get(name, "")


def _texts(of: Node) -> Iterator[Node]:
    return (node for node in of.walk() if node.name == "w:lvlText")
