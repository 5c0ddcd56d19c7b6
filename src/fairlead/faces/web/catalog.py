"""Pages of the practice: what the firm sells by, version by version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairlead.apps.catalog import queries
from fairlead.core.errors import Missing
from fairlead.core.roles import COST_ROLES
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of


def index(request: HttpRequest) -> HttpResponse:
    """Every version that was loaded, newest first."""
    found = page(request, queries.practices(request.actor))
    newest = queries.practice_card(request.actor, found.rows[0]) if found.rows else None
    return render(request, "practice/index.html", {"page": found, "newest": newest})


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its offerings, roles and rates, gates, routes and clocks."""
    row = row_of(request.actor, "practice", pk)
    practice = queries.practice_of(row.pk)
    context = {
        "row": row,
        "card": queries.practice_card(request.actor, row),
        "practice": practice,
        "roles": {role.id: role.name for role in practice.roles},
        "others": [other for other in queries.practices(request.actor)[:20] if other.pk != row.pk],
        "costs": request.actor.has_any(COST_ROLES),
    }
    return render(request, "practice/show.html", context)


def offering(request: HttpRequest, pk: int, offering: str) -> HttpResponse:
    """One offering: its questions and its activities, as they are written."""
    row = row_of(request.actor, "practice", pk)
    try:
        found = queries.practice_of(row.pk).offering(offering)
    except KeyError as error:
        raise Missing(_("There is no offering %(id)s.") % {"id": offering}) from error
    sections = [(name, [q for q in found.questions if q.section == name])
                for name in dict.fromkeys(q.section for q in found.questions)]  # fmt: skip
    phases = [(phase, [a for a in found.activities if a.phase == phase.id]) for phase in found.phases]
    context = {"row": row, "offering": found, "sections": sections, "phases": phases}
    return render(request, "practice/offering.html", context)


def compare(request: HttpRequest, pk: int, newer: int) -> HttpResponse:
    """What one version changes against another, in sentences."""
    old, new = row_of(request.actor, "practice", pk), row_of(request.actor, "practice", newer)
    changes = queries.compare(request.actor, old, newer=new)
    return render(request, "practice/compare.html", {"old": old, "new": new, "changes": changes})
