"""On a closed engagement no estimate is sent, taken back, approved or returned: its rules say so."""

from __future__ import annotations

import pytest

from fairlead.apps.estimates import actions
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import WrongTime
from fairlead.core.verbs import possible
from tests import cast


@pytest.mark.parametrize(
    ("who", "make", "verb"),
    [
        ("ana", cast.drawn_up, actions.submit),
        ("ana", cast.in_review, actions.withdraw),
        ("theo", cast.in_review, actions.approve),
        ("theo", cast.in_review, lambda actor, row: actions.send_back(actor, row, note="Because")),
    ],
)
def test_nothing_is_done_with_its_estimate(who, make, verb, firm, request):
    actor = request.getfixturevalue(who)
    estimate = make(firm)
    cast.moved(firm.engagement, "lose")
    estimate = Estimate.objects.get(pk=estimate.pk)
    with cast.refused(WrongTime, "closed lost"):
        verb(actor, estimate)
    assert None not in possible(actor, estimate).values()
