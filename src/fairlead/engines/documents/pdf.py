"""Document -> PDF through typst. Data goes in as JSON files beside a fixed template; no text becomes source.

The page is drawn with the fonts inside typst, so that no machine looks different and no font folder is
read. A text with glyphs that those fonts lack (Han, emoji) is drawn again with the fonts of the system.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from unicodedata import name

import typst

from fairlead.engines.brand import BUNDLED, Brand
from fairlead.engines.documents.tree import Document, Marked, marked_lines, plain, strings
from fairlead.engines.findings import Finding

_TEMPLATES = Path(__file__).parent / "templates"
# Longer words are given places to break, or they would leave the page. Narrow cells hold about 14 letters.
_LONG_WORD = re.compile(r"\S{25,}")
_STEP = 12
# All fonts have the letters up to here; of others at most this many are looked for and named.
_LATIN, _MOST = "\u024f", 40
_LETTERS = b"#set document(title: sys.inputs.letters)\n#for one in sys.inputs.letters.clusters() [#one ]"
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")  # how typst says a letter that cannot be shown
_FONTS = {"CJK": "fonts-noto-cjk", "HIRAGANA": "fonts-noto-cjk", "KATAKANA": "fonts-noto-cjk",
          "HANGUL": "fonts-noto-cjk", "EMOJI": "fonts-noto-color-emoji"}  # fmt: skip
_idle: dict[bool, deque[typst.Compiler]] = {False: deque(), True: deque()}


def pdf(document: Document) -> bytes:
    """The document as PDF bytes: tagged (PDF/UA-1 when every glyph has a font), bookmarks, metadata.

    The same document gives the same bytes; timestamps are the day of `document.meta`, 00:00 UTC.
    """
    day = document.meta.day
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    inputs = {
        "document.json": json.dumps(_data(document), ensure_ascii=False),
        "brand.json": json.dumps(_look(document.meta.brand), ensure_ascii=False),
    }
    if document.meta.brand.font not in BUNDLED:
        return _with_system_fonts(inputs, stamp)
    try:
        return _compile(inputs, stamp, False, "ua-1")
    except typst.TypstError:
        return _with_system_fonts(inputs, stamp)


def _with_system_fonts(inputs: dict[str, str], stamp: datetime) -> bytes:
    try:
        return _compile(inputs, stamp, True, "ua-1")
    except typst.TypstError:
        # A letter that no font on this machine has: PDF/UA may not be claimed, the rest still holds.
        return _compile(inputs, stamp, True, None)


def unprintable(document: Document) -> Finding | None:
    """The letters of a document that no font on this machine has, with what to install: its PDF has empty
    boxes in their place. None where each has a font."""
    rare = {letter for text in strings(document) for letter in text if letter > _LATIN}
    gone = _without_font("".join(sorted(rare))) if rare else ""
    if not gone:
        return None
    packages = sorted({_FONTS.get(name(letter, "").split(" ")[0], "fonts-noto") for letter in gone})
    message = f"No font on this machine has {gone}: the PDF has empty boxes there."
    fix = f"Install a font that has them (on Debian {' and '.join(packages)}), then make the papers again."
    return Finding("", 0, "sow.pdf", "no-font-for-letters", message, fix)


@lru_cache(maxsize=256)
def _without_font(letters: str) -> str:
    """Those of some letters that neither our own fonts nor those of the system have."""
    if not _lacks(letters, False):
        return ""
    gone, left = "", letters
    while len(gone) < _MOST and (found := _lacks(left, True)):
        gone, left = gone + found, left.replace(found, "")
    return gone


def _lacks(letters: str, system_fonts: bool) -> str:
    """The first of some letters that has no font: typst names one at a time; "" where each has one."""
    compiler = typst.Compiler(font_paths=_fonts(system_fonts))
    try:
        compiler.compile(input=_LETTERS, format="pdf", pdf_standards="ua-1", sys_inputs={"letters": letters})
    except typst.TypstError as error:
        said = _CODE.sub(lambda match: chr(int(match[1], 16)), str(error))
        return next((letter for letter in letters if f'"{letter}' in said), "")
    return ""


def _look(brand: Brand) -> dict[str, object]:
    """The brand as data; a font that this machine has not is an error, never another font in its place."""
    if brand.font not in BUNDLED and brand.font not in families():
        raise NoSuchFont(brand.font)
    colours = {key: getattr(brand, key) for key in ("accent", "ink", "quiet", "tint", "line", "font", "logo")}
    return {**colours, "logo_png": list(brand.logo_png)}


class NoSuchFont(ValueError):
    """The firm's font is not on this machine."""

    def __init__(self, font: str) -> None:
        there = ", ".join(sorted({*BUNDLED, *families()} - {"New Computer Modern Math"})[:40])
        super().__init__(
            f"The font {font} of the firm's [brand] is not on this machine, and no other is put in its "
            f"place. Install it, or take one of: {there}."
        )


