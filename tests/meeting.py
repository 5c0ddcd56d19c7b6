"""A workshop of the firm, as far along as a test wants it, and a log with one of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from fairlead.apps.risks import actions as risks
from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.workshops import actions
from fairlead.apps.workshops.models import AgendaItem, Capture, Participant, Vote, Workshop
from fairlead.core.rows import Row
from tests import cast
from tests.replay import replayed

DAY = date(2026, 12, 3)


@replayed
def planned(firm: cast.Firm, method: str = "requirements", **more: Any) -> Workshop:
    """Planned by Ana, with Theo and the customer on the list."""
    ana = cast.actor("ana")
    workshop = actions.plan(
        ana, firm.engagement, method=method, day=DAY, time="14:30", zone="Europe/Berlin",
        title="What they need", purpose="A list that all would sign.", **more,
    )  # fmt: skip
    actions.add_participant(ana, workshop, person=cast.person("theo"), part="expert", seniority="lead")
    actions.add_participant(ana, workshop, contact=firm.contact, part="decider", seniority="executive")
    actions.add_participant(ana, workshop, name="Gus Guest", part="guest")
    return Workshop.objects.get(pk=workshop.pk)


@replayed
def running(firm: cast.Firm, method: str = "requirements") -> Workshop:
    return actions.start(cast.actor("ana"), planned(firm, method))


@replayed
def closed(firm: cast.Firm) -> Workshop:
    return actions.close(cast.actor("ana"), running(firm))


def captured(workshop: Workshop, text: str = "r: Single sign-on for everyone", **more: Any) -> Capture:
    return actions.capture(cast.actor("ana"), workshop, text=text, **more)


def seat(workshop: Workshop, name: str) -> Participant:
    return Participant.objects.get(workshop=workshop, name__startswith=name)


def raised(firm: cast.Firm, kind: str = "risk", title: str = "Cutover slips", **more: Any) -> Entry:
    return risks.raise_entry(cast.actor("ana"), firm.engagement, kind=kind, title=title, **more)


def on_roadmap(firm: cast.Firm, title: str = "Runners", **more: Any) -> RoadmapItem:
    return risks.add(cast.actor("ana"), firm.engagement, title=title, **more)


@replayed
def rows(firm: cast.Firm) -> dict[str, Row]:
    """One row of every noun of the two rooms, by noun; the workshop is running."""
    workshop = Workshop.objects.filter(state="running").first() or running(firm)
    capture = Capture.objects.filter(workshop=workshop).first() or captured(workshop)
    vote = Vote.objects.filter(capture=capture).first() or actions.cast(cast.actor("ana"), capture, dots=1)
    return {
        "workshop": workshop,
        "agenda": AgendaItem.objects.filter(workshop=workshop).first(),
        "participant": seat(workshop, "Theo"),
        "capture": capture,
        "vote": vote,
        "entry": Entry.objects.first() or raised(firm),
        "roadmap": RoadmapItem.objects.first() or on_roadmap(firm),
    }
