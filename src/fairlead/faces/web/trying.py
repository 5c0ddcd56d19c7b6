"""What if: other answers, terms, people and lines tried beside the present ones, and solved for a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.granting import grant, versions_of
from fairlead.apps.estimates.queries import solve as solve_for
from fairlead.apps.estimates.trying import present_scoping, tried
from fairlead.apps.estimates.wishing import Wish, toml, wish_of
from fairlead.core.errors import Invalid, Stale
from fairlead.core.verbs import READINGS
from fairlead.engines.findings import Finding
from fairlead.engines.numerals import decimal_number, whole_number
from fairlead.engines.practice.values import Kind
from fairlead.engines.scoping.values import Scoping
from fairlead.faces.web.answering import typed
from fairlead.faces.web.doing import finished
from fairlead.faces.web.fields import choices_of
from fairlead.faces.web.forms import Drawn, Field, taken
from fairlead.faces.web.live import offering_of
from fairlead.faces.web.spine import Head, head_of

# Questions that may be answered otherwise at a time; the page begins with the fewest and always has one free.
FEWEST, MOST = 3, 40
_TERMS = ("discount", "confidence", "start", "people", "billing")


def whatif(request: HttpRequest, pk: int) -> HttpResponse:
    """Try it, look at everything that it changes, and keep it if it is good."""
    head = head_of(request.actor, pk)
    asked = request.POST if request.method == "POST" else request.GET
    now, practice = present_scoping(request.actor, head.row), head.row.practice_id
    context, findings, status = choices(head, now, practice, asked), tuple[Finding, ...](), 200
    try:
        wish = wish_in(request, head, practice, asked)
        if request.method == "POST" and wish:
            try:
                return _keep(request, head, now, wish)
            except Stale:
                context["stale"], status = True, 412
        if wish:
            context["found"] = tried(request.actor, now, practice, wish)
            context["seen"] = versions_of(request.actor, head.row, wish)
    except Invalid as refused:
        findings, status = refused.findings, 422
    context |= _around(head, asked) | beside(context["drawn"], findings)
    return render(request, "estimate/whatif.html", context, status=status)


def _keep(request: HttpRequest, head: Head, now: Scoping, wish: Wish) -> HttpResponse:
    """Keep what was tried as it was seen, and offer to put everything back."""
    back = _back(now, wish)
    grant(request.actor, head.row, wish, _seen(request.POST))
    to = f"{reverse('whatif', args=[head.row.pk])}?{urlencode(back)}"
    return finished(request, _("took over what was tried"), to=to)


def _seen(posted: QueryDict) -> dict[str, int] | None:
    """The versions that stood behind what was shown, as the page sent them along; None where it did not."""
    pairs = (word.rpartition(":") for word in posted.get("seen", "").split())
    return {key: whole_number(version) or 0 for key, _colon, version in pairs} or None


def _around(head: Head, asked: QueryDict) -> dict[str, Any]:
    back = "back" in asked
    return {
        "head": head, "tab": "estimate", "back": back, "stays": _stays(head, asked) if back else [],
        "title": _("What if"), "next": reverse("estimate", args=[head.row.pk]),
        "next_label": _("To the estimate"), "keep": _("Put it back") if back else _("Take these answers"),
    }  # fmt: skip


def beside(drawn: list[Drawn], findings: Iterable[Finding]) -> dict[str, Any]:
    """The fields, each with what is wrong with it, and what is wrong that belongs to none of them."""
    left = list(findings)
    by_field = {one.field.name: tuple(f for f in left if _field_of(f) == one.field.name) for one in drawn}
    return {
        "drawn": [replace(one, findings=by_field[one.field.name]) for one in drawn],
        "findings": [finding for finding in left if _field_of(finding) not in by_field],
    }


def _field_of(finding: Finding) -> str:
    # What the engine says of a term is about "engagement.discount".
    return finding.where.removeprefix("engagement.")


def wish_in(request: HttpRequest, head: Head, practice: int, asked: QueryDict) -> Wish:
    """What was asked for on such a page; Invalid with everything that is wrong with it."""
    given = taken(READINGS["estimate.whatif"], asked, [n for n in _TERMS if asked.get(n)], request.actor)
    people = given.pop("people", None)
    return wish_of(
        head.row,
        answers=answers_in(head, practice, asked),
        leave=",".join(asked.getlist("leave")),
        take=",".join(asked.getlist("take")),
        terms=given,
        pace={"people": people},
        practice=practice,
    )


def answers_in(head: Head, practice: int, asked: QueryDict) -> str:
    """The pairs of question and value as lines of a scoping file."""
    known = {question.id: question for question in offering_of(head.row, practice).questions}
    return "\n".join(
        f"{key} = {toml(typed(text, known[key]))}"
        for _n, key, text in pairs_in(asked)
        if key in known and text
    )


def pairs_in(asked: QueryDict) -> list[tuple[int, str, str]]:
    """The questions and values that were filled in, numbered anew, and free places after them."""
    sent = [(asked.get(f"q{n}", ""), asked.get(f"v{n}", "").strip()) for n in range(1, MOST + 1)]
    filled = [pair for pair in sent if pair[0] or pair[1]]
    free = max(FEWEST - len(filled), 1) if len(filled) < MOST else 0
    return [(n, *pair) for n, pair in enumerate([*filled, *[("", "")] * free], 1)]


def _back(scoping: Scoping, wish: Wish) -> list[tuple[str, str]]:
    """What would take a wish back, as the address of the same page. "stays" names what cannot be put back:
    nothing was said there before, and a wish says something."""
    there = {key: answer.value for key, answer in scoping.answers.items()}
    old = {key: _text(there.get(key)) for key in wish.answers}
    terms = {name: _text(getattr(scoping.terms, name)) for name in wish.terms}
    pairs = list[tuple[str, str]]([("back", "1")])
    for n, (key, text) in enumerate(((key, text) for key, text in old.items() if text), 1):
        pairs += [(f"q{n}", key), (f"v{n}", text)]
    pairs += [(name, text) for name, text in terms.items() if text]
    pairs += [("people", str(scoping.pace.people))] if "people" in wish.pace else []
    pairs += [("stays", key) for key, text in old.items() if not text]
    pairs += [("stays", f"terms.{name}") for name, text in terms.items() if not text]
    left, taken_in = wish.leave - scoping.left_out, wish.take & scoping.left_out
    return [*pairs, *(("take", line) for line in left), *(("leave", line) for line in taken_in)]


def _stays(head: Head, asked: QueryDict) -> list[str]:
    """What an address says that cannot be put back, in words; what it names and we do not is left out."""
    known = {question.id: question.text for question in offering_of(head.row, head.row.practice_id).questions}
    known |= {"terms.start": _("Start"), "terms.billing": _("Billing")}
    return [known[name] for name in asked.getlist("stays") if name in known]


def _text(value: Any) -> str:
    """A value as somebody would write it into a field: read again, it is the same to the last digit."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        sign = get_format("DECIMAL_SEPARATOR")
        return str(int(value)) if value.is_integer() else repr(value).replace(".", sign)
    return str(value)


