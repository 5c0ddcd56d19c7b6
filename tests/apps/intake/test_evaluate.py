"""intake.evaluate: answers from an Evaluate report, with a dry run of every row."""

from __future__ import annotations

import pytest

from fairlead.apps.intake import actions
from fairlead.apps.intake.models import Intake, Upload
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from tests import cast
from tests.apps.intake.givings import NAME, broken, sent, whole
from tests.engines.intake.workbooks import project, report


def values():
    return dict(Answer.objects.filter(state="stands").values_list("question", "value"))


def fates(outcome):
    return {fate.subject: fate.fate for fate in outcome.fates if fate.subject}


FIRST = {"users": 2, "projects": 3, "repos_over_5gb": 1, "registry_gb": 3.0, "packages_gb": 0.0,
         "source_scm": "gitlab", "source_version": "17.8.2-ee"}  # fmt: skip


def test_a_dry_run_says_what_each_answer_would_do_and_writes_nothing(ana, firm):
    scoping.give(ana, firm.engagement, question="users", value=2, source="customer-call")
    scoping.give(ana, firm.engagement, question="projects", value=900, source="customer-call", said_by="Carl")
    with cast.records():
        outcome = actions.evaluate(ana, firm.engagement, content=sent(whole()), name=NAME)
    assert fates(outcome) == dict.fromkeys(FIRST, "new") | {
        "users": "same", "projects": "conflict", "data_gb": "unasked", "service-1": "flagged",
    }  # fmt: skip
    conflict = next(fate for fate in outcome.fates if fate.fate == "conflict")
    assert (conflict.value, conflict.stands, "Carl" in conflict.message) == (3, 900, True)
    assert outcome.counts == {"new": 5, "same": 1, "conflict": 1, "unasked": 1, "flagged": 1}
    assert (outcome.rows, outcome.what, outcome.applied, outcome.before) == (6, "GitLab", 0, "")
    assert values() == {"users": 2, "projects": 900}


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "dora"])
def test_a_run_answers_with_the_file_as_source(who, firm, request):
    actor = request.getfixturevalue(who)
    with cast.records(*["answer.state"] * len(FIRST), "intake.evaluate"):
        outcome = actions.evaluate(
            actor, firm.engagement, content=sent(whole()), name=f"a/b\\{NAME}", dry_run=False
        )
    assert outcome.applied == len(FIRST)
    assert values() == FIRST
    row = Answer.objects.get(question="users")
    assert (row.source, row.said_by, row.confidence) == ("import", NAME, "high")
    kept = Intake.objects.get()
    assert (kept.state, kept.name, kept.sha256, kept.given_in_by) == (
        "applied", NAME, outcome.sha256, actor.name,
    )  # fmt: skip
    assert not Upload.objects.exists()


def test_the_same_file_again_changes_nothing_and_is_recognised(ana, firm):
    actions.evaluate(ana, firm.engagement, content=sent(whole()), name=NAME, dry_run=False)
    content = sent(whole())
    actions.evaluate(ana, firm.engagement, content=content, name=NAME, dry_run=False)
    with cast.records("intake.evaluate"):
        again = actions.evaluate(ana, firm.engagement, content=content, name=NAME, dry_run=False)
    assert again.applied == 0
    assert "Ana Ferreira" in again.before
    assert again.counts["same"] == len(FIRST)


def test_an_answer_that_stands_is_never_replaced(ana, firm):
    scoping.give(ana, firm.engagement, question="users", value=77, source="customer-call")
    outcome = actions.evaluate(ana, firm.engagement, content=sent(whole()), name=NAME, dry_run=False)
    assert values()["users"] == 77
    assert Answer.objects.get(question="users", state="beside").value == 2
    assert outcome.counts["conflict"] == 1
    assert outcome.applied == len(FIRST) - 1


def test_an_answer_that_was_taken_back_is_given_anew(ana, firm):
    scoping.clear(ana, scoping.give(ana, firm.engagement, question="users", value=77))
    actions.evaluate(ana, firm.engagement, content=sent(whole()), name=NAME, dry_run=False)
    assert values()["users"] == 2


def test_an_error_keeps_everything_out_and_is_said_at_its_cell(ana, firm):
    outcome = actions.evaluate(ana, firm.engagement, content=sent(broken()), name=NAME)
    error = next(fate for fate in outcome.fates if fate.fate == "error")
    assert (error.where, error.row, bool(error.fix)) == ("Raw Project Data!U2", 2, True)
    assert "repos_over_5gb" not in fates(outcome)
    with cast.refused(Invalid) as caught:
        actions.evaluate(ana, firm.engagement, content=sent(broken()), name=NAME, dry_run=False)
    assert [finding.where for finding in caught.value.findings] == ["Raw Project Data!U2"]
    assert values() == {}


def test_the_sound_rows_alone_are_taken_when_they_are_asked_for(ana, firm):
    actions.evaluate(ana, firm.engagement, content=sent(broken()), name=NAME, only_sound=True, dry_run=False)
    assert values()["projects"] == 2
    assert "repos_over_5gb" not in values()


def test_a_figure_beyond_the_questions_bounds_is_an_error(ana, firm):
    outcome = actions.evaluate(
        ana, firm.engagement, content=sent(report([project(1, container_registry_size=2e15)])), name=NAME
    )
    error = next(fate for fate in outcome.fates if fate.fate == "error")
    assert (error.subject, "100,000" in error.fix) == ("registry_gb", True)


@pytest.mark.parametrize(("content", "name", "where"), [
    ("no base64!", NAME, "content"), ("", NAME, "content"), ("aGk=", "  ", "name"), ("AAECAwQ=", "x.csv", ""),
])  # fmt: skip
def test_what_is_no_file_is_refused(content, name, where, ana, firm):
    with cast.refused(Invalid) as caught:
        actions.evaluate(ana, firm.engagement, content=content, name=name)
    assert caught.value.findings[0].where == where


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("who", ["dan", "cora", "finn", "carl", "max"])
def test_the_wrong_role_is_refused_dry_or_not(who, dry_run, firm, request):
    actor = request.getfixturevalue(who)
    with cast.refused(Forbidden, "answer scoping questions"):
        actions.evaluate(actor, firm.engagement, content=sent(whole()), name=NAME, dry_run=dry_run)
    assert not Intake.objects.exists()


def test_a_closed_engagement_takes_no_file(ana, firm):
    closed = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.evaluate(ana, closed, content=sent(whole()), name=NAME, dry_run=False)


def test_the_other_offering_takes_what_it_asks_for(ana, firm):
    other = cast.engagements.open_engagement(ana, firm.account, name="Install", offering="implementation-ha")
    outcome = actions.evaluate(ana, other, content=sent(whole()), name=NAME, dry_run=False)
    given = dict(Answer.objects.filter(engagement=other).values_list("question", "value"))
    assert given == {"users": 2, "data_gb": 0.1}
    assert outcome.counts["unasked"] == 6
