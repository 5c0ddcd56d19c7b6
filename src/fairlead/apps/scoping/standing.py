"""Which answer is in force for an engagement, and what contradicts it: its own, or one given for the account.

Everything is read in one query and decided in memory, so that a page and a save cost what they did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.scoping.models import CONFIDENCE, Answer
from fairlead.apps.scoping.states import BESIDE, DECLINED, STANDS, UNKNOWN
from fairlead.core.actor import Actor
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Question

# An assumption is made for one engagement: it holds for no other, and contradicts nothing there.
ASSUMPTION = "assumption"

# What came in another's own words: nobody corrects it by typing over it.
SEALED = frozenset({"customer-link", "import"})

_RANK = {confidence: -place for place, (confidence, _label) in enumerate(CONFIDENCE)}


def said(actor: Actor, engagement: Engagement, question: str = "") -> list[Answer]:
    """All that was said for an engagement, and the answers that stand in others of its account."""
    there = Q(engagement__account_id=engagement.account_id, state=STANDS, value__isnull=False)
    rows = Answer.objects.visible_to(actor).filter(Q(engagement=engagement) | (there & ~Q(source=ASSUMPTION)))
    if question:
        rows = rows.filter(question=question)
    where = {"engagement_name": F("engagement__name"), "engagement_state": F("engagement__state")}
    return list(rows.annotate(**where).order_by("pk"))


def in_force(engagement: Engagement, rows: Iterable[Answer]) -> list[Answer]:
    """The answer in force to each question, with what `standing` sets on it.

    Its own answer stands before an inherited one; of several to inherit, the one said last, then the surer.
    What was said in an engagement that is closed may be inherited, and contradicts nothing: it was then.
    A question that is only disputed or not known has a row without a value, which is not in the table.
    """
    asked = questions(engagement)
    own, others, beside, unknown = dict[str, Answer](), _drawer(), _drawer(), _drawer()
    drawers = {BESIDE: beside, UNKNOWN: unknown}
    settled = set[tuple[Any, ...]]()
    for row in rows:
        if row.engagement_id != engagement.pk:
            if _serves(asked.get(row.question), row):
                others[row.question].append(row)
        elif row.state == STANDS:
            own[row.question] = row
        elif row.state in drawers:
            drawers[row.state][row.question].append(row)
        elif row.state == DECLINED and row.origin_id:
            settled.add((row.origin_id, _normal(asked.get(row.question), row.value)))
    return [
        _standing(
            engagement, asked.get(key), key, own.get(key), others[key], beside[key], unknown[key], settled
        )
        for key in dict.fromkeys([*own, *others, *beside, *unknown])
    ]


def _drawer() -> defaultdict[str, list[Answer]]:
    return defaultdict(list)


def standing_of(actor: Actor, engagement: Engagement, question: str) -> Answer | None:
    """The answer in force to one question, read now; None when nothing was said to it."""
    return next(iter(in_force(engagement, said(actor, engagement, question))), None)


def questions(engagement: Engagement) -> Mapping[str, Question]:
    """The questions of the engagement's offering, by id."""
    offering = practice_of(engagement.practice_id).offering(engagement.offering)
    return {question.id: question for question in offering.questions}


def same(question: Question | None, one: Any, other: Any) -> bool:
    """Whether two values say the same to a question: 5 and 5.0, the same options in any order."""
    return bool(_normal(question, one) == _normal(question, other))


def _normal(question: Question | None, value: Any) -> Any:
    result = taken(question, value) if question is not None else value
    result = value if isinstance(result, Refusal) else result
    return tuple(sorted(result)) if isinstance(result, list) and _texts(result) else repr(result)


def _texts(items: list[Any]) -> bool:
    return all(isinstance(item, str) for item in items)


def _serves(question: Question | None, row: Answer) -> bool:
    """Whether an answer given elsewhere in the account is one to this question."""
    if question is None or question.about != "account":
        return False
    return not isinstance(taken(question, row.value), Refusal)


def _standing(
    engagement: Engagement,
    question: Question | None,
    key: str,
    own: Answer | None,
    others: list[Answer],
    beside: list[Answer],
    unknown: list[Answer],
    settled: set[tuple[Any, ...]],
) -> Answer:
    holds = own if own is not None and own.value is not None else None
    if holds is None and others:
        holds = max(others, key=lambda row: (row.said_on, _RANK[row.confidence], row.pk))
        holds.inherited_from = holds.engagement_name
    row = holds or own or _nothing(engagement, key)
    against = [
        other
        for other in others
        if other is not row
        and ENGAGEMENT.actions(other.engagement_state)
        and (other.pk, _normal(question, other.value)) not in settled
    ]
    row.asked_in = engagement.pk
    said_else = [*beside, *(against if holds else ())]
    row.beside = tuple(s for s in said_else if holds is None or not same(question, s.value, holds.value))
    row.unknown = () if holds else tuple(unknown)
    return row


def _nothing(engagement: Engagement, question: str) -> Answer:
    return Answer(engagement=engagement, question=question, value=None, said_on=timezone.localdate())
