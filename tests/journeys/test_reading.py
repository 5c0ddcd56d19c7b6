"""Carl reads a statement of work in his browser: what he reads is noted clause by clause, or not at all."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.readers.models import Visit
from tests import cast
from tests.apps.readers.reading import begun
from tests.apps.redlines import coming
from tests.journeys.test_accessibility import violations

pytestmark = pytest.mark.browser

# Longer than what counts as passing by, and than the second in which the page counts.
A_WHILE = 6_000
AWAY = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def sow(transactional_firm):
    return coming.fresh(agreements.share(cast.actor("ana"), coming.sent(transactional_firm)))


def reads(page, clause):
    """They go to a clause, stay there for a while, and turn to something else."""
    page.locator(f".read-contents a[href='#clause-{clause}']").click()
    page.mouse.move(300, 300)
    page.wait_for_timeout(A_WHILE)
    with page.expect_response("**/reading"):
        page.evaluate(AWAY)
    page.goto("about:blank")


def test_what_is_read_is_noted_clause_by_clause(open_desk, sow):
    desk = open_desk("carl", noted=True)
    with desk.page.expect_response("**/reading"):
        page = desk.go(f"/sows/{sow.pk}/read")
    assert Visit.objects.get().clauses == {}
    reads(page, "price")
    visit = Visit.objects.get()
    assert visit.clauses["price"] >= 1
    assert "signatures" not in visit.clauses
    assert sum(visit.clauses.values()) <= (visit.last - visit.begun).total_seconds() + 1


def test_what_is_downloaded_is_noted(open_desk, sow):
    desk = open_desk("carl", noted=True)
    page = desk.go(f"/engagements/{sow.engagement_id}/agree")
    with page.expect_response("**/reading"), page.expect_download():
        page.locator("[data-file='docx']").click()
    page.goto("about:blank")
    assert list(Visit.objects.get().files) == ["docx"]


def test_turned_off_by_its_reader_nothing_is_noted(open_desk, sow):
    cast.accounts.reading(cast.actor("carl"), cast.Contact.objects.get(), on=False)
    page = open_desk("carl", noted=True).go(f"/sows/{sow.pk}/read")
    page.mouse.move(300, 300)
    page.wait_for_timeout(1_500)
    page.goto("about:blank")
    assert not Visit.objects.exists()


def test_the_contents_follow_and_the_question_knows_its_clause(open_desk, sow):
    page = open_desk("carl").go(f"/sows/{sow.pk}/read")
    page.locator(".read-contents a[href='#clause-price']").click()
    page.locator(".read-contents a[href='#clause-price'][aria-current]").wait_for()
    page.locator("#clause-price .read-ask").click()
    assert page.locator("#id_clause").input_value() == "price"
    assert violations(page) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("light", 390), ("dark", 1440)])
def test_who_read_it_keeps_nobody_out(scheme, width, open_desk, sow):
    visit = begun(sow)
    Visit.objects.update(clauses={part.id: 7 * place for place, part in enumerate(visit.known)})
    page = open_desk("ana", scheme, width).go(f"/sows/{sow.pk}/readers")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert violations(page) == []
