"""panel.open, reveal, again, cancel, close: who may, when, and what is left when they may not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.desk.models import Notice
from fairlead.apps.engagements.queries import feed
from fairlead.apps.rounds import actions, queries
from fairlead.apps.rounds.models import Judgement, Panel
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from tests import cast
from tests.apps.rounds.asking import LINES, TITLE, asked

THEO, CORA = ("theo", "cora")


def state(panel: Panel) -> str:
    return Panel.objects.get(pk=panel.pk).state


def opened(who, firm, **changed):
    cast.answered(firm)
    given = {
        "title": TITLE, "experts": [cast.person(n).pk for n in (THEO, CORA)], "lines": list(LINES), **changed,
    }  # fmt: skip
    return actions.open_panel(who, firm.engagement, **given)


def test_experts_are_asked_about_lines_without_their_hours(firm):
    panel = asked(firm, THEO, CORA)
    assert [line["id"] for line in panel.lines] == list(LINES)
    assert {"id", "phase", "name", "description"} == set(panel.lines[0])
    assert (panel.state, panel.round, panel.asked) == ("judging", 1, list(LINES))
    deliver_waiting()
    told = Notice.objects.filter(text__contains="unseen").values_list("user__username", flat=True)
    assert set(told) == {THEO, CORA}


def test_opening_writes_one_line(firm):
    cast.answered(firm)
    with cast.records("panel.open"):
        opened(cast.actor("ana"), firm)


@pytest.mark.parametrize("who", ["sam", "cora", "dan", "finn", "alma", "dora"])
def test_who_does_not_estimate_asks_nobody(who, firm):
    cast.answered(firm)
    with cast.refused(Forbidden):
        opened(cast.actor(who), firm)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"lines": ["kickoff", "kickof"]}, "unknown-line"),
        ({"lines": []}, "too-many"),
        ({"experts": [10**9, 10**9 + 1]}, "unknown-person"),
    ],
)
def test_lines_and_experts_must_be_there(changed, code, firm, ana):
    cast.answered(firm)
    with cast.refused(Invalid) as caught:
        opened(ana, firm, **changed)
    assert code in {finding.code for finding in caught.value.findings}


def test_everything_wrong_is_said_at_once(firm, ana):
    cast.answered(firm)
    with cast.refused(Invalid) as caught:
        opened(ana, firm, lines=["nothing"], experts=[10**9])
    assert {f.code for f in caught.value.findings} == {"unknown-line", "unknown-person", "too-few"}


def test_one_expert_is_no_panel_and_an_administrator_no_expert(firm, ana):
    cast.answered(firm)
    with cast.refused(Invalid, match="one alone"):
        opened(ana, firm, experts=[cast.person(THEO).pk])


def test_nobody_sees_another_before_the_round_is_revealed(judged, ana, theo, cora, dora):
    """Not even who leads the panel, nor a director."""
    assert [row.person.name for row in queries.judgements(theo, panel=judged)] == ["Theo Lindqvist"] * 2
    assert not queries.judgements(ana, panel=judged).exists()
    assert not queries.judgements(dora, panel=judged).exists()
    assert {line.pool for line in queries.sheet(ana, judged).lines} == {None}
    assert [e.judged for e in queries.sheet(ana, judged).experts] == [2, 2]
    assert {line.own.expert for line in queries.sheet(cora, judged).lines} == {"Cora Nilsen"}


def test_the_engagements_feed_does_not_give_it_away(judged, ana, firm):
    lines = feed(ana, firm.engagement)
    assert "judgement.give" not in {line.verb for line in lines}


def test_revealed_everybody_of_the_firm_sees_spread_and_reasons(revealed, ana, sam):
    assert queries.judgements(sam, panel=revealed).count() == 4
    near, far = queries.sheet(ana, revealed).lines
    assert (near.pool.wide, far.pool.wide) == (False, True)
    assert far.pool.spread == Decimal(1)  # (90 - 30) / 60
    assert {said.reason for said in far.judgements} == {
        "theo has done it at Alder Rail.", "cora has done it at Alder Rail.",
    }  # fmt: skip


def test_a_round_that_is_not_complete_is_revealed_with_a_note_alone(panel, ana, theo):
    actions.give(theo, panel, line="kickoff", low=Decimal(1), likely=Decimal(2), high=Decimal(3), reason="x")
    with cast.refused(Invalid, match=r"Still to come: Theo Lindqvist \(1\), Cora Nilsen \(2\)"):
        actions.reveal(ana, panel)
    with cast.records("panel.reveal"):
        assert actions.reveal(ana, panel, note="Cora is ill.").state == "revealed"


def test_nothing_said_is_nothing_to_reveal(panel, ana):
    with cast.refused(Invalid, match="Nobody has judged"):
        actions.reveal(ana, panel, note="No time.")


def test_wide_lines_go_to_another_round_and_the_others_stay(revealed, ana, theo, cora):
    again = actions.again(ana, revealed)
    assert (again.state, again.round, again.asked) == ("judging", 2, ["wave-plan"])
    for who, likely in ((theo, 50), (cora, 60)):
        actions.give(
            who, again, line="wave-plan", low=Decimal(likely - 10), likely=Decimal(likely),
            high=Decimal(likely * 2), reason="Having heard the other.",
        )  # fmt: skip
    before = queries.sheet(ana, again).lines[1]
    assert [said.likely for said in before.judgements] == [30, 90]  # the first round, still
    shown = actions.reveal(ana, again)
    near, far = queries.sheet(ana, shown).lines
    assert [said.round for said in near.judgements] == [1, 1]
    assert ([said.likely for said in far.judgements], far.pool.wide) == ([50, 60], False)
    assert [said.likely for said in far.earlier] == [30, 90]


def test_close_experts_need_no_other_round(panel, ana, theo, cora):
    for who in (theo, cora):
        for line in LINES:
            actions.give(
                who, panel, line=line, low=Decimal(8), likely=Decimal(10), high=Decimal(15), reason="Same."
            )
    shown = actions.reveal(ana, panel)
    with cast.refused(Invalid, match="No line is wide"):
        actions.again(ana, shown)


def test_there_are_at_most_three_rounds(revealed, ana):
    Panel.objects.filter(pk=revealed.pk).update(round=3)
    Judgement.objects.filter(panel=revealed).update(round=3)
    with cast.refused(WrongTime, match="at most 3 rounds"):
        actions.again(ana, find(ana, Panel, revealed.pk))


def test_a_panel_is_called_off_with_its_reason(judged, ana):
    with cast.refused(Invalid, match="Say why"):
        actions.cancel(ana, judged, note=" ")
    with cast.records("panel.cancel"):
        actions.cancel(ana, judged, note="The scope has changed.")
    assert not queries.judgements(ana, panel=judged).exists()


VERBS = [actions.reveal, actions.again, actions.close]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["sam", "cora", "dan", "dora"])
def test_the_wrong_role_moves_no_panel(verb, who, judged, revealed):
    with cast.refused(Forbidden):
        verb(cast.actor(who), find(cast.actor(who), Panel, revealed.pk))
    assert state(revealed) == "revealed"


@pytest.mark.parametrize("verb", VERBS)
def test_the_wrong_state_is_refused(verb, judged, ana):
    wanted = actions.reveal(ana, judged) if verb is actions.reveal else judged
    with cast.refused(WrongTime):
        verb(ana, find(ana, Panel, wanted.pk))


@pytest.mark.parametrize("verb", VERBS)
def test_a_stale_version_is_refused(verb, revealed, judged, ana):
    wanted = find(ana, Panel, revealed.pk)
    wanted.version -= 1
    if verb is actions.reveal:
        Panel.objects.filter(pk=revealed.pk).update(state="judging")
    with cast.refused(Stale):
        verb(ana, wanted)


@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_and_a_customer_see_nothing(who, revealed, request):
    actor = request.getfixturevalue(who)
    assert not Panel.objects.visible_to(actor).exists()
    assert not Judgement.objects.visible_to(actor).exists()
    with cast.refused(Missing):
        find(actor, Panel, revealed.pk)
    with cast.refused(Missing):
        actions.close(actor, revealed)
