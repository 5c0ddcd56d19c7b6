"""The head of every page of an engagement: its facts, where it stands, what may happen next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.apps.agreements.queries import SowCard, sow_card, sows
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.comments.queries import commented
from fairlead.apps.engagements import rules
from fairlead.apps.engagements.queries import EngagementCard, engagement_card, engagements
from fairlead.apps.engagements.states import ENGAGEMENT, STANDING
from fairlead.apps.estimates.queries import EstimateCard, estimate_card, estimates
from fairlead.apps.options.queries import heeding
from fairlead.apps.pens.queries import with_holders
from fairlead.core.actor import Actor
from fairlead.core.errors import Missing, WrongTime
from fairlead.core.roles import COST_ROLES, ENGAGEMENT_ROLES

# Moves that leave the straight line; they stand in a menu of their own.
ASIDE = ("hold", "lose", "rework")
NOTED = {"lose": "required", "hold": "optional", "rework": "optional"}
CLOSES = {"win": "won", "lose": "lost"}


# The pages of a stage, by the names of their addresses, in the order of work; then those beside the spine.
WITHIN = (
    (
        "discover",
        (
            ("discover", gettext_lazy("Questions")),
            ("intake", gettext_lazy("Import")),
            ("links", gettext_lazy("Customer")),
            ("meeting", gettext_lazy("Meeting")),
            ("workshops", gettext_lazy("Workshops")),
        ),
    ),
    (
        "estimate",
        (
            ("estimate", gettext_lazy("Lines")),
            ("options", gettext_lazy("Options")),
            ("rounds", gettext_lazy("Experts")),
            ("similar", gettext_lazy("Similar")),
            ("actuals", gettext_lazy("Actuals")),
        ),
    ),
    (
        "agree",
        (
            ("agree", gettext_lazy("Papers")),
            ("wording", gettext_lazy("Wording")),
            ("sources", gettext_lazy("Sources")),
            ("versions", gettext_lazy("Versions")),
            ("audiences", gettext_lazy("Audiences")),
            ("markups", gettext_lazy("Returned")),
            ("order", gettext_lazy("Booking")),
            ("handover", gettext_lazy("Hand-over")),
            ("changes", gettext_lazy("Changes")),
        ),
    ),
)
BESIDE = (
    ("comments", gettext_lazy("Comments")),
    ("risks", gettext_lazy("RAID")),
    ("clocks", gettext_lazy("Clocks")),
    ("activity", gettext_lazy("Activity")),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A move of the board as a button. `blocked` says why it waits; "" when it can be done now.

    note: "optional" or "required"; with `reasons` one of them is chosen, and the note says more.
    """

    action: str
    label: str
    note: str
    aside: bool
    blocked: str
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One ring of the spine. standing: "done", "now" or "ahead"."""

    id: str
    label: str
    url: str
    standing: str
    word: str


@dataclass(frozen=True, slots=True)
class Head:
    """What every tab of an engagement shows above itself."""

    row: Any
    card: EngagementCard
    steps: tuple[Step, ...]
    stages: tuple[Stage, ...]
    newest: EstimateCard | None
    estimate: Any
    sow: SowCard | None
    inside: bool
    costs: bool
    beside: tuple[tuple[str, Any], ...] = BESIDE

    @property
    def agreed(self) -> SowCard | None:
        """The statement of work that was approved for signature or sold; its total is the price."""
        stands = self.card.state in STANDING and self.sow is not None and self.sow.state == "drawn-up"
        return self.sow if stands else None


def stage_of(tab: str) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """The stage that a page belongs to and all pages of that stage; none for a page beside the spine."""
    return next(((stage, pages) for stage, pages in WITHIN if tab in dict(pages)), ("", ()))


def engagement_row(actor: Actor, pk: int) -> Any:
    """The engagement with its account, practice and people, in one query; for the firm alone."""
    return _row(actor, pk, actor.has_any(ENGAGEMENT_ROLES))


def _row(actor: Actor, pk: int, allowed: bool) -> Any:
    rows = commented(actor, heeding(actor, with_holders(engagements(actor))))
    row = rows.filter(pk=pk).first() if allowed else None
    if row is None:
        raise Missing(_("There is no engagement %(pk)d.") % {"pk": pk})
    return row


def head_of(actor: Actor, pk: int, *, customers: bool = False) -> Head:
    """The engagement, its newest estimate and its newest statement of work: three queries.

    customers: whether the page is for the engagement's customers as well; to them other pages are missing.
    """
    inside = actor.has_any(ENGAGEMENT_ROLES)
    row = _row(actor, pk, inside or customers)
    card = engagement_card(actor, row)
    estimate = estimates(actor, engagement=row).original().first()
    newest = estimate_card(actor, estimate) if estimate else None
    paper = sows(actor, engagement=row).stood().first()
    sow = sow_card(actor, paper) if paper else None
    return Head(
        row, card, steps(actor, row), _stages(row, newest, sow) if inside else (), newest, estimate, sow,
        inside, actor.has_any(COST_ROLES),
    )  # fmt: skip


def steps(actor: Actor, row: Any) -> tuple[Step, ...]:
    """The moves of its column that this actor may make, now or in time; asked of a row or of its card."""
    found = []
    for move in ENGAGEMENT.moves_from(row.state):
        refused = rules.move(move.action)(actor, row)
        if refused is None or isinstance(refused, WrongTime):
            why = reasons_of(row, move.action)
            note = "optional" if why else NOTED.get(move.action, "")
            found.append(Step(move.action, move.label, note, move.action in ASIDE, str(refused or ""), why))
    return tuple(found)


def reasons_of(row: Any, action: str) -> tuple[tuple[str, str], ...]:
    """The reasons that the practice knows for closing it so; of a row or of its card."""
    if action not in CLOSES:
        return ()
    practice = practice_of(getattr(row, "practice_id", None) or row.practice)
    return tuple((one.id, one.name) for one in practice.reasons if one.of == CLOSES[action])


def _stages(row: Any, estimate: EstimateCard | None, sow: SowCard | None) -> tuple[Stage, ...]:
    signed = rules.is_signed(row)
    approved = estimate is not None and estimate.state == "approved"
    words = (
        _("Questions and answers"),
        f"v{estimate.number} · {estimate.state_label}" if estimate else _("Not drawn up yet"),
        f"v{sow.number} · {_stands(row, sow)}" if sow else _("No papers yet"),
    )
    done = (estimate is not None, approved, signed)
    labels = (("discover", _("Discover")), ("estimate", _("Estimate")), ("agree", _("Agree")))
    now = next((place for place, is_done in enumerate(done) if not is_done), len(done))
    return tuple(
        Stage(name, label, reverse(name, args=[row.pk]), _standing(place, now), words[place])
        for place, (name, label) in enumerate(labels)
    )


def _stands(row: Any, sow: SowCard) -> str:
    """How the newest statement of work stands: signed, booked, or where its approval has come to."""
    if rules.is_signed(row):
        return str(row.get_sow_state_display())
    asked = row.state in ("ready-for-approval", "approved") and sow.state == "drawn-up"
    return ENGAGEMENT.state(row.state).label if asked else sow.state_label


def _standing(place: int, now: int) -> str:
    return "done" if place < now else "now" if place == now else "ahead"
