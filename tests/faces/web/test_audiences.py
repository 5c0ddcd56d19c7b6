"""The page that says who reads what, every variant as a page and as a file."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions
from tests import cast


@pytest.fixture
def sow(firm):
    return actions.generate(cast.actor("ana"), cast.approved(firm))


def at(firm, more=""):
    return f"/engagements/{firm.engagement.pk}/audiences{more}"


def test_the_matrix_names_every_audience_and_part(sow, firm, visit):
    page = visit("ana").get(at(firm)).content.decode()
    for word in ("Executives", "Technical leads", "Procurement", "Delivery", "Hours by activity and role",
                 "inside the firm", f"from {sow.title.split()[0]}", "does not"):  # fmt: skip
        assert word in page
    assert "Parties and governing terms" in visit("ana").get(at(firm, "?paper=summary")).content.decode()


def test_a_variant_is_a_page_with_the_figures_of_the_record(sow, firm, visit):
    page = visit("ana").get(at(firm, "/executive")).content.decode()
    assert f"Target price: {sow.currency} {sow.price:,}" in page and 'class="document"' in page
    assert (
        f"{sow.price:,}"
        not in visit("ana")
        .get(at(firm, "/delivery?paper=summary"))
        .content.decode()
        .split('class="document"')[1]
    )


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("pptx", b"PK")])
def test_it_is_saved_in_three_forms(form, start, sow, firm, visit):
    answer = visit("sam").get(at(firm, f"/procurement.{form}?paper=summary"))
    assert answer.content.startswith(start)
    assert answer.headers["Content-Disposition"].endswith(f'-summary-procurement.{form}"')


def test_without_an_approved_estimate_it_says_what_it_is_for(firm, visit):
    client = visit("ana")
    assert "No approved estimate yet" in client.get(at(firm)).content.decode()
    assert client.get(at(firm, "/executive")).status_code == 404


def test_what_there_is_not_is_refused(sow, firm, visit):
    client = visit("ana")
    assert client.get(at(firm, "/board")).status_code == 422
    assert client.get(at(firm, "/executive.exe")).status_code == 422


@pytest.mark.parametrize("who", ["carl", "max"])
def test_it_is_for_the_firm_alone(who, sow, firm, visit):
    for more in ("", "/executive", "/executive.pdf"):
        assert visit(who).get(at(firm, more)).status_code in (403, 404)
