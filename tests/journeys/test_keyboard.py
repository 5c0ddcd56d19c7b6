"""The question bank by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import cast

pytestmark = pytest.mark.browser


# A radio button shows its focus on the label around it.
RING = """[document.activeElement, document.activeElement.closest("label")]
  .some(element => element && getComputedStyle(element).outlineStyle !== "none")"""


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def tab_to(page: Page, wanted: str, most: int = 80) -> None:
    """Press Tab until that element has the focus, and hold that it can be seen there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            assert page.evaluate(RING), f"{wanted} has the focus, and nothing shows it"
            return
    raise AssertionError(f"Tab does not reach {wanted} in {most} steps.")


def test_the_skip_link_comes_first_and_skips(open_desk):
    page = open_desk("ana").go("/board")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert focused(page) == "main"


def test_questions_are_answered_in_order_without_a_mouse(open_desk):
    page = open_desk("ana").go(f"/engagements/{cast.firm().engagement.pk}/discover")
    tab_to(page, "a-source_scm")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q-source_scm .q-mark")).to_have_text("Saved")
    assert focused(page) == "a-source_scm"
    tab_to(page, "s-source_scm", 3)
    page.keyboard.press("Enter")
    tab_to(page, "f-source_scm", 2)
    tab_to(page, "y-source_scm", 8)
    page.keyboard.press("Enter")
    expect(page.locator("#q-source_scm .q-why")).to_be_visible()
    tab_to(page, "a-source_version", 3)
    page.keyboard.type("17.8.2-ee")
    page.keyboard.press("Tab")
    expect(page.locator("#q-source_version .q-mark")).to_have_text("Saved")
    assert focused(page) == "s-source_version"
    tab_to(page, "a-air_gap-open", 60)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#q-air_gap .q-mark")).to_have_text("Saved")
    expect(page.locator("#a-air_gap-no")).to_be_checked()
    assert focused(page) == "a-air_gap-no"


def test_a_menu_closes_with_escape_and_gives_the_focus_back(open_desk):
    page = open_desk("ana").go(f"/engagements/{cast.firm().engagement.pk}/discover")
    menu = page.locator("details.drop > summary", has_text="More")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Commercial terms")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Commercial terms")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_board_is_reached_and_opened_by_keyboard(open_desk):
    page = open_desk("ana").go("/board")
    link = page.get_by_role("link", name="Move to GitLab.com")
    for _ in range(30):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Move to GitLab.com")).to_be_visible()


def test_a_link_to_a_folded_line_unfolds_it(open_desk):
    cast.drawn_up(cast.firm())
    page = open_desk("ana").go(f"/engagements/{cast.firm().engagement.pk}/estimate#line-kickoff")
    expect(page.locator("#line-kickoff")).to_have_attribute("open", "")
    expect(page.locator("#line-wave-plan")).not_to_have_attribute("open", "")
    page.evaluate("location.hash = 'line-wave-plan'")
    expect(page.locator("#line-wave-plan")).to_have_attribute("open", "")


def test_a_link_to_something_folded_away_unfolds_it(open_desk):
    """On the page of sources a line leads on to its task, and tasks are folded away at first."""
    firm = cast.firm()
    cast.drawn_up(firm)
    page = open_desk("ana").go(f"/engagements/{firm.engagement.pk}/sources")
    task = page.locator('[id="task.kickoff"]')
    expect(task).to_be_hidden()
    page.locator('[id="line.kickoff"]').get_by_role("link", name="Task: Kickoff and goals").click()
    expect(task).to_be_in_viewport()
