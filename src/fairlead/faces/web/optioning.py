"""Forms of options: an option's answers beside the engagement's own, criteria with their weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils.translation import gettext as _

from fairlead.apps.people.queries import people as people_of
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Stale
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
from fairlead.engines.documents.proposal import answer_words
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import Kind, Offering, Question
from fairlead.faces.web import answering, fields
from fairlead.faces.web.forms import Drawn, Field, Form, as_seen, taken, whole

_KINDS = {
    Kind.INTEGER: "number", Kind.NUMBER: "number", Kind.YESNO: "choice", Kind.CHOICE: "choice",
    Kind.CHOICES: "many", Kind.DATE: "date", Kind.TEXT: "text",
}  # fmt: skip
PREFIX = "q-"

# Fields of terms, and the terms that they are.
_TERMS = {"billing": "billing", "discount": "discount", "start_on": "start"}


def opening(actor: Actor, others: Iterable[Any]) -> tuple[Field, ...]:
    """The fields of a new option."""
    nothing = ("", _("The engagement as it stands"))
    like = tuple((str(row.pk), f"{row.letter} {row.name}") for row in others)
    return (
        Field("name", _("Name"), required=True, help=_("In two or three words.")),
        Field("like", _("Begin with"), "choice", (nothing, *like)),
        Field("idea", _("The idea"), "area", wide=True, help=_("In a sentence.")),
    )


def negotiated(offering: Offering) -> tuple[Field, ...]:
    """What a scope of the frontier brings along."""
    return (
        Field("left_out", _("Left out"), "many", optional(offering)),
        Field("discount", _("Discount"), "number", unit="%"),
    )


def optional(offering: Offering) -> fields.Choices:
    return tuple((activity.id, activity.name) for activity in offering.activities if activity.optional)


def changing(offering: Offering) -> tuple[Field, ...]:
    """The fields of an option but its answers; what is left empty is as in the engagement."""
    as_there = ("", _("As in the engagement"))
    hint = _("Empty: as in the engagement.")
    left = Field("left_out", _("Left out of this option"), "many", optional(offering), wide=True)
    return (
        Field("name", _("Name"), required=True),
        Field("billing", _("Billing"), "choice", (as_there, *fields.choices_of("engagement", "billing"))),
        Field("idea", _("The idea"), "area", wide=True, help=_("In a sentence.")),
        Field("approach", _("Approach"), "area", wide=True),
        Field("discount", _("Discount"), "number", unit="%", help=hint),
        Field("start_on", _("Wished start"), "date", help=hint),
        *((left,) if left.choices else ()),
    )


def asked(question: Question, there: str) -> Field:
    """A question as a field of an option; empty: as in the engagement, where it is `there`."""
    choices: fields.Choices = tuple((option.id, option.label) for option in question.options)
    if question.kind is Kind.YESNO:
        choices = (("yes", _("Yes")), ("no", _("No")))
    if _KINDS[question.kind] == "choice":
        choices = (("", _("As in the engagement")), *choices)
    told = _("In the engagement: %(value)s") % {"value": there} if there else _("Open in the engagement")
    return Field(
        f"{PREFIX}{question.id}", question.text, _KINDS[question.kind], choices, told, unit=question.unit
    )


@dataclass
class OptionForm(Form):
    """option.change with the answers that differ; `questions` are those of the offering."""

    questions: tuple[Question, ...] = ()
    present: Mapping[str, Any] = field(default_factory=dict)

    @property
    def answers(self) -> list[Drawn]:
        """The questions as fields, with the option's own answers in them."""
        kept = getattr(self.row, "answers", {})
        return [self._drawn(question, kept) for question in self.questions]

    def _drawn(self, question: Question, kept: Mapping[str, Any]) -> Drawn:
        there = self.present.get(question.id)
        made = asked(question, "" if there is None else answer_words(question, there))
        value = self.values.get(made.name, _written(kept.get(question.id)))
        return Drawn(made, value, tuple(f for f in self.findings if f.where == made.name))

    @property
    def elsewhere(self) -> list[Finding]:
        names = {f.name for f in self.fields} | {f"{PREFIX}{q.id}" for q in self.questions}
        return [finding for finding in self.findings if finding.where not in names]

    def send(self, request: HttpRequest) -> Any:
        """What the verb gave, or None; what was posted empty follows the engagement."""
        if request.method != "POST" or self.row is None:
            self.asked(request.actor)
            return None
        posted = request.POST
        as_seen(self.row, posted)
        try:
            empty = [name for name in _TERMS if not posted.get(name, "").strip()]
            names = [f.name for f in self.fields if f.name not in empty]
            given = taken(self.operation, posted, names, request.actor)
            follow = [_TERMS[name] for name in empty]
            return self.operation.function(
                request.actor, self.row, **given, follow=follow, answers=self._said(posted)
            )
        except Invalid as refused:
            ids = {question.id for question in self.questions}
            self.findings = tuple(
                replace(f, where=f"{PREFIX}{f.where}") if f.where in ids else f for f in refused.findings
            )
            self.status = 422
        except Stale as refused:
            self._met_another(request.actor, str(refused))
        self.values = self._posted(posted)
        return None

    def _said(self, posted: QueryDict) -> dict[str, Any]:
        """The answers as values; one that is empty takes the engagement's own again."""
        said = dict[str, Any]()
        for question in self.questions:
            one = QueryDict(mutable=True)
            one.setlist("value", posted.getlist(f"{PREFIX}{question.id}"))
            said[question.id] = answering.read(one, question).value
        return said

    def _posted(self, posted: QueryDict) -> dict[str, Any]:
        values = {
            f.name: posted.getlist(f.name) if f.kind == "many" else posted.get(f.name, "")
            for f in self.fields
        }
        for question in self.questions:
            name = f"{PREFIX}{question.id}"
            many = question.kind is Kind.CHOICES
            values[name] = posted.getlist(name) if many else posted.get(name, "")
        return values


