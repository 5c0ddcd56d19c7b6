"""A change shaped: what was sold with other answers, terms, people or lines, tried and then kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.changes.shaping_actions import shape as keep
from fairlead.apps.estimates.bridge import scoping_frozen
from fairlead.apps.estimates.trying import tried
from fairlead.apps.estimates.wishing import Wish
from fairlead.core.errors import Invalid
from fairlead.core.verbs import VERBS
from fairlead.engines.findings import Finding
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import whole
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of
from fairlead.faces.web.trying import answers_in, beside, choices, wish_in


def shape(request: HttpRequest, pk: int) -> HttpResponse:
    """Try it on what was sold, look at everything that it changes, and make it the change's estimate."""
    row = row_of(request.actor, "change", pk)
    rule = VERBS["change.shape"].rule
    if rule and (refused := rule(request.actor, row)):
        raise refused
    head, sold = head_of(request.actor, row.engagement_id), row.sow.estimate
    asked = request.POST if request.method == "POST" else request.GET
    scoping, practice, back = scoping_frozen(sold), sold.practice_id, reverse("change", args=[pk])
    context, findings, status = choices(head, scoping, practice, asked), tuple[Finding, ...](), 200
    try:
        wish = wish_in(request, head, practice, asked)
        if request.method == "POST":
            row.version = whole(request.POST, "version")
            answers = answers_in(head, practice, asked)
            keep(request.actor, row, answers=answers, **_said(wish))
            return finished(request, _("shaped the change"), to=back)
        context["found"] = tried(request.actor, scoping, practice, wish) if wish else None
    except Invalid as refused:
        findings, status = refused.findings, 422
    context |= _around(head, row, back) | beside(context["drawn"], findings)
    return render(request, "estimate/whatif.html", context, status=status)


def _around(head: Head, row: Any, back: str) -> dict[str, Any]:
    return {
        "head": head, "tab": "changes", "row": row, "title": _("Shape the change"),
        "next": back, "next_label": _("To the change"), "keep": _("Make it the change"),
    }  # fmt: skip


def _said(wish: Wish) -> dict[str, object]:
    """What is wished beside answers, as the verb takes it."""
    lines = {"leave": ",".join(sorted(wish.leave)), "take": ",".join(sorted(wish.take))}
    return {**wish.terms, **wish.pace, **lines}
