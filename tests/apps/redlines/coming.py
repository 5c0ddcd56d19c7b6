"""A SOW that went out and comes back: what the customer does to it in Word, and taking it back."""

from __future__ import annotations

import base64
from typing import Any

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.redlines import actions, models
from tests import cast
from tests.engines.redlines.marking import Copy
from tests.replay import replayed

# What the customer does to it: words, a clause struck out, one in addition, comments, and a figure.
SAID = "without a written refusal that names an unmet criterion"
WANTED = "without a reasoned objection in text form"
OUTCOME = "Success is measured by the acceptance criteria of the deliverables and by nothing else."


@replayed
def sent(firm: cast.Firm) -> Sow:
    """A SOW that Ana drew up and sent."""
    sow = agreements.generate(cast.actor("ana"), cast.approved(firm))
    return fresh(sow)


def fresh(sow: Sow) -> Sow:
    return Sow.objects.select_related("engagement__account", "estimate").get(pk=sow.pk)


def word(sow: Sow) -> bytes:
    return bytes(Paper.objects.get(sow=sow, kind="sow.docx").content)


def opened(sow: Sow) -> Copy:
    """Its Word file, open in the customer's Word."""
    return Copy(word(sow))


def marked(sow: Sow) -> bytes:
    """What a customer sends back: a change of wording, a clause struck out, one in addition, a comment."""
    copy = opened(sow)
    copy.replace(SAID, WANTED)
    copy.delete_clause("effective")
    copy.control("property").addnext(copy.new("Neither party names the other in its advertising.", "Normal"))
    copy.comment("measured by the acceptance criteria", "What of our own targets?", author="Ben Ode")
    return copy.bytes()


@replayed
def taken(sow: Sow, data: bytes | None = None, who: str = "ana", **more: Any) -> models.Markup:
    """The file taken back, as the table has it then."""
    content = base64.b64encode(marked(sow) if data is None else data).decode()
    given = {"name": "sow marked.docx", "sender": "Ana Ruiz", **more}
    row = actions.take(cast.actor(who), sow, content=content, **given)
    return as_it_is(row)


def as_it_is(row: models.Markup) -> models.Markup:
    rows = models.Markup.objects.select_related("sow__engagement__account", "sow__estimate")
    return rows.get(pk=row.pk)


def change(copy: models.Markup, clause: str) -> models.Redline:
    rows = models.Redline.objects.select_related(
        "markup__sow__engagement__account", "markup__sow__estimate", "on"
    )
    return rows.get(markup=copy, clause=clause)


def refuse_the_rest(copy: models.Markup) -> None:
    """Whatever is open is refused, or replied to where it is a comment."""
    for row in models.Redline.objects.filter(markup=copy, state="open"):
        row = change(copy, row.clause)
        if row.kind == "commented":
            actions.reply(cast.actor("ana"), row, text="They go into the deliverables.")
        else:
            actions.refuse(cast.actor("ana"), row, note="Our standard stands.")
