"""Verbs of the catalog."""

from __future__ import annotations

from fairlead.apps.catalog import rules
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating
from fairlead.engines.practice.load import load_texts


@verb("practice.load", rules.load)
def load(actor: Actor, *, texts: dict[str, str]) -> PracticeVersion:
    """Load a practice from its texts by file name. The same text again is the version that is there."""
    admit(actor, None, rules.load)
    practice, findings = load_texts(texts)
    if practice is None:
        raise Invalid(findings)
    known = PracticeVersion.objects.visible_to(actor).filter(digest=practice.digest).first()
    if known:
        return known
    row = PracticeVersion(
        name=practice.name, label=practice.version, digest=practice.digest, texts=dict(texts)
    )
    with creating(actor, "practice.load", row, rules.load):
        pass
    return row
