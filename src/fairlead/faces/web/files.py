"""Files that the desk hands out: always saved, never shown inside this site."""

from __future__ import annotations

from django.http import HttpResponse

from fairlead.core.files import Download


def saved(file: Download) -> HttpResponse:
    """The file, byte for byte as it was made."""
    return HttpResponse(
        file.content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "ETag": f'"{file.sha256}"',
        },
    )
