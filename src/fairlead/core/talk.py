"""What people say of a thing in turn: a sentence that is needed, and the answers under it.

The answers of a thread are a column of its row, oldest first: [{by, name, at, text}].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from fairlead.core.actor import Actor
from fairlead.core.errors import invalid

MOST_TEXT = 2000
MOST_ANSWERS = 200

Answers = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class AnsweredCard:
    by: str
    at: datetime
    text: str


def answered_cards(answers: Answers) -> tuple[AnsweredCard, ...]:
    """The answers of a thread, as they are shown."""
    return tuple(AnsweredCard(one["name"], datetime.fromisoformat(one["at"]), one["text"]) for one in answers)


def sentence(text: str, field: str, needed: str, most: int = MOST_TEXT) -> str:
    """The text without blanks around it; refused when it says nothing, or more than anybody reads."""
    said = text.strip()
    if not said:
        raise invalid(field, needed, "Say it in a sentence.")
    if len(said) > most:
        raise invalid(field, f"This has {len(said):,} letters; {most:,} are the most.", "Say the gist.")
    if "\0" in said:
        raise invalid(field, "This has a sign in it that no table keeps.", "Write it by hand.")
    return said


def answered(answers: Answers, actor: Actor, text: str, field: str, most: int = MOST_TEXT) -> Answers:
    """The answers of a thread with one more."""
    said = sentence(text, field, "An answer says something.", most)
    if len(answers) >= MOST_ANSWERS:
        raise invalid(field, f"There are {MOST_ANSWERS} answers already.", "Talk, and close it.")
    return [*answers, line(actor, said)]


def line(actor: Actor, text: str) -> dict[str, Any]:
    """What somebody says now, as a thread keeps it."""
    return {"by": actor.user_id, "name": actor.name, "at": timezone.now().isoformat(), "text": text}
