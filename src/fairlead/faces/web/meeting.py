"""Customer links of an engagement, and the inside screen of a meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fairlead.apps.accounts.queries import contacts
from fairlead.apps.scoping.actions import steer
from fairlead.apps.scoping.keys import pulse
from fairlead.apps.scoping.queries import link_card, links
from fairlead.apps.scoping.standing import in_force, said
from fairlead.core.actor import Actor
from fairlead.core.errors import Missing
from fairlead.faces.web import answering, fields
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.live import live_of
from fairlead.faces.web.scoping import around
from fairlead.faces.web.spine import engagement_row, head_of

_DAYS = {"fill": 14, "meeting": 2}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Who at the customer was asked by a link, and the form that gives out another."""
    head = head_of(request.actor, pk)
    people = [(str(c.pk), f"{c.name}, {c.email}") for c in contacts(request.actor, account=head.row.account)]
    kind = "meeting" if request.GET.get("kind") == "meeting" else "fill"
    form = Form("link.issue", _fields(people), head.row, {"kind": kind, "days": _DAYS[kind]})
    issued = form.send(request) if request.method == "POST" else None
    rows = list(links(request.actor, engagement=head.row)[:50])
    for row in rows:
        row.engagement = head.row
    context = {
        "head": head,
        "tab": "links",
        "form": form,
        "issued": issued,
        "links": [(row, link_card(request.actor, row)) for row in rows],
        **(_address(request, head.row, issued) if issued else {}),
    }
    response = render(request, "engagements/links.html", context, status=form.status)
    if issued:
        response.headers["Cache-Control"] = "no-store"
    return response


def _fields(people: list[tuple[str, str]]) -> tuple[Field, ...]:
    return (
        Field("contact", _("Contact"), "choice", (("", _("Someone else")), *people)),
        Field("kind", _("What for"), "choice", fields.choices_of("link", "kind")),
        Field("name", _("Name"), help=_("If it is nobody of the contacts.")),
        Field("email", _("E-mail"), "email"),
        Field("days", _("Works for"), "number", unit=_("days"), help=_("1 to 60; it can be revoked before.")),
    )


def _address(request: HttpRequest, engagement: Any, issued: Any) -> dict[str, str]:
    """The link as an address, and a mail that carries it."""
    name = "public:meet" if issued.kind == "meeting" else "public:ask"
    address = request.build_absolute_uri(reverse(name, args=[issued.secret]))
    subject = _("%(name)s: our questions") % {"name": engagement.name}
    text = _(
        "Hello %(name)s,\n\nplease answer what you know here; it is for you alone:\n%(url)s\n\nThank you!"
    )
    body = text % {"name": issued.name, "url": address}
    mail = f"mailto:?subject={quote(subject)}&body={quote(body.replace(chr(10), chr(13) + chr(10)))}"
    return {"address": address, "mail": mail}


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The inside screen: the bank with cost, margin and people, and what the customer's screen shows."""
    if request.method == "POST":
        return _steered(request, pk)
    if request.htmx:
        return _followed(request, pk)
    head = head_of(request.actor, pk)
    link = _link(request.actor, head.row)
    live = live_of(request.actor, head.row, in_force(head.row, said(request.actor, head.row)))
    context = {"head": head, "tab": "meeting", "live": live, **around(request.actor, head.row)}
    context |= {"meeting": True, **_shown(request.actor, link, live)}
    context |= {"bank_sections": answering.sections(head.row), "others": request.GET.get("other", "")}
    return render(request, "engagements/meeting.html", context)


def _link(actor: Actor, engagement: Any) -> Any:
    """The newest link for a meeting that works; None when there is none."""
    for row in links(actor, engagement=engagement).filter(kind="meeting", revoked_at=None)[:5]:
        row.engagement = engagement
        if not row.ended(timezone.now()):
            return row
    return None


def _shown(actor: Actor, link: Any, live: Any) -> dict[str, Any]:
    """What the panel of controls needs."""
    return {
        "link": link,
        "link_card": link_card(actor, link) if link else None,
        "in_hand": live.asked(link.at) if link else None,
        "pulse": pulse(link) if link else "",
        "looked": timezone.now().isoformat(),
    }


def _steered(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead the customer's screen: another question in hand, or the price shown or not."""
    engagement = engagement_row(request.actor, pk)
    link = _link(request.actor, engagement)
    if link is None:
        raise Missing(_("There is no link for a meeting; give one out first."))
    question, priced = request.POST.get("question"), request.POST.get("priced")
    if (question is not None and question != link.at) or priced is not None:
        steer(request.actor, link, question=question, priced=None if priced is None else priced == "1")
    return HttpResponse(status=204) if request.htmx else redirect("meeting", pk=pk)


def _followed(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing when nothing has changed; else what the customer answered meanwhile, and all that it moved."""
    engagement = engagement_row(request.actor, pk)
    link = _link(request.actor, engagement)
    if link is not None and request.GET.get("seen") == pulse(link):
        return HttpResponse(status=204)
    rows = said(request.actor, engagement)
    live = live_of(request.actor, engagement, in_force(engagement, rows))
    since = _moment(request.GET.get("looked", ""))
    fresh = {row.question for row in rows if since is None or row.changed_at >= since}
    every = [q.id for q in answering.questions(engagement)]
    shown = {q.id for q in live.bank.questions}
    context = {
        "live": live, **around(request.actor, engagement), "meeting": True,
        **_shown(request.actor, link, live),
        # What does not apply any more, or does so now, is drawn again as well: its place is empty or filled.
        "moved": [key for key in every if key in fresh or (fresh and key not in shown)],
    }  # fmt: skip
    return render(request, "engagements/meeting.html#followed", context)


def _moment(text: str) -> datetime | None:
    """The moment that a text is; one without a zone is none, for it is before or after no other."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
