"""sow.agree: a contact of the customer agrees to a version as it stands, and so answers what was asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.queries import sow_card
from fairlead.apps.desk.queries import todo
from fairlead.apps.redlines import actions as redlines
from fairlead.apps.redlines.queries import given_since
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.rows import find
from tests import cast
from tests.apps.changes import shaping
from tests.apps.redlines import coming
from tests.apps.redlines.test_customers import asked, before_them, notices, returned

NOTE = "Our board has seen it."


@pytest.fixture
def sow(firm):
    return before_them(firm)


def agreed(actor, sow, **more):
    return coming.fresh(agreements.agree(actor, coming.fresh(sow), **more))


def test_they_agree_to_it_and_it_is_kept_who_and_with_what_word(sow, carl, ana):
    with cast.records("sow.agree") as lines:
        row = agreed(carl, sow, note=f" {NOTE} ")
    assert (lines[0].thread, lines[0].facts["note"]) == (sow.thread, NOTE)
    assert (row.state, row.engagement.sow_state) == (sow.state, sow.engagement.sow_state)
    for who in (carl, ana):
        (one,) = sow_card(who, row).agreed
        assert (one.by, one.text) == ("Carl Jensen", NOTE)


def test_it_is_their_answer_and_nobody_of_them_is_asked_for_it_any_more(sow, carl):
    assert [item.kind for item in todo(carl)] == ["paper"]
    agreed(carl, sow)
    assert todo(carl) == ()


def test_who_leads_hears_of_it_and_they_do_not(sow, carl):
    before = notices("carl")
    agreed(carl, sow, note=NOTE)
    said = f"Carl Jensen of the customer agrees to {sow.code} as it stands, Northwind Freight, "
    assert notices("ana")[0] == f"{said}{sow.engagement.name}: {NOTE}"
    assert notices("carl") == before
    assert not any("agrees to" in text for text in notices("theo"))


def test_each_of_them_once(sow, carl):
    agreed(carl, sow)
    with cast.refused(WrongTime, "agreed to this version already"):
        agreed(carl, sow)
    row = agreed(replace(carl, user_id=997, name="Vera Lund"), sow)
    assert [one.by for one in sow_card(carl, row).agreed] == ["Carl Jensen", "Vera Lund"]


def test_a_note_is_short_and_may_be_left_out(sow, carl):
    with cast.refused(Invalid, "2,001 letters"):
        agreed(carl, sow, note="x" * 2001)
    assert sow_card(carl, agreed(carl, sow, note="  ")).agreed[0].text == ""


def test_it_holds_for_that_version_alone(sow, carl, ana):
    agreed(carl, sow)
    newer = coming.fresh(agreements.share(ana, agreements.generate(ana, sow.estimate)))
    assert (newer.agreed, [item.about for item in todo(carl)]) == ([], [newer.pk])
    agreed(carl, newer)


def test_taken_back_and_put_before_them_again_it_still_holds(sow, carl, ana):
    agreed(carl, sow)
    agreements.withhold(ana, coming.fresh(sow))
    row = agreements.share(ana, coming.fresh(sow))
    assert [one["name"] for one in row.agreed] == ["Carl Jensen"]
    assert todo(carl) == ()


def test_what_they_return_or_ask_after_that_stands_beside_it_and_what_was_before_does_not(sow, carl, ana):
    asked(carl, sow)
    assert given_since(ana, [coming.fresh(sow)]) == {}
    row = agreed(carl, sow)
    assert given_since(ana, [row]) == {}
    copy, question = returned(carl, row), asked(carl, row)
    for who in (carl, ana):
        assert given_since(who, [row]) == {row.pk: [copy, question]}
    assert given_since(replace(carl, accounts=frozenset({999})), [row]) == {}
    assert len(coming.fresh(sow).agreed) == 1


def test_so_does_what_they_ask_on_in_a_thread_from_before(sow, carl, ana):
    question = asked(carl, sow)
    row = agreed(carl, sow)
    redlines.follow(carl, coming.as_it_is(question), text="And in May?")
    assert given_since(ana, [row]) == {row.pk: [question]}


def test_of_what_a_change_proposes_as_well(firm, carl, ana):
    cast.signable(firm)
    amended = coming.fresh(shaping.asked(firm).amended)
    with cast.refused(Missing):
        agreed(carl, amended)
    agreements.share(ana, amended)
    assert len(agreed(carl, amended).agreed) == 1


def test_not_what_is_not_before_them(firm, carl):
    sow = coming.sent(firm)
    with cast.refused(Missing):
        agreed(carl, sow)


def test_not_what_was_replaced_or_withdrawn(sow, carl, ana):
    newer = agreements.generate(ana, sow.estimate)
    agreements.withdraw(ana, agreements.share(ana, newer))
    for row in (sow, newer):
        with cast.refused(WrongTime, "not discussed any more"):
            agreed(carl, row)


def test_not_what_is_signed(firm, carl):
    sow = coming.fresh(cast.signable(firm))
    cast.signed(sow.engagement)
    with cast.refused(WrongTime, "This document is signed"):
        agreed(carl, sow)


def test_another_customers_contact_and_strangers_find_nothing(sow, carl):
    for who in (replace(carl, user_id=998, accounts=frozenset({999})), cast.actor("max")):
        with cast.refused(Missing):
            find(who, Sow, sow.pk)
        with cast.refused((Missing, Forbidden)):
            agreed(who, sow)
    assert coming.fresh(sow).agreed == []


@pytest.mark.parametrize("who", sorted(cast.STAFF))
def test_nobody_of_the_firm_agrees_for_the_customer(who, sow):
    with cast.refused(Forbidden, "agree to it for the customer"):
        agreed(cast.actor(who), sow)
