"""actual.import: every row's error at its cell, all at once; all of them or none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.calibration import actions
from fairlead.apps.calibration.models import Actual
from fairlead.core.errors import Forbidden, Invalid
from tests import cast
from tests.apps.calibration.closings import another, living, won

HEAD = "engagement,account,line,role,hours,days,cost,finished,source\n"


@pytest.fixture
def engagement(firm):
    return won(firm)


def take(who, text, dry_run=False):
    return actions.import_actuals(who, csv=HEAD + text, name="close.csv", dry_run=dry_run)


def findings(who, text):
    with cast.refused(Invalid) as caught:
        take(who, text)
    assert {f.file for f in caught.value.findings} == {"close.csv"}
    assert Actual.objects.count() == 0
    return {(f.line, f.where, f.code) for f in caught.value.findings}


def test_a_file_is_one_line_on_record_and_a_dry_run_none(dan, engagement):
    text = f"{engagement.pk},,kickoff,,6.5,,,2026-03-01,Timesheets\n"
    text += "Move to GitLab.com,,total,,310,64,9000,2026-03-01,\n"
    with cast.records():
        assert len(take(dan, text, dry_run=True)) == 2
    with cast.records("actual.import") as lines:
        rows = take(dan, text)
    assert lines[0].facts["after"]["rows"] == 2
    assert living(engagement) == {"kickoff": 6.5, "": 310}
    assert (rows[1].cost, rows[1].currency, rows[1].days, rows[0].recorded_by) == (
        9000,
        "USD",
        64,
        dan.user_id,
    )


def test_each_broken_cell_is_named_and_nothing_is_kept(dan, firm, engagement):
    ahead = timezone.localdate() + timedelta(days=9)
    rows = [
        "999,,kickoff,,1,,,2026-03-01,",
        "Nobody's,,kickoff,,1,,,2026-03-01,",
        f"{engagement.pk},,kick-off,,1,,,2026-03-01,",
        f"{engagement.pk},,kickoff,trainer,1,,,2026-03-01,",
        f"{engagement.pk},,wave-plan,,-4,,,2026-03-01,",
        f"{engagement.pk},,wave-plan,,many,,,2026-03-01,",
        f"{engagement.pk},,wave-plan,,=SUM(A1),,,2026-03-01,",
        f"{engagement.pk},,wave-plan,,nan,,,2026-03-01,",
        f"{engagement.pk},,wave-plan,,1e30,,,2026-03-01,",
        f"{engagement.pk},,wave-plan,,1,soon,,2026-03-01,",
        f"{engagement.pk},,estate-review,,1,,free,2026-03-01,",
        f"{engagement.pk},,wave-plan,,1,,,yesterday,",
        f"{engagement.pk},,wave-plan,,1,,,{ahead},",
        f"{engagement.pk},,wave-plan,,,,,2026-03-01,",
        f",,wave-plan,,1,,,2026-03-01,{'x' * 201}",
        f"{engagement.pk},Another,wave-plan,,1,,,2026-03-01,",
        f"{engagement.pk},,,engineer,1,,,2026-03-01,",
    ]
    assert findings(dan, "\n".join(rows)) == {
        (2, "engagement", "unknown-engagement"), (3, "engagement", "unknown-engagement"),
        (4, "line", "unknown-line"), (5, "role", "unknown-role"),
        (6, "hours", "cell"), (7, "hours", "cell"), (8, "hours", "cell"), (9, "hours", "cell"),
        (10, "hours", "cell"), (11, "days", "cell"), (12, "cost", "cell"), (13, "finished", "cell"),
        (14, "finished", "ahead"), (15, "hours", "cell"), (16, "engagement", "cell"), (16, "source", "cell"),
        (17, "engagement", "unknown-engagement"), (18, "role", "role-of-whole"),
    }  # fmt: skip


def test_twice_in_the_file_and_twice_with_what_is_there(dan, engagement):
    row = f"{engagement.pk},,kickoff,,6,,,2026-03-01,\n"
    assert findings(dan, row + row) == {(3, "line", "twice")}
    take(dan, row)
    with cast.refused(Invalid) as caught:
        take(dan, row)
    assert caught.value.findings[0].message == "6.00 h are recorded of it already."


def test_what_is_not_won_and_what_two_are_called_is_said(dan, ana, firm, engagement):
    twin = another(engagement, 1)
    twin.name, twin.account = engagement.name, cast.accounts.open_account(ana, name="Alder Rail")
    twin.save()
    opened = cast.engagements.open_engagement(ana, firm.account, name="Fresh", offering="migration-saas")
    text = f"Move to GitLab.com,,kickoff,,6,,,2026-03-01,\n{opened.pk},,kickoff,,6,,,2026-03-01,\n"
    assert findings(dan, text) == {(2, "engagement", "several-engagements"), (3, "engagement", "wrong-state")}
    take(dan, "Move to GitLab.com,Alder Rail,kickoff,,6,,,2026-03-01,\n")
    assert living(twin) == {"kickoff": 6}


@pytest.mark.parametrize("who", ["theo", "sam", "cora", "finn", "alma", "carl", "max"])
def test_a_wrong_role_learns_nothing_of_a_file(who, engagement, request):
    for dry_run in (True, False):
        with cast.refused(Forbidden):
            take(request.getfixturevalue(who), "x,,,,,,,,\n", dry_run=dry_run)
