"""What is known of each service in figures (em-process 3.2 to 3.5 and 12), held against the offerings."""

from __future__ import annotations

import re

import pytest

from fairlead.engines.practice.values import ActivityKind, Practice, Term
from tests.practice.asking import reviewed, work_ids


def figures(practice: Practice, offering: str, **answers: object) -> dict[str, float]:
    values = reviewed(practice, offering, answers).values
    return {name: value for name, value in values.items() if isinstance(value, float)}


def hours(practice: Practice, offering: str, **answers: object) -> dict[str, float]:
    return {work.activity.id: work.hours for work in reviewed(practice, offering, answers).work}


@pytest.mark.parametrize(
    ("answers", "size"),
    [
        ({"source_scm": "github-enterprise", "rate_control": True, "fast_network": True}, 7_000),
        ({"source_scm": "github-enterprise", "rate_control": True}, 1_000),
        ({"source_scm": "github-com", "api_users": 4}, 200),
        ({"source_scm": "github-com", "api_users": 20}, 200),
        ({"source_scm": "github-com", "api_users": 1}, 50),
        ({"source_scm": "bitbucket-server", "rate_control": True}, 1_000),
        ({"source_scm": "bitbucket-server"}, 300),
        ({"source_scm": "gitlab", "target": "dedicated"}, 500),
        ({"source_scm": "github-enterprise", "rate_control": True, "target": "dedicated"}, 500),
        ({"source_scm": "gitlab", "wave_limit": 120}, 120),
    ],
)
def test_projects_a_wave_to_a_server_of_ones_own(
    practice: Practice, answers: dict[str, object], size: int
) -> None:
    assert figures(practice, "migration-self-managed", **answers)["wave_size"] == size


@pytest.mark.parametrize(
    ("source", "size"),
    [("gitlab", 200), ("github-enterprise", 200), ("bitbucket-server", 200), ("github-com", 100)],
)
def test_projects_a_wave_to_gitlab_com(practice: Practice, source: str, size: int) -> None:
    assert figures(practice, "migration-saas", source_scm=source)["wave_size"] == size


@pytest.mark.parametrize("offering", ["migration-saas", "migration-self-managed", "migration-azure-devops"])
def test_below_thirty_both_prices_are_told(practice: Practice, offering: str) -> None:
    """Under 30 repositories the manual template is priced against the automated one."""
    found = figures(practice, offering, projects=29)
    assert found["waves"] == 0 and found["hand_hours"] > 0 and found["tool_hours"] > 0
    told = next(term for term in practice.offering(offering).terms if term.id == "small-estate")
    assert set(re.findall(r"\{\{ (\w+) \}\}", told.text)) == {"hand_hours", "tool_hours"}
    assert "by-hand" in work_ids(reviewed(practice, offering, {"projects": 29}))
    assert "by-hand" not in work_ids(reviewed(practice, offering, {"projects": 30}))


def test_backup_and_replication_move_the_whole(practice: Practice) -> None:
    for method in ("backup", "replication"):
        found = work_ids(reviewed(practice, "migration-self-managed", {"method": method}))
        assert {"whole-rehearsal", "whole-move"} <= found and "wave-run" not in found


@pytest.mark.parametrize(
    ("hours_needed", "blocks", "bought"), [(40, 1, 48), (41, 2, 96), (70, 2, 96), (80, 2, 96)]
)
def test_a_block_is_forty_hours_and_a_fifth(
    practice: Practice, hours_needed: int, blocks: int, bought: int
) -> None:
    found = figures(practice, "consulting-block", expert_hours=hours_needed)
    assert (found["blocks"], found["block_hours"]) == (blocks, bought)


def test_a_year_is_a_day_a_week(practice: Practice) -> None:
    assert figures(practice, "consulting-block", block_kind="year")["block_hours"] == 8 * 48


@pytest.mark.parametrize(("months", "each"), [("3", 520), ("6", 1_040), ("12", 2_080)])
def test_a_dedicated_engineer_works_forty_hours_a_week(practice: Practice, months: str, each: int) -> None:
    assert figures(practice, "dedicated-engineer", dedicated_months=months)["hours_each"] == each


@pytest.mark.parametrize(("learners", "seats"), [(12, 0), (13, 1), (30, 18)])
def test_seats_beyond_twelve(practice: Practice, learners: int, seats: int) -> None:
    found = figures(practice, "education", learners=learners, classes_remote=1)
    assert found["more_seats"] == seats


def test_training_of_its_own_making_is_scoped_first(practice: Practice) -> None:
    making = next(a for a in practice.offering("education").activities if a.id == "custom-making")
    assert making.after == ("custom-scope",)


def test_a_discovery_is_a_week_without_a_range(practice: Practice) -> None:
    assert sum(hours(practice, "discovery").values()) == 40
    assert {(a.low, a.high) for a in practice.offering("discovery").activities} == {(1, 1)}


