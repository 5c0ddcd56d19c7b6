"""Verbs of the catalog."""

from __future__ import annotations

from fairlead.apps.catalog import rules
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating
from fairlead.engines.clocks import schedule
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.market import WorkingHours
from fairlead.engines.workdays import working_days


@verb("practice.load", rules.load)
def load(actor: Actor, *, texts: dict[str, str]) -> PracticeVersion:
    """Load a practice from its texts by file name. The same text again is the version that is there."""
    admit(actor, None, rules.load)
    practice, findings = load_texts(texts)
    if practice is None:
        raise Invalid(findings)
    _office(practice.working)
    known = PracticeVersion.objects.visible_to(actor).filter(digest=practice.digest).first()
    if known:
        return known
    row = PracticeVersion(
        name=practice.name, label=practice.version, digest=practice.digest, texts=dict(texts)
    )
    with creating(actor, "practice.load", row, rules.load):
        pass
    return row


def _office(working: WorkingHours) -> None:
    """Invalid unless business clocks can run by these hours: zones and holidays are not in the schema."""
    try:
        schedule(working, working_days(working.country))
    except ValueError as error:
        fix = "Write hours like 09:00, a zone like Europe/London and a country like US."
        raise invalid(
            "working", f"{str(error)[:1].upper()}{str(error)[1:]}.", fix, "working-hours"
        ) from error
