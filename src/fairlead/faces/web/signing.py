"""Signing, for the firm: the panel of the agree tab, who signs, one's own signature, files that came back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.accounts.queries import contacts
from fairlead.apps.changes.queries import changes_of
from fairlead.apps.people.queries import held_by, people
from fairlead.apps.signing import queries
from fairlead.apps.signing.actions import take as take_file
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.roles import Role
from fairlead.core.verbs import VERBS
from fairlead.engines.numerals import whole_number
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.places import row_of
from fairlead.faces.web.signing_form import posted, sheet_of
from fairlead.faces.web.spine import head_of
from fairlead.faces.web.uploads import uploaded


def page_of(actor: Actor, sow: Any) -> str:
    """Where a statement of work is signed: the agree tab, or the page of the change that makes it."""
    change = changes_of(actor, [sow]).get(sow.pk)
    here = reverse("change", args=[change.pk]) if change else reverse("agree", args=[sow.engagement_id])
    return f"{here}#signing-title"


def panel(actor: Actor, current: Any, reviews: list[Any]) -> dict[str, Any]:
    """What the agree tab says of the signature of the present version."""
    steps = [row for row in reviews if row.stage == "signature"]
    found, rows = queries.standing(actor, current, steps)
    return {
        "signing": found,
        "signatories": list(zip(found.signatories, rows.signatories, strict=True)),
        "signatures": list(zip(found.signatures, rows.signatures, strict=True)),
        "returned": list(zip(found.files, rows.files, strict=True)),
        "sending": rows.sending,
    }


def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who signs for a side."""
    head = head_of(request.actor, pk)
    side = "firm" if request.GET.get("side") == "firm" else "customer"
    form = Form("signatory.name", _fields(request.actor, head.row, side), head.row, {"side": side})
    of = whole_number(request.GET.get("of", ""))
    sow = row_of(request.actor, "sow", of) if of is not None else None
    back = page_of(request.actor, sow) if sow else f"{reverse('agree', args=[pk])}#signing-title"
    if form.send(request):
        return finished(request, _("said who signs"), to=back)
    title = _("Who signs for the firm") if side == "firm" else _("Who signs for the customer")
    context = {
        "head": head, "form": form, "title": title, "tab": "agree", "next": back, "submit": _("Name them"),
    }  # fmt: skip
    return render(request, "engagements/form.html", context, status=form.status)


def _fields(actor: Actor, engagement: Any, side: str) -> tuple[Field, ...]:
    limit = (
        Field("up_to", _("Up to"), "number", unit=engagement.currency, help=_("Empty is any amount.")),
        Field("evidence", _("Shown by"), wide=True, help=_("The deed, its day, and who gave it.")),
    )
    basis = Field("basis", _("Authority"), "choice", fields.choices_of("signatory", "basis"))
    if side == "firm":
        # Who sells never signs.
        able = (row for row in people(actor) if Role.SALES not in held_by(row))
        staff = tuple((str(row.pk), f"{row.name}, {row.title}") for row in able)
        return (
            Field("side", "", "hidden"), Field("person", _("Person"), "choice", staff, required=True),
            basis, *limit,
        )  # fmt: skip
    known = [(str(row.pk), row.name) for row in contacts(actor, account=engagement.account)]
    return (
        Field("side", "", "hidden"),
        Field("contact", _("Contact"), "choice", (("", _("Someone else")), *known)),
        Field("name", _("Name"), help=_("As they sign; if it is nobody of the contacts.")),
        Field("title", _("Title")),
        Field("email", _("E-mail"), "email"),
        basis,
        *limit,
    )


def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a signatory of the customer their link; it is shown this once."""
    row = row_of(request.actor, "signature", pk)
    head = head_of(request.actor, row.sending.sow.engagement_id)
    days = Field("days", _("Works for"), "number", unit=_("days"), help=_("1 to 60; a newer one ends it."))
    form = Form("signature.link", (days,), row, {"days": 14})
    issued = form.send(request) if request.method == "POST" else None
    refused = VERBS["signature.link"].rule(request.actor, row) if issued is None else None
    context = {"head": head, "tab": "agree", "form": form, "row": row, "issued": issued, "refused": refused}
    context["back"] = page_of(request.actor, row.sending.sow)
    context |= _address(request, row, issued) if issued else {}
    response = render(request, "signing/link.html", context, status=form.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _address(request: HttpRequest, row: Any, issued: Any) -> dict[str, str]:
    """The link as an address, and a mail that carries it."""
    address = request.build_absolute_uri(reverse("public:sign", args=[issued.secret]))
    subject = _("%(title)s: for your signature") % {"title": row.sending.sow.title}
    body = _(
        "Hello %(name)s,\n\nplease read and sign it here; the link is for you alone:\n%(url)s\n\nThank you!"
    ) % {"name": issued.name, "url": address}
    lines = quote(body.replace("\n", "\r\n"))
    return {"address": address, "mail": f"mailto:{quote(row.email)}?subject={quote(subject)}&body={lines}"}


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own signature for the firm, signed in."""
    row = row_of(request.actor, "signature", pk)
    head = head_of(request.actor, row.sending.sow.engagement_id)
    sheet = sheet_of(row)
    request.about = (row.noun, row.pk, row.version)
    if request.method == "POST" and posted(request, request.actor, row, sheet):
        return redirect(page_of(request.actor, row.sending.sow))
    context = {
        "head": head, "tab": "agree", "sheet": sheet,
        "document": reverse("paper", args=[row.sending.paper_id]),
        "refused": VERBS["signature.give"].rule(request.actor, row),
    }  # fmt: skip
    return render(request, "signing/mine.html", context, status=422 if sheet.findings else 200)


def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Give in the file that came back."""
    row = row_of(request.actor, "sending", pk)
    head, back = head_of(request.actor, row.sow.engagement_id), page_of(request.actor, row.sow)
    file = Field("content", _("Signed PDF"), "file", required=True, wide=True)
    form = Form("countersigned.take", (file,), row)
    if request.method == "POST" and _taken(request, row, form):
        return finished(request, _("gave in a signed file"), to=back)
    refused = VERBS["countersigned.take"].rule(request.actor, row)
    context = {"head": head, "form": form, "tab": "agree", "back": back, "row": row, "refused": refused}
    return render(request, "signing/returned.html", context, status=form.status)


def _taken(request: HttpRequest, row: Any, form: Form) -> bool:
    try:
        data, called = uploaded(request, "content")
        take_file(request.actor, row, content=data, name=called)
    except Invalid as refused:
        form.findings, form.status = refused.findings, 422
        return False
    return True


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed file, byte for byte; always saved, never shown inside this site."""
    return saved(queries.download(request.actor, row_of(request.actor, "countersigned", pk)))


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate alone."""
    return saved(queries.certificate(request.actor, row_of(request.actor, "countersigned", pk)))
