"""Pages of engagements: the board, the list, and what frames one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements import queries
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.estimates.queries import newer
from fairlead.apps.people.queries import of_user
from fairlead.core.errors import Invalid
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form, whole
from fairlead.faces.web.history import deeds
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import head_of

FEED = 50


WORDS = ("segment", "territory", "status")
FLAGS = ("late", "idle")


def _filters(request: HttpRequest) -> dict[str, Any]:
    em = request.GET.get("em", "")
    lead = (
        of_user(request.actor.user_id) if em == "me" else row_of(request.actor, "person", em) if em else None
    )
    return {
        "em": lead,
        **{name: request.GET.get(name, "") for name in WORDS},
        **{name: request.GET.get(name) == "1" for name in FLAGS},
    }


def _choices(request: HttpRequest, asked: dict[str, Any]) -> dict[str, object]:
    inside = request.actor.has_any(ENGAGEMENT_ROLES)
    territories = practice_of(queries.current_practice(request.actor)).territories if inside else ()
    query = request.GET.copy()
    query.pop("state", None)
    query.pop("page", None)
    return {
        "managers": fields.managers(request.actor),
        "segments": fields.segments(),
        "territories": [(one.id, one.name) for one in territories],
        "statuses": fields.choices_of("engagement", "em_status"),
        "query": query.urlencode(),
        **asked,
        "em": str(asked["em"].pk) if asked["em"] else "",
    }


def board(request: HttpRequest) -> HttpResponse:
    """The scoping board, narrowed by the address."""
    asked = _filters(request)
    columns = queries.board(request.actor, **asked)
    context = {
        "columns": columns,
        "count": sum(c.count for c in columns),
        "untriaged": next(c.count for c in columns if c.state == "open"),
        "narrowed": any(asked.values()),
        **_choices(request, asked),
    }
    return render(request, "board.html", context)


def index(request: HttpRequest) -> HttpResponse:
    """All engagements, last moved first."""
    asked = {name: request.GET.get(name, "") for name in ("q", "state")} | _filters(request)
    rows = queries.engagements(request.actor, **asked)
    found = page(request, rows)
    cards = [queries.engagement_card(request.actor, row) for row in found.rows]
    context = {"page": found, "cards": cards, "states": ENGAGEMENT.states, **_choices(request, asked)}
    return render(request, "engagements/index.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Open an engagement for an account."""
    account = row_of(request.actor, "account", request.GET.get("account", ""))
    offerings = practice_of(newest(request.actor).pk).offerings
    form = Form("engagement.open", fields.engagement(request.actor, offerings), account)
    if opened := form.send(request):
        return finished(request, _("opened the engagement"), to=reverse("discover", args=[opened.pk]))
    context = {
        "form": form,
        "title": _("Open an engagement for %(account)s") % {"account": account},
        "submit": _("Open engagement"),
        "back": reverse("account", args=[account.pk]),
    }
    return render(request, "form.html", context, status=form.status)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """An engagement opens where its work stands."""
    head = head_of(request.actor, pk, customers=True)
    if not head.inside:
        return redirect("agree", pk=pk)
    stage = next((stage for stage in head.stages if stage.standing == "now"), head.stages[-1])
    return redirect(stage.url)


def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done about it, newest first."""
    head = head_of(request.actor, pk)
    before = whole(request.GET, "before")
    lines = queries.feed(request.actor, head.row, before=before, limit=FEED + 1)
    context = {
        "head": head,
        "tab": "activity",
        "deeds": deeds(request.actor, lines[:FEED], newest_first=not before),
        "older": lines[FEED - 1].seq if len(lines) > FEED else 0,
        "paged": bool(before),
    }
    return render(request, "engagements/activity.html", context)


def _framed(
    request: HttpRequest, pk: int, verb: str, of: tuple[Field, ...], title: str, done: str
) -> HttpResponse:
    """A form about the engagement itself, under its head."""
    head = head_of(request.actor, pk)
    values = {f.name: getattr(head.row, f"{f.name}_id", None) or getattr(head.row, f.name) for f in of}
    form = Form(verb, of, head.row, {name: "" if value is None else value for name, value in values.items()})
    if changed := form.send(request):
        return finished(request, done, changed, to=_next(request, pk))
    context = {"head": head, "form": form, "title": title, "tab": "", "next": _next(request, pk)}
    return render(request, "engagements/form.html", context, status=form.status)


def _next(request: HttpRequest, pk: int) -> str:
    back = request.POST.get("next") or request.GET.get("next", "")
    return (
        back
        if url_has_allowed_host_and_scheme(back, {request.get_host()})
        else reverse("engagement", args=[pk])
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name, pain points, constraints, wished start and whose turn it is."""
    return _framed(
        request, pk, "engagement.edit", fields.engagement_edit(), _("Facts"), _("changed the engagement")
    )


def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """The commercial terms that frame the price."""
    title, done = _("Commercial terms"), _("changed the commercial terms")
    return _framed(request, pk, "engagement.price", fields.terms(), title, done)


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads it, who is its architect, who sells it."""
    title, done = _("People"), _("changed who works on it")
    return _framed(request, pk, "engagement.assign", fields.assignment(request.actor), title, done)


def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """What a newer practice would change, and the button that takes it."""
    head = head_of(request.actor, pk)
    latest = newest(request.actor)
    form = Form("engagement.adopt", (Field("practice", _("Practice"), required=True),), head.row)
    if request.method == "POST" and (changed := form.send(request)):
        done = _("moved it to practice %(label)s") % {"label": latest.label}
        return finished(request, done, changed, _next(request, pk))
    context = {"head": head, "form": form, "latest": latest, "tab": "", **_ahead(request, head.row, latest)}
    return render(request, "engagements/practice.html", context, status=form.status)


def _ahead(request: HttpRequest, row: Any, latest: Any) -> dict[str, Any]:
    """What the newest practice would change here; what keeps it from being said, where something does."""
    if latest.pk == row.practice_id:
        return {}
    try:
        return {"newer": newer(request.actor, row, practice=latest)}
    except Invalid as refused:
        return {"trouble": refused.findings}
