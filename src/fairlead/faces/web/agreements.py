"""The agree tab: statements of work and the papers made from them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairlead.apps.agreements import queries
from fairlead.apps.agreements.bridge import unfit
from fairlead.apps.agreements.reproducing import reproduce
from fairlead.apps.changes.queries import changes_of
from fairlead.apps.signing.queries import countersigned_card, files
from fairlead.core.errors import Invalid
from fairlead.core.verbs import VERBS
from fairlead.engines.money import CurrencyMix
from fairlead.faces.web import fields
from fairlead.faces.web.approving import checked, panels
from fairlead.faces.web.files import saved
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of the statement of work with its papers, newest first."""
    head = head_of(request.actor, pk, customers=True)
    rows = list(queries.sows(request.actor, engagement=head.row))
    for row in rows:
        row.engagement = head.row  # read already; their buttons ask whether it is open
    current = next((row for row in rows if row.state == "drawn-up"), None)
    context = {
        "head": head, "tab": "agree", "sows": _versions(request, head, rows),
        **checked(request.actor, head, current, None if current else head.estimate),
        **panels(request.actor, head, current),
        "drawable": _drawable(request, head, current), "signed_files": _signed(request, head, current),
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


def _versions(request: HttpRequest, head: Head, rows: list[Any]) -> list[dict[str, Any]]:
    """Each version with its papers, and the change that proposes it."""
    kept = queries.papers(request.actor).filter(sow__in=rows)
    order = [kind for kind, _label in fields.choices_of("paper", "kind")]
    papers = sorted(
        (queries.paper_card(request.actor, row) for row in kept), key=lambda p: order.index(p.kind)
    )
    made_by = changes_of(request.actor, rows)
    return [
        {
            "row": row,
            "card": queries.sow_card(request.actor, row),
            "papers": [p for p in papers if p.sow == row.pk],
            "change": made_by.get(row.pk),
        }
        for row in rows
    ]


def _signed(request: HttpRequest, head: Head, living: Any) -> list[Any]:
    """For the customer: the document with everyone's signature, once there is one."""
    if head.inside or living is None:
        return []
    return [countersigned_card(request.actor, row) for row in files(request.actor, sow=living)]


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
