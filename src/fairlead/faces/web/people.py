"""Pages of people and of the tokens they hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.queries import current_practice
from fairlead.apps.people import queries
from fairlead.core.errors import Missing
from fairlead.core.roles import ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES, Role
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of


def index(request: HttpRequest) -> HttpResponse:
    """Everyone of the firm, by name; narrowed to a role by the address."""
    wanted = request.GET.get("role", "")
    role = Role(wanted) if wanted in set(Role) else None
    gone = request.GET.get("gone") == "1"
    found = page(request, queries.people(request.actor, role=role, active=not gone))
    context = {
        "page": found,
        "cards": [queries.person_card(request.actor, row) for row in found.rows],
        "roles": [r for r in Role if r is not Role.CUSTOMER_CONTACT],
        "role": wanted,
        "gone": gone,
    }
    return render(request, "people/index.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Add someone who works here."""
    form = Form("person.add", fields.person(), values={"zone": "UTC", "roles": []})
    if added := form.send(request):
        return finished(request, _("added %(name)s") % {"name": added}, to=reverse("person", args=[added.pk]))
    context = {"form": form, "title": _("Add a person"), "submit": _("Add person"), "back": reverse("people")}
    return render(request, "form.html", context, status=form.status)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: details and roles, with forms for those who may change them."""
    person = row_of(request.actor, "person", pk)
    verb = request.POST.get("verb", "person.edit")
    if verb not in {"person.edit", "person.grant", "person.revoke", "person.cover"}:
        raise Missing(_("There is no %(verb)s here.") % {"verb": verb})
    patches = _patches(request, person)
    forms = {"person.edit": fields.person_edit(), "person.cover": fields.cover(patches)}
    of = forms.get(verb, fields.role())
    form = Form(verb, of, person, {f.name: getattr(person, f.name, "") for f in of})
    if request.method == "POST" and (changed := form.send(request)):
        undoable = changed if verb in forms else None
        said = _("changed %(name)s") % {"name": changed}
        return finished(request, said, undoable, reverse("person", args=[pk]))
    card = queries.person_card(request.actor, person)
    free = [role for role in Role if role not in card.roles and role is not Role.CUSTOMER_CONTACT]
    context = {"person": person, "card": card, "form": form, "free": free, "patches": patches}
    return render(request, "people/show.html", context, status=form.status)


def _patches(request: HttpRequest, person: Any) -> tuple[tuple[str, str], ...]:
    """The territories of the practice, for those who lead engagements: nobody else covers any."""
    held = {grant.role for grant in person.user.grants.all()}
    if not held & {role.value for role in ENGAGEMENT_MANAGERS} or not request.actor.has_any(ENGAGEMENT_ROLES):
        return ()
    practice = practice_of(current_practice(request.actor))
    return tuple((one.id, one.name) for one in practice.territories)


def tokens(request: HttpRequest) -> HttpResponse:
    """My keys to the API; a new one shows its secret this once."""
    form = Form("token.issue", (Field("name", _("What it is for"), required=True),))
    issued = form.send(request) if request.method == "POST" else None
    rows = page(request, queries.tokens(request.actor))
    cards = [(row, queries.token_card(request.actor, row)) for row in rows.rows]
    context = {"form": form, "issued": issued, "cards": cards, "page": rows}
    response = render(request, "people/tokens.html", context, status=form.status)
    if issued:
        response.headers["Cache-Control"] = "no-store"
    return response
