"""What the worker does for approvals."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from fairlead.apps.approvals.reminding import remind
from fairlead.core.actor import system


@app.periodic(cron="*/10 * * * *")
@app.task(name="approvals.remind", queueing_lock="approvals.remind")
def remind_reviewers(timestamp: int) -> None:
    """Every ten minutes: whoever owes an answer by the clock and has not been told."""
    remind(system("the clocks of the practice remind"), timezone.now())
