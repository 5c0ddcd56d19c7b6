"""One view for all routes: read what came, perform the operation, send what it answers."""

from __future__ import annotations

import inspect
import json
import mimetypes
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Body, Header, Query
from ninja.errors import HttpError

from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, invalid
from fairlead.faces.api.bodies import file_of
from fairlead.faces.api.routes import Route
from fairlead.faces.api.sending import Answer, digest_of, once
from fairlead.faces.calling.answers import Download
from fairlead.faces.calling.inputs import unknown
from fairlead.faces.calling.performing import perform

_KEPT_INSIDE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def view_of(route: Route) -> Callable[..., HttpResponse]:
    """The view of a route, with the signature that its documentation is drawn from."""

    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        return _respond(request, route, given)

    view.__name__ = re.sub(r"\W", "_", route.operation.name)
    view.__doc__ = route.operation.help
    view.__signature__ = inspect.Signature(list(_parameters(route)))  # type: ignore[attr-defined]
    return view


def refusal_of_methods(path: str, allowed: str) -> Callable[..., HttpResponse]:
    """The view for the methods that a path does not take."""

    def refuse(request: HttpRequest, **given: Any) -> HttpResponse:
        raise HttpError(405, allowed)

    names = {"request": HttpRequest, **({"id": int} if "{int:id}" in path else {})}
    refuse.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=hint)
            for n, hint in names.items()
        ]
    )
    return refuse


def _parameters(route: Route) -> Any:
    def one(name: str, hint: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)

    yield inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)
    if route.operation.target:
        yield one("id", int)
    if route.query:
        yield one("query", route.query, Query(...))
    if not route.operation.writes:
        return
    yield one("dry_run", bool, Query(False, description="do it, answer, and take it all back"))
    if route.operation.target:
        seen = "the version you saw, as in ETag; 412 when there is a newer one"
        yield one("if_match", str | None, Header(None, alias="If-Match", description=seen))
    key = "any text of yours; the same write sent again with it is answered and not repeated"
    yield one("key", str | None, Header(None, alias="Idempotency-Key", description=key))
    if route.body:
        needed = any(field.is_required() for field in route.body.model_fields.values())
        yield one("body", route.body, Body(...) if needed else Body(route.body.model_construct()))


def _respond(request: HttpRequest, route: Route, given: dict[str, Any]) -> HttpResponse:
    _refuse_unknown(request, route)
    if not route.operation.writes:
        return _read(request.auth, route, given)  # type: ignore[attr-defined]
    return _write(request, route, given)


def _refuse_unknown(request: HttpRequest, route: Route) -> None:
    known = [
        *(route.query.model_fields if route.query else ()),
        *(["dry_run"] if route.operation.writes else ()),
    ]
    if strange := [unknown(name, known) for name in request.GET if name not in known]:
        raise Invalid(strange)


def _read(actor: Actor, route: Route, given: dict[str, Any]) -> HttpResponse:
    query = given["query"].model_dump(exclude_unset=True) if "query" in given else {}
    paging = {name: query.pop(name) for name in ("limit", "cursor") if _pages(route) and name in query}
    answer = perform(actor, route.operation, {**_target(route, given), **query}, **paging)
    if isinstance(answer, Download):
        return _file(answer)
    return _json(Answer(answer, _tag(answer)))


def _pages(route: Route) -> bool:
    return route.query is not None and "cursor" in route.query.model_fields


def _write(request: HttpRequest, route: Route, given: dict[str, Any]) -> HttpResponse:
    body = given["body"].model_dump(exclude_unset=True) if "body" in given else {}
    file = file_of(request)
    if file is not None:
        body["content"] = file
    actor: Actor = request.auth  # type: ignore[attr-defined]
    version, dry_run, key = _version(given.get("if_match")), given["dry_run"], given["key"]

    def act() -> Answer:
        arguments = {**_target(route, given), **body}
        answer = perform(actor, route.operation, arguments, version=version, dry_run=dry_run)
        return Answer(answer, {"Dry-Run": "true"} if dry_run else _tag(answer))

    if key is None or dry_run:
        return _json(act())
    return _json(
        once(actor, key, digest_of(request.get_full_path(), str(version), request.body, file or b""), act)
    )


def _target(route: Route, given: dict[str, Any]) -> dict[str, Any]:
    return {route.operation.target.name: given["id"]} if route.operation.target else {}


def _version(header: str | None) -> int | None:
    if header is None or header.strip() == "*":
        return None
    found = re.fullmatch(r'\s*(?:W/)?"(\d{1,9})"\s*', header, re.ASCII)
    if found is None:
        raise invalid("If-Match", "This is no version.", 'Send it as it stood in ETag, for example "3".')
    return int(found[1])


def _tag(answer: Any) -> dict[str, str]:
    version = answer.get("version") if isinstance(answer, dict) else None
    return {"ETag": f'"{version}"'} if isinstance(version, int) else {}


def _json(answer: Answer) -> HttpResponse:
    text = json.dumps(answer.body, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json", headers={**_KEPT_INSIDE, **answer.headers})


def _file(download: Download) -> HttpResponse:
    kind = mimetypes.guess_type(download.name)[0] or "application/octet-stream"
    disposition = content_disposition_header(True, download.name)
    headers = {**_KEPT_INSIDE, "Content-Disposition": disposition, "ETag": f'"{download.sha256}"'}
    return HttpResponse(download.content, content_type=kind, headers=headers)
