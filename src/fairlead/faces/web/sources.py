"""The sources page: where every figure and sentence comes from, and where it leads."""

from __future__ import annotations

from collections.abc import Container
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fairlead.apps.agreements import queries
from fairlead.apps.agreements.tracing import sources
from fairlead.apps.books.queries import bookings
from fairlead.apps.calibration.queries import actuals
from fairlead.apps.catalog.queries import practice_of
from fairlead.core.actor import Actor
from fairlead.core.errors import WrongTime
from fairlead.engines.tracing import KINDS
from fairlead.faces.web.spine import head_of
from fairlead.faces.web.wording import money, number


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """All of it by kind; with `of`, one thing with everything that it comes from and leads to."""
    head = head_of(request.actor, pk)
    sow = queries.sows(request.actor, engagement=head.row).stood().first()
    of = request.GET.get("of", "")
    context: dict[str, Any] = {"head": head, "tab": "sources", "of": of, "sow": sow}
    if sow is None and head.estimate is None:
        return render(request, "agreements/sources.html", context)
    try:
        found = sources(request.actor, sow=sow, estimate=None if sow else head.estimate, of=of)
    except WrongTime as refused:
        return render(request, "agreements/sources.html", {**context, "trouble": str(refused)})
    labels = {one.id: one.label for one in found}
    became = _became(request.actor, head.row, labels)
    context["kinds"] = [
        (kind, KINDS[kind], [{**_drawn(one, labels), "became": became.get(one.id, ())} for one in of_kind])
        for kind, of_kind in groupby(found, key=lambda one: one.kind)
    ]
    context["named"] = labels.get(of, "")
    return render(request, "agreements/sources.html", context)


def _became(actor: Actor, engagement: Any, there: Container[str]) -> dict[str, list[str]]:
    """What became of figures in the end, by their id: hours that a task took, entries of the books."""
    found: dict[str, list[str]] = {}
    roles = {role.id: role.name for role in practice_of(engagement.practice_id).roles}
    for took in actuals(actor, engagement=engagement):
        said = {"hours": number(took.hours), "day": date_format(took.finished, "SHORT_DATE_FORMAT")}
        text = _("It took %(hours)s h, finished on %(day)s.") % said
        task, line = f"task.{took.line}", f"line.{took.line}"
        found.setdefault(task if task in there else line, []).append(
            f"{roles.get(took.role, took.role)}: {text}" if took.role else text
        )
    for entry in bookings(actor, engagement=engagement):
        said = {"kind": entry.get_kind_display(), "amount": money(entry.amount, entry.currency)}
        said["day"] = date_format(entry.on, "SHORT_DATE_FORMAT")
        found.setdefault("total.price", []).append(_("%(kind)s in the books on %(day)s: %(amount)s.") % said)
    return found


def _drawn(one: Any, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "it": one,
        "from": [(name, labels[name]) for name in one.from_ if name in labels],
        "to": [(name, labels[name]) for name in one.to if name in labels],
    }
