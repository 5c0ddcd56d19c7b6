"""Menus on a telephone: what opens stays on the page."""

from __future__ import annotations

import pytest

from fairlead.apps.pens import actions as pens
from tests import cast

pytestmark = pytest.mark.browser

WIDTH = 390


def test_every_menu_of_the_agree_tab_stays_on_the_page(open_desk):
    firm = cast.firm()
    cast.approved(firm)
    cast.submitted(cast.as_it_is(firm.engagement))
    pens.take(cast.actor("ana"), firm.engagement)
    page = open_desk("ana", width=WIDTH).go(f"/engagements/{firm.engagement.pk}/agree")
    menus = page.locator("details.drop")
    assert menus.count() >= 3
    for place in range(menus.count()):
        menu = menus.nth(place)
        menu.locator("> summary").click()
        sheet = menu.locator("> .sheet")
        sheet.wait_for(state="visible")
        page.wait_for_timeout(100)
        box = sheet.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= WIDTH, menu.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        menu.locator("> summary").click()
