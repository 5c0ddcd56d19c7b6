"""What the worker does. The queue is the database (procrastinate), so a job commits with its cause."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fairlead.core import outbox
from fairlead.core.jobs import revive
from fairlead.core.models import Sending, User
from fairlead.core.signin import letter

# How long the same write may be sent again and be recognised.
KEYS_ARE_KEPT = timedelta(days=7)


@app.task(name="outbox.deliver", pass_context=False)
def deliver(event_id: int) -> None:
    """Deliver one event as soon as it is committed."""
    outbox.deliver(event_id)


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Every minute: what a dead worker left behind."""
    outbox.deliver_waiting()


@app.periodic(cron="* * * * *")
@app.task(name="jobs.revive", queueing_lock="jobs.revive")
async def revive_jobs(timestamp: int) -> None:
    """Every minute: jobs whose worker died."""
    await revive()


@app.task(name="signin.mail", retry=RetryStrategy(max_attempts=3, wait=20))
def mail_link(user_id: int, back: str) -> None:
    """Mail somebody a link to sign in with; what the server does not take in a minute is asked for again."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None and settings.MAILS:
        letter(user, back).send()


@app.periodic(cron="17 3 * * *")
@app.task(name="sendings.forget", queueing_lock="sendings.forget")
def forget_sendings(timestamp: int) -> None:
    """Every night: idempotency keys of writes that nobody sends again."""
    Sending.forget(timezone.now() - KEYS_ARE_KEPT)
