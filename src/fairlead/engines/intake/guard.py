"""Before a workbook is opened: is it a zip that unpacks to a sane size, and XML that defines nothing?

openpyxl reads with the standard library's expat. That has no entities to expand when no part may carry a
document type: every part's prologue is parsed here until its first element, and a DOCTYPE refuses the file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from fairlead.engines.findings import Finding
from fairlead.engines.intake.limits import Limits

_CHUNK = 1 << 20
_PROLOGUE = 1 << 16
_LARGE = 10_000_000
_SAVE = "Open it in a spreadsheet program and save it anew as .xlsx."

# What zipfile and zlib raise on an archive that is broken, encrypted or packed in a way they do not know.
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one sheet's XML shows before its cells are read."""

    formulas: bool = False
    merged: tuple[str, ...] = ()
    rows: int = 0


class _Met(Exception):
    """The first element, or what may not stand before it."""


def check(archive: ZipFile, name: str, limits: Limits) -> tuple[dict[str, Scan], tuple[Finding, ...]]:
    """Scan every part; (what sheets hold by the path of their part, findings).

    Findings: "too-large" (parts, size, ratio, one row or text), "doctype", "encoding", "broken-file".
    """
    parts = archive.infolist()
    findings = list(_sizes(parts, name, limits))
    if findings:
        return {}, tuple(findings)
    scans = dict[str, Scan]()
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            prefix, trouble = _prologue(archive, part, name)
            found = [trouble] if trouble else []
            if not trouble and part.filename.startswith("xl/worksheets/"):
                with archive.open(part) as stream:
                    scans[part.filename], found = _scan(stream, prefix, name, part.filename, limits)
        except BROKEN as error:
            found = [_broken(name, part.filename, str(error) or type(error).__name__)]
        findings += found
    return scans, tuple(findings)


def _broken(name: str, part: str, why: str) -> Finding:
    return Finding(name, 0, part, "broken-file", f"this part of the workbook cannot be read: {why}.", _SAVE)


def _sizes(parts: list[ZipInfo], name: str, limits: Limits) -> Iterator[Finding]:
    """zipfile never gives out more than the size that a part declares, so declared sizes are upper bounds."""

    def large(where: str, message: str) -> Finding:
        return Finding(name, 0, where, "too-large", message, "Split it, or leave out what is not needed.")

    if len(parts) > limits.parts:
        yield large("", f"the file holds {len(parts):,} parts; {limits.parts:,} are read.")
    if sum(part.file_size for part in parts) > limits.unpacked:
        yield large("", f"unpacked it is larger than {limits.unpacked / 1e6:,.0f} MB.")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > _LARGE and ratio > limits.ratio:
            yield large(part.filename, f"it unpacks to {ratio:,.0f} times its size, as a trap would.")
        if part.filename.endswith("sharedStrings.xml") and part.file_size > limits.strings:
            yield large(part.filename, f"its texts are larger than {limits.strings / 1e6:,.0f} MB.")


def _prologue(archive: ZipFile, part: ZipInfo, name: str) -> tuple[str, Finding | None]:
    """(the root element's prefix with its colon, what is wrong before it)."""
    seen = list[str]()

    def element(tag: str, _attributes: object) -> None:
        seen.append(tag)
        raise _Met

    def doctype(*_: object) -> None:
        raise _Met

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    with archive.open(part) as stream:
        head = stream.read(_PROLOGUE)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        return "", Finding(name, 0, part.filename, "encoding", "this part is not written in UTF-8.", _SAVE)
    try:
        parser.Parse(head, False)
    except _Met:
        prefix, colon, _tag = seen[0].rpartition(":") if seen else ("", "", "")
        if seen:
            return prefix + colon, None
        fix = f"No workbook needs it. {_SAVE}"
        return "", Finding(name, 0, part.filename, "doctype", "it defines a document type.", fix)
    except expat.ExpatError as error:
        return "", _broken(name, part.filename, str(error))
    return "", _broken(name, part.filename, "no element is in sight")


def _scan(stream: IO[bytes], prefix: str, name: str, part: str, limits: Limits) -> tuple[Scan, list[Finding]]:
    """One pass over a sheet's bytes: formulas, merged cells, and runs that no honest sheet has."""
    mark, row_end, merge = (f"<{prefix}{tag}".encode() for tag in ("f", "row", "mergeCell "))
    formulas, merged, rows, tail, run = False, list[str](), 0, b"", 0
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        run = len(chunk) if row_end in text or merge in text else run + len(chunk)
        if (b"<" not in chunk and len(chunk) == _CHUNK) or run > limits.row:
            fix = "Shorten the row or text that is so long."
            wrong = Finding(name, 0, part, "too-large", "one row or text of this sheet is far too long.", fix)
            return Scan(), [wrong]
        formulas = formulas or (mark + b">") in text or (mark + b" ") in text or (mark + b"/") in text
        if merge in text:
            merged += _merges(text, merge)
        rows += chunk.count(row_end)
        tail = text[-64:]
    return Scan(formulas, tuple(dict.fromkeys(merged)), rows), []


def _merges(text: bytes, merge: bytes) -> Iterator[str]:
    for piece in text.split(merge)[1:]:
        quoted = piece.partition(b'ref="')[2]
        if b'"' in quoted[:32]:
            yield quoted.partition(b'"')[0].decode("ascii", "replace")
