"""Two people at the same moment: one wins, the other is told; nobody waits for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection

from fairlead.apps.engagements import rules as engagement_rules
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer
from fairlead.core.audit import verify
from fairlead.core.errors import Refused, Stale
from fairlead.core.writing import writing
from tests import cast


def at_once(*doings):
    """What each of them came to: its row or its refusal; any other error is raised."""
    barrier = Barrier(len(doings))

    def do(doing):
        try:
            barrier.wait(timeout=20)
            return doing()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(do, doings))


@pytest.mark.django_db(transaction=True)
def test_the_same_question_is_answered_once():
    firm, ana, sam = cast.firm(), cast.actor("ana"), cast.actor("sam")

    def answer(actor, value):
        return lambda: actions.give(actor, firm.engagement, question="users", value=value)

    results = at_once(*(answer(actor, 1000 + n) for n, actor in enumerate([ana, sam] * 3)))
    kept = Answer.objects.get()
    assert [r.value for r in results if isinstance(r, Answer)] == [kept.value]
    told = [r for r in results if not isinstance(r, Answer)]
    assert [type(r) for r in told] == [Stale] * 5
    assert all(f"in the meantime: {kept.value}" in r.message for r in told)


def wait_until_somebody_waits():
    """Until another connection waits for a lock, at most five seconds."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_writes_that_need_each_others_rows_take_turns():
    """The slow edit holds the engagement. The new version has written its first audit line when it wants the
    engagement too; were the audit's lock not taken first, the two would wait for each other."""
    firm, ana = cast.firm(), cast.actor("ana")
    cast.drawn_up(firm)
    inside = Event()

    def edit():
        row = cast.as_it_is(firm.engagement)
        with writing(ana, "engagement.edit", row, engagement_rules.edit) as change:
            inside.set()
            wait_until_somebody_waits()
            change.row.pains = "Slow merges"
        return change.row

    def draft():
        inside.wait(timeout=20)
        return estimates.draft(ana, firm.engagement)

    edited, drawn = at_once(edit, draft)
    assert (edited.pains, drawn.number) == ("Slow merges", 2)
    assert cast.as_it_is(firm.engagement).price == drawn.price
    assert verify()[1] == ()
