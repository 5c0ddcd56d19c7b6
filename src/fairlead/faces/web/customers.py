"""The pages of the customer's own people: what is asked of them, their papers, what they returned and asked.

Nothing of this module reads more than `visible_to` shows them, and it says it in their words.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.apps.agreements.rules import is_before_them
from fairlead.apps.desk.queries import notices, todo
from fairlead.apps.engagements.queries import engagements
from fairlead.apps.redlines.answering import FORMS, Told, tellings
from fairlead.apps.redlines.answering import told as told_of
from fairlead.apps.redlines.standing import clauses_of
from fairlead.apps.signing.queries import countersigned_card, files
from fairlead.core.errors import WrongTime
from fairlead.engines.documents.html import anchor
from fairlead.engines.redlines.answering import ANSWERS, ASKED, Answer
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.places import row_of
from fairlead.faces.web.redlining import TAGS
from fairlead.faces.web.spine import Head, head_of

# How far their engagement is, in words that mean something to them.
STAGES = {
    "sow-wip": gettext_lazy("Agreement in preparation"),
    "ready-for-approval": gettext_lazy("Agreement in preparation"),
    "approved": gettext_lazy("Ready to be signed"),
    "on-hold": gettext_lazy("On hold"),
    "closed-won": gettext_lazy("Agreed"),
    "closed-lost": gettext_lazy("Closed"),
}
SCOPING = gettext_lazy("Being scoped")
# Where what they gave in stands.
TOLD = {
    "came-in": gettext_lazy("Came in"),
    "answered": gettext_lazy("Answered"),
    "unreadable": gettext_lazy("Cannot be read"),
    "aside": gettext_lazy("Put aside"),
}
MOST_NOTICES = 6


def stage_word(state: str) -> Any:
    """How far an engagement is, for its customer."""
    return STAGES.get(state, SCOPING)


def told_word(state: str) -> Any:
    """Where what they gave in stands, for the customer."""
    return TOLD.get(state, state)


def desk(request: HttpRequest) -> HttpResponse:
    """At a glance: what is asked of me, by when, and whom to ask; what I sent; my engagements."""
    actor = request.actor
    context = {
        "items": todo(actor), "given": tellings(actor), "engagements": engagements(actor),
        "notices": notices(actor)[:MOST_NOTICES],
    }  # fmt: skip
    return render(request, "customers/desk.html", context)


def papers(request: HttpRequest, head: Head, versions: list[dict[str, Any]]) -> HttpResponse:
    """The papers that were put before them, what is asked about these, and what they gave in."""
    actor = request.actor
    known = [one["row"] for one in versions]
    found = list(files(actor).filter(sending__sow__in=known).select_related("sending"))
    for one in versions:
        late = is_before_them(one["row"])
        one["closed"], one["noted"] = str(late) if late else "", settings.READERS and one["row"].noted
        one["signed"] = [
            countersigned_card(actor, row) for row in found if row.sending.sow_id == one["row"].pk
        ]
    context = {
        "head": head, "tab": "agree", "sows": versions, "given": tellings(actor, head.row),
        "items": [item for item in todo(actor) if item.engagement == head.row.pk],
    }  # fmt: skip
    return render(request, "customers/papers.html", context)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about a paper, or about one clause of it, without Word."""
    sow = row_of(request.actor, "sow", pk)
    head = head_of(request.actor, sow.engagement_id, customers=True)
    sow.engagement = head.row
    clause, papers_page = request.GET.get("clause", ""), reverse("agree", args=[head.row.pk])
    form = Form("markup.ask", _fields(sow), sow, {"clause": clause})
    if form.send(request):
        return finished(request, _("asked; the answer comes on this page"), to=papers_page)
    back = f"{reverse('sow-read', args=[pk])}#{anchor(clause)}" if clause else papers_page
    context = {
        "head": head, "tab": "agree", "form": form, "next": back,
        "title": _("Ask about %(title)s") % {"title": sow.title}, "submit": _("Ask"),
    }  # fmt: skip
    return render(request, "engagements/form.html", context, status=form.status)


def _fields(sow: Any) -> tuple[Field, ...]:
    try:
        known = [(key, f"{number} {title}".strip()) for key, (number, title) in clauses_of(sow).items()]
    except WrongTime:  # it cannot be made anew by this release; it can be asked about as a whole
        known = []
    return (
        Field("clause", _("About"), "choice", (("", _("The whole document")), *known), wide=True),
        Field("text", _("Your question"), "area", required=True, wide=True),
    )


def copy(request: HttpRequest, row: Any) -> HttpResponse:
    """One copy or question of theirs: that it came in, and what became of it; in a question they ask on."""
    form = Form("markup.follow", (Field("text", _("Ask on"), "area", required=True, wide=True),), row)
    if request.method == "POST" and form.send(request):
        return finished(request, _("asked; the answer comes on this page"), to=request.path)
    told = told_of(request.actor, row)
    context = {
        "head": head_of(request.actor, told.engagement, customers=True), "tab": "agree", "told": told,
        "row": row, "form": form, "answers": [_shown(one) for one in told.answers], "forms": _forms(told),
    }  # fmt: skip
    return render(request, "customers/copy.html", context, status=form.status)


def _forms(told: Told) -> tuple[str, ...]:
    """The kinds of file that the answer is given in, once there is one."""
    return FORMS if told.state == "answered" and not told.question and told.answers else ()


def _shown(one: Answer) -> dict[str, Any]:
    return {
        "one": one, "asked": ASKED[one.kind], "answered": ANSWERS[one.told],
        "runs": [(TAGS.get(kind, ""), text) for kind, text in one.runs],
    }  # fmt: skip
