"""Carrying out the plan of a file: judged anew against what stands now, then whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fairlead.apps.accounts.models import Account
from fairlead.apps.engagements.actions import open_engagement
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import edit as may_edit
from fairlead.apps.intake import rules
from fairlead.apps.intake.issuing import name_of
from fairlead.apps.intake.judging import judged, questions_of, settle, standing
from fairlead.apps.intake.models import Reference
from fairlead.apps.intake.outcomes import Fate, Outcome, Plan, Planned, PlannedIssue, findings_of
from fairlead.apps.people.models import Person
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.core.writing import creating, writing


def refuse_unsound(outcome: Outcome, only_sound: bool) -> None:
    """Nothing of a file is applied while a part of it is wrong, unless the sound part alone is asked for."""
    if not outcome.sound and not only_sound:
        raise Invalid(findings_of(outcome))


def answer(
    actor: Actor, engagement: Engagement, plan: Plan, outcome: Outcome, day: date | None = None
) -> Outcome:
    """Give the answers that nothing stands against; the outcome as it came to be."""
    given = _give(actor, engagement, plan.answers, outcome.name, day)
    return _done(outcome, given, sum(fate.fate == "new" for fate in given))


def _give(
    actor: Actor, engagement: Engagement, answers: Sequence[Planned], name: str, day: date | None
) -> list[Fate]:
    questions = questions_of(engagement.practice_id, engagement.offering)
    stands = standing(actor, engagement)
    fates = [judged(planned, questions, stands) for planned in answers]
    for planned, fate in zip(answers, fates, strict=True):
        settle(actor, engagement, fate, name, planned.confidence, day)
    return fates


def _done(outcome: Outcome, given: Sequence[Fate], applied: int) -> Outcome:
    """The outcome with the fates of its answers as they were when they were settled."""
    now = {(fate.subject, fate.row): fate for fate in given}
    fates = tuple(now.get((fate.subject, fate.row), fate) for fate in outcome.fates)
    counts = Counter(outcome.counts)
    counts.subtract(fate.fate for fate in outcome.fates)
    counts.update(fate.fate for fate in fates)
    kept = {fate: number for fate, number in counts.items() if number > 0}
    return replace(outcome, fates=fates, counts=kept, applied=applied)


def open_issues(actor: Actor, plan: Plan, outcome: Outcome, offering: str) -> Outcome:
    """Open an engagement for each issue that has none, and give the answers of all of them."""
    accounts = Account.objects.visible_to(actor).in_bulk({issue.account for issue in plan.issues})
    known = {(row.key, row.url): row.engagement
             for row in Reference.objects.visible_to(actor).select_related("engagement")}  # fmt: skip
    people = {person.user.username: person
              for person in Person.objects.visible_to(actor).select_related("user")}  # fmt: skip
    given, opened = list[Fate](), 0
    for issue in plan.issues:
        engagement = known.get((issue.key, issue.url))
        if engagement is None:
            em = people.get(issue.assignee)
            engagement = _opened(actor, accounts[issue.account], issue, offering, em)
            opened += 1
        if may_edit(actor, engagement) is None:
            given += _give(actor, engagement, issue.answers, outcome.name, None)
        if issue.state != engagement.state and _is_new(engagement):
            _place(actor, engagement, issue)
    return _done(outcome, given, opened + sum(fate.fate == "new" for fate in given))


def _is_new(engagement: Engagement) -> bool:
    return engagement.version == 1 and engagement.state == "open"


def _opened(
    actor: Actor, account: Account, issue: PlannedIssue, offering: str, em: Person | None
) -> Engagement:
    engagement = open_engagement(actor, account, name=name_of(issue.key), offering=offering, em=em)
    reference = Reference(engagement=engagement, key=issue.key, url=issue.url)
    with creating(actor, "reference.keep", reference, rules.issues):
        pass
    return engagement


def _place(actor: Actor, engagement: Engagement, issue: PlannedIssue) -> None:
    """Put an engagement that was just opened where its issue stands; from then on it moves by the board."""
    with writing(actor, "engagement.place", engagement, may_edit, note=issue.url) as change:
        row = change.row
        row.state = issue.state
        row.segment = issue.segment or row.segment
        row.em_status = issue.em_status or row.em_status
        row.closed_quarter = issue.quarter
        row.held_from = "awaiting-discovery" if issue.state == "on-hold" else ""
        row.lost_reason = "closed in the issue tracker" if issue.state == "closed-lost" else ""
    engagement.state = change.row.state
