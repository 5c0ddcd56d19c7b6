"""What the worker does for intake: reads long files, and drops what nobody came back for."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from fairlead.apps.intake.actions import stop
from fairlead.apps.intake.models import Intake
from fairlead.apps.intake.work import give_up, later, read
from fairlead.core.actor import system
from fairlead.core.jobs import AGAIN, recover

# A dry run that nobody applied for so long is dropped, and the customer's file with it.
KEPT = timedelta(days=7)


@app.task(name="intake.read", pass_context=False, retry=AGAIN)
def read_file(intake_id: int) -> None:
    """Read a file that is too long for a page."""
    intake = Intake.objects.select_related("engagement").filter(pk=intake_id, state="reading").first()
    if intake is not None:
        read(system(f"reads a file that {intake.given_in_by} gave in"), intake)


@app.periodic(cron="*/2 * * * *")
@app.task(name="intake.recover", queueing_lock="intake.recover")
def recover_files(timestamp: int) -> None:
    """Every two minutes: files whose reading came to no end."""
    actor = system("looks after files whose reading came to no end")
    rows = Intake.objects.select_related("engagement").filter(state="reading")
    recover(rows, "intake.read", "intake_id", timezone.now(), later, lambda row: give_up(actor, row))


@app.periodic(cron="41 3 * * *")
@app.task(name="intake.forget", queueing_lock="intake.forget")
def forget_files(timestamp: int) -> None:
    """Every night: dry runs that nobody came back for."""
    actor = system("drops files that nobody came back for")
    for intake in Intake.objects.filter(
        state__in=["reading", "checked"], changed_at__lt=timezone.now() - KEPT
    ):
        stop(actor, intake, note=f"nobody came back for {KEPT.days} days")
