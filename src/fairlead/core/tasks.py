"""What the worker does. The queue is the database (procrastinate), so a job commits with its cause."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fairlead.core import outbox


@app.task(name="outbox.deliver", pass_context=False)
def deliver(event_id: int) -> None:
    """Deliver one event as soon as it is committed."""
    outbox.deliver(event_id)


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Every minute: what a dead worker left behind."""
    outbox.deliver_waiting()
