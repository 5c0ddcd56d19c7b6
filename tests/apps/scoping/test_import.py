"""answer.import: the answers of a scoping file, all of them or none."""

from __future__ import annotations

from datetime import date

import pytest

from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer
from fairlead.apps.scoping.queries import bank
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from tests import cast

HEAD = """fairlead = 1
[engagement]
customer = "Northwind Freight"
name = "Move to GitLab.com"
offering = "migration-saas"
date = 2026-11-23
"""
FILE = (
    HEAD
    + """[answers]
users = 1200
scim = true
[answers.projects]
value = 2500
source = "Evaluation workbook"
date = 2026-11-02
confidence = "high"
"""
)


def values():
    return dict(Answer.objects.values_list("question", "value"))


def test_a_dry_run_says_what_would_change_and_changes_nothing(ana, firm):
    with cast.records():
        rows = actions.import_answers(ana, firm.engagement, text=FILE)
    assert {row.question: row.value for row in rows} == {"users": 1200, "scim": True, "projects": 2500}
    assert {row.outcome for row in rows} == {"new"}
    assert values() == {}


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "theo", "dora"])
def test_a_run_takes_all_with_their_source_and_day(who, firm, request):
    actor = request.getfixturevalue(who)
    with cast.records(*["answer.give"] * 3):
        actions.import_answers(actor, firm.engagement, text=FILE, name="visit.toml", dry_run=False)
    assert values() == {"users": 1200, "scim": True, "projects": 2500}
    users, projects = (Answer.objects.get(question=q) for q in ("users", "projects"))
    assert (users.source, users.said_by) == ("file", "visit.toml")
    assert (projects.said_by, projects.said_on, projects.confidence) == (
        "Evaluation workbook", date(2026, 11, 2), "high",
    )  # fmt: skip


def test_what_is_there_already_is_left_alone(ana, firm):
    actions.give(ana, firm.engagement, question="users", value=1200, source="customer-call")
    cleared = actions.give(ana, firm.engagement, question="scim", value=False)
    actions.clear(ana, cleared)
    with cast.records(*["answer.give"] * 2):
        actions.import_answers(ana, firm.engagement, text=FILE, dry_run=False)
    assert Answer.objects.get(question="users").source == "customer-call"
    assert values() == {"users": 1200, "scim": True, "projects": 2500}
    with cast.records():
        again = actions.import_answers(ana, firm.engagement, text=FILE, dry_run=False)
    assert {arrival.outcome for arrival in again} == {"same"}


def test_what_differs_stands_beside_and_replaces_nothing_not_even_its_own_file(ana, firm):
    actions.give(ana, firm.engagement, question="users", value=900, source="customer-call", said_by="Carl")
    rows = actions.import_answers(ana, firm.engagement, text=FILE)
    assert {row.question: row.outcome for row in rows} == {
        "users": "conflict", "scim": "new", "projects": "new",
    }  # fmt: skip
    users = next(row for row in rows if row.question == "users")
    assert (users.value, users.present, users.present_by) == (1200, 900, "Carl")
    actions.import_answers(ana, firm.engagement, text=FILE, dry_run=False)
    assert stood("users") == {(900, "stands"), (1200, "beside")}
    later = FILE.replace("value = 2500", "value = 2600")
    with cast.records("answer.give"):
        actions.import_answers(ana, firm.engagement, text=later, dry_run=False)
    assert stood("projects") == {(2500, "stands"), (2600, "beside")}
    with cast.records():
        actions.import_answers(ana, firm.engagement, text=later, dry_run=False)


def stood(question):
    return set(Answer.objects.filter(question=question).values_list("value", "state"))


@pytest.mark.parametrize("dry_run", [True, False])
def test_one_bad_line_keeps_all_out_and_every_error_has_its_line(ana, firm, dry_run):
    text = HEAD + '[answers]\nusers = "many"\nscim = true\nprojectz = 3\nsource_scm = "svm"\n'
    with cast.refused(Invalid) as caught:
        actions.import_answers(ana, firm.engagement, text=text, dry_run=dry_run)
    assert [(f.file, f.line, f.code) for f in caught.value.findings] == [
        ("answers.toml", 8, "wrong-type"),
        ("answers.toml", 10, "unknown-question"),
        ("answers.toml", 11, "unknown-option"),
    ]
    assert values() == {}


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_file_of_another_offering_is_refused(ana, firm, dry_run):
    text = HEAD.replace("migration-saas", "implementation-ha")
    with cast.refused(Invalid, "questions of implementation-ha"):
        actions.import_answers(ana, firm.engagement, text=text, dry_run=dry_run)


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("who", ["dan", "cora", "finn", "carl", "max"])
def test_the_wrong_role_is_refused_dry_or_not(who, dry_run, firm, request):
    with cast.refused(Forbidden, "answer scoping questions"):
        actions.import_answers(request.getfixturevalue(who), firm.engagement, text=FILE, dry_run=dry_run)
    assert values() == {}


def test_a_closed_engagement_takes_no_file(ana, firm):
    closed = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.import_answers(ana, closed, text=FILE, dry_run=False)


def test_the_bank_follows(ana, firm):
    before = bank(ana, firm.engagement)
    assert (before.answered, before.asked, len(before.unanswered)) == (0, 28, 13)
    cast.answered(firm)
    after = bank(ana, firm.engagement)
    assert (after.answered, after.asked, after.unanswered, after.clashes) == (30, 30, (), ())
    asked = next(q for q in after.questions if q.id == "projects")
    assert (asked.answer.value, asked.mandatory, asked.why != "") == (2500, True, True)
