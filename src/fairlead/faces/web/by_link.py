"""Pages for whoever holds a link: they know nobody else, and say of one that does not work only that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fairlead.core.actor import Actor
from fairlead.core.errors import Missing, WrongTime
from fairlead.engines.numerals import whole_number
from fairlead.faces.calling.whence import whence

# What is answered or signed is small; whatever is larger is neither.
MOST_BYTES = 400_000

POLICY = {
    "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF],
    "connect-src": [SELF], "form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE],
}  # fmt: skip

View = Callable[[HttpRequest, Any, Actor], HttpResponse]
Opener = Callable[[str], tuple[Any, Actor]]


def by_link(opener: Opener) -> Callable[[View], Callable[..., HttpResponse]]:
    """A page for whoever holds a link that `opener` knows; anybody else gets a page that says nothing."""

    def public(view: View) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "POST"])
        @csp_replace(POLICY)
        @wraps(view)
        def opened(request: HttpRequest, secret: str) -> HttpResponse:
            response = _opened(request, secret, opener, view)
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            return response

        return opened

    return public


def _opened(request: HttpRequest, secret: str, opener: Opener, view: View) -> HttpResponse:
    size = whole_number(request.META.get("CONTENT_LENGTH") or "0")
    if size is None or size > MOST_BYTES:
        return gone(request, 413)
    try:
        row, who = opener(secret)
    except (Missing, WrongTime) as refused:
        return gone(request, 404 if isinstance(refused, Missing) else 410)
    return view(request, row, who.seen(*whence(request.META)))


def gone(request: HttpRequest, status: int, why: str = "") -> HttpResponse:
    """The page of a link that opens nothing (any more)."""
    return render(request, "ask/gone.html", {"status": status, "why": why}, status=status)
