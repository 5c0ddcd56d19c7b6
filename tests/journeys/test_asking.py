"""The customer's part: a link fills it in and what it says is settled; two screens move together."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import cast

pytestmark = pytest.mark.browser

# How long one screen may lag behind the other, in seconds.


def give_out(desk, engagement, kind="fill") -> str:
    """The address that Ana is shown once."""
    page = desk.go(f"/engagements/{engagement.pk}/links?kind={kind}")
    page.get_by_label("Contact").select_option(label="Carl Jensen, carl@northwind.example")
    page.get_by_role("button", name="Give out the link").click()
    return page.get_by_label("The link for Carl Jensen").input_value()


def test_a_link_is_filled_in_and_what_it_contradicts_is_settled(open_desk):
    firm = cast.firm()
    cast.answered(firm)
    ana, carl = open_desk("ana"), open_desk("", width=390)
    page = carl.page
    page.goto(give_out(ana, firm.engagement))
    expect(page.get_by_role("heading", name="Move to GitLab.com")).to_be_visible()
    field, question = page.locator("#a-portfolios"), page.locator("#q-portfolios")
    field.fill("a few")
    field.press("Tab")
    expect(question).to_contain_text("Please write a whole number")
    expect(field).to_have_value("a few")
    field.fill("31")
    field.press("Tab")
    expect(question).to_contain_text("Saved")
    page.locator("#k-top_groups").fill("Ben, platform team")
    page.locator("#k-top_groups").press("Tab")
    expect(page.locator("#q-top_groups")).to_contain_text("Passed on")
    page.reload()
    expect(page.locator("#a-portfolios")).to_have_value("31")

    desk = ana.go(f"/engagements/{firm.engagement.pk}/discover")
    expect(desk.locator("#sections")).to_contain_text("1 answer is disputed")
    disputed = desk.locator("#q-portfolios")
    expect(disputed).to_contain_text("Carl Jensen, customer link")
    before = desk.locator("#live .big").inner_text()
    disputed.get_by_label("Why it is settled so").fill("Carl counted them.")
    disputed.get_by_role("button", name="Take 31").click()
    expect(disputed).not_to_contain_text("Disputed")
    expect(disputed.locator("#a-portfolios")).to_have_value("31")
    expect(disputed).to_contain_text("Was ")
    expect(desk.locator("#sections")).not_to_contain_text("disputed")
    assert desk.locator("#live .big").inner_text() != before
    expect(ana.go(f"/engagements/{firm.engagement.pk}/activity").locator(".feed")).to_contain_text(
        "Carl counted them."
    )


def test_without_javascript_it_is_filled_in_by_its_button(open_desk, chrome):
    firm = cast.firm()
    address = give_out(open_desk("ana"), firm.engagement)
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("#a-portfolios").fill("12")
    page.get_by_role("button", name="Save all answers").click()
    expect(page.get_by_text("Thank you, your answers are saved.")).to_be_visible()
    expect(page.locator("#a-portfolios")).to_have_value("12")
    context.close()


def test_two_screens_move_together(open_desk):
    firm = cast.firm()
    cast.answered(firm)
    ana, carl = open_desk("ana"), open_desk("", width=390)
    screen = carl.page
    screen.goto(give_out(ana, firm.engagement, "meeting"))
    expect(screen.get_by_text("No question is in hand.")).to_be_visible()
    desk = ana.go(f"/engagements/{firm.engagement.pk}/meeting")

    desk.locator("#a-portfolios").focus()
    screen.locator("label[for=a-portfolios]").wait_for()
    desk.locator("#a-portfolios").fill("31")
    desk.locator("#a-portfolios").press("Tab")
    expect(screen.locator("#a-portfolios")).to_have_value("31")
    desk.get_by_role("button", name="Show the list price").click()
    screen.locator(".meet-price").wait_for()

    screen.locator("#a-portfolios").fill("40")
    screen.locator("#a-portfolios").press("Tab")
    expect(desk.locator("#q-portfolios")).to_contain_text("Carl Jensen, customer link")
    expect(desk.locator("#q-portfolios")).to_contain_text("Take 40")
    for word in ("Margin", "Standard cost", "P90", "Ana", "Disputed"):
        expect(screen.locator("body")).not_to_contain_text(word)
