"""The firm's logo on the first page of a Word file: a picture in a header of its own, so that it is no part
of what the customer sends back."""

from __future__ import annotations

import struct
from functools import lru_cache
from importlib import import_module

from fairlead.engines.brand import Brand
from fairlead.engines.documents.packing import relations, said

_EMU = 360_000  # of a centimetre
HEIGHT = 1.1  # centimetres
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


@lru_cache(maxsize=16)
def logo_of(brand: Brand) -> bytes:
    """The logo as PNG; b"" where the firm has none. What draws it is loaded only when there is one."""
    if not (brand.logo or brand.logo_png):
        return b""
    picture: bytes = import_module("fairlead.engines.documents.pdf").logo_picture(brand)
    return picture


def shape_of(picture: bytes) -> float:
    """Width over height of a PNG."""
    width, height = struct.unpack(">II", picture[16:24])
    return float(width / max(height, 1))


def letterhead(picture: bytes, firm: str) -> dict[str, str | bytes]:
    """The parts of a header with the logo, its alternative text the name of the firm."""
    size = f'cx="{round(HEIGHT * shape_of(picture) * _EMU)}" cy="{round(HEIGHT * _EMU)}"'
    fill = '<pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    form = (
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    )
    name = f'id="1" name="Logo" descr="{said(firm)}"'
    drawing = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {name}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>{fill}{form}</pic:pic>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    return {
        "word/header2.xml": f"<w:hdr {_SPACES}><w:p><w:r>{drawing}</w:r></w:p></w:hdr>",
        "word/_rels/header2.xml.rels": relations({"rId1": ("image", "media/logo.png")}),
        "word/media/logo.png": picture,
    }
