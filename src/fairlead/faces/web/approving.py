"""The panels of the agree tab that say who agrees: every step with its buttons, and who holds the pen."""

from __future__ import annotations

from typing import Any

from fairlead.apps.agreements.queries import checks
from fairlead.apps.approvals import queries, rules
from fairlead.apps.approvals.bridge import named_in
from fairlead.apps.pens.queries import asks_of, seen
from fairlead.apps.pens.rules import HOLDERS
from fairlead.apps.people.queries import people
from fairlead.apps.signing.bridge import is_stamp
from fairlead.apps.signing.rules import give
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, WrongTime
from fairlead.core.roles import Role
from fairlead.faces.web.signing import panel
from fairlead.faces.web.spine import Head


def panels(actor: Actor, head: Head, current: Any) -> dict[str, Any]:
    """What the page says of the present version; nothing to whoever is not of the firm."""
    if not head.inside:
        return {}
    rows = [head.row, *([head.estimate.engagement] if head.estimate else [])]
    pen = seen(actor, *rows)
    holds = pen is not None and pen.holder is not None and pen.holder.user_id == actor.user_id
    asks = asks_of(pen) if pen is not None else ()
    if current is None:
        staff = _staff(actor) if holds else []
        return {"pen": pen, "pen_asks": asks, "writers": _among(staff, HOLDERS)}
    if head.estimate is not None and head.estimate.pk == current.estimate_id:
        current.estimate = head.estimate
    standing, reviews = queries.standing(actor, current)
    handed = {row.pk for row in reviews if rules.hand_on(actor, row) is None}
    staff = _staff(actor) if holds or handed else []
    signing = panel(actor, current, reviews) if standing.asking else {}
    signs = _signs(actor, signing)
    steps = [
        {
            "by_signing": signs and row.stage == "signature" and not is_stamp(row),
            "card": step, "row": row, "named": _named(actor, row),
            "points": list(zip(step.points, queries.thread_of(row), strict=True)),
            "others": _among(staff, rules.roles_of(row.role), but=row.holder_id) if row.pk in handed else [],
        }
        for step, row in zip(standing.steps, reviews, strict=True)
    ]  # fmt: skip
    return {
        "pen": pen, "pen_asks": asks, "writers": _among(staff, HOLDERS), "standing": standing,
        "approvals": steps, "current": current, **signing,
    }  # fmt: skip


def _named(actor: Actor, review: Any) -> list[tuple[str, str]]:
    """What a condition or an objection may be about: the clauses and figures that the step vouches for."""
    if rules.object_to(actor, review) is not None:
        return []
    return list(named_in(review.asking, review.vouches).items())


def _signs(actor: Actor, signing: dict[str, Any]) -> bool:
    """Whether a signature for the firm waits for this actor: it answers the signer's step as well."""
    waits = [row for card, row in signing.get("signatures", ()) if card.side == "firm"]
    return any(give(actor, row) is None for row in waits)


def checked(actor: Actor, head: Head, made: Any, estimate: Any) -> dict[str, Any]:
    """What linter and hand-off test say of a statement of work, or else of the one that an estimate would
    come to."""
    if not head.inside or not (made or estimate):
        return {}
    if made is not None and head.estimate is not None and made.estimate_id == head.estimate.pk:
        made.estimate = head.estimate  # read already
    try:
        linted, tested = checks(actor, made, estimate)
        return {"linted": linted, "handoff": tested, "checked": made, "checked_estimate": estimate}
    except (Invalid, WrongTime) as refused:
        return {"unchecked": str(refused), "checked": made, "checked_estimate": estimate}


def _among(staff: list[Any], roles: frozenset[Role], but: int | None = None) -> list[Any]:
    """Those of the staff who hold one of these roles."""
    return [person for person, held in staff if held & roles and person.pk != but]


def _staff(actor: Actor) -> list[tuple[Any, frozenset[Role]]]:
    """Everyone of the firm with what they may do."""
    return [
        (person, frozenset(Role(grant.role) for grant in person.user.grants.all()))
        for person in people(actor)
    ]
