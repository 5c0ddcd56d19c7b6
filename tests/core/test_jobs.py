"""Jobs whose worker died are done again, so many times; what waits for them hears when they are given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from fairlead.apps.accounts.models import Account
from fairlead.core.jobs import LONGEST, MOST_ATTEMPTS, recover, revive
from tests import cast

TASK = "markup.read"


def asked(row):
    """A job about a row, as a living worker has not begun it."""
    return app.configure_task(TASK).defer(markup_id=row.pk)


def begun(job, *, worker=None, ago=timedelta(0)):
    """A worker has taken it; without one, the worker is dead and forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s WHERE job_id = %s AND type = 'started'",
            [ago, job],
        )


def worker(silent=0):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) "
            "RETURNING id", [silent],
        )  # fmt: skip
        return cursor.fetchone()[0]


def revived():
    return async_to_sync(revive)()


def state(job):
    row = ProcrastinateJob.objects.get(pk=job)
    return row.status, row.attempts


@pytest.fixture
def row(firm):
    return firm.account


def looked(row, now=None):
    """What is done about a row that waits."""
    told = []
    rows = Account.objects.filter(pk=row.pk)
    recover(rows, TASK, "markup_id", now or timezone.now(), lambda one: told.append(("again", one.pk)),
            lambda one: told.append(("given up", one.pk)))  # fmt: skip
    return [what for what, key in told if key == row.pk]


def test_a_job_of_a_dead_worker_is_done_again_and_no_more_than_so_often(row):
    job = asked(row)
    for attempt in range(1, MOST_ATTEMPTS):
        begun(job)
        assert revived() == 1
        assert state(job) == ("todo", attempt)
        assert looked(row) == []
    begun(job)
    revived()
    assert state(job) == ("failed", MOST_ATTEMPTS)
    assert looked(row) == ["given up"]
    assert revived() == 0


def test_a_worker_that_is_silent_is_dead_and_one_that_speaks_is_not(row):
    alive, dead = asked(row), asked(row)
    begun(alive, worker=worker(silent=5))
    begun(dead, worker=worker(silent=120))
    assert revived() == 1
    assert (state(alive)[0], state(dead)[0]) == ("doing", "todo")


def test_a_row_whose_job_is_gone_is_asked_for_again(row):
    assert looked(row) == ["again"]
    asked(row)
    assert looked(row) == []


def test_a_job_that_hangs_in_a_living_worker_is_given_up(row):
    job = asked(row)
    begun(job, worker=worker(), ago=LONGEST - timedelta(minutes=1))
    assert looked(row) == []
    assert looked(row, timezone.now() + timedelta(minutes=2)) == ["given up"]


def test_jobs_of_others_say_nothing(row, firm):
    other = asked(cast.as_it_is(firm.engagement))
    assert ProcrastinateJob.objects.filter(pk=other).exists()
    app.configure_task("intake.read").defer(intake_id=row.pk)
    if firm.engagement.pk != row.pk:
        assert looked(row) == ["again"]
