"""From the body of a Word file to its lines: paragraphs, tables and controls, from the outside in."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.engines.redlines.body import Body, Control, Line
from fairlead.engines.redlines.elements import Node
from fairlead.engines.redlines.inline import CHANGES, Inline, otherwise, within
from fairlead.engines.redlines.marked import PLAIN, Mark, Segment
from fairlead.engines.redlines.styles import Styles

_FORMATTING = frozenset(
    f"w:{name}Change"
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "numbering")
)


def body_of(
    document: Node,
    styles: Styles,
    tags: Mapping[str, str],
    bookmarks: Mapping[str, str],
    notes: Mapping[str, str],
) -> Body:
    """The lines of a document in reading order.

    tags, bookmarks: clause ids by the tag of their control and by the bookmark on their heading; notes:
    texts of foot- and endnotes by "w:footnoteReference 3".
    """
    body = Body()
    walker = _Blocks(body, styles, Inline(body, styles, tags, bookmarks, notes))
    for node in document.children:
        if node.name == "w:body":
            walker.blocks(node, 0)
    body.marks = walker.inline.marks.count
    body.formatting = sum(node.name in _FORMATTING for node in document.walk())
    return body


def read_in(root: Node, styles: Styles) -> Body:
    """The lines of a part beside the document, as of a header: nothing in it is a clause of ours."""
    body = Body()
    walker = _Blocks(body, styles, Inline(body, styles, {}, {}, {}))
    walker.blocks(root, 0)
    body.marks = walker.inline.marks.count
    return body


class _Blocks:
    def __init__(self, body: Body, styles: Styles, inline: Inline) -> None:
        self.body = body
        self.styles = styles
        self.inline = inline
        self.tables = 0

    def blocks(self, parent: Node, control: int, around: Mark = PLAIN) -> None:
        """Everything inside a node, as part of a control (0: of none). around: the mark of what holds it."""
        for node in parent.children:
            name = node.name
            if name == "w:p":
                self.paragraph(node, control, around)
            elif name == "w:tbl":
                self.table(node, control, around)
            elif name == "w:sdt":
                self.control(node, control, around)
            elif name == "mc:AlternateContent":
                self.blocks(node.child("mc:Choice") or node, control, around)
                self.otherwise(node, control, around)
            elif name == "w:altChunk":
                self.body.elsewhere.append(len(self.body.lines))
            elif name in ("w:customXml", "w:smartTag") or name in CHANGES:
                self.blocks(node, control, around)
            elif name.startswith("w:comment"):
                self.inline.comment(node)

    def otherwise(self, node: Node, control: int, around: Mark) -> None:
        """What other programs show in place of the passage that was read, as a line of its own."""
        if words := otherwise(node).strip():
            self.body.lines.append(Line(len(self.body.lines), control, [Segment(words, around)]))

    def control(self, node: Node, control: int, around: Mark) -> None:
        """A control of ours opens a level; one of others is walked through."""
        properties = node.child("w:sdtPr") or node
        clause = self.inline.whose(properties)
        if clause:
            self.body.controls.append(Control(clause, control))
            control = len(self.body.controls) - 1
        else:
            self.inline.foreign(properties)
        self.inline.bound(properties)
        content = node.child("w:sdtContent")
        if content and not (clause and properties.child("w:showingPlcHdr")):
            self.blocks(content, control, around)

    def paragraph(self, node: Node, control: int, around: Mark) -> None:
        properties = node.child("w:pPr")
        self.inline.anchor = ""
        segments = self.inline.paragraph(node, around)
        mark = self.inline.end_mark(properties, around)
        heading, item = self.styles.look(properties)
        index = len(self.body.lines)
        own = self.inline.anchor == self.body.controls[control].clause
        anchor = "" if own else self.inline.anchor
        self.body.lines.append(Line(index, control, segments, mark, heading, item, anchor))

    def table(self, node: Node, control: int, around: Mark) -> None:
        """A line for each row; a table that somebody laid around our controls is walked through."""
        tagged = (one.attributes.get("w:val", "") for one in node.walk() if one.name == "w:tag")
        if any(tag in self.inline.tags for tag in tagged):
            for row in within(node, "w:tr"):
                mark = self.inline.row_mark(row, around)
                for cell in within(row, "w:tc"):
                    self.blocks(cell, control, mark)
            return
        self.tables += 1
        for row in within(node, "w:tr"):
            cells = self.inline.row(row, around)
            segments = [part for cell in cells for part in cell.parts]
            own = tuple(cell.own for cell in cells)
            index = len(self.body.lines)
            self.body.lines.append(Line(index, control, segments, table=self.tables, cells=own))
