"""What people say of a line, of a line of their own, and of the pace: forms beside the estimate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.apps.calibration.queries import similar
from fairlead.apps.calibration.similar import LikeLine
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import said_of, shaped
from fairlead.apps.estimates.pacing import freeze_text
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing
from fairlead.engines.estimating.values import Line
from fairlead.engines.practice.values import BILLINGS, Activity
from fairlead.engines.shaping.frozen import pace_from_plain
from fairlead.faces.web import fields
from fairlead.faces.web.calibration import taking
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form, whole
from fairlead.faces.web.history import since
from fairlead.faces.web.live import offering_of
from fairlead.faces.web.spine import Head, head_of

# What a line of one's own carries besides its size.
_OF_OWN = ("name", "phase", "kind", "roles", "currency", "markup", "billing")


def _sizes(unit: str) -> tuple[Field, ...]:
    return (
        Field("low", _("Low (P10)"), "number", unit=unit, required=True,
              help=_("Nine times in ten it takes more.")),
        Field("likely", _("Likely (P50)"), "number", unit=unit, required=True),
        Field("high", _("High (P90)"), "number", unit=unit, required=True,
              help=_("Nine times in ten it takes less.")),
        Field("basis", _("It rests on"), "choice", fields.choices_of("adjustment", "basis")),
        Field("reason", _("Reason"), "area", required=True, wide=True),
    )  # fmt: skip


def _hidden(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "", "hidden") for name in names)


def line(request: HttpRequest, pk: int, line: str) -> HttpResponse:
    """Say what a line takes, take it back, or leave the line out."""
    head = head_of(request.actor, pk)
    row = next((row for row in said_of(request.actor, head.row) if row.line == line), None)
    activity = next((a for a in offering_of(head.row).activities if a.id == line), None)
    if activity is None and row is None:
        raise Missing(_("There is no line %(line)s.") % {"line": line})
    found = _line(request.actor, head, line)
    forms = {"adjustment.make": _making(head, row, found, activity, line),
             "adjustment.leave": _leaving(head, row, line)}  # fmt: skip
    form = forms.get(request.POST.get("verb", ""), forms["adjustment.make"])
    if done := _sent(request, form, row):
        said = _DONE[form.verb]
        return finished(request, said, done if done.version > 1 else None, reverse("estimate", args=[pk]))
    context = {
        "head": head, "tab": "estimate", "form": forms["adjustment.make"], "line": found, "said": row,
        "leaving": forms["adjustment.leave"], "title": activity.name if activity else row.name,
        "optional": activity is not None and activity.optional, "next": reverse("estimate", args=[pk]),
        "like": _like(request.actor, head, found, line), **taking(request.actor, head),
    }  # fmt: skip
    return render(request, "estimate/line.html", context, status=form.status)


_DONE = {
    "adjustment.make": gettext_lazy("said what the line takes"),
    "adjustment.leave": gettext_lazy("left the line out"),
}


def _line(actor: Actor, head: Head, line: str) -> Line | None:
    """The line as the present answers have it, if they can be priced and it applies."""
    try:
        found = shaped(head.row, present(actor, head.row))
    except Invalid:
        return None
    return next((item for item in found.estimate.lines if item.id == line), None)


def _like(actor: Actor, head: Head, found: Line | None, line: str) -> LikeLine | None:
    """The line beside its reference class; what is bought and what cannot be priced has none."""
    if found is None or found.kind != "work":
        return None
    return next(iter(similar(actor, head.row, line=line).lines), None)


def _making(head: Head, row: Any, found: Line | None, activity: Activity | None, line: str) -> Form:
    unit = _("h") if (activity or row).kind == "work" else head.row.currency
    own = _hidden("line", "seen", *(_OF_OWN if row and row.name else ()))
    values: dict[str, Any] = {"line": line, "seen": row.version if row else 0}
    if row and row.sized:
        roles = ", ".join(f"{role} {share}" for role, share in row.roles.items())
        names = (
            "low",
            "likely",
            "high",
            "basis",
            "reason",
            "name",
            "phase",
            "kind",
            "currency",
            "markup",
            "billing",
        )
        values |= {name: getattr(row, name) for name in names} | {"roles": roles}
    elif found:
        values |= {"low": found.p10, "likely": found.p50, "high": found.p90}
    return Form("adjustment.make", own + _sizes(unit), head.row, values)


def _leaving(head: Head, row: Any, line: str) -> Form:
    reason = Field("reason", _("Why it may go"), wide=True)
    values = {"line": line, "seen": row.version if row else 0}
    return Form("adjustment.leave", (*_hidden("line", "seen"), reason), head.row, values)


def _sent(request: HttpRequest, form: Form, row: Any) -> Any:
    """What the verb gave; where somebody was faster the form shows what they did and is about it now."""
    done = form.send(request)
    if done is None and form.stale and row is not None:
        form.changes = since(request.actor, row.noun, row.pk, whole(request.POST, "seen"))
        form.values = {**form.values, "seen": row.version}
    return done


def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line of one's own."""
    head = head_of(request.actor, pk)
    form = Form("adjustment.make", _own(head), head.row, {"kind": "work", "basis": "hand"})
    if form.send(request):
        return finished(request, _("added a line"), to=reverse("estimate", args=[pk]))
    title, next_ = _("A line of our own"), reverse("estimate", args=[pk])
    context = {"head": head, "form": form, "title": title, "tab": "estimate", "next": next_}
    return render(request, "engagements/form.html", context, status=form.status)


