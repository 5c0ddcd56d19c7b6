"""The wording page: every clause as it stands now, and what may be agreed about its words and numbers."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.apps.estimates.queries import wording
from fairlead.apps.estimates.wording import Wordings
from fairlead.apps.estimates.wording_actions import agree
from fairlead.core.errors import Invalid, Stale
from fairlead.engines.findings import Finding
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import figure, whole
from fairlead.faces.web.spine import head_of

# What the choices of a clause are called when no variant is chosen.
BY_RULE, OWN = "-", ""

TERMS = {
    "time-and-materials": gettext_lazy("Monthly, for the hours of the month"),
    "sow-execution": gettext_lazy("On signature"),
    "order-form": gettext_lazy("On the order"),
    "milestones": gettext_lazy("By milestone"),
    "halves": gettext_lazy("Half on signature, half on completion"),
    "completion": gettext_lazy("On completion"),
}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The clauses of the statement of work by block, each with what may be agreed about it."""
    head = head_of(request.actor, pk)
    context: dict[str, Any] = {"head": head, "tab": "wording"}
    status = 200
    if request.method == "POST":
        try:
            done = agree(request.actor, head.row, **_posted(request.POST))
            to = reverse("wording", args=[pk])
            return finished(request, _("agreed on the wording"), done if done.version > 1 else None, to)
        except Invalid as refused:
            context["trouble"], status = refused.findings, 422
        except Stale as refused:
            context["stale"], status = str(refused), 412
    try:
        found = wording(request.actor, head.row)
    except Invalid as refused:
        return render(request, "engagements/wording.html", {**context, "unpriced": refused.findings})
    return render(
        request, "engagements/wording.html", {**context, **_drawn(found, request.POST)}, status=status
    )


def _posted(posted: QueryDict) -> dict[str, Any]:
    """What was chosen; Invalid with every number that cannot be read. An empty number is the standard one."""
    figures, faults = dict[str, Decimal](), list[Finding]()
    for name, text in _of(posted, "figure."):
        try:
            if text.strip():
                figures[name] = figure(text.strip())
        except ValueError:
            message, fix = _("This cannot be read."), _("Write a number, like 45.")
            faults.append(Finding("", 0, f"figures.{name}", "type", message, fix))
    if faults:
        raise Invalid(faults)
    return {
        "variants": {clause: chosen for clause, chosen in _of(posted, "variant.") if chosen != BY_RULE},
        "figures": figures,
        **{key: posted.get(key, "") for key in ("jurisdiction", "billing_term", "training_term")},
        "seen": whole(posted, "seen"),
    }


def _of(posted: QueryDict, prefix: str) -> list[tuple[str, str]]:
    return [(name.removeprefix(prefix), posted[name]) for name in posted if name.startswith(prefix)]


def _drawn(found: Wordings, posted: QueryDict) -> dict[str, Any]:
    """Clauses by block; those about which nothing may be agreed are read, at the end. What was written and
    refused stays written."""
    rows = [_row(card, posted) for card in found.clauses]
    chosen = groupby((row for row in rows if row["open"]), key=lambda row: row["card"].block)
    blocks = [(block, list(of)) for block, of in chosen]
    fixed = [row["card"] for row in rows if not row["open"]]
    terms = [
        {
            "name": name, "label": label, "value": posted.get(name, value), "usual": _("As usual"),
            "choices": [(one, TERMS[one]) for one in there],
        }
        for name, label, value, there in (
            ("billing_term", _("Consulting is invoiced"), found.billing_term, found.billing_terms),
            ("training_term", _("Classes are invoiced"), found.training_term, found.training_terms),
        )
    ]  # fmt: skip
    law = posted.get("jurisdiction", found.jurisdiction)
    departed = [(card, judged) for card in found.clauses for judged in card.judged if judged.role]
    return {
        "wording": found,
        "blocks": blocks,
        "fixed": fixed,
        "terms": terms,
        "law": law,
        "departed": departed,
    }


def _row(card: Any, posted: QueryDict) -> dict[str, Any]:
    kept = BY_RULE if card.chosen is None else card.chosen
    numbers = [
        (one, posted.get(f"figure.{one.id}", "" if one.value == one.standard else f"{one.value:f}"))
        for one in card.figures
        if not one.fixed
    ]
    chosen = posted.get(f"variant.{card.id}", kept)
    return {"card": card, "chosen": chosen, "numbers": numbers, "open": bool(card.variants or numbers)}
