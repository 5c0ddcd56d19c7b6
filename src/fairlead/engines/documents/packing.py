"""Office packages (docx, xlsx): XML parts as text, zipped the same, byte for byte, whenever they are written.

The parts are written as text, not through an object model: loading one costs a command more time than all
of its documents together (docs/decisions/0006). The tests read it back by python-docx, openpyxl, LibreOffice.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from html import escape

from fairlead.engines.documents.tree import plain

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def said(text: str) -> str:
    """Text for an element or an attribute: cleaned, then escaped, so that it can never be markup."""
    return escape(plain(text), quote=True)


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts as a zip with fixed times, the content types first and the other parts by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in sorted(parts, key=lambda part: (part != _FIRST, part)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            part = parts[name]
            content = part if isinstance(part, bytes) else (HEAD + part).encode()
            made.writestr(entry, content, compresslevel=6)
    return target.getvalue()


_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def same_bytes(data: bytes, day: date) -> bytes:
    """A package that another library wrote, with fixed times: those of its entries, and the day in the
    properties of it and of the packages inside it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for name in sorted(source.namelist(), key=lambda part: (part != _FIRST, part)):
            content = source.read(name)
            if name.endswith((".xlsx", ".docx")):
                content = same_bytes(content, day)
            elif name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode(), content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            made.writestr(entry, content, compresslevel=6)
    return target.getvalue()


def content_types(parts: Mapping[str, str]) -> str:
    """The [Content_Types].xml of parts given as name -> content type."""
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    rels = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    picture = '<Default Extension="png" ContentType="image/png"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{rels}{xml}{picture}{rows}</Types>'


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A .rels part: id -> (kind, target). A kind with a "/" is a whole address."""
    rows = "".join(
        f'<Relationship Id="{name}" Type="{kind if "/" in kind else f"{_OFFICE}/{kind}"}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def root_relations(main: str) -> str:
    """The relations of the package itself: the main part and the core properties."""
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return relations({"rId1": ("officeDocument", main), "rId2": (core, "docProps/core.xml")})


CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


def core_properties(title: str, author: str, day: date, subject: str = "", keywords: str = "") -> str:
    """Title, author and both timestamps, which are the day at 00:00 UTC."""
    dublin = "http://purl.org/dc"
    moment = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="{dublin}/elements/1.1/" '
        f'xmlns:dcterms="{dublin}/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{said(title)}</dc:title><dc:subject>{said(subject)}</dc:subject>"
        f"<dc:creator>{said(author)}</dc:creator><cp:keywords>{said(keywords)}</cp:keywords>"
        f"<cp:lastModifiedBy>{said(author)}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        "</cp:coreProperties>"
    )
