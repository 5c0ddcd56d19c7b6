"""Reading a file that was given in: at once when it is small, by the worker when it is not.

Reading happens before the write begins: writers take turns, and nobody waits for another's file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from procrastinate.contrib.django import app

from fairlead.apps.intake import rules
from fairlead.apps.intake.models import Intake, Upload
from fairlead.apps.intake.outcomes import Outcome, Plan, of_finding, outcome_of, stored
from fairlead.apps.intake.queries import remembered
from fairlead.apps.intake.reading import (
    File,
    Read,
    kind_of,
    opened,
    read_evaluate,
    read_table,
    table_of,
    whole,
)
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing, Stale, WrongTime, invalid
from fairlead.core.jobs import MOST_ATTEMPTS
from fairlead.core.writing import creating, writing
from fairlead.engines.intake.reading import Watch, unwatched
from fairlead.engines.intake.sources import Source

# Larger files are read by the worker, so that nobody waits for a page: some 5,000 projects.
AT_ONCE = 1_500_000
# Seconds between two words on how far it is, and between two looks whether it shall go on.
TELL, LOOK = 10.0, 1.5


class Stopped(Exception):
    """Somebody stopped the reading."""


@dataclass(frozen=True, slots=True)
class Result:
    """What reading came to: the state that it leads to, the dry run, the plan, how columns were taken."""

    kind: str
    state: str
    outcome: Outcome
    plan: Plan = field(default_factory=Plan)
    columns: Mapping[str, str] = field(default_factory=dict)

    def put(self, row: Intake) -> None:
        row.kind, row.state, row.columns = self.kind, self.state, dict(self.columns)
        row.outcome, row.plan = stored(self.outcome), stored(self.plan)
        row.counts, row.rows_read = self.outcome.counts, self.outcome.rows


def recognised(file: File) -> tuple[Source, str]:
    """The file as sheets, and what it is; Invalid when it cannot be read, or is about many engagements."""
    source = opened(file)
    kind = kind_of(source)
    if kind == "issues":
        fix = "Import it on the page of all engagements."
        raise invalid("file", "This is an issue export: it is about many engagements.", fix, "issues")
    return source, kind


def size_of(source: Source) -> int:
    """How many rows the longest sheet has, within a few."""
    return max((source.size(sheet) for sheet in source.sheets), default=0)


def result_of(
    actor: Actor, intake: Intake, file: File, source: Source, kind: str, watch: Watch = unwatched
) -> Result:
    """Read the file to its dry run, or to what keeps it from being read."""
    try:
        found = _read(actor, intake, file, source, kind, watch)
    except Invalid as refused:
        return _unreadable(intake, kind, refused)
    return Result(kind, "checked", found.outcome, found.plan, found.columns)


def _unreadable(intake: Intake, kind: str, refused: Invalid) -> Result:
    fates = [of_finding(finding, "error") for finding in refused.findings]
    return Result(kind, "unreadable", outcome_of(kind, intake.name, intake.sha256, "", 0, fates))


def _read(actor: Actor, intake: Intake, file: File, source: Source, kind: str, watch: Watch) -> Read:
    if kind == "evaluate":
        return whole(read_evaluate, actor, intake.engagement, file, watch, source)
    meant = dict(intake.columns) or None
    if meant is None:
        kept = remembered(actor, table_of(source).signature)
        meant = dict(kept.columns) if kept else None
    return whole(read_table, actor, intake.engagement, file, meant, watch=watch, source=source)


def _found(actor: Actor, intake: Intake, clock: Callable[[], float]) -> Result:
    """What the worker comes to: for it a file that is no file at all is a result like any other."""
    file = File(BytesIO(content_of(actor, intake)), intake.name, intake.sha256)
    try:
        source, kind = recognised(file)
    except Invalid as refused:
        return _unreadable(intake, intake.kind, refused)
    return result_of(actor, intake, file, source, kind, _Watch(actor, intake, clock, size_of(source)))


def give_up(actor: Actor, intake: Intake) -> None:
    """Say of a file that its reading came to no end, however often it was begun."""
    message = f"It could not be read: the reading was begun {MOST_ATTEMPTS} times and came to no end."
    refused = invalid("file", message, "Give it in again in parts, or saved anew as CSV.", "not-read")
    try:
        with writing(actor, "intake.refuse", intake, rules.refuse) as change:
            _unreadable(intake, intake.kind, refused).put(change.row)
    except (Stale, WrongTime):
        return
    drop_content(actor, intake)


def later(intake: Intake) -> None:
    """Ask the worker; it hears of it when this transaction commits."""
    app.configure_task("intake.read").defer(intake_id=intake.pk)


def read(actor: Actor, intake: Intake, clock: Callable[[], float] = time.monotonic) -> None:
    """What the worker does: read, tell how far it is, keep the dry run; nothing when somebody stopped it."""
    try:
        result = _found(actor, intake, clock)
        sound = result.state == "checked"
        code, rule = ("intake.check", rules.check) if sound else ("intake.refuse", rules.refuse)
        with writing(actor, code, intake, rule) as change:
            result.put(change.row)
    except (Stopped, Stale, WrongTime):
        return
    if not (sound and result.kind == "table"):  # a table may be read anew, by other meanings of its columns
        drop_content(actor, intake)


def content_of(actor: Actor, intake: Intake) -> bytes:
    """The bytes of a file that is still kept."""
    upload = Upload.objects.visible_to(actor).filter(intake=intake).first()
    return bytes(upload.content or b"") if upload else b""


def keep_content(actor: Actor, intake: Intake, data: bytes) -> None:
    """Keep the bytes until the file has been read."""
    with creating(actor, "upload.keep", Upload(intake=intake, content=data), rules.holding, about=intake):
        pass


def drop_content(actor: Actor, intake: Intake) -> None:
    """The customer's file is not kept longer than it is needed; its hash says which one it was."""
    upload = Upload.objects.visible_to(actor).filter(intake=intake, content__isnull=False).first()
    if upload is not None:
        with writing(actor, "upload.drop", upload, rules.held) as change:
            change.row.content = None


class _Watch:
    """Told how many rows were read: says so now and then, and breaks off when the file was stopped."""

    def __init__(self, actor: Actor, intake: Intake, clock: Callable[[], float], there: int) -> None:
        self.actor, self.intake, self.clock, self.there = actor, intake, clock, there
        self.told = self.looked = clock()

    def __call__(self, rows: int) -> None:
        now = self.clock()
        if now - self.looked >= LOOK:
            self.looked = now
            if not Intake.objects.visible_to(self.actor).filter(pk=self.intake.pk, state="reading").exists():
                raise Stopped
        if now - self.told >= TELL:
            self.told = now
            self._tell(rows)

    def _tell(self, rows: int) -> None:
        try:
            with writing(self.actor, "intake.progress", self.intake, rules.progress) as change:
                change.row.rows_read, change.row.rows_there = rows, self.there
        except (Stale, WrongTime, Missing) as refused:
            raise Stopped from refused
