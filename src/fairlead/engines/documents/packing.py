"""Zip packages (docx, xlsx) that come out the same, byte for byte, whenever they are written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def packed(package: bytes, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """The same package with fixed times, the content types first and the other parts by name.

    replaced: parts to write instead of those in the package, by name.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=lambda part: (part != _FIRST, part)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            content = (replaced or {}).get(name)
            new.writestr(entry, old.read(name) if content is None else content, compresslevel=6)
    return target.getvalue()
