"""The API under /api/v1/: every route that the register gives, one way of refusing, one description."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi import get_schema

from fairlead.core.errors import Missing
from fairlead.faces.api.bodies import Strict
from fairlead.faces.api.entry import Session, Token
from fairlead.faces.api.problems import Problem, install, wrong_arguments
from fairlead.faces.api.routes import Route, routes
from fairlead.faces.api.views import refusal_of_methods, view_of
from fairlead.faces.calling.answers import answer_type

PREFIX = "/api/v1/"
DESCRIPTION = Path(__file__).with_name("openapi.json")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_REF = "#/components/schemas/{model}"
_READS = (401, 403, 404, 422)
_WRITES = (400, 401, 403, 404, 409, 412, 413, 422)


# A file may come as it is, in place of base64 in the JSON.
_FILE = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "the bytes, in place of `content`"},
        "arguments": {"type": "string", "description": "the other arguments, as a JSON object"},
    },
}


class Api(NinjaAPI):
    """Ninja with a description that calls problems by their media type and is drawn up once."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        return self._description

    @cached_property
    def _description(self) -> Any:
        described = get_schema(self, PREFIX)
        schemas = described["components"]["schemas"]
        problem = Problem.model_json_schema(ref_template=_REF)
        schemas.update(problem.pop("$defs"), Problem=problem)
        for operations in described["paths"].values():
            for method, operation in operations.items():
                operation["responses"].update(_problems(_READS if method == "get" else _WRITES))
                _plain_body(operation.get("requestBody", {}))
        for route in routes():
            if route.body and "content" in route.body.model_fields:
                path = described["paths"][f"{PREFIX.rstrip('/')}{route.path}".replace("{int:id}", "{id}")]
                path["post"]["requestBody"]["content"]["multipart/form-data"] = {"schema": _FILE}
        return described

    def validation_error_from_error_contexts(self, error_contexts: Any) -> Any:
        return wrong_arguments(error_contexts)

    def described(self) -> str:
        """openapi.json as it is kept in the repository."""
        return json.dumps(self._description, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _problems(statuses: Iterable[int]) -> dict[int, Any]:
    content = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _plain_body(body: dict[str, Any]) -> None:
    """A body that may be left out is described by its model, without a default that repeats it."""
    for content in body.get("content", {}).values():
        if content["schema"].pop("default", None) is not None:
            content["schema"] = content["schema"].get("allOf", [content["schema"]])[0]


def _add(api: Api, route: Route) -> None:
    operation = route.operation
    answer = answer_type(operation)
    file = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    api.api_operation(
        [route.method],
        route.path,
        response={200: answer},
        operation_id=operation.name,
        summary=operation.help.partition("\n")[0],
        tags=[operation.noun],
        openapi_extra={"responses": {200: file}} if answer is None else None,
    )(view_of(route))


def _refuse_other_methods(api: Api) -> None:
    used = defaultdict[str, set[str]](set)
    for route in routes():
        used[route.path].add(route.method)
    for path, methods in used.items():
        others = [method for method in METHODS if method not in methods]
        refuse = refusal_of_methods(path, ", ".join(sorted(methods)))
        api.api_operation(others, path, include_in_schema=False)(refuse)


def build() -> Api:
    """The API with all of its routes."""
    made = Api(
        title="Fairlead",
        version="1",
        description="Scope, estimate and agree professional services. See docs/howto/api.md.",
        auth=[Token(), Session()],
        parser=Strict(),
        docs_url=None,
        urls_namespace="api",
    )
    install(made)
    for route in routes():
        _add(made, route)
    _refuse_other_methods(made)

    @made.api_operation(list(METHODS), "/{path:rest}", auth=None, include_in_schema=False)
    def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
        raise Missing("There is nothing at this address.")

    @made.api_operation(list(METHODS), "/", auth=None, include_in_schema=False)
    def root(request: HttpRequest) -> HttpResponse:
        raise Missing("The addresses of this API are described in openapi.json.")

    return made


api = build()
