"""The sources page: everything by kind, one thing with what is around it, and who sees it."""

from __future__ import annotations

import pytest

from fairlead.apps.calibration import actions as calibration
from tests import cast


def test_everything_has_its_place_and_one_thing_its_surroundings(firm, visit):
    cast.drawn_up(firm)
    at = f"/engagements/{firm.engagement.pk}/sources"
    page = visit("ana").get(at).content.decode()
    for words in ("Totals", "Lines", "Deliverables", "Invoices", "Clauses", 'id="clause.payment"'):
        assert words in page
    one = visit("ana").get(at, {"of": "line.kickoff"}).content.decode()
    assert 'id="line.kickoff"' in one and 'id="total.price"' in one and 'id="clause.payment"' not in one
    none = visit("ana").get(at, {"of": "<b>"}).content.decode()
    assert "There is nothing of that name." in none and "<b><" not in none


def test_it_leads_to_what_was_booked_and_what_it_took(firm, visit):
    engagement = cast.as_it_is(cast.booked(cast.signable(firm).engagement).engagement)
    lines = f"engagement,line,role,hours,days,finished\n{engagement.pk},kickoff,,7.5,,2026-11-02\n"
    calibration.import_actuals(cast.actor("dan"), csv=lines, dry_run=False)
    at = f"/engagements/{engagement.pk}/sources"
    page = visit("ana").get(at, {"of": "line.kickoff"}).content.decode()
    assert "It took 7.5 h" in page and "Booking in the books" in page


def test_without_an_estimate_it_says_so(firm, visit):
    page = visit("ana").get(f"/engagements/{firm.engagement.pk}/sources").content.decode()
    assert "There is no estimate yet." in page


@pytest.mark.parametrize("who", ["carl", "max"])
def test_others_find_no_page(who, firm, visit):
    cast.drawn_up(firm)
    assert visit(who).get(f"/engagements/{firm.engagement.pk}/sources").status_code == 404
