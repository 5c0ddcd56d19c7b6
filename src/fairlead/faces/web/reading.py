"""A statement of work read in the browser, clause by clause: by the customer's own people and by the firm."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.agreements.queries import paper_card, papers, sow_card
from fairlead.apps.agreements.rules import is_before_them
from fairlead.apps.readers.queries import reader_of
from fairlead.apps.redlines.queries import given_since
from fairlead.core.errors import Invalid, WrongTime
from fairlead.engines.documents.html import clauses
from fairlead.engines.documents.tree import Document
from fairlead.faces.web.commenting import beside
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of

# What a page of the desk may hold: our own words as HTML, every text of others escaped by the writer.
_fragment = mark_safe

# The files that are the same statement of work, as they are called on its page.
FILES = {"pdf": "PDF", "docx": "Word"}


def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole document from the tree that its papers are made from, with its files."""
    actor = request.actor
    sow = row_of(actor, "sow", pk)
    head = head_of(actor, sow.engagement_id, customers=True)
    _known(sow, head)
    kept = {row.kind.removeprefix("sow."): row for row in papers(actor, sow=sow)}
    context = {
        "head": head, "tab": "agree", "sow": sow_card(actor, sow), "row": sow,
        "since": given_since(actor, [sow]).get(sow.pk, []),
        "files": [
            (kind, name, paper_card(actor, kept[kind])) for kind, name in FILES.items() if kind in kept
        ],
        "asks": not head.inside and is_before_them(sow) is None, "reader": reader_of(actor),
    }  # fmt: skip
    try:
        document = document_of(sow)
        context |= _page(document) | {"said": beside(actor, head, document)}
    except (Invalid, WrongTime) as refused:
        context["refused"] = str(refused)
    return render(request, "agreements/read.html", context)


def _known(sow: Any, head: Head) -> None:
    """What the head of the page has read already is not read again."""
    sow.engagement = head.row
    if head.estimate is not None and head.estimate.pk == sow.estimate_id:
        sow.estimate = head.estimate


def _page(document: Document) -> dict[str, Any]:
    """The document as its template draws it."""
    parts = clauses(document)
    return {
        "document": document, "clauses": [(one, _fragment(one.body)) for one in parts],
        "contents": [one for one in parts if one.depth == 0],
    }  # fmt: skip
