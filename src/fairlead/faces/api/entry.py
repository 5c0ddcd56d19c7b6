"""Who comes in: the bearer of a token, or someone whose session is proved by its CSRF token."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden
from fairlead.faces.api.bodies import take_file
from fairlead.faces.calling.acting import admitted, by_token
from fairlead.faces.calling.whence import whence


class Token(HttpBearer):
    """`Authorization: Bearer flt_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = by_token(token, "api")
        if actor is None:
            return None
        found = admitted(actor.seen(*whence(request.META)))
        take_file(request)
        return found


class Session(APIKeyCookie):
    """The session of the web pages; writes carry its CSRF token in the header `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise Forbidden("A write by session needs its CSRF token in the header X-CSRFToken.")
        found = admitted(request.user.actor("api").seen(*whence(request.META)))
        take_file(request)
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        raise NotImplementedError("A session is asked for its user, not for its key.")
