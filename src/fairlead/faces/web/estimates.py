"""The estimate tab: versions, frozen lines with their reasons, review and what changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.estimates.queries import estimate_card, estimates
from fairlead.engines.estimating.explain import Waterfall, waterfall
from fairlead.engines.money import CurrencyMix
from fairlead.faces.web.live import offering_of, phase_sums
from fairlead.faces.web.spine import Head, head_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, the newest if none is asked for; the others a click away."""
    head = head_of(request.actor, pk)
    versions = list(estimates(request.actor, engagement=head.row)) if head.estimate else []
    wanted = request.GET.get("v", "")
    chosen = next((row for row in versions if str(row.number) == wanted), versions[0] if versions else None)
    if chosen is None:
        return render(request, "engagements/estimate_none.html", {"head": head, "tab": "estimate"})
    before = next((row for row in versions if row.number == chosen.number - 1), None)
    return render(request, "engagements/estimate.html", _context(request, head, versions, chosen, before))


def _context(
    request: HttpRequest, head: Head, versions: list[Any], chosen: Any, before: Any
) -> dict[str, Any]:
    figures = figures_of(chosen)
    offering = offering_of(head.row, chosen.practice_id)
    phases = phase_sums(figures, offering)
    return {
        "head": head,
        "tab": "estimate",
        "versions": [estimate_card(request.actor, row) for row in versions],
        "chosen": chosen,
        "card": estimate_card(request.actor, chosen),
        "figures": figures,
        "phases": phases,
        "most": max((line.p90 for line in figures.lines), default=0),
        "questions": {q.id: q.text for q in offering.questions},
        "roles": {role.id: role.name for role in practice_of(chosen.practice_id).roles},
        "gates": _gates(chosen),
        "before": before,
        "waterfall": _waterfall(before, figures),
        "living": chosen.number == versions[0].number,
    }


def _waterfall(before: Any, figures: Any) -> Waterfall | None:
    try:
        return waterfall(figures_of(before), figures) if before else None
    except CurrencyMix:
        return None


def _gates(estimate: Any) -> list[dict[str, Any]]:
    given = {approval["gate"]: approval for approval in estimate.approvals}
    return [{**gate, "given": given.get(gate["id"])} for gate in estimate.gates]
