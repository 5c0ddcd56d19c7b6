"""A person's own pages: who answers for them while they are away, and what comes to them by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fairlead.apps.accounts.queries import contact_of
from fairlead.apps.approvals import queries, rules
from fairlead.apps.desk.queries import mail_card, mails
from fairlead.apps.desk.states import MAIL
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.errors import Missing
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.faces.web import fields
from fairlead.faces.web.doing import finished
from fairlead.faces.web.forms import Field, Form
from fairlead.faces.web.paging import page
from fairlead.faces.web.places import row_of


def delegations(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, for whom I stand in, and who else is away; to say so, and to end it."""
    actor = request.actor
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Missing(_("There is nothing here."))
    me, past = of_user(actor.user_id), request.GET.get("past") == "1"
    named = request.GET.get("person", "")
    whom = row_of(actor, "person", named) if named else me
    form = _form(actor, whom, asked=request.method == "POST")
    if request.method == "POST" and form is not None and form.send(request):
        return finished(request, _("said who stands in"), to=request.get_full_path())
    rows = queries.delegations(actor, current=not past)
    others = page(request, rows.exclude(person=me).exclude(to=me))
    context = {
        "form": form, "whom": whom, "me": me, "past": past, "page": others,
        "given": _lines(actor, rows.filter(person=me)), "taken": _lines(actor, rows.filter(to=me)),
        "others": _lines(actor, others.rows), "people": _absent(actor),
    }  # fmt: skip
    return render(request, "mine/delegations.html", context, status=form.status if form else 200)


def _form(actor: Actor, whom: Any, asked: bool) -> Form | None:
    """The form for somebody's absence, where this actor may say it; asked: it was sent, allowed or not."""
    if whom is None or (rules.delegate(actor, whom) is not None and not asked):
        return None
    (people,) = fields.people(actor, rules.SPEAKERS)
    today = timezone.localdate()
    others = tuple((key, name) for key, name in people if key != str(whom.pk))
    wanted = (
        Field("to", _("Who answers"), "choice", others, required=True),
        Field("start", _("First day away"), "date", required=True),
        Field("end", _("First day back"), "date", required=True,
              help=_("At most %(days)d days later.") % {"days": rules.LONGEST_AWAY.days}),
        Field("note", _("Note"), help=_("Whoever stands in reads it.")),
    )  # fmt: skip
    days = {"start": today.isoformat(), "end": (today + timedelta(days=7)).isoformat()}
    return Form("review.delegate", wanted, whom, days)


def _absent(actor: Actor) -> fields.Choices:
    """For whom else this actor may say it: a director for everyone, nobody else for anybody."""
    return fields.people(actor, rules.SPEAKERS)[0] if actor.has(Role.DIRECTOR) else ()


def _lines(actor: Actor, rows: Any) -> list[tuple[Any, Any, str]]:
    """Each row with its card and whether it holds today."""
    today, found = timezone.localdate(), list(rows)
    cards = zip(found, queries.delegation_cards(actor, found), strict=True)
    return [(row, card, _when(card, today)) for row, card in cards]


def _when(card: Any, today: Any) -> str:
    if card.end <= today:
        return "over"
    return "now" if card.start <= today else "to-come"


def mail(request: HttpRequest) -> HttpResponse:
    """Whether what is asked of me comes by mail, and what became of it; for an administrator everybody's."""
    actor = request.actor
    me: Any = of_user(actor.user_id) if actor.has_any(ENGAGEMENT_ROLES) else contact_of(actor.user_id)
    if me is None:
        raise Missing(_("There is nothing here."))
    by_mail = Field("on", _("Send me by mail what asks for my answer or signature"), "yesno", wide=True,
                    help=_("It goes to %(address)s.") % {"address": me.email})  # fmt: skip
    form = Form(f"{me.noun}.mail", (by_mail,), me, {"on": me.mails})
    if request.method == "POST" and (changed := form.send(request)):
        return finished(request, _("said what comes by mail"), changed, reverse("mail"))
    state = request.GET.get("state", "")
    found = page(request, mails(actor, state=state if state in MAIL.ids else ""))
    context = {
        "form": form, "me": me, "page": found, "state": state, "states": MAIL.choices,
        "mails": [(row, mail_card(actor, row)) for row in found.rows],
        "sends": settings.MAILS, "keeps": actor.has(Role.ADMINISTRATOR),
    }  # fmt: skip
    return render(request, "mine/mail.html", context, status=form.status)
