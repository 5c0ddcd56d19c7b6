"""An Evaluate report, whole: what its sheets come to, what it leaves in doubt, which questions it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fairlead.engines.findings import Finding
from fairlead.engines.intake.headings import Heading, heading, plain, sheet_like
from fairlead.engines.intake.layouts import (
    ANSWERS,
    APP_STATS,
    FLAGGED,
    GITLAB,
    INTERNAL_USERS,
    LAYOUTS,
    REPORT,
    REPORT_COLUMNS,
    USER_ALIASES,
    USER_COLUMNS,
    USERS,
    Answering,
    Layout,
)
from fairlead.engines.intake.limits import LIMITS, Limits
from fairlead.engines.intake.projects import Projects, read_projects
from fairlead.engines.intake.reading import Faults, Watch, sheet_of, unwatched, values_of
from fairlead.engines.intake.sources import Source
from fairlead.engines.numerals import whole_number

# How many of a layout's columns a sheet of another name must have to be taken for it.
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Users:
    """People and accounts. active: neither blocked nor bots nor GitLab's own: those who would move."""

    rows: int
    active: int
    bots: int
    admins: int
    external: int
    internal: int
    seats: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that the file gives: the questions it may answer (the first one asked counts) and why."""

    fact: str
    questions: tuple[str, ...]
    value: Any
    why: str
    confidence: str = "high"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the report says. system: "gitlab", "github-enterprise" ...; "" when it could not be recognised.

    stats: the sheet App Stats, by plain label. findings keep their answers back; notes are worth knowing.
    """

    system: str
    label: str
    sheets: tuple[str, ...]
    projects: Projects | None
    users: Users | None
    stats: Mapping[str, str]
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


def recognised(source: Source) -> bool:
    """Whether the file has a sheet of an Evaluate report, by its name or by its columns."""
    return any(_project_sheet(source, Faults(source.name))) or _users_sheet(source) is not None


def read_evaluate(source: Source, watch: Watch = unwatched, limits: Limits = LIMITS) -> Evaluation:
    """Read every sheet that is known. Streams; see `read_projects` for what is kept in memory."""
    faults = Faults(source.name)
    layout, found = _project_sheet(source, faults)
    heads_of_users = _users_sheet(source)
    stats = _stats(source)
    projects = _projects(source, layout, found, faults, watch, limits) if layout and found else None
    users = _users(source, heads_of_users, faults, watch, limits) if heads_of_users else None
    if not layout and not users and not faults.found:
        faults.wrong(_unrecognised(source))
    _cross_check(source, layout, projects, stats, faults)
    proposals = _proposals(layout, projects, users, stats, faults)
    return Evaluation(
        layout.id if layout else "", layout.label if layout else "", source.sheets, projects, users, stats,
        proposals, tuple(faults.found), tuple(faults.notes), dict(faults.counts),
    )  # fmt: skip


def _project_sheet(source: Source, faults: Faults) -> tuple[Layout | None, Heading | None]:
    """The layout whose columns are there the most; a sheet of another name is taken and said so."""
    best: tuple[float, Layout | None, Heading | None] = (0.0, None, None)
    for layout in LAYOUTS:
        names = [column.name for column in layout.columns]
        wanted = {plain(name) for name in names}
        for sheet in source.sheets:
            found = heading(source, sheet, names)
            if found is None or plain(sheet) in {plain(FLAGGED), plain(USERS)}:
                continue
            there = len(wanted & {plain(name) for name in found.names})
            named = plain(sheet) == plain(layout.sheet)
            if (named or there >= _ENOUGH * len(wanted)) and there + named / 2 > best[0]:
                best = (there + named / 2, layout, found)
    _score, taken, at = best
    if taken and at and not sheet_like([at.sheet], taken.sheet) and len(source.sheets) > 1:
        message = f"the sheet {at.sheet!r} is read as {taken.sheet}: it has its columns."
        faults.note(Finding(source.name, at.row, at.sheet, "other-sheet", message))
    return taken, at


def _users_sheet(source: Source) -> Heading | None:
    names = [column.name for column in USER_COLUMNS]
    for sheet in source.sheets:
        found = heading(source, sheet, [*names, "Principal Name"])
        there = {plain(name) for name in found.names} if found else set[str]()
        if found and (sheet_like([sheet], USERS) or {"username", "state", "user type"} <= there):
            return found if there & {"username", "principal name"} else None
    return None


def _unrecognised(source: Source) -> Finding:
    there = ", ".join(source.sheets[:12])
    wanted = "; ".join(dict.fromkeys(layout.sheet for layout in LAYOUTS))
    message = f"no sheet here is that of an Evaluate report. There are: {there}."
    fix = f"One of these is needed: {wanted}; or import the file as a table."
    return Finding(source.name, 0, "", "not-evaluate", message, fix)


def _projects(
    source: Source, layout: Layout, found: Heading, faults: Faults, watch: Watch, limits: Limits
) -> Projects | None:
    sheet = sheet_of(source, found, layout.columns, layout.needed, faults)
    if sheet is None:
        return None
    absent = {column.role for column in layout.columns if column.role} - set(sheet.roles)
    for column in layout.columns:
        if column.role in absent and not column.name.endswith("_over"):
            message = f"the column {column.name} is missing; what is counted from it stays open."
            faults.note(Finding(source.name, found.row, found.sheet, "missing-column", message))
    return read_projects(sheet, faults, watch, limits)


