"""Who is at the door: the actor of a request, and how a refusal looks on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from fairlead.apps.desk.queries import notices
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Invalid, KeyReused, Missing, Refused, Stale, WrongTime
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.faces.calling.whence import whence
from fairlead.faces.web.history import since
from fairlead.faces.web.places import is_there, nav

Answer = Callable[[HttpRequest], HttpResponse]

STATUS: dict[type[Refused], int] = {
    Missing: 404,
    Forbidden: 403,
    WrongTime: 409,
    Stale: 412,
    Invalid: 422,
    KeyReused: 422,
}

# Pages for people who have not signed in, and the one for people who hold no role.
_FOR_ANYONE = {"account_login", "account_logout", "sign-in-ask", "sign-in-link"}


class ActorMiddleware:
    """Sets `request.actor` on every page; the other doors (URL namespaces) look after themselves."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "actor", None):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.namespaces:
            return None
        signed_in = request.user.is_authenticated
        request.actor = request.user.actor("web").seen(*whence(request.META)) if signed_in else None
        if match.url_name in _FOR_ANYONE:
            return None
        if request.actor is None:
            return _to_sign_in(request)
        if not request.actor.roles or not is_there(request.actor, match.url_name):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused) and hasattr(request, "actor"):
            return refusal(request, exception)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.htmx.current_url_abs_path if request.htmx else request.get_full_path()
    query = {} if request.method != "GET" or back in (None, "/") else {"next": back}
    place = reverse("account_login") + (f"?{urlencode(query)}" if query else "")
    return HttpResponseClientRedirect(place) if request.htmx else redirect(place)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as a page, or as a message at the top of the page that is there (htmx)."""
    status = STATUS.get(type(refused), 400)
    about = getattr(request, "about", None)
    context = {
        "status": status,
        "refused": refused,
        "findings": getattr(refused, "findings", ()),
        "changes": since(request.actor, *about) if about and isinstance(refused, Stale) else (),
        "back": _back(request),
    }
    if request.htmx:
        response = render(request, "refused.html#toast", context, status=status)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "refused.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that was here."""
    came = request.headers.get("Referer", "")
    host = f"{request.scheme}://{request.get_host()}"
    return came.removeprefix(host) if came.startswith(host + "/") else reverse("desk")


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around itself. The count of notices is asked for only where it is drawn."""
    actor: Actor | None = getattr(request, "actor", None)
    known = actor is not None and bool(actor.roles)
    return {
        "actor": actor if known else None,
        "nav": nav(actor, request.path) if known else (),
        "unread": SimpleLazyObject(lambda: notices(actor).count()) if known else 0,
        "inside": known and actor is not None and actor.has_any(ENGAGEMENT_ROLES),
        "demo": settings.DEMO,
        "mails": settings.MAILS,
    }
