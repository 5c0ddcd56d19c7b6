"""What a page draws besides its words, and what is laid over it: held against the page that was sent.

Words alone do not make a page: a picture over them reads the same to a machine, and otherwise to a person.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject, StreamObject

FAULTS = (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)

SIGNED_FIELD = "signature field"

_SHEET = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources")
# Said of an object and no part of what it draws: how it is packed, and where it hangs.
_PACKING = frozenset(
    {"/Length", "/Filter", "/DecodeParms", "/Parent", "/P", "/StructParent", "/StructParents"}
)
_PAINTED = {
    **dict.fromkeys(("f", "F", "f*", "B", "B*", "b", "b*", "sh"), "filled area"),
    **dict.fromkeys(("S", "s"), "line"),
    "INLINE IMAGE": "picture",
}
_LOOKS = (
    "/Subtype", "/Rect", "/FT", "/AP", "/AS", "/Border", "/BS", "/BE", "/C", "/IC", "/MK", "/DA", "/Contents"
)  # fmt: skip
_DEEPEST = 40


def more_drawn(was: PageObject, now: PageObject) -> tuple[str, ...]:
    """What a page draws that was not sent: "2 pictures", "1 filled area", or "something" where it is only
    drawn otherwise; () when it is drawn as it was."""
    if (mark := _print(now)) and mark == _print(was):
        return ()
    more = Counter(_painted(now)) - Counter(_painted(was))
    said = tuple(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in sorted(more.items()))
    return said or ("something",)


def laid_over(was: PageObject, now: PageObject) -> Iterator[tuple[str, Any]]:
    """What lies on a page now and did not when it was sent, with its kind; a signature field that nobody has
    signed is as good as a note."""
    had = Counter(_told(note) for note in notes_of(was))
    for note in notes_of(now):
        told = _told(note)
        if had[told]:
            had[told] -= 1
            continue
        yield SIGNED_FIELD if _signs(note) else str(note.get("/Subtype", "note")).strip("/").lower(), note


def _signs(note: Any) -> bool:
    """Whether it is a field with a signature that says which bytes it is of."""
    value = note.get("/V")
    value = value.get_object() if value is not None else None
    return note.get("/FT") == "/Sig" and isinstance(value, dict) and "/ByteRange" in value


def notes_of(page: PageObject) -> list[Any]:
    """The annotations of a page."""
    try:
        notes: Any = page.get("/Annots")
        found = [note.get_object() for note in notes.get_object()] if notes is not None else []
    except FAULTS:
        return []
    return [note for note in found if isinstance(note, dict)]


def _told(note: Any) -> str:
    """What makes a note the one that was sent: its kind, its place and how it looks."""
    try:
        return f"{'/V' in note} {_digest({key: note[key] for key in _LOOKS if key in note})}"
    except FAULTS:
        return f"unreadable {id(note)}"


def _print(page: PageObject) -> str:
    """The SHA-256 over everything that a page draws; "" when it cannot be read."""
    try:
        content = page.get_contents()
        drawn = b" ".join(content.get_data().split()) if content is not None else b""
        sheet = {key: page.get(key) for key in _SHEET if key in page}
        return hashlib.sha256(drawn + _digest(sheet).encode()).hexdigest()
    except FAULTS:
        return ""


def _digest(value: Any, depth: int = 0) -> str:
    """The SHA-256 of a value and of all that it refers to, however it is packed and numbered."""
    value = value.get_object() if isinstance(value, IndirectObject) else value
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        parts = [f"{key} {_digest(value[key], depth + 1)}" for key in sorted(value) if key not in _PACKING]
        body = value.get_data() if isinstance(value, StreamObject) else b""
        return hashlib.sha256("\n".join(parts).encode() + body).hexdigest()
    if isinstance(value, list):
        parts = [_digest(one, depth + 1) for one in value]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return str(value)


def _painted(page: PageObject) -> Iterator[str]:
    """What is painted on a page, kind by kind; a form counts as one."""
    try:
        resources: Any = page.get("/Resources", {})
        things = resources.get("/XObject", {})
        content = page.get_contents()
        for operands, operator in content.operations if content is not None else ():
            name = operator.decode("latin-1")
            if name in _PAINTED:
                yield _PAINTED[name]
            elif name == "Do" and operands[0] in things:
                form = things[operands[0]].get("/Subtype") == "/Form"
                yield "form" if form else "picture"
    except FAULTS:
        yield "part that cannot be read"
