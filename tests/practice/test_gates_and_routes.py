"""Who must agree and which way a sale goes, at the edges of every rule (em-process 1.1, 1.8, 12)."""

from __future__ import annotations

import pytest

from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.engines.expressions.formula import Sort
from fairlead.engines.practice.facts import FIRM_ROLES, GATE_FACTS
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.conditions import holding
from tests.practice.asking import reviewed

ORDINARY: dict[str, object] = {
    "price": 60_000.0,
    "list_price": 60_000.0,
    "discount": 0.0,
    "investment": 0.0,
    "margin": 0.6,
    "hours": 182.0,
    "days": 22.75,
    "acceptance_days": 5.0,
    "education_price": 0.0,
    "consulting_price": 60_000.0,
    "unanswered": 0.0,
    "msa": True,
    "partner_preferred": False,
    "free_edition": False,
    "public_sector": False,
    "billing": "time-and-materials",
    "calendar_weeks": 4.0,
    "margin_floor": 0.3,
    "paper": "ours",
    "customer": "Northwind Freight",
    "goal": "",
    "region": "amer",
    "segment": "Ent_WEST",
    "currency": "USD",
    "offering": "implementation-ha",
    "travel_price": 0.0,
    "hourly_price": 40_000.0,
    "fixed_price": 0.0,
    "prepaid_price": 0.0,
    "billing_term": "time-and-materials",
    "training_term": "sow-execution",
    "jurisdiction": "",
    "departures": [],
    # answers that rules for one offering read
    "hosting": "aws",
    "hypervisor": "vmware",
}
ANSWERS = {"hosting", "hypervisor"}

ALWAYS = {"account-team", "legal", "signer"}
CUSTOM = {"delivery-manager", "director", "revenue-wording", "finance"}


def open_gates(practice: Practice, **facts: object) -> set[str]:
    known = {**ORDINARY, **facts}
    gates, findings = holding(practice.gates, dict.fromkeys(known, Sort.ANY), known)
    assert not findings
    return {gate.id for gate in gates}


def route(practice: Practice, **facts: object) -> tuple[str, str]:
    known = {**ORDINARY, **facts}
    if "offering" in facts:
        asked = reviewed(practice, str(facts["offering"]), {}).values
        known = {**ORDINARY, **asked, **facts}
    routes, findings = holding(practice.routes, dict.fromkeys(known, Sort.ANY), known)
    assert not findings
    return routes[0].id, routes[0].to


def test_the_facts_here_are_all_the_facts_there_are() -> None:
    assert set(ORDINARY) - ANSWERS == set(GATE_FACTS)


@pytest.mark.parametrize(("price", "reviewed"), [(50_000.00, False), (50_000.01, True)])
def test_architect_reviews_what_exceeds_fifty_thousand(
    practice: Practice, price: float, reviewed: bool
) -> None:
    assert ("technical-review" in open_gates(practice, price=price)) is reviewed


def test_ordinary_custom_work_below_fifty_thousand(practice: Practice) -> None:
    assert open_gates(practice, price=40_000.0, consulting_price=40_000.0) == ALWAYS | CUSTOM


def test_training_alone_needs_neither_delivery_manager_nor_director(practice: Practice) -> None:
    gates = open_gates(practice, price=24_000.0, consulting_price=0.0, education_price=24_000.0, margin=0.3)
    assert gates == ALWAYS | {"finance"}


