"""Who of the customer read what: noted for the reader's page, shown to the firm in words and as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from fairlead.apps.readers import queries
from fairlead.apps.readers.actions import report
from fairlead.core.actor import Actor
from fairlead.faces.web import drawing
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import head_of
from fairlead.faces.web.wording import ago

FILES = {"pdf": gettext_lazy("the PDF file"), "docx": gettext_lazy("the Word file")}
# No document has so many clauses; a report that names more is none of ours.
MOST_CLAUSES = 2000


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page of a document says its reader did there."""
    return noted(request, request.actor, row_of(request.actor, "sow", pk))


def noted(request: HttpRequest, who: Actor, of: Any) -> HttpResponse:
    """Take a report in; there is nothing to show for it."""
    seconds, kind = _said(request.body)
    report(who, of, seconds, kind)
    return HttpResponse(status=204)


def _said(body: bytes) -> tuple[dict[str, int], str]:
    """The seconds by clause and the file that a report names; what cannot be read says nothing."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}, ""
    if not isinstance(said, dict):
        return {}, ""
    seconds, kind = said.get("seconds"), said.get("file")
    pairs = list(seconds.items())[:MOST_CLAUSES] if isinstance(seconds, dict) else []
    return {key: spent for key, spent in pairs if type(spent) is int}, kind if isinstance(kind, str) else ""


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Each reader of a version with their visits, and clause by clause for how long they read it."""
    actor = request.actor
    sow = row_of(actor, "sow", pk)
    head = head_of(actor, sow.engagement_id)
    sow.engagement = head.row
    found = queries.readers(actor, sow).readers
    here = [one for one in found if one.visits and not one.by_link]
    context = {
        "head": head, "tab": "agree", "sow": sow, "notes": settings.READERS,
        "readers": [{"card": one, "said": said(one, len(one.visits))} for one in found],
        "columns": here, "rows": _rows(here),
    }  # fmt: skip
    return render(request, "agreements/readers.html", context)


def _rows(readers: list[queries.ReaderCard]) -> list[dict[str, Any]]:
    """A line for each clause: how long each reader read it, as words and as a bar."""
    by_clause = list(zip(*(one.clauses for one in readers), strict=True))
    most = max((cell.seconds for row in by_clause for cell in row), default=0)
    return [
        {
            "clause": row[0],
            "cells": [
                (length(cell.seconds), drawing.bar(cell.seconds, most)) if cell.seconds else None
                for cell in row
            ],
        }
        for row in by_clause
    ]


def lines(row: Any) -> list[tuple[str, str]]:
    """A version's readers for a page that lists versions: each name, and what they did in words."""
    found = []
    for one in queries.readers_on(row):
        longest = f"{one.longest.number} {one.longest.title}" if one.longest else ""
        found.append((one.name, _words(one, len(one.visits), longest, one.files)))
    return found


def said(card: queries.ReaderCard, visits: int) -> str:
    """What a reader did, in words."""
    if not visits:
        return _("has not opened this version.")
    return _words(card, visits, card.longest, [one.kind for one in card.files])


def _words(one: Any, visits: int, longest: str, files: Iterable[str]) -> str:
    facts = {"times": _times(visits), "last": ago(one.last), "length": length(one.seconds)}
    if one.by_link:
        parts = [_("opened it to sign %(times)s, last %(last)s, %(length)s in all.") % facts]
    elif longest:
        facts["longest"] = longest
        parts = [_("read it %(times)s, last %(last)s, %(length)s in all; longest on %(longest)s.") % facts]
    else:
        parts = [_("opened it %(times)s, last %(last)s, and read nothing in it yet.") % facts]
    if one.unread and longest:
        parts.append(_("Not read yet: %(sections)s.") % {"sections": ", ".join(one.unread)})
    known = [str(FILES[kind]) for kind in files if kind in FILES]
    if known:
        parts.append(_("Downloaded %(files)s.") % {"files": _(" and ").join(known)})
    return " ".join(parts)


def _times(count: int) -> str:
    if count <= 2:
        return _("once") if count == 1 else _("twice")
    return ngettext("%(n)d time", "%(n)d times", count) % {"n": count}


def length(seconds: int) -> str:
    """How long somebody read, in the unit that matters."""
    if seconds < 60:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}
