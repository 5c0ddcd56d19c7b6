"""Tables of approvals."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals.states import ASKING, OPEN_POINTS, PASSED, POINT, REVIEW
from fairlead.apps.engagements.states import STANDING
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet
from fairlead.engines.agreeing.steps import Standing

KINDS = (("condition", "Condition"), ("objection", "Objection"))


class InsideSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """Who agrees and who does not stays inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class AskingSet(InsideSet):
    def up(self) -> Self:
        """Those that are answered now: of a SOW in a column for it, or of what a change proposes."""
        columns = ("ready-for-approval", "approved")
        stands = models.Q(sow__state="drawn-up", sow__engagement__state__in=columns)
        proposed = models.Q(sow__state="proposed", sow__engagement__state__in=STANDING)
        return self.filter(stands | proposed, state="open")


class Asking(Row):
    """One asking for the approvals of a version: who asked, and what the document said, topic by topic.

    statement: {"salt", "topics"}; sealed, for it holds cost, and so are the digests made from it.
    """

    noun = "asking"
    sealed = frozenset({"statement"})

    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    state = state_field(ASKING)
    statement = models.JSONField()
    # Gates of the practice that this version does not need: [{id, name}].
    skipped = models.JSONField(default=list, blank=True)
    asked_by = models.BigIntegerField(null=True)
    asked_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()

    objects = AskingSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(ASKING, "asking_state"),
            models.UniqueConstraint(
                fields=["sow"], condition=models.Q(state="open"), name="one_open_asking_a_sow"
            ),
        ]

    def __str__(self) -> str:
        return str(self.sow)

    @property
    def thread(self) -> str:
        return f"engagement:{self.sow.engagement_id}"


class Review(Row):
    """One step of an asking: what is asked of whom, and where they stand.

    by, at, note: the last answer, and digests, by topic, what it vouched for on the version `given_on`.
    was: what that answer was, while it does not hold and is asked again. reopened: what changed since,
    [{topic, key, label, old, new}]; sealed, for it may hold cost. why: what else asks again, in sentences.
    """

    noun = "review"
    sealed = frozenset({"digests", "reopened"})
    derived = frozenset({"reminded"})
    born_with = "asking"

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="+")
    gate = models.SlugField(max_length=80)
    name = models.CharField(max_length=300)
    role = models.SlugField(max_length=40)
    stage = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    due_days = models.PositiveSmallIntegerField(default=0)
    vouches = models.JSONField(default=list)
    after = models.JSONField(default=list, blank=True)
    overrule = models.SlugField(max_length=40, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    state = state_field(REVIEW)
    # Who is asked alone, once it was handed on.
    holder = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    instead_of = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=4000)
    digests = models.JSONField(default=dict, blank=True)
    given_on = models.ForeignKey(Asking, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was = models.CharField(max_length=20, blank=True)
    reopened = models.JSONField(default=list, blank=True)
    why = models.JSONField(default=list, blank=True)
    # How far reminding has come (engines/agreeing/reminding.py).
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(REVIEW, "review_state"),
            models.UniqueConstraint(fields=["asking", "gate"], name="one_review_a_gate"),
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "handed-on")) | models.Q(at__isnull=False),
                name="an_answer_has_its_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["asking"], name="review_waits", condition=models.Q(state__in=("waiting", "handed-on"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.asking.sow.engagement_id}"

    @property
    def is_signature(self) -> bool:
        """Whether it is answered by signing; a stamp of Legal's is no signature."""
        return bool(self.stage == "signature" and self.role != Role.LEGAL.value)

    @property
    def standing(self) -> Standing:
        """How far it is, as the engine takes it."""
        passed: datetime | None = self.at if self.state in PASSED else None
        return Standing(self.gate, self.stage, tuple(self.after), passed)


class Point(Row):
    """A condition or an objection: what it is, what would change its author's mind, and what came of it.

    about: the clause or figure of the statement that it is about ("clause.acceptance", "price.total"), and
    title, what that was called; "" for the whole.
    """

    noun = "point"
    derived = frozenset({"reminded"})

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=10, choices=KINDS)
    state = state_field(POINT)
    about = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=2000)
    remedy = models.TextField("what would change their mind", max_length=2000, blank=True)
    author = models.BigIntegerField()
    author_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    # How far reminding has come of whoever is to speak next.
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)
    # What was answered: [{by, name, at, text}].
    answers = models.JSONField(default=list, blank=True)
    closed_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_note = models.TextField(max_length=2000, blank=True)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(POINT, "point_state"),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN_POINTS) | models.Q(closed_at__isnull=False),
                name="a_closed_point_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def since(self) -> datetime:
        """Since when whoever is to speak next has been: since it was raised, or answered last."""
        made: datetime = self.made_at
        return datetime.fromisoformat(self.answers[-1]["at"]) if self.answers else made

    @property
    def thread(self) -> str:
        return f"engagement:{self.review.asking.sow.engagement_id}"


class Delegation(Row):
    """Somebody is away, and another answers in their place: from the first day to before the last."""

    noun = "delegation"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    end = models.DateField()
    note = models.CharField(max_length=400, blank=True)

    objects = InsideSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Ended before it began, it never held.
            models.CheckConstraint(
                condition=models.Q(start__lte=models.F("end")), name="delegation_in_order"
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("to")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person} -> {self.to}"

    @property
    def thread(self) -> str:
        return f"person:{self.person_id}"
