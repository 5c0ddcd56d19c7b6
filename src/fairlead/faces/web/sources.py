"""The sources page: where every figure and sentence comes from, and where it leads."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairlead.apps.agreements import queries
from fairlead.apps.agreements.tracing import sources
from fairlead.core.errors import WrongTime
from fairlead.engines.tracing import KINDS
from fairlead.faces.web.spine import head_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """All of it by kind; with `of`, one thing with everything that it comes from and leads to."""
    head = head_of(request.actor, pk)
    sow = queries.sows(request.actor, engagement=head.row).first()
    of = request.GET.get("of", "")
    context: dict[str, Any] = {"head": head, "tab": "sources", "of": of, "sow": sow}
    if sow is None and head.estimate is None:
        return render(request, "agreements/sources.html", context)
    try:
        found = sources(request.actor, sow=sow, estimate=None if sow else head.estimate, of=of)
    except WrongTime as refused:
        return render(request, "agreements/sources.html", {**context, "trouble": str(refused)})
    labels = {one.id: one.label for one in found}
    context["kinds"] = [
        (kind, KINDS[kind], [_drawn(one, labels) for one in of_kind])
        for kind, of_kind in groupby(found, key=lambda one: one.kind)
    ]
    context["named"] = labels.get(of, "")
    return render(request, "agreements/sources.html", context)


def _drawn(one: Any, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "it": one,
        "from": [(name, labels[name]) for name in one.from_ if name in labels],
        "to": [(name, labels[name]) for name in one.to if name in labels],
    }
