"""Two people in one workshop, each with a browser of their own: what one does the other sees."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.workshops.models import Capture, Workshop
from tests import cast, meeting

pytestmark = pytest.mark.browser


def test_two_people_capture_vote_and_land_what_they_said(open_desk):
    workshop = meeting.planned(cast.firm())
    ana = open_desk("ana").go(f"/workshops/{workshop.pk}")
    ana.get_by_role("button", name="Start the workshop").click()
    ana.get_by_role("link", name="The live page").click()
    theo = open_desk("theo").go(f"/workshops/{workshop.pk}/live")
    expect(ana.locator(".wall-here")).to_contain_text("Theo Lindqvist")

    # Both type at the same time; a line is kept with Enter and the field is ready for the next one.
    mine, theirs = ana.locator("#quick-text"), theo.locator("#quick-text")
    theirs.fill("k: The freeze begins on 15 December")
    mine.fill("r: Single sign-on for everyone")
    mine.press("Enter")
    expect(mine).to_have_value("")
    expect(theo.locator("#wall")).to_contain_text("Single sign-on for everyone")
    expect(theirs).to_have_value("k: The freeze begins on 15 December")
    theirs.press("Enter")
    expect(ana.locator("#wall")).to_contain_text("The freeze begins on 15 December")

    # A dot of one and a word of the other on the same line; both stay.
    sso = Capture.objects.get(kind="requirement")
    theo.locator(f"#more-{sso.pk}").click()
    expect(ana.locator(f"#note-{sso.pk} .dots")).to_contain_text("1")
    ana.locator(f"#must-{sso.pk}").click()
    expect(theo.locator(f"#must-{sso.pk}")).to_have_attribute("aria-pressed", "true")

    # The clock is the server's: the next item of one is the next item of both, and it ticks.
    ana.locator("#clock-next").click()
    expect(theo.locator(".wall-agenda [aria-current]")).to_contain_text("Pains and goals")
    left = theo.locator("[role=timer]")
    was = left.inner_text()
    expect(left).not_to_have_text(was)

    # One edits what the other has just changed: both texts are there, and nothing is lost.
    theo.get_by_role("link", name="Change Single sign-on for everyone").click()
    ana.get_by_role("link", name="Change Single sign-on for everyone").click()
    theo.get_by_label("What was said").fill("Single sign-on through Okta")
    theo.get_by_role("button", name="Save changes").click()
    expect(theo.locator("#wall")).to_contain_text("Single sign-on through Okta")
    ana.get_by_label("What was said").fill("Single sign-on by March")
    ana.get_by_role("button", name="Save changes").click()
    expect(ana.get_by_role("alert").first).to_contain_text("Single sign-on through Okta")
    expect(ana.get_by_label("What was said")).to_have_value("Single sign-on by March")

    # Closed and landed: each thing is where it belongs.
    ana.goto(ana.url.partition("/captures")[0] + f"/workshops/{workshop.pk}")
    ana.get_by_role("button", name="Close the workshop").click()
    ana.get_by_role("link", name="Land it").click()
    expect(ana.get_by_role("heading", name="3 things would come of")).to_be_visible()
    assert not Entry.objects.exists()
    ana.get_by_role("button", name="Lay it down").click()
    expect(ana.get_by_role("link", name="Roadmap: now")).to_be_visible()
    assert sorted(Entry.objects.values_list("kind", flat=True)) == ["requirement", "risk"]
    assert RoadmapItem.objects.get().title == "Single sign-on through Okta"
    with ana.expect_download() as download:
        ana.get_by_role("link", name="PDF of the minutes").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert Workshop.objects.get().state == "landed"
