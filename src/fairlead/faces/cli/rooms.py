"""Rooms of the demo firm in which people have sat already: workshops, a panel of experts, options.

All of it belongs to one engagement of the examples that is still being shaped, and is brought about once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fairlead.apps.options import actions as options
from fairlead.apps.options.queries import options as all_options
from fairlead.apps.people.queries import people as all_people
from fairlead.apps.rounds import actions as rounds
from fairlead.apps.rounds.queries import panels as all_panels
from fairlead.apps.workshops import actions as workshops
from fairlead.apps.workshops import capture_actions as captures
from fairlead.apps.workshops.queries import workshops as all_workshops
from fairlead.core.actor import Actor

ENGAGEMENT = "GitLab on EKS"

# Who comes beside the engagement manager: name, user (none for a guest), part, seniority.
SEATS = (
    ("", "theo", "expert", "lead"),
    ("", "dan", "scribe", "senior"),
    ("Rafael Lindqvist", "", "decider", "lead"),
    ("Ines Okonkwo", "", "expert", "senior"),
)
# What was said: who gave it a dot, the line as it was typed, and how much it has to be there.
SAID: tuple[tuple[str, str, str], ...] = (
    ("ana theo dan", "r: Pipelines survive the loss of one availability zone", "must"),
    ("ana theo", "r: Sign-on follows the platform team's Okta groups", "must"),
    ("ana dan", "r: Runner fleets scale to zero at night", "should"),
    ("dan", "r: Review apps for the bioinformatics portal", "could"),
    ("", "r: Moving the old Jenkins jobs", "wont"),
    ("", "d: The platform team owns the cluster, we own the chart values", ""),
    ("", "s: Object storage stays in the region of the cluster", ""),
    ("theo dan", "k: The EKS upgrade of February falls into our installation weeks", ""),
    ("", "a: Send the quota request for the runner fleet @ines", ""),
    ("", "q: Who may restart Gitaly at night?", ""),
)
# The panel: line, who, hours (low, likely, high) and what they rest on.
JUDGED: tuple[tuple[str, str, tuple[str, str, str], str], ...] = (
    ("installation", "theo", ("24", "32", "48"), "Chart values for zones and storage take two rounds."),
    ("installation", "dan", ("22", "30", "44"), "Three like it last year, none under 20 hours."),
    ("installation", "rita", ("26", "34", "50"), "The network policy of a genomics firm is strict."),
    ("failure-test", "theo", ("6", "8", "12"), "One zone is taken out twice, nothing else."),
    ("failure-test", "dan", ("14", "20", "30"), "Each failure found is mended and tested again."),
    ("failure-test", "rita", ("8", "11", "16"), "The platform team runs it, we watch and write."),
)
WEIGHTS = {"price": 20, "range": 10, "duration": 15, "people": 5, "risk": 15, "fit": 25, "value": 10}
FIRST, LEAN = "With everything asked for", "Their team runs it from the first day"
LEFT_OUT = ["hypercare", "advisory"]
# Marks by criterion, of the first and of the lean way, each with its reason.
MARKS = {
    "fit": (
        (5, "Every goal of the workshop is met."),
        (3, "Night duty stays with a team that is new to it."),
    ),
    "value": ((3, "Two weeks of hypercare before it is theirs."), (5, "Theirs on the day of the go-live.")),
}

Actors = Callable[[str], Actor]


def fill(engagement: Any, actors: Actors) -> None:
    """What is not there yet of the workshops, the panel and the options of this engagement."""
    ana = actors("ana")
    if not all_workshops(ana, engagement=engagement).exists():
        _held(ana, engagement, actors)
        _to_come(ana, engagement)
    if not all_panels(ana, engagement=engagement).exists():
        _panel(ana, engagement, actors)
    if not all_options(ana, engagement=engagement).exists():
        _options(ana, engagement)


def _held(ana: Actor, engagement: Any, actors: Actors) -> None:
    """A workshop that was led to its end and has landed in scope, log and roadmap."""
    staff = {person.user.username: person for person in all_people(ana)}
    held = workshops.plan(
        ana, engagement, method="requirements", day=timezone.localdate(), time="09:00", zone="UTC",
        title="What the cluster has to carry", purpose="Agree what must hold on the first day.",
    )  # fmt: skip
    for name, user, part, seniority in SEATS:
        workshops.add_participant(
            ana, held, person=staff.get(user), name=name, part=part, seniority=seniority
        )
    held = workshops.start(ana, held)
    for voters, said, moscow in SAID:
        capture = captures.add(actors("dan"), held, text=said)
        if moscow:
            capture = captures.edit(ana, capture, moscow=moscow)
        for voter in voters.split():
            captures.cast(actors(voter), capture, dots=1)
    held = workshops.close(ana, held)
    captures.land(ana, held, dry_run=False)


def _to_come(ana: Actor, engagement: Any) -> None:
    """The next one, to be led live."""
    workshops.plan(
        ana, engagement, method="premortem", day=timezone.localdate() + timedelta(days=5), time="14:00",
        zone="UTC", title="What could turn the go-live over", purpose="Find it before it finds us.",
    )  # fmt: skip


def _panel(ana: Actor, engagement: Any, actors: Actors) -> None:
    """Three experts have judged two lines unseen; on one of them they are far apart."""
    staff = {person.user.username: person.pk for person in all_people(ana)}
    lines = list(dict.fromkeys(line for line, *_ in JUDGED))
    experts = [staff[user] for user in dict.fromkeys(user for _, user, *_ in JUDGED)]
    panel = rounds.open_panel(
        ana, engagement, title="Installation and failure test", experts=experts, lines=lines
    )
    for line, user, hours, reason in JUDGED:
        low, likely, high = map(Decimal, hours)
        rounds.give(actors(user), panel, line=line, low=low, likely=likely, high=high, reason=reason)
    rounds.reveal(ana, panel)


def _options(ana: Actor, engagement: Any) -> None:
    """Two ways to do it, weighed against each other; one is recommended."""
    options.weigh(ana, engagement, weights=WEIGHTS)
    whole = options.open_option(
        ana, engagement, name=FIRST, idea="Hypercare and advice until their own people have seen one release."
    )
    lean = options.open_option(
        ana, engagement, name=LEAN, idea="No hypercare, no advisory days: the platform team is strong.",
        left_out=LEFT_OUT,
    )  # fmt: skip
    _scored(ana, whole, 0)
    options.recommend(ana, _scored(ana, lean, 1), note="The team has run the chart before.")


def _scored(ana: Actor, option: Any, place: int) -> Any:
    for criterion, marks in MARKS.items():
        mark, reason = marks[place]
        option = options.score(ana, option, criterion=criterion, mark=mark, reason=reason)
    return options.estimate(ana, option)
