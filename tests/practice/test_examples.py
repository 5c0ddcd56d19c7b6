"""The example files: complete answers, the expected work, gates, routes and prices, and sound texts."""

from __future__ import annotations

import csv
import re

import pytest

from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped
from tests.practice.conftest import ROOT

FILES = {path.stem: path for path in sorted((ROOT / "examples").glob("**/*.toml"))}
NAMES = tuple(FILES)


@pytest.fixture(scope="session")
def shaped(practice: Practice) -> dict[str, Shaped]:
    found = {}
    for name, path in FILES.items():
        scoping, findings = read_scoping(path.read_bytes(), path.name, practice)
        assert scoping is not None, "\n".join(map(str, findings))
        result, findings = shape(practice, scoping)
        assert result is not None, "\n".join(map(str, findings))
        found[name] = result
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_answered_without_a_clash(shaped: dict[str, Shaped], name: str) -> None:
    review = shaped[name].review
    assert set(review.answered) == set(review.visible) <= set(shaped[name].scoping.answers)
    assert not review.unanswered and not review.contradictions and not review.findings


@pytest.mark.parametrize(
    ("name", "included", "left_out"),
    [
        (
            "migration-northwind",
            {"large-repositories", "wave-run", "registry", "jobs-repointed", "provisioning", "user-class"},
            {"source-upgrade", "source-connector", "relay", "by-hand", "packages"},
        ),
        (
            "implementation-geo",
            {
                "second-site",
                "replication",
                "site-failover",
                "git-cluster",
                "old-upgrade",
                "data-move",
                "proxy",
            }
            | {"own-authority", "inner-encryption", "skill-check", "class-basic", "class-advanced"},
            {"container-part", "closed-network", "own-code", "appliances"},
        ),
        (
            "implementation-k8s",
            {"container-part", "failure-test", "advisory", "environments"},
            {"class-basic", "class-advanced", "second-site", "git-cluster", "data-move", "skill-check"},
        ),
        (
            "self-managed-kestrel",
            {"wave-run", "source-connector"},
            {"whole-move", "source-upgrade", "by-hand"},
        ),
        (
            "azure-devops-donau",
            {"waves", "tfvc", "work-items", "pipeline-patterns", "large-repositories", "user-class"},
            {"by-hand", "builds-repointed", "build-archive"},
        ),
        ("bitbucket-quillon", {"demonstration", "advice", "jira"}, set()),
        ("perforce-cobalt", {"probe", "report", "acceptance"}, set()),
        ("cicd-pemberton", {"patterns", "registry", "ours"}, {"history", "flash-day"}),
        ("readiness-bluemesa", {"load", "troubles"}, set()),
        ("transformation-calder", {"maps", "rules", "first-teams"}, set()),
        (
            "education-verdant",
            {"class-remote", "class-sysadmin", "seats"},
            {"class-onsite", "custom-making", "journeys"},
        ),
        ("dedicated-ironwood", {"engineer-12-cleared"}, {"engineer-12", "visits"}),
        ("block-fjellkraft", {"block"}, {"year"}),
        ("discovery-orchard", {"talks", "look", "plan", "session"}, {"contingency"}),
        ("standard-kettle", {"quickstart", "integration-jira"}, {"ha", "contingency"}),
        ("contact-centre-lantern", {"sizing", "porting", "workforce", "pilot", "go-live"}, set()),
    ],
)
def test_work(shaped: dict[str, Shaped], name: str, included: set[str], left_out: set[str]) -> None:
    lines = {line.id for line in shaped[name].estimate.lines}
    assert included <= lines
    assert not left_out & lines


@pytest.mark.parametrize(
    ("name", "currency", "least", "most"),
    [
        # 85-95 thousand for the cell, 23 large repositories, two classes; registry, builds and links on top.
        ("migration-northwind", "USD", 130_000, 165_000),
        ("implementation-geo", "EUR", 130_000, 170_000),
        ("implementation-k8s", "USD", 45_000, 60_000),
        ("self-managed-kestrel", "GBP", 55_000, 75_000),
        ("azure-devops-donau", "EUR", 200_000, 255_000),
        ("bitbucket-quillon", "USD", 30_000, 40_000),
        ("perforce-cobalt", "USD", 55_000, 72_000),
        ("cicd-pemberton", "GBP", 170_000, 220_000),
        ("readiness-bluemesa", "USD", 25_000, 34_000),
        ("transformation-calder", "USD", 85_000, 110_000),
        # One week of 40 hours at the custom rate, and nothing open.
        ("discovery-orchard", "USD", 13_200, 13_200),
        ("contact-centre-lantern", "USD", 290_000, 370_000),
    ],
)
def test_price(shaped: dict[str, Shaped], name: str, currency: str, least: int, most: int) -> None:
    estimate = shaped[name].estimate
    assert estimate.currency == currency
    assert least <= estimate.price.amount <= most, str(estimate.price)
    assert estimate.price >= estimate.minimum_price, "an example keeps the target margin"


@pytest.mark.parametrize(
    ("name", "currency", "price"),
    [
        # Two remote classes, one for administrators, and two people beyond 36 seats.
        ("education-verdant", "USD", "23000.00"),
        ("dedicated-ironwood", "USD", "628575.00"),
        # 70 expert hours are two blocks of 14,400, at 1.10 dollars a euro.
        ("block-fjellkraft", "EUR", "26181.82"),
        ("standard-kettle", "USD", "18400.00"),
    ],
)
def test_price_from_the_price_book(shaped: dict[str, Shaped], name: str, currency: str, price: str) -> None:
    estimate = shaped[name].estimate
    assert (estimate.currency, str(estimate.price.amount)) == (currency, price)
    assert "contingency" not in {line.id for line in estimate.lines}, "a catalogue price carries no reserve"


