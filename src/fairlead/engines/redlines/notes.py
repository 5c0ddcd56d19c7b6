"""Comments with their replies and whether they are resolved, and the texts of foot- and endnotes."""

from __future__ import annotations

from fairlead.engines.redlines.elements import Node
from fairlead.engines.redlines.inline import moment, named
from fairlead.engines.redlines.limits import Limits
from fairlead.engines.redlines.package import Package
from fairlead.engines.redlines.values import Comment
from fairlead.engines.redlines.words import squeezed

_MOST = 10_000  # letters of one comment that are kept
_TRUE = ("1", "true", "on")


def comments_of(package: Package, anchors: dict[str, list[str]], limits: Limits) -> tuple[Comment, ...]:
    """The comments of the file in its order, at most `limits.comments`. anchors: id -> words it is about."""
    nodes = package.comments.children if package.comments else []
    nodes = [node for node in nodes if node.name == "w:comment"][: limits.comments]
    threads = _threads(package.extended)
    ids = {para: node.attributes.get("w:id", "") for node in nodes for para in _paragraph_ids(node)}
    return tuple(_comment(node, anchors, threads, ids) for node in nodes)


def _comment(
    node: Node, anchors: dict[str, list[str]], threads: dict[str, tuple[str, bool]], ids: dict[str, str]
) -> Comment:
    key = node.attributes.get("w:id", "")
    lines = (_text(one) for one in node.walk() if one.name == "w:p")
    text = "\n".join(line for line in lines if line)[:_MOST]
    parent, done = next((threads[para] for para in _paragraph_ids(node) if para in threads), ("", False))
    anchor = squeezed("".join(anchors.get(key, ())))
    anchor = anchor if len(anchor) <= 500 else f"{anchor[:499]}…"
    author, at = named(node.attributes.get("w:author", "")), moment(node.attributes.get("w:date", ""))
    return Comment(key, author, at, text, anchor, done, ids.get(parent, ""))


def _paragraph_ids(comment: Node) -> list[str]:
    found = (node.attributes.get("w14:paraId", "") for node in comment.walk() if node.name == "w:p")
    return [para for para in found if para]


def _text(paragraph: Node) -> str:
    return squeezed(" ".join("".join(_words(paragraph)).split()))


def _words(paragraph: Node) -> list[str]:
    return [
        node.text if node.name == "w:t" else " "
        for node in paragraph.walk()
        if node.name in ("w:t", "w:tab", "w:br", "w:cr")
    ]


def _threads(extended: Node | None) -> dict[str, tuple[str, bool]]:
    """Paragraph id of a comment -> (paragraph id of the comment it answers, is it resolved)."""
    return {
        node.attributes.get("w15:paraId", ""): (
            node.attributes.get("w15:paraIdParent", ""),
            node.attributes.get("w15:done", "") in _TRUE,
        )
        for node in (extended.children if extended else ())
        if node.name == "w15:commentEx"
    }


def notes_of(package: Package) -> dict[str, str]:
    """ "w:footnoteReference 3" -> the text of the third footnote; endnotes likewise."""
    found: dict[str, str] = {}
    for kind, root in (("w:footnote", package.footnotes), ("w:endnote", package.endnotes)):
        for node in root.children if root else ():
            text = squeezed(" ".join(one.text for one in node.walk() if one.name == "w:t"))
            found[f"{kind}Reference {node.attributes.get('w:id', '')}"] = text[:_MOST]
    return found
