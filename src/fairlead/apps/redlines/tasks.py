"""What the worker does for redlines: reads files that are too long for a page."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fairlead.apps.redlines.models import Copy
from fairlead.apps.redlines.work import read
from fairlead.core.actor import system


@app.task(name="copy.read", pass_context=False)
def read_copy(copy_id: int) -> None:
    """Read a file that came back."""
    rows = Copy.objects.select_related("sow__engagement__account", "sow__estimate")
    copy = rows.filter(pk=copy_id, state="reading").first()
    if copy is not None:
        read(system(f"reads a file that {copy.given_in_by} gave in"), copy)
