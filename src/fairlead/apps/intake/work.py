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
from fairlead.apps.intake.reading import File, Read, opened, read_evaluate, read_table, table_of, whole
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, Missing, Stale, WrongTime
from fairlead.core.writing import creating, writing
from fairlead.engines.intake.reading import Watch, unwatched

# Larger files are read by the worker, so that nobody waits for a page: some 5,000 projects.
AT_ONCE = 1_500_000
# Seconds between two words on how far it is, and between two looks whether it shall go on.
TELL, LOOK = 10.0, 1.5


class Stopped(Exception):
    """Somebody stopped the reading."""


@dataclass(frozen=True, slots=True)
class Result:
    """What reading came to: the state that it leads to, the dry run, the plan, how columns were taken."""

    state: str
    outcome: Outcome
    plan: Plan = field(default_factory=Plan)
    columns: Mapping[str, str] = field(default_factory=dict)

    def put(self, row: Intake) -> None:
        row.state, row.columns = self.state, dict(self.columns)
        row.outcome, row.plan = stored(self.outcome), stored(self.plan)
        row.counts, row.rows_read = self.outcome.counts, self.outcome.rows


def result_of(actor: Actor, intake: Intake, data: bytes, watch: Watch = unwatched) -> Result:
    """Read the file to its dry run, or to what keeps it from being read."""
    try:
        found = _read(actor, intake, data, watch)
    except Invalid as refused:
        fates = [of_finding(finding, "error") for finding in refused.findings]
        return Result("unreadable", outcome_of(intake.kind, intake.name, intake.sha256, "", 0, fates))
    return Result("checked", found.outcome, found.plan, found.columns)


def _read(actor: Actor, intake: Intake, data: bytes, watch: Watch) -> Read:
    file = File(BytesIO(data), intake.name, intake.sha256)
    if intake.kind == "evaluate":
        return whole(read_evaluate, actor, intake.engagement, file, watch)
    meant = dict(intake.columns) or None
    if meant is None:
        kept = remembered(actor, table_of(opened(file)).signature)
        meant = dict(kept.columns) if kept else None
    return whole(read_table, actor, intake.engagement, file, meant, watch=watch)


def later(intake: Intake) -> None:
    """Ask the worker; it hears of it when this transaction commits."""
    app.configure_task("intake.read").defer(intake_id=intake.pk)


def read(actor: Actor, intake: Intake, clock: Callable[[], float] = time.monotonic) -> None:
    """What the worker does: read, tell how far it is, keep the dry run; nothing when somebody stopped it."""
    try:
        result = result_of(actor, intake, content_of(actor, intake), _Watch(actor, intake, clock))
        sound = result.state == "checked"
        code, rule = ("intake.check", rules.check) if sound else ("intake.refuse", rules.refuse)
        with writing(actor, code, intake, rule) as change:
            result.put(change.row)
    except (Stopped, Stale, WrongTime):
        return
    if not (sound and intake.kind == "table"):  # a table may be read anew, by other meanings of its columns
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

    def __init__(self, actor: Actor, intake: Intake, clock: Callable[[], float]) -> None:
        self.actor, self.intake, self.clock = actor, intake, clock
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
                change.row.rows_read = rows
        except (Stale, WrongTime, Missing) as refused:
            raise Stopped from refused
