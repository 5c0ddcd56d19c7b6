"""Inside a paragraph and a row: runs, tracked changes nested in each other, the words of comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fairlead.engines.redlines.body import Body
from fairlead.engines.redlines.elements import Node
from fairlead.engines.redlines.marked import AFTER, PLAIN, VOID, Mark, Segment, joined
from fairlead.engines.redlines.sent import CELL, STEP
from fairlead.engines.redlines.styles import Styles, look_of
from fairlead.engines.redlines.values import DELETED, INSERTED, MOVED_AWAY, MOVED_HERE
from fairlead.engines.redlines.words import squeezed

CHANGES = {"w:ins": INSERTED, "w:del": DELETED, "w:moveTo": MOVED_HERE, "w:moveFrom": MOVED_AWAY}
_CELLS = {"w:cellIns": INSERTED, "w:cellDel": DELETED}
_NAME = 200  # letters of an author's name that are kept
_ANCHOR = 500  # letters of the words that a comment is about
_OPEN = 50  # comments whose words are gathered at the same time
_SIGNS = {
    "w:tab": " ",
    "w:ptab": " ",
    "w:cr": " ",
    "w:noBreakHyphen": "‑",
    "w:sym": "\ufffd",
    "w:object": "[object]",
}
_THROUGH = frozenset(
    f"w:{name}"
    for name in (
        "hyperlink",
        "smartTag",
        "customXml",
        "fldSimple",
        "bdo",
        "dir",
        "sdtContent",
    )
)
# Fields that count and refer, and say no words of their own.
_COUNTING = frozenset(
    ("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ",
     "HYPERLINK")
)  # fmt: skip
_NOBODY = Node("", {})
_MATH = frozenset(("m:oMath", "m:oMathPara"))


def moment(text: str) -> datetime | None:
    """A date of the file in UTC; None when it is none, or the 1970 that stands for a date taken out."""
    try:
        found = datetime.fromisoformat(text)
        if not 1970 < found.year < 9999:
            return None
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def named(text: str) -> str:
    """The name of an author as far as it is kept."""
    return squeezed(text)[:_NAME]


class Marks:
    """Changes nested in each other come to one mark; the same hand and moment give the same object."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str, bool], Mark] = {}
        self.count: dict[str, int] = {}

    def of(self, kind: str, node: Node, around: Mark = PLAIN) -> Mark:
        """The mark of a change inside another one: what was put in and struck out again is void."""
        self.count[kind] = self.count.get(kind, 0) + 1
        return self._of(kind, node, around)

    def struck(self, letters: Node | None, around: Mark) -> Mark:
        """The mark of words that are struck through by formatting; who did it, where that was tracked."""
        if around.kind not in AFTER:
            return around
        change = letters.child("w:rPrChange") if letters else None
        if change and not look_of(change.child("w:rPr")).struck:
            return self._of(DELETED, change, around)
        return replace(self._of(DELETED, _NOBODY, around), untold=True)

    def _of(self, kind: str, node: Node, around: Mark) -> Mark:
        came, goes = (INSERTED, MOVED_HERE), (DELETED, MOVED_AWAY)
        moved = around.moved or around.kind == MOVED_HERE
        crossed = (around.kind in came and kind in goes) or (around.kind in goes and kind in came)
        if around.kind == VOID or crossed:
            kind = VOID
        elif around.kind in came and kind in came:
            kind = around.kind
        key = (kind, node.attributes.get("w:author", ""), node.attributes.get("w:date", ""), moved)
        if key not in self._known:
            self._known[key] = Mark(kind, named(key[1]), moment(key[2]), moved)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Cell:
    """own: the segments of the cell; parts: the same, after the sign that parts it from the cell before."""

    own: tuple[Segment, ...]
    parts: tuple[Segment, ...]


