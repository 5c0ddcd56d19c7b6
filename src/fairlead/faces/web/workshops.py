"""Pages of workshops: planning one, running it with several people at once, and landing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairlead.apps.workshops import actions, presence, queries, rules
from fairlead.apps.workshops import live as running
from fairlead.apps.workshops.states import KINDS, LETTERS
from fairlead.core.errors import Missing, invalid
from fairlead.faces.web import workshop_fields as of
from fairlead.faces.web.doing import finished
from fairlead.faces.web.fields import choices_of
from fairlead.faces.web.files import saved
from fairlead.faces.web.forms import Field, Form, as_seen, taken
from fairlead.faces.web.places import row_of
from fairlead.faces.web.spine import Head, head_of


def _found(request: HttpRequest, pk: int) -> Any:
    """The workshop with its engagement and what is on, in one query."""
    row = queries.workshops(request.actor).select_related("item").filter(pk=pk).first()
    if row is None:
        raise Missing(_("There is no workshop %(pk)d.") % {"pk": pk})
    return row


def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The workshops of an engagement, and which method would fit now."""
    head = head_of(request.actor, pk)
    rows = queries.workshops(request.actor, engagement=head.row)
    context = {
        "head": head,
        "tab": "workshops",
        "workshops": [(row, queries.workshop_card(request.actor, row)) for row in rows],
        "methods": queries.methods(request.actor, head.row),
    }
    return render(request, "workshops/index.html", context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a workshop."""
    head, back = head_of(request.actor, pk), reverse("workshops", args=[pk])
    values = {"method": request.GET.get("method", ""), "time": "09:00", "zone": _zone(head)}
    form = Form("workshop.plan", of.plan(), head.row, values)
    if made := form.send(request):
        return finished(request, _("planned a workshop"), to=reverse("workshop", args=[made.pk]))
    context = {"head": head, "form": form, "title": _("Plan a workshop"), "tab": "workshops", "next": back}
    return render(request, "engagements/form.html", context, status=form.status)


def _zone(head: Head) -> str:
    return head.row.em.zone if head.row.em else "UTC"


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One workshop: when, agenda, who takes part, who is missing, the invitation, and what came of it."""
    workshop = _found(request, pk)
    head = head_of(request.actor, workshop.engagement_id)
    forms = {
        "agenda.add": Form("agenda.add", of.item(), workshop),
        "participant.add": Form("participant.add", of.participant(request.actor, head.row.account), workshop),
    }
    form = forms.get(request.POST.get("verb", ""))
    if request.method == "POST" and form and form.send(request):
        return finished(request, _("added it"), to=request.path)
    context = {"head": head, "tab": "workshops", "workshop": workshop, **_about(request, workshop)}
    context |= {"item_form": forms["agenda.add"], "seat_form": forms["participant.add"]}
    return render(request, "workshops/show.html", context, status=form.status if form else 200)


def _about(request: HttpRequest, workshop: Any) -> dict[str, Any]:
    actor = request.actor
    items = list(queries.agenda(actor, workshop=workshop))
    said = [queries.capture_card(actor, row) for row in queries.captures(actor, workshop=workshop)]
    return {
        "card": queries.workshop_card(actor, workshop),
        "items": [(row, queries.agenda_card(actor, row)) for row in items],
        "length": sum(item.minutes for item in items),
        "seats": [(row, queries.participant_card(actor, row))
                  for row in queries.participants(actor, workshop=workshop)],
        "gaps": queries.gaps(actor, workshop),
        "mail": queries.invitation(actor, workshop),
        "captures": [card for card in said if card.state != "dropped"],
    }  # fmt: skip


def _framed(
    request: HttpRequest,
    verb: str,
    fields: tuple[Field, ...],
    row: Any,
    workshop: Any,
    title: str,
    **more: Any,
) -> HttpResponse:
    """A form about a part of a workshop, under the head of its engagement."""
    back = "workshop-live" if request.GET.get("next") == "live" else "workshop"
    to = reverse(back, args=[workshop.pk])
    values = {f.name: getattr(row, f"{f.name}_id", None) or getattr(row, f.name, "") for f in fields} | more
    form = Form(verb, fields, row, {name: "" if value is None else value for name, value in values.items()})
    if changed := form.send(request):
        return finished(request, _("changed it"), changed, to=to)
    head = head_of(request.actor, workshop.engagement_id)
    context = {"head": head, "form": form, "title": title, "tab": "workshops", "next": to}
    return render(request, "engagements/form.html", context, status=form.status)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its title, purpose, time and place."""
    row = _found(request, pk)
    when = {"day": row.local.date(), "time": f"{row.local:%H:%M}"}
    return _framed(request, "workshop.edit", of.edit(), row, row, _("Change the workshop"), **when)


def edit_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item of the agenda."""
    row = row_of(request.actor, "agenda", pk)
    title = _("Change %(name)s") % {"name": row}
    return _framed(request, "agenda.edit", of.item(), row, row.workshop, title)


def edit_participant(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's part, seniority, and whether they came."""
    row = row_of(request.actor, "participant", pk)
    title = _("Change %(name)s") % {"name": row}
    return _framed(request, "participant.edit", of.participant_edit(), row, row.workshop, title)


def edit_capture(request: HttpRequest, pk: int) -> HttpResponse:
    """What was captured; if somebody changed it meanwhile, theirs and yours are both there."""
    row = row_of(request.actor, "capture", pk)
    fields = of.capture(request.actor, row.workshop)
    return _framed(request, "capture.edit", fields, row, row.workshop, _("Change what was captured"))


def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a running workshop; what others do arrives by itself."""
    workshop = _found(request, pk)
    presence.beat(request.actor, workshop, timezone.now())
    head = head_of(request.actor, workshop.engagement_id)
    context = {"head": head, "tab": "workshops", "kinds": KINDS, "letters": LETTERS.items()}
    seats = queries.participants(request.actor, workshop=workshop).filter(person=None)
    context |= {"guests": seats, "hosts": rules.edit(request.actor, workshop) is None}
    return render(request, "workshops/live.html", context | _wall(request, workshop))


def _wall(request: HttpRequest, workshop: Any) -> dict[str, Any]:
    wall = running.wall(request.actor, workshop)
    kept = [note for note in wall.notes if note.card.state == "kept"]
    lanes = [(name, label, sorted((note for note in kept if note.card.kind == name),
                                  key=lambda note: note.place.rank if note.place else 0))
             for name, label in KINDS]  # fmt: skip
    parked = [note for note in wall.notes if note.card.state == "parked"]
    may = rules.capture(request.actor, workshop) is None
    return {"workshop": workshop, "wall": wall, "lanes": lanes, "parked": parked, "may_note": may,
            "moscow": choices_of("capture", "moscow")}  # fmt: skip


def _drawn(request: HttpRequest, pk: int) -> HttpResponse:
    """The wall as it is now: alone for a page that is there, or the whole page."""
    if not request.htmx:
        return redirect("workshop-live", pk=pk)
    return render(request, "workshops/wall.html", _wall(request, _found(request, pk)))


def pulse(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page asks every two seconds: 204 while nothing has changed since it was drawn."""
    workshop, now = _found(request, pk), timezone.now()
    presence.beat(request.actor, workshop, now)
    if request.GET.get("seen") == running.mark(workshop, presence.present(workshop, now)):
        return HttpResponse(status=204)
    return _drawn(request, pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one line."""
    workshop = _found(request, pk)
    form = Form("capture.add", (Field("text", ""), Field("kind", "")), workshop)
    given = taken(form.operation, request.POST, ["text", "kind"], request.actor)
    actions.capture(request.actor, workshop, **given)
    return _drawn(request, pk)


@require_POST
def clock(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause, go on, or the next item, for everybody."""
    workshop = _found(request, pk)
    as_seen(workshop, request.POST)
    request.about = ("workshop", workshop.pk, workshop.version)
    actions.time_it(request.actor, workshop, action=request.POST.get("action", ""))
    return _drawn(request, pk)


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """A press on a note: dots, a word of MoSCoW, or where it goes."""
    row = row_of(request.actor, "capture", pk)
    as_seen(row, request.POST)
    request.about = ("capture", row.pk, row.version)
    for name, verb in {"dots": "vote.cast", "moscow": "capture.edit", "action": "capture.move"}.items():
        if name in request.POST:
            operation = Form(verb, ()).operation
            operation.function(request.actor, row, **taken(operation, request.POST, [name], request.actor))
    return _drawn(request, row.workshop_id)


@require_POST
def guest_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """The dots of a guest, given by who leads."""
    operation, workshop = Form("vote.cast", ()).operation, _found(request, pk)
    names = ["capture", "dots", "guest"]
    given = taken(operation, request.POST, names, request.actor)
    if "guest" not in given:
        raise invalid("guest", _("Whose dots are these?"), _("Choose a guest."))
    actions.cast(request.actor, given.pop("capture"), **given)
    return _drawn(request, workshop.pk)


def landing(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of everything; then, for good, what became of it."""
    workshop = _found(request, pk)
    head = head_of(request.actor, workshop.engagement_id)
    if request.method == "POST":
        as_seen(workshop, request.POST)
        done = actions.land(request.actor, workshop, dry_run=False)
        told = _("landed %(n)d things") % {"n": len(done.steps)}
        return finished(request, told, to=reverse("workshop", args=[pk]))
    found = actions.land(request.actor, workshop, dry_run=True)
    context = {"head": head, "tab": "workshops", "workshop": workshop, "found": found}
    return render(request, "workshops/landing.html", context)


def minutes(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The minutes as a file."""
    return saved(queries.minutes(request.actor, _found(request, pk), form=form))


def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The workshop for a calendar."""
    return saved(queries.calendar(request.actor, _found(request, pk)))
