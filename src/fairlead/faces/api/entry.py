"""Who comes in: the bearer of a token, or someone whose session is proved by its CSRF token."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Missing
from fairlead.faces.calling.acting import by_token


def _known(actor: Actor | None) -> Actor | None:
    """Someone without any role is a stranger: for them there is nothing here."""
    if actor is not None and not actor.roles:
        raise Missing("There is nothing here for you.")
    return actor


class Token(HttpBearer):
    """`Authorization: Bearer flt_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return _known(by_token(token, "api"))


class Session(APIKeyCookie):
    """The session of the web pages; writes carry its CSRF token in the header `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise Forbidden("A write by session needs its CSRF token in the header X-CSRFToken.")
        return _known(request.user.actor("api"))

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        raise NotImplementedError("A session is asked for its user, not for its key.")
