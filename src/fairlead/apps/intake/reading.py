"""From a file to its dry run: what it is, what each row would do here, and the plan of doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake import issuing
from fairlead.apps.intake.judging import judged, questions_of, standing
from fairlead.apps.intake.models import Intake
from fairlead.apps.intake.outcomes import Fate, Outcome, Plan, Planned, of_finding, outcome_of
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid
from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.intake import columns, evaluate, issues
from fairlead.engines.intake.columns import Mapped
from fairlead.engines.intake.evaluate import Evaluation, Proposal
from fairlead.engines.intake.headings import Heading
from fairlead.engines.intake.reading import Watch, unwatched
from fairlead.engines.intake.sources import Source, open_source


@dataclass(frozen=True, slots=True)
class File:
    """A file that was given in. body: open, seekable; sha256: of its bytes."""

    body: IO[bytes]
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Read:
    """The dry run and the plan; for a table also how its columns were taken."""

    outcome: Outcome
    plan: Plan
    columns: Mapping[str, str]


def opened(file: File) -> Source:
    """The file as sheets of rows; Invalid when it cannot be read at all."""
    try:
        return open_source(file.body, file.name)
    except Unsound as wrong:
        raise Invalid(wrong.findings) from wrong


def kind_of(source: Source) -> str:
    """What the file is by its columns: "evaluate", "issues", else "table"."""
    try:
        if issues.recognised(source):
            return "issues"
        return "evaluate" if evaluate.recognised(source) else "table"
    except Unsound as wrong:
        raise Invalid(wrong.findings) from wrong


def whole(read: Callable[..., Read], *given: Any, **more: Any) -> Read:
    """Do the reading; what breaks off in the middle of a file refuses all of it."""
    try:
        return read(*given, **more)
    except Unsound as wrong:
        raise Invalid(wrong.findings) from wrong


def _before(actor: Actor, sha256: str, engagement: Engagement | None) -> str:
    """When and by whom the same file was applied to the same engagement."""
    same = Intake.objects.visible_to(actor).filter(sha256=sha256, state="applied", engagement=engagement)
    row = same.order_by("-applied_at").only("applied_at", "given_in_by").first()
    return f"{row.applied_at:%Y-%m-%d}, {row.given_in_by}" if row and row.applied_at else ""


def read_evaluate(
    actor: Actor, engagement: Engagement, file: File, watch: Watch = unwatched, source: Source | None = None
) -> Read:
    """An Evaluate report against the engagement's questions and answers."""
    found = evaluate.read_evaluate(source or opened(file), watch)
    plan = Plan(answers=tuple(_planned(proposal) for proposal in found.proposals))
    fates = [*_answers(actor, engagement, plan), *_evaluate_lines(found)]
    projects, flagged = found.projects, found.projects.flagged if found.projects else ()
    lines = {"error": found.counts.get("found", 0) - len(found.findings),
             "note": found.counts.get("notes", 0) - len(found.notes),
             "flagged": projects.flagged_count - len(flagged) if projects else 0}  # fmt: skip
    return Read(
        outcome_of(
            "evaluate", file.name, file.sha256, found.label or "Evaluate",
            (projects.rows if projects else 0) + (found.users.rows if found.users else 0), fates,
            facts=tuple(_facts(found).items()), before=_before(actor, file.sha256, engagement),
            uncounted={fate: number for fate, number in lines.items() if number},
        ),
        plan, {},
    )  # fmt: skip


def _planned(proposal: Proposal) -> Planned:
    return Planned(proposal.questions, proposal.value, proposal.why, proposal.confidence)


def _answers(actor: Actor, engagement: Engagement, plan: Plan) -> Iterator[Fate]:
    questions = questions_of(engagement.practice_id, engagement.offering)
    stands = standing(actor, engagement)
    for planned in plan.answers:
        yield judged(planned, questions, stands)


def _evaluate_lines(found: Evaluation) -> Iterator[Fate]:
    yield from (of_finding(finding, "error") for finding in found.findings)
    for note in found.notes:
        yield of_finding(note, "left-out" if note.code == "left-out" else "note")
    if found.projects is None:
        return
    for one in found.projects.flagged:
        yield Fate("flagged", one.url, one.row, one.project, message="; ".join(one.reasons))
    for one in found.projects.differing:
        message = f"the report's own flag says otherwise: {'; '.join(one.differing)}."
        yield Fate("differs", one.url, one.row, one.project, message=message)


