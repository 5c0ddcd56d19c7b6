"""Papers by audience: what differs between them, each as a page, and as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from fairlead.apps.agreements.audiences import variant_file, variant_page, variants
from fairlead.apps.agreements.queries import sows
from fairlead.apps.estimates.queries import estimates
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing, WrongTime
from fairlead.engines.documents.audiences import PAPERS, PROPOSAL
from fairlead.faces.web.files import saved
from fairlead.faces.web.spine import Head, head_of

# What a page of the desk may hold: our own words as HTML, every text of others escaped by the writer.
_fragment = mark_safe


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Which audience reads which part of the proposal or of the summary, with the files."""
    head = head_of(request.actor, pk)
    paper = _paper(request)
    context: dict[str, Any] = {"head": head, "tab": "audiences", "paper": paper, "papers": _papers()}
    source = _source(request.actor, head)
    if source:
        try:
            found = variants(request.actor, **source, paper=paper)
            context |= {"found": found, "groups": _groups(found.rows), "source": _named(source)}
        except (Invalid, WrongTime) as refused:
            context["refused"] = str(refused)
    return render(request, "agreements/audiences.html", context)


def read(request: HttpRequest, pk: int, audience: str) -> HttpResponse:
    """One variant as a page."""
    head = head_of(request.actor, pk)
    source, paper = _asked(request, head), _paper(request)
    text = variant_page(request.actor, audience, source.get("sow"), source.get("estimate"), paper)
    context = {
        "head": head, "tab": "audiences", "paper": paper, "audience": audience, "document": _fragment(text),
        "title": PAPERS[paper],
    }  # fmt: skip
    return render(request, "agreements/audience.html", context)


def download(request: HttpRequest, pk: int, audience: str, form: str) -> HttpResponse:
    """One variant as a file; always saved, never shown inside this site."""
    source, paper = _asked(request, head_of(request.actor, pk)), _paper(request)
    return saved(variant_file(request.actor, audience, **source, paper=paper, form=form))


def _paper(request: HttpRequest) -> str:
    asked = request.GET.get("paper", PROPOSAL)
    return asked if asked in PAPERS else PROPOSAL


def _papers() -> list[tuple[str, str]]:
    return [(name, _(title)) for name, title in PAPERS.items()]


def _source(actor: Actor, head: Head) -> dict[str, Any]:
    """The statement of work that stands, or else the newest approved estimate; {} where there is neither."""
    row = sows(actor, engagement=head.row).filter(state="drawn-up").select_related("estimate").first()
    if row is not None:
        return {"sow": row}
    estimate = estimates(actor, engagement=head.row).original().filter(state="approved").first()
    return {"estimate": estimate} if estimate is not None else {}


def _asked(request: HttpRequest, head: Head) -> dict[str, Any]:
    source = _source(request.actor, head)
    if not source:
        raise Missing(_("There is no approved estimate to make papers from."))
    return source


def _named(source: dict[str, Any]) -> str:
    if "sow" in source:
        return str(source["sow"].code)
    return _("estimate v%(n)d") % {"n": source["estimate"].number}


def _groups(rows: Any) -> list[tuple[str, list[Any]]]:
    """Parts, then figures; what differs between audiences is told apart from what all of them read."""
    kinds = (("part", _("Parts")), ("figure", _("Figures at the front")))
    return [(label, [row for row in rows if row.kind == kind]) for kind, label in kinds]
