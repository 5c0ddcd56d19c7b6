"""Facts are delivered after the commit, once, whatever happens to the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from fairlead.apps.desk.models import Notice
from fairlead.core import outbox
from fairlead.core.models import Event


@dataclass(frozen=True)
class Rang:
    name: ClassVar[str] = "test.rang"
    bell: str


@pytest.fixture
def heard():
    heard = []
    outbox.SUBSCRIBERS["test.rang"] = [lambda event: heard.append(event.facts["bell"])]
    yield heard
    del outbox.SUBSCRIBERS["test.rang"]


@pytest.mark.django_db
def test_a_fact_is_delivered_once(heard):
    event = outbox.put(Rang("six"))
    assert outbox.deliver(event.pk)
    assert not outbox.deliver(event.pk)
    assert heard == ["six"]


@pytest.mark.django_db
def test_a_fact_wakes_a_worker_in_its_own_transaction():
    jobs = ProcrastinateJob.objects.filter(task_name="outbox.deliver")
    before = jobs.count()
    with transaction.atomic():
        outbox.put(Rang("six"))
        transaction.set_rollback(True)
    assert (jobs.count(), Event.objects.filter(name="test.rang").count()) == (before, 0)
    event = outbox.put(Rang("seven"))
    assert jobs.latest("id").args == {"event_id": event.pk}


@pytest.mark.django_db
def test_a_failing_subscriber_leaves_the_event_waiting_with_its_trouble(heard):
    event = outbox.put(Rang("six"))
    outbox.SUBSCRIBERS["test.rang"].append(lambda event: 1 / 0)
    assert not outbox.deliver(event.pk)
    event.refresh_from_db()
    assert (event.delivered_at, event.attempts) == (None, 1)
    assert event.trouble == "ZeroDivisionError: division by zero"
    outbox.SUBSCRIBERS["test.rang"].pop()
    assert outbox.deliver_waiting() >= 1
    event.refresh_from_db()
    assert event.delivered_at is not None


@pytest.mark.django_db
def test_an_event_that_keeps_failing_waits_for_a_person(heard):
    event = outbox.put(Rang("six"))
    outbox.SUBSCRIBERS["test.rang"].append(lambda event: 1 / 0)
    for _ in range(outbox.MOST_ATTEMPTS + 3):
        outbox.deliver(event.pk)
    event.refresh_from_db()
    assert event.attempts == outbox.MOST_ATTEMPTS


# A worker that is killed in the middle of a delivery: after the subscriber wrote, before the commit.
DYING = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "fairlead.settings"
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from fairlead.core import outbox
outbox.SUBSCRIBERS["estimate.approved"].append(lambda event: os.kill(os.getpid(), signal.SIGKILL))
outbox.deliver(int(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_commit_and_delivery_loses_nothing():
    from tests import cast

    firm = cast.firm()
    facts = {"estimate": 1, "engagement": firm.engagement.pk, "price": "1.00", "by": "Theo"}
    event = Event.objects.create(name="estimate.approved", facts=facts)
    died = subprocess.run(
        [sys.executable, "-c", DYING, connection.settings_dict["NAME"], str(event.pk)],
        env=os.environ,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    assert (Notice.objects.count(), Event.objects.get(pk=event.pk).delivered_at) == (0, None)
    assert outbox.deliver_waiting() >= 1
    assert Notice.objects.filter(event=event.pk).count() == 1
    outbox.deliver_waiting()
    assert Notice.objects.filter(event=event.pk).count() == 1


@pytest.mark.django_db
def test_idempotency_keys_are_forgotten_after_a_week():
    from datetime import timedelta

    from django.utils import timezone

    from fairlead.core.models import Sending, User
    from fairlead.core.tasks import forget_sendings

    user = User.objects.first()
    old, new = (Sending.objects.create(user=user, key=key, digest="") for key in ("old", "new"))
    Sending.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=8))
    forget_sendings(0)
    assert list(Sending.objects.values_list("pk", flat=True)) == [new.pk]