@pytest.mark.parametrize(
    ("facts", "gates"),
    [
        ({"discount": 0.01}, {"discount"}),
        ({"investment": 1.0}, {"investment-sales", "investment-services"}),
        ({"acceptance_days": 10.0}, {"acceptance-terms"}),
        ({"acceptance_days": 4.0}, {"acceptance-terms"}),
        ({"margin": 0.3999}, {"margin"}),
        ({"margin": 0.40}, set()),
        ({"margin": 0.30}, {"margin"}),
        ({"margin": 0.2999}, {"margin", "margin-floor"}),
        ({"price": 15_000.0}, set()),
        ({"price": 14_999.99}, {"attach"}),
        ({"price": 14_999.99, "segment": "MM_EMEA"}, {"attach"}),
        ({"price": 14_999.99, "segment": "SMB"}, set()),
        ({"price": 14_999.99, "segment": "Ent_APAC"}, set()),
        ({"offering": "consulting-block"}, {"block-quote"}),
        ({"paper": "customer", "price": 100_000.0}, {"customer-paper-small"}),
        ({"paper": "customer", "price": 100_000.01}, {"customer-paper"}),
        ({"paper": "customer", "price": 24_999.99}, {"customer-paper-small", "terms-too-small"}),
        ({"paper": "customer", "price": 25_000.0}, {"customer-paper-small"}),
        ({"acceptance_days": 7.0, "price": 24_999.99}, {"acceptance-terms", "terms-too-small"}),
        ({"departures": ["legal", "finance"]}, {"wording-legal", "wording-finance"}),
    ],
)
def test_what_opens_further_gates(practice: Practice, facts: dict[str, object], gates: set[str]) -> None:
    assert open_gates(practice, **facts) - ALWAYS - CUSTOM - {"technical-review"} == gates


def test_every_gate_can_open_and_names_a_role_of_the_firm(practice: Practice) -> None:
    wild = open_gates(practice, discount=5.0, investment=1.0, acceptance_days=9.0, margin=0.1)
    paper = open_gates(practice, paper="customer", price=20_000.0) | open_gates(
        practice, paper="customer", price=200_000.0
    )
    small = open_gates(practice, price=9_000.0) | open_gates(practice, offering="consulting-block")
    words = open_gates(practice, departures=["delivery-manager", "director", "finance", "legal"])
    assert wild | paper | small | words == {gate.id for gate in practice.gates}
    for gate in practice.gates:
        assert gate.role in FIRM_ROLES and gate.stage in {"estimate", "sow", "signature"}, gate.id
        assert gate.reason and gate.evidence, gate.id


def test_whoever_has_to_accept_words_or_numbers_has_a_gate(practice: Practice) -> None:
    accepting = {one.accept for one in (*practice.variants, *practice.figures)}
    accepting |= {figure.beyond for figure in practice.figures}
    for role in accepting - {""}:
        asked = next(gate for gate in practice.gates if gate.when == f"'{role}' in departures")
        assert (asked.role, asked.vouches) == (role, (f"departures-{role}",))


