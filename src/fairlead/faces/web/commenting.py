"""Comments on clauses and lines: all of an engagement, those on one place, and a new one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.apps.agreements.queries import sows
from fairlead.apps.comments.places import Place, clauses_in, clauses_of, lines_of
from fairlead.apps.comments.queries import CommentCard, comment_card, comments
from fairlead.apps.comments.rules import SPEAKERS
from fairlead.apps.comments.states import CLAUSE, LINE
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, WrongTime
from fairlead.engines.documents.tree import Document
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.spine import Head, head_of


@dataclass(frozen=True, slots=True)
class Thread:
    """One comment as a page shows it. since: the version it was read in, where its words differ today."""

    row: Any
    card: CommentCard
    since: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The comments on one clause or line; gone: it is no part of the document or scope any more."""

    about: str
    title: str
    gone: bool
    threads: tuple[Thread, ...]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Every comment of an engagement by clause and line, in the order of the document; open ones first."""
    head, every = head_of(request.actor, pk), "all" in request.GET
    rows, places = comments(request.actor, engagement=head.row, open=not every), _places(request.actor, head)
    context = {
        "head": head, "tab": "comments", "every": every, "places": places,
        "groups": groups(request.actor, rows, places),
    }  # fmt: skip
    return render(request, "comments/index.html", context)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a clause or a line, and perhaps ask somebody for an answer."""
    head = head_of(request.actor, pk)
    about = request.GET.get("about", "")
    back = reverse("comments", args=[pk])
    form = Form("comment.write", _fields(request.actor, head), head.row, {"about": about})
    if made := form.send(request):
        return finished(request, _("commented"), to=f"{back}#comment-{made.pk}")
    context = {
        "head": head, "tab": "comments", "form": form, "next": back, "title": _("Comment"),
        "submit": _("Comment"),
    }  # fmt: skip
    return render(request, "engagements/form.html", context, status=form.status)


def beside(actor: Actor, head: Head, document: Document) -> dict[str, tuple[Thread, ...]]:
    """Open comments of the firm by the clause of a document that they are on; none for a customer."""
    if not head.inside or not head.row.commented:
        return {}
    places = {f"{CLAUSE}:{key}": place for key, place in clauses_in(document).items()}
    found = groups(actor, comments(actor, engagement=head.row, open=True), places)
    return {one.about.removeprefix(f"{CLAUSE}:"): one.threads for one in found if one.about in places}


def groups(actor: Actor, rows: Iterable[Any], places: dict[str, Place]) -> list[Group]:
    """Comments by what they are about: places in their order, then what is there no more."""
    by_place: dict[str, list[Any]] = {}
    for row in rows:
        by_place.setdefault(row.about, []).append(row)
    order = [about for about in places if about in by_place]
    gone = [about for about in by_place if about not in places]
    return [
        Group(
            about, places[about].title if about in places else by_place[about][0].title, about not in places,
            tuple(_thread(actor, row, places.get(about)) for row in by_place[about]),
        )
        for about in (*order, *gone)
    ]  # fmt: skip


def _thread(actor: Actor, row: Any, place: Place | None) -> Thread:
    differs = place is not None and place.digest != row.digest
    since = (row.sow.code if row.sow else _("it was written")) if differs else ""
    return Thread(row, comment_card(actor, row), since)


def _places(actor: Actor, head: Head) -> dict[str, Place]:
    """What can be commented on now: clauses of the newest version, and lines; as far as they can be made."""
    found: dict[str, Place] = {}
    sow = sows(actor, engagement=head.row).stood().select_related("estimate").first()
    if sow is not None:
        sow.engagement = head.row
        with suppress(WrongTime):  # this release cannot make it anew; its papers are kept
            found |= {f"{CLAUSE}:{key}": place for key, place in clauses_of(sow).items()}
    with suppress(Invalid):  # it cannot be priced yet
        found |= {f"{LINE}:{key}": place for key, place in lines_of(actor, head.row).items()}
    return found


def _fields(actor: Actor, head: Head) -> tuple[Field, ...]:
    known = tuple((about, place.title) for about, place in _places(actor, head).items())
    people = fields.people(actor, SPEAKERS)[0]
    return (
        Field("about", _("On"), "choice", known, wide=True, required=True),
        Field("text", _("Comment"), "area", required=True, wide=True),
        Field("to", _("Whose answer is asked for"), "choice", (("", _("Nobody's")), *people), wide=True),
    )
