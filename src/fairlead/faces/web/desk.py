"""The home page: what to do next, what happened, where everything stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fairlead.apps.desk import queries
from fairlead.apps.engagements.queries import stages
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.faces.web import customers
from fairlead.faces.web.customers import MOST_NOTICES
from fairlead.faces.web.paging import page

# What waits for somebody's word or hand, before any work.
ASKED = ("estimate", "approval", "signature", "change", "move", "booking")


def home(request: HttpRequest) -> HttpResponse:
    """What waits for me first; then my engagements by stage. Customers have a desk of their own."""
    actor = request.actor
    if actor.is_customer:
        return customers.desk(request)
    if not actor.has_any(ENGAGEMENT_ROLES):
        return redirect("people")
    return _desk(request)


def _desk(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    me = queries.myself(actor)
    items = queries.todo_of(actor, me)
    columns = [column for column in stages(actor, em=me) if column.count]
    if me and not columns:
        me, columns = None, [column for column in stages(actor) if column.count]
    told = list(queries.notices(actor)[: MOST_NOTICES + 1])
    context: dict[str, Any] = {
        "asked": [item for item in items if item.kind in ASKED],
        "todo": [item for item in items if item.kind not in ASKED],
        "waiting": len(items),
        "notices": told[:MOST_NOTICES],
        "columns": columns,
        "me": me,
    }
    if len(told) <= MOST_NOTICES:
        context["unread"] = len(told)  # the frame need not count them
    return render(request, "desk.html", context)


def notices(request: HttpRequest) -> HttpResponse:
    """Everything I was told."""
    everything = request.GET.get("all") == "1"
    rows = queries.notices(request.actor, unread=not everything)
    return render(request, "notices.html", {"page": page(request, rows), "everything": everything})
