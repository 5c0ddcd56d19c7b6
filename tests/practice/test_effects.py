"""What an answer does to the work, by the rules of thumb of em-process 3.2 and 3.3."""

from __future__ import annotations

import pytest

from fairlead.engines.practice.values import Practice
from tests.practice.asking import quoted, reviewed, work_ids

HA = {"users": 2500, "availability": "ha", "hosting": "aws", "admin_classes": False}


def days(practice: Practice, answers: dict[str, object]) -> float:
    return float(quoted(practice, "implementation-ha", answers).days)


def added_days(practice: Practice, answers: dict[str, object], **more: object) -> float:
    return days(practice, {**answers, **more}) - days(practice, answers)


@pytest.mark.parametrize(
    ("answers", "waves"),
    [
        ({"projects": 29}, 0),
        ({"projects": 30}, 1),
        ({"projects": 200}, 1),
        ({"projects": 201}, 2),
        ({"projects": 500, "repos_over_5gb": 100}, 2),
        ({"projects": 1000, "wave_limit": 300}, 5),
        ({"projects": 1000, "wave_limit": 100}, 10),
        ({"projects": 1000, "freeze_hours": 3}, 10),
        ({"projects": 100, "repos_over_5gb": 100}, 0),
    ],
)
def test_waves(practice: Practice, answers: dict[str, object], waves: int) -> None:
    assert reviewed(practice, "migration-saas", answers).values["waves"] == waves


def test_large_repositories_take_half_a_day_each_of_which_three_hours_are_work(practice: Practice) -> None:
    found = reviewed(practice, "migration-saas", {"projects": 500, "repos_over_5gb": 23})
    assert found.values["by_hand_days"] == 11.5
    assert {work.activity.id: work.hours for work in found.work}["large-repositories"] == 69


@pytest.mark.parametrize(("behind", "included"), [(2, False), (3, True)])
def test_source_is_upgraded_when_more_than_two_minor_versions_behind(
    practice: Practice, behind: int, included: bool
) -> None:
    found = reviewed(practice, "migration-saas", {"versions_behind": behind})
    assert ("source-upgrade" in work_ids(found)) is included


def test_a_small_estate_moves_by_hand_without_waves(practice: Practice) -> None:
    small = work_ids(reviewed(practice, "migration-saas", {"projects": 29}))
    assert "by-hand" in small and not small & {"wave-preparation", "wave-run", "wave-check"}


@pytest.mark.parametrize(
    ("users", "availability", "architecture"),
    [
        (1000, "single", 1000),
        (1001, "single", 2000),
        (900, "ha", 3000),
        (3000, "ha", 3000),
        (3001, "ha", 5000),
        (5001, "ha", 10_000),
        (10_001, "ha", 25_000),
        (25_001, "ha", 50_000),
    ],
)
def test_users_pick_the_reference_architecture(
    practice: Practice, users: int, availability: str, architecture: int
) -> None:
    found = reviewed(practice, "implementation-ha", {"users": users, "availability": availability})
    assert found.values["architecture"] == architecture


def test_replicated_git_storage_adds_ten_machines(practice: Practice) -> None:
    without = reviewed(practice, "implementation-ha", HA).values["nodes"]
    with_it = reviewed(practice, "implementation-ha", {**HA, "gitaly_cluster": True}).values["nodes"]
    assert with_it == without + 10


@pytest.mark.parametrize("more", [{}, {"hosting": "azure"}, {"users": 9000, "gitaly_cluster": True}])
def test_full_second_site_adds_twenty_to_twenty_five_days(
    practice: Practice, more: dict[str, object]
) -> None:
    base = {**HA, **more}
    assert 20 <= added_days(practice, base, geo="site") <= 25


def test_one_large_machine_as_second_site_is_far_less(practice: Practice) -> None:
    base = {**HA, "hosting": "on-premises"}
    assert 5 <= added_days(practice, base, geo="node") <= 10


def test_aws_takes_least_and_an_own_data_centre_most(practice: Practice) -> None:
    aws, azure, gcp, own = (
        days(practice, {**HA, "hosting": place}) for place in ("aws", "azure", "gcp", "on-premises")
    )
    assert aws < azure == gcp < own


def test_kubernetes_takes_about_as_long_as_machines_and_has_no_class(practice: Practice) -> None:
    machines = days(practice, HA)
    pods = {**HA, "kubernetes": "eks", "kubernetes_skill": "strong", "iac": "helm", "admin_classes": True}
    assert days(practice, pods) == pytest.approx(machines, rel=0.10)
    assert not work_ids(reviewed(practice, "implementation-ha", pods)) & {"class-basic", "class-advanced"}


def test_both_classes_are_priced_from_the_catalogue(practice: Practice) -> None:
    found = quoted(practice, "implementation-ha", {**HA, "admin_classes": True})
    assert {line.id: line.price.amount for line in found.lines if line.education} == {
        "class-basic": 12_000,
        "class-advanced": 12_000,
    }
    assert found.education.amount == 24_000


@pytest.mark.parametrize(
    "more",
    [
        {"tls_between": True},
        {"certificates": "private"},
        {"air_gap": True},
        {"proxy": True},
        {"iac": "other"},
        {"gitaly_cluster": True},
    ],
)
def test_each_hard_condition_adds_work(practice: Practice, more: dict[str, object]) -> None:
    assert days(practice, {**HA, **more}) > days(practice, HA)


def test_highly_available_installation_takes_about_three_weeks(practice: Practice) -> None:
    """Catalogue of 2022: 15 days for a highly available one, 7.5 days for the quick start."""
    assert days(practice, HA) == pytest.approx(15, rel=0.15)
    single = {"users": 800, "availability": "single", "admin_classes": False}
    assert days(practice, single) == pytest.approx(7.5, rel=0.15)


def test_region_has_its_own_list(practice: Practice) -> None:
    home = quoted(practice, "implementation-ha", HA)
    emea = quoted(practice, "implementation-ha", HA, region="emea")
    assert {role.rate.amount for line in home.lines for role in line.roles} == {330}
    assert {role.rate.amount for line in emea.lines for role in line.roles} == {330}, "EUR 300 at 1.10"
