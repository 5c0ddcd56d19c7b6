"""Scoping issues as engagements: found again by their address, opened for an account known by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from fairlead.apps.accounts.models import SEGMENTS, Account
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake.judging import judged, questions_of
from fairlead.apps.intake.models import Reference
from fairlead.apps.intake.outcomes import Fate, Planned, PlannedIssue, of_finding
from fairlead.apps.scoping.models import Answer
from fairlead.core.actor import Actor
from fairlead.engines.intake import cells, naming
from fairlead.engines.intake.headings import plain
from fairlead.engines.intake.issues import Issue, Said
from fairlead.engines.practice.values import Question

__all__ = ["SEGMENTS", "Desk", "name_of"]


def name_of(key: str) -> str:
    """What an engagement is called that came from an issue."""
    return f"Scoping issue #{key}"


@dataclass
class Desk:
    """What is there already, read once for all rows of an export."""

    actor: Actor
    offering: str
    questions: dict[str, Question]
    practice: PracticeVersion
    accounts: dict[str, Account]
    engagements: dict[tuple[str, str], Engagement]
    taken: set[tuple[int, str]]
    answers: dict[int, dict[str, Answer]] = field(default_factory=dict)
    others: dict[tuple[int, str], dict[str, Question]] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, practice: PracticeVersion, offering: str) -> Desk:
        references = Reference.objects.visible_to(actor).select_related("engagement__account")
        desk = cls(
            actor, offering, questions_of(practice.pk, offering), practice,
            {plain(account.name): account for account in Account.objects.visible_to(actor)},
            {(row.key, row.url): row.engagement for row in references},
            {(pk, name.casefold()) for pk, name in
             Engagement.objects.visible_to(actor).values_list("account_id", "name")},
        )  # fmt: skip
        keys = [engagement.pk for engagement in desk.engagements.values()]
        for row in Answer.objects.visible_to(actor).filter(engagement__in=keys, value__isnull=False):
            desk.answers.setdefault(row.engagement_id, {})[row.question] = row
        return desk

    def judged(self, issue: Issue) -> tuple[PlannedIssue | None, list[Fate]]:
        """What would become of one row: its plan, if there is one, and its lines."""
        if not issue.customer:
            return None, [_line("left-out", issue, "this is no scoping issue.")]
        fates = [of_finding(finding, "error") for finding in issue.findings]
        if issue.unknown:
            fates.append(_line("note", issue, f"labels that are not known: {', '.join(issue.unknown[:20])}."))
        known = self.engagements.get((issue.key, issue.url))
        if known is None and issue.closed and issue.state not in ("closed-won", "closed-lost"):
            message = "it is closed, and no label says whether it was won."
            return None, [*fates, _line("left-out", issue, message, "Label it Closed_Won or Closed_Lost.")]
        account = known.account if known else self.accounts.get(plain(issue.customer))
        if account is None:
            return None, [*fates, self._nobody(issue)]
        if known is None and (account.pk, name_of(issue.key).casefold()) in self.taken:
            message = f"{account.name} has an engagement called {name_of(issue.key)} already."
            return None, [*fates, _line("error", issue, message, "Rename the one that is there.")]
        answers, lines = self._answers(issue, known)
        fates += lines
        if not issue.findings:
            fates += self._standing(issue, known) if known else [self._opened(issue)]
        plan = PlannedIssue(
            issue.row, issue.key, issue.url, issue.customer, account.pk, issue.state or "open", issue.segment,
            issue.em_status, issue.quarter, issue.assignee, answers,
        )  # fmt: skip
        return (None if issue.findings else plan), fates

    def _nobody(self, issue: Issue) -> Fate:
        names = {key: account.name for key, account in self.accounts.items()}
        near = [names[key] for key in get_close_matches(plain(issue.customer), list(names), 3, 0.5)]
        fix = f"Is it {' or '.join(near)}? " if near else ""
        message = f"there is no account {issue.customer!r}."
        return _line("error", issue, message, f"{fix}Open the account, or put its name into the title.")

    def _opened(self, issue: Issue) -> Fate:
        state = issue.state or "open"
        return Fate("new", issue.url, issue.row, f"#{issue.key} {issue.customer}", state, None,
                    f"an engagement is opened, {state}.")  # fmt: skip

    def _standing(self, issue: Issue, known: Engagement) -> Iterator[Fate]:
        """What the issue says of an engagement that is there: it is never moved by a file."""
        pairs = (("state", issue.state, known.state), ("segment", issue.segment, known.segment),
                 ("EM status", issue.em_status, known.em_status))  # fmt: skip
        different = [(what, said, stands) for what, said, stands in pairs if said and said != stands]
        for what, said, stands in different:
            yield Fate("conflict", issue.url, issue.row, f"#{issue.key} {what}", said, stands,
                       "the engagement has moved on here; what stands is kept.")  # fmt: skip
        if not different:
            yield Fate(
                "same", issue.url, issue.row, f"#{issue.key} {issue.customer}", known.state, known.state
            )

    def _answers(self, issue: Issue, known: Engagement | None) -> tuple[tuple[Planned, ...], list[Fate]]:
        questions = self._questions(known)
        stands = self.answers.get(known.pk, {}) if known else {}
        planned, fates = list[Planned](), list[Fate]()
        for said in issue.answers:
            found = _understood(said, issue, questions)
            if isinstance(found, Fate):
                fates.append(found)
            elif found.questions[0] not in {one.questions[0] for one in planned}:
                planned.append(found)
                fates.append(judged(found, questions, stands))
        return tuple(planned), fates

    def _questions(self, known: Engagement | None) -> dict[str, Question]:
        if known is None:
            return self.questions
        key = (known.practice_id, known.offering)
        if key not in self.others:
            self.others[key] = questions_of(*key)
        return self.others[key]


def _line(fate: str, issue: Issue, message: str, fix: str = "") -> Fate:
    return Fate(
        fate, issue.url[:300], issue.row, f"#{issue.key[:20]} {issue.title[:80]}", None, None, message, fix
    )


def _understood(said: Said, issue: Issue, questions: dict[str, Question]) -> Planned | Fate:
    question = naming.question_meant(said.asked, questions.values())
    if question is None:
        near = ", ".join(naming.nearest(said.asked, questions.values()))
        return Fate("unasked", issue.url, issue.row, said.asked[:120], said.answer[:200], None,
                    "no question of the offering is called so.", f"The nearest are: {near}.")  # fmt: skip
    value = naming.said_as(question, said.answer)
    if isinstance(value, cells.Wrong):
        return Fate(
            "error", issue.url, issue.row, question.id, said.answer[:200], None, value.message, value.fix
        )
    why = f"issue #{issue.key}, {said.asked[:100]}"
    return Planned((question.id,), value, why, "medium", issue.url, issue.row)
