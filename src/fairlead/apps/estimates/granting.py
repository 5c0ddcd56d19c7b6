"""What was tried, kept: every part of it through its own verb, if what it replaces is still what was seen."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from fairlead.apps.engagements.actions import edit, price
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.actions import leave, set_pace, take
from fairlead.apps.estimates.bridge import said_of
from fairlead.apps.estimates.pacing import freeze_text
from fairlead.apps.estimates.wishing import Wish
from fairlead.apps.scoping.actions import give
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.core.errors import Stale
from fairlead.core.rows import find
from fairlead.core.writing import take_turn
from fairlead.engines.shaping.frozen import pace_from_plain


def versions_of(actor: Actor, engagement: Engagement, wish: Wish) -> dict[str, int]:
    """The version of everything that a wish would replace, 0 for what is not there, and of the engagement:
    "engagement", "answer.<question>", "line.<line>" ("line." for the pace)."""
    answers = {row.question: row.version for row in present(actor, engagement)}
    lines = {row.line: row.version for row in said_of(actor, engagement)}
    touched = [*sorted(wish.leave | wish.take), *([""] if wish.pace else [])]
    return {
        "engagement": find(actor, Engagement, engagement.pk).version,
        **{f"answer.{question}": answers.get(question, 0) for question in wish.answers},
        **{f"line.{line}": lines.get(line, 0) for line in touched},
    }


def grant(actor: Actor, engagement: Engagement, wish: Wish, seen: Mapping[str, int] | None = None) -> None:
    """Keep what was tried, all or none. Stale when any of it is not as it was seen; seen: `versions_of` then,
    None for whoever looked just now."""
    with transaction.atomic():
        take_turn()
        now = versions_of(actor, engagement, wish)
        if seen is not None and seen != now:
            raise Stale("What this would change was changed by somebody else after you had tried it.")
        for question, value in wish.answers.items():
            give(actor, engagement, question=question, value=value, seen=now[f"answer.{question}"])
        terms = {name: value for name, value in wish.terms.items() if name != "start"}
        if terms:
            price(actor, engagement, **terms)
        if "start" in wish.terms:
            edit(actor, engagement, start_on=wish.terms["start"])
        _grant_lines(actor, engagement, wish)


def _grant_lines(actor: Actor, engagement: Engagement, wish: Wish) -> None:
    said = {row.line: row for row in said_of(actor, engagement)}
    for line in sorted(wish.leave):
        leave(actor, engagement, line=line, seen=said[line].version if line in said else 0)
    for line in sorted(wish.take & said.keys()):
        take(actor, said[line])
    if wish.pace:
        held = said.get("")
        pace = pace_from_plain(held.pace if held else {})
        kept = {
            "people": pace.people, "weekly_hours": pace.weekly_hours, "country": pace.country,
            "freezes": [freeze_text(freeze) for freeze in pace.freezes],
        }  # fmt: skip
        set_pace(actor, engagement, **{**kept, **wish.pace}, seen=held.version if held else 0)
