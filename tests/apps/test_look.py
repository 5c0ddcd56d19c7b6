"""Every paper of every room has the firm's own look, and never that of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest

from fairlead.apps.changes import queries as changes
from fairlead.apps.handover import actions as handing
from fairlead.apps.handover import queries as handover
from fairlead.apps.signing import bridge as signing
from fairlead.apps.signing.models import Sending, Signature
from fairlead.apps.workshops import queries as workshops
from fairlead.engines.brand import Brand
from fairlead.engines.documents.tree import Document
from tests import cast, meeting

Draw = Callable[[], object]

LOOK = Brand(accent="#7a1f5c", ink="#101010")


def change_order(firm: cast.Firm) -> Draw:
    cast.signable(firm)
    change = cast.changed(firm)
    return lambda: changes.paper(cast.actor("ana"), change)


def hand_over(firm: cast.Firm) -> Draw:
    handed = handing.hand(cast.actor("ana"), cast.signable(firm))
    return lambda: handover.paper(cast.actor("ana"), handed)


def minutes(firm: cast.Firm) -> Draw:
    running = meeting.running(firm)
    return lambda: workshops.minutes(cast.actor("ana"), running)


def certificate(firm: cast.Firm) -> Draw:
    cast.signable(firm)
    sending = Sending.objects.get(pk=cast.signed(firm.engagement).pk)
    given = list(Signature.objects.filter(sending=sending))
    return lambda: signing.certificate_of(sending, given, 1, "0" * 64)


@pytest.mark.parametrize(
    ("room", "named", "pen", "made"),
    [
        (changes, "practice_of", "DRAWERS", change_order),
        (handover, "practice_of", "DRAWERS", hand_over),
        (workshops, "practice_of", "_WRITERS", minutes),
        (signing, "practice_behind", "pdf", certificate),
    ],
)
def test_a_paper_is_drawn_in_the_look_of_the_firm(
    room: ModuleType, named: str, pen: str, made: Callable[[cast.Firm], Draw], firm, monkeypatch
):
    drawn = []

    def draw(document: Document) -> bytes:
        drawn.append(document.meta.brand)
        return b""

    again, plain = made(firm), getattr(room, named)
    monkeypatch.setattr(room, named, lambda key: replace(plain(key), brand=LOOK))
    monkeypatch.setattr(room, pen, draw if pen == "pdf" else {"pdf": draw})
    again()
    assert drawn == [LOOK]