@cache
def families() -> frozenset[str]:
    """The font families that PDFs can be drawn with on this machine."""
    return frozenset(_fonts(True).families())


def logo_picture(brand: Brand) -> bytes:
    """The logo as PNG for Word and slides, which cannot all draw SVG; b"" where there is none."""
    if not brand.logo:
        return brand.logo_png
    made = typst.Compiler(
        str(_TEMPLATES / "logo.typ"), root=str(_TEMPLATES), font_paths=_fonts(False)
    ).compile(sys_inputs={"logo": brand.logo}, format="png", ppi=600.0)
    if not isinstance(made, bytes):
        raise TypeError("typst returned pages where one picture was expected.")
    return made


def _compile(
    inputs: dict[str, str], stamp: datetime, system_fonts: bool, standard: Literal["ua-1"] | None
) -> bytes:
    """Compile with an idle compiler, or a new one: two threads may not use one at a time, so each thread
    takes one out and puts it back. There are never more than threads that have drawn at once.

    The data lies in files, for what is in `sys.inputs` is part of typst's library, and a library that changes
    makes it forget every paragraph that it has laid out. Each document has a folder of its own, and only for
    as long as it is drawn.
    """
    idle = _idle[system_fonts]
    try:
        compiler = idle.pop()
    except IndexError:
        compiler = typst.Compiler(font_paths=_fonts(system_fonts))
    with TemporaryDirectory(prefix="fairlead-") as folder:
        main = Path(folder) / "document.typ"
        main.write_text(_template(), "utf-8")
        for file, said in inputs.items():
            main.with_name(file).write_text(said, "utf-8")
        made = compiler.compile(
            input=str(main),
            root=folder,
            format="pdf",
            timestamp=stamp,
            pdf_standards=standard,
            pdf_tags=True,
        )
    idle.append(compiler)
    if not isinstance(made, bytes):
        raise TypeError("typst returned pages where one PDF was expected.")
    return made


@cache
def _template() -> str:
    return (_TEMPLATES / "document.typ").read_text("utf-8")


@cache
def _fonts(system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system_fonts)


def _data(value: object) -> object:
    """A node as JSON data: dataclasses with their kind, strings cleaned and breakable."""
    if isinstance(value, str):
        return _LONG_WORD.sub(_breakable, plain(value))
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    if isinstance(value, Marked):
        runs = [
            [kind, _LONG_WORD.sub(_breakable, "\n".join(marked_lines(words)))] for kind, words in value.runs
        ]
        return {"kind": "Marked", "id": value.id, "runs": runs}
    if isinstance(value, Brand):
        return None
    if is_dataclass(value):
        made = {field.name: _data(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **made}
    if isinstance(value, int | float):
        return value
    return str(value)


def _breakable(match: re.Match[str]) -> str:
    word = match.group()
    return "\u200b".join(word[start : start + _STEP] for start in range(0, len(word), _STEP))
