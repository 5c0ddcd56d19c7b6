"""Verbs of rounds."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.bridge import shaped
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import held_by
from fairlead.apps.rounds import rules
from fairlead.apps.rounds.bridge import pools
from fairlead.apps.rounds.events import PanelAsked, PanelClosed
from fairlead.apps.rounds.models import Judgement, Panel, Workbook
from fairlead.apps.rounds.states import PANEL
from fairlead.apps.rounds.workbooks import Comeback, bytes_of, merged, undecided
from fairlead.apps.scoping.queries import present
from fairlead.core.actor import Actor
from fairlead.core.errors import Invalid, invalid
from fairlead.core.recording import plain
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, take_turn, writing
from fairlead.engines.estimating.consensus import check_judgement
from fairlead.engines.estimating.merge import Range
from fairlead.engines.findings import Finding

MOST_LINES = 200
MOST_EXPERTS = 12
MOST_REASON = 1000


@verb("panel.open", rules.open_panel)
def open_panel(
    actor: Actor,
    engagement: Engagement,
    *,
    title: str,
    experts: list[int],
    lines: list[str],
    wide: Decimal = Decimal("0.50"),
) -> Panel:
    """Ask experts (ids of people) for hours of some lines of the estimate, unseen by each other.

    wide: the spread, as a share of the median, above which a line goes to another round.
    """
    admit(actor, engagement, rules.open_panel)
    asked, wrong = _lines(actor, engagement, lines)
    people, more = _experts(experts)
    if wrong or more:
        raise Invalid([*wrong, *more])
    panel = Panel(engagement=engagement, title=title.strip(), experts=people, lines=asked, wide=wide)
    panel.asked = [line["id"] for line in asked]
    with creating(actor, "panel.open", panel, rules.open_panel, about=engagement) as change:
        _ask(change)
    return panel


def _lines(
    actor: Actor, engagement: Engagement, wanted: Sequence[str]
) -> tuple[list[dict[str, str]], list[Finding]]:
    """The wanted lines of what the present answers come to, without their hours."""
    work = {
        line.id: line
        for line in shaped(engagement, present(actor, engagement)).estimate.lines
        if line.kind == "work"
    }
    findings = [
        Finding(
            "", 0, "lines", "unknown-line", f"There is no line {line!r}.", f"There are: {', '.join(work)}."
        )
        for line in dict.fromkeys(wanted)
        if line not in work
    ]
    if not 1 <= len(set(wanted)) <= MOST_LINES:
        findings.append(Finding("", 0, "lines", "too-many", f"A panel judges 1 to {MOST_LINES} lines."))
    chosen = [work[line] for line in dict.fromkeys(wanted) if line in work]
    return [
        {"id": line.id, "phase": line.phase, "name": line.name, "description": line.description}
        for line in chosen
    ], findings


def _experts(wanted: Sequence[int]) -> tuple[list[dict[str, Any]], list[Finding]]:
    ids = list(dict.fromkeys(wanted))
    found = {
        person.pk: person
        for person in Person.objects.filter(pk__in=ids, active=True).prefetch_related("user__grants")
    }
    findings = [
        Finding("", 0, "experts", "unknown-person", f"There is no person {pk}.")
        for pk in ids
        if pk not in found
    ]
    for person in found.values():
        if not held_by(person) & rules.EXPERTS:
            message = f"{person.name} holds no role that judges lines."
            findings.append(Finding("", 0, "experts", "no-expert", message))
    if not 2 <= len(ids) <= MOST_EXPERTS:
        message = f"A panel has 2 to {MOST_EXPERTS} experts; one alone is an estimate by hand."
        findings.append(Finding("", 0, "experts", "too-few", message))
    people = [found[pk] for pk in ids if pk in found]
    return [{"person": p.pk, "user": p.user_id, "name": p.name} for p in people], findings


def _ask(change: Change[Panel]) -> None:
    row = change.row
    users = tuple(sorted(row.users - {change.actor.user_id}))
    change.announce(PanelAsked(row.engagement_id, row.title, row.round, users, change.actor.name))


@verb("judgement.give", rules.judge)
def give(
    actor: Actor,
    panel: Panel,
    *,
    line: str,
    low: Decimal,
    likely: Decimal,
    high: Decimal,
    reason: str,
) -> Judgement:
    """Judge one line of a panel that asks you: P10, P50 and P90 in hours and what they rest on.

    Given again in the same round it replaces what you said; nobody else has seen it.
    """
    admit(actor, panel, rules.judge)
    findings = list(check_judgement(low, likely, high, reason))
    if line not in panel.asked:
        fix = f"It asks for: {', '.join(panel.asked)}."
        findings.append(Finding("", 0, "line", "unknown-line", f"This round does not ask for {line!r}.", fix))
    if findings:
        raise Invalid(findings)
    said = {"low": low, "likely": likely, "high": high, "reason": reason.strip()}
    with transaction.atomic():
        take_turn()
        row = Judgement.objects.visible_to(actor).filter(
            panel=panel, round=panel.round, line=line, person__user_id=actor.user_id
        ).first()  # fmt: skip
        if row is None:
            person = Person.objects.get(user_id=actor.user_id)
            row = Judgement(panel=panel, round=panel.round, line=line, person=person, **said)
            with creating(actor, "judgement.give", row, rules.judge, about=panel):
                pass
            return row
        with writing(actor, "judgement.give", row, lambda a, j: rules.judge(a, j.panel)) as change:
            for field, value in said.items():
                setattr(change.row, field, value)
        return change.row


@verb("panel.reveal", rules.reveal)
def reveal(actor: Actor, panel: Panel, *, note: str = "") -> Panel:
    """Show all judgements of the round to everybody; before all are in, only with a note that says why."""
    with writing(actor, "panel.reveal", panel, rules.reveal, note=note) as change:
        missing = _missing(change.row)
        if missing and not note.strip():
            raise invalid("note", f"Still to come: {', '.join(missing)}.", "Wait, or say why you do not.")
        if not any(True for _ in pools(change.row)):
            raise invalid("panel", "Nobody has judged a line yet.", "There is nothing to reveal.")
        change.row.state = PANEL.next(change.row.state, "reveal")
    return change.row


def _missing(panel: Panel) -> list[str]:
    """Which experts have lines open in this round, and how many; never what they said."""
    given: dict[int, int] = {}
    for person in Judgement.objects.filter(panel=panel, round=panel.round).values_list(
        "person_id", flat=True
    ):
        given[person] = given.get(person, 0) + 1
    wanted = len(panel.asked)
    return [
        f"{expert['name']} ({wanted - given.get(expert['person'], 0)})"
        for expert in panel.experts
        if given.get(expert["person"], 0) < wanted
    ]


@verb("panel.again", rules.again)
def again(actor: Actor, panel: Panel, *, note: str = "") -> Panel:
    """Send the wide lines to another round; the others keep what was said."""
    with writing(actor, "panel.again", panel, rules.again, note=note) as change:
        row = change.row
        wide = [line for line, pool in pools(row) if pool.wide]
        if not wide:
            raise invalid("panel", "No line is wide: the experts are close.", "Take the result.")
        row.state = PANEL.next(row.state, "again")
        row.round, row.asked = row.round + 1, wide
        _ask(change)
    return change.row


@verb("panel.cancel", rules.cancel)
def cancel(actor: Actor, panel: Panel, *, note: str) -> Panel:
    """Call the panel off, with the reason; what was said in rounds not revealed stays unseen."""
    if not note.strip():
        raise invalid("note", "Say why the panel is called off.")
    with writing(actor, "panel.cancel", panel, rules.cancel, note=note) as change:
        change.row.state = PANEL.next(change.row.state, "cancel")
    return change.row


@verb("panel.close", rules.close)
def close(actor: Actor, panel: Panel, *, note: str = "") -> Panel:
    """Take the result: each line's pool becomes its range in the estimate; dissent stays on record."""
    with writing(actor, "panel.close", panel, rules.close, note=note) as change:
        row = change.row
        row.results = [plain({"line": line, **asdict(pool)}) for line, pool in pools(row)]
        row.state = PANEL.next(row.state, "close")
        for line, pool in pools(row):
            hours = Range(pool.low, pool.likely, pool.high)
            _adjust(actor, row.engagement, line, hours, "experts", " ".join(pool.why))
        change.announce(PanelClosed(row.engagement_id, row.title, len(row.results), actor.name))
    return change.row


