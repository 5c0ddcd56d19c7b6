"""Pages of changes to work that was sold: what is asked, what that needs, and who has given it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fairlead.apps.agreements.queries import sow_card
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.changes import queries
from fairlead.apps.changes.bridge import beside
from fairlead.apps.changes.shaping_actions import FIGURES
from fairlead.core.actor import Actor
from fairlead.core.roles import Role
from fairlead.core.verbs import VERBS
from fairlead.faces.web import fields
from fairlead.faces.web.approving import checked, panels
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import head_of


def _asked(actor: Actor, currency: str, sold: bool) -> tuple[Field, ...]:
    """The fields of a change; before there is a SOW, of work at risk alone."""
    (managers,) = fields.people(actor, [Role.PROJECT_MANAGER])
    manager = Field("pm", _("Project manager"), "choice", (("", _("Nobody yet")), *managers))
    risk = (
        Field("unsigned", _("Work goes on before it is signed"), "yesno"),
        Field("until", _("At risk until"), "date", required=not sold),
    )
    if not sold:
        return (
            Field("title", _("Title"), required=True, wide=True),
            Field("reason", _("Why it is asked for"), "area", required=True, wide=True),
            Field("text", _("What is risked"), "area", required=True, wide=True),
            Field("hours", _("Hours at risk"), "number", unit=_("h")), *risk, manager,
        )  # fmt: skip
    exceptions = (("", _("None")), *fields.choices_of("change", "label"))
    return (
        Field("title", _("Title"), required=True, wide=True),
        Field("reason", _("Why it is asked for"), "area", required=True, wide=True),
        Field("text", _("What changes, as the customer reads it"), "area", wide=True),
        Field("price", _("Change of the total"), "number", unit=currency, help=_("Less than 0 lowers it.")),
        Field("hours", _("Change of the hours"), "number", unit=_("h")),
        Field("days", _("The end moves by"), "number", unit=_("days"),
              help=_("Calendar days; less than 0 is sooner.")),
        Field("scope", _("Activities or deliverables change"), "yesno"),
        Field("switch", _("Billing changes between T&M and fixed fee"), "yesno"),
        Field("judged", _("The project manager wants an order"), "yesno"),
        *risk,
        Field("overrun", _("The hours or the budget do not reach"), "yesno"),
        Field("label", _("Which exception that is"), "choice", exceptions),
        manager,
    )  # fmt: skip


def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes of an engagement, newest first."""
    head = head_of(request.actor, pk)
    rows = queries.changes(request.actor, engagement=head.row)
    cards = [queries.change_card(request.actor, row) for row in rows]
    refused = VERBS["change.open"].rule(request.actor, head.row)
    context = {
        "head": head, "tab": "changes", "cards": cards, "refused": refused,
        "sold": queries.has_standing(head.row),
    }  # fmt: skip
    return render(request, "changes/index.html", context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a change."""
    head = head_of(request.actor, pk)
    sold = queries.has_standing(head.row)
    form, back = _new(request.actor, head.row, sold), reverse("changes", args=[pk])
    if made := form.send(request):
        return finished(request, _("drafted a change"), to=reverse("change", args=[made.pk]))
    context = {
        "head": head,
        "form": form,
        "title": _("A change") if sold else _("Work at risk"),
        "submit": _("Draft the change") if sold else _("Put it on record"),
        "tab": "changes",
        "next": back,
    }
    return render(request, "engagements/form.html", context, status=form.status)


def _new(actor: Actor, engagement: Any, sold: bool) -> Form:
    said = {} if sold else {"unsigned": True}
    return Form("change.open", _asked(actor, engagement.currency, sold), engagement, said)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row = row_of(request.actor, "change", pk)
    head = head_of(request.actor, row.engagement_id)
    of = _asked(request.actor, row.currency, row.sow is not None)
    of = tuple(field for field in of if row.estimate is None or field.name not in FIGURES)
    form = Form("change.edit", of, row, {f.name: getattr(row, f.name) for f in of} | {"pm": row.pm_id or ""})
    back = reverse("change", args=[pk])
    if changed := form.send(request):
        return finished(request, _("changed the draft"), changed, to=back)
    context = {"head": head, "form": form, "title": str(row), "tab": "changes", "next": back}
    return render(request, "engagements/form.html", context, status=form.status)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: what it needs, who has given that, how it is booked; and what may be done now."""
    row = row_of(request.actor, "change", pk)
    head = head_of(request.actor, row.engagement_id)
    forms = _giving(row)
    form = forms.get(request.POST.get("verb", ""))
    if form is not None and form.send(request):
        return finished(request, _("recorded it"), to=reverse("change", args=[pk]))
    proposed = row.proposed if row.state == "asked" else None
    lost = sow_card(request.actor, proposed) if proposed and proposed.lost else None
    context = {
        **(panels(request.actor, head, proposed) if proposed else {}),
        **checked(request.actor, head, proposed, None if proposed else _unasked(row)),
        "lost": {"card": lost} if lost else None,
        "head": head, "tab": "changes", "row": row, "card": queries.change_card(request.actor, row),
        "forms": [f for f in forms.values() if f is form or _may(request, f)],
        "may_edit": VERBS["change.edit"].rule(request.actor, row) is None,
        "may_shape": VERBS["change.shape"].rule(request.actor, row) is None,
        "found": queries.effects(request.actor, row), "beside": beside(row) if row.estimate_id else (),
        "roles": _roles(row),
    }  # fmt: skip
    return render(request, "changes/show.html", context, status=form.status if form else 200)


def _roles(row: Any) -> dict[str, str]:
    """Names of the roles in what a shaped change makes otherwise."""
    return (
        {role.id: role.name for role in practice_of(row.estimate.practice_id).roles} if row.estimate else {}
    )


def _unasked(row: Any) -> Any:
    """The estimate of a change that is still to be asked for: what its statement of work would come to."""
    return row.estimate if row.state == "draft" else None


def _giving(row: Any) -> dict[str, Form]:
    """The forms in which evidence is written down."""
    today = {"on": timezone.localdate()}
    when = Field("on", _("On"), "date", required=True)
    confirmed = (
        Field("note", _("What they wrote, and where it is kept"), "area", required=True, wide=True),
        when,
    )
    signed = (
        Field("customer", _("Signed for the customer by"), required=True),
        Field("firm", _("Signed for us by"), required=True), when,
        Field("note", _("Where it is kept"), required=True),
    )  # fmt: skip
    return {
        "change.confirm": Form("change.confirm", confirmed, row, today),
        "change.sign": Form("change.sign", signed, row, today),
    }


def _may(request: HttpRequest, form: Form) -> bool:
    rule = form.operation.rule
    return rule is not None and rule(request.actor, form.row) is None


def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The change order, or the confirmation to ask for; always saved, never shown inside this site."""
    return saved(queries.paper(request.actor, row_of(request.actor, "change", pk), kind=form))
