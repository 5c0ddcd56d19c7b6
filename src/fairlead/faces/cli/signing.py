"""Signatures of the demo firm: who signs, the stamp, what is out, and both hands on it."""

from __future__ import annotations

from typing import Any

from fairlead.apps.agreements.queries import sows as all_sows
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.queries import awaited
from fairlead.apps.people.queries import people as all_people
from fairlead.apps.signing import actions as signing
from fairlead.apps.signing.keys import held
from fairlead.apps.signing.queries import signatories, signatures
from fairlead.core.actor import Actor
from fairlead.faces.cli.rooms import Actors

CUSTOMER = "Grace Hall"
AGENT = "Fairlead demo"


def _here(who: Actor) -> Actor:
    """Whoever signs does so from somewhere, and that stands on the certificate."""
    return who.seen("127.0.0.1", AGENT)


def send(actors: Actors, sow: Any) -> Any:
    """Both sides have somebody who signs, Legal stamps, and it goes out."""
    ana, lea = actors("ana"), actors("lea")
    if not signatories(ana, engagement=sow.engagement).exists():
        _name(actors, sow.engagement)
    for review in awaited(lea):
        if review.asking.sow_id == sow.pk:
            approvals.approve(lea, review, note="Stamped.")
    return signing.send(ana, all_sows(ana).get(pk=sow.pk))


def _name(actors: Actors, engagement: Any) -> None:
    ana = actors("ana")
    signing.name(
        ana, engagement, side="customer", name=CUSTOMER, title="VP Engineering",
        email="grace@customer.example",
    )  # fmt: skip
    fay = all_people(ana).get(user__username="fay")
    signing.name(ana, engagement, side="firm", person=fay, evidence="Signing policy, 2 February 2026")


def standing(actors: Actors, engagement: int) -> Any:
    """The SOW of an engagement that stands."""
    return all_sows(actors("ana")).get(engagement=engagement, state="drawn-up")


def sign_firm(actors: Actors, sending: Any) -> None:
    """Finance signs for the firm, signed in."""
    row = signatures(actors("ana"), sending=sending).get(side="firm")
    signing.give(_here(actors("fay")), row, sha256=sending.sha256, name=row.name, agree=True)


def sign_all(actors: Actors, engagement: int) -> None:
    """Everyone signs: the engagement may be won."""
    ana, sending = actors("ana"), send(actors, standing(actors, engagement))
    sign_firm(actors, sending)
    issued = signing.link(ana, signatures(ana, sending=sending).get(side="customer"))
    row, grace = held(issued.secret)
    signing.give(_here(grace), row, sha256=sending.sha256, name=row.name, agree=True)
