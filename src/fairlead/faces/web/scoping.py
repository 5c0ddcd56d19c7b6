"""The question bank: one question at a time is answered, and the estimate beside it moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.estimates.bridge import said_of
from fairlead.apps.scoping.queries import present
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
    live = live_of(request.actor, head.row, present(request.actor, head.row))
    context = {"head": head, "tab": "discover", "live": live, **_around(request.actor, head.row)}
    context["bank_sections"] = answering.sections(head.row)
    return render(request, "engagements/discover.html", context)


def _around(actor: Actor, engagement: Any) -> dict[str, Any]:
    return {
        "engagement": engagement,
        "costs": actor.has_any(COST_ROLES),
        "may_answer": answering.may(actor, engagement),
        "sources": fields.choices_of("answer", "source"),
        "confidences": fields.choices_of("answer", "confidence"),
    }


def answer(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Keep one answer; what comes back is the question, everything that it moved, and the new estimate."""
    actor, engagement = request.actor, engagement_row(request.actor, pk)
    asked = answering.question_of(engagement, question)
    rows, said = present(actor, engagement), said_of(actor, engagement)
    before = live_of(actor, engagement, rows, said)
    context = {"question": question, **_around(actor, engagement)}
    if request.method == "POST":
        posted = answering.read(request.POST, asked)
        try:
            kept = answering.keep(actor, engagement, asked, posted, rows)
        except (Invalid, Stale) as refused:
            return _refused(request, context, before, refused, posted)
        if not request.htmx:
            return redirect(reverse("discover", args=[pk]) + f"#q-{question}")
        context |= {"saved": kept.saved, "cleared": kept.cleared}
        rows = kept.rows
    live = live_of(actor, engagement, rows, said)
    return _moved(request, context, before, live)


def _moved(request: HttpRequest, context: dict[str, Any], before: Live, live: Live) -> HttpResponse:
    context |= {"live": live, "moved": answering.moved(before, live, context["question"]), "before": before}
    return render(request, "engagements/discover.html#answered", context)


def _refused(
    request: HttpRequest, context: dict[str, Any], live: Live, refused: Refused, posted: answering.Posted
) -> HttpResponse:
    """The question again, with what was written and what is wrong with it, or with what another wrote."""
    status = 412 if isinstance(refused, Stale) else 422
    findings = getattr(refused, "findings", ())
    theirs = None
    if status == 412:
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
        return finished(
            request, _("imported %(n)d answers") % {"n": len(found)}, to=reverse("discover", args=[pk])
        )
    context = {"head": head, "form": form, "found": found, "text": posted.get("text", ""), "tab": ""}
    return render(request, "engagements/import.html", context, status=form.status)
