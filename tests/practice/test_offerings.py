"""Every offering is complete: questions say why, activities can happen, formulas stay finite everywhere."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from fairlead.engines.practice.values import Kind, Offering, Practice, Term
from tests.practice.asking import extremes, reviewed, work_ids

OFFERINGS = ("migration-saas", "implementation-ha")

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

# Answers that between them make every activity of an offering happen.
CASES: dict[str, tuple[dict[str, object], ...]] = {
    "migration-saas": (
        {
            "versions_behind": 9,
            "air_gap": True,
            "scim": True,
            "users": 900,
            "projects": 2000,
            "repos_over_5gb": 4,
            "registry_gb": 300,
            "packages_gb": 40,
            "ci_systems": ["gitlab-ci", "jenkins"],
            "ci_jobs": 50,
            "runners": 6,
            "integrations": 2,
            "training_sessions": 1,
        },
        {"source_scm": "bitbucket-server", "users": 20, "projects": 12, "sso_provider": "none"},
    ),
    "implementation-ha": (
        {
            "users": 9000,
            "availability": "ha",
            "gitaly_cluster": True,
            "geo": "site",
            "hosting": "on-premises",
            "iac": "other",
            "proxy": True,
            "certificates": "private",
            "tls_between": True,
            "appliances": "redis",
            "environments": 1,
            "install_kind": "scale-up",
            "versions_behind": 7,
            "advisory_days": 2,
        },
        {"users": 500, "availability": "single", "air_gap": True, "kubernetes": "eks", "iac": "helm"},
    ),
}

CLASHES: dict[str, dict[str, dict[str, object]]] = {
    "migration-saas": {
        "large-exceed-all": {"projects": 100, "repos_over_5gb": 101},
        "other-target": {"target": "dedicated"},
        "not-git": {"source_scm": "not-git"},
        "mysql-source": {"source_db": "mysql", "versions_behind": 1},
        "scim-without-sign-on": {"scim": True, "sso_provider": "none"},
        "sign-on-on-free": {"tier": "free", "sso_provider": "okta"},
        "groups-exceed-projects": {"top_groups": 3, "projects": 2},
        "portfolios-exceed-users": {"portfolios": 8, "users": 7},
        "regroup-from-gitlab": {"regroup": True, "source_scm": "gitlab"},
        "wave-above-limit": {"wave_limit": 301},
        "registry-elsewhere": {"registry_gb": 1, "source_scm": "github-enterprise"},
        "gitlab-ci-elsewhere": {"ci_systems": ["gitlab-ci"], "source_scm": "other-git"},
    },
    "implementation-ha": {
        "ha-needs-premium": {"tier": "free", "availability": "ha"},
        "geo-needs-premium": {"tier": "free", "availability": "single", "geo": "node", "users": 900},
        "second-site-above-first": {"availability": "single", "geo": "site"},
        "beyond-architectures": {"users": 50_001},
        "single-too-large": {"users": 3001, "availability": "single"},
        "niche-hypervisor": {"hosting": "on-premises", "hypervisor": "niche"},
        "helm-without-kubernetes": {"iac": "helm", "kubernetes": "none"},
        "cloudformation-elsewhere": {"iac": "cloudformation", "hosting": "gcp"},
        "cluster-in-the-wrong-place": {"kubernetes": "gke", "hosting": "aws"},
        "cluster-on-nfs": {"hosting": "on-premises", "appliances": "nfs", "gitaly_cluster": True},
    },
}


@pytest.fixture(params=OFFERINGS)
def offering(request: pytest.FixtureRequest, practice: Practice) -> Offering:
    return practice.offering(request.param)


def test_every_offering_of_the_practice_is_tested_here(practice: Practice) -> None:
    assert {offering.id for offering in practice.offerings} == set(OFFERINGS) == set(CASES) == set(CLASHES)


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
        assert found.work, answers
        for work in found.work:
            assert math.isfinite(work.hours) and work.hours > 0, (answers, work.activity.id)
        tried += 1
    assert tried > 150


def test_every_contradiction_fires_and_says_what_clashes(practice: Practice, offering: Offering) -> None:
    cases = CLASHES[offering.id]
    assert {rule.id for rule in offering.contradictions} == set(cases)
    for rule_id, answers in cases.items():
        fired = {rule.id for rule in reviewed(practice, offering.id, answers).contradictions}
        assert rule_id in fired, rule_id


def test_no_contradiction_without_answers_or_in_ordinary_ones(practice: Practice, offering: Offering) -> None:
    for answers in ({}, *CASES[offering.id]):
        assert not reviewed(practice, offering.id, answers).contradictions, answers
