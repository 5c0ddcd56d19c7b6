"""Files from the browser: refused by their announced size before a byte of them is kept."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fairlead.core.errors import invalid
from fairlead.engines.intake.limits import LIMITS
from fairlead.engines.numerals import whole_number


class Bounded(FileUploadHandler):
    """Stands before Django's own handlers: a request that is too large is read to its end and not kept."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: bytes,
        encoding: Any = None,
    ) -> None:
        self.too_large = content_length > LIMITS.packed + 100_000

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.too_large:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def uploaded(request: HttpRequest, name: str = "file", most: int = LIMITS.packed) -> tuple[bytes, str]:
    """(the bytes of the file that was chosen, its name); Invalid when there is none or it is larger than
    `most`: then it is not read."""
    found = uploaded_if_any(request, name, most)
    if found is None:
        raise invalid(name, _("No file was chosen."), _("Choose one."))
    return found


def uploaded_if_any(
    request: HttpRequest, name: str = "file", most: int = LIMITS.packed
) -> tuple[bytes, str] | None:
    """The same where a file may be left out: None then; Invalid when it is too large."""
    file = request.FILES.get(name)
    announced = whole_number(request.META.get("CONTENT_LENGTH") or "0")
    # What was announced too large for any page was not kept, and so it is not there.
    dropped = file is None and (announced is None or announced > LIMITS.packed)
    if dropped or (file is not None and (file.size or 0) > most):
        said = _("At most %(most)s are read.") % {"most": f"{most / 1e6:,.0f} MB"}
        raise invalid(name, _("This file is too large."), said)
    return (file.read(), file.name or "") if file is not None else None
