"""engagement.winrate, engagement.idle and engagement.keep: won, lost, quiet."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import board, engagement_card
from fairlead.apps.engagements.standing import idle, winrate
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from fairlead.engines.calendar import fiscal_quarter
from tests import cast


def later(days):
    return timezone.localdate() + timedelta(days=days)


def opened(ana, account, number, state="", **columns):
    """One engagement, set into its end by hand: the way there is tested elsewhere."""
    row = actions.open_engagement(ana, account, name=f"Work {number}", offering="migration-saas")
    if state:
        columns |= {"state": state, "closed_on": timezone.localdate()}
    Engagement.objects.filter(pk=row.pk).update(**columns)
    return cast.as_it_is(row)


@pytest.fixture
def market(ana, firm):
    """Nine won, six lost, three of them for the price, and three that go quiet (one of them the firm's)."""
    for number in range(9):
        opened(ana, firm.account, number, "closed-won", reason="value", price=Decimal("70.05"))
    for number in range(9, 15):
        why = "price" if number < 12 else "timing"
        opened(ana, firm.account, number, "closed-lost", reason=why, price=Decimal("1000.10"))
    return [opened(ana, firm.account, number) for number in (15, 16)]


def test_nine_won_six_lost_three_idle_one_of_them_kept(ana, firm, market):
    actions.keep(ana, market[0], until=later(200), note="Their board meets in spring.")
    found = winrate(ana, by="segment", today=later(70))
    assert (found.total.won, found.total.lost, found.total.idle) == (9, 6, 2)
    assert round(found.total.share * 100, 1) == Decimal("52.9")
    assert winrate(ana, today=later(61)).total.idle == 0
    assert found.lost_after_days == 61


def test_every_figure_opens_the_engagements_behind_it(ana, firm, market):
    found = winrate(ana, outcome="idle", today=later(70))
    assert {one.name for one in found.counted} == {"Work 15", "Work 16", "Move to GitLab.com"}
    assert {(one.outcome, one.reason) for one in found.counted} == {("idle", "idle")}
    assert len(winrate(ana, today=later(70)).counted) == found.total.n == 18


def test_it_is_narrowed_and_grouped(ana, rita, firm, market):
    small = accounts.open_account(ana, name="Alder", segment="SMB")
    row = opened(ana, small, 1, "closed-won", em=cast.person("rita"), offering="implementation-ha")
    by = {
        kind: {one.group: one.n for one in winrate(ana, by=kind).groups}
        for kind in ("em", "segment", "offering")
    }
    assert by["em"] == {"Ana Ferreira": 15, "Rita Okafor": 1}
    assert by["segment"] == {"Ent_WEST": 15, "SMB": 1}
    assert by["offering"] == {"migration-saas": 15, "implementation-ha": 1}
    for narrow in ({"em": cast.person("rita")}, {"segment": "SMB"}, {"offering": "implementation-ha"}):
        assert [one.engagement for one in winrate(ana, **narrow).counted] == [row.pk]
    now = fiscal_quarter(timezone.localdate(), 2)
    assert [one.group for one in winrate(ana, by="quarter").groups] == [now]
    assert winrate(ana, quarter="Q199").total.n == 0


def test_reasons_are_counted_with_their_worth(ana, firm, market):
    rows = {(one.outcome, one.reason): one for one in winrate(ana, by="segment").causes}
    assert {key: row.count for key, row in rows.items()} == {
        ("won", "value"): 9, ("lost", "price"): 3, ("lost", "timing"): 3,
    }  # fmt: skip
    assert str(rows["lost", "price"].worth[0].amount) == "3000.30"
    assert rows["lost", "price"].groups == (("Ent_WEST", 3),)


def test_another_way_of_counting_is_refused_and_so_are_outsiders(ana, carl, max, firm):
    with pytest.raises(Invalid, match="not counted by"):
        winrate(ana, by="moon")
    for who in (carl, max):
        for asked in (winrate, idle):
            with pytest.raises(Forbidden):
                asked(who)


def test_an_early_deal_is_warned_of_and_given_up_by_its_segment(ana, firm):
    for days, standing in ((44, []), (45, ["warn"]), (89, ["warn"]), (90, ["give-up"])):
        assert [one.standing for one in idle(ana, today=later(days))] == standing
    (deal,) = idle(ana, today=later(50))
    assert (deal.days, deal.warn_days, deal.close_days, deal.em) == (50, 45, 90, "Ana Ferreira")
    assert idle(ana, em=cast.person("rita"), today=later(50)) == ()


def test_what_is_on_hold_kept_or_past_its_sow_is_not_warned_of(ana, firm):
    actions.keep(ana, firm.engagement, until=later(100), note="They wait for their budget.")
    assert idle(ana, today=later(99)) == ()
    assert len(idle(ana, today=later(100))) == 1
    cast.moved(firm.engagement, "hold")
    assert idle(ana, today=later(100)) == ()


def test_the_card_and_the_board_say_so(ana, firm, monkeypatch):
    now = timezone.now() + timedelta(days=50)
    monkeypatch.setattr(timezone, "now", lambda: now)
    card = engagement_card(ana, cast.as_it_is(firm.engagement))
    assert (card.idle, card.idle_days) == ("warn", 50)
    assert sum(column.count for column in board(ana, idle=True)) == 1


def test_nothing_that_a_person_does_is_silence_and_what_the_house_does_is(ana, firm):
    cast.answered(firm)
    assert sum(column.count for column in board(ana, idle=True)) == 0
    assert engagement_card(ana, firm.engagement).idle == ""


def test_it_is_kept_on_record_and_can_be_undone(rita, firm):
    with cast.records("engagement.keep") as lines:
        row = actions.keep(rita, firm.engagement, until=later(30), note="They wait for their budget.")
    assert (row.kept_until, lines[0].facts["note"]) == (later(30), "They wait for their budget.")
    undo(rita, AuditEntry.objects.latest("seq").seq)
    assert cast.as_it_is(row).kept_until is None


@pytest.mark.parametrize(
    ("days", "note", "where"),
    [(30, " ", "note"), (0, "Why", "until"), (-1, "Why", "until"), (400, "Why", "until")],
)
def test_it_is_kept_for_a_reason_and_not_for_ever(days, note, where, ana, firm):
    with cast.refused(Invalid) as refusal:
        actions.keep(ana, firm.engagement, until=later(days), note=note)
    assert [finding.where for finding in refusal.value.findings] == [where]


@pytest.mark.parametrize("who", ["sam", "theo", "finn", "alma", "carl"])
def test_keeping_by_the_wrong_role_is_refused(who, firm, request):
    with cast.refused(Forbidden, "keep a quiet engagement"):
        actions.keep(request.getfixturevalue(who), firm.engagement, until=later(30), note="Why")


def test_keeping_is_refused_to_strangers_on_a_stale_row_and_when_it_is_closed(max, ana, rita, firm):
    with cast.refused(Missing):
        actions.keep(max, firm.engagement, until=later(30), note="Why")
    seen = find(ana, Engagement, firm.engagement.pk)
    actions.edit(rita, firm.engagement, name="Renamed")
    with cast.refused(Stale):
        actions.keep(ana, seen, until=later(30), note="Why")
    lost = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "nothing about it changes"):
        actions.keep(ana, lost, until=later(30), note="Why")
