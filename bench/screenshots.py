"""The pictures of the README: `make screenshots` starts the demo firm on a free port and photographs it."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests import browser

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WHO, CUSTOMER, SHAPED = "ana", "Northwind Freight", "Tidewater Genomics"
DESK, TELEPHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MOST_BYTES = 300_000
CLOSED = 24
PATIENCE = 120.0

# Name of the picture, window, light or dark, page.
PICTURES = (
    ("board-light", DESK, "light", "board"),
    ("board-dark", DESK, "dark", "board"),
    ("discover-light", DESK, "light", "discover"),
    ("discover-dark", DESK, "dark", "discover"),
    ("estimate-light", DESK, "light", "estimate"),
    ("estimate-dark", DESK, "dark", "estimate"),
    ("options-light", DESK, "light", "options"),
    ("options-dark", DESK, "dark", "options"),
    ("calibration-light", DESK, "light", "calibration"),
    ("calibration-dark", DESK, "dark", "calibration"),
    ("discover-telephone", TELEPHONE, "light", "discover"),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo() -> Iterator[str]:
    """The demo firm, new, in a folder of its own; its address. It ends with us."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="fairlead-pictures-") as folder:
        Path(folder).chmod(0o755)
        command = [sys.executable, "-m", "fairlead.faces.cli.main", "demo"]
        process = subprocess.Popen([*command, "--port", str(port), "--data", f"{folder}/demo"])
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The demo did not start.")


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator(f"[data-login={WHO}]").click()
    page.wait_for_url(f"{address}/")


def page_of(page: Page, address: str, name: str) -> None:
    """Open the board, what closed engagements took, or one tab of a customer's engagement."""
    if name == "calibration":
        _wait_for_the_past(page, address)
        return
    page.goto(f"{address}/board")
    if name == "board":
        return
    customer = SHAPED if name == "options" else CUSTOMER
    href = page.locator(".card", has_text=customer).locator("a.name").first.get_attribute("href")
    page.goto(f"{address}{href}/{name}")
    if name == "options":
        page.get_by_role("heading", name="Side by side").evaluate("head => head.scrollIntoView()")
    if name == "estimate":
        page.locator("details.line summary").nth(3).click()
        page.locator("h1").click()


def _wait_for_the_past(page: Page, address: str) -> None:
    """Closed engagements come in one by one after the demo has opened."""
    end = time.monotonic() + PATIENCE
    page.goto(f"{address}/calibration")
    while page.get_by_text(f"{CLOSED} closed engagements").count() == 0 and time.monotonic() < end:
        time.sleep(1)
        page.reload()


def main() -> None:
    if not browser.find():
        raise SystemExit(f"No pictures: {browser.ABSENT}.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=browser.find(), args=list(browser.ARGUMENTS))
        for name, window, scheme, place in PICTURES:
            context = chrome.new_context(viewport=window, color_scheme=scheme, locale="en-US")
            page = context.new_page()
            sign_in(page, address)
            page_of(page, address, place)
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path, animations="disabled")
            context.close()
            size = path.stat().st_size
            print(f"{path.relative_to(IMAGES.parents[1])}  {size / 1000:.0f} kB")
            assert size < MOST_BYTES, f"{name} has {size} bytes"
        chrome.close()


if __name__ == "__main__":
    main()