def choices(head: Head, scoping: Scoping, practice: int, asked: QueryDict) -> dict[str, Any]:
    """What may be tried: every question with its present answer, terms, and lines that may go or come."""
    out, offering = scoping.left_out, offering_of(head.row, practice)
    optional = [activity for activity in offering.activities if activity.optional]
    return {
        "pairs": pairs_in(asked),
        "questions": [(q, _present(scoping, q.id, q.kind)) for q in offering.questions],
        "drawn": [Drawn(f, asked.get(f.name, ""), ()) for f in _fields(scoping)],
        "leavable": [(a, a.id in asked.getlist("leave")) for a in optional if a.id not in out],
        "takable": [(a, a.id in asked.getlist("take")) for a in optional if a.id in out],
        "roles": {role.id: role.name for role in practice_of(practice).roles},
        "asked": _kept(asked),
    }


def _present(scoping: Scoping, key: str, kind: Kind) -> str:
    answer = scoping.answers.get(key)
    return "" if answer is None or kind is Kind.TEXT else _text(answer.value)


def _kept(asked: QueryDict) -> Iterable[tuple[str, str]]:
    """Everything that was tried, to be sent again when it is kept."""
    known = {*_TERMS, "leave", "take", *(f"{part}{n}" for part in "qv" for n in range(1, MOST + 1))}
    return [(name, value) for name, values in asked.lists() if name in known for value in values if value]


def _fields(scoping: Scoping) -> tuple[Field, ...]:
    now, people = scoping.terms, scoping.pace.people or _("as the lines say")
    said = {"discount": now.discount, "confidence": now.confidence, "people": people, "start": now.start}
    helps = {key: _("Now %(now)s") % {"now": "–" if value is None else value} for key, value in said.items()}
    return (
        Field("discount", _("Discount"), "number", unit="%", help=helps["discount"]),
        Field("confidence", _("Confidence"), "number", unit="%", help=helps["confidence"]),
        Field("people", _("People at once"), "number", help=helps["people"]),
        Field("start", _("Start"), "date", help=helps["start"]),
        Field("billing", _("Billing"), "choice", (("", _("As it is")), *choices_of("engagement", "billing"))),
    )  # fmt: skip


def solve(request: HttpRequest, pk: int) -> HttpResponse:
    """The ways to a margin, a budget or a last day."""
    head = head_of(request.actor, pk)
    asked, context, status = request.GET, dict[str, Any](), 200
    try:
        target = _target(asked)
        if target:
            context["found"] = solve_for(request.actor, head.row, **target)
            context["ways"] = [(way, _link(pk, way.changes)) for way in context["found"].ways]
    except Invalid as refused:
        context["findings"], status = refused.findings, 422
    context |= {
        "head": head, "tab": "estimate",
        "asked": {name: asked.get(name, "") for name in ("margin", "price", "end")},
        "labels": {"margin": _("Margin"), "price": _("Price"), "end": _("Last day")},
    }  # fmt: skip
    return render(request, "estimate/solve.html", context, status=status)


def _target(asked: QueryDict) -> dict[str, Any]:
    """The one target that was written; a margin in percent."""
    given, findings = dict[str, Any](), list[Finding]()
    for name in ("margin", "price", "end"):
        text = asked.get(name, "").strip().replace(",", "")
        if not text:
            continue
        try:
            given[name] = date.fromisoformat(text) if name == "end" else decimal_number(text)
        except ValueError:
            findings.append(
                Finding("", 0, name, "type", _("This cannot be read."), _("Write a number or a day."))
            )
    if findings:
        raise Invalid(findings)
    return {**given, "margin": given["margin"] / 100} if "margin" in given else given


def _link(pk: int, changes: Iterable[Any]) -> str:
    """A way as something to try: the what-if page with its changes filled in."""
    names = {"leave": lambda c: ("leave", c.id), "people": lambda c: ("people", c.after)}
    pairs = [
        names[change.kind](change) if change.kind in names else ("discount", change.after.removesuffix(" %"))
        for change in changes
    ]
    return f"{reverse('whatif', args=[pk])}?{urlencode(pairs)}"
