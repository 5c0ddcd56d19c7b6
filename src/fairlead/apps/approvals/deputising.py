"""Who answers in whose place today: whoever stands in for somebody who is asked, and may answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairlead.apps.approvals import rules
from fairlead.apps.approvals.models import Delegation, Review
from fairlead.core.roles import Role
from fairlead.engines.agreeing.steps import barred


def arranged() -> list[Delegation]:
    """Who stands in for whom today, with what both may do."""
    rows = rules.arranged().select_related("person__user", "to__user").order_by("pk")
    return list(rows.prefetch_related("person__user__grants", "to__user__grants"))


def deputies_of(
    review: Review, steps: Sequence[Review], today: Iterable[Delegation]
) -> tuple[Delegation, ...]:
    """What is arranged for today by which somebody may answer a step in another's place.

    The separation of duties holds for who stands in: whom it bars is not among them, nor who has left.
    """
    hands = rules.hands_of(review, steps)
    return tuple(
        row for row in today
        if row.to.active and rules.is_asked_of(row.person, review) and not barred(
            review.stage, review.vouches, row.to.user_id, Role.SALES in rules.held_by(row.to), hands
        )
    )  # fmt: skip


def told(asked: Sequence[Review]) -> tuple[tuple[int, str], ...]:
    """Who else hears that these steps of one asking are asked: a user, and in whose place."""
    today, names = arranged() if asked else [], dict[int, dict[str, None]]()
    steps = rules.among(asked[0]) if today else ()
    for review in asked if today else ():
        for row in deputies_of(review, steps, today):
            names.setdefault(row.to.user_id, {})[row.person.name] = None
    return tuple((user, ", ".join(found)) for user, found in sorted(names.items()))
