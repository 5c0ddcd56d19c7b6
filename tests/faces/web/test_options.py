"""The options page: opening, changing, weighing and judging on forms, the frontier, papers, disagreements."""

from __future__ import annotations

import pytest

from fairlead.apps.options.models import Criterion, Disagreement, Option
from tests import cast
from tests.apps.options import ground


@pytest.fixture
def place(firm):
    engagement = ground.negotiable(firm)
    return engagement, f"/engagements/{engagement.pk}/options"


def test_an_empty_page_says_what_options_are_for(place, visit):
    page = visit("ana").get(place[1]).content.decode()
    assert "Two to five ways" in page
    assert f'href="{place[1]}/new"' in page


def test_an_option_is_opened_and_changed_on_forms(place, visit):
    client = visit("ana")
    assert client.get(f"{place[1]}/new").status_code == 200
    client.post(f"{place[1]}/new", {"name": "Lean", "idea": "Less of it.", "like": ""})
    row = Option.objects.get()
    address = f"/options/{row.pk}/change"
    page = client.get(address).content.decode()
    assert "In the engagement: 1,200 users" in page
    wanted = {
        "version": row.version, "name": "Leaner", "idea": "", "approach": "", "billing": "fixed-fee",
        "discount": "5", "start_on": "", "left_out": ["hypercare"], "q-users": "900", "q-scim": "no",
    }  # fmt: skip
    assert client.post(address, wanted).status_code == 302
    row = Option.objects.get()
    assert (row.name, row.left_out, row.answers) == ("Leaner", ["hypercare"], {"users": 900.0, "scim": False})
    assert row.terms == {"billing": "fixed-fee", "discount": "5.00"}
    back = {**wanted, "version": row.version, "billing": "", "discount": "", "q-users": "", "q-scim": ""}
    client.post(address, back)
    row = Option.objects.get()
    assert (row.answers, row.terms) == ({}, {})


def test_what_is_wrong_stands_at_its_field_and_keeps_what_was_written(place, visit):
    row = ground.option(place[0])
    wrong = {"version": row.version, "name": "A", "discount": "5.125", "q-users": "many"}
    answer = visit("ana").post(f"/options/{row.pk}/change", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_q-users-wrong"' in page
    assert 'value="many"' in page
    assert "at most two decimals" in page
    assert Option.objects.get().version == row.version


def test_somebody_was_faster(place, visit, theo):
    row = ground.option(place[0])
    cast.options.change(theo, ground.as_it_is(row), idea="Theo's.")
    answer = visit("ana").post(f"/options/{row.pk}/change", {"version": row.version, "name": "Mine"})
    assert answer.status_code == 412
    assert "Somebody was faster" in answer.content.decode()


def test_two_stand_side_by_side_with_the_argument_against(place, visit):
    ground.two(place[0])
    page = visit("ana").get(place[1]).content.decode()
    for said in (
        "Side by side",
        "The best argument against it",
        "Points of 100",
        "Margin",
        "Recommended: option B",
    ):
        assert said in page
    # 130,928 / 145,383 of the price is 0.9006, which is 0.90 and no less.
    assert '<span class="small quiet">0.90</span>' in page
    seller = visit("sam").get(place[1]).content.decode()
    assert "Side by side" in seller
    assert "Margin" not in seller
    assert "They have a budget" not in seller


def test_what_changed_since_is_shown_even_of_one_alone(place, visit, ana):
    ground.estimated(place[0])
    answer = cast.Answer.objects.get(question="projects")
    cast.scoping.give(ana, place[0], question="projects", value=4000, seen=answer.version)
    page = visit("ana").get(place[1]).content.decode()
    assert "2,500 became 4,000" in page
    assert "Not compared yet." in page


def test_a_budget_finds_scopes_and_one_becomes_an_option(place, visit):
    client = visit("ana")
    page = client.get(f"{place[1]}?budget=130,000&floor=30&worths=hypercare%3D5").content.decode()
    assert page.count("Make it an option") == 5
    client.post(
        f"{place[1]}/new",
        {"name": "For 130,000", "discount": "0.00", "left_out": ["user-class", "integrations"]},
    )
    row = Option.objects.get()
    assert (row.left_out, row.terms) == (["integrations", "user-class"], {"discount": "0.00"})


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("budget=plenty", "This cannot be read."),
        ("budget=nan", "This cannot be read."),
        ("budget=130000&floor=Infinity", "This cannot be read."),
        ("budget=130000&floor=200", "from 0 to 99 %"),
        ("budget=130000&worths=kickoff%3D1", "kickoff is no optional line"),
        ("budget=1000", "The least budget that works is"),
    ],
)
def test_a_budget_that_cannot_be_worked_with_says_why(query, said, place, visit):
    answer = visit("ana").get(f"{place[1]}?{query}")
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_criteria_are_weighed_and_options_judged(place, visit):
    client = visit("ana")
    sent = {"seen": "0", "criterion": ["price", "fit", "Lock-in", ""], "weight": ["2", "1", "1", ""]}
    assert client.post(f"{place[1]}/criteria", sent).status_code == 302
    assert Criterion.objects.get().weights == [["price", 50], ["fit", 25], ["Lock-in", 25]]
    assert client.post(f"{place[1]}/criteria", sent).status_code == 412
    assert client.post(f"{place[1]}/criteria", {**sent, "weight": ["a", "", "", ""]}).status_code == 422
    row = ground.estimated(place[0])
    judged = {"version": row.version, "criterion": "Lock-in", "mark": "2", "reason": "One supplier."}
    assert client.post(f"/options/{row.pk}/score", judged).status_code == 302
    assert Option.objects.get().marks["Lock-in"]["mark"] == 2