EVERY = {"account-team", "technical-review", "delivery-manager", "director", "revenue-wording", "finance"}
SIGNED = {"legal", "signer"}


CATALOGUE_ALONE = {"education-verdant"}
SMALL = {
    "bitbucket-quillon",
    "readiness-bluemesa",
    "discovery-orchard",
    "standard-kettle",
    "block-fjellkraft",
}


@pytest.mark.parametrize(
    ("name", "more", "route"),
    [
        ("self-managed-kestrel", set(), "custom"),
        ("azure-devops-donau", set(), "admin-token-azure-devops"),
        ("bitbucket-quillon", set(), "advice-only"),
        ("perforce-cobalt", set(), "custom"),
        ("cicd-pemberton", set(), "custom"),
        ("readiness-bluemesa", set(), "custom"),
        ("transformation-calder", set(), "custom"),
        pytest.param("education-verdant", set(), "training-only"),
        ("dedicated-ironwood", set(), "dedicated"),
        ("block-fjellkraft", {"block-quote"}, "block"),
        ("discovery-orchard", set(), "free-edition-discovery"),
        ("standard-kettle", set(), "catalogue"),
        ("contact-centre-lantern", set(), "custom"),
        ("migration-northwind", {"discount"}, "admin-token"),
        ("implementation-geo", {"acceptance-terms", "customer-paper"}, "custom"),
        ("implementation-k8s", {"discount"}, "custom"),
    ],
)
def test_gates_and_route(shaped: dict[str, Shaped], name: str, more: set[str], route: str) -> None:
    every = EVERY - {"technical-review"} if name in SMALL else EVERY
    every = {"account-team", "finance"} if name in CATALOGUE_ALONE else every
    assert {opened.gate.id for opened in shaped[name].gates} == every | SIGNED | more
    assert shaped[name].route.route.id == route


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_filled(shaped: dict[str, Shaped], name: str) -> None:
    result = shaped[name]
    texts = [worded.text for worded in (*result.terms, *result.clauses)]
    texts += [opened.reason for opened in result.gates] + [result.route.reason]
    assert len(texts) > 30
    for text in texts:
        assert not re.search(r"\{\{|\}\}|\[\?\]", text), text


@pytest.mark.parametrize(
    ("name", "present", "absent"),
    [
        (
            "migration-northwind",
            {
                "time-and-materials",
                "bill-monthly",
                "discount-once",
                "governed-by-agreement",
                "bill-education",
            },
            {"fixed-fee", "bill-on-signature", "governed-by-standard-terms", "paper", "unpaid-services"},
        ),
        ("implementation-geo", {"paper", "governed-by-agreement"}, {"discount-once", "public-rules"}),
        (
            "implementation-k8s",
            {"fixed-fee", "bill-on-signature", "governed-by-standard-terms"},
            {"time-and-materials", "bill-monthly", "hours-accepted", "education-terms"},
        ),
    ],
)
def test_clauses(shaped: dict[str, Shaped], name: str, present: set[str], absent: set[str]) -> None:
    clauses = {worded.source.id for worded in shaped[name].clauses}
    assert clauses >= present | {"travel-and-expenses", "passive-acceptance", "change-orders", "expiry"}
    assert not absent & clauses


def test_acceptance_days_reach_the_clause(shaped: dict[str, Shaped]) -> None:
    texts = {worded.source.id: worded.text for worded in shaped["implementation-geo"].clauses}
    assert "10 business day" in texts["passive-acceptance"]


def test_travel_and_expenses_stand_in_every_statement_of_work(practice: Practice) -> None:
    clause = next(clause for clause in practice.clauses if clause.id == "travel-and-expenses")
    assert clause.when == "true"


def test_accounts() -> None:
    with (ROOT / "examples" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["name", "territory", "segment", "region", "country", "currency", "msa"]
    assert len(rows) == len({row["name"] for row in rows}) == 30
    assert {row["region"] for row in rows} == {"amer", "emea", "apac"}
    assert {row["currency"] for row in rows} <= {"USD", "EUR", "GBP"}
    assert {row["msa"] for row in rows} == {"yes", "no"}
    assert {row["segment"] for row in rows} <= {
        "Ent_APAC",
        "Ent_EAST",
        "Ent_WEST",
        "Ent_EMEA",
        "MM_APAC",
        "MM_East",
        "MM_EMEA",
        "MM_West",
        "SMB",
    }


@pytest.mark.parametrize("name", NAMES)
def test_customers_of_the_examples_are_accounts(shaped: dict[str, Shaped], name: str) -> None:
    terms = shaped[name].scoping.terms
    with (ROOT / "examples" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["name"] == terms.customer)
    assert (row["segment"], row["region"], row["currency"]) == (terms.segment, terms.region, terms.currency)
    assert (row["msa"] == "yes") is terms.msa


def test_every_offering_has_an_example_with_a_line_in_the_readme(
    practice: Practice, shaped: dict[str, Shaped]
) -> None:
    shown = {result.scoping.terms.offering for result in shaped.values()}
    assert shown == {offering.id for offering in practice.offerings}
    readme = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in FILES.values() if f"{path.name}`" not in readme] == []
