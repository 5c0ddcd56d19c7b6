"""Lists in pages of fifty, with how many there are and where the next page is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `first` and `last` count from 1; `previous` and `next` are addresses or empty."""

    rows: tuple[Any, ...]
    total: int
    first: int
    last: int
    previous: str
    next: str


def page(request: HttpRequest, rows: Any, size: int = SIZE) -> Page:
    """The page of `rows` that the address asks for; a number out of range is the nearest page there is."""
    found = Paginator(rows, size).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return Page(
        tuple(found.object_list),
        found.paginator.count,
        found.start_index(),
        found.end_index(),
        address(found.number - 1) if found.has_previous() else "",
        address(found.number + 1) if found.has_next() else "",
    )
