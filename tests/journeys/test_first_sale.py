"""From the sign-in to a signed scope: the whole way through the browser, by two people."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import cast

pytestmark = pytest.mark.browser


def sign_in(desk, username: str) -> Page:
    page = desk.go("/")
    page.get_by_label("E-mail or user name").fill(username)
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    return page


def price(page: Page) -> str:
    return page.locator("#live .big").inner_text()


def answer(page: Page, question: str, value: str) -> None:
    """Write into one question and wait until it says that it is saved."""
    field = page.locator(f"#a-{question}")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
        field.press("Tab")
    expect(page.locator(f"#q-{question} .q-mark")).to_have_text("Saved")


def open_engagement(page: Page) -> None:
    page.get_by_role("link", name="Accounts").click()
    page.get_by_role("link", name="Open account").click()
    page.get_by_label("Name").fill("Tidewater Genomics")
    page.get_by_label("Segment").select_option("Ent_EAST")
    page.get_by_label("Master agreement executed").check()
    page.get_by_role("button", name="Open account").click()
    expect(page.get_by_role("heading", name="Tidewater Genomics")).to_be_visible()
    page.get_by_role("link", name="Open an engagement").first.click()
    page.get_by_label("Name").fill("Leave the old server")
    page.get_by_label("Offering").select_option("migration-saas")
    page.get_by_role("button", name="Open engagement").click()
    expect(page.get_by_text("You opened the engagement.")).to_be_visible()


def fill_the_bank(page: Page) -> None:
    """The answers of the example file, through the page that takes one; then two by hand."""
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Import answers").click()
    page.get_by_label("Scoping file").set_input_files(cast.ANSWERS)
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Take these answers").click()
    expect(page.locator("#live .big")).to_be_visible()


def test_scope_it_price_it_agree_it(open_desk):
    ana = sign_in(open_desk(), "ana")
    open_engagement(ana)
    before = price(ana)
    answer(ana, "source_scm", "gitlab")
    answer(ana, "users", "1200")
    expect(ana.locator("#live .shift")).to_be_visible()
    assert price(ana) != before
    expect(ana.locator("#saved")).to_contain_text("All answers saved")
    fill_the_bank(ana)
    small = price(ana)
    answer(ana, "users", "2400")
    assert price(ana) != small

    ana.get_by_role("button", name="Draw up the estimate").click()
    expect(ana.get_by_role("heading", name="Estimate v1")).to_be_visible()
    first = ana.locator("details.line").first
    first.locator("summary").click()
    expect(first.get_by_text("Why it is what it is")).to_be_visible()
    ana.get_by_role("button", name="Send for review").click()
    expect(ana.get_by_text("You sent the estimate for review.")).to_be_visible()
    expect(ana.get_by_role("button", name="Approve")).to_have_count(0)
    place = ana.url

    theo = sign_in(open_desk(), "theo")
    theo.locator("section", has_text="Waits for your word").get_by_role(
        "link", name="Leave the old server"
    ).click()
    theo.locator("summary", has_text="Approve").click()
    theo.get_by_label("Note (optional)").last.fill("The runners are counted.")
    theo.locator(".sheet").get_by_role("button", name="Approve").click()
    expect(theo.get_by_text("You approved the estimate.")).to_be_visible()

    ana.goto(place)
    expect(ana.get_by_text("“The runners are counted.”")).to_be_visible()
    ana.get_by_role("button", name="Draw up the SOW").click()
    expect(ana.get_by_text("You drew up the statement of work.")).to_be_visible()
    ana.get_by_role("link", name="Agree").click()
    row = ana.locator("tr", has_text="Statement of work, PDF")
    with ana.expect_download() as download:
        row.get_by_role("link", name="Download").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert download.value.suggested_filename.endswith("sow.pdf")

    ana.get_by_role("link", name="Activity").click()
    feed = ana.locator(".feed")
    for deed in ("drew up the statement of work", "approved the estimate", "sent the estimate for review"):
        expect(feed.get_by_text(deed).first).to_be_visible()
    expect(feed.get_by_text("Theo Lindqvist").first).to_be_visible()


def test_two_people_answer_the_same_question(open_desk):
    firm = cast.firm()
    cast.answered(firm)
    place = f"/engagements/{firm.engagement.pk}/discover"
    ana, rita = open_desk("ana").go(place), open_desk("rita").go(place)
    answer(rita, "users", "1300")
    field = ana.locator("#a-users")
    field.fill("1400")
    field.press("Tab")
    question = ana.locator("#q-users")
    expect(question).to_contain_text("Rita Okafor answered this while you looked at it")
    expect(question).to_contain_text("1,300")
    expect(field).to_have_value("1400")
    question.get_by_role("button", name="Save mine instead").click()
    expect(question.locator(".q-mark")).to_have_text("Saved")
    rita.locator("#a-users").fill("1500")
    rita.locator("#a-users").press("Tab")
    rita.locator("#q-users").get_by_role("button", name="Keep theirs").click()
    expect(rita.locator("#a-users")).to_have_value("1400")


def test_a_lost_connection_is_said_and_nothing_written_is_lost(open_desk):
    desk = open_desk("ana")
    page = desk.go(f"/engagements/{cast.firm().engagement.pk}/discover")
    desk.context.set_offline(True)
    page.locator("#a-users").fill("1200")
    page.locator("#a-users").press("Tab")
    expect(page.locator("#toasts")).to_contain_text("cannot be reached")
    expect(page.locator("#a-users")).to_have_value("1200")
    desk.context.set_offline(False)
    answer(page, "users", "1201")
    expect(page.locator("#toasts")).to_be_empty()
