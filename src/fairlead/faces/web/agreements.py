"""The agree tab: statements of work and the papers made from them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.agreements import queries
from fairlead.apps.agreements.bridge import unfit
from fairlead.apps.agreements.reproducing import reproduce
from fairlead.apps.changes.queries import changes_of
from fairlead.apps.engagements.rules import is_signed
from fairlead.apps.readers.queries import with_visits, with_wish
from fairlead.apps.redlines.queries import given_since
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.verbs import VERBS
from fairlead.engines.money import CurrencyMix
from fairlead.faces.web import customers, fields
from fairlead.faces.web.approving import checked, panels
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of the statement of work with its papers, newest first."""
    head = head_of(request.actor, pk, customers=True)
    beside = with_visits if head.inside else partial(with_wish, request.actor)
    rows = list(beside(queries.sows(request.actor, engagement=head.row)))
    for row in rows:
        row.engagement = head.row  # read already; their buttons ask whether it is open
    if not head.inside:
        return customers.papers(request, head, versions(request.actor, rows))
    current = next((row for row in rows if row.state == "drawn-up"), None)
    context = {
        "head": head, "tab": "agree", "sows": versions(request.actor, rows),
        **checked(request.actor, head, current, None if current else head.estimate),
        **panels(request.actor, head, current), "drawable": _drawable(request, head, current),
        "why": "required" if is_signed(head.row) else "optional",
    }  # fmt: skip
    return render(request, "engagements/agree.html", context)


def _drawable(request: HttpRequest, head: Head, living: Any) -> dict[str, str] | None:
    """Whether a statement of work may be drawn up from the newest estimate, and why it cannot be for now;
    None where nobody may, or where the living one is made from it."""
    rule = VERBS["sow.generate"].rule
    if not head.estimate or rule is None or rule(request.actor, head.estimate) is not None:
        return None
    if living is not None and living.estimate_id == head.estimate.pk:
        return None
    try:
        return {"unfit": unfit(request.actor, head.estimate, living)}
    except (Invalid, CurrencyMix) as refused:
        return {"unfit": str(refused)}


def versions(actor: Actor, rows: list[Any]) -> list[dict[str, Any]]:
    """Each version with its papers, the change that proposes it, and what came in since they agreed to it."""
    kept = queries.papers(actor).filter(sow__in=rows)
    order = [kind for kind, _label in fields.choices_of("paper", "kind")]
    papers = sorted((queries.paper_card(actor, row) for row in kept), key=lambda p: order.index(p.kind))
    made_by, since = changes_of(actor, rows), given_since(actor, rows)
    return [
        {
            "row": row,
            "card": queries.sow_card(actor, row),
            "papers": [p for p in papers if p.sow == row.pk],
            "change": made_by.get(row.pk),
            "since": since.get(row.pk, []),
        }
        for row in rows
    ]


def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a version before the customer, with the day by which their answer is asked for."""
    row = row_of(request.actor, "sow", pk)
    head, back = head_of(request.actor, row.engagement_id), reverse("agree", args=[row.engagement_id])
    row.engagement = head.row
    until = Field(
        "until", _("Their answer is asked for by"), "date", help=_("They read it; it may be left out.")
    )
    form = Form("sow.share", (until,), row)
    if form.send(request):
        return finished(request, _("put the paper before the customer"), to=back)
    said = _(
        "Whoever of the customer signs in reads its papers, asks about it and returns a marked copy here."
    )
    context = {
        "head": head, "tab": "agree", "form": form, "next": back, "said": said,
        "title": _("Put %(title)s before the customer") % {"title": row.title},
        "submit": _("Put it before them"),
    }  # fmt: skip
    return render(request, "engagements/form.html", context, status=form.status)


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement of work made again, held against what was kept."""
    row = row_of(request.actor, "sow", pk)
    head = head_of(request.actor, row.engagement_id)
    found = reproduce(request.actor, row)
    context = {"head": head, "tab": "agree", "sow": row, "found": found}
    return render(request, "agreements/again.html", context)


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, byte for byte; always saved, never shown inside this site."""
    return saved(queries.download(request.actor, row_of(request.actor, "paper", pk)))
