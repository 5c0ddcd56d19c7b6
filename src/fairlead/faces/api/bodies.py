"""What comes in with a request: JSON as it is written down, or a file with its JSON beside it.

A file may come as base64 in the JSON, or as multipart/form-data: its bytes in the part `file`, the other
arguments as a JSON object in the part `arguments`. Bytes are not read into the body, so they may be larger.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from ninja.parser import Parser

from fairlead.core.errors import invalid
from fairlead.engines.intake.limits import LIMITS
from fairlead.engines.numerals import whole_number


class Strict(Parser):
    """JSON as it is written down (RFC 8259): no NaN, no name twice."""

    def parse_body(self, request: HttpRequest) -> Any:
        return strict(request.body)


def strict(text: bytes | str) -> Any:
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twice)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def take_file(request: HttpRequest) -> None:
    """Lay the file of a multipart request beside it, and its other arguments in its body. Asked once it is
    known who sends it: nobody else's file is read."""
    if request.content_type != "multipart/form-data":
        return
    file = _file(request)
    given = _arguments(str(request.POST.get("arguments", "")))
    fields = {"name": file.name or "", **given, "content": ""}
    request._body = json.dumps(fields).encode()  # type: ignore[attr-defined]
    request.sent_file = file.read()  # type: ignore[attr-defined]


def _file(request: HttpRequest) -> Any:
    try:
        file = request.FILES.get("file")
    except (MultiPartParserError, TooManyFieldsSent, TooManyFilesSent) as error:
        raise invalid("file", "This is no well-formed multipart/form-data.", code="malformed") from error
    length = whole_number(request.META.get("CONTENT_LENGTH") or "0")
    if file is None and (length is None or length > LIMITS.packed):
        raise RequestDataTooBig
    if file is None:
        raise invalid("file", "There is no file in it.", "Send its bytes as the part `file`.", "missing")
    return file


def _arguments(text: str) -> dict[str, Any]:
    fix = 'Send them like {"sender": "Ana Ruiz"}.'
    try:
        given = strict(text) if text else {}
    except ValueError as error:
        raise invalid("arguments", "This is no JSON.", fix, "malformed") from error
    if not isinstance(given, dict):
        raise invalid("arguments", "This is no JSON object.", fix, "malformed")
    return given


def file_of(request: HttpRequest) -> bytes | None:
    """The file that came as multipart/form-data."""
    found: bytes | None = getattr(request, "sent_file", None)
    return found


def most() -> str:
    """How much is read, in a sentence for whoever sent more."""
    body = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return (
        f"At most {body / 1e6:g} MB of JSON are read, which hold {body * 0.74 / 1e6:.0f} MB of a file. "
        "Send a larger file as multipart/form-data, its bytes as the part `file` and the other arguments as "
        f"JSON in the part `arguments`: up to {LIMITS.packed / 1e6:.0f} MB, and what the verb itself takes."
    )
