"""Pages of redlines: a marked copy is taken back, its changes are answered one by one, then it is settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from fairlead.apps.agreements.queries import sows
from fairlead.apps.redlines import answering, queries, work
from fairlead.apps.redlines.standing import Waiting
from fairlead.apps.redlines.states import TAKEN
from fairlead.core.errors import Invalid, Missing
from fairlead.core.verbs import VERBS
from fairlead.faces.web import customers
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Form, as_seen, taken
from fairlead.faces.web.history import words
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of
from fairlead.faces.web.redlining import Shown, shown, summary
from fairlead.faces.web.spine import head_of
from fairlead.faces.web.uploads import uploaded

# What each answer sends along.
ANSWERS = {
    "accept": ("note", "over"),
    "counter": ("text", "note", "title"),
    "source": ("note", "instead"),
    "refuse": ("note",),
    "reply": ("text", "comment", "inside", "enough"),
    "reopen": (),
    "withhold": ("reply",),
}
MOST = 200


def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a marked copy back, and see those that were."""
    head = head_of(request.actor, pk)
    sow = _in_talks(sows(request.actor, engagement=head.row), request.GET.get("of", ""))
    form = Form("markup.take", (), sow)
    if sow is not None and (done := _take(request, form, sow)):
        return done
    context = {
        "head": head, "tab": "markups", "form": form, "sow": sow, "action": request.path,
        **_taken_so_far(request, head),
    }  # fmt: skip
    template = "redlines/index.html#take" if request.htmx else "redlines/index.html"
    return render(request, template, context, status=form.status)


def _take(request: HttpRequest, form: Form, sow: Any) -> HttpResponse | None:
    """The file that was sent is taken in, and on to its page; or None, and the form says what is wrong."""
    if request.method != "POST":
        return None
    try:
        content, name = uploaded(request, most=work.LIMIT)
        sender = request.POST.get("sender", "")
        done = form.operation.function(request.actor, sow, content=content, name=name, sender=sender)
    except Invalid as refused:
        form.findings, form.status = refused.findings, 422
        return None
    to = reverse("markup", args=[done.pk])
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)


def give(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer returns a marked copy of what is before them."""
    sow = row_of(request.actor, "sow", pk)
    head = head_of(request.actor, sow.engagement_id, customers=True)
    sow.engagement = head.row
    form = Form("markup.take", (), sow)
    if done := _take(request, form, sow):
        return done
    if request.method != "POST":
        form.asked(request.actor)
    context = {"head": head, "tab": "agree", "form": form, "sow": sow, "action": request.path}
    template = "customers/give.html#take" if request.htmx else "customers/give.html"
    return render(request, template, context, status=form.status)


def _in_talks(rows: Iterable[Any], named: str) -> Any:
    """What is negotiated: the version that is named, else what a change proposes, else what stood last."""
    known = list(rows)
    wanted = next((row for row in known if str(row.pk) == named), None)
    if wanted is not None:
        return wanted
    proposed = [row for row in known if row.state == "proposed"]
    return next(iter([*proposed, *(row for row in known if not row.is_proposal)]), None)


def _taken_so_far(request: HttpRequest, head: Any) -> dict[str, Any]:
    files = page(request, queries.markups(request.actor, engagement=head.row), 20)
    return {"page": files, "cards": [queries.markup_card(request.actor, row) for row in files.rows]}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One markup: what it is as a whole, then every change with what may be answered to it."""
    row = _row_of(request, pk)
    if request.actor.is_customer:
        return customers.copy(request, row)
    head = head_of(request.actor, row.sow.engagement_id)
    row.sow.engagement = head.row
    changes = _changes(request, row)
    state = request.GET.get("state", "")
    wanted = [one for one in changes if not state or one.card.state == state]
    context = {
        "head": head, "tab": "markups", "row": row, "card": queries.markup_card(request.actor, row),
        "summary": summary(row, changes), "state": state, "page": page(request, wanted, MOST),
    }  # fmt: skip
    return render(request, "redlines/show.html", context)


def _row_of(request: HttpRequest, pk: int) -> Any:
    row = queries.markups(request.actor).filter(pk=pk).first()
    if row is None:
        raise Missing(f"There is no markup {pk}.")
    return row


def _changes(request: HttpRequest, row: Any) -> list[Shown]:
    marked, rows = queries.marked(request.actor, row)
    taken = sum(one.state in TAKEN for one in rows)
    row.waiting = Waiting(marked.waiting, marked.unsaid, taken, marked.unreplied)
    return shown(marked, rows)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether it is still being read, as a part of the page; once that is over, the page itself."""
    if not request.htmx:
        return redirect("markup", pk=pk)
    row = _row_of(request, pk)
    if row.state != "reading":
        return HttpResponseClientRedirect(reverse("markup", args=[pk]))
    return render(request, "redlines/show.html#progress", {"row": row})


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one change in its place; without scripts, back to the page at that change."""
    act = request.POST.get("act", "")
    row = row_of(request.actor, "redline", pk)
    if act not in ANSWERS:
        raise Missing(f"There is no redline.{act}.")
    as_seen(row, request.POST)
    request.about = (row.noun, row.pk, row.version)
    operation, findings = VERBS[f"redline.{act}"], ()
    try:
        operation.function(request.actor, row, **taken(operation, request.POST, ANSWERS[act], request.actor))
    except Invalid as refused:
        if not request.htmx:
            raise
        findings = refused.findings
    if not request.htmx:
        return finished(request, words(operation.name), to=f"{reverse('markup', args=[row.markup_id])}#c{pk}")
    return _in_place(request, row, findings, act)


def _in_place(request: HttpRequest, row: Any, findings: Any, act: str) -> HttpResponse:
    """The change as it stands now, and the sum above it."""
    markup = _row_of(request, row.markup_id)
    changes = _changes(request, markup)
    one = next(one for one in changes if one.row.pk == row.pk)
    context = {
        "one": one, "row": markup, "summary": summary(markup, changes), "findings": findings, "act": act,
        "posted": request.POST if findings else {}, "in_place": True,
    }  # fmt: skip
    return render(request, "redlines/answered.html", context, status=422 if findings else 200)


def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Our answer for the customer ("docx", "pdf"), or ours against theirs ("tracked"); always saved."""
    row = row_of(request.actor, "markup", pk)
    if form == "tracked":
        return saved(answering.tracked(request.actor, row))
    if form not in answering.FORMS:
        raise Missing(f"There is no answer of kind {form}.")
    return saved(answering.answer(request.actor, row, kind=form))


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came; always saved, never shown inside this site."""
    return saved(queries.download(request.actor, row_of(request.actor, "markup", pk)))
