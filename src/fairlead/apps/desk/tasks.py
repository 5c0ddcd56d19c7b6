"""What the worker does for the desk."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from fairlead.apps.desk.mailing import post
from fairlead.core.actor import system


@app.task(name="desk.post", pass_context=False)
def post_mail() -> None:
    """Send mail as soon as it is laid in the box."""
    post(system("the desk sends its mail"), timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="desk.post-again", queueing_lock="desk.post-again")
def post_again(timestamp: int) -> None:
    """Every minute: mail that waits for its next try, or for a server that was down."""
    post(system("the desk sends its mail"), timezone.now())
