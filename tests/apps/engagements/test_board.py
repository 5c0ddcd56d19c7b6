"""engagement.board, engagement.list and engagement.feed: what is seen, and by whom."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import COLUMN_CARDS, board, engagement_card, engagements, feed
from fairlead.apps.engagements.states import BALL, ENGAGEMENT
from fairlead.core.errors import Forbidden
from fairlead.engines.money import Money
from tests import cast

PRICE = Decimal("145382.50")


def column(columns, state):
    return next(c for c in columns if c.state == state)


@pytest.fixture
def alder(ana, firm):
    """Thirteen engagements of another account, which Rita leads."""
    account = accounts.open_account(ana, name="Alder Rail", segment="SMB")
    for number in range(13):
        actions.open_engagement(
            ana, account, name=f"HA {number:02}", offering="implementation-ha", em=cast.person("rita")
        )
    return account


def test_every_column_is_there_in_its_order_with_who_holds_the_ball(ana, firm):
    columns = board(ana)
    assert [c.state for c in columns] == list(ENGAGEMENT.ids)
    assert {c.state: c.ball for c in columns} == BALL
    assert [(c.state, c.count) for c in columns if c.count] == [("open", 1)]


def test_a_column_counts_all_shows_the_newest_and_sums_their_prices(ana, firm, alder):
    cast.drawn_up(firm)
    columns = board(ana)
    full, moved = column(columns, "open"), column(columns, "strawman-wip")
    assert (full.count, full.worth, len(full.engagements)) == (13, (), COLUMN_CARDS)
    assert [card.name for card in full.engagements][:2] == ["HA 12", "HA 11"]
    assert (moved.count, moved.worth, moved.engagements[0].price) == (1, (Money(PRICE, "USD"),), PRICE)


def test_two_currencies_are_two_sums_and_the_customer_is_shown_none(ana, carl, firm, alder):
    rows = Engagement.objects.filter(account=alder).order_by("pk")
    Engagement.objects.filter(pk=rows[0].pk).update(price=Decimal("1000.10"), currency="EUR")
    Engagement.objects.filter(pk__in=[rows[1].pk, rows[2].pk]).update(price=Decimal("70.05"))
    assert column(board(ana), "open").worth == (
        Money(Decimal("1000.10"), "EUR"),
        Money(Decimal("140.10"), "USD"),
    )
    assert column(board(ana), "open").count == 14
    assert {shown.worth for shown in board(carl)} == {()}


def test_it_is_three_queries_however_full(ana, alder, django_assert_num_queries):
    with django_assert_num_queries(3):
        board(ana)


def test_it_is_narrowed_to_a_leader_or_a_segment(ana, firm, alder):
    assert column(board(ana, em=cast.person("ana")), "open").count == 1
    assert column(board(ana, em=cast.person("rita")), "open").count == 13
    assert column(board(ana, segment="Ent_WEST"), "open").count == 1


def test_a_customer_sees_their_own_cards_without_what_is_the_firms(ana, carl, firm, alder):
    actions.price(ana, firm.engagement, discount=Decimal("7.58"))
    actions.edit(ana, cast.as_it_is(firm.engagement), pains="Slow merges")
    cast.drawn_up(firm)
    working = column(board(carl), "strawman-wip")
    (card,) = working.engagements
    assert (working.count, working.worth) == (1, ())
    assert (card.name, card.price, card.price_p90, card.discount) == ("Move to GitLab.com", None, None, 0)
    assert (card.pains, card.estimate_state) == ("", "")
    assert engagement_card(ana, Engagement.objects.get(pk=card.id)).price == PRICE


def test_a_stranger_sees_an_empty_board(max, firm):
    assert [(c.count, c.worth, c.engagements) for c in board(max)] == [(0, (), ())] * len(ENGAGEMENT.ids)


def test_the_list_is_narrowed_and_the_last_moved_stands_first(ana, firm, alder):
    cast.moved(firm.engagement, "triage")
    assert engagements(ana).first().pk == firm.engagement.pk
    assert engagements(ana, q="alder").count() == 13
    assert engagements(ana, q="gitlab.com").count() == 1
    assert engagements(ana, account=alder, state="open").count() == 13
    assert engagements(ana, em=cast.person("ana"), segment="Ent_WEST").count() == 1


def test_the_feed_is_all_that_was_done_newest_first(ana, firm):
    cast.drawn_up(firm)
    lines = feed(ana, firm.engagement)
    assert [line.verb for line in lines[:3]] == [
        "engagement.draft", "engagement.note-estimate", "estimate.draft",
    ]  # fmt: skip
    assert len(lines) == 34  # opened, 30 answers, the estimate, its note on the engagement and the move
    assert lines[-1].verb == "engagement.open"
    assert feed(ana, firm.engagement, before=lines[1].seq, limit=1) == (lines[2],)


def test_the_feed_shows_cost_to_those_who_see_cost(ana, sam, cora, firm):
    cast.drawn_up(firm)
    assert {"cost", "margin", "figures", "price"} <= feed(ana, firm.engagement)[2].after.keys()
    for who in (sam, cora):
        shown = feed(who, firm.engagement)[2].after.keys()
        assert "price" in shown
        assert not {"cost", "margin", "figures"} & shown


@pytest.mark.parametrize("who", ["carl", "max"])
def test_the_feed_is_for_the_firm(who, firm, request):
    with cast.refused(Forbidden):
        feed(request.getfixturevalue(who), firm.engagement)
