"""The parts of a Word file, or every reason why it is not opened. Nothing in it is trusted or run."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fairlead.engines.findings import Finding
from fairlead.engines.redlines.elements import Node, Refused, parsed
from fairlead.engines.redlines.limits import Limits

_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "word/document.xml"
_LONGEST = 200  # letters of an address outside that are told
_BACK = "Ask for the .docx itself, saved by Word or LibreOffice."
_CONTROL = re.compile(rb"</?w:sdt(?:Content)?/?>")
_SIGNS = (
    (b"%PDF-", "a PDF", "A PDF cannot be read clause by clause. Ask for the Word file."),
    (b"{\\rtf", "an RTF file", _BACK),
    (b"<!DOCTYPE", "a web page", _BACK),
    (b"<html", "a web page", _BACK),
    (b"<?xml", "a single XML file", _BACK),
)


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts that are read, as trees; a part that is not there is None."""

    document: Node
    styles: Node | None = None
    comments: Node | None = None
    extended: Node | None = None
    footnotes: Node | None = None
    endnotes: Node | None = None
    properties: Node | None = None
    headers: tuple[Node, ...] = ()
    footers: tuple[Node, ...] = ()
    numbering: Node | None = None
    embedded: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()  # what a program loads from elsewhere when it opens the file
    mended: bool = False  # see `_mended`


_KINDS = {
    "styles": "styles",
    "comments": "comments",
    "commentsExtended": "extended",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "numbering": "numbering",
}


def opened(data: bytes, name: str, limits: Limits) -> tuple[Package | None, tuple[Finding, ...]]:
    """The package, or the findings that refuse it.

    Findings: "too-large", "password-protected", "old-format", "no-word-file", "broken-file", "macros",
    "doctype", "too-deep", "no-document". No exception for any bytes.
    """
    trouble = _foreign(data, name, limits)
    if trouble:
        return None, (trouble,)
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            findings = tuple(_unfit(parts, name, limits))
            if findings:
                return None, findings
            return _read(archive, name, limits)
    except _BROKEN as error:
        return None, (_broken(name, "", str(error) or type(error).__name__),)


def _broken(name: str, part: str, why: str) -> Finding:
    return Finding(name, 0, part, "broken-file", f"The file cannot be read: {why.rstrip('.')}.", _BACK)


def _foreign(data: bytes, name: str, limits: Limits) -> Finding | None:
    """What the first bytes already tell."""
    if len(data) > limits.packed:
        message = f"The file has {len(data) / 1e6:,.1f} MB and was not opened."
        fix = f"At most {limits.packed / 1e6:g} MB are read; leave pictures out."
        return Finding(name, 0, "", "too-large", message, fix)
    if data.startswith(_OLE):
        return _ole(data, name)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    for sign, said, fix in _SIGNS:
        if head[: len(sign)].lower() == sign.lower():
            return Finding(name, 0, "", "no-word-file", f"This is {said}, whatever its name says.", fix)
    if not data.startswith(b"PK"):
        return Finding(name, 0, "", "no-word-file", "This is no Word file (.docx).", _BACK)
    if data.count(b"PK\x01\x02") > limits.parts * 2:
        message = f"The file holds more than {limits.parts:,} parts."
        return Finding(name, 0, "", "too-large", message, _BACK)
    return None


def _ole(data: bytes, name: str) -> Finding:
    """Both an encrypted .docx and an old .doc stand in this container; the names inside tell which."""
    if "WordDocument".encode("utf-16-le") in data:
        message = "This is a Word file of the old format (.doc)."
        return Finding(name, 0, "", "old-format", message, "Ask for it saved as .docx.")
    message = "The file is password-protected and cannot be read."
    return Finding(name, 0, "", "password-protected", message, "Ask for a copy without a password.")


