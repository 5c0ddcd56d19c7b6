"""The question bank: one question at a time is answered, and the estimate beside it moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairlead.apps.estimates.bridge import said_of
from fairlead.apps.scoping.queries import requests_of
from fairlead.apps.scoping.standing import in_force, said
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Refused, Stale
from fairlead.core.roles import COST_ROLES
from fairlead.faces.web import answering, fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.live import Live, live_of
from fairlead.faces.web.spine import engagement_row, head_of


def discover(request: HttpRequest, pk: int) -> HttpResponse:
    """Every question that applies, and what the answers come to."""
    head = head_of(request.actor, pk)
    live = live_of(request.actor, head.row, in_force(head.row, said(request.actor, head.row)))
    context = {"head": head, "tab": "discover", "live": live, **around(request.actor, head.row)}
    context["bank_sections"] = answering.sections(head.row)
    context |= {"requests": requests_of(head.row, live.bank), "others": request.GET.get("other", "")}
    return render(request, "engagements/discover.html", context)


def around(actor: Actor, engagement: Any, request: HttpRequest | None = None) -> dict[str, Any]:
    """What every question needs around itself; asked from a meeting's page, it is part of that page."""
    page = (request.htmx.current_url_abs_path or "") if request is not None and request.htmx else ""
    return {
        "meeting": page.partition("?")[0].endswith("/meeting"),
        "engagement": engagement,
        "costs": actor.has_any(COST_ROLES),
        "may_answer": answering.may(actor, engagement),
        "sources": [c for c in fields.choices_of("answer", "source") if c[0] != "customer-link"],
        "confidences": fields.choices_of("answer", "confidence"),
    }


def answer(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Keep one answer; what comes back is the question, everything that it moved, and the new estimate."""
    actor, engagement = request.actor, engagement_row(request.actor, pk)
    asked = answering.question_of(engagement, question)
    rows, adjusted = said(actor, engagement), said_of(actor, engagement)
    before = live_of(actor, engagement, in_force(engagement, rows), adjusted)
    context = {"question": question, "other": "other" in request.GET, **around(actor, engagement, request)}
    if request.method == "POST":
        posted = answering.read(request.POST, asked)
        try:
            kept = answering.keep(actor, engagement, asked, posted, rows)
        except (Invalid, Stale) as refused:
            return _refused(request, context, before, refused, posted)
        if not request.htmx:
            return redirect(reverse("discover", args=[pk]) + f"#q-{question}")
        context |= {"saved": kept.saved, "cleared": kept.cleared, "set_beside": kept.beside}
        rows = kept.rows
    live = live_of(actor, engagement, in_force(engagement, rows), adjusted)
    return _moved(request, context, before, live)


@require_POST
def act(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """A button at a question: settle what is disputed, confirm what is inherited, note what another said."""
    actor, engagement = request.actor, engagement_row(request.actor, pk)
    asked = answering.question_of(engagement, question)
    before = live_of(actor, engagement, in_force(engagement, said(actor, engagement)))
    context = {"question": question, **around(actor, engagement, request)}
    try:
        answering.act(actor, engagement, asked, request.POST)
    except Invalid as refused:
        return _refused(request, context, before, refused, None)
    if not request.htmx:
        return redirect(reverse("discover", args=[pk]) + f"#q-{question}")
    live = live_of(actor, engagement, in_force(engagement, said(actor, engagement)))
    return _moved(request, context | {"saved": True}, before, live)


def _moved(request: HttpRequest, context: dict[str, Any], before: Live, live: Live) -> HttpResponse:
    context |= {"live": live, "moved": answering.moved(before, live, context["question"]), "before": before}
    context["requests"] = requests_of(context["engagement"], live.bank)
    return render(request, "engagements/discover.html#answered", context)


def _refused(
    request: HttpRequest,
    context: dict[str, Any],
    live: Live,
    refused: Refused,
    posted: answering.Posted | None,
) -> HttpResponse:
    """The question again, with what was written and what is wrong with it, or with what another wrote."""
    status = 412 if isinstance(refused, Stale) else 422
    findings = getattr(refused, "findings", ())
    theirs = None
    if status == 412 and posted:
        theirs = answering.written_by_another(request.actor, live, context["question"], posted.seen)
    context |= {
        "live": live,
        "posted": posted,
        "findings": findings,
        "theirs": theirs,
        "stale": status == 412,
    }
    if not request.htmx:
        raise refused
    return render(request, "engagements/discover.html#question", context, status=status)


def take_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers of a scoping file: first what they would change, then all of them or none."""
    head = head_of(request.actor, pk)
    form = Form(
        "answer.import", (Field("text", _("Scoping file"), "area", required=True, wide=True),), head.row
    )
    posted = request.POST.copy()
    if upload := request.FILES.get("file"):
        posted["text"] = upload.read().decode("utf-8", "replace")
        request.POST = posted
    found = answering.take_file(request, form)
    if found is not None and request.POST.get("sure"):
        new = sum(arrival.outcome == "new" for arrival in found)
        done = _("imported %(n)d answers") % {"n": new}
        return finished(request, done, to=reverse("discover", args=[pk]))
    context = {"head": head, "form": form, "found": found, "text": posted.get("text", ""), "tab": ""}
    return render(request, "engagements/import.html", context, status=form.status)
