"""Pages of accounts and their contacts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.accounts import queries
from fairlead.apps.engagements.queries import engagement_card, engagements
from fairlead.core.errors import Invalid
from fairlead.core.verbs import VERBS
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Form
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of


def index(request: HttpRequest) -> HttpResponse:
    """Accounts by name, searched and narrowed by the address."""
    asked = {name: request.GET.get(name, "") for name in ("q", "segment", "territory")}
    found = page(request, queries.accounts(request.actor, **asked))
    return render(request, "accounts/index.html", {"page": found, "segments": fields.segments(), **asked})


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its facts, its engagements, its people."""
    account = row_of(request.actor, "account", pk)
    work = page(request, engagements(request.actor, account=account))
    contacts = queries.contacts(request.actor, account=account)
    context = {
        "account": account,
        "page": work,
        "cards": [engagement_card(request.actor, row) for row in work.rows],
        "contacts": [(row, queries.contact_card(request.actor, row)) for row in contacts],
    }
    return render(request, "accounts/show.html", context)


def _asked(request: HttpRequest, form: Form, title: str, submit: str, back: str, done: str) -> HttpResponse:
    """A form about accounts: drawn, sent, drawn again with what was wrong."""
    if given := form.send(request):
        account = getattr(given, "account_id", None) or given.pk
        undoable = given if form.operation.reversible else None
        return finished(request, done, undoable, to=reverse("account", args=[account]))
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "form.html", context, status=form.status)


def new(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    form = Form("account.open", fields.account(), values={"currency": "USD"})
    return _asked(
        request, form, _("Open an account"), _("Open account"), reverse("accounts"), _("opened the account")
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account."""
    account = row_of(request.actor, "account", pk)
    values = {f.name: getattr(account, f.name) for f in fields.account()}
    form = Form("account.edit", fields.account(), account, values)
    title, back = _("Change %(name)s") % {"name": account}, reverse("account", args=[pk])
    return _asked(request, form, title, _("Save changes"), back, _("changed the account"))


def new_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Add someone at the customer."""
    account = row_of(request.actor, "account", pk)
    form = Form("contact.add", fields.contact(), account)
    title, back = _("Add a contact at %(name)s") % {"name": account}, reverse("account", args=[pk])
    return _asked(request, form, title, _("Add contact"), back, _("added a contact"))


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a contact sign in."""
    contact = row_of(request.actor, "contact", pk)
    form = Form("contact.invite", fields.invitation(), contact, {"username": contact.email.partition("@")[0]})
    title, back = _("Invite %(name)s") % {"name": contact}, reverse("account", args=[contact.account_id])
    return _asked(request, form, title, _("Invite"), back, _("invited a contact to sign in"))


def take_file(request: HttpRequest) -> HttpResponse:
    """Accounts from a CSV file: every error with its row and column first, then all of them or none."""
    form, text, found = Form("account.import", ()), request.POST.get("csv", ""), None
    form.asked(request.actor)
    upload = request.FILES.get("file")
    name = upload.name if upload else request.POST.get("name", "accounts.csv")
    if request.method == "POST":
        text = upload.read().decode("utf-8", "replace") if upload else text
        sure = request.POST.get("sure") == "1"
        try:
            found = VERBS["account.import"].function(request.actor, csv=text, name=name, dry_run=not sure)
        except Invalid as refused:
            form.findings, form.status = refused.findings, 422
        if found is not None and sure:
            return finished(request, _("imported %(n)d accounts") % {"n": len(found)}, to=reverse("accounts"))
    context = {"form": form, "csv": text, "name": name, "found": found, "shown": (found or [])[:50]}
    return render(request, "accounts/import.html", context, status=form.status)