def _users(source: Source, found: Heading, faults: Faults, watch: Watch, limits: Limits) -> Users | None:
    sheet = sheet_of(source, found, USER_COLUMNS, ("username",), faults, USER_ALIASES)
    if sheet is None:
        return None
    at = sheet.roles
    counts = dict.fromkeys(("rows", "active", "bots", "admins", "external", "internal", "seats"), 0)

    def said(values: list[Any], role: str) -> Any:
        return values[at[role]] if role in at else None

    for _line, values in values_of(sheet, faults, watch, limits):
        if values[at["username"]] is None:
            continue
        counts["rows"] += 1
        kind, state = said(values, "type"), said(values, "state")
        bot, internal = bool(said(values, "bot")), kind in INTERNAL_USERS
        counts["bots"] += bot
        counts["internal"] += internal
        counts["active"] += (
            not bot and not internal and (state is None or state == "active" or "state" not in at)
        )
        counts["admins"] += bool(said(values, "admin"))
        counts["external"] += bool(said(values, "external"))
        counts["seats"] += bool(said(values, "seat"))
    return Users(**counts)


def _stats(source: Source) -> Mapping[str, str]:
    """Labels and values of the sheet App Stats that are written, not calculated."""
    sheet = sheet_like(source.sheets, APP_STATS)
    if not sheet:
        return {}
    found = dict[str, str]()
    for line, row in enumerate(source.rows(sheet), 1):
        if line > 200:
            break
        if len(row) > 1 and isinstance(row[0], str) and isinstance(row[1], str | int):
            found.setdefault(plain(row[0]), str(row[1])[:300])
    return found


def _cross_check(
    source: Source, layout: Layout | None, projects: Projects | None, stats: Mapping[str, str], faults: Faults
) -> None:
    """What the sheets of one report say about each other."""
    for label in ("enumeration", "user enumeration"):
        if stats.get(label, "").startswith("INCOMPLETE"):
            message = f"the report says of itself: {stats[label]}. Its figures are too low."
            faults.note(Finding(source.name, 0, APP_STATS, "incomplete", message))
    if projects is None or layout is None:
        return
    if projects.sums.get("container_tags") and projects.sums.get("registry") == 0:
        message = (
            "there are container tags, and their size is nought: the registry's metadata is not switched on."
        )
        faults.note(Finding(source.name, 0, layout.sheet, "no-registry-size", message))
    reported = _reported(source)
    if reported is not None and reported != projects.flagged_count:
        message = (
            f"the rows of the sheet {REPORT} are {reported:,}; by the thresholds the special cases are "
            f"{projects.flagged_count:,}."
        )
        faults.note(Finding(source.name, 0, REPORT, "other-flags", message))


def _reported(source: Source) -> int | None:
    sheet = sheet_like(source.sheets, REPORT)
    found = heading(source, sheet, [column.name for column in REPORT_COLUMNS]) if sheet else None
    if not found:
        return None
    return sum(1 for line, row in enumerate(source.rows(sheet), 1) if line > found.row and row and row[0])


def _proposals(
    layout: Layout | None,
    projects: Projects | None,
    users: Users | None,
    stats: Mapping[str, str],
    faults: Faults,
) -> tuple[Proposal, ...]:
    facts = _facts(layout, projects, users, stats)
    sure = "low" if any(note.code == "incomplete" for note in faults.notes) else "high"
    return tuple(
        Proposal(a.fact, a.questions, facts[a.fact][0], facts[a.fact][1] or a.said, sure)
        for a in ANSWERS
        if a.fact in facts and not _doubted(a, faults)
    )


def _doubted(answering: Answering, faults: Faults) -> bool:
    """A broken cell in a column that a fact is counted from keeps the fact back."""
    return bool(answering.roles) and ("" in faults.roles or bool(faults.roles & set(answering.roles)))


def _facts(
    layout: Layout | None, projects: Projects | None, users: Users | None, stats: Mapping[str, str]
) -> dict[str, tuple[Any, str]]:
    """By fact: its value, and why when the table's own words are not enough."""
    facts = dict[str, tuple[Any, str]]()
    if users and users.rows:
        facts["users"] = users.active, f"{users.active:,} of {users.rows:,} accounts: active, no bots"
    elif (told := whole_number(stats.get("total active users", "").replace(",", ""))) is not None:
        facts["users"] = told, "total active users on the sheet App Stats"
    if layout and layout.id != "jenkins":
        facts["source_scm"] = layout.id, f"a report on {layout.label}"
    if layout is GITLAB and "." in stats.get("gitlab version", ""):
        facts["source_version"] = stats["gitlab version"], ""
    if projects is None or layout is None:
        return facts
    if layout.id == "jenkins":
        return facts | {"ci_jobs": (projects.rows, "")}
    also = ", ".join(f"{n:,} {said}" for said, n in projects.counts.items())
    facts["projects"] = projects.rows, f"{projects.rows:,} projects" + (f", of them {also}" if also else "")
    if "repository" in projects.known:
        facts["repos_over_5gb"] = projects.large, ""
    if "registry" in projects.known and (
        projects.sums["registry"] or not projects.sums.get("container_tags")
    ):
        facts["registry_gb"] = projects.gb("registry"), ""
    if "packages_size" in projects.known:
        facts["packages_gb"] = projects.gb("packages_size"), ""
    if "storage" in projects.known:
        facts["data_gb"] = projects.gb("storage"), ""
    return facts
