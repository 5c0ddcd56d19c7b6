"""One predicate a verb of comments."""

from __future__ import annotations

from fairlead.apps.comments.models import Comment
from fairlead.apps.comments.states import COMMENT
from fairlead.apps.engagements.models import Engagement
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES, Role

# Everyone of the firm who sees the work; an administrator keeps the system and says nothing of it.
SPEAKERS = ENGAGEMENT_ROLES - {Role.ADMINISTRATOR}


def write(actor: Actor, engagement: Engagement) -> Refused | None:
    lost = engagement.state == "closed-lost"
    return first(
        needs(actor, SPEAKERS, "comment"),
        unless(actor.user_id is None, Forbidden("A person comments, by name.")),
        unless(lost, WrongTime("This engagement is closed lost; nothing of it is discussed any more.")),
    )


def _spoken(action: str) -> Rule:
    def rule(actor: Actor, comment: Comment) -> Refused | None:
        return first(write(actor, comment.engagement), in_state(COMMENT, comment.state, action))

    return rule


answer = _spoken("answer")
reopen = _spoken("reopen")


def resolve(actor: Actor, comment: Comment) -> Refused | None:
    """Who wrote it, whose answer was asked for, or who leads such work."""
    asked = comment.to is not None and comment.to.user_id == actor.user_id
    theirs = asked or comment.author == actor.user_id or actor.has_any(ENGAGEMENT_MANAGERS)
    return first(
        write(actor, comment.engagement),
        unless(not theirs, Forbidden(f"{comment.author_name}, who wrote it, or whoever leads resolves it.")),
        in_state(COMMENT, comment.state, "resolve"),
    )
