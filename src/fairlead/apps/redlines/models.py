"""Tables of redlines."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.agreements.models import Sow
from fairlead.apps.redlines.states import MARKUP, REDLINE
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet

KINDS = (
    ("changed", "Changed"),
    ("deleted", "Deleted"),
    ("moved", "Moved"),
    ("added", "Text outside of the clauses"),
    ("commented", "Commented on"),
    ("foreign", "Text of another document"),
)
# Why text cannot be taken over at all.
FIXED = (
    ("estimate", "Its figures come from the estimate"),
    ("record", "It comes from the record"),
    ("cover", "The front page comes from the record"),
    ("signatures", "The signature block stays as it is"),
    ("long", "It is too long for a clause"),
    ("nothing", "Nothing of it is left to take"),
)


# How it came: a file that the firm was sent, or what a contact of the customer gave in here themselves.
FIRM, COPY, QUESTION = "firm", "copy", "question"
ORIGINS = (
    (FIRM, "Taken back by the firm"),
    (COPY, "Returned by the customer"),
    (QUESTION, "Asked by the customer"),
)
THEIRS = (COPY, QUESTION)


class FirmSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """What was found in it, and what we make of it before we answer, stays inside the firm."""
        return self.all() if actor.has_any(ENGAGEMENT_ROLES) else self.none()


class MarkupSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """The firm sees all of it; a customer that there is what their own people gave in here."""
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        if actor.has(Role.CUSTOMER_CONTACT):
            return self.filter(origin__in=THEIRS, sow__engagement__account_id__in=actor.accounts)
        return self.none()


class Markup(Row):
    """One Word file that came back, or one question of the customer's, which is a copy with nothing in it but
    one comment: from whom, of which version, what was found in it as a whole.

    sow: the version that it is held against. findings: what a person must be told of it, each with the id
    of the change that it is about, or "". settled: the version that was made with what was answered.
    """

    noun = "markup"
    sealed = frozenset({"findings"})

    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    state = state_field(MARKUP)
    origin = models.CharField(max_length=10, choices=ORIGINS, default=FIRM, editable=False)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True, blank=True)
    sender = models.CharField("who sent it", max_length=200, blank=True)
    given_in_by = models.CharField(max_length=200, editable=False)
    manifest = models.CharField(max_length=64, blank=True, editable=False)
    # Of the clauses that were sent, how many were found: 0 to 1.
    share = models.FloatField(default=0, editable=False)
    tally = models.JSONField(default=dict, blank=True, editable=False)
    findings = models.JSONField(default=list, blank=True, editable=False)
    settled = models.ForeignKey(Sow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_by = models.CharField(max_length=200, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MarkupSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(MARKUP, "markup_state"),
            models.CheckConstraint(
                condition=~models.Q(state="settled") | models.Q(settled_at__isnull=False),
                name="a_settled_markup_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread(self) -> str:
        return f"engagement:{self.sow.engagement_id}"

    @property
    def is_question(self) -> bool:
        return bool(self.origin == QUESTION)


class Original(Row):
    """The bytes as they came; the database refuses to change or delete them."""

    noun = "original"
    sealed = frozenset({"content"})

    markup = models.OneToOneField(Markup, on_delete=models.PROTECT, related_name="original")
    content = models.BinaryField()

    objects = FirmSet.as_manager()

    def __str__(self) -> str:
        return self.markup.name

    @property
    def thread(self) -> str:
        return self.markup.thread


class Redline(Row):
    """One change that they made, and what we answer.

    clause: its id, or that of a passage or comment ("@added-1"). pieces: [[kind, text, author, at, tracked]];
    comments: [{id, author, at, text, anchor, resolved, reply_to}]; figures: [[row, column, sent, wanted]].
    wording, wanted_title: what they want as practice text. after: the clause that it now follows, or where a
    passage stands. found, likeness: how the clause was found again.
    owner: who answers for the words; role: who may accept these, "" for whoever negotiates; variant: the
    wording of the practice that they are. fixed: why text cannot be taken over, a key of FIXED.
    cautions: figures of it that are not the record's, [{code, severity, message, fix}]. sources: where what
    it says is set, the likeliest first (engines/redlines/sources.py); () where words alone are at stake.
    answer, answer_title: our counter-wording, or what we offer at its source in place of what they want;
    note: the reason that goes with an answer; on: the newest version when it was given. replies: [{by, name,
    at, text, comment, inside}]; what is not said to stay inside the firm is in our answer to the customer.
    """

    noun = "redline"
    sealed = frozenset({"pieces", "comments", "before", "wanted", "wording", "cautions"})
    born_with = "markup"

    markup = models.ForeignKey(Markup, on_delete=models.PROTECT, related_name="redlines")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    state = state_field(REDLINE)
    clause = models.CharField(max_length=200)
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=500, blank=True)
    before = models.TextField(blank=True)
    wanted = models.TextField(blank=True)
    wording = models.TextField(blank=True)
    wanted_title = models.CharField(max_length=500, blank=True)
    moved = models.BooleanField(default=False)
    after = models.CharField(max_length=200, blank=True)
    pieces = models.JSONField(default=list, blank=True)
    comments = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=list, blank=True)
    authors = models.JSONField(default=list, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    silent = models.BooleanField(default=False)
    found = models.CharField(max_length=10, blank=True)
    likeness = models.FloatField(default=1)
    owner = models.CharField(max_length=10, blank=True)
    role = models.SlugField(max_length=40, blank=True)
    variant = models.SlugField(max_length=80, blank=True)
    fixed = models.CharField(max_length=12, choices=FIXED, blank=True)
    cautions = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)
    answer = models.TextField(blank=True, max_length=20_000)
    answer_title = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True, max_length=4000)
    by = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    on = models.ForeignKey(Sow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replies = models.JSONField(default=list, blank=True)

    objects = FirmSet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["markup", "place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(REDLINE, "redline_state"),
            models.UniqueConstraint(fields=["markup", "place"], name="redlines_in_order"),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(at__isnull=False),
                name="an_answered_redline_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.clause

    @property
    def thread(self) -> str:
        return self.markup.thread