def _unfit(parts: list[ZipInfo], name: str, limits: Limits) -> Iterator[Finding]:
    """zipfile never gives out more than the size that a part declares, so declared sizes are upper bounds."""

    def finding(where: str, code: str, message: str, fix: str = _BACK) -> Finding:
        return Finding(name, 0, where, code, message, fix)

    names = [part.filename for part in parts]
    if len(parts) > limits.parts:
        yield finding("", "too-large", f"The file holds {len(parts):,} parts; {limits.parts:,} are read.")
    if sum(part.file_size for part in parts) > limits.unpacked:
        yield finding("", "too-large", f"Unpacked it is larger than {limits.unpacked / 1e6:,.0f} MB.")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > limits.small and ratio > limits.ratio:
            said = f"It unpacks to {ratio:,.0f} times its size, as a trap would."
            yield finding(part.filename, "too-large", said)
        if part.flag_bits & 1:
            said = "A part of the file is password-protected."
            yield finding(part.filename, "password-protected", said, "Ask for a copy without a password.")
        elif part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            yield finding(part.filename, "broken-file", "A part is packed in a way that Word does not use.")
        if part.filename.lower().endswith("vbaproject.bin"):
            yield _macros(name, part.filename)
    for twice in sorted(one for one, times in Counter(names).items() if times > 1):
        yield finding(twice, "broken-file", "A part stands in the file twice.")
    if "mimetype" in names and "content.xml" in names:
        yield finding("", "no-word-file", "This is an OpenDocument file.", "Ask for it saved as .docx.")


def _macros(name: str, where: str) -> Finding:
    message = "The file carries macros; it was not read."
    return Finding(name, 0, where, "macros", message, "Ask for it saved as .docx, without macros.")


class _Parts:
    """The parts of an opened file as trees; every part that cannot be parsed is a finding."""

    def __init__(self, archive: ZipFile, name: str, limits: Limits) -> None:
        self.archive = archive
        self.name = name
        self.limits = limits
        self.findings: list[Finding] = []
        self.stored = {part.filename.lstrip("/").lower(): part.filename for part in archive.infolist()}

    def data(self, path: str) -> bytes:
        return self.archive.read(self.stored[path.lower()])

    def size(self, path: str) -> int:
        """What it unpacks to; 0 where it is not there."""
        stored = self.stored.get(path.lower())
        return self.archive.getinfo(stored).file_size if stored else 0

    def refuse(self, path: str, code: str, message: str) -> None:
        self.findings.append(Finding(self.name, 0, path, code, message, _BACK))

    def tree(self, path: str) -> Node | None:
        if path.lower() not in self.stored:
            return None
        if self.size(path) > self.limits.part:
            self.refuse(path, "too-large", f"This part is larger than {self.limits.part / 1e6:,.0f} MB.")
            return None
        try:
            return parsed(self.data(path), self.limits)
        except Refused as refused:
            self.refuse(path, refused.code, refused.message)
        except _BROKEN as error:
            self.findings.append(_broken(self.name, path, str(error) or type(error).__name__))
        return None

    def loads(self, path: str) -> Iterator[str]:
        """What the relations in a part take from outside; a link that somebody has to click is none."""
        relations = self.tree(path)
        for node in relations.children if relations else ():
            kind = node.attributes.get("Type", "").rpartition("/")[2]
            if node.attributes.get("TargetMode") == "External" and kind != "hyperlink":
                yield f"{kind} {node.attributes.get('Target', '')}"[:_LONGEST]

    def margins(self, document: Node | None, relations: Node | None, folder: str) -> dict[str, list[Node]]:
        """The headers and the footers that the sections of a document name."""
        found: dict[str, list[Node]] = {"headers": [], "footers": []}
        paths = _margins(document, relations, folder)
        if sum(map(self.size, paths)) > self.limits.part:
            message = f"Its headers and footers have more than {self.limits.part / 1e6:,.0f} MB together."
            self.refuse("", "too-large", message)
            return found
        for path, kind in paths.items():
            root = self.tree(path)
            found[kind] += [root] if root else []
        return found


