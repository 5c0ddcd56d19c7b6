"""A firm's own look on its papers: colours, letters and logo, as plain values, and what is wrong with them.

Text must be readable on white and on the tint behind notices and totals: contrast of at least 4.5 (WCAG 2.2).
A logo is drawing alone: what could act, fetch or bring letters of its own is refused, never cleaned silently.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

MOST_LOGO = 60_000  # bytes
LEAST_CONTRAST = 4.5
WHITE = "#ffffff"
# The families that every installation draws with, whatever machine it runs on.
BUNDLED = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 \-]{0,59}")
_PNG = b"\x89PNG\r\n\x1a\n"
_SHAPES = "path rect circle ellipse line polyline polygon"
_AROUND = "svg g defs linearGradient radialGradient stop clipPath title desc"
_DRAWING = frozenset(f"{_SHAPES} {_AROUND}".split())
_OUTSIDE = re.compile(r"(?i)url\(\s*['\"]?(?!#)|javascript:|data:|@import|expression\(")


@dataclass(frozen=True, slots=True)
class Brand:
    """accent: titles, rules, bars; ink: text; quiet: what stands back; tint: behind notices and totals.

    font: the family of PDFs. office_font: that of Word and slides, which show what the reader's machine has.
    logo: SVG text or "", logo_png: the bytes of a PNG or b"".
    """

    accent: str = "#24405f"
    ink: str = "#1b1f2a"
    quiet: str = "#5b6473"
    tint: str = "#f3f5f8"
    line: str = "#c9ced6"
    font: str = "Libertinus Serif"
    office_font: str = "Cambria"
    logo: str = ""
    logo_png: bytes = b""


HOUSE = Brand()


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one key of a brand, and what would be right."""

    key: str
    code: str
    message: str
    fix: str


def brand_of(given: Mapping[str, Any]) -> Brand:
    """The brand that a sound [brand] table describes; what it leaves out is the house's own look."""
    plain = {key: value for key, value in given.items() if key != "logo_png"}
    picture = base64.b64decode("".join(given["logo_png"].split())) if given.get("logo_png") else b""
    return Brand(**plain, logo_png=picture)


def flaws(given: Mapping[str, Any]) -> tuple[Flaw, ...]:
    """Everything wrong with a [brand] table: codes wrong-colour, contrast, wrong-font, logo."""
    return (*_colours(given), *_fonts(given), *_logos(given))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colours(given: Mapping[str, Any]) -> Iterator[Flaw]:
    colours = {
        key: str(given.get(key, getattr(HOUSE, key))) for key in ("accent", "ink", "quiet", "tint", "line")
    }
    wrong = [key for key, value in colours.items() if not _HEX.fullmatch(value)]
    for key in wrong:
        yield Flaw(key, "wrong-colour", f"`{key}` is no colour.", 'Write six digits like "#24405f".')
    if wrong:
        return
    for key in ("accent", "ink", "quiet"):
        for ground, name in ((WHITE, "white"), (colours["tint"], f"the tint {colours['tint']}")):
            found = contrast(colours[key], ground)
            if found < LEAST_CONTRAST:
                message = f"`{key}` {colours[key]} has a contrast of {found:.2f} on {name}; text needs 4.5."
                yield Flaw(key, "contrast", message, "Take a darker colour, or a lighter tint.")


def _fonts(given: Mapping[str, Any]) -> Iterator[Flaw]:
    for key in ("font", "office_font"):
        if not _NAME.fullmatch(str(given.get(key, getattr(HOUSE, key)))):
            fix = 'Write the name of a family, like "Libertinus Serif".'
            yield Flaw(key, "wrong-font", f"`{key}` is no name of a font family.", fix)


def _logos(given: Mapping[str, Any]) -> Iterator[Flaw]:
    drawn, picture = str(given.get("logo", "")), str(given.get("logo_png", ""))
    if drawn and picture:
        yield Flaw("logo", "logo", "There are two logos.", "Give `logo` (SVG) or `logo_png`, not both.")
    if drawn:
        yield from (Flaw("logo", "logo", message, _LOGO) for message in _drawing(drawn))
    if picture:
        yield from (Flaw("logo_png", "logo", message, _LOGO) for message in _picture(picture))


_LOGO = f"Give a drawing of paths and shapes (SVG), or a PNG as base64, of at most {MOST_LOGO // 1000} kB."


def _picture(text: str) -> Iterator[str]:
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        yield "The picture is no base64."
        return
    if len(data) > MOST_LOGO:
        yield f"The picture has {len(data):,} bytes."
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or not data.rstrip().endswith(b"IEND\xaeB`\x82"):
        yield "The picture is no whole PNG."
    elif max(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) > 4000:
        yield "The picture is larger than 4,000 pixels."


def _drawing(text: str) -> Iterator[str]:
    """What an SVG may not hold. Read by expat with document types refused, so that nothing is expanded."""
    if len(text.encode()) > MOST_LOGO:
        yield f"The drawing has {len(text.encode()):,} bytes."
        return
    wrong: list[str] = []
    seen: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        seen.append(local)
        if local not in _DRAWING:
            wrong.append(f"The drawing holds <{local[:40]}>, which is no shape.")
        for key, value in attributes.items():
            plain = key.rpartition(":")[2].lower()
            if (
                plain.startswith("on")
                or (plain == "href" and not value.startswith("#"))
                or _OUTSIDE.search(value)
            ):
                wrong.append(f"The drawing says {plain[:40]}, which could act or fetch.")

    def refuse(*_: object) -> None:
        wrong.append("The drawing declares a document type.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        wrong.append(f"The drawing is no sound XML: {error}.")
    if not wrong and (not seen or seen[0] != "svg"):
        wrong.append("The drawing is no SVG.")
    yield from dict.fromkeys(wrong)