@pytest.mark.parametrize(("who", "audience", "status"), [
    ("ana", "customer", 200), ("ana", "inside", 200), ("sam", "customer", 200), ("sam", "inside", 403),
    ("carl", "customer", 404), ("ana", "everybody", 422),
])  # fmt: skip
def test_papers_are_for_whom_they_are(who, audience, status, place, visit):
    ground.two(place[0])
    answer = visit(who).get(f"{place[1]}/paper?audience={audience}&kind=pdf")
    assert answer.status_code == status
    if status == 200:
        assert answer.content.startswith(b"%PDF")
        assert "attachment" in answer.headers["Content-Disposition"]


def test_a_disagreement_warns_on_every_page_until_the_customer_is_told(place, visit):
    client, engagement = visit("ana"), place[0]
    client.post(
        f"/engagements/{engagement.pk}/disagreements/new", {"asked": "One night.", "why": "Too short."}
    )
    row = Disagreement.objects.get()
    warning = "settle it before the SOW is written"
    assert warning in client.get(f"/engagements/{engagement.pk}/discover").content.decode()
    held = {"version": row.version, "held_on": "2026-11-20", "em": cast.person("ana").pk,
            "architect": cast.person("theo").pk, "others": ""}  # fmt: skip
    client.post(f"/disagreements/{row.pk}/discuss", held)
    option = ground.option(engagement)
    client.post(f"/disagreements/{row.pk}/define", {"version": row.version + 1, "alternative": option.pk})
    told = {"version": row.version + 2, "plan": "A call.", "next_steps": "The paper.",
            "dri": cast.person("sam").pk, "told_on": "2026-11-24"}  # fmt: skip
    client.post(f"/disagreements/{row.pk}/communicate", told)
    assert Disagreement.objects.get().state == "communicated"
    assert warning not in client.get(f"/engagements/{engagement.pk}/discover").content.decode()
    assert client.get(f"/disagreements/{row.pk}/nonsense").status_code == 404


@pytest.mark.parametrize("who", ["max", "carl"])
def test_strangers_and_customers_find_no_page(who, place, visit):
    row = ground.option(place[0])
    for address in (place[1], f"{place[1]}/new", f"/options/{row.pk}/change", f"/options/{row.pk}/score"):
        assert visit(who).get(address).status_code == 404
