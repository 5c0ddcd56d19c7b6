"""A customer with Word, in code: marks up a .docx the way Word writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
NS = {"w": W}
HANDS = {"author": "Ana Ruiz", "date": "2026-12-01T10:30:00Z"}
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def q(name: str) -> str:
    return f"{{{W}}}{name}"


def element(name: str, *children: etree._Element, text: str = "", **attributes: str) -> etree._Element:
    made = etree.Element(q(name), {q(key): value for key, value in attributes.items()})
    made.extend(children)
    if text:
        made.text = text
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def run(text: str, deleted: bool = False) -> etree._Element:
    return element("r", element("delText" if deleted else "t", text=text))


class Copy:
    """One .docx opened for editing. Every tracked change is Ana Ruiz's unless another hand is given."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.root.find("w:body", NS)
        self.comments: list[etree._Element] = []
        self.extended: list[tuple[str, str, str]] = []
        self.count = 900

    def hand(self, author: str = "", date: str = "") -> dict[str, str]:
        self.count += 1
        return {"id": str(self.count), "author": author or HANDS["author"], "date": date or HANDS["date"]}

    def bytes(self) -> bytes:
        self.parts["word/document.xml"] = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        self._write_comments()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.parts.items():
                package.writestr(name, data)
        return target.getvalue()

    # finding

    def tags(self) -> list[str]:
        return list(dict.fromkeys(one.get(q("val")) for one in self.body.iter(q("tag"))))

    def control(self, tag: str) -> etree._Element:
        return self.body.xpath(f".//w:sdt[w:sdtPr/w:tag/@w:val='{tag}']", namespaces=NS)[0]

    def paragraphs(self, tag: str) -> list[etree._Element]:
        return self.control(tag).xpath("w:sdtContent/w:p", namespaces=NS)

    def paragraph(self, text: str) -> etree._Element:
        return next(p for p in self.body.iter(q("p")) if text in "".join(p.itertext(q("t"))))

    # words

    def split(self, text: str) -> tuple[etree._Element, etree._Element]:
        """The paragraph with the text, and the run that holds exactly this text."""
        paragraph = self.paragraph(text)
        holder = next(r for r in paragraph.iter(q("r")) if text in "".join(r.itertext(q("t"))))
        before, _, after = "".join(holder.itertext(q("t"))).partition(text)
        own = run(text)
        for made in (run(before), own, run(after)):
            holder.addprevious(made)
        holder.getparent().remove(holder)
        return paragraph, own

    def delete(self, text: str, **hand: str) -> etree._Element:
        _, own = self.split(text)
        mark = element("del", run(text, True), **self.hand(**hand))
        own.getparent().replace(own, mark)
        return mark

    def insert(self, after: str, text: str, **hand: str) -> etree._Element:
        _, own = self.split(after)
        mark = element("ins", run(text), **self.hand(**hand))
        own.addnext(mark)
        return mark

    def replace(self, text: str, by: str, **hand: str) -> None:
        mark = self.delete(text, **hand)
        mark.addnext(element("ins", run(by), **self.hand(**hand)))

    def silently(self, text: str, by: str) -> None:
        _, own = self.split(text)
        own.find("w:t", NS).text = by

    # paragraphs

    def marked(self, paragraph: etree._Element, kind: str, **hand: str) -> None:
        """Every run of a paragraph, and its end, tracked as `ins`, `del`, `moveFrom` or `moveTo`."""
        gone = kind in ("del", "moveFrom")
        for own in list(paragraph.iter(q("r"))):
            mark = element(kind, **self.hand(**hand))
            own.getparent().replace(own, mark)
            mark.append(own)
            for text in own.findall("w:t", NS) if gone and kind == "del" else ():
                text.tag = q("delText")
        self.end(paragraph, kind, **hand)

    def end(self, paragraph: etree._Element, kind: str, **hand: str) -> None:
        properties = paragraph.find("w:pPr", NS)
        if properties is None:
            properties = element("pPr")
            paragraph.insert(0, properties)
        properties.append(element("rPr", element(kind, **self.hand(**hand))))

    def new(self, text: str, style: str = "Normal", tracked: bool = True) -> etree._Element:
        made = element("p", element("pPr", element("pStyle", val=style)), run(text))
        if tracked:
            self.marked(made, "ins")
        return made

    def delete_clause(self, tag: str, **hand: str) -> None:
        for paragraph in self.control(tag).iter(q("p")):
            self.marked(paragraph, "del", **hand)

    def cut(self, tag: str) -> etree._Element:
        control = self.control(tag)
        control.getparent().remove(control)
        return control

    def move_clause(self, tag: str, place: Callable[[etree._Element], None]) -> None:
        """Tracked, as Word does it: the control stays with what moved away, a copy stands where it went."""
        control = self.control(tag)
        copy = deepcopy(control)
        for paragraph in copy.iter(q("p")):
            self.marked(paragraph, "moveTo")
        for paragraph in control.iter(q("p")):
            self.marked(paragraph, "moveFrom")
        place(copy)

    def unwrap(self, tag: str) -> None:
        """Remove the control, keep what is in it ("Remove Content Control")."""
        control = self.control(tag)
        for child in list(control.find("w:sdtContent", NS)):
            control.addprevious(child)
        control.getparent().remove(control)

    def forget_bookmarks(self) -> None:
        for name in ("bookmarkStart", "bookmarkEnd"):
            for node in list(self.body.iter(q(name))):
                node.getparent().remove(node)

    # comments

    def comment(self, anchor: str, text: str, done: bool = False, reply_to: str = "", **hand: str) -> str:
        _, own = self.split(anchor)
        about = self.hand(**hand)
        key = about["id"]
        own.addprevious(element("commentRangeStart", id=key))
        own.addnext(element("r", element("commentReference", id=key)))
        own.addnext(element("commentRangeEnd", id=key))
        words = element("p", run(text))
        words.set(f"{{{W14}}}paraId", f"0000{key}")
        self.comments.append(element("comment", words, **about))
        self.extended.append((key, reply_to, "1" if done else "0"))
        return key

    def _write_comments(self) -> None:
        if not self.comments:
            return
        root = etree.Element(q("comments"), nsmap={"w": W, "w14": W14})
        root.extend(self.comments)
        threads = etree.Element(f"{{{W15}}}commentsEx", nsmap={"w15": W15})
        for key, parent, done in self.extended:
            row = etree.SubElement(threads, f"{{{W15}}}commentEx")
            row.set(f"{{{W15}}}paraId", f"0000{key}")
            row.set(f"{{{W15}}}done", done)
            if parent:
                row.set(f"{{{W15}}}paraIdParent", f"0000{parent}")
        self.add_part("comments", etree.tostring(root))
        self.add_part("commentsExtended", etree.tostring(threads))

    def add_part(self, kind: str, data: bytes) -> None:
        self.parts[f"word/{kind}.xml"] = data
        name = "word/_rels/document.xml.rels"
        rels = etree.fromstring(self.parts[name])
        row = etree.SubElement(rels, f"{{{RELS}}}Relationship")
        row.set("Id", f"rId{kind}")
        row.set("Type", f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")
        row.set("Target", f"{kind}.xml")
        self.parts[name] = etree.tostring(rels)
