"""Every refusal as application/problem+json (RFC 9457); nobody outside ever reads a stack trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationErrorContext
from pydantic import BaseModel, Field

from fairlead.core.errors import Forbidden, Invalid, KeyReused, Missing, Refused, Stale, WrongTime
from fairlead.core.postgres import ClusterTrouble
from fairlead.engines.findings import Finding
from fairlead.faces.api.bodies import most
from fairlead.faces.calling.inputs import findings_of
from fairlead.faces.calling.problems import problem_of

log = logging.getLogger(__name__)

STATUS: dict[type[Refused], int] = {
    Missing: 404,
    Forbidden: 403,
    WrongTime: 409,
    Stale: 412,
    Invalid: 422,
    KeyReused: 422,
}


class Trouble(BaseModel):
    """One thing that is wrong with the input."""

    where: str = Field(description="field, key path or cell")
    code: str
    message: str
    fix: str
    file: str
    line: int = Field(description="line in the file that was sent, 0 when there is none")


class Problem(BaseModel):
    """Why something was not done."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[Trouble] = []
    possible: list[str] = Field([], description="moves that the state allows instead, at a wrong time")


def problem(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> HttpResponse:
    text = json.dumps({**body, "status": status}, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/problem+json", headers=headers or {})


def plain(
    status: int, code: str, title: str, detail: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    body = {"type": f"urn:fairlead:problem:{code}", "title": title, "code": code, "detail": detail}
    return problem(status, body, headers)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = next(number for kind, number in STATUS.items() if isinstance(refusal, kind))
    return problem(status, problem_of(refusal))


def wrong_arguments(contexts: Iterable[ValidationErrorContext]) -> Invalid:
    """Everything that does not fit: in the body, the query and the headers."""
    return Invalid(finding for context in contexts for finding in _findings(context))


def _findings(context: ValidationErrorContext) -> list[Finding]:
    found = list[Finding]()
    for error in context.pydantic_validation_error.errors():
        place = tuple(error["loc"])
        field = context.model.model_fields.get(str(place[0])) if len(place) > 1 else None
        # Body and query are arguments of the view: what is wrong in them stands one level deeper.
        known = getattr(field.annotation, "model_fields", {}) if field else {}
        found += findings_of([error], known, skip=1 if known else 0)
    return found


def turned_away(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 401:
        detail = "Send a token as `Authorization: Bearer …`, or sign in."
        return plain(
            401, "unauthenticated", "Who are you?", detail, {"WWW-Authenticate": 'Bearer realm="fairlead"'}
        )
    if error.status_code == 405:
        return plain(405, "method", "Not by this method", str(error), {"Allow": str(error)})
    return plain(
        error.status_code, "malformed", "The request cannot be read", "The body is not well-formed JSON."
    )


def too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return plain(413, "too-large", "The body is too large", most())


def not_there(request: HttpRequest, error: Exception) -> HttpResponse:
    return refused(request, Missing("There is nothing at this address."))


def collided(request: HttpRequest, error: Exception) -> HttpResponse:
    return refused(request, WrongTime("Somebody else did the same a moment before. Look again."))


def does_not_fit(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("A value passed the door and not the database: %s", error)
    return plain(422, "invalid", "The input is wrong", "A value is too large for its column.")


def no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("The database cannot be had: %s", error)
    return plain(503, "no-database", "Not now", "The database cannot be reached.", {"Retry-After": "5"})


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s broke", request.method, request.path, exc_info=error)
    return plain(500, "broken", "This is our mistake", "It has been written down; nothing was changed.")


def install(api: NinjaAPI) -> None:
    """Answer every kind of trouble in one shape."""
    handlers: dict[type[Exception], Any] = {
        Refused: refused,
        HttpError: turned_away,
        RequestDataTooBig: too_large,
        Http404: not_there,
        IntegrityError: collided,
        DataError: does_not_fit,
        OperationalError: no_database,
        ClusterTrouble: no_database,
        Exception: broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
