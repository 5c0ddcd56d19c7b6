"""What the worker does for redlines: reads files that are too long for a page."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fairlead.apps.redlines.models import Markup
from fairlead.apps.redlines.work import read
from fairlead.core.actor import system


@app.task(name="markup.read", pass_context=False)
def read_copy(markup_id: int) -> None:
    """Read a file that came back."""
    rows = Markup.objects.select_related("sow__engagement__account", "sow__estimate")
    markup = rows.filter(pk=markup_id, state="reading").first()
    if markup is not None:
        read(system(f"reads a file that {markup.given_in_by} gave in"), markup)