class Inline:
    """Reads runs, and tells the body of comments, hidden words and controls that it meets on the way.

    tags, bookmarks: clause ids by the tag of their control and by the bookmark on their heading; `anchor` is
    the clause of the first such sign met inside a paragraph. notes: "w:footnoteReference 3" -> its text.
    """

    def __init__(
        self,
        body: Body,
        styles: Styles,
        tags: Mapping[str, str],
        bookmarks: Mapping[str, str],
        notes: Mapping[str, str],
    ) -> None:
        self.body = body
        self.styles = styles
        self.style = ""
        self.tags = tags
        self.bookmarks = bookmarks
        self.notes = notes
        self.marks = Marks()
        self.open: list[str] = []
        self.anchor = ""
        self.code = ""
        self.found: list[Segment] = []

    def whose(self, properties: Node) -> str:
        """The clause of a control by its tag; "" for a foreign one."""
        return self.tags.get(properties.value("w:tag"), "")

    def foreign(self, properties: Node) -> None:
        """Remember a control that is none of ours."""
        name = properties.value("w:alias") or properties.value("w:tag")
        self.body.foreign.append((named(name), len(self.body.lines)))

    def bound(self, properties: Node) -> None:
        """Remember a control whose words a program takes from another part of the file."""
        if properties.child("w:dataBinding") or properties.child("w15:dataBinding"):
            self.body.filled.append(f"control {named(properties.value('w:alias')) or 'without a name'}")

    def field(self, code: str) -> None:
        """Remember a field whose words a program makes anew, but for numbers and references."""
        kind = code.split()[0].upper() if code.split() else ""
        if kind and kind not in _COUNTING:
            self.body.filled.append(named(code))

    def comment(self, node: Node) -> None:
        """A comment's words begin or end here, or its sign stands here."""
        name, key = node.name, node.attributes.get("w:id", "")
        if name in ("w:commentRangeStart", "w:commentReference"):
            self.body.places.setdefault(key, len(self.body.lines))
        if name == "w:commentRangeStart" and len(self.open) < _OPEN:
            self.body.anchors.setdefault(key, [])
            self.open.append(key)
        elif name == "w:commentRangeEnd" and key in self.open:
            self.open.remove(key)

    def paragraph(self, node: Node, around: Mark = PLAIN) -> list[Segment]:
        """The segments of a paragraph."""
        self.found = []
        properties = node.child("w:pPr")
        self.style = properties.value("w:pStyle") if properties else ""
        self._inside(node, around)
        return self.found

    def end_mark(self, properties: Node | None, around: Mark = PLAIN) -> Mark:
        """The mark on the end of a paragraph."""
        letters = properties.child("w:rPr") if properties else None
        for node in letters.children if letters else ():
            if node.name in CHANGES:
                around = self.marks.of(CHANGES[node.name], node, around)
        return around

    def row_mark(self, row: Node, around: Mark = PLAIN) -> Mark:
        """The mark of a whole row."""
        return self._marked(row.child("w:trPr"), CHANGES, around)

    def row(self, row: Node, around: Mark = PLAIN) -> list[Cell]:
        """The cells of a row, with the marks of the row and of each cell."""
        around = self.row_mark(row, around)
        cells: list[Cell] = []
        for node in within(row, "w:tc"):
            mark = self._marked(node.child("w:tcPr"), _CELLS, around)
            parts = [
                (self.paragraph(one, mark), self.end_mark(one.child("w:pPr"), mark))
                for one in _paragraphs(node)
            ]
            own = tuple(joined(parts, STEP))
            sign = (Segment(CELL, mark),) if cells else ()
            cells.append(Cell(own, (*sign, *own)))
        return cells

    def _marked(self, properties: Node | None, kinds: Mapping[str, str], around: Mark = PLAIN) -> Mark:
        for node in properties.children if properties else ():
            if node.name in kinds:
                around = self.marks.of(kinds[node.name], node, around)
        return around

    def _inside(self, parent: Node, mark: Mark) -> None:
        for node in parent.children:
            name = node.name
            if name == "w:r":
                self._run(node, mark)
            elif name in CHANGES:
                self._inside(node, self.marks.of(CHANGES[name], node, mark))
            elif name == "w:sdt":
                self._control(node, mark)
            elif name == "mc:AlternateContent":
                self._inside(node.child("mc:Choice") or node, mark)
                self._say(otherwise(node), mark)
            elif name in _THROUGH:
                self.field(node.attributes.get("w:instr", ""))
                self._inside(node, mark)
            elif name == "w:subDoc":
                self.body.elsewhere.append(len(self.body.lines))
            elif name in _MATH:
                self._say("".join(one.text for one in node.walk() if one.name == "m:t"), mark)
            elif name == "w:bookmarkStart":
                # LibreOffice calls the bookmark of a copied or moved heading "..._Copy_1".
                name = node.attributes.get("w:name", "").partition("_Copy_")[0]
                self.anchor = self.anchor or self.bookmarks.get(name, "")
            elif name.startswith("w:comment"):
                self.comment(node)

    def _control(self, node: Node, mark: Mark) -> None:
        properties = node.child("w:sdtPr") or node
        clause = self.whose(properties)
        self.anchor = self.anchor or clause
        if properties.value("w:tag") and not clause:
            self.foreign(properties)
        self.bound(properties)
        self._inside(node, mark)

    def _run(self, run: Node, mark: Mark) -> None:
        letters = run.child("w:rPr")
        look = self.styles.seen(letters, self.style)
        if look.hidden:
            self.body.hidden.add(len(self.body.lines))
        if look.struck:
            self.body.struck.add(len(self.body.lines))
            mark = self.marks.struck(letters, mark)
        for node in run.children:
            name = node.name
            if name == "w:t":
                self._say(node.text, mark)
            elif name == "w:delText":
                # Outside of a deletion a program shows nothing of it.
                self._say(node.text, self.marks.struck(None, mark))
            elif name == "w:instrText":
                self.code += node.text
            elif name == "w:fldChar" and node.attributes.get("w:fldCharType") != "begin":
                self.field(self.code)
                self.code = ""
            elif name in _SIGNS:
                self._say(_SIGNS[name], mark)
            elif name == "w:br":
                self._say("" if node.attributes.get("w:type") in ("page", "column") else " ", mark)
            elif name in ("w:footnoteReference", "w:endnoteReference"):
                note = self.notes.get(f"{name} {node.attributes.get('w:id', '')}", "")
                self._say(f" [note: {note}]", mark)
            elif name in ("w:drawing", "w:pict", "mc:AlternateContent"):
                self._say(_drawn(node), mark)
            elif name == "w:ruby":
                self._inside(node.child("w:rubyBase") or _NOBODY, mark)
            elif name == "w:commentReference":
                self.comment(node)

    def _say(self, text: str, mark: Mark) -> None:
        if not text:
            return
        self.found.append(Segment(text, mark))
        for key in self.open:
            words = self.body.anchors[key]
            if len(words) < _ANCHOR:
                words.append(text[:_ANCHOR])