def test_nobody_in_sales_signs(practice: Practice) -> None:
    assert {gate.role for gate in practice.gates if gate.stage == "signature"} == {"legal", "finance"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("custom", "custom-sow")),
        ({"free_edition": True}, ("free-edition", "not-ours")),
        ({"free_edition": True, "offering": "migration-saas"}, ("free-edition", "not-ours")),
        ({"free_edition": True, "offering": "discovery"}, ("free-edition-discovery", "custom-sow")),
        (
            {"free_edition": True, "offering": "discovery", "segment": "SMB"},
            ("free-edition-discovery", "custom-sow"),
        ),
        ({"offering": "discovery"}, ("custom", "custom-sow")),
        ({"offering": "migration-saas"}, ("admin-token", "custom-sow")),
        ({"offering": "migration-saas", "partner_preferred": True}, ("admin-token", "custom-sow")),
        ({"offering": "migration-saas", "segment": "SMB"}, ("admin-token", "custom-sow")),
        ({"offering": "migration-azure-devops"}, ("admin-token-azure-devops", "custom-sow")),
        (
            {"offering": "migration-azure-devops", "partner_preferred": True},
            ("admin-token-azure-devops", "custom-sow"),
        ),
        (
            {"offering": "migration-azure-devops", "partner_preferred": True, "target": "dedicated"},
            ("partner-preferred", "partner"),
        ),
        ({"offering": "migration-self-managed"}, ("custom", "custom-sow")),
        (
            {"offering": "migration-self-managed", "partner_preferred": True},
            ("partner-preferred", "partner"),
        ),
        ({"offering": "migration-bitbucket-cloud"}, ("advice-only", "custom-sow")),
        ({"offering": "migration-bitbucket-cloud", "segment": "SMB"}, ("small-business", "partner")),
        ({"offering": "migration-not-git", "wants": "conversion"}, ("not-git", "partner")),
        ({"offering": "migration-not-git"}, ("custom", "custom-sow")),
        ({"hosting": "on-premises", "hypervisor": "niche"}, ("niche-platform", "partner")),
        ({"hosting": "on-premises"}, ("custom", "custom-sow")),
        ({"offering": "standard-services"}, ("catalogue", "standard-sku")),
        ({"offering": "standard-services", "segment": "SMB"}, ("catalogue", "standard-sku")),
        ({"offering": "standard-services", "discount": 0.01}, ("custom", "custom-sow")),
        ({"offering": "standard-services", "discount": 5.0, "segment": "SMB"}, ("small-business", "partner")),
        ({"offering": "consulting-block"}, ("block", "standard-sku")),
        ({"offering": "consulting-block", "investment": 1.0}, ("custom", "custom-sow")),
        ({"offering": "dedicated-engineer"}, ("dedicated", "standard-sku")),
        ({"offering": "dedicated-engineer", "paper": "customer"}, ("custom", "custom-sow")),
        ({"offering": "education", "custom_topics": True}, ("custom-training", "custom-sow")),
        (
            {"offering": "education", "custom_topics": True, "segment": "SMB"},
            ("small-business", "partner"),
        ),
        (
            {"offering": "education", "education_price": 5_000.0, "consulting_price": 0.0},
            ("training-only", "standard-sku"),
        ),
        ({"partner_preferred": True}, ("partner-preferred", "partner")),
        ({"segment": "SMB"}, ("small-business", "partner")),
        ({"education_price": 12_000.0, "consulting_price": 0.0}, ("training-only", "standard-sku")),
        ({"billing": "fixed-fee", "hours": 60.0}, ("standard-fits", "standard-sku")),
        ({"billing": "fixed-fee", "hours": 60.25}, ("custom", "custom-sow")),
        ({"billing": "fixed-fee", "hours": 50.0, "discount": 1.0}, ("custom", "custom-sow")),
        ({"billing": "fixed-fee", "hours": 50.0, "segment": "SMB"}, ("standard-fits", "standard-sku")),
        ({"hours": 50.0}, ("custom", "custom-sow")),
    ],
)
def test_routes(practice: Practice, facts: dict[str, object], expected: tuple[str, str]) -> None:
    assert route(practice, **facts) == expected


def test_the_last_route_takes_everything(practice: Practice) -> None:
    assert practice.routes[-1].when == "true"


def test_clocks_of_the_service_levels(practice: Practice) -> None:
    """em-process 0.5; 24 business hours are one business day."""
    clocks = {clock.id: (int(clock.hours), clock.business) for clock in practice.clocks}
    assert clocks == {
        "first-touch": (24, False),
        "estimate-after-call": (72, False),
        "sow-after-intent": (48, False),
        "stamp-after-content": (72, False),
        "architect-notice": (24, True),
        "architect-review": (48, True),
        "further-questions": (72, True),
        "cost-estimate": (120, True),
        "web-request": (24, True),
        "welcome": (72, True),
        "escalation-stand-up": (24, False),
        "interview-scorecard": (24, False),
    }


def test_clocks_run_in_columns_of_the_board(practice: Practice) -> None:
    columns = {clock.column for clock in practice.clocks if clock.column}
    assert columns <= {state.id for state in ENGAGEMENT.states}
    assert len(columns) >= 5


@pytest.mark.parametrize("offering", ["migration-saas", "implementation-ha", "education", "contact-centre"])
def test_the_free_edition_gets_nothing_but_a_discovery(practice: Practice, offering: str) -> None:
    assert route(practice, offering=offering, free_edition=True) == ("free-edition", "not-ours")


def test_every_route_can_be_taken_and_gives_its_reason(practice: Practice) -> None:
    assert {rule.to for rule in practice.routes} == {"standard-sku", "custom-sow", "partner", "not-ours"}
    assert all(len(rule.reason) > 40 for rule in practice.routes)