def _facts(found: Evaluation) -> dict[str, Any]:
    """Figures of the report that are worth showing, in the order of showing them."""
    facts = dict[str, Any]()
    if users := found.users:
        facts |= {
            "users": users.rows,
            "active users": users.active,
            "bots": users.bots,
            "admins": users.admins,
        }
    if projects := found.projects:
        facts |= {"projects": projects.rows, **projects.counts, "repositories over 5 GB": projects.large}
        known = {
            "storage": "storage, GB",
            "registry": "container images, GB",
            "packages_size": "packages, GB",
        }
        facts |= {said: projects.gb(role) for role, said in known.items() if role in projects.known}
        if "pipelines" in projects.known:
            facts["pipelines"] = int(projects.sums["pipelines"])
        facts["flagged projects"] = projects.flagged_count
        if projects.last and projects.first:
            facts["last activity"] = f"{projects.first.isoformat()} – {projects.last.isoformat()}"
            facts["active by year"] = ", ".join(f"{year}: {count:,}" for year, count in projects.years[:8])
    return facts


def read_issues(
    actor: Actor, practice: PracticeVersion, offering: str, file: File, watch: Watch = unwatched,
    source: Source | None = None,
) -> Read:  # fmt: skip
    """An issue export against the accounts, engagements and answers that are there."""
    desk = issuing.Desk.of(actor, practice, offering)
    planned, fates, rows = [], list[Fate](), 0
    for found in issues.read_issues(source or opened(file), issuing.SEGMENTS, watch):
        if isinstance(found, Finding):
            fates.append(of_finding(found, "error"))
            continue
        rows += 1
        plan, lines = desk.judged(found)
        fates += lines
        if plan:
            planned.append(plan)
    outcome = outcome_of(
        "issues", file.name, file.sha256, "GitLab issues", rows, fates,
        before=_before(actor, file.sha256, None),
    )  # fmt: skip
    return Read(outcome, Plan(issues=tuple(planned)), {})


def table_of(source: Source, sheet: str = "") -> Heading:
    """The heading of a table; Invalid when there is none."""
    try:
        found = columns.table_heading(source, sheet)
    except Unsound as wrong:
        raise Invalid(wrong.findings) from wrong
    if isinstance(found, Finding):
        raise Invalid([found])
    return found


def read_table(
    actor: Actor, engagement: Engagement, file: File, meant: Mapping[str, str] | None, sheet: str = "",
    watch: Watch = unwatched, source: Source | None = None,
) -> Read:  # fmt: skip
    """Any table: by what its columns are said to mean, or, if nothing is said, by what they look like."""
    source = source or opened(file)
    heading = table_of(source, sheet)
    questions = questions_of(engagement.practice_id, engagement.offering)
    if meant is None:
        many = len(source.top(heading.sheet)) > heading.row + 1
        mapping = columns.suggested(heading, list(questions.values()), many)
    else:
        mapping = mapped(meant)
    found = columns.read_table(source, heading, mapping, questions, watch)
    plan = Plan(answers=tuple(_planned(proposal) for proposal in found.proposals))
    fates = [
        *_answers(actor, engagement, plan),
        *(of_finding(finding, "error") for finding in found.findings),
        *(of_finding(note, "left-out") for note in found.notes),
    ]
    outcome = outcome_of(
        "table", file.name, file.sha256, heading.sheet, found.rows, fates,
        columns=heading.names[:200], before=_before(actor, file.sha256, engagement),
    )  # fmt: skip
    return Read(outcome, plan, written(mapping))


def mapped(meant: Mapping[str, str]) -> tuple[Mapped, ...]:
    """What columns mean, from its words: "question", "question way" or "question where word"."""
    found = []
    for column, said in meant.items():
        question, _, rest = said.strip().partition(" ")
        way, _, word = rest.strip().partition(" ")
        if question:
            found.append(Mapped(column, question, way or "value", word.strip()))
    return tuple(found)


def written(mapping: tuple[Mapped, ...]) -> dict[str, str]:
    """The same in words."""
    return {one.column: f"{one.question} {one.way} {one.word}".strip() for one in mapping}
