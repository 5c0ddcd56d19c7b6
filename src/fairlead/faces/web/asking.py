"""The two pages that a customer link opens: to fill in, and to look at in a meeting.

They know nobody but whoever holds the link, and say of a link that does not work only that it does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fairlead.apps.scoping.actions import answer_by_link
from fairlead.apps.scoping.keys import held, pulse
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing, WrongTime
from fairlead.faces.web import answering
from fairlead.faces.web.answering import Posted
from fairlead.faces.web.by_link import Opener, by_link
from fairlead.faces.web.screens import Item, Screen, Sheet, screen_of, sheet_of


def _of_kind(kind: str) -> Opener:
    """Customer links of that kind; another one opens nothing there."""

    def opener(secret: str) -> tuple[Any, Actor]:
        link, who = held(secret)
        if link.kind != kind:
            raise Missing("There is nothing here.")
        return link, who

    return opener


@by_link(_of_kind("fill"))
def fill(request: HttpRequest, link: Any, who: Actor) -> HttpResponse:
    """The questions for the customer; each is saved when it changes, or all of them by the button."""
    sheet = sheet_of(link)
    if request.method != "POST":
        return render(request, "ask/fill.html", {"sheet": sheet, "saved": request.GET.get("saved")})
    one, before = request.POST.get("question", ""), {item.id for item in sheet.items}
    wrong, status = _save(request, link, who, [i for i in sheet.items if one in ("", i.id)])
    if not wrong and status == 200 and not request.htmx:
        return redirect(f"{request.path}?saved=1#top")
    sheet = _with(sheet_of(link), wrong)
    if request.htmx and status != 429:
        return _one(request, sheet, [i for i in sheet.items if i.id == one], before, 422 if wrong else 200)
    context = {"sheet": sheet, "wrong": wrong, "busy": status == 429}
    return render(request, "ask/fill.html", context, status=422 if wrong else status)


def _one(
    request: HttpRequest, sheet: Sheet, items: list[Item], before: set[str], status: int
) -> HttpResponse:
    """One question again, and how far along; the whole page anew where others came or went with it."""
    response = render(request, "ask/fill.html#answered", {"sheet": sheet, "items": items}, status=status)
    if {item.id for item in sheet.items} != before:
        response.headers["HX-Refresh"] = "true"
    return response


def _save(request: HttpRequest, link: Any, who: Actor, items: list[Item]) -> tuple[dict[str, Item], int]:
    """Keep every answer that changed and is sound; what is wrong comes back as it was written."""
    wrong = dict[str, Item]()
    for item in items:
        asked = answering.question_of(link.engagement, item.id)
        value = answering.value_of(request.POST, asked, f"value-{item.id}")
        ask = request.POST.get(f"ask-{item.id}", "").strip() if value is None else ""
        if (value, ask) == (item.q.answer.value if item.q.answer else None, item.ask):
            continue
        try:
            done = answer_by_link(who, link, question=item.id, value=value, ask=ask)
            link.version = done.version
        except Invalid as refused:
            posted = Posted(value, "", "", None, "", 0)
            wrong[item.id] = replace(item, posted=posted, ask=ask, findings=refused.findings)
        except WrongTime:
            return wrong, 429
    return wrong, 200


def _with(sheet: Sheet, wrong: dict[str, Item]) -> Sheet:
    sections = tuple((name, tuple(wrong.get(i.id, i) for i in items)) for name, items in sheet.sections)
    return replace(sheet, sections=sections)


@by_link(_of_kind("meeting"))
def meet(request: HttpRequest, link: Any, who: Actor) -> HttpResponse:
    """The customer's screen in a meeting; it asks every second whether anything has changed."""
    if request.method == "POST":
        return _answered_live(request, link, who)
    now = pulse(link)
    if request.htmx and request.GET.get("seen") == now:
        return HttpResponse(status=204)
    part = "#screen" if request.htmx else ""
    return render(request, f"ask/meet.html{part}", {"screen": screen_of(link), "pulse": now})


def _answered_live(request: HttpRequest, link: Any, who: Actor) -> HttpResponse:
    screen, status, busy = screen_of(link), 200, False
    item = screen.item
    if item is not None and request.POST.get("question") == item.id:
        wrong, status = _save(request, link, who, [item])
        busy = status == 429
        screen = _screen_with(screen_of(link), wrong)
        status = 422 if wrong else status
    if status == 200 and not request.htmx:
        return redirect(request.path)
    part = "#screen" if request.htmx else ""
    context = {"screen": screen, "pulse": "" if status != 200 else pulse(link), "busy": busy}
    return render(request, f"ask/meet.html{part}", context, status=status)


def _screen_with(screen: Screen, wrong: dict[str, Item]) -> Screen:
    item = screen.item
    return replace(screen, item=wrong.get(item.id, item)) if item is not None else screen
