"""A PDF of somebody else's, opened with care: what could run or hide in it is found before it is read."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from fairlead.engines.findings import Finding, Unsound

MOST_PAGES = 500
MOST_OBJECTS = 100_000
MOST_LETTERS = 200_000

# Keys and kinds of action that do something when a reader opens the file or clicks in it.
_RUNS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/Launch": "program to launch",
    "/SubmitForm": "form that sends itself",
    "/ImportData": "import of data",
    "/RichMedia": "embedded player",
    "/XFA": "form of another kind (XFA)",
}


def opened(content: bytes, name: str) -> PdfReader:
    """A reader of it; Unsound when it is no PDF, is protected, or cannot be read."""
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise _unsound(name, "not-a-pdf", "This is no PDF, whatever its name says.", "Send the PDF.")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            fix = "Send it without a password and without restrictions."
            raise _unsound(name, "encrypted", "This PDF is protected by a password or by rights.", fix)
        if sum(map(len, reader.xref.values())) + len(reader.xref_objStm) > MOST_OBJECTS:
            said = f"It has more than {MOST_OBJECTS:,} objects."
            raise _unsound(name, "too-large", said, "Print it to a new PDF.")
        reader.pages[0]
    except Unsound:
        raise
    except (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        said = f"This PDF cannot be read: {type(error).__name__}."
        raise _unsound(name, "unreadable", said, "Save it anew, or print it to a new PDF.") from error
    return reader


def active(reader: PdfReader, name: str) -> Iterator[Finding]:
    """What would run, each kind once."""
    kinds = dict[str, int]()
    for number in _numbers(reader):
        for key in _keys(_object(reader, number)):
            if key in _RUNS:
                kinds.setdefault(_RUNS[key], number)
    for kind, number in kinds.items():
        fix = "Nothing of it was run or kept. Print it to a new PDF and send that."
        yield Finding(name, 0, f"object {number}", "active", f"This PDF holds a {kind}.", fix)


def _numbers(reader: PdfReader) -> list[int]:
    plain = {number for entries in reader.xref.values() for number in entries}
    return sorted({*plain, *reader.xref_objStm} - {0})


def _object(reader: PdfReader, number: int) -> object:
    try:
        return reader.get_object(IndirectObject(number, 0, reader))
    except (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        return None  # a reader would show nothing of it either


def _keys(value: object, depth: int = 0) -> Iterator[str]:
    """Names in an object: keys, and the kinds of actions; what it refers to is an object of its own."""
    if depth > 30:
        return
    if isinstance(value, DictionaryObject):
        for key in value:
            inner = value.raw_get(key)
            yield str(key)
            if key == "/S":
                yield str(inner)
            yield from _keys(inner, depth + 1)
    elif isinstance(value, ArrayObject):
        for inner in list.__iter__(value):
            yield from _keys(inner, depth + 1)


def marks(reader: PdfReader) -> int:
    """How many digital signatures it carries."""
    found = (_object(reader, number) for number in _numbers(reader))
    return sum(isinstance(one, DictionaryObject) and "/ByteRange" in one for one in found)


def text_of(page: PageObject) -> str:
    """What a page reads, blanks and hyphens of its lines evened out."""
    try:
        found = page.extract_text()
    except (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        return ""
    return " ".join(found[:MOST_LETTERS].split())


def pictured(page: PageObject) -> bool:
    """Whether there is a picture on the page."""
    try:
        return bool(page.images)
    except (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        return False


def _unsound(name: str, code: str, message: str, fix: str) -> Unsound:
    return Unsound([Finding(name, 0, "", code, message, fix)])