def test_net_new_is_less_than_a_flash_cut(practice: Practice) -> None:
    net_new = hours(practice, "cicd-conversion", artifactory_types=["maven"], artifactory_count=50_000)
    flash = hours(
        practice,
        "cicd-conversion",
        artifactory_types=["maven"],
        artifactory_count=50_000,
        conversion_way="flash-cut",
    )
    assert sum(flash.values()) > sum(net_new.values()) * 1.1
    assert flash.keys() - net_new.keys() == {"history", "flash-day"}


def test_readiness_is_slightly_smaller_inside_an_implementation(practice: Practice) -> None:
    alone = sum(hours(practice, "readiness-assessment").values())
    inside = sum(hours(practice, "readiness-assessment", inside_implementation=True).values())
    assert 0.8 < inside / alone < 1


def test_the_performance_tool_runs_in_a_twin_or_a_quiet_window_only(practice: Practice) -> None:
    for twin, runs in (("twin", True), ("window", True), ("none", False)):
        assert ("load" in hours(practice, "readiness-assessment", test_twin=twin)) is runs


def test_load_of_a_contact_centre(practice: Practice) -> None:
    """250 calls of 210 seconds in a half hour keep 29.17 agents busy."""
    found = figures(practice, "contact-centre", calls_half_hour=250, handle_seconds=210, agents=34)
    assert found["erlangs"] == pytest.approx(29.1667, abs=1e-4)
    assert found["occupancy"] == pytest.approx(0.8578, abs=1e-4)


@pytest.mark.parametrize(("offering", "count"), [("readiness-assessment", 7), ("transformation-advisory", 7)])
def test_the_known_list_is_asked_whole(practice: Practice, offering: str, count: int) -> None:
    known = {
        "readiness-assessment": {
            "hosting", "architecture_drawn", "test_twin", "monitoring", "known_issues", "users", "scale_out",
        },
        "transformation-advisory": {
            "goals", "speed_pain", "silos", "compliance", "supply_chain", "pipeline_authors",
            "legacy_retires",
        },
    }[offering]  # fmt: skip
    assert len(known) == count
    assert known <= {question.id for question in practice.offering(offering).questions}


@pytest.mark.parametrize(
    ("offering", "sections"),
    [
        (
            "migration-azure-devops",
            {"General", "Boards", "Repositories", "Pipelines", "Test plans", "Artifacts", "Integrations"},
        ),
        ("cicd-conversion", {"Maturity", "Jenkins", "Packages"}),
    ],
)
def test_the_long_tables_are_asked_section_by_section(
    practice: Practice, offering: str, sections: set[str]
) -> None:
    assert sections <= {question.section for question in practice.offering(offering).questions}


def test_every_question_changes_something(practice: Practice) -> None:
    """A question that changes no effort, no text and no rule is not worth a customer's minute."""
    for offering in practice.offerings:
        own = [rule.when for rule in (*practice.routes, *practice.gates) if rule.offering == offering.id]
        said = " ".join(
            [
                *own,
                *(driver.formula for driver in offering.drivers),
                *(f"{a.when} {a.effort} {a.quantity} {a.cost}" for a in offering.activities),
                *(f"{term.text} {term.due} {term.when}" for term in offering.terms),
                *(rule.when for rule in offering.contradictions),
                *(f"{r.when} {r.probability} {r.low} {r.likely} {r.high}" for r in offering.risks),
                *(question.when for question in offering.questions),
            ]
        )
        words = set(re.findall(r"\w+", said))
        idle = [thing.id for thing in (*offering.questions, *offering.drivers) if thing.id not in words]
        assert idle == [], offering.id


def test_a_shared_question_takes_the_same_answer_everywhere(practice: Practice) -> None:
    seen: dict[str, tuple[object, ...]] = {}
    for offering in practice.offerings:
        for question in offering.questions:
            takes = (question.kind, question.unit, {option.id for option in question.options})
            assert seen.setdefault(question.id, takes) == takes, question.id


def test_what_may_be_left_out_never_carries_what_must_be_done(practice: Practice) -> None:
    """Every offering has lines that stay; catalogue prices stand in the price book, not in formulas."""
    for offering in practice.offerings:
        assert any(not activity.optional for activity in offering.activities), offering.id
        for activity in offering.activities:
            assert not activity.price, f"{activity.id}: prices stand in the price book"
            assert activity.kind is ActivityKind.WORK or activity.cost


def test_every_custom_service_says_what_is_excluded_and_what_may_go_wrong(practice: Practice) -> None:
    for offering in practice.offerings:
        assert {term.kind for term in offering.terms} == set(Term), offering.id
        sold = any(activity.sku and not activity.education for activity in offering.activities)
        assert offering.risks or sold or offering.id in {"education", "discovery"}, offering.id
