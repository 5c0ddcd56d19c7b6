"""Tables of agreements."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from fairlead.apps.agreements.states import SOW
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import STANDING
from fairlead.apps.estimates.models import Estimate
from fairlead.core.actor import Actor
from fairlead.core.models import state_check, state_field
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, RowSet

KINDS = (
    ("sow.pdf", "Statement of work, PDF"),
    ("sow.docx", "Statement of work, Word"),
    ("proposal.pdf", "Proposal, PDF"),
    ("estimate.xlsx", "Estimate, workbook"),
    ("result.json", "Result with its lock"),
)

# Papers that show standard cost and margin.
COST_KINDS = ("estimate.xlsx", "result.json")

# What a change proposes, or proposed in vain: it does not stand, or never stood.
PROPOSALS = ("proposed", "signed", "replaced", "retracted")

# What may be put before the customer: what stands, and what a change proposes.
SHARED = ("drawn-up", "proposed")


class SowSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        """A customer sees a SOW once it is put before them or approved for signature; for good after that."""
        if actor.has_any(ENGAGEMENT_ROLES):
            return self.all()
        if actor.has(Role.CUSTOMER_CONTACT):
            held = models.Q(engagement__state="on-hold", engagement__held_from__in=STANDING)
            stands = models.Q(state="drawn-up") & (held | models.Q(engagement__state__in=STANDING))
            shared = models.Q(shared_at__isnull=False, state__in=("signed", *SHARED))
            shown = stands | (shared & ~models.Q(engagement__state="closed-lost"))
            return self.filter(shown, engagement__account_id__in=actor.accounts)
        return self.none()

    def stood(self) -> Self:
        """Those that stand or stood at some time; not what a change proposes, or proposed in vain."""
        return self.exclude(state__in=PROPOSALS)

    def beside(self, sow: Sow) -> Self:
        """The versions of one statement of work: those of the same proposal, else all that ever stood."""
        rows = self.filter(engagement=sow.engagement_id)
        return rows.filter(amends=sow.amends) if sow.is_proposal else rows.stood()


class Sow(Row):
    """One version of the statement of work of an engagement.

    wordings: what was agreed with the customer in place of the practice's words, one `Amendment` a clause;
    lost: what of it could not be kept in this version, and why; said: its clauses and scope terms as they
    read with it, empty where nothing was agreed and the estimate's own stand.

    amends: which one it amends, and by what, as it is printed: "SOW-7-1 by CO-7-1"; "" where it amends none.

    shared_at, shared_by: when it was put before the customer, and by whom; reply_by: by when we ask for
    their answer, if we said so; agreed: who of them agrees to it as it stands, a thread as of `core/talk.py`.
    """

    noun = "sow"
    sealed = frozenset({"wordings", "lost", "said", "amends"})

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    estimate = models.ForeignKey(Estimate, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = state_field(SOW)
    title = models.CharField(max_length=300)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    amends = models.CharField(max_length=80, blank=True, editable=False)
    manifest = models.CharField(max_length=64)
    drawn_by = models.BigIntegerField(null=True)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    shared_by = models.CharField(max_length=200, blank=True, editable=False)
    reply_by = models.DateField("answer asked for by", null=True, blank=True)
    agreed = models.JSONField(default=list, blank=True, editable=False)
    wordings = models.JSONField(default=list, blank=True, editable=False)
    lost = models.JSONField(default=list, blank=True, editable=False)
    said = models.JSONField(default=dict, blank=True, editable=False)
    # The versions of what computed and drew it; empty for what was drawn before they were kept.
    toolchain = models.JSONField(default=dict, blank=True, editable=False)

    objects = SowSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_check(SOW, "sow_state"),
            models.UniqueConstraint(fields=["engagement", "number"], name="sow_numbers_count_up"),
            models.UniqueConstraint(
                fields=["engagement"], condition=models.Q(state="drawn-up"), name="one_living_sow"
            ),
            models.UniqueConstraint(
                fields=["engagement", "amends"],
                condition=models.Q(state__in=("proposed", "signed")),
                name="one_proposal_a_change",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """The number that is printed in its papers, like SOW-7-2."""
        return str(self.title).split()[0]

    @property
    def base(self) -> str:
        """The number of the one that it amends, "" where it amends none."""
        return str(self.amends).partition(" ")[0]

    @property
    def is_proposal(self) -> bool:
        """Whether a change proposes it, or proposed it in vain."""
        return self.state in PROPOSALS

    @property
    def thread(self) -> str:
        return f"engagement:{self.engagement_id}"


class PaperSet(RowSet):
    def visible_to(self, actor: Actor) -> Self:
        rows = self.filter(sow__in=Sow.objects.visible_to(actor))
        return rows if actor.has_any(ENGAGEMENT_ROLES) else rows.exclude(kind__in=COST_KINDS)


class Paper(Row):
    """One file made from a SOW, kept as it was made."""

    noun = "paper"
    sealed = frozenset({"content"})

    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = PaperSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sow", "kind"], name="one_paper_a_kind"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def thread(self) -> str:
        return f"engagement:{self.sow.engagement_id}"
