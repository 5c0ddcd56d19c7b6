"""Pages of calibration: how estimates held, what that proposes, what work took, and what is like it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairlead.apps.calibration import queries
from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing
from fairlead.core.verbs import READINGS, VERBS
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form, whole
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, engagement_row, head_of


def _kinds() -> tuple[tuple[str, str], ...]:
    return (
        ("offering", _("Offering")), ("em", _("Engagement manager")), ("size", _("Size")),
        ("phase", _("Phase")), ("line", _("Line")), ("role", _("Role")),
    )  # fmt: skip


def _offerings(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    return tuple((one.id, one.name) for one in practice_of(newest(request.actor).pk).offerings)


def index(request: HttpRequest) -> HttpResponse:
    """The record of estimates, narrowed by the address, and what was proposed from it."""
    kinds, offerings = _kinds(), _offerings(request)
    by = request.GET.get("by", "offering")
    by = by if by in dict(kinds) else "offering"
    offering = request.GET.get("offering", "")
    offering = offering if offering in dict(offerings) else ""
    whole = queries.track(request.actor, offering=offering)
    groups = queries.track(request.actor, by=by, offering=offering)
    context = {
        "whole": whole[0] if whole else None,
        "groups": groups,
        "likely": offering or (groups[0].group if groups and by == "offering" else ""),
        "by": by,
        "kind": dict(kinds)[by],
        "kinds": kinds,
        "offering": offering,
        "offerings": offerings,
        "names": dict(offerings),
        "proposals": queries.calibrations(request.actor)[:12],
    }
    return render(request, "calibration/index.html", context)


def closed(request: HttpRequest) -> HttpResponse:
    """The closed engagements behind one figure of the record."""
    by, group = request.GET.get("by", "firm"), request.GET.get("group", "")
    offering = request.GET.get("offering", "")
    rows = queries.closed(request.actor, by=by, group=group, offering=offering)
    tracks = queries.track(request.actor, by=by, offering=offering)
    one = next((track for track in tracks if by == "firm" or track.group == group), None)
    most = max((row.ratio for row in rows), default=1.0)
    context = {"rows": rows, "one": one, "by": by, "most": most}
    return render(request, "calibration/closed.html", context)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose corrections from what is closed, for the lines of an offering or for the correlation."""
    verb = VERBS["calibration.propose"].function
    row = verb(request.actor, offering=request.POST.get("offering", ""))
    return finished(request, _("proposed a calibration"), to=reverse("calibration", args=[row.pk]))


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with its evidence, and the form that accepts it or some of its lines."""
    row = row_of(request.actor, "calibration", pk)
    form = Form("calibration.accept", _choices(row), row)
    if request.method == "POST" and (done := form.send(request)):
        said = _("accepted a calibration; the practice is now %(label)s") % {"label": done.became.label}
        return finished(request, said, to=reverse("calibration", args=[pk]))
    card = queries.calibration_card(request.actor, row)
    sure = [change.get("line") for change in row.changes if not change.get("few")]
    chosen = set(form.values.get("lines") or sure)
    context = {
        "row": row, "card": card, "form": form, "chosen": chosen, "names": dict(_offerings(request)),
        "rerun": _rerun(card),
    }  # fmt: skip
    return render(request, "calibration/show.html", context, status=form.status)


def _choices(row: Any) -> tuple[Field, ...]:
    note = Field("note", _("Note"), "area", wide=True)
    if not row.offering:
        return (note,)
    lines = tuple((change["line"], change["name"]) for change in row.changes)
    return (Field("lines", _("Lines"), "many", lines), note)


def _rerun(card: queries.CalibrationCard) -> list[dict[str, Any]]:
    """Hits of the estimates that were run again, one row a level."""
    again = card.evidence.get("rerun") or {}
    tied = again.get("tied") or [None] * 3
    three = zip(*(again.get(name, []) for name in ("before", "after", "apart")), tied, strict=False)
    return [
        {"level": before["level"], "before": before, "after": after, "apart": apart, "tied": both}
        for before, after, apart, both in three
    ]


def take_file(request: HttpRequest) -> HttpResponse:
    """Actuals from a CSV file: every error with its row and column first, then all of them or none."""
    form, text, found = Form("actual.import", ()), request.POST.get("csv", ""), None
    form.asked(request.actor)
    upload = request.FILES.get("file")
    name = upload.name if upload else request.POST.get("name", "actuals.csv")
    if request.method == "POST":
        text = upload.read().decode("utf-8", "replace") if upload else text
        sure = request.POST.get("sure") == "1"
        try:
            found = VERBS["actual.import"].function(request.actor, csv=text, name=name, dry_run=not sure)
        except Invalid as refused:
            form.findings, form.status = refused.findings, 422
        if found is not None and sure:
            done = _("recorded what %(n)d lines took") % {"n": len(found)}
            return finished(request, done, to=reverse("calibrations"))
    context = {"form": form, "csv": text, "name": name, "found": found, "shown": (found or [])[:50]}
    return render(request, "calibration/import.html", context, status=form.status)


def actuals(request: HttpRequest, pk: int) -> HttpResponse:
    """What an engagement took, beside what was estimated, and the form that records it."""
    head = head_of(request.actor, pk)
    rows = queries.actuals(request.actor, engagement=head.row, replaced=True)
    cards = [(row, queries.actual_card(request.actor, row)) for row in rows]
    gone = {card.supersedes for _row, card in cards}
    form = Form("actual.record", _record_fields(head), head.row)
    refused = VERBS["actual.record"].rule(request.actor, head.row)
    if request.method == "POST" and form.send(request):
        return finished(request, _("recorded what it took"), to=reverse("actuals", args=[pk]))
    context = {
        "head": head, "tab": "actuals", "form": form, "refused": refused,
        "living": [pair for pair in cards if pair[1].id not in gone and not pair[1].reversed],
        "past": [card for _row, card in cards if card.id in gone or card.reversed],
    }  # fmt: skip
    return render(request, "calibration/actuals.html", context, status=form.status)


def _record_fields(head: Head) -> tuple[Field, ...]:
    """The fields of `actual.record`: lines of the approved estimate by name."""
    plain = head.estimate.figures["estimate"]["lines"] if head.estimate else []
    work = [line for line in plain if line["kind"] != "contingency"]
    roles = dict.fromkeys(part["role"] for line in work for part in line["roles"])
    lines = (("", _("All of it")), *((line["id"], line["name"]) for line in work))
    return (
        Field("line", _("Line"), "choice", lines),
        Field("role", _("Role"), "choice", (("", _("All roles")), *((r, r) for r in roles))),
        Field("hours", _("Hours worked"), "number", required=True, unit=_("h")),
        Field("finished", _("Finished on"), "date", required=True),
        *_further(),
    )


def _further() -> tuple[Field, ...]:
    return (
        Field("days", _("Calendar days"), "number", unit=_("days")),
        Field("cost", _("Cost"), "number", help=_("In the engagement's currency.")),
        Field("source", _("Source"), help=_("Timesheets, closing report …")),
    )


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was recorded, with the reason; what was said before stays on record."""
    actual = row_of(request.actor, "actual", pk)
    given = (
        Field("hours", _("Hours worked"), "number", unit=_("h")),
        Field("finished", _("Finished on"), "date"),
        *_further(),
        Field("note", _("Reason"), "area", required=True, wide=True),
    )
    values = {f.name: getattr(actual, f.name, "") for f in given if f.name != "note"}
    form = Form("actual.correct", given, actual, {k: "" if v is None else v for k, v in values.items()})
    back = reverse("actuals", args=[actual.engagement_id])
    if form.send(request):
        return finished(request, _("corrected what it took"), to=back)
    title = _("Correct: %(what)s") % {"what": actual}
    context = {"form": form, "title": title, "submit": _("Save the correction"), "back": back}
    return render(request, "calibration/correct.html", context, status=form.status)


