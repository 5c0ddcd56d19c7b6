"""Blind expert rounds: panels of an engagement, one's own judgements, and what all said once revealed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairlead.apps.estimates.queries import preview
from fairlead.apps.people.queries import people
from fairlead.apps.rounds import queries
from fairlead.apps.rounds.actions import give, send, take
from fairlead.apps.rounds.rules import EXPERTS
from fairlead.core.errors import Invalid, Missing, invalid
from fairlead.engines.documents.taking_back import MOST_BYTES
from fairlead.engines.findings import Finding
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form, taken
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import head_of

_SAID = ("low", "likely", "high", "reason")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sheet as a form row: what stands in its fields and what is wrong with them."""

    line: queries.LineSheet
    values: dict[str, Any]
    findings: tuple[Finding, ...] = ()

    @property
    def wrong(self) -> dict[str, str]:
        return {f.where: f"{f.message} {f.fix}".strip() for f in self.findings}


def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The panels of an engagement, and a form to ask another."""
    head = head_of(request.actor, pk)
    form = Form("panel.open", _fields(request, head.row), head.row, {"wide": "0.5"})
    if request.method == "POST" and (opened := form.send(request)):
        return finished(request, _("asked the experts"), to=reverse("panel", args=[opened.pk]))
    rows = queries.panels(request.actor, engagement=head.row)
    cards = [queries.panel_card(request.actor, row) for row in rows]
    books = [
        queries.workbook_card(request.actor, b) for b in queries.workbooks(request.actor, engagement=head.row)
    ]
    context = {"head": head, "tab": "rounds", "cards": cards, "form": form, "books": books}
    return render(request, "rounds/index.html", context, status=form.status)


def _fields(request: HttpRequest, engagement: Any) -> tuple[Field, ...]:
    """Lines and people to choose from; an engagement that cannot be priced yet has no lines."""
    try:
        found = preview(request.actor, engagement).lines
    except Invalid:
        found = ()
    lines = tuple((line.id, line.name) for line in found if line.kind == "work")
    roles = {role.value for role in EXPERTS}
    experts = tuple(
        (str(person.pk), person.name)
        for person in people(request.actor)
        if roles & {grant.role for grant in person.user.grants.all()}
    )
    far = _("A line goes on when the likely hours differ by more than this share of the median.")
    return (
        Field("title", _("What is judged"), required=True, wide=True),
        Field("experts", _("Experts"), "many", experts, required=True, wide=True),
        Field("lines", _("Lines"), "many", lines, required=True, wide=True),
        Field("wide", _("Spread that calls for another round"), "number", help=far),
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One panel: the fields of who is asked, the progress of all, and the result once it is revealed."""
    panel = row_of(request.actor, "panel", pk)
    head = head_of(request.actor, panel.engagement_id)
    sheet = queries.sheet(request.actor, panel)
    entries = [Entry(line, _own(line)) for line in sheet.lines if line.asked]
    if request.method == "POST":
        entries = [_judged(request, panel, entry) for entry in entries]
        if not any(entry.findings for entry in entries):
            return finished(request, _("judged the lines"), to=reverse("panel", args=[pk]))
    most = max((said.high for line in sheet.lines for said in line.judgements), default=0)
    shown = {"panel": panel, "sheet": sheet, "entries": entries, "most": most}
    status = 422 if any(entry.findings for entry in entries) else 200
    return render(request, "rounds/panel.html", {"head": head, "tab": "rounds", **shown}, status=status)


def _own(line: queries.LineSheet) -> dict[str, Any]:
    return {name: getattr(line.own, name, "") for name in _SAID}


def _judged(request: HttpRequest, panel: Any, entry: Entry) -> Entry:
    """The line after what was written into its fields was given; untouched lines stay as they are."""
    line = entry.line
    written = {name: request.POST.get(f"{line.id}.{name}", "").strip() for name in _SAID}
    if not any(written.values()) or written == {k: str(v) for k, v in entry.values.items()}:
        return entry
    data = request.POST.copy()
    data.update(written)
    try:
        operation = Form("judgement.give", ()).operation
        given = taken(operation, data, _SAID, request.actor)
        give(request.actor, panel, line=line.id, **given)
    except Invalid as refused:
        return Entry(line, written, refused.findings)
    return Entry(line, written)


@require_POST
def send_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a workbook of the newest version's lines."""
    head = head_of(request.actor, pk)
    if head.estimate is None:
        raise Missing(_("There is no estimate to send yet."))
    book = send(request.actor, head.estimate)
    return finished(request, _("made a workbook to send"), to=reverse("workbook", args=[book.pk]))


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook, to send."""
    return saved(queries.download(request.actor, row_of(request.actor, "workbook", pk)))


def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """A sending: download it, take it back, see line by line what that would change, decide what clashes."""
    book = row_of(request.actor, "workbook", pk)
    card = queries.workbook_card(request.actor, book)
    head = head_of(request.actor, card.engagement)
    context: dict[str, Any] = {"head": head, "tab": "rounds", "card": card, "book": book}
    status = 200
    if request.method == "POST":
        try:
            context |= _came_back(request, book)
        except Invalid as refused:
            context["findings"], status = refused.findings, 422
        if context.get("applied"):
            return finished(request, _("took the workbook back"), to=reverse("estimate", args=[head.row.pk]))
    return render(request, "rounds/workbook.html", context, status=status)


def _came_back(request: HttpRequest, book: Any) -> dict[str, Any]:
    """What the posted file would change, or has changed once every clash is decided."""
    content, name = _posted_file(request)
    wanted = {key.removeprefix("choice."): v for key, v in request.POST.items() if key.startswith("choice.")}
    found = take(request.actor, book, content=content, name=name)
    apply = "apply" in request.POST
    if apply:
        take(request.actor, book, content=content, name=name, choices=wanted, dry_run=False)
    clashes = sum(one.fate == "conflict" for one in found)
    shown = {"found": found, "content": content, "name": name, "applied": apply, "clashes": clashes}
    return shown | {"taken": sum(one.took for one in found)}


def _posted_file(request: HttpRequest) -> tuple[str, str]:
    """The file as base64: uploaded now, or carried along from the look at what it would change."""
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("content", ""), request.POST.get("name", "")[:200] or "estimate.xlsx"
    if upload.size > MOST_BYTES:
        raise invalid("file", _("The file is too large."), _("At most 5 MB are read."))
    return base64.b64encode(upload.read()).decode(), upload.name[:200]
