"""The past of the demo firm: closed engagements from `examples/closed.csv`, won and with their actuals."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.accounts.queries import accounts as all_accounts
from fairlead.apps.calibration import actions as calibration
from fairlead.apps.calibration.promises import work_of
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.desk.actions import read
from fairlead.apps.desk.queries import notices
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.queries import engagements as all_engagements
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.people.queries import people as all_people
from fairlead.core.actor import Actor
from fairlead.core.outbox import deliver_waiting
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.scoping.values import Scoping
from fairlead.faces.cli.arguing import argue
from fairlead.faces.cli.changing import amend
from fairlead.faces.cli.firm import EXAMPLES, STAFF, actor, agree, by_role, take
from fairlead.faces.cli.selling import sell
from fairlead.faces.cli.signing import sign_all

MODEL = "migration-northwind.toml"
PAST, ACTUALS = "closed.csv", "closed-actuals.csv"
OFFERING = "migration-saas"
WHY = "relationship"
MORE_PROJECTS = 740

# What makes every one of them small enough that no gate opens.
SMALL = {"repos_over_5gb": 0, "ci_systems": ["gitlab-ci"]}
_FACTS = ("account", "name", "em", "date")


def scoping_text(row: Mapping[str, str], practice: Practice, examples: Path = EXAMPLES) -> str:
    """The scoping file of a closed engagement: what has to be answered as in the example, and its own."""
    model = tomllib.loads((examples / MODEL).read_text(encoding="utf-8"))
    asked = {question.id for question in practice.offering(OFFERING).questions if question.mandatory}
    plain = {
        key: value["value"] if isinstance(value, dict) else value
        for key, value in model["answers"].items()
        if key in asked
    }
    own = {key: int(value) for key, value in row.items() if key not in _FACTS}
    head = {"customer": row["account"], "name": row["name"], "offering": OFFERING}
    lines = ["fairlead = 1", "[engagement]", *_pairs(head), f"date = {row['date']}", "[answers]"]
    return "\n".join([*lines, *_pairs({**plain, **SMALL, **own})]) + "\n"


def _pairs(values: Mapping[str, Any]) -> Iterable[str]:
    """Texts, numbers, truths and lists of texts read the same in JSON as in TOML."""
    return (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())


def scoping_of(row: Mapping[str, str], practice: Practice) -> Scoping:
    """The same, as the engine takes it."""
    scoping_, findings = read_scoping(scoping_text(row, practice), row["name"], practice)
    if scoping_ is None:
        raise ValueError("\n".join(map(str, findings)))
    return scoping_


def raise_past(examples: Path = EXAMPLES) -> None:
    """Bring about what is argued over and, one by one, the closed engagements: the demo is open meanwhile."""
    if not (examples / PAST).exists() or not (examples / ACTUALS).exists():
        return
    ana = actor("ana")
    with transaction.atomic():
        argue(actor, examples)
    there = set(all_engagements(ana).values_list("account__name", "name"))
    staff = {person.user.username: person for person in all_people(ana)}
    took = _rows(examples / ACTUALS)
    for row in _rows(examples / PAST):
        key = (row["account"], row["name"])
        if key not in there:
            mine = [one for one in took if (one["account"], one["engagement"]) == key]
            with transaction.atomic():
                _actuals(mine, _closed(ana, row, staff[row["em"]], examples))
            _put_away()
    _amend(ana)


def _amend(ana: Actor) -> None:
    """The newest of what Ana sold is to change."""
    mine = all_engagements(ana).filter(state="closed-won", em__user__username="ana")
    newest = mine.order_by("-start_on", "-pk").first()
    if newest is not None:
        with transaction.atomic():
            amend(actor, newest, MORE_PROJECTS)


def _put_away() -> None:
    """What was told while the past went on was read then: nobody's desk opens on old news."""
    deliver_waiting()
    for someone in STAFF:
        who = actor(someone.username)
        for notice in notices(who).filter(engagement__state="closed-won"):
            read(who, notice)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _closed(ana: Actor, row: Mapping[str, str], em: Any, examples: Path) -> set[str]:
    """One engagement from its opening to the win; the lines that its estimate has."""
    opened = engagements.open_engagement(
        ana, all_accounts(ana).get(name=row["account"]), name=row["name"], offering=OFFERING, em=em,
        today=date.fromisoformat(row["date"]),
    )  # fmt: skip
    text = scoping_text(row, practice_of(opened.practice_id), examples)
    # An account that came back had grown since: what it said then holds for what was done then.
    take(ana, opened, text, PAST, "As it was agreed then.")
    estimate = estimates.submit(ana, estimates.draft(ana, opened), note="As agreed.")
    agreed = agree(ana, estimate)
    sign_all(actor, agreed.pk)
    sell(by_role(), all_engagements(ana).get(pk=agreed.pk), WHY)
    return set(work_of(figures_of(estimate)))


def _actuals(took: Iterable[dict[str, str]], lines: set[str]) -> None:
    """What it took; lines that the practice no longer has, and days to come, are left out."""
    today = str(timezone.localdate())
    rows = [row for row in took if row["line"] in {"", *lines} and row["finished"] <= today]
    if not rows:
        return
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    calibration.import_actuals(actor("dan"), csv=out.getvalue(), name=ACTUALS, dry_run=False)
