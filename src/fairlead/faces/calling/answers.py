"""What an operation answers: rows as their cards, values as they are, all of it as plain JSON."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from django.db.models import QuerySet
from pydantic import create_model
from pydantic_core import to_jsonable_python

from fairlead.core.actor import Actor
from fairlead.core.files import Download
from fairlead.core.rows import Row
from fairlead.core.verbs import CARDS, Operation, shown
from fairlead.faces.calling.paging import page_of

__all__ = ["Download", "answer_type", "lists", "plain_answer"]


def lists(operation: Operation) -> bool:
    """Whether the operation answers with rows by the page."""
    return isinstance(operation.returns, type) and issubclass(operation.returns, QuerySet)


@cache
def answer_type(operation: Operation) -> Any:
    """The type of the plain answer, for schemas; None for a file."""
    if operation.returns is Download:
        return None
    if lists(operation):
        # A queryset's annotation forgets its model; a reading of `x.list` lists rows of noun x.
        model = next(model for model in CARDS if issubclass(model, Row) and model.noun == operation.noun)
        card = _card_type(model)
        name = f"{card.__name__.removesuffix('Card')}Page"
        return create_model(name, items=(list[card], ...), next=(str | None, ...))  # type: ignore[valid-type]
    return _shown_type(operation.returns)


def _shown_type(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Row):
        return _card_type(hint)
    inner = get_args(hint)
    if get_origin(hint) in (list, tuple) and inner:
        return list[_shown_type(inner[0])]  # type: ignore[misc]
    return hint


def _card_type(model: type[Row]) -> Any:
    return get_type_hints(CARDS[model])["return"]


def plain_answer(actor: Actor, result: Any, *, limit: int = 50, cursor: str = "") -> Any:
    """The result as JSON values: Decimals as text, dates in ISO, {items, next} for rows by the page."""
    if isinstance(result, QuerySet):
        rows, following = page_of(result, limit, cursor)
        return {"items": [plain_answer(actor, row) for row in rows], "next": following}
    if isinstance(result, Row):
        return to_jsonable_python(shown(actor, result))
    if isinstance(result, list | tuple):
        return [plain_answer(actor, item) for item in result]
    return to_jsonable_python(result)
