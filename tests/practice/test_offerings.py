"""Every offering is complete: questions say why, activities can happen, formulas stay finite everywhere."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from fairlead.engines.practice.values import ActivityKind, Kind, Offering, Practice, Term
from tests.practice.asking import extremes, reviewed, work_ids
from tests.practice.cases import CASES, CLASHES

MIGRATION_TABLE = {
    "source_scm",
    "target",
    "source_version",
    "versions_behind",
    "users",
    "portfolios",
    "projects",
    "repos_over_5gb",
    "ci_systems",
    "ci_jobs",
    "registry_gb",
    "sso_provider",
    "source_os",
    "source_db",
}
IMPLEMENTATION_TABLE = {
    "tier",
    "install_kind",
    "users",
    "availability",
    "geo",
    "iac",
    "hosting",
    "kubernetes",
    "kubernetes_skill",
    "os",
    "appliances",
    "air_gap",
    "proxy",
    "certificates",
    "tls_between",
    "gitaly_cluster",
    "hypervisor",
}

# Where nothing is ordered, nothing is done.
BY_THE_PIECE = {"education", "standard-services"}


@pytest.fixture(params=sorted(CASES))
def offering(request: pytest.FixtureRequest, practice: Practice) -> Offering:
    return practice.offering(request.param)


def test_every_offering_of_the_practice_is_tested_here(practice: Practice) -> None:
    assert {offering.id for offering in practice.offerings} == set(CASES) == set(CLASHES)


def test_every_question_says_why_it_is_asked_and_shows_a_sample(offering: Offering) -> None:
    for question in offering.questions:
        assert len(question.why) > 20, question.id
        assert question.sample, question.id
        assert question.section, question.id
        if question.kind in (Kind.INTEGER, Kind.NUMBER):
            assert question.least is not None and question.most is not None, question.id


def test_the_known_questions_are_asked(practice: Practice) -> None:
    """Fourteen of the migration table and seventeen of the implementation table (em-process 2.3)."""
    migration = {question.id for question in practice.offering("migration-saas").questions}
    assert migration >= MIGRATION_TABLE
    implementation = {question.id for question in practice.offering("implementation-ha").questions}
    assert implementation >= IMPLEMENTATION_TABLE


def test_every_activity_can_happen(practice: Practice, offering: Offering) -> None:
    seen: set[str] = set()
    for answers in CASES[offering.id]:
        seen |= work_ids(reviewed(practice, offering.id, answers))
    assert seen == {activity.id for activity in offering.activities}


def test_every_activity_says_why_and_where_its_figure_comes_from(offering: Offering) -> None:
    for activity in offering.activities:
        assert activity.why and activity.source and activity.description, activity.id


def test_every_deliverable_has_acceptance_and_activities_and_every_activity_serves_one(
    offering: Offering,
) -> None:
    deliverables = [term for term in offering.terms if term.kind is Term.DELIVERABLE]
    for term in deliverables:
        assert term.title and term.acceptance and term.activities, term.id
    served = {activity for term in deliverables for activity in term.activities}
    assert served == {activity.id for activity in offering.activities}


def test_every_duty_has_an_owner_and_a_date(offering: Offering) -> None:
    duties = [term for term in offering.terms if term.kind is Term.DUTY]
    assert duties
    for term in duties:
        assert term.owner and term.due, term.id


def corners(offering: Offering) -> Iterator[dict[str, object]]:
    """Nothing answered; each question at each edge alone; all at their first edge, all at their last."""
    yield {}
    for question in offering.questions:
        for value in extremes(question):
            yield {question.id: value}
    yield {question.id: extremes(question)[0] for question in offering.questions}
    yield {question.id: extremes(question)[-1] for question in offering.questions}
    for case in CASES[offering.id]:
        for question in offering.questions:
            for value in extremes(question):
                yield {**case, question.id: value}


def test_every_formula_stays_finite_at_every_edge(practice: Practice, offering: Offering) -> None:
    tried = 0
    for answers in corners(offering):
        found = reviewed(practice, offering.id, answers)
        assert not found.findings, (answers, [str(finding) for finding in found.findings])
        assert found.work or offering.id in BY_THE_PIECE, answers
        for work in found.work:
            bought = work.activity.kind is not ActivityKind.WORK
            assert math.isfinite(work.hours) and (bought or work.hours > 0), (answers, work.activity.id)
        tried += 1
    assert tried > 4 * len(offering.questions)


def test_every_contradiction_fires_and_says_what_clashes(practice: Practice, offering: Offering) -> None:
    cases = CLASHES[offering.id]
    assert {rule.id for rule in offering.contradictions} == set(cases)
    for rule_id, answers in cases.items():
        fired = {rule.id for rule in reviewed(practice, offering.id, answers).contradictions}
        assert rule_id in fired, rule_id


def test_no_contradiction_without_answers_or_in_ordinary_ones(practice: Practice, offering: Offering) -> None:
    for answers in ({}, *CASES[offering.id]):
        assert not reviewed(practice, offering.id, answers).contradictions, answers
