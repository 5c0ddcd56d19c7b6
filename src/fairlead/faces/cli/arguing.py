"""A statement of work of the demo firm that is argued over: it is before the customer, who asks about it, and
some of those who have to approve it have answered."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from fairlead.apps.accounts.queries import contacts as all_contacts
from fairlead.apps.agreements import actions as agreements
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.queries import awaited
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.queries import engagements as all_engagements
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.people.queries import people as all_people
from fairlead.apps.redlines import actions as redlines
from fairlead.core.actor import Actor
from fairlead.faces.cli.firm import EXAMPLES, LIMITS, PAINS, reviewed, submitted, take
from fairlead.faces.cli.rooms import Actors

GOAL = "A change to the software of a depot reaches all depots within a day."
MODEL = "offerings/cicd-pemberton.toml"
NAME = "Pipelines of the depots"
DISCOUNT, ACCEPTANCE_DAYS = Decimal("12"), 10
DAYS_TO_ANSWER = 10
QUESTION = "Who tells us which of our jobs come first, and by when do we have to have said so?"
CONDITION = "Say what a converted pipeline has to do before it counts as accepted."
OBJECTION = "Two engineers for the first wave are not free before March."
REMEDY = "Start in March, or with one engineer."


def argue(actors: Actors, examples: Path = EXAMPLES) -> None:
    """It is made for the account of the contact who can sign in; nothing where that is done."""
    ana, text = actors("ana"), (examples / MODEL).read_text(encoding="utf-8")
    account = all_contacts(ana).get(user__username="carl").account
    if all_engagements(ana, account=account).filter(name=NAME).exists():
        return
    sow = submitted(ana, _agreed(actors, account, text))
    _some_answer(actors, sow.pk)
    shared = agreements.share(ana, sow, until=timezone.localdate() + timedelta(days=DAYS_TO_ANSWER))
    redlines.ask(actors("carl"), shared, text=QUESTION)


def _agreed(actors: Actors, account: Any, text: str) -> Any:
    """The estimate, from the answers of another customer, as everyone who is asked approved it."""
    ana, terms = actors("ana"), tomllib.loads(text)["engagement"]
    staff = {person.user.username: person for person in all_people(ana)}
    opened = engagements.open_engagement(
        actors("sam"), account, name=NAME, offering=terms["offering"], em=staff["ana"]
    )
    opened = engagements.assign(ana, opened, seller=staff["sam"])
    opened = engagements.edit(ana, opened, goal=GOAL, pains=PAINS, constraints=LIMITS)
    opened = engagements.ask(ana, opened, architect=staff["theo"], note="The scoping call.")
    opened = engagements.price(ana, opened, discount=DISCOUNT, acceptance_days=ACCEPTANCE_DAYS)
    opened = engagements.move(ana, opened, action="triage", note="They know us from the move.")
    take(ana, opened, text, Path(MODEL).name, "For the pipelines it is as they said this time.")
    opened = engagements.move(ana, opened, action="draft")
    return reviewed(estimates.submit(ana, estimates.draft(ana, opened), note="Ready for your eyes."))


def _some_answer(actors: Actors, sow: int) -> None:
    """Sales approves, finance does on a condition, delivery objects; the others have not answered yet."""

    def asked_of(who: Actor, gate: str) -> Any:
        return next(one for one in awaited(who) if (one.asking.sow_id, one.gate) == (sow, gate))

    sam, fay, dan = actors("sam"), actors("fay"), actors("dan")
    approvals.approve(sam, asked_of(sam, "account-team"), note="They said so in the call of Tuesday.")
    approvals.approve_with(fay, asked_of(fay, "revenue-wording"), note=CONDITION)
    approvals.object_to(dan, asked_of(dan, "delivery-manager"), note=OBJECTION, remedy=REMEDY)
