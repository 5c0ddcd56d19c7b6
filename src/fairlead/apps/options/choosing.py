"""A choice carried over to the engagement, through the verbs of the rooms that keep each part of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fairlead.apps.engagements.actions import edit, price
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.actions import leave, take
from fairlead.apps.estimates.bridge import said_of
from fairlead.apps.options.models import Option
from fairlead.apps.scoping.actions import give
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor


def carry_over(actor: Actor, option: Option) -> None:
    """Its answers, terms and scope become the engagement's, each on record as its own verb."""
    engagement = Engagement.objects.visible_to(actor).get(pk=option.engagement_id)
    _terms(actor, engagement, option.terms)
    _answers(actor, engagement, option)
    _scope(actor, engagement, option)


def _scope(actor: Actor, engagement: Engagement, option: Option) -> None:
    """What the option leaves out is left out of the engagement, and nothing else is."""
    said = {row.line: row for row in said_of(actor, engagement)}
    for line in option.left_out:
        row = said.get(line)
        if row is None or not row.left_out:
            seen, reason = row.version if row else 0, f"Option {option.letter} was chosen."
            leave(actor, engagement, line=line, reason=reason, seen=seen)
    for line, row in said.items():
        if row.left_out and line not in option.left_out:
            take(actor, row, note=f"Option {option.letter} was chosen.")


def _terms(actor: Actor, engagement: Engagement, terms: dict[str, Any]) -> None:
    billing, discount = terms.get("billing"), terms.get("discount")
    commercial = {
        "billing": billing if billing != engagement.billing else None,
        "discount": Decimal(discount) if discount and Decimal(discount) != engagement.discount else None,
    }
    if any(value is not None for value in commercial.values()):
        price(actor, engagement, **commercial)  # type: ignore[arg-type]
    start = date.fromisoformat(terms["start"]) if "start" in terms else engagement.start_on
    if start != engagement.start_on:
        edit(actor, engagement, start_on=start)


def _answers(actor: Actor, engagement: Engagement, option: Option) -> None:
    """Without a source: the voice that answered before corrects itself, as the option is agreed with it."""
    rows = {row.question: row for row in present(actor, engagement)}
    for question, value in option.answers.items():
        row = rows.get(question)
        if row is None or row.value != value:
            own = row is not None and row.engagement_id == engagement.pk
            give(actor, engagement, question=question, value=value, seen=row.version if row and own else 0)
