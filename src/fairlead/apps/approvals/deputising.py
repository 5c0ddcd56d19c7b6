"""Who answers in whose place today: whoever stands in for somebody who is asked, and may answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairlead.apps.approvals import rules
from fairlead.apps.approvals.models import Delegation, Review
from fairlead.apps.people.queries import held_by
from fairlead.core.models import User
from fairlead.core.roles import Role


def deputies_of(
    review: Review, steps: Sequence[Review], today: Iterable[Delegation]
) -> tuple[Delegation, ...]:
    """What is arranged for today by which somebody may answer a step in another's place.

    The separation of duties holds for who stands in: whom it bars is not among them, nor who has left.
    """
    return tuple(
        row for row in today
        if row.to.active and rules.is_answered_for(rules.absent_of(row.person), review)
        and not rules.bar(review, row.to.user_id, held_by(row.to), steps)
    )  # fmt: skip


def kept_from(row: Delegation, waiting: Iterable[Review]) -> tuple[str, ...]:
    """Which of what waits whoever stands in may not answer, and why."""
    away, held, found = rules.absent_of(row.person), held_by(row.to), dict[str, None]()
    for review in waiting:
        if rules.is_answered_for(away, review):
            against = rules.bar(review, row.to.user_id, held, rules.among(review))
            if against:
                engagement = review.asking.sow.engagement
                found[f"{engagement.account.name}, {engagement.name}: {review.name}. {against}"] = None
    return tuple(found)


def told(asked: Sequence[Review]) -> tuple[tuple[int, str], ...]:
    """Who else hears that these steps of one asking are asked: a user, and in whose place."""
    today, names = list(rules.arranged()) if asked else [], dict[int, dict[str, None]]()
    steps = rules.among(asked[0]) if today else ()
    for review in asked if today else ():
        for row in deputies_of(review, steps, today):
            names.setdefault(row.to.user_id, {})[row.person.name] = None
    return tuple((user, ", ".join(found)) for user, found in sorted(names.items()))


def standing_in(roles: Iterable[str]) -> list[tuple[User, str]]:
    """Who stands in today for a holder of these roles, and for whom."""
    wanted = {Role(role) for role in roles}
    rows = (row for row in rules.arranged() if row.to.active and held_by(row.person) & wanted)
    return [(row.to.user, row.person.name) for row in rows]
