"""What the parties agree about the wording of an engagement."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.db import transaction

from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import rules
from fairlead.apps.estimates.actions import said_so_far, set_fields
from fairlead.apps.estimates.models import Adjustment
from fairlead.apps.estimates.trying import present_scoping
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.recording import plain
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.scoping.values import Agreed
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.wording import agreed_findings


@verb("adjustment.agree", rules.agree, reversible=True)
def agree(
    actor: Actor,
    engagement: Engagement,
    *,
    variants: dict[str, str] | None = None,
    figures: dict[str, Decimal] | None = None,
    jurisdiction: str = "",
    billing_term: str = "",
    training_term: str = "",
    seen: int = 0,
) -> Adjustment:
    """Say what the parties agree about the wording, all of it: it takes the place of what was said before.

    variants: by clause, the variant that is chosen ("" for the clause's own text); a clause that is not named
    goes by its conditions. figures: by figure, another number than the standard one. The terms of billing
    and the law that governs are "" where the usual ones hold. `seen` is the version that you saw, 0 for none.
    """
    admit(actor, engagement, rules.agree)
    agreed = Agreed(
        dict(variants or {}), dict(figures or {}), jurisdiction.strip(), billing_term, training_term
    )
    _refuse_unsound(actor, engagement, agreed)
    wanted = {"agreed": plain(agreed), "said_by": actor.name}
    with transaction.atomic():
        take_turn()
        row = said_so_far(actor, engagement, "", seen)
        if row is None:
            row = Adjustment(engagement=engagement, line="", **wanted)
            with creating(actor, "adjustment.agree", row, rules.agree, about=engagement):
                return row
        with writing(actor, "adjustment.agree", row, rules.agree) as change:
            return set_fields(change.row, wanted)


def _refuse_unsound(actor: Actor, engagement: Engagement, agreed: Agreed) -> None:
    """Refuse what the practice does not know or cannot bill so, and numbers that nobody may accept."""
    practice = practice_of(engagement.practice_id)
    scoping = replace(present_scoping(actor, engagement), agreed=agreed)
    found = agreed_findings(practice, scoping) or shape(practice, scoping)[1]
    wrong = [one for one in found if one.where.startswith("agreed.")]
    if wrong:
        raise Invalid(replace(one, where=one.where.removeprefix("agreed.")) for one in wrong)
