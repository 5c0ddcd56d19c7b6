"""Two versions of a statement of work beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairlead.apps.agreements.comparing import Comparison, compare, comparison
from fairlead.apps.agreements.queries import sows
from fairlead.apps.estimates.queries import estimates
from fairlead.apps.signing.queries import in_hands
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing, WrongTime, invalid
from fairlead.engines.redlines.paper import KINDS, cell_name, figure_name, figure_text
from fairlead.faces.web.files import saved
from fairlead.faces.web.spine import Head, head_of

# So many estimates can be chosen, the newest; every statement of work can.
ESTIMATES = 30


@dataclass(frozen=True, slots=True)
class Version:
    """One version that can be chosen. key: "sow-3" or "estimate-9"; asked: what the readings call it.
    had_at: when the customer last had it in hands, None where they never did."""

    key: str
    label: str
    row: Any
    had_at: datetime | None = None

    def asked(self, side: str) -> dict[str, Any]:
        return {side if self.key.startswith("sow") else f"{side}_estimate": self.row}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose two versions, and read what differs."""
    head = head_of(request.actor, pk)
    there = _versions(request.actor, head)
    old, new = _chosen(request, there)
    context: dict[str, Any] = {
        "head": head, "tab": "versions", "versions": there, "old": old, "new": new,
        "only": request.GET.get("all") != "1", "absent": _absent(request, there),
    }  # fmt: skip
    if old and new and old != new:
        try:
            found = compare(request.actor, **old.asked("old"), **new.asked("new"))
            context |= {
                "found": found, "groups": _groups(found),
                "tally": [(_(KINDS[one.kind]), one.count) for one in found.tally],
                "clauses": _clauses(found, all_of_them=not context["only"]),
            }  # fmt: skip
        except (Invalid, WrongTime) as refused:
            context["refused"] = str(refused)
    return render(request, "agreements/versions.html", context)


def _absent(request: HttpRequest, there: list[Version]) -> list[str]:
    """What was asked for and is no version of this engagement that may be seen."""
    known = {"", *(one.key for one in there)}
    return [key[:40] for side in ("old", "new") if (key := request.GET.get(side, "")) not in known]


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison as a paper; always saved, never shown inside this site."""
    there = _versions(request.actor, head_of(request.actor, pk))
    if absent := _absent(request, there):
        raise Missing(f"There is no version {absent[0]!r} of this engagement.")
    old, new = _chosen(request, there)
    if old is None or new is None:
        raise invalid("old", _("There are no two versions to compare."), _("Draw up a statement of work."))
    kind = request.GET.get("kind", "pdf")
    return saved(comparison(request.actor, **old.asked("old"), **new.asked("new"), kind=kind))


def _versions(actor: Actor, head: Head) -> list[Version]:
    """Statements of work, newest first, then estimates that none was drawn up from."""
    drafts = list(estimates(actor, engagement=head.row)[:ESTIMATES])
    by_key = {row.pk: row for row in drafts}
    drawn = list(in_hands(actor, sows(actor, engagement=head.row)).select_related("estimate"))
    for row in drawn:
        row.estimate = by_key.get(row.estimate_id, row.estimate)
    used = {row.estimate_id for row in drawn}
    made = [Version(f"sow-{row.pk}", row.code, row, row.had_at) for row in drawn]
    return made + [
        Version(f"estimate-{row.pk}", _("Estimate v%(n)d") % {"n": row.number}, row)
        for row in drafts
        if row.pk not in used
    ]


def _chosen(request: HttpRequest, there: list[Version]) -> tuple[Version | None, Version | None]:
    """What was asked for, or the newest against what the customer last had; against the one made before it
    where they had none."""
    by_key = {one.key: one for one in there}
    *before, newest = sorted(there, key=lambda one: one.row.created_at) or [None]
    had = max((one for one in before if one.had_at), key=lambda one: one.had_at, default=None)
    usual: tuple[Any, Any] = (had or before[-1], newest) if before else (None, None)
    old, new = (
        by_key.get(request.GET.get(side, ""), one) for side, one in zip(("old", "new"), usual, strict=True)
    )
    return old, new


def _clauses(found: Comparison, *, all_of_them: bool) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    """Each clause to show with the word for what became of it and its cells by name."""
    kinds = {**KINDS, "unchanged": "Unchanged"}
    return [
        (_(kinds[one.kind]), one, [(cell_name(cell), cell) for cell in one.cells])
        for one in (found.clauses if all_of_them else found.changed)
    ]


def _groups(found: Comparison) -> list[tuple[str, list[dict[str, str]]]]:
    """The figures that differ by the part they belong to, as they are read."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in found.figures:
        row = {
            "label": figure_name(one),
            "old": figure_text(one.old, one.unit),
            "new": figure_text(one.new, one.unit),
            "delta": figure_text(one.delta, one.unit, signed=True),
        }
        groups.setdefault(one.group, []).append(row)
    return list(groups.items())
