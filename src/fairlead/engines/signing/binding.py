"""Pages put behind a PDF without touching a byte of it: an incremental update, as the format provides."""

from __future__ import annotations

import hashlib
import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject


def bound(original: bytes, certificate: bytes) -> bytes:
    """The original, byte for byte, and the pages of the certificate behind it.

    The certificate's pages leave their tags behind: a page may belong to one tree of them, and the original's
    is not rewritten. Tagged it can be had on its own.
    """
    writer = PdfWriter(io.BytesIO(original), incremental=True)
    for page in PdfReader(io.BytesIO(certificate)).pages:
        added = writer.add_page(page)
        added.pop(NameObject("/StructParents"), None)
    out = io.BytesIO()
    writer.write(out)
    made = out.getvalue()
    if not made.startswith(original):
        raise AssertionError("an incremental update changed what was there")
    return made


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(content)).pages)


def cut(signed: bytes, size: int) -> str:
    """The SHA-256 of the first bytes of a signed file: that of what was signed."""
    return hashlib.sha256(signed[:size]).hexdigest()