def _written(value: Any) -> Any:
    """A value as its field shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else value


def judging(criteria: Iterable[Any]) -> tuple[Field, ...]:
    """The fields of a judgement."""
    judged = tuple((criterion.id, criterion.name) for criterion in criteria if criterion.judged)
    worst_to_best = {1: _("1 worst"), 5: _("5 best")}
    marks = tuple((str(mark), worst_to_best.get(mark, str(mark))) for mark in range(1, 6))
    return (
        Field("criterion", _("Criterion"), "choice", judged, required=True),
        Field("mark", _("Mark"), "choice", marks, required=True),
        Field("reason", _("Reason"), "area", wide=True, required=True, help=_("What it rests on.")),
        Field("evidence", _("Evidence"), wide=True, help=_("A call, a document, a measurement.")),
    )


def posted_weights(posted: QueryDict) -> tuple[dict[str, int], int]:
    """Criteria and weights as they were posted, and the version that was seen; Invalid where a weight is no
    whole number."""
    pairs = zip(posted.getlist("criterion"), posted.getlist("weight"), strict=False)
    found, faults = dict[str, int](), list[Finding]()
    for name, weight in pairs:
        if not name.strip() or not weight.strip():
            continue
        try:
            found[name.strip()] = int(weight)
        except ValueError:
            message, fix = _("This cannot be read."), _("Write a whole number.")
            faults.append(Finding("", 0, f"weights.{name.strip()}", "type", message, fix))
    if faults:
        raise Invalid(faults)
    return found, whole(posted, "seen")


def disagreeing() -> tuple[Field, ...]:
    return (
        Field("asked", _("The asked solution"), "area", wide=True, required=True),
        Field("why", _("Why it cannot be supported"), "area", wide=True, required=True),
    )


def steps(actor: Actor, act: str, options: Iterable[Any]) -> tuple[Field, ...]:
    """The fields of one step of a disagreement."""
    if act == "discuss":
        leaders, architects = fields.people(actor, ENGAGEMENT_MANAGERS, [Role.TECHNICAL_ARCHITECT])
        return (
            Field("held_on", _("Internal call held on"), "date", required=True),
            Field("em", _("Engagement manager who was there"), "choice", leaders, required=True),
            Field("architect", _("Architect who was there"), "choice", architects, required=True),
            Field("others", _("Who else was there")),
        )
    if act == "define":
        living = tuple((str(row.pk), f"{row.letter} {row.name}") for row in options)
        return (Field("alternative", _("The better alternative"), "choice", living, required=True),)
    everyone = tuple((str(row.pk), row.name) for row in people_of(actor))
    return (
        Field("plan", _("What the customer is told, and how"), "area", wide=True, required=True),
        Field("next_steps", _("Next steps"), "area", wide=True, required=True),
        Field("dri", _("Who speaks with the customer"), "choice", everyone, required=True),
        Field("told_on", _("Told on"), "date", required=True),
    )
