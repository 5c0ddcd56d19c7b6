"""A browser at the door of a real server, with the firm behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests import browser as chromium
from tests import cast
from tests.faces.web.conftest import signed_in

PATIENCE = 15_000


def pytest_collection_modifyitems(items):
    """Browser tests share one worker, and say why when there is no browser."""
    absent = "" if chromium.find() else chromium.ABSENT
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
            if absent:
                item.add_marker(pytest.mark.skip(reason=absent))


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One browser a module. Playwright's own loop runs in this thread as long as it lives, and Django would
    take it for an async context; it ends with the module, so that tests which come after find none."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        yield found
        found.close()


@dataclass
class Desk:
    """The desk as one person has it open."""

    page: Page
    context: BrowserContext
    address: str

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


def _refused(said: ConsoleMessage, page: Page) -> list[str]:
    """What a page holds or does against its own content policy."""
    return [f"{page.url}: {said.text}"] if "Content Security Policy" in said.text else []


@pytest.fixture
def transactional_firm(transactional_db):
    """The firm, raised anew after each journey."""
    return cast.firm()


@pytest.fixture
def open_desk(chrome, live_server, transactional_firm):
    """Open the desk as somebody: signed in by cookie, or "" for whoever comes in from the street.

    noted: whether what they read is noted; a page that is left would report it into the next test.
    """
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def open_(username: str = "", scheme: str = "light", width: int = 1440, noted: bool = False) -> Desk:
        context = chrome.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            accept_downloads=True,
            locale="en-US",
        )
        context.set_default_timeout(PATIENCE)
        if not noted:
            context.route("**/reading", lambda route: route.fulfill(status=204))
        opened.append(context)
        if username:
            morsel = signed_in(username).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": morsel.key, "value": morsel.value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on("console", lambda said: wrong.extend(_refused(said, page)))
        return Desk(page, context, live_server.url)

    yield open_
    for context in opened:
        context.close()
    assert wrong == []
