"""Verbs of standing in: somebody is away, and another answers what they are asked."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from fairlead.apps.approvals import rules
from fairlead.apps.approvals.events import StandingInArranged, StandingInEnded
from fairlead.apps.approvals.models import Delegation
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import held_by
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, writing
from fairlead.engines.findings import Finding


@verb("review.delegate", rules.delegate)
def delegate(
    actor: Actor, person: Person, *, to: Person, start: date, end: date, note: str = ""
) -> Delegation:
    """Let somebody answer in a person's place while they are away: from `start` to before `end`."""
    admit(actor, person, rules.delegate)
    findings = _wrong(actor, person, to, start, end)
    if findings:
        raise Invalid(findings)
    row = Delegation(person=person, to=to, start=start, end=end, note=note.strip()[:400])
    with creating(actor, "review.delegate", row, rules.delegate, about=person, note=note) as change:
        days = start.isoformat(), end.isoformat()
        change.announce(StandingInArranged(to.user_id, person.name, *days, row.note, actor.name))
    return row


def _wrong(actor: Actor, person: Person, to: Person, start: date, end: date) -> list[Finding]:
    found = list[Finding]()
    if person.pk == to.pk:
        found.append(Finding("", 0, "to", "invalid", "Nobody stands in for themselves.", "Choose another."))
    elif to.user_id == actor.user_id:
        said = f"Nobody says of themselves that they stand in for {person.name}."
        fix = "They say it, or another director does; or choose somebody else."
        found.append(Finding("", 0, "to", "own", said, fix))
    if not to.active or not held_by(to) & rules.SPEAKERS:
        found.append(Finding("", 0, "to", "invalid", f"{to.name} takes no part in engagements."))
    if end <= start or end <= timezone.localdate():
        fix = "Write the first day away and the first day back."
        found.append(Finding("", 0, "end", "empty-range", f"{start} to {end} holds no day to come.", fix))
    elif end - start > rules.LONGEST_AWAY:
        days = rules.LONGEST_AWAY.days
        message = f"From {start} to {end} is longer than {days} days: that is another's job by then."
        found.append(Finding("", 0, "end", "too-many", message, "Give the role to somebody else."))
    return found


@verb("delegation.end", rules.end)
def end(actor: Actor, delegation: Delegation, *, note: str = "") -> Delegation:
    """End it from today on: they are back, and whoever stands in hears it."""
    with writing(actor, "delegation.end", delegation, rules.end, note=note) as change:
        row = change.row
        row.end = max(row.start, min(row.end, timezone.localdate()))
        change.announce(StandingInEnded(row.to.user_id, row.person.name, actor.name))
    return change.row
