"""Pages of the log and of the roadmap of an engagement."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fairlead.apps.people.queries import people
from fairlead.apps.risks import queries
from fairlead.apps.risks.states import ENTRY, HORIZONS, ROADMAP, moves_of
from fairlead.apps.workshops.queries import captures
from fairlead.core.actor import Actor
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import head_of


def _owners(actor: Actor) -> fields.Choices:
    return tuple((str(row.pk), row.name) for row in people(actor))


def _entry_fields(actor: Actor, currency: str) -> tuple[Field, ...]:
    return (
        Field("title", _("Title"), required=True, wide=True),
        Field("text", _("What it is about"), "area", wide=True),
        Field("owner", _("Owner in the firm"), "choice", (("", _("Nobody")), *_owners(actor))),
        Field("owner_name", _("Owner outside the firm"), help=_("Someone of the customer. One owner only.")),
        Field("due_on", _("Due"), "date"),
        Field("priority", _("Priority"), "choice", fields.choices_of("entry", "priority")),
        Field("probability", _("Probability"), "number", unit="%", help=_("For a risk.")),
        Field("impact_days", _("Impact on the timeline"), "number", unit=_("days")),
        Field("impact_budget", _("Impact on the budget"), "number", unit=currency),
        Field("impact_scope", _("Impact on the scope")),
        Field("impact_quality", _("Impact on the quality")),
        Field("response", _("What is done about it"), "area", wide=True),
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address narrows the log to; an owner or a day that is none narrows nothing."""
    owner, due = request.GET.get("owner", ""), request.GET.get("due", "")
    # A customer reads everything that was shared with them; the firm narrows it.
    kind, state = ("", "") if request.actor.is_customer else ("log", "live")
    try:
        due_by = date.fromisoformat(due) if due else None
    except ValueError:
        due_by = None
    return {
        "kind": request.GET.get("kind", kind),
        "state": request.GET.get("state", state),
        "owner": row_of(request.actor, "person", owner) if owner else None,
        "due_by": due_by,
    }


def log(request: HttpRequest, pk: int) -> HttpResponse:
    """The log, weightiest and soonest first; to a customer, what was shared with them."""
    head, asked = head_of(request.actor, pk, customers=True), _asked(request)
    rows = queries.entries(request.actor, engagement=head.row, **asked)
    found = page(request, rows.order_by("weight", F("due_on").asc(nulls_last=True), "pk"))
    context = {
        "head": head,
        "tab": "risks",
        "page": found,
        "entries": [(row, queries.entry_card(request.actor, row)) for row in found.rows],
        "kinds": fields.choices_of("entry", "kind"),
        "states": ENTRY.choices,
        "owners": _owners(request.actor),
        "owner": request.GET.get("owner", ""),
        "asked": asked,
        "today": timezone.localdate(),
    }
    return render(request, "risks/log.html", context)


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The log as a CSV file."""
    head = head_of(request.actor, pk, customers=True)
    asked = {name: request.GET.get(name, "") for name in ("kind", "state")}
    return saved(queries.export(request.actor, head.row, **asked))


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an entry into the log."""
    head = head_of(request.actor, pk)
    kind = Field("kind", _("Kind"), "choice", fields.choices_of("entry", "kind"), required=True)
    of = (kind, *_entry_fields(request.actor, head.row.currency))
    values = {"kind": request.GET.get("kind", "risk"), "priority": "medium"}
    form, back = Form("entry.raise", of, head.row, values), reverse("risks", args=[pk])
    if form.send(request):
        return finished(request, _("wrote an entry into the log"), to=back)
    context = {"head": head, "form": form, "title": _("Write into the log"), "tab": "risks", "next": back}
    return render(request, "engagements/form.html", context, status=form.status)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what may be done with it, and the form that changes it."""
    row = row_of(request.actor, "entry", pk)
    head = head_of(request.actor, row.engagement_id)
    of = (*_entry_fields(request.actor, head.row.currency), Field("escalated", _("Escalated"), "yesno"))
    form = Form("entry.edit", of, row, _values(row, of))
    back = reverse("risks", args=[row.engagement_id])
    if changed := form.send(request):
        return finished(request, _("changed an entry of the log"), changed, to=back)
    context = {
        "head": head,
        "tab": "risks",
        "row": row,
        "card": queries.entry_card(request.actor, row),
        "moves": [move for move in ENTRY.moves_from(row.state) if move.action in moves_of(row.kind)],
        "source": captures(request.actor).filter(pk=row.capture).first() if row.capture else None,
        "form": form,
        "next": back,
    }
    return render(request, "risks/entry.html", context, status=form.status)


def _values(row: Any, of: tuple[Field, ...]) -> dict[str, Any]:
    values = {f.name: getattr(row, f"{f.name}_id", None) or getattr(row, f.name) for f in of}
    return {name: "" if value is None else value for name, value in values.items()}


def _item_fields(others: list[Any]) -> tuple[Field, ...]:
    return (
        Field("title", _("Title"), required=True, wide=True),
        Field("text", _("What it brings"), "area", wide=True),
        Field("horizon", _("When"), "choice", HORIZONS),
        Field("period", _("Quarter or month"), help=_("If that is known, like Q1 2027.")),
        Field("needs", _("Has to wait for"), "many", tuple((str(o.pk), o.title) for o in others), wide=True),
    )


def roadmap(request: HttpRequest, pk: int) -> HttpResponse:
    """What comes now, next and later."""
    head = head_of(request.actor, pk)
    rows = list(queries.roadmap(request.actor, engagement=head.row))
    form = Form("roadmap.add", _item_fields([row for row in rows if row.state != "dropped"]), head.row)
    if request.method == "POST" and form.send(request):
        return finished(request, _("put something on the roadmap"), to=request.path)
    cards = [(row, queries.roadmap_card(request.actor, row), ROADMAP.moves_from(row.state)) for row in rows]
    context = {
        "head": head,
        "tab": "risks",
        "columns": [(label, [one for one in cards if one[0].horizon == name]) for name, label in HORIZONS],
        "titles": {row.pk: row.title for row in rows},
        "form": form,
    }
    return render(request, "risks/roadmap.html", context, status=form.status)


def edit_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item of the roadmap."""
    row = row_of(request.actor, "roadmap", pk)
    head = head_of(request.actor, row.engagement_id)
    others = queries.roadmap(request.actor, engagement=head.row).exclude(pk=pk).exclude(state="dropped")
    of = _item_fields(list(others))
    form = Form("roadmap.edit", of, row, {**_values(row, of), "needs": [str(need) for need in row.needs]})
    back = reverse("roadmaps", args=[row.engagement_id])
    if changed := form.send(request):
        return finished(request, _("changed the roadmap"), changed, to=back)
    context = {"head": head, "form": form, "title": _("Change the roadmap"), "tab": "risks", "next": back}
    return render(request, "engagements/form.html", context, status=form.status)
