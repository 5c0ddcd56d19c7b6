"""The migration offering against the published rough-order-of-magnitude table (em-process 3.3, 3.4).

Nothing looks the table up: prices come from activities, drivers and one hourly rate. The answers of a cell
are the middle of its row and column (the first row stands at 250 users, so at half of its width), one
department with a lead for every 250 users, and otherwise the ordinary case: GitLab to GitLab.com, one
top-level group, a common identity provider, nothing above 5 GB, no registry, a source that is up to date.
"""

from __future__ import annotations

import pytest

from fairlead.engines.practice.values import Practice
from tests.practice.asking import quoted

PUBLISHED = {  # users in the middle of the row: ranges in thousand US dollars, 1,000 projects a column
    250: "30-40 50-60 70-80 90-100 100-110 120-130 140-150 150-160 170-180 190-200",
    750: "35-45 55-65 75-85 90-100 105-115 120-130 140-150 155-165 175-185 195-205",
    1500: "50-60 65-75 85-95 100-110 120-130 135-145 155-165 170-180 190-200 205-215",
    2500: "60-70 75-85 90-100 110-120 125-135 145-155 160-170 175-185 195-205 210-220",
}
SEEDS = (1, 7, 20261123)


def ordinary(users: int, projects: int, **more: object) -> dict[str, object]:
    return {
        "source_scm": "gitlab",
        "source_version": "18.5.1-ee",
        "versions_behind": 0,
        "source_form": "package",
        "source_os": "ubuntu",
        "source_db": "bundled",
        "air_gap": False,
        "target": "gitlab-com",
        "tier": "premium",
        "top_groups": 1,
        "users": users,
        "portfolios": max(round(users / 250), 1),
        "projects": projects,
        "repos_over_5gb": 0,
        "sso_provider": "entra-id",
        "scim": False,
        "user_mapping": "same-mail",
        "ci_systems": ["gitlab-ci"],
        **more,
    }


def price(practice: Practice, seed: int, users: int, projects: int, **more: object) -> float:
    return float(quoted(practice, "migration-saas", ordinary(users, projects, **more), seed).price.amount)


def cells(practice: Practice, seed: int) -> list[tuple[int, int, float, float, float]]:
    """(users, projects, least, most, asked), money in thousands."""
    found = []
    for users, row in PUBLISHED.items():
        for column, cell in enumerate(row.split()):
            least, most = map(float, cell.split("-"))
            projects = 500 + 1000 * column
            found.append((users, projects, least, most, price(practice, seed, users, projects) / 1000))
    return found


def outside(least: float, most: float, asked: float) -> float:
    """How far a price lies beyond the nearer edge of its range, as a share of that edge; 0 inside."""
    return max((least - asked) / least, (asked - most) / most, 0.0)


def drawn(grid: list[tuple[int, int, float, float, float]]) -> str:
    """The grid as text: asked price, then the published range; a star marks a price outside."""
    lines = ["users  " + "".join(f"{500 + 1000 * column:>15,}" for column in range(10)) + "  projects"]
    for users in PUBLISHED:
        row = [
            f"{asked:7.1f}{'*' if outside(least, most, asked) else ' '}{f'{least:g}-{most:g}':>7}"
            for there, _, least, most, asked in grid
            if there == users
        ]
        lines.append(f"{users:>5,}  " + "".join(row))
    return "\n".join(lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_published_table_comes_out_of_the_work(practice: Practice, seed: int) -> None:
    grid = cells(practice, seed)
    gaps = [outside(*cell[2:]) for cell in grid]
    inside = sum(gap == 0 for gap in gaps)
    told = f"seed {seed}: {inside} of 40 inside, worst {max(gaps):.1%} outside\n{drawn(grid)}"
    print(f"\n{told}")
    assert len(grid) == 40
    assert inside >= 36, told
    assert max(gaps) <= 0.10, told


def test_price_rises_with_users_and_with_projects(practice: Practice) -> None:
    asked = {(users, projects): value for users, projects, _, _, value in cells(practice, SEEDS[0])}
    for (users, projects), value in asked.items():
        assert value < asked.get((users, projects + 1000), float("inf"))
        above = [more for more in PUBLISHED if more > users]
        assert not above or value < asked[above[0], projects]


@pytest.mark.parametrize("seed", SEEDS)
def test_known_large_move_to_gitlab_com(practice: Practice, seed: int) -> None:
    """1,600 users and 20,000 projects came to about USD 400,000 and 150 days of 8 hours at 330."""
    found = quoted(practice, "migration-saas", ordinary(1600, 20_000), seed)
    assert float(found.price.amount) == pytest.approx(400_000, rel=0.15)
    assert float(found.days) == pytest.approx(150, rel=0.15)
    assert float(found.price.amount) / 2_640 == pytest.approx(float(found.days), rel=0.001)


def test_ten_large_repositories_cost_about_twelve_thousand(practice: Practice) -> None:
    without = price(practice, SEEDS[0], 1200, 2500)
    with_ten = price(practice, SEEDS[0], 1200, 2500, repos_over_5gb=10)
    assert with_ten - without == pytest.approx(12_000, rel=0.15)


def test_worked_check_with_23_large_repositories(practice: Practice) -> None:
    """85-95 thousand for the cell, and two or three times 12 thousand for 23 repositories above 5 GB."""
    asked = price(practice, SEEDS[0], 1200, 2500, repos_over_5gb=23)
    assert 85_000 + 2 * 12_000 <= asked <= 95_000 + 3 * 12_000
