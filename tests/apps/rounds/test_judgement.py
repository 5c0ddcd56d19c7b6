"""judgement.give: the experts of the panel, in their round, and nobody else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.rounds import actions
from fairlead.apps.rounds.models import Judgement
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.models import AuditEntry
from tests import cast

SAID = {"low": Decimal(8), "likely": Decimal(10), "high": Decimal(15), "reason": "Did it twice."}


def test_an_expert_judges_a_line_and_one_line_is_written(panel, theo):
    with cast.records("judgement.give") as lines:
        row = actions.give(theo, panel, line="kickoff", **SAID)
    assert (row.round, row.likely, row.person.name) == (1, 10, "Theo Lindqvist")
    assert lines[0].thread == f"panel:{panel.pk}"


def test_given_again_in_the_round_it_replaces_what_was_said(panel, theo):
    actions.give(theo, panel, line="kickoff", **SAID)
    with cast.records("judgement.give"):
        actions.give(theo, panel, line="kickoff", **{**SAID, "likely": Decimal(12)})
    assert [row.likely for row in Judgement.objects.all()] == [12]


@pytest.mark.parametrize("who", ["ana", "dora", "sam", "rita"])
def test_who_is_not_asked_does_not_judge(who, panel):
    with cast.refused(Forbidden, match="Only the experts"):
        actions.give(cast.actor(who), panel, line="kickoff", **SAID)


def test_nobody_judges_after_the_round_is_revealed(revealed, theo):
    with cast.refused(WrongTime, match="stays as it is"):
        actions.give(theo, revealed, line="kickoff", **SAID)


def test_a_stranger_finds_no_panel_to_judge(panel, max):
    with cast.refused((Missing, Forbidden)):
        actions.give(max, panel, line="kickoff", **SAID)


def test_everything_wrong_is_said_at_once(panel, theo):
    with cast.refused(Invalid) as caught:
        actions.give(
            theo, panel, line="lunch", low=Decimal(20), likely=Decimal(10), high=Decimal(15), reason=" "
        )
    assert [f.where for f in caught.value.findings] == ["likely", "reason", "line"]
    assert not AuditEntry.objects.filter(verb="judgement.give").exists()
