"""Pages put behind a PDF without touching a byte of it: an incremental update, as the format provides."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

_TREE, _KIDS, _PARENTS, _NEXT = "/StructTreeRoot", "/K", "/ParentTree", "/ParentTreeNextKey"


def bound(original: bytes, certificate: bytes) -> bytes:
    """The original, byte for byte, and the pages of the certificate behind it, read out like those before.

    The update says anew where the tags begin (ISO 32000-1, 14.7): the certificate's are a document within the
    original's. Both are tagged as `documents/pdf.py` writes them, the certificate without a table.
    """
    writer = PdfWriter(io.BytesIO(original), incremental=True)
    reader = PdfReader(io.BytesIO(certificate))
    tree: Any = writer.root_object[_TREE]
    added: Any = reader.root_object[_TREE]
    first = int(tree[_NEXT])
    for page in reader.pages:
        _shift(writer.add_page(page), page, first)
    _graft(writer, tree, added, first)
    out = io.BytesIO()
    writer.write(out)
    made = out.getvalue()
    if not made.startswith(original):
        raise AssertionError("an incremental update changed what was there")
    return made


def _shift(added: PageObject, page: PageObject, first: int) -> None:
    """Count the keys under which a page and its links find their tags on from those that are there."""
    key = "/StructParents"  # which no page takes along
    if key in page:
        added[NameObject(key)] = NumberObject(int(page[key]) + first)  # type: ignore[call-overload]
    for link in added.get("/Annots", ()):
        held = link.get_object()
        held[NameObject("/StructParent")] = NumberObject(int(held["/StructParent"]) + first)


def _graft(writer: PdfWriter, tree: Any, added: Any, first: int) -> None:
    """Put the tags of one document last into another one, and the keys of its pages behind the others'."""
    whole = tree[_KIDS][0].get_object()
    document = added[_KIDS][0].clone(writer)
    document.get_object()[NameObject("/P")] = whole.indirect_reference
    whole[NameObject(_KIDS)] = ArrayObject([*whole[_KIDS], document])
    numbers = ArrayObject(tree[_PARENTS]["/Nums"])
    theirs = added[_PARENTS]["/Nums"]
    for key, tags in zip(theirs[::2], theirs[1::2], strict=True):
        numbers += [NumberObject(int(key) + first), tags.clone(writer)]
    tree[NameObject(_PARENTS)] = DictionaryObject({NameObject("/Nums"): numbers})
    tree[NameObject(_NEXT)] = NumberObject(first + int(added[_NEXT]))


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(content)).pages)


def cut(signed: bytes, size: int) -> str:
    """The SHA-256 of the first bytes of a signed file: that of what was signed."""
    return hashlib.sha256(signed[:size]).hexdigest()
