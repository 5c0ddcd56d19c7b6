"""Pages of the books: the checklist of what is booked, the books by quarter, and their file."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.books import queries
from fairlead.apps.books.actions import MOST_BYTES
from fairlead.core.errors import Forbidden, Invalid, Missing
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of, reasons_of
from fairlead.faces.web.uploads import uploaded_if_any


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is collected before the engagement is booked, and what is in the books of it."""
    head, actor = head_of(request.actor, pk), request.actor
    rows = list(queries.orders(actor, engagement=head.row))
    for row in rows:
        row.engagement = head.row  # read already
    booked = list(queries.bookings(actor, engagement=head.row))
    context = {
        "head": head, "tab": "order", "openings": _openings(request, head, rows),
        "orders": [(row, queries.order_card(actor, row), queries.checklist(actor, row)) for row in rows],
        "booked": [(row, queries.booking_card(actor, row)) for row in booked],
        "ways": fields.choices_of("order", "way"),
        "reasons": reasons_of(head.row, "win") if head.row.state == "approved" else (),
    }  # fmt: skip
    return render(request, "books/order.html", context)


def _openings(request: HttpRequest, head: Head, rows: list[Any]) -> list[tuple[str, str]]:
    """(address, name) of what may be collected for and is not yet: the standing SOW, changes in force."""
    to = reverse("order-new", args=[head.row.pk])
    return [
        (f"{to}?change={change.pk}" if change else to, str(change) if change else sow.code)
        for sow, change in queries.openings(request.actor, head.row, rows)
    ]


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to collect: how it is sold, and for a change what part of it is for education."""
    head, change = head_of(request.actor, pk), request.GET.get("change", "")
    found = queries.openings(request.actor, head.row, queries.orders(request.actor, engagement=head.row))
    sow = next((sow for sow, made in found if change == (str(made.pk) if made else "")), None)
    if sow is None:
        raise Missing(_("There is no statement of work here that could be booked."))
    of = [Field("way", _("How it is sold"), "choice", fields.choices_of("order", "way"), required=True)]
    if change:
        row = row_of(request.actor, "change", change)
        if row.estimate is None:
            unit = row.sow.currency
            of.append(Field("education", _("Of the change, for education"), "number", unit=unit))
        of.append(Field("change", "", "hidden"))
    form, back = Form("order.open", tuple(of), sow, {"change": change}), reverse("order", args=[pk])
    if form.send(request):
        return finished(request, _("began to collect for the booking"), to=back)
    context = {
        "head": head, "tab": "order", "form": form, "title": _("Collect for the booking"), "next": back,
        "submit": _("Begin"),
    }  # fmt: skip
    return render(request, "engagements/form.html", context, status=form.status)


def item(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    """Give the evidence of one item of the checklist."""
    row = row_of(request.actor, "order", pk)
    head = head_of(request.actor, row.engagement_id)
    found = next((one for one in queries.checklist(request.actor, row).items if one.id == item), None)
    if found is None:
        raise Missing(_("This order has no item %(item)s.") % {"item": item})
    if not found.may_give:
        raise Forbidden(_("You may not give this: %(name)s.") % {"name": found.name})
    values = {
        "item": item, "reference": found.reference, "amount": found.amount, "on": found.on,
        "skus": "\n".join(found.skus),
    }  # fmt: skip
    form, back = Form("order.attach", _of(found, row), row, values), reverse("order", args=[head.row.pk])
    if _sent(request, form):
        return finished(request, _("gave evidence for the booking"), to=back)
    context = {
        "head": head, "form": form, "title": found.name, "tab": "order", "next": back, "said": found.text,
        "submit": _("Keep it as evidence"),
    }  # fmt: skip
    return render(request, "engagements/form.html", context, status=form.status)


def _of(found: queries.ItemCard, row: Any) -> tuple[Field, ...]:
    """The fields that an item of its kind has."""
    said = found.evidence
    reference = Field(
        "reference", _("Evidence"), "area", wide=True, required=found.kind != "paper", help=said
    )
    more: tuple[Field, ...] = ()
    if found.kind in ("quote", "offer"):
        reference = Field("reference", _("Number"), required=True, help=said)
        more = (Field("amount", _("Total"), "number", unit=row.sow.currency, required=True),)
    if found.kind == "quote":
        more += (
            Field("on", _("Last updated on"), "date", required=True),
            Field("skus", _("SKUs, one a line, as the quote names them"), "area", wide=True, required=True),
        )
    if found.kind in ("paper", "signed"):
        more = (Field("content", _("File"), "file", help=_("It is kept byte for byte, up to 10 MB.")),
                Field("name", "", "hidden"))  # fmt: skip
    return (Field("item", "", "hidden"), reference, *more)


def _sent(request: HttpRequest, form: Form) -> bool:
    """Whether the evidence was taken; a file that is too large is said at its field like any finding."""
    try:
        _with_file(request)
        if form.send(request):
            return True
    except Invalid as refused:
        form.findings, form.status = refused.findings, 422
    if request.method == "POST":
        form.values = {**form.values, "skus": "\n".join(request.POST.getlist("skus"))}
    return False


def _with_file(request: HttpRequest) -> None:
    """A file as the verb takes it, and SKUs one a line."""
    if request.method != "POST":
        return
    posted = request.POST.copy()
    if "skus" in posted:
        posted.setlist("skus", [line for line in posted["skus"].splitlines() if line.strip()])
    file = uploaded_if_any(request, "content", MOST_BYTES)
    if file is not None:
        posted["content"], posted["name"] = base64.b64encode(file[0]).decode(), file[1]
    request.POST = posted  # type: ignore[assignment]


def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that was given; always saved, never shown inside this site."""
    return saved(queries.download(request.actor, row_of(request.actor, "proof", pk)))


def index(request: HttpRequest) -> HttpResponse:
    """The books by quarter, with what each entry is split into."""
    quarter = request.GET.get("quarter", "")
    found = page(request, queries.bookings(request.actor, quarter=quarter))
    every = queries.totals(request.actor)
    context = {
        "page": found, "quarter": quarter,
        "rows": [(row, queries.booking_card(request.actor, row)) for row in found.rows],
        "totals": [one for one in every if quarter in ("", one.quarter)],
        "quarters": list(dict.fromkeys(one.quarter for one in every)),
    }  # fmt: skip
    return render(request, "books/index.html", context)


def table(request: HttpRequest) -> HttpResponse:
    """The books as a CSV file."""
    return saved(queries.export(request.actor, quarter=request.GET.get("quarter", "")))
