"""intake.issues: scoping issues become engagements, once; what stands is kept."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake import actions
from fairlead.apps.intake.models import Reference
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, Invalid
from tests import cast
from tests.apps.intake.givings import sent
from tests.engines.intake.exports import TABLE, export, issue


def run(actor, *rows, **said):
    given = {"offering": "migration-saas", "dry_run": False} | said
    return actions.issues(actor, content=sent(export(*rows)), name="issues.csv", **given)


def answers(key: str):
    engagement = Reference.objects.get(key=key).engagement
    return dict(Answer.objects.filter(engagement=engagement, state="stands").values_list("question", "value"))


FULL = issue(
    7, Labels="proposal::SOW_WIP,Segment::MM_East,EM_Status::Waiting,TA::Approved", Description=TABLE,
    Assignee_Username="rita",
)  # fmt: skip


def test_a_dry_run_says_what_each_row_would_do_and_writes_nothing(ana, firm):
    rows = (FULL, issue(8, Title="Write the retro"), issue(9, Labels="banana"))
    with cast.records():
        found = run(ana, *rows, dry_run=True)
    assert found.counts == {"new": 6, "unasked": 1, "left-out": 1, "note": 1}
    assert (found.rows, found.applied) == (3, 0)
    note = next(fate for fate in found.fates if fate.fate == "note")
    assert "banana" in note.message
    moon = next(fate for fate in found.fates if fate.fate == "unasked")
    assert (moon.subject, "nearest" in moon.fix) == ("Moon phase", True)
    assert Engagement.objects.count() == 1


def test_an_issue_becomes_an_engagement_where_it_stood_with_its_answers(ana, firm):
    with cast.records(
        "engagement.open", "reference.keep", *["answer.state"] * 4, "engagement.place", "intake.issues"
    ):
        found = run(ana, FULL)
    made = Reference.objects.get(key="7").engagement
    assert (made.account, made.state, made.segment, made.em_status) == (
        firm.account, "sow-wip", "MM_East", "waiting",
    )  # fmt: skip
    assert made.em == cast.person("rita")
    assert made.name == "Scoping issue #7"
    assert answers("7") == {"users": 1200, "projects": 2500, "repos_over_5gb": 12, "source_scm": "gitlab"}
    assert Answer.objects.filter(source="import", said_by="issues.csv").count() == 4
    assert found.applied == 5


def test_the_same_file_again_changes_nothing(ana, firm):
    run(ana, FULL, issue(9))
    with cast.records("intake.issues"):
        again = run(ana, FULL, issue(9))
    assert (again.applied, again.counts["same"], "Ana" in again.before) == (0, 6, True)
    assert Engagement.objects.count() == 3


def test_another_answer_and_another_stage_are_conflicts_and_stay_out(ana, firm):
    run(ana, FULL)
    changed = FULL | {
        "Labels": "proposal::Approved",
        "Description": TABLE.replace("1,200", "900").replace("to-do", "Okta"),
    }
    found = run(ana, changed)
    conflicts = {fate.subject: (fate.value, fate.stands) for fate in found.fates if fate.fate == "conflict"}
    assert conflicts == {"users": (900, 1200), "#7 state": ("approved", "sow-wip")}
    assert answers("7") == {"users": 1200, "projects": 2500, "repos_over_5gb": 12, "source_scm": "gitlab",
                            "sso_provider": "okta"}  # fmt: skip
    assert Reference.objects.get().engagement.state == "sow-wip"


@pytest.mark.parametrize(("labels", "state", "quarter"), [
    ("proposal::Closed_Won,close_qtr::Q326", "closed-won", "Q326"),
    ("proposal::closed lost", "closed-lost", ""),
])  # fmt: skip
def test_closed_issues_are_closed_engagements(labels, state, quarter, ana, firm):
    run(ana, issue(3, State="Closed", Labels=labels, Description=TABLE))
    made = Reference.objects.get().engagement
    assert (made.state, made.closed_quarter, bool(made.lost_reason)) == (
        state,
        quarter,
        state == "closed-lost",
    )
    assert answers("3")["users"] == 1200


def test_a_closed_issue_that_nobody_labelled_is_left_out(ana, firm):
    found = run(ana, issue(3, State="Closed"))
    assert found.counts == {"left-out": 1}
    assert not Reference.objects.exists()


def test_an_account_that_is_not_there_is_an_error_with_the_nearest(ana, firm):
    accounts.open_account(ana, name="Birch Bank")
    found = run(ana, issue(4, "Northwind Frieght"), dry_run=True)
    error = next(fate for fate in found.fates if fate.fate == "error")
    assert "Northwind Freight" in error.fix
    with cast.refused(Invalid, "no account 'Northwind Frieght'"):
        run(ana, issue(4, "Northwind Frieght"), issue(5))
    assert not Reference.objects.exists()
    run(ana, issue(4, "Northwind Frieght"), issue(5), only_sound=True)
    assert [row.key for row in Reference.objects.all()] == ["5"]


def test_an_answer_that_is_none_is_an_error(ana, firm):
    row = issue(4, Description=TABLE.replace("1,200", "about 1,200"))
    with cast.refused(Invalid, "a number belongs here"):
        run(ana, row)
    run(ana, row, only_sound=True)
    assert "users" not in answers("4")


def test_an_unknown_offering_is_refused(ana, firm):
    with cast.refused(Invalid, "no offering 'moon'"):
        run(ana, FULL, offering="moon")


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("who", ["theo", "dan", "cora", "carl", "max"])
def test_the_wrong_role_is_refused_dry_or_not(who, dry_run, firm, request):
    """The errors of an export name the customers that are there."""
    with cast.refused(Forbidden, "open an engagement"):
        run(request.getfixturevalue(who), FULL, dry_run=dry_run)
