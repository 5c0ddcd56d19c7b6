"""Pages of options: side by side with a recommendation, the negotiation frontier, disagreements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.options import queries
from fairlead.apps.options.actions import weigh as weigh_criteria
from fairlead.apps.options.bridge import as_it_stands, criteria_of, offering_of
from fairlead.apps.options.comparing import compared, outdated, paper
from fairlead.apps.options.states import LIVING
from fairlead.core.errors import Invalid, Missing, Stale, invalid
from fairlead.engines.numerals import decimal_number
from fairlead.faces.web import optioning
from fairlead.faces.web.doing import finished
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Form
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of

STEPS = {
    "discuss": (gettext_lazy("Internal call"), gettext_lazy("recorded the internal call")),
    "define": (gettext_lazy("The better alternative"), gettext_lazy("defined the alternative")),
    "communicate": (
        gettext_lazy("What the customer is told"),
        gettext_lazy("recorded what the customer is told"),
    ),
}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """All options of an engagement: those that live, how they compare, what fits a budget."""
    head = head_of(request.actor, pk)
    rows = list(queries.options(request.actor, engagement=head.row))
    for row in rows:
        row.engagement = head.row  # read already; their buttons ask whether it is open
    context = {
        "head": head,
        "tab": "options",
        "living": [row for row in rows if row.state in LIVING],
        "decided": [row for row in rows if row.state not in LIVING],
        "names": {activity.id: activity.name for activity in offering_of(head.row).activities},
        **_comparison(request, head, rows),
        **_frontier(request, head),
        "disagreements": _disagreements(request, head),
    }
    return render(request, "options/show.html", context)


def _disagreements(request: HttpRequest, head: Head) -> list[Any]:
    rows = list(queries.disagreements(request.actor, engagement=head.row))
    for row in rows:
        row.engagement = head.row
    return rows


def _comparison(request: HttpRequest, head: Head, rows: list[Any]) -> dict[str, Any]:
    try:
        found = compared(request.actor, head.row, rows)
    except Invalid as refused:
        changed = outdated(as_it_stands(request.actor, head.row), offering_of(head.row), rows)
        return {"apart": refused.findings if rows else (), "changed": changed}
    roles = dict[str, dict[str, Decimal]]()
    for letter, figures in found.figures.items():
        for role, hours in figures.people:
            roles.setdefault(role, {})[letter] = hours
    names = {role.id: role.name for role in practice_of(head.row.practice_id).roles}
    return {"found": found, "changed": found.changed, "roles": roles, "role_names": names}


def _frontier(request: HttpRequest, head: Head) -> dict[str, Any]:
    """The scopes for the budget in the address, if one is asked for."""
    asked = {
        name: request.GET.get(name, "").strip() for name in ("budget", "floor", "most_discount", "worths")
    }
    if not asked["budget"] or not head.costs:
        return {"asked": asked}
    try:
        wish = {name: _figure(name, asked[name]) for name in ("budget", "floor", "most_discount")}
        given = {name: value for name, value in wish.items() if value is not None}
        frontier = queries.negotiate(request.actor, head.row, **given, worths=asked["worths"])
    except Invalid as refused:
        return {"asked": asked, "trouble": refused.findings, "labels": _labels()}
    return {"asked": asked, "frontier": frontier}


def _labels() -> dict[str, str]:
    return {
        "budget": _("Budget"), "floor": _("Margin floor"), "most_discount": _("Discount up to"),
        "worths": _("What lines are worth to them"),
    }  # fmt: skip


def _figure(name: str, text: str) -> Decimal | None:
    plain = text.replace(",", "").replace("\u00a0", "").replace(" ", "")
    try:
        return decimal_number(plain) if plain else None
    except ValueError as error:
        raise invalid(name, _("This cannot be read."), _("Write a number, like 180000.")) from error


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an option: the engagement as it stands, like another one, or a scope of the frontier."""
    head = head_of(request.actor, pk)
    rows = queries.options(request.actor, engagement=head.row)
    fields = optioning.opening(request.actor, rows)
    if "discount" in request.POST:
        fields += optioning.negotiated(offering_of(head.row))
    form = Form("option.open", fields, head.row)
    to = reverse("options", args=[pk])
    if form.send(request):
        return finished(request, _("opened an option"), to=to)
    return _form(request, head, form, _("A new option"), to)


