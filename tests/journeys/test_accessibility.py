"""axe-core finds nothing on any page, in light and in dark, on a desk and on a telephone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.intake import actions
from fairlead.apps.redlines import actions as redlines
from fairlead.apps.redlines.models import Redline
from fairlead.apps.scoping.models import Link
from fairlead.core.outbox import deliver_waiting
from tests import cast
from tests.apps.intake.givings import TEAMS, sent
from tests.apps.redlines import coming
from tests.faces.web.addresses import BY_MAIL, FILES, NAMES, POSTED, fill

pytestmark = pytest.mark.browser

EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]

PAGES = sorted(set(NAMES) - POSTED - FILES - BY_MAIL - {"engagement", "account_login"})
ON_A_TELEPHONE = [
    "account", "accounts", "activity", "agree", "board", "clocks", "desk", "discover", "estimate", "intake",
    "intake-file", "links", "markup", "markups", "meeting", "options", "rounds", "triage", "wins",
    "actuals", "calibration", "calibrations", "similar", "signature", "signature-link", "signatory-new",
    "books", "order", "handover", "delegations", "mail",
    "versions", "audience", "audiences", "sow-read", "sow-readers",
]  # fmt: skip
KEPT_BY_DIRECTORS = {"person-new", "person"}
OPEN = "for (const part of [...document.querySelectorAll('.line, .q details')].slice(0, 6)) part.open = true"


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, one line a place. Its script comes in past the policy, as a tool's own."""
    options = {"runOnly": rules or EVERY_RULE, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{page.url} {v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"]]


@pytest.fixture
def firm_at_work(transactional_firm):
    firm = transactional_firm
    coming.taken(coming.fresh(agreements.generate(cast.actor("ana"), cast.approved(firm))))
    cast.estimates.draft(cast.actor("ana"), firm.engagement)
    actions.take(cast.actor("ana"), firm.engagement, content=sent(TEAMS), name="teams.csv")
    cast.newer_practice("practice.toml", 'amount = "330"', 'amount = "340"')
    return firm


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width", "names", "rules"), [
    ("light", 1440, PAGES, EVERY_RULE),
    ("dark", 1440, PAGES, COLOURS),
    ("light", 390, ON_A_TELEPHONE, EVERY_RULE),
])  # fmt: skip
def test_no_page_keeps_anybody_out(scheme, width, names, rules, open_desk, firm_at_work):
    desks = {who: open_desk(who, scheme, width) for who in ("ana", "dora")}
    found = []
    for name in names:
        page = desks["dora" if name in KEPT_BY_DIRECTORS else "ana"].go(fill(name, firm_at_work))
        page.evaluate(OPEN)
        found += violations(page, rules)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 1, f"{page.url} is {wide} pixels too wide"
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neither_does_the_sign_in(scheme, open_desk, settings):
    cast.User.objects.filter(username__in=["ana", "theo"]).update(demo=True)
    settings.DEMO = True
    page = open_desk("", scheme).go("/sign-in")
    assert page.locator("[data-login]").count() == 2
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_what_goes_wrong(scheme, open_desk):
    firm = cast.firm()
    cast.answered(firm)
    desk = open_desk("ana", scheme)
    page = desk.go(f"/engagements/{firm.engagement.pk}/discover")
    page.locator("#a-repos_over_5gb").fill("99999")
    page.locator("#a-repos_over_5gb").press("Tab")
    page.locator("#q-repos_over_5gb .note-bad").first.wait_for()
    page.locator("#a-users").fill("many")
    page.locator("#a-users").press("Tab")
    page.locator("#q-users .note-bad").first.wait_for()
    found = violations(page)
    desk.go(f"/engagements/{firm.engagement.pk}/terms")
    page.get_by_label("Discount").fill("a lot")
    page.get_by_role("button", name="Save changes").click()
    page.locator("#id_discount-wrong").wait_for()
    found += violations(page)
    found += violations(desk.go("/engagements/999999/discover"))
    found += violations(desk.go("/people/new"))
    assert found == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_nor_what_a_customer_link_opens(scheme, width, open_desk):
    firm = cast.firm()
    ana = cast.actor("ana")
    cast.scoping.give(ana, firm.engagement, question="air_gap", value=True)
    fill_in = cast.scoping.issue(ana, firm.engagement, contact=firm.contact)
    meeting = cast.scoping.issue(ana, firm.engagement, contact=firm.contact, kind="meeting")
    cast.scoping.steer(ana, Link.objects.get(pk=meeting.link), question="portfolios", priced=True)
    desk, found = open_desk("", scheme, width), []
    page = desk.go(f"/ask/{fill_in.secret}")
    page.locator("#a-portfolios").fill("many")
    page.locator("#a-portfolios").press("Tab")
    page.locator("#q-portfolios .note-bad").wait_for()
    found += violations(page)
    for place in (f"/meet/{meeting.secret}", "/ask/forged"):
        found += violations(desk.go(place))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 1, f"{page.url} is {wide} pixels too wide"
    cast.scoping.state(
        ana, firm.engagement, question="air_gap", value=False, source="customer-call", said_by="Carl"
    )
    inside = open_desk("ana", scheme, width)
    page = inside.go(f"/engagements/{firm.engagement.pk}/discover?other=air_gap")
    assert page.locator("#missing .gaps").first.is_visible()
    page.evaluate("document.querySelectorAll('#missing details').forEach(part => part.open = true)")
    found += violations(page)
    found += violations(inside.go(f"/engagements/{firm.engagement.pk}/meeting"))
    assert found == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("light", 1440), ("dark", 1440)])
def test_nor_the_pages_of_the_customers_own_people(scheme, width, open_desk, transactional_firm):
    carl, ana = cast.actor("carl"), cast.actor("ana")
    sow = coming.fresh(agreements.share(ana, coming.sent(transactional_firm)))
    question = redlines.ask(carl, sow, text="Who of us is meant?")
    redlines.reply(ana, Redline.objects.get(markup=question), text="The project lead.")
    deliver_waiting()
    desk, found = open_desk("carl", scheme, width), []
    pages = ("agree", "sow-read", "sow-return", "sow-ask", "markup")
    rows = (sow.engagement_id, sow.pk, sow.pk, sow.pk, question.pk)
    papers = [reverse(name, args=[pk]) for name, pk in zip(pages, rows, strict=True)]
    for address in ("/", "/notices", "/mail", *papers):
        page = desk.go(address)
        found += violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 1, f"{page.url} is {wide} pixels too wide"
    assert found == []
