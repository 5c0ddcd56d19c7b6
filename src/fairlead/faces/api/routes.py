"""Where each operation stands: its method and path follow from its name and its first parameter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, create_model

from fairlead.core.verbs import READINGS, VERBS, Operation
from fairlead.faces.calling.answers import lists
from fairlead.faces.calling.inputs import Arguments, arguments_of
from fairlead.faces.calling.paging import MOST

# Nouns whose plural is no "s" at the end.
PLURALS = {"person": "people", "entry": "entries", "criterion": "criteria", "readiness": "readiness"}


@dataclass(frozen=True, slots=True)
class Route:
    """One operation at its place. `body` and `query` are the models of what may come with it."""

    operation: Operation
    method: str
    path: str
    query: type[Arguments] | None
    body: type[Arguments] | None


def plural(noun: str) -> str:
    return PLURALS.get(noun, f"{noun}s")


@cache
def routes() -> tuple[Route, ...]:
    """A route for every verb and every reading, by name."""
    return tuple(_route(operation) for _, operation in sorted({**VERBS, **READINGS}.items()))


def _route(operation: Operation) -> Route:
    method = "POST" if operation.writes else "GET"
    taken = arguments_of(operation, strict=operation.writes, target=False)
    if operation.writes:
        return Route(operation, method, _path(operation), None, taken if taken.model_fields else None)
    if lists(operation):
        taken = create_model(
            f"{taken.__name__}Page",
            __base__=(_Paged, taken),
            limit=(int, Field(50, ge=1, le=MOST, description="rows on a page")),
            cursor=(str, Field("", description="`next` of the page before")),
        )
    return Route(operation, method, _path(operation), taken if taken.model_fields else None, None)


class _Paged(BaseModel):
    model_config = ConfigDict(title="Paged")


def _path(operation: Operation) -> str:
    collection = f"/{plural(operation.noun)}"
    if operation.target:
        act = "" if operation.act == "show" and not operation.writes else f"/{operation.act}"
        return f"{collection}/{{int:id}}{act}"
    if operation.act == "list" and not operation.writes:
        return collection
    return f"{collection}/{operation.act}"