def _own(head: Head) -> tuple[Field, ...]:
    offering, practice = offering_of(head.row), practice_of(head.row.practice_id)
    phases = tuple((phase.id, phase.name) for phase in offering.phases)
    billings = (("", _("As the engagement")), *_choices(BILLINGS))
    known = ", ".join(role.id for role in practice.roles)
    who = _("Shares that sum to 1, like engineer 0.75, project-manager 0.25. Known are: %(roles)s.")
    return (
        Field("line", _("Short name"), required=True, help=_("Small letters and hyphens, like night-watch.")),
        Field("name", _("Name"), required=True, help=_("What the customer reads.")),
        Field("phase", _("Phase"), "choice", phases, required=True),
        Field("kind", _("Kind"), "choice", fields.choices_of("adjustment", "kind")),
        Field("roles", _("Roles"), help=who % {"roles": known}),
        Field("currency", _("Currency"), "choice", (("", practice.currency), *fields.currencies()),
              help=_("For what is bought.")),
        Field("markup", _("Markup"), "number", help=_("A share on top of what is bought, like 0.10.")),
        Field("billing", _("Billing"), "choice", billings),
        *_sizes(_("h or amount")),
    )  # fmt: skip


def _choices(words: Iterable[str]) -> fields.Choices:
    return tuple((word, word.replace("-", " ").capitalize()) for word in words)


def pace(request: HttpRequest, pk: int) -> HttpResponse:
    """How fast the work may go: people, hours a week, holidays, freezes."""
    head = head_of(request.actor, pk)
    row = next((row for row in said_of(request.actor, head.row) if not row.line), None)
    held = pace_from_plain(row.pace if row else {})
    values = {
        "people": held.people, "weekly_hours": held.weekly_hours, "country": held.country,
        "freezes": "\n".join(map(freeze_text, held.freezes)), "seen": row.version if row else 0,
    }  # fmt: skip
    form = Form("adjustment.pace", _pace(), head.row, values)
    if request.method == "POST":
        request.POST = request.POST.copy()
        request.POST.setlist("freezes", request.POST.get("freezes", "").splitlines())
    if done := _sent(request, form, row):
        return finished(request, _("set the pace"), done if done.version > 1 else None,
                        reverse("estimate", args=[pk]))  # fmt: skip
    if request.method == "POST":
        form.values = {**form.values, "freezes": "\n".join(request.POST.getlist("freezes"))}
    title, next_ = _("Pace"), reverse("estimate", args=[pk])
    context = {"head": head, "form": form, "title": title, "tab": "estimate", "next": next_}
    return render(request, "engagements/form.html", context, status=form.status)


def _pace() -> tuple[Field, ...]:
    return (
        *_hidden("seen"),
        Field("people", _("People at once"), "number", help=_("0: as many as the largest team of a line.")),
        Field("weekly_hours", _("Hours a week of each"), "number", unit=_("h"),
              help=_("What an end may be counted on; 0: whole working days.")),
        Field("country", _("Public holidays of"), help=_("A country or a part of one, like DE or US-CA.")),
        Field("freezes", _("Freezes"), "area", wide=True,
              help=_("One a line: 2026-12-18 to 2027-01-04: year end. Work goes on on the second day.")),
    )  # fmt: skip
