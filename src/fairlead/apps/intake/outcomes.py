"""What becomes of a file, row by row: the dry run that people read, and the plan that is carried out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fairlead.engines.findings import Finding

# Lines that are kept of one dry run, the most important first; the rest is counted.
MOST_KEPT = 20_000

# In the order of what people look for first.
ORDER = ("error", "conflict", "new", "same", "unasked", "flagged", "differs", "note", "left-out")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one row or answer.

    fate:    new, same, conflict (another answer stands and stays), error (keeps everything out), unasked
             (no question of the offering), flagged (a special case), differs (the file contradicts itself),
             note, left-out.
    where:   cell, like "Users!C4"; row: its number, 0 when it is about no single row.
    subject: question, project or issue; value: what the file says; stands: what is answered already.
    """

    fate: str
    where: str
    row: int
    subject: str
    value: Any = None
    stands: Any = None
    message: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The dry run of a file, or what was done. counts: lines by fate, all of them; applied: what was written.

    facts: figures worth showing, in order; columns: headings of a table. before: when the same file was
    imported, "" when it is new.
    """

    kind: str
    name: str
    sha256: str
    what: str
    rows: int
    counts: dict[str, int]
    fates: tuple[Fate, ...]
    facts: tuple[tuple[str, Any], ...] = ()
    columns: tuple[str, ...] = ()
    before: str = ""
    applied: int = 0

    @property
    def sound(self) -> bool:
        return not self.counts.get("error")


@dataclass(frozen=True, slots=True)
class Planned:
    """One answer that a file gives, to be judged anew when it is applied."""

    questions: tuple[str, ...]
    value: Any
    why: str
    confidence: str
    where: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class PlannedIssue:
    """One scoping issue: what its engagement is, or would be."""

    row: int
    key: str
    url: str
    customer: str
    account: int
    state: str
    segment: str
    em_status: str
    quarter: str
    assignee: str
    answers: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that applying needs; no need to read the file again."""

    answers: tuple[Planned, ...] = ()
    issues: tuple[PlannedIssue, ...] = ()


def outcome_of(
    kind: str, name: str, sha256: str, what: str, rows: int, fates: Iterable[Fate], **more: Any
) -> Outcome:
    """An outcome with its lines in the order of what people look for, and no more of them than are kept."""
    counts, kept = Counter[str](), list[Fate]()
    for fate in fates:
        counts[fate.fate] += 1
        kept.append(fate)
    kept.sort(key=lambda fate: (ORDER.index(fate.fate), fate.row))
    counts.update(more.pop("uncounted", {}))
    return Outcome(kind, name, sha256, what, rows, dict(counts), tuple(kept[:MOST_KEPT]), **more)


def of_finding(finding: Finding, fate: str) -> Fate:
    return Fate(fate, finding.where, finding.line, "", message=finding.message, fix=finding.fix)


def findings_of(outcome: Outcome) -> list[Finding]:
    """The errors of an outcome as findings: what a refusal says."""
    return [
        Finding(outcome.name, fate.row, fate.where or fate.subject, "import", fate.message, fate.fix)
        for fate in outcome.fates
        if fate.fate == "error"
    ]


def stored(value: Outcome | Plan) -> dict[str, Any]:
    """As JSON keeps it."""
    return asdict(value)


def outcome_from(kept: Mapping[str, Any]) -> Outcome:
    lists = {
        "fates": tuple(Fate(**fate) for fate in kept["fates"]),
        "facts": tuple((name, value) for name, value in kept["facts"]),
        "columns": tuple(kept["columns"]),
    }
    return Outcome(**{**kept, **lists})


def plan_from(kept: Mapping[str, Any]) -> Plan:
    return Plan(
        tuple(_planned(one) for one in kept["answers"]),
        tuple(
            PlannedIssue(**{**one, "answers": tuple(_planned(answer) for answer in one["answers"])})
            for one in kept["issues"]
        ),
    )


def _planned(kept: Mapping[str, Any]) -> Planned:
    return Planned(**{**kept, "questions": tuple(kept["questions"])})