def _read(archive: ZipFile, name: str, limits: Limits) -> tuple[Package | None, tuple[Finding, ...]]:
    """The trees of the parts; every part that cannot be parsed is a finding."""
    parts = _Parts(archive, name, limits)
    if _with_macros(parts.tree("[Content_Types].xml")):
        parts.findings.append(_macros(name, "[Content_Types].xml"))
    roots = parts.tree("_rels/.rels")
    main = _targets(roots, "").get("officeDocument", _MAIN)
    document = parts.tree(main)
    mended = [one.code for one in parts.findings] == ["broken-file"] and main.lower() in parts.stored
    if mended:
        document = _mended(parts.data(main), limits)
        parts.findings = parts.findings if document is None else []
    mains = {_path(one, "") for one in _of_kind(roots, "officeDocument")}
    if len(mains) > 1:
        parts.refuse("_rels/.rels", "broken-file", "It names two main parts, and programs differ in which.")
    if document is None and not parts.findings:
        parts.refuse(main, "no-document", "There is no document in the file.")
    folder, _, leaf = main.rpartition("/")
    relations = parts.tree(f"{folder}/_rels/{leaf}.rels")
    related = _targets(relations, folder)
    found = {field: parts.tree(related[kind]) for kind, field in _KINDS.items() if kind in related}
    properties = parts.tree("docProps/core.xml")
    margins = parts.margins(document, relations, folder)
    rels = (path for path in parts.stored if path.endswith(".rels"))
    loads = tuple(sorted({one for path in rels for one in parts.loads(path)}))
    if parts.findings or document is None:
        return None, tuple(parts.findings)
    if document.name != "w:document":
        message = f"Its main part is no Word document ({document.name[:40]})."
        return None, (Finding(name, 0, main, "no-word-file", message, _BACK),)
    embedded = tuple(sorted(stored for path, stored in parts.stored.items() if "/embeddings/" in path))
    headers, footers = tuple(margins["headers"]), tuple(margins["footers"])
    return Package(
        document, properties=properties, headers=headers, footers=footers, embedded=embedded, loads=loads,
        mended=mended, **found,
    ), ()  # fmt: skip


def _margins(document: Node | None, relations: Node | None, folder: str) -> dict[str, str]:
    """Path of each part that a section of the document names -> "headers" or "footers"."""
    kinds = {"w:headerReference": "headers", "w:footerReference": "footers"}
    named = {
        node.attributes.get("r:id", ""): kinds[node.name]
        for node in (document.walk() if document else ())
        if node.name in kinds
    }
    return {
        _path(node, folder): named[key]
        for node in (relations.children if relations else ())
        if (key := node.attributes.get("Id", "")) in named and node.attributes.get("TargetMode") != "External"
    }


def _mended(data: bytes, limits: Limits) -> Node | None:
    """The document without its content controls, when only they were broken; else None.

    LibreOffice 7.4 closes a control and the deletion of a heading in it in the wrong order: no XML program
    can read the file, Word neither. The bookmarks on the headings still tell the clauses.
    """
    first, *rest = data.split(b"<w:sdtPr>")
    bare = first + b"".join(part.partition(b"</w:sdtPr>")[2] for part in rest)
    try:
        return parsed(_CONTROL.sub(b"", bare), limits)
    except Refused:
        return None


def _with_macros(types: Node | None) -> bool:
    kinds = [node.attributes.get("ContentType", "") for node in types.children] if types else []
    return any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in kinds)


def _targets(relations: Node | None, folder: str) -> dict[str, str]:
    """Last word of the relation's type -> path of the part inside the package; outside targets are left."""
    found: dict[str, str] = {}
    for node in relations.children if relations else ():
        kind = node.attributes.get("Type", "").rpartition("/")[2]
        target = node.attributes.get("Target", "")
        if node.attributes.get("TargetMode") != "External" and kind and target:
            found.setdefault(kind, _path(node, folder))
    return found


def _of_kind(relations: Node | None, kind: str) -> list[Node]:
    known = relations.children if relations else []
    return [node for node in known if node.attributes.get("Type", "").rpartition("/")[2] == kind]


def _path(relation: Node, folder: str) -> str:
    target = relation.attributes.get("Target", "")
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path)
