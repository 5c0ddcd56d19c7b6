"""Verbs of intake: three that read and apply a file in one go, and the steps of doing it on a page."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake import applying, rules, work
from fairlead.apps.intake.models import ColumnMapping, Intake
from fairlead.apps.intake.outcomes import Outcome, outcome_from, plan_from, stored
from fairlead.apps.intake.reading import (
    File,
    Read,
    mapped,
    read_evaluate,
    read_issues,
    read_table,
    whole,
)
from fairlead.apps.intake.states import INTAKE
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, WrongTime, invalid
from fairlead.core.files import plain_name
from fairlead.core.verbs import verb
from fairlead.core.writing import admit, creating, writing
from fairlead.engines.intake.columns import checked
from fairlead.engines.intake.headings import Heading


def decoded(content: str | bytes) -> bytes:
    """The bytes of a file that came as base64 text; a door that has the bytes themselves gives those."""
    if isinstance(content, bytes):
        return content
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        message = "This is not base64."
        raise invalid("content", message, "Send the file's bytes as base64 text.", "not-base64") from error


def file_of(data: bytes, name: str) -> File:
    """A file in memory, with its own name and no folder's."""
    plain = plain_name(name)
    if not data or not plain:
        where = "content" if plain else "name"
        raise invalid(where, "There is nothing in it.", "Choose a file that holds something.", "empty")
    return File(io.BytesIO(data), plain, hashlib.sha256(data).hexdigest())


def _row(actor: Actor, engagement: Engagement | None, kind: str, file: File, size: int) -> Intake:
    return Intake(
        engagement=engagement, kind=kind, name=file.name, size=size, sha256=file.sha256,
        given_in_by=actor.name[:200],
    )  # fmt: skip


def _applied(row: Intake, read: Read, outcome: Outcome) -> Intake:
    row.state, row.applied_at = "applied", timezone.now()
    row.outcome, row.counts, row.rows_read = stored(outcome), outcome.counts, outcome.rows
    row.columns = dict(read.columns)
    return row


@verb("intake.evaluate", rules.answers)
def evaluate(
    actor: Actor, engagement: Engagement, *, content: str, name: str, only_sound: bool = False,
    dry_run: bool = True,
) -> Outcome:  # fmt: skip
    """Answer from an Evaluate report (base64 of its .xlsx or CSV); a dry run says what each row would do."""
    admit(actor, engagement, rules.answers)
    data = decoded(content)
    file = file_of(data, name)
    read = whole(read_evaluate, actor, engagement, file)
    if dry_run:
        return read.outcome
    applying.refuse_unsound(read.outcome, only_sound)
    with transaction.atomic():
        outcome = applying.answer(actor, engagement, read.plan, read.outcome)
        row = _applied(_row(actor, engagement, "evaluate", file, len(data)), read, outcome)
        with creating(actor, "intake.evaluate", row, rules.answers, about=engagement, note=file.name):
            pass
    return outcome


@verb("intake.issues", rules.issues)
def issues(
    actor: Actor, *, content: str, name: str, offering: str, only_sound: bool = False, dry_run: bool = True
) -> Outcome:
    """Engagements from a GitLab issue export (base64 of its CSV); the same issues again change nothing."""
    admit(actor, None, rules.issues)
    data, practice = decoded(content), newest(actor)
    file = file_of(data, name)
    _known_offering(practice, offering)
    read = whole(read_issues, actor, practice, offering, file)
    if dry_run:
        return read.outcome
    applying.refuse_unsound(read.outcome, only_sound)
    with transaction.atomic():
        outcome = applying.open_issues(actor, read.plan, read.outcome, offering)
        row = _applied(_row(actor, None, "issues", file, len(data)), read, outcome)
        row.offering = offering
        with creating(actor, "intake.issues", row, rules.issues, note=file.name):
            pass
    return outcome


@verb("intake.table", rules.answers)
def table(
    actor: Actor, engagement: Engagement, *, content: str, name: str, columns: dict[str, str],
    sheet: str = "", only_sound: bool = False, dry_run: bool = True,
) -> Outcome:  # fmt: skip
    """Answer from any table. columns: heading -> "question way" (value, sum, most, rows, where WORD ...)."""
    admit(actor, engagement, rules.answers)
    data = decoded(content)
    file = file_of(data, name)
    read = whole(read_table, actor, engagement, file, columns, sheet)
    if dry_run:
        return read.outcome
    applying.refuse_unsound(read.outcome, only_sound)
    with transaction.atomic():
        outcome = applying.answer(actor, engagement, read.plan, read.outcome)
        row = _applied(_row(actor, engagement, "table", file, len(data)), read, outcome)
        with creating(actor, "intake.table", row, rules.answers, about=engagement, note=file.name):
            pass
    return outcome


