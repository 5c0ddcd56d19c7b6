"""Pages of where engagements stand: the intake, clocks, the route, wins and losses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements import rules
from fairlead.apps.engagements import standing as readings
from fairlead.apps.engagements.bridge import OWN
from fairlead.apps.estimates.queries import route as route_of
from fairlead.core.errors import Invalid, WrongTime
from fairlead.core.files import table
from fairlead.engines.winning import IDLE, LOST, WON
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import head_of

OUTCOMES = (WON, LOST, IDLE)


def triage(request: HttpRequest) -> HttpResponse:
    """What nobody has taken up yet, the oldest clock first, with one click to take the suggestion."""
    level = request.GET.get("level") == "1"
    found = readings.queue(request.actor, level=level)
    context = {"queue": found, "level": level, "segments": fields.segments()}
    return render(request, "triage.html", context)


def clocks(request: HttpRequest, pk: int) -> HttpResponse:
    """Its clocks, what happened when, and a form to mark what the product cannot know."""
    head = head_of(request.actor, pk)
    found = readings.clocks_of(request.actor, head.row)
    marks = tuple((fact, fact.replace("-", " ").capitalize()) for fact in found.facts)
    of = (
        Field("fact", _("What happened"), "choice", marks, required=True, wide=True),
        Field("at", _("When"), "datetime-local", help=_("Left out, it is now."), wide=True),
        Field("note", _("Note"), wide=True),
    )
    form = Form("engagement.mark", of, head.row)
    if request.method == "POST" and form.send(request):
        return finished(request, _("marked what happened"), to=reverse("clocks", args=[pk]))
    active = [one for one in found.clocks if one.state != "not-started"]
    context = {
        "head": head, "tab": "clocks", "found": found, "active": active, "form": form,
        "asleep": [one for one in found.clocks if one.state == "not-started" and one.starts not in OWN],
    }  # fmt: skip
    return render(request, "engagements/clocks.html", context, status=form.status)


def route(request: HttpRequest, pk: int) -> HttpResponse:
    """Which vehicle carries the sale, why, and which single facts would send it another way."""
    head = head_of(request.actor, pk)
    context: dict[str, Any] = {"head": head, "tab": "route"}
    try:
        context["route"] = route_of(request.actor, head.row)
    except Invalid as refused:
        context["trouble"] = refused.findings
    return render(request, "engagements/route.html", context)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an architect to a call; before that, what is missing for it."""
    head = head_of(request.actor, pk)
    form = Form("engagement.ask", fields.architect(request.actor), head.row)
    context = {"head": head, "tab": "", "form": form, "title": _("Ask an architect")}
    refused = rules.ask(request.actor, head.row)
    if isinstance(refused, WrongTime):
        return render(request, "engagements/architect.html", {**context, "refused": refused}, status=200)
    if asked := form.send(request):
        return finished(
            request, _("asked %(name)s") % {"name": asked.architect}, to=reverse("clocks", args=[pk])
        )
    return render(request, "engagements/architect.html", context, status=form.status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked: dict[str, Any] = {
        name: request.GET.get(name, "") for name in ("segment", "offering", "quarter", "outcome")
    }
    by, em = request.GET.get("by", "em"), request.GET.get("em", "")
    return {
        **asked,
        "by": by if by in readings.GROUPS else "em",
        "em": row_of(request.actor, "person", em) if em else None,
    }


def wins(request: HttpRequest) -> HttpResponse:
    """The win rate with its interval, the reasons, and the engagements behind every figure."""
    asked = _asked(request)
    found = readings.winrate(request.actor, **asked)
    practice = practice_of(newest(request.actor).pk)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        **asked, "found": found, "em": request.GET.get("em", ""), "query": query.urlencode(),
        "page": page(request, found.counted), "groups": readings.GROUPS, "outcomes": OUTCOMES,
        "names": _names(practice), "managers": fields.managers(request.actor), "segments": fields.segments(),
        "offerings": [(one.id, one.name) for one in practice.offerings],
        "quarters": sorted({one.quarter for one in found.counted}, key=lambda q: (q[2:], q), reverse=True),
    }  # fmt: skip
    return render(request, "wins.html", context)


def _names(practice: Any) -> dict[str, str]:
    """Reasons and offerings by id, as people read them."""
    known = {one.id: one.name for one in (*practice.reasons, *practice.offerings)}
    return {**known, IDLE: _("No activity"), "": _("None given")}


def wins_csv(request: HttpRequest) -> HttpResponse:
    """The engagements behind the figures, as a file."""
    found = readings.winrate(request.actor, **_asked(request))
    columns = (
        "engagement", "name", "account", "em", "segment", "offering", "outcome", "reason", "note", "quarter",
        "price", "currency", "active", "kept_until",
    )  # fmt: skip
    rows = ([getattr(one, column) for column in columns] for one in found.counted)
    return saved(table("wins-and-losses.csv", columns, rows))
