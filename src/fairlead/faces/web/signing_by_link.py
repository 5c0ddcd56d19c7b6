"""The page that a signing link opens: the document, its hash, and the signature, for one person alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.readers.rules import is_told_of
from fairlead.apps.signing.keys import held
from fairlead.apps.signing.reading import document_of
from fairlead.apps.signing.rules import works
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused, WrongTime
from fairlead.core.models import User
from fairlead.faces.web.by_link import by_link, gone
from fairlead.faces.web.readers import noted
from fairlead.faces.web.signing_form import Sheet, posted, sheet_of

_DONE = ("signed", "declined")


@by_link(held)
def sign(request: HttpRequest, row: Any, who: Actor) -> HttpResponse:
    """Read it, sign it or decline; afterwards, what was signed. A link that was used signs nothing more."""
    refused = works(row)
    if request.method == "POST" and refused is not None:
        return gone(request, 410, str(refused))
    if request.method == "POST" and (mine := _of_the_firm(request)):
        said = _("You are signed in as %(who)s. This signature is %(name)s's to give: they have the link.")
        return gone(request, 403, said % {"who": mine, "name": row.name})
    if row.state in _DONE:
        context = {"sheet": sheet_of(row), "document": _document(request)}
        return render(request, "signing/receipt.html", context)
    if refused is not None:
        return gone(request, 410, str(refused))
    sheet = sheet_of(row)
    if request.method == "POST":
        try:
            if posted(request, who, row, sheet):
                return redirect(request.path)
        except WrongTime as late:
            return gone(request, 410, str(late))
    return _page(request, sheet)


def _of_the_firm(request: HttpRequest) -> str:
    """Who of the firm has the link open where they are signed in; "" for nobody."""
    found = request.user.actor("web") if isinstance(request.user, User) else None
    return found.name if found is not None and not found.is_customer else ""


def _page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    context = {"sheet": sheet, "document": _document(request), "reading": _reading(request, sheet.row)}
    return render(request, "signing/sign.html", context, status=422 if sheet.findings else 200)


def _document(request: HttpRequest) -> str:
    return reverse("public:sign-document", args=[_secret(request)])


def _reading(request: HttpRequest, row: Any) -> str:
    """Where the page says what was read; "" where nobody is told."""
    return reverse("public:sign-reading", args=[_secret(request)]) if is_told_of(row) else ""


def _secret(request: HttpRequest) -> str:
    return request.resolver_match.kwargs["secret"] if request.resolver_match else ""


@by_link(held)
def note(request: HttpRequest, row: Any, who: Actor) -> HttpResponse:
    """What the page says that its reader did there, while the link still signs."""
    if request.method != "POST" or works(row) is not None:
        return gone(request, 410)
    try:
        return noted(request, who, row)
    except Refused:
        return HttpResponse(status=204)


@by_link(held)
def document(request: HttpRequest, row: Any, who: Actor) -> HttpResponse:
    """The document, as it is to be signed; once all have signed, with its certificate. For its day alone."""
    refused = works(row)
    if row.state != "signed" and refused is not None:
        return gone(request, 410, str(refused))
    file = document_of(row)
    return HttpResponse(
        file.content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{file.name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
