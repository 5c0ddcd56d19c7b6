"""Importing on a page: a file is given in, what it would change is shown line by line, then it is applied."""

from __future__ import annotations

import base64
import csv
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.intake import queries
from fairlead.core.errors import Invalid, Missing
from fairlead.core.verbs import VERBS
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Form, as_seen
from fairlead.faces.web.importing import Echo, asked_words, columns_asked, lines_of, meant, said, totals
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import head_of
from fairlead.faces.web.uploads import uploaded


def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a file in, and see those that were."""
    head = head_of(request.actor, pk)
    form = Form("intake.take", (), head.row)
    if request.method == "POST":
        try:
            content, name = uploaded(request)
            taken = form.operation.function(request.actor, head.row, content=content, name=name)
            to = reverse("intake-file", args=[taken.pk])
            return HttpResponseClientRedirect(to) if request.htmx else redirect(to)
        except Invalid as refused:
            form.findings, form.status = refused.findings, 422
    files = page(request, queries.intakes(request.actor, engagement=head.row), 20)
    context = {"head": head, "tab": "intake", "form": form, "page": files,
               "cards": [queries.intake_card(request.actor, row) for row in files.rows],
               "came_from": queries.came_from(request.actor, head.row)}  # fmt: skip
    template = "intake/index.html#given" if request.htmx else "intake/index.html"
    return render(request, template, context, status=form.status)


def _row(request: HttpRequest, pk: int) -> Any:
    row = row_of(request.actor, "intake", pk)
    if row.engagement_id is None:
        raise Missing(_("There is no file %(pk)d on this page.") % {"pk": pk})
    return row


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: how far it is, what it would change or has changed, line by line."""
    row = _row(request, pk)
    outcome = queries.outcome(request.actor, row)
    fate = request.GET.get("fate", "")
    lines = [line for line in outcome.fates if not fate or line.fate == fate]
    context = {
        "head": head_of(request.actor, row.engagement_id), "tab": "intake", "row": row, "fate": fate,
        "card": queries.intake_card(request.actor, row), "outcome": outcome, "totals": totals(outcome),
        "page": page(request, lines), "columns": columns_asked(row, outcome),
        "facts": said(outcome), "words": asked_words(row.engagement),
    }  # fmt: skip
    return render(request, "intake/show.html", context)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is, as a part of the page; once it is over, the page itself."""
    if not request.htmx:
        return redirect("intake-file", pk=pk)
    row = queries.intakes(request.actor).filter(pk=pk).first()
    if row is None:
        raise Missing(_("There is no file %(pk)d.") % {"pk": pk})
    if row.state != "reading":
        return HttpResponseClientRedirect(reverse("intake-file", args=[pk]))
    card = queries.intake_card(request.actor, row)
    return render(request, "intake/show.html#progress", {"row": row, "card": card})


def _seen(request: HttpRequest, pk: int) -> Any:
    """The row as the person saw it: a newer one refuses, and says what was changed."""
    row = _row(request, pk)
    as_seen(row, request.POST)
    request.about = (row.noun, row.pk, row.version)
    return row


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what the dry run showed, or only what is sound of it."""
    row = _seen(request, pk)
    done = VERBS["intake.apply"].function(request.actor, row, only_sound="only_sound" in request.POST)
    count = queries.outcome(request.actor, done).applied
    words = ngettext("took %(n)d answer from %(name)s", "took %(n)d answers from %(name)s", count)
    to = reverse("intake-file", args=[pk])
    return finished(request, words % {"n": count, "name": row.name}, to=to)


@require_POST
def map_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a table anew by what its columns are said to mean; remember that, if it has a name."""
    row = _seen(request, pk)
    columns, headings = meant(request.POST, queries.outcome(request.actor, row))
    VERBS["intake.map"].function(request.actor, row, columns=columns)
    name = request.POST.get("remember", "").strip()
    if name and columns:
        VERBS["mapping.keep"].function(request.actor, name=name, headings=headings, columns=columns)
    return finished(request, _("said what the columns mean"), to=reverse("intake-file", args=[pk]))


def lines(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every line of the dry run as CSV, safe to open in a spreadsheet program."""
    row = _row(request, pk)
    writer = csv.writer(Echo())
    texts = (writer.writerow(line) for line in lines_of(queries.outcome(request.actor, row)))
    return StreamingHttpResponse(
        texts, content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{pk}.csv"',
                 "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )  # fmt: skip


def issues(request: HttpRequest) -> HttpResponse:
    """Engagements from an issue export: first what each row would do, then all of them or none."""
    form, found = Form("intake.issues", ()), None
    form.asked(request.actor)
    given = {"content": request.POST.get("content", ""), "name": request.POST.get("name", "issues.csv"),
             "offering": request.POST.get("offering", "")}  # fmt: skip
    sure = request.POST.get("sure", "")
    try:
        if request.method == "POST":
            if not given["content"]:
                data, given["name"] = uploaded(request)
                given["content"] = base64.b64encode(data).decode()
            found = form.operation.function(
                request.actor, **given, dry_run=not sure, only_sound=sure == "sound"
            )
    except Invalid as refused:
        form.findings, form.status = refused.findings, 422
    if found is not None and sure:
        done = _("imported %(n)d issues and answers") % {"n": found.applied}
        return finished(request, done, to=reverse("engagements"))
    return render(request, "intake/issues.html", _issues(request, form, found, given), status=form.status)


def _issues(request: HttpRequest, form: Form, found: Any, given: dict[str, str]) -> dict[str, Any]:
    offerings = [(o.id, o.name) for o in practice_of(newest(request.actor).pk).offerings]
    context = {"form": form, "found": found, **given, "offerings": offerings, "words": {}}
    if found is not None:
        context |= {"totals": totals(found), "shown": found.fates[:200]}
    return context