def within(node: Node, name: str) -> list[Node]:
    """Elements of a name right inside a node, or inside the controls and the like around them."""
    found: list[Node] = []
    for one in node.children:
        if one.name == name:
            found.append(one)
        elif one.name in ("w:sdt", "w:sdtContent", "w:customXml", *CHANGES):
            found += within(one, name)
    return found


def _paragraphs(node: Node) -> list[Node]:
    """All paragraphs of a cell, those of tables inside it too."""
    found: list[Node] = []
    for one in node.children:
        found += [one] if one.name == "w:p" else _paragraphs(one)
    return found


def _drawn(node: Node) -> str:
    """A picture or a text box, in words: neither was ever sent."""
    text = _words(node.child("mc:Choice") or node)
    return (f"[text box: {text}]" if text else "[picture]") + otherwise(node)


def otherwise(node: Node) -> str:
    """What another program than the one for which the first alternative was written shows in its place, where
    those are other words."""
    first, *others = [_words(one) for one in node.children if one.name in ("mc:Choice", "mc:Fallback")] or [
        ""
    ]
    other = next((text for text in others if text and text != first), "")
    return f" [in other programs: {other}]" if other else ""


def _words(node: Node) -> str:
    return squeezed(" ".join(one.text for one in node.walk() if one.name in ("w:t", "w:delText")))