def _form(request: HttpRequest, head: Head, form: Form, title: str, to: str) -> HttpResponse:
    context = {"head": head, "form": form, "title": title, "tab": "", "next": to}
    return render(request, "engagements/form.html", context, status=form.status)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What an option is: its words, terms, scope, and the answers that differ."""
    row = row_of(request.actor, "option", pk)
    head = head_of(request.actor, row.engagement_id)
    row.engagement, offering = head.row, offering_of(head.row)
    there = {key: answer.value for key, answer in as_it_stands(request.actor, head.row).answers.items()}
    values = {name: getattr(row, name) for name in ("name", "idea", "approach", "left_out")}
    terms = {"billing": "billing", "discount": "discount", "start_on": "start"}
    values |= {name: row.terms.get(term, "") for name, term in terms.items()}
    fields = optioning.changing(offering)
    form = optioning.OptionForm(
        "option.change", fields, row, values, questions=offering.questions, present=there
    )
    to = reverse("options", args=[head.row.pk])
    if form.send(request):
        return finished(request, _("changed the option"), to=to)
    context = {"head": head, "form": form, "option": row, "tab": "", "next": to}
    return render(request, "options/change.html", context, status=form.status)


def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge an option by one criterion, with the reason."""
    row = row_of(request.actor, "option", pk)
    head = head_of(request.actor, row.engagement_id)
    row.engagement = head.row
    form = Form("option.score", optioning.judging(criteria_of(request.actor, head.row)), row)
    to = reverse("options", args=[head.row.pk])
    if form.send(request):
        return finished(request, _("judged the option"), to=to)
    title = _("Judge option %(letter)s: %(name)s") % {"letter": row.letter, "name": row.name}
    return _form(request, head, form, title, to)


def weigh(request: HttpRequest, pk: int) -> HttpResponse:
    """By what options are compared, and how much each criterion weighs."""
    head = head_of(request.actor, pk)
    form = Form("criterion.weigh", (), head.row)
    form.asked(request.actor)
    row = queries.criteria(request.actor, engagement=head.row).first()
    context = {"head": head, "tab": "", "criteria": criteria_of(request.actor, head.row), "row": row}
    if request.method == "POST":
        try:
            weights, seen = optioning.posted_weights(request.POST)
            weigh_criteria(request.actor, head.row, weights=weights, seen=seen)
            return finished(request, _("weighed the criteria"), to=reverse("options", args=[pk]))
        except Invalid as refused:
            context["trouble"], form.status = refused.findings, 422
        except Stale as refused:
            context["stale"], form.status = str(refused), 412
    return render(request, "options/weigh.html", context, status=form.status)


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison as a paper; always saved, never shown inside this site."""
    asked = {name: request.GET[name] for name in ("audience", "kind") if name in request.GET}
    return saved(paper(request.actor, head_of(request.actor, pk).row, **asked))


def disagree(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the asked solution cannot be supported."""
    head = head_of(request.actor, pk)
    form = Form("disagreement.raise", optioning.disagreeing(), head.row)
    to = reverse("options", args=[pk])
    if form.send(request):
        return finished(request, _("recorded a disagreement"), to=to)
    return _form(request, head, form, _("The asked solution cannot be supported"), to)


def step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The next step of a disagreement."""
    if act not in STEPS:
        raise Missing(f"There is no step {act}.")
    row = row_of(request.actor, "disagreement", pk)
    head = head_of(request.actor, row.engagement_id)
    row.engagement = head.row
    options = queries.options(request.actor, engagement=head.row).exclude(state="dropped")
    form = Form(f"disagreement.{act}", optioning.steps(request.actor, act, options), row)
    title, done = (str(text) for text in STEPS[act])
    to = reverse("options", args=[head.row.pk])
    if form.send(request):
        return finished(request, done, to=to)
    return _form(request, head, form, title, to)
