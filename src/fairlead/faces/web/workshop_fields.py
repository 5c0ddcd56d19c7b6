"""The fields of the forms of workshops."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairlead.apps.accounts.queries import contacts
from fairlead.apps.people.queries import people
from fairlead.apps.workshops.answering import questions_of
from fairlead.apps.workshops.queries import participants
from fairlead.core.actor import Actor
from fairlead.faces.web.fields import Choices, choices_of, zones
from fairlead.faces.web.forms import Field


def _when() -> tuple[Field, ...]:
    return (
        Field("day", _("Day"), "date", required=True),
        Field("time", _("Begins at"), "time", required=True),
        Field("zone", _("Time zone"), "choice", zones()),
        Field("place", _("Room or link")),
        Field("dots", _("Dots for each person"), "number", help=_("For voting; none without a vote.")),
    )


def plan() -> tuple[Field, ...]:
    return (
        Field("method", _("Method"), "choice", choices_of("workshop", "method"), required=True),
        Field("title", _("Title"), help=_("Without one, the name of the method.")),
        Field("purpose", _("What is there at the end"), "area", wide=True),
        *_when(),
    )


def edit() -> tuple[Field, ...]:
    return (
        Field("title", _("Title"), required=True, wide=True),
        Field("purpose", _("What is there at the end"), "area", wide=True),
        *_when(),
    )


def item() -> tuple[Field, ...]:
    return (
        Field("title", _("Item"), required=True),
        Field("minutes", _("Length"), "number", unit=_("minutes"), required=True),
        Field("step", _("What is done in it"), "area", wide=True),
    )


def _parts() -> tuple[Field, ...]:
    return (
        Field("part", _("Part"), "choice", choices_of("participant", "part")),
        Field(
            "seniority",
            _("Seniority"),
            "choice",
            (("", _("Not known")), *choices_of("participant", "seniority")),
        ),
    )


def participant(actor: Actor, account: Any) -> tuple[Field, ...]:
    ours: Choices = tuple((str(row.pk), row.name) for row in people(actor))
    theirs: Choices = tuple((str(row.pk), row.name) for row in contacts(actor, account=account))
    return (
        Field("person", _("Of the firm"), "choice", (("", "–"), *ours)),
        Field("contact", _("Of the customer"), "choice", (("", "–"), *theirs)),
        Field("name", _("Or somebody else"), help=_("A name is enough.")),
        Field("email", _("Their e-mail"), "email"),
        *_parts(),
    )


def participant_edit() -> tuple[Field, ...]:
    return (
        *_parts(),
        Field("email", _("E-mail"), "email"),
        Field("absent", _("Did not come"), "yesno"),
    )


def capture(actor: Actor, workshop: Any) -> tuple[Field, ...]:
    seats = tuple((str(row.pk), row.name) for row in participants(actor, workshop=workshop))
    asked = tuple((q.id, q.text) for q in questions_of(workshop.engagement))
    marks: Choices = (("", "–"), *((str(n), str(n)) for n in range(1, 6)))
    return (
        Field("text", _("What was said"), "area", required=True, wide=True),
        Field("kind", _("Kind"), "choice", choices_of("capture", "kind")),
        Field("owner", _("Who does it, or who is asked"), "choice", (("", _("Nobody yet")), *seats)),
        Field("due_on", _("Until"), "date"),
        Field("moscow", _("MoSCoW"), "choice", (("", _("Not said")), *choices_of("capture", "moscow"))),
        Field("value", _("Value, 1 to 5"), "choice", marks),
        Field("effort", _("Effort, 1 to 5"), "choice", marks),
        Field("question", _("Question that it answers"), "choice", (("", _("None")), *asked), wide=True),
        Field("answer", _("The answer"), help=_("As the question takes it; it lands in the question bank.")),
    )