def _adjust(actor: Actor, engagement: Engagement, line: str, hours: Range, basis: str, reason: str) -> None:
    """Make this the range of a line, in place of its formula and of what was said of it before."""
    said = Adjustment.objects.visible_to(actor).filter(engagement=engagement, line=line).first()
    estimates.make(
        actor,
        engagement,
        line=line,
        low=hours.low,
        likely=hours.likely,
        high=hours.high,
        basis=basis,
        reason=reason[:MOST_REASON],
        seen=said.version if said else 0,
    )


@verb("workbook.send", rules.send)
def send(actor: Actor, estimate: Estimate, *, title: str = "") -> Workbook:
    """Make a workbook of a version's lines for experts to edit offline; it is downloaded and sent by you."""
    name = title.strip() or f"{estimate.engagement.name}, estimate v{estimate.number}"
    book = Workbook(
        estimate=estimate, title=name[:160], key=secrets.token_urlsafe(18), sent_on=timezone.localdate()
    )
    with creating(actor, "workbook.send", book, rules.send, about=estimate):
        pass
    return book


@verb("workbook.take", rules.take)
def take(
    actor: Actor,
    workbook: Workbook,
    *,
    content: str,
    name: str = "estimate.xlsx",
    choices: dict[str, str] | None = None,
    dry_run: bool = True,
) -> tuple[Comeback, ...]:
    """Take a workbook back: what experts edited becomes the lines' ranges, merged with later changes here.

    content: the file in base64. choices: for each line that clashes, "ours" or "theirs"; while one is not
    decided, nothing is taken. A dry run says what would become of every line.
    """
    admit(actor, workbook, rules.take)
    wanted, data = choices or {}, bytes_of(content)
    found = merged(actor, workbook, data, name, wanted)
    if dry_run:
        return found
    if open_ := undecided(found, wanted):
        raise Invalid(open_)
    with writing(actor, "workbook.take", workbook, rules.take) as change:
        digest = hashlib.sha256(data).hexdigest()
        change.row.came_back = [
            *change.row.came_back, {"name": name[:200], "sha256": digest, "lines": plain(list(found))},
        ]  # fmt: skip
        for one in found:
            if one.took and one.theirs:
                why = one.reason or f"Edited in the workbook {name}."
                _adjust(actor, workbook.estimate.engagement, one.line, one.theirs, "workbook", why)
    return found
