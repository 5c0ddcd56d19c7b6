"""Buttons: one view for every verb that needs at most a note, and one for undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairlead.core.errors import Missing
from fairlead.core.rows import Row, find
from fairlead.core.undoing import undo as undo_entry
from fairlead.core.verbs import VERBS
from fairlead.faces.web.forms import as_seen, taken
from fairlead.faces.web.history import newest, words

# What a button may send along; a verb that needs more has a form of its own.
_ALONG = ("note", "action", "reason", "em", "segment", "level", "em_status", "fact", "at", "until",
          "to", "remedy", "about", "item", "way", "section", "text", "pm", "reservations", "on")  # fmt: skip


@require_POST
def act(request: HttpRequest, verb: str, pk: int) -> HttpResponse:
    """Do what a button says to a row, as the person saw it: a newer row refuses and shows what changed."""
    operation = VERBS.get(verb)
    model = operation.parameters[0].row if operation and operation.parameters else None
    if operation is None or model is None:
        raise Missing(f"There is no {verb}.")
    row = find(request.actor, model, pk)
    as_seen(row, request.POST)
    request.about = (row.noun, row.pk, row.version)
    rest = operation.parameters[1:]
    if any(p.required and p.name not in _ALONG for p in rest):
        raise Missing(f"No button does {verb}; it has a form of its own.")
    along = [p.name for p in rest if p.name in _ALONG and (p.required or p.name in request.POST)]
    done = operation.function(request.actor, row, **taken(operation, request.POST, along, request.actor))
    action = request.POST.get("action", "")
    return finished(
        request,
        words(f"{operation.noun}.{action}" if action else verb),
        done if operation.reversible else None,
    )


@require_POST
def undo(request: HttpRequest, seq: int) -> HttpResponse:
    """Take back what one entry of the audit did."""
    undo_entry(request.actor, seq)
    return finished(request, _("undid it"))


def finished(request: HttpRequest, what: str, undoable: Row | None = None, to: str = "") -> HttpResponse:
    """Back to where the person was (or on `to` an address), with a word about what was done and an undo."""
    seq = newest(undoable.noun, undoable.pk) if undoable is not None else 0
    messages.success(request, _("You %(what)s.") % {"what": what}, extra_tags=f"undo-{seq}" if seq else "")
    return redirect(to or _next(request))


def _next(request: HttpRequest) -> Any:
    return ours(request, request.POST.get("next", "")) or reverse("desk")


def ours(request: HttpRequest, wanted: str) -> str:
    """An address that somebody sent along, if it is one of ours; else ""."""
    here = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, here, request.is_secure()) else ""