def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """The closed engagements most like this one, with what they took, line by line."""
    head = head_of(request.actor, pk)
    context: dict[str, Any] = {"head": head, "tab": "similar", **taking(request.actor, head)}
    try:
        context["found"] = queries.similar(request.actor, head.row)
    except Invalid as trouble:
        context["findings"] = trouble.findings
    return render(request, "calibration/similar.html", context)


def taking(actor: Actor, head: Head) -> dict[str, Any]:
    """What the button beside a reference class needs: whether it may be taken, and what was said before."""
    said = READINGS["adjustment.list"].function(actor, engagement=head.row)
    refused = VERBS["adjustment.make"].rule(actor, head.row)
    return {"versions": {row.line: row.version for row in said}, "may_take": refused is None}


@require_POST
def take(request: HttpRequest, pk: int, line: str) -> HttpResponse:
    """Take the range of a line's reference class in place of its formula; `seen` is what was said before."""
    row = engagement_row(request.actor, pk)
    found = next(iter(queries.similar(request.actor, row, line=line).lines), None)
    if found is None or not found.alike:
        raise Missing(_("There is no reference class of %(line)s.") % {"line": line})
    low, likely, high = (Decimal(str(found.hours[level])) for level in (10, 50, 90))
    names = "; ".join(f"{one.account}: {one.name}" for one in found.alike)
    said = VERBS["adjustment.make"].function(
        request.actor, row, line=line, low=low, likely=likely, high=high, basis="reference",
        reason=_("What it took in similar engagements: %(names)s.") % {"names": names},
        seen=whole(request.POST, "seen"),
    )  # fmt: skip
    return finished(request, _("took the range of the reference class"), said)
