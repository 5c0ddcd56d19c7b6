"""Steps of the cast that are laid down again are those that were taken, and never stand in for others."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.models import Estimate
from fairlead.core.audit import verify, verify_sealed
from tests import cast, replay


@pytest.fixture
def laid():
    """Which steps were laid down again; what other tests took counts for nothing."""
    found = []

    def again(taken, given, _again=replay._again):
        found.append(taken)
        return _again(taken, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay, "_again", again)
        patch.setattr(replay, "_taken", {})
        yield found


@pytest.fixture
def back(firm):
    """Back to where the test began, with the firm as it is then."""
    point = transaction.savepoint()

    def back():
        transaction.savepoint_rollback(point)
        replay.begin()
        return cast.firm()

    return back


def everything() -> dict[str, list[str]]:
    """Every row of every table, as the database says it."""
    found = {}
    with connection.cursor() as cursor:
        for table in replay._tables():
            cursor.execute(f"SELECT t::text FROM {table.name} t ORDER BY 1")
            found[table.name] = [text for (text,) in cursor.fetchall()]
    return found


def test_the_rows_are_those_that_the_steps_wrote(firm, back, laid):
    cast.signed(cast.signable(firm).engagement)
    full = everything()
    assert laid == []
    cast.signed(cast.signable(back()).engagement)
    assert len(laid) == 2
    assert everything() == full
    assert verify()[1] == verify_sealed() == ()


def test_what_it_got_and_gave_is_as_after_the_step(firm, back, laid):
    estimate = cast.approved(firm)
    again = back()
    same = cast.approved(again)
    assert len(laid) == 1
    assert same is not estimate
    assert replay._columns(same) == replay._columns(estimate)
    assert replay._columns(again.engagement) == replay._columns(firm.engagement)


def test_what_it_gave_is_what_it_got(firm, back, laid):
    assert cast.answered(firm) is firm.engagement
    firm = back()
    assert cast.answered(firm) is firm.engagement
    assert len(laid) == 1


def test_verbs_go_on_from_it(firm, back, laid):
    cast.in_review(firm)
    estimate = cast.in_review(back())
    assert len(laid) == 1
    estimates.withdraw(cast.actor("ana"), estimate)
    assert Estimate.objects.get().state == "draft"
    assert verify()[1] == ()


def test_a_step_from_elsewhere_is_another(firm, back, laid):
    cast.prepared(firm.engagement)
    firm = back()
    cast.answered(firm)
    cast.prepared(firm.engagement)
    assert laid == []
    firm = back()
    cast.answered(firm)
    cast.prepared(firm.engagement)
    assert len(laid) == 2


def by_verb(firm):
    cast.prepared.__wrapped__(firm.engagement)


def said_in_sql(firm):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE engagements_engagement SET name = 'Otherwise'")


def held(firm):
    firm.engagement.name = "Otherwise"


@pytest.mark.parametrize("change", [by_verb, said_in_sql, held])
def test_after_anything_else_it_is_taken_in_full(change, firm, back, laid):
    cast.drawn_up(firm)
    firm = back()
    change(firm)
    cast.drawn_up(firm)
    assert laid == []


def test_once_a_setting_is_another_it_is_taken_in_full(firm, back, laid, settings):
    cast.drawn_up(firm)
    firm = back()
    settings.SIGNING = "upload"
    cast.drawn_up(firm)
    assert laid == []


def test_once_something_is_patched_it_is_taken_in_full(firm, back, laid, monkeypatch):
    cast.drawn_up(firm)
    firm = back()
    monkeypatch.setattr("fairlead.apps.signing.keys.PURPOSE", "another")
    cast.drawn_up(firm)
    assert laid == []


def test_a_step_that_was_rolled_back_is_not_gone_on_from(firm, back, laid):
    cast.drawn_up(firm)
    firm = back()
    point = transaction.savepoint()
    cast.drawn_up(firm)
    transaction.savepoint_rollback(point)
    cast.drawn_up(cast.firm())
    assert len(laid) == 1


def test_a_refused_step_is_refused_again(firm, laid):
    for _ in range(2):
        with cast.refused(Estimate.DoesNotExist):
            cast.sow_of(firm.engagement)
    assert laid == []


def test_no_table_is_left_out(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert {table.name for table in replay._tables()} == {name for (name,) in cursor.fetchall()}
