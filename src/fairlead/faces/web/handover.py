"""The hand-over page: what delivery is told, who has read it, what is asked, and what changed since."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairlead.apps.agreements.queries import sows
from fairlead.apps.handover import queries, rules
from fairlead.core.errors import Invalid, WrongTime
from fairlead.core.roles import Role
from fairlead.core.verbs import VERBS
from fairlead.faces.web import fields
from fairlead.faces.web.files import saved
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version, section by section; before the first one, what would be handed over."""
    head, actor = head_of(request.actor, pk), request.actor
    versions = list(queries.handovers(actor, engagement=head.row))
    sow = sows(actor, engagement=head.row).select_related("estimate").filter(state="drawn-up").first()
    if sow is not None:
        sow.engagement = head.row  # read already
    newest = versions[0] if versions else None
    if newest is not None:
        newest.engagement = head.row
    context = {
        "head": head, "tab": "handover", "sow": sow, "versions": versions, "row": newest,
        "may_hand": sow is not None and VERBS["handover.hand"].rule(actor, sow) is None,
        "managers": fields.people(actor, [Role.PROJECT_MANAGER, Role.DELIVERY_MANAGER])[0],
        **(_version(request, head, newest) if newest else _preview(request, sow)),
    }  # fmt: skip
    return render(request, "handover/show.html", context)


def _preview(request: HttpRequest, sow: Any) -> dict[str, Any]:
    """What would be handed over now."""
    if sow is None:
        return {}
    try:
        found = queries.preview(request.actor, sow)
    except (Invalid, WrongTime) as refused:
        return {"trouble": str(refused)}
    return {"sections": [{"part": part} for part in found.parts]}


def _version(request: HttpRequest, head: Head, row: Any) -> dict[str, Any]:
    """A version with its readers, its questions, and what changed in the record since."""
    actor = request.actor
    rows = queries.questions(actor, engagement=head.row)
    asked = [(one, queries.question_card(actor, one)) for one in rows]
    row.open_questions = sum(card.state != "closed" for _row, card in asked)
    may_read = rules.read(actor, row) is None
    sections = _sections(request, row, asked, may_read)
    try:
        since, trouble = queries.drift(actor, row), ""
    except (Invalid, WrongTime) as refused:
        since, trouble = (), str(refused)
    return {
        "card": queries.handover_card(actor, row), "sections": sections, "drift": since, "trouble": trouble,
        "unread": sum(one["unread"] for one in sections), "may_read": may_read,
        "stated": _statable(request, head),
    }  # fmt: skip


def _sections(request: HttpRequest, row: Any, asked: list[Any], may_read: bool) -> list[dict[str, Any]]:
    """Every section with who has read it, whether it waits for this reader, and what was asked about it."""
    actor, read = request.actor, list(queries.readings(request.actor, handover=row))
    mine = {one.section for one in read if one.by == actor.user_id}
    return [
        {
            "part": part, "readers": [one for one in read if one.section == part.id],
            "unread": may_read and part.id not in mine,
            "asked": [pair for pair in asked if pair[1].section == part.id],
        }
        for part in queries.pack(actor, row).parts
    ]  # fmt: skip


def _statable(request: HttpRequest, head: Head) -> list[tuple[str, str]]:
    """The prerequisites that this actor may say hold."""
    if rules.state(request.actor, head.row) is not None:
        return []
    return list(queries.to_state(head.row))


def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A version as a paper; always saved, never shown inside this site."""
    return saved(queries.paper(request.actor, row_of(request.actor, "handover", pk), kind=form))
