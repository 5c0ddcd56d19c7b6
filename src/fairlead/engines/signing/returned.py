"""Whether a PDF that came back signed is the one that was sent, as far as a machine can tell.

Three things are asked in turn: is it the very file with something added behind it; else, does every page read
and look the same, with a signature added; else, is it a scan that a person has to look at. What is of another
version, or was altered, is refused. Nothing of the file is run, and what could run is refused before anything
else is read.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import IndirectObject

from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.signing.covering import covered, reads
from fairlead.engines.signing.drawing import SIGNED_FIELD, laid_over, more_drawn
from fairlead.engines.signing.missing import told_missing
from fairlead.engines.signing.reading import MOST_PAGES, active, marks, opened, pictured, text_of
from fairlead.engines.signing.seals import UNREADABLE, Seal, Verify, told
from fairlead.engines.signing.wording import compare

BYTES, TEXT, UNSURE, REFUSED = "bytes", "text", "unsure", "refused"

# So many bytes of a file are read at all.
MOST_BYTES = 50_000_000

_HEX = re.compile(r"\b[0-9a-f]{16}\b")
_MANIFEST = re.compile(r"manifest ([0-9a-f]{64})")
# What a signing program has to write again to add its fields; none of it is drawn.
_REWRITTEN = frozenset({"/Catalog", "/Pages", "/Page", "/Metadata", "/XRef", "/ObjStm"})
_ADDED_TO_CATALOG = frozenset({"/AcroForm", "/Perms", "/DSS", "/Extensions", "/Metadata", "/Version"})
_ADDED_TO_PAGE = frozenset({"/Annots", "/Tabs"})


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: the bytes, the number and the manifest printed in them."""

    content: bytes
    number: str
    manifest: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it. notes: what was found, page by page and signature by signature, in sentences;
    signatures: how many digital ones it carries."""

    verdict: str
    notes: tuple[Finding, ...]
    pages: int
    signatures: int = 0


def check(
    sent: Sent, returned: bytes, name: str, others: Mapping[str, tuple[int, str]], verify: Verify
) -> Checked:
    """Hold a file against what was sent; Unsound when it cannot be read or must not be.

    others: the other versions by their number: the size and the SHA-256 of each. verify: `verifying.seals`.
    """
    if len(returned) > MOST_BYTES:
        raise Unsound(
            [_finding(name, "too-large", f"It has more than {MOST_BYTES / 1e6:.0f} MB.", "Send it smaller.")]
        )
    reader = opened(returned, name)
    if found := tuple(active(reader, name)):
        raise Unsound(found)
    if len(reader.pages) > MOST_PAGES:
        raise Unsound(
            [_finding(name, "too-long", f"It has more than {MOST_PAGES} pages.", "Send the document alone.")]
        )
    if other := _of_another(sent, returned, reader, others):
        fix = "Have the version signed that is out for signature, or send that one out again."
        note = _finding(name, "another-version", f"This is {other}; out for signature is {sent.number}.", fix)
        return Checked(REFUSED, (note,), len(reader.pages))
    original = PdfReader(io.BytesIO(sent.content))
    if returned.startswith(sent.content):
        return _with_seals(_with_update(original, reader, sent, returned, name), returned, name, verify)
    return _with_seals(_by_words(original, reader, name), returned, name, verify)


def _with_seals(checked: Checked, returned: bytes, name: str, verify: Verify) -> Checked:
    """The same with its digital signatures verified: where one does not hold, a person has to look."""
    if not checked.signatures:
        return checked
    found = verify(returned)
    lost = (Seal("", "", UNREADABLE),) if len(found) < checked.signatures else ()
    found = (*found, *lost)
    notes = (*checked.notes, *(told(one, name) for one in found))
    sound = all(one.sound for one in found)
    verdict = checked.verdict if sound or checked.verdict == REFUSED else UNSURE
    return replace(checked, verdict=verdict, notes=notes)


def _of_another(sent: Sent, returned: bytes, reader: PdfReader, others: Mapping[str, tuple[int, str]]) -> str:
    """Which other version it is; "" when nothing says so."""
    for number, (size, sha256) in others.items():
        if number != sent.number and hashlib.sha256(returned[:size]).hexdigest() == sha256:
            return number
    told = _MANIFEST.search(str(reader.metadata.get("/Keywords", "")) if reader.metadata else "")
    first = " ".join(text_of(page) for page in reader.pages[:2])
    kind = re.escape(sent.number.rpartition("-")[0]) + r"-\d+\b"
    numbers: set[str] = set(re.findall(kind, first))
    if numbers and sent.number not in numbers:
        return min(numbers)
    prints: set[str] = set(_HEX.findall(" ".join(text_of(page) for page in reader.pages)))
    if prints and sent.manifest[:16] not in prints:
        return f"another version (manifest {min(prints)})"
    if told and told.group(1) != sent.manifest:
        return f"another version (manifest {told.group(1)[:16]})"
    return ""


def _with_update(original: PdfReader, reader: PdfReader, sent: Sent, returned: bytes, name: str) -> Checked:
    """The bytes that were sent stand at its beginning; what was added behind them is looked at."""
    pages, fields = len(reader.pages), marks(reader)
    if len(returned) == len(sent.content):
        said = "This is the file that was sent, byte for byte: nothing was added, no signature either."
        return Checked(UNSURE, (_finding(name, "unsigned", said, _VOUCH),), pages)
    changed = tuple(_redrawn(original, reader, len(sent.content), name))
    if changed:
        by_words = _by_words(original, reader, name)
        verdict = REFUSED if by_words.verdict == REFUSED else UNSURE
        return Checked(verdict, (*changed, *by_words.notes), pages, fields)
    notes = tuple(_additions(original, reader, name))
    plain = bool(fields) and all(note.code in _SIGNS for note in notes)
    start = _finding(name, "same-bytes", f"Its first {len(sent.content):,} bytes are what was sent.")
    if not fields:
        notes = (*notes, _finding(name, "unsigned", _UNSIGNED, _VOUCH))
    return Checked(BYTES if plain else UNSURE, (start, *notes), pages, fields)


_VOUCH = "A machine cannot tell; accept it with a reason if you know that it is signed, or refuse it."


def _redrawn(original: PdfReader, reader: PdfReader, size: int, name: str) -> Iterator[Finding]:
    """Objects of the original that the update replaces, and that are drawn or lead to what is drawn."""
    for key, offset in reader.xref.get(0, {}).items():
        if offset < size or key not in original.xref.get(0, {}):
            continue
        was: Any = original.get_object(_ref(original, key))
        now: Any = reader.get_object(_ref(reader, key))
        kind = str(was.get("/Type", "")) if isinstance(was, dict) else ""
        if kind == "/Catalog" and isinstance(now, dict):
            differs = _differ(was, now) - _ADDED_TO_CATALOG
        elif kind == "/Page" and isinstance(now, dict):
            differs = _differ(was, now) - _ADDED_TO_PAGE
        else:
            differs = set() if kind in _REWRITTEN or key == _info(original) else {"all of it"}
        if differs:
            said = f"Object {key} {kind} of the document was replaced ({', '.join(sorted(differs))})."
            yield _finding(name, "redrawn", said, _VOUCH)
    # Whatever the file says of its objects, and however it hides them: each page is drawn, and compared.
    for number, (was_page, page) in enumerate(zip(original.pages, reader.pages, strict=False), 1):
        if more_drawn(was_page, page):
            said = f"Page {number} is drawn otherwise than it was sent."
            yield Finding(name, 0, f"page {number}", "redrawn", said, _VOUCH)
    kept = [page.indirect_reference.idnum for page in original.pages if page.indirect_reference]
    here = [page.indirect_reference.idnum for page in reader.pages if page.indirect_reference]
    if here[: len(kept)] != kept:
        yield _finding(name, "pages-moved", "Its pages are not those of the document in their order.", _VOUCH)


def _ref(reader: PdfReader, key: int) -> IndirectObject:
    return IndirectObject(key, 0, reader)


def _info(reader: PdfReader) -> int:
    info = reader.trailer.raw_get("/Info") if "/Info" in reader.trailer else None
    return int(getattr(info, "idnum", 0))


def _differ(was: Any, now: Any) -> set[str]:
    return {str(key) for key in {*was, *now} if _bare(was, key) != _bare(now, key)}


def _bare(of: Any, key: str) -> Any:
    """A value as it stands in the file, free of the reader that read it."""
    return _form(of.raw_get(key)) if key in of else None


def _form(value: Any) -> Any:
    if isinstance(value, IndirectObject):
        return value.idnum, value.generation
    if isinstance(value, dict):
        return {str(key): _bare(value, key) for key in value}
    if isinstance(value, list):
        return [_form(one) for one in list.__iter__(value)]
    return str(value)


def _additions(original: PdfReader, reader: PdfReader, name: str) -> Iterator[Finding]:
    """What the update lays on the pages, and the pages that it adds."""
    for number, page in enumerate(reader.pages, 1):
        if number > len(original.pages):
            yield _added(original, reader, name)
            return
        yield from _laid_over(original.pages[number - 1], page, number, name)


def _laid_over(was: PageObject, now: PageObject, number: int, name: str) -> Iterator[Finding]:
    for kind, note in laid_over(was, now):
        under = covered(was, note) if kind == SIGNED_FIELD else ""
        code = "laid-over" if kind != SIGNED_FIELD else "covers-words" if under else "signature-field"
        words = f" It reads “{shown}”." if (shown := reads(now, note)) else ""
        said = f"A {kind} was laid on page {number}{f', over {under}' if under else ''}.{words}"
        yield Finding(name, 0, f"page {number}", code, said, "" if code == "signature-field" else _LOOK)


def _added(original: PdfReader, reader: PdfReader, name: str) -> Finding:
    """Pages behind the document, as a rule a certificate of a service: whoever accepts them has read them."""
    extra = reader.pages[len(original.pages) :]
    first = next(filter(None, map(text_of, extra)), "")
    words = f" They begin with “{' '.join(first.split()[:_FIRST])[:200]}”." if first else ""
    said = f"{len(extra)} page(s) were added behind the document, which nobody here has agreed to.{words}"
    return _finding(name, "pages-added", said, "Read them; accept the file with a reason, or refuse it.")


def _by_words(original: PdfReader, reader: PdfReader, name: str) -> Checked:
    """Page by page: what it reads and draws, against what was sent."""
    wanted, pages, fields = original.pages, len(reader.pages), marks(reader)
    if pages < len(wanted):
        said = f"It has {pages} of the {len(wanted)} pages that were sent. {told_missing(original, reader)}"
        note = _finding(name, "pages-missing", said, "Have all pages sent back.")
        return Checked(REFUSED, (note,), pages, fields)
    notes: list[Finding] = []
    for number, (was, now) in enumerate(zip(original.pages, reader.pages, strict=False), 1):
        notes += _on_page(was, now, number, name)
    if pages > len(wanted):
        notes.append(_added(original, reader, name))
    if all(note.code in {*_SIGNS, "pages-added"} for note in notes):
        notes.insert(0, _finding(name, "same-text", _SAME))
        if not fields:
            notes.append(_finding(name, "unsigned", _UNSIGNED, _VOUCH))
    return Checked(_verdict(notes), tuple(notes), pages, fields)


def _on_page(was: PageObject, now: PageObject, number: int, name: str) -> Iterator[Finding]:
    """What a page reads, draws and bears otherwise than it was sent."""
    old, new = text_of(was), text_of(now)
    differs = compare(old, new, scanned=old != new and pictured(now))
    if differs is not None:
        yield replace(differs, file=name, where=f"page {number}")
    if differs is None and (more := more_drawn(was, now)):
        said = f"Page {number} reads as it was sent, and draws {' and '.join(more)} that was not on it."
        yield Finding(name, 0, f"page {number}", "drawn-over", said, _LOOK)
    yield from _laid_over(was, now, number, name)


_SAME = "The file was written anew; every page reads and looks as it was sent."
_UNSIGNED = "It bears no signature that we can see: none was added to what was sent."
_LOOK = "Look at the page beside what was sent; accept it with a reason, or refuse it."
# What signing adds to a file, and covers nothing that was sent.
_SIGNS = frozenset({"signature-field"})
# So many words of the pages behind a document are told.
_FIRST = 20


def _verdict(notes: Iterable[Finding]) -> str:
    codes = {note.code for note in notes}
    if "altered" in codes:
        return REFUSED
    return TEXT if codes <= {*_SIGNS, "same-text"} else UNSURE


def _finding(name: str, code: str, message: str, fix: str = "") -> Finding:
    return Finding(name, 0, "", code, message, fix)
