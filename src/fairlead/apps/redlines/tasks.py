"""What the worker does for redlines: reads files that are too long for a page."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from fairlead.apps.redlines.models import Markup
from fairlead.apps.redlines.work import give_up, later, read
from fairlead.core.actor import system
from fairlead.core.jobs import AGAIN, recover


@app.task(name="markup.read", pass_context=False, retry=AGAIN)
def read_copy(markup_id: int) -> None:
    """Read a file that came back."""
    rows = Markup.objects.select_related("sow__engagement__account", "sow__estimate")
    markup = rows.filter(pk=markup_id, state="reading").first()
    if markup is not None:
        read(system(f"reads a file that {markup.given_in_by} gave in"), markup)


@app.periodic(cron="*/2 * * * *")
@app.task(name="markup.recover", queueing_lock="markup.recover")
def recover_copies(timestamp: int) -> None:
    """Every two minutes: files whose reading came to no end."""
    actor = system("looks after files whose reading came to no end")
    rows = Markup.objects.select_related("sow__engagement__account").filter(state="reading")
    recover(rows, "markup.read", "markup_id", timezone.now(), later, lambda row: give_up(actor, row))