@verb("intake.take", rules.answers)
def take(actor: Actor, engagement: Engagement, *, content: str, name: str) -> Intake:
    """Give a file in: what it is and what it would change is found out; nothing is changed yet."""
    admit(actor, engagement, rules.answers)
    data = decoded(content)
    file = file_of(data, name)
    row = _row(actor, engagement, "", file, len(data))
    if len(data) <= work.AT_ONCE:
        work.result_of(actor, row, file, *work.recognised(file)).put(row)
    with transaction.atomic():
        with creating(actor, "intake.take", row, rules.answers, about=engagement, note=file.name):
            pass
        if row.state == "reading" or (row.kind == "table" and row.state == "checked"):
            work.keep_content(actor, row, data)
        if row.state == "reading":
            work.later(row)
    return row


@verb("intake.map", rules.map_columns)
def map_columns(actor: Actor, intake: Intake, *, columns: dict[str, str]) -> Intake:
    """Say what the columns of a table mean, and have it read anew."""
    admit(actor, intake, rules.map_columns)
    if intake.kind != "table":
        raise invalid("columns", "The columns of this kind of file are known.", code="known")
    intake.columns = dict(columns)
    result = None
    if intake.size <= work.AT_ONCE:
        file = file_of(work.content_of(actor, intake), intake.name)
        result = work.result_of(actor, intake, file, *work.recognised(file))
    with writing(actor, "intake.map", intake, rules.map_columns) as change:
        change.row.columns, change.row.state = dict(columns), INTAKE.next(change.row.state, "map")
        if result:
            result.put(change.row)
        else:
            work.later(change.row)
    return change.row


@verb("intake.apply", rules.apply)
def apply(actor: Actor, intake: Intake, *, only_sound: bool = False) -> Intake:
    """Take in what the dry run showed, judged anew; with errors in it nothing, or only the sound rows."""
    with transaction.atomic():
        with writing(actor, "intake.apply", intake, rules.apply, note=intake.name) as change:
            row = change.row
            if not row.outcome:
                raise WrongTime("Nothing was read of this file. Give it in again.")
            outcome, plan = outcome_from(row.outcome), plan_from(row.plan or {})
            applying.refuse_unsound(outcome, only_sound)
            outcome = applying.answer(actor, row.engagement, plan, outcome)
            row.state, row.applied_at = INTAKE.next(row.state, "apply"), timezone.now()
            row.outcome, row.counts = stored(outcome), outcome.counts
        work.drop_content(actor, change.row)
        return change.row


@verb("intake.stop", rules.stop)
def stop(actor: Actor, intake: Intake, *, note: str = "") -> Intake:
    """Stop reading a file, or drop its dry run; nothing is changed and the file is not kept."""
    with transaction.atomic():
        with writing(actor, "intake.stop", intake, rules.stop, note=note) as change:
            change.row.state, change.row.plan = INTAKE.next(change.row.state, "stop"), None
        work.drop_content(actor, change.row)
        return change.row


@verb("mapping.keep", rules.keep_mapping)
def keep(actor: Actor, *, name: str, headings: list[str], columns: dict[str, str]) -> ColumnMapping:
    """Remember what columns mean for the next table with the same headings."""
    _named(name, headings, columns)
    row = ColumnMapping(
        name=name.strip(), headings=list(headings), columns=dict(columns),
        signature=Heading("", 1, tuple(headings)).signature,
    )  # fmt: skip
    with creating(actor, "mapping.keep", row, rules.keep_mapping) as change:
        pass
    return change.row


@verb("mapping.forget", rules.forget_mapping, reversible=True)
def forget(actor: Actor, mapping: ColumnMapping) -> ColumnMapping:
    """Forget what columns mean; the next such table is read by what its columns look like."""
    with writing(actor, "mapping.forget", mapping, rules.forget_mapping) as change:
        change.row.forgotten = True
    return change.row


def _named(name: str, headings: list[str], columns: Mapping[str, str]) -> None:
    """A mapping that can be found again: it has a name, and every column that it maps is a heading."""
    found = [finding for finding in checked(mapped(columns), headings, {}) if finding.code == "no-column"]
    if found:
        raise Invalid(found)
    if not name.strip():
        raise invalid("name", "A mapping has a name.", "Write one.")
    if not mapped(columns):
        raise invalid("columns", "No column is mapped.", "Say what at least one column means.")


def _known_offering(practice: PracticeVersion, offering: str) -> None:
    known = [one.id for one in practice_of(practice.pk).offerings]
    if offering not in known:
        raise invalid("offering", f"There is no offering {offering!r}.", f"There are: {', '.join(known)}.")
