"""A GitLab issue export: which rows are scoping issues, what their labels say, what their tables answer.

Header and labels as published (em-process 8, 1.4, 2.1); labels are read loosely: case, colons, underscores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairlead.engines.findings import Finding
from fairlead.engines.intake.headings import cell_at, heading, padded, places, plain
from fairlead.engines.intake.limits import LIMITS, Limits
from fairlead.engines.intake.naming import is_open
from fairlead.engines.intake.reading import EVERY, Watch, unwatched
from fairlead.engines.intake.sources import Source
from fairlead.engines.numerals import whole_number

COLUMNS = {
    "Issue ID": ("Issue ID",), "URL": ("URL",), "Title": ("Title",), "State": ("State",),
    "Description": ("Description",), "Labels": ("Labels",), "Assignee Username": ("Assignee Username",),
}  # fmt: skip
NEEDED = ("Issue ID", "URL", "Title", "Labels")

_TITLE = re.compile(r"(?P<customer>.+?)\s*[-–—:]\s*Scope Engagement and Write SOW\s*", re.I | re.S)
_URL = re.compile(r"https?://[^\s]{3,480}")
_MOST_ANSWERS = 200

STATES = {
    "open": "open", "awaiting discovery": "awaiting-discovery", "strawman wip": "strawman-wip",
    "estimate feedback": "estimate-feedback", "on hold": "on-hold", "sow wip": "sow-wip",
    "ready for approval": "ready-for-approval", "approved": "approved", "closed won": "closed-won",
    "closed lost": "closed-lost",
}  # fmt: skip
_EM_STATUS = {"waiting": "waiting", "todo": "to-do", "to do": "to-do"}
# Labels that are known and set nothing here.
_SILENT = (
    "ta ", "rdm ", "scoping ", "priority ", "ps ", "services calculator", "public sector us", "em process",
    "pm process",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One row of the table in a description: what is asked, what is answered."""

    asked: str
    answer: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One row of the export. customer: "" when it is no scoping issue; state: "" when no label says it."""

    row: int
    key: str
    url: str
    title: str
    customer: str
    closed: bool
    state: str
    segment: str
    em_status: str
    quarter: str
    assignee: str
    answers: tuple[Said, ...]
    unknown: tuple[str, ...]
    findings: tuple[Finding, ...]


def recognised(source: Source) -> bool:
    """Whether the file has the columns of an issue export."""
    found = heading(source, source.sheets[0], COLUMNS) if source.sheets else None
    return found is not None and {plain(name) for name in NEEDED} <= {plain(name) for name in found.names}


def read_issues(
    source: Source, segments: Sequence[str], watch: Watch = unwatched, limits: Limits = LIMITS
) -> Iterator[Issue | Finding]:
    """Every row as an Issue with its own findings; a Finding alone for what is wrong with the file itself."""
    sheet = source.sheets[0]
    found = heading(source, sheet, COLUMNS)
    if found is None:
        message = "these are not the columns of an issue export."
        yield Finding(source.name, 1, sheet, "not-issues", message, f"It needs: {', '.join(NEEDED)}.")
        return
    at, wrong = places(found, source.name, COLUMNS, NEEDED)
    yield from wrong
    if wrong:
        return
    seen = set[str]()
    for line, row in enumerate(source.rows(sheet), 1):
        if line % EVERY == 0:
            watch(line)
        if line <= found.row or not any(cell not in (None, "") for cell in row):
            continue
        if line - found.row > limits.rows:
            message = f"there are more than {limits.rows:,} rows; the rest was not read."
            yield Finding(source.name, line, sheet, "too-large", message, "Split the file.")
            return
        cells = padded(row, max(at.values()) + 1)
        said = {name: "" if cells[place] is None else str(cells[place]) for name, place in at.items()}
        where = {name: cell_at(sheet, line, place) for name, place in at.items()}
        yield _issue(source.name, line, said, where, segments, seen)


def _issue(
    file: str, line: int, said: dict[str, str], where: dict[str, str], segments: Sequence[str], seen: set[str]
) -> Issue:
    match = _TITLE.fullmatch(said["Title"].strip())
    customer = match["customer"].strip()[:160] if match else ""
    key, url = said["Issue ID"].strip(), said["URL"].strip()
    findings = list[Finding]()

    def wrong(column: str, code: str, message: str, fix: str) -> None:
        findings.append(Finding(file, line, where[column], code, f"{column}: {message}", fix))

    state, segment, em_status, quarter, unknown, clash = _labels(said["Labels"], segments)
    if customer:
        if whole_number(key) is None:
            wrong("Issue ID", "no-id", f"{key[:40]!r} is no issue number.", "Export the issue again.")
        elif f"{key} {url}" in seen:
            wrong("Issue ID", "twice", f"the issue {key} stands here a second time.", "Keep one of the rows.")
        if not _URL.fullmatch(url):
            wrong("URL", "no-url", f"{url[:60]!r} is no address.", "It begins with https://.")
        if clash:
            wrong("Labels", "clash", f"{clash} cannot both hold.", "Keep one label of a kind.")
    seen.add(f"{key} {url}")
    answers = tuple(_answers(said.get("Description", ""))) if customer else ()
    closed = said.get("State", "").strip().casefold() == "closed"
    return Issue(
        line, key, url, said["Title"].strip()[:200], customer, closed, state, segment, em_status, quarter,
        said.get("Assignee Username", "").strip()[:150], answers, unknown if customer else (),
        tuple(findings),
    )  # fmt: skip


def _labels(text: str, segments: Sequence[str]) -> tuple[str, str, str, str, tuple[str, ...], str]:
    """(state, segment, EM status, close quarter, unknown labels, two that clash)."""
    known_segments = {plain(name): name for name in segments}
    found = dict[str, tuple[str, str]]()
    unknown, clash = list[str](), ""
    for label in (part.strip() for part in text.split(",")):
        kind, value = _label(plain(label), known_segments)
        if not kind and label and not plain(label).startswith(_SILENT):
            unknown.append(label[:80])
        if kind and kind in found and found[kind][0] != value:
            clash = f"{found[kind][1]} and {label}"
        elif kind:
            found[kind] = (value, label[:80])
    state, segment, status, quarter = (
        found.get(kind, ("", ""))[0] for kind in ("proposal", "segment", "em status", "close qtr")
    )
    return state, segment, status, quarter, tuple(unknown), clash


def _label(name: str, segments: dict[str, str]) -> tuple[str, str]:
    for kind, values in (("proposal", STATES), ("segment", segments), ("em status", _EM_STATUS)):
        value = name.removeprefix(f"{kind} ").strip()
        if name.startswith(f"{kind} ") and value in values:
            return kind, values[value]
    if name.startswith("close qtr "):
        return "close qtr", name.removeprefix("close qtr ").upper()[:10]
    return "", ""


def _answers(description: str) -> Iterator[Said]:
    """Rows of the markdown tables that have a question and an answer column; open answers are left out."""
    at: tuple[int, int] | None = None
    count = 0
    for line in description.splitlines():
        if "|" not in line:
            at = None
            continue
        cells = [_bare(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if all(set(cell) <= set("-: ") for cell in cells):
            continue
        if at is None:
            at = _columns(cells)
            continue
        asked, answer = (cells[place] if place < len(cells) else "" for place in at)
        if asked and not is_open(answer) and count < _MOST_ANSWERS:
            count += 1
            yield Said(asked[:300], answer[:2000])


def _columns(cells: Sequence[str]) -> tuple[int, int] | None:
    names = [plain(cell) for cell in cells]
    asked = next((place for place, name in enumerate(names) if "question" in name), None)
    answered = next(
        (place for place, name in enumerate(names) if "answer" in name and "sample" not in name), None
    )
    return None if asked is None or answered is None else (asked, answered)


def _bare(cell: str) -> str:
    """A cell of a markdown table without its emphasis and escapes."""
    return re.sub(r"[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}", r"\1", cell.replace("\\|", "|")).strip()
