"""What stands in an engagement, as the figures that say which method fits now."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.risks.states import LIVE
from fairlead.apps.scoping.queries import present, review_of
from fairlead.core.actor import Actor


def figures(actor: Actor, engagement: Engagement) -> Mapping[str, int]:
    """Counts, and ones for what is so: see the rules of fit in `methods.py`."""
    answers = present(actor, engagement)
    found = review_of(engagement, answers)
    live = Entry.objects.visible_to(actor).filter(engagement=engagement, state__in=LIVE)
    entries = list(live.values_list("kind", "priority"))
    requirements = sum(kind == "requirement" for kind, _ in entries)
    planned = RoadmapItem.objects.visible_to(actor).filter(engagement=engagement).count()
    risks = [priority for kind, priority in entries if kind == "risk"]
    pains, estimated = bool(engagement.pains.strip()), bool(engagement.estimate_state)
    return {
        "unanswered": len(found.unanswered),
        "clashes": len(found.contradictions),
        "requirements": requirements,
        "unplanned": max(requirements - planned, 0),
        "high_risks": risks.count("high"),
        "no_risks": int(estimated and not risks),
        "estimated": int(estimated),
        "no_pains": int(not pains),
        "pains_only": int(pains and not requirements),
        "untouched": int(not pains and not any(row.value is not None for row in answers)),
    }
