"""The estimate tab: versions, frozen lines with their reasons, review and what changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.changes.queries import changes
from fairlead.apps.estimates.bridge import demand_of, figures_of
from fairlead.apps.estimates.queries import drift, estimate_card, estimates
from fairlead.core.errors import Invalid
from fairlead.core.roles import Role
from fairlead.core.verbs import VERBS
from fairlead.engines.estimating.explain import Waterfall, waterfall
from fairlead.engines.estimating.values import Estimate as Figures
from fairlead.engines.money import CurrencyMix
from fairlead.faces.web.live import offering_of, phase_sums
from fairlead.faces.web.spine import Head, head_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, the newest if none is asked for; the others a click away."""
    head = head_of(request.actor, pk)
    versions = list(estimates(request.actor, engagement=head.row)) if head.estimate else []
    wanted = request.GET.get("v", "")
    living = next((row for row in versions if row.amends_id is None), None)
    chosen = next((row for row in versions if str(row.number) == wanted), living)
    if chosen is None:
        return render(request, "engagements/estimate_none.html", {"head": head, "tab": "estimate"})
    since = request.GET.get("since", "")
    before = next((row for row in versions if _comes_before(row, chosen, since)), None)
    context = _context(request, head, versions, chosen, before)
    context |= _shaping(request, head, chosen, living=chosen is living)
    if chosen.amends_id:
        context["change"] = changes(request.actor, engagement=head.row).filter(estimate=chosen).first()
    return render(request, "engagements/estimate.html", context)


def _comes_before(row: Any, chosen: Any, since: str) -> bool:
    """The version that was asked for; else the one that the chosen one amends, or the one before it."""
    if since:
        return str(row.number) == since and row is not chosen
    return row.pk == chosen.amends_id if chosen.amends_id else row.number == chosen.number - 1


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
        "others": [row.number for row in versions if row is not chosen],
        "waterfall": _waterfall(before, figures),
        "breaches": _breaches(chosen, figures),
        "demand": demand_of(chosen, figures) if head.inside else None,
    }


def _shaping(request: HttpRequest, head: Head, chosen: Any, living: bool) -> dict[str, Any]:
    """What may still be done about a version: lines to adjust or leave out, and whether it has drifted."""
    offering = offering_of(head.row, chosen.practice_id)
    left = set(chosen.scope.get("left_out", ()))
    optional = [(a.id, a.name) for a in offering.activities if a.optional]
    rule = VERBS["adjustment.make"].rule
    watched = living and chosen.state in ("in-review", "approved")
    return {
        "living": living,
        "may_adjust": living and rule is not None and rule(request.actor, head.row) is None,
        "left_out": [pair for pair in optional if pair[0] in left],
        "optional": [pair for pair in optional if pair[0] not in left],
        "drift": _drift(request, chosen) if watched else None,
    }


def _drift(request: HttpRequest, chosen: Any) -> Any:
    try:
        return drift(request.actor, chosen)
    except (Invalid, CurrencyMix):
        return None


def _breaches(chosen: Any, figures: Figures) -> list[str]:
    """The approvals that a margin below the floor asks for: those whose reason or condition is the margin."""
    if figures.margin >= figures.floor:
        return []
    gates = {gate.id: gate for gate in practice_of(chosen.practice_id).gates}
    asked = [gates[gate["id"]] for gate in chosen.gates if gate["id"] in gates]
    named = [gate for gate in asked if "margin" in gate.when]
    return [f"{gate.name} ({Role(gate.role).label})" for gate in named]


def _waterfall(before: Any, figures: Any) -> Waterfall | None:
    try:
        return waterfall(figures_of(before), figures) if before else None
    except CurrencyMix:
        return None


def _gates(estimate: Any) -> list[dict[str, Any]]:
    given = {approval["gate"]: approval for approval in estimate.approvals}
    return [{**gate, "given": given.get(gate["id"])} for gate in estimate.gates]
