"""Buttons: what they send, what they refuse, what they undo."""

from __future__ import annotations

import pytest
from django.test import Client

from fairlead.apps.engagements.models import Engagement
from fairlead.core.models import AuditEntry
from tests import cast
from tests.faces.web.conftest import BACKEND


@pytest.fixture
def do(firm, visit):
    def send(username, verb, pk, **body):
        return visit(username).post(f"/do/{verb}/{pk}", body)

    return send


def test_a_button_moves_the_engagement_and_goes_back(firm, do):
    answer = do("ana", "engagement.move", firm.engagement.pk, action="triage", version=1, next="/board")
    assert answer.headers["Location"] == "/board"
    assert Engagement.objects.get().state == "awaiting-discovery"
    entry = AuditEntry.objects.latest("seq")
    assert (entry.verb, entry.via, entry.who) == ("engagement.triage", "web", "Ana Ferreira")


def test_a_stale_button_says_what_changed(firm, do, rita):
    cast.engagements.edit(rita, firm.engagement, name="Move to the cloud")
    answer = do("ana", "engagement.move", firm.engagement.pk, action="triage", version=1)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Rita Okafor" in page
    assert "Move to the cloud" in page
    assert Engagement.objects.get().state == "open"


def test_a_version_that_is_no_number_is_none(firm, do, visit):
    """A sign that is a digit to Python and no number: what the page never sends is left out, and no fault."""
    answer = do("ana", "engagement.move", firm.engagement.pk, action="triage", version="\u00b2")
    assert answer.status_code == 302
    path = f"/engagements/{firm.engagement.pk}"
    assert visit("ana").get(f"{path}/activity", {"before": "\u00b2"}).status_code == 200
    assert visit("ana").post(f"{path}/terms", {"version": "\u00b2", "discount": "5"}).status_code == 302
    assert visit("ana").post(f"{path}/terms", {"version": "9" * 30, "discount": "6"}).status_code == 302


def test_a_refusal_keeps_its_status(firm, do):
    pk = firm.engagement.pk
    assert do("finn", "engagement.move", pk, action="triage").status_code == 403
    assert do("ana", "engagement.move", pk, action="win").status_code == 409
    assert do("ana", "engagement.move", pk, action="lose").status_code == 422
    assert do("ana", "engagement.move", 999_999, action="triage").status_code == 404
    assert do("ana", "engagement.move", pk).status_code == 422, "what it needs is not there"
    assert do("ana", "change.open", pk).status_code == 404, "it has a form of its own"
    assert do("ana", "engagement.fly", pk).status_code == 404
    assert do("ana", "account.open", pk).status_code == 404
    assert Engagement.objects.get().state == "open"


def test_a_refusal_on_a_part_of_a_page_becomes_a_message(firm, visit):
    address, headers = f"/do/engagement.move/{firm.engagement.pk}", {"HX-Request": "true"}
    answer = visit("finn").post(address, {"action": "triage"}, headers=headers)
    assert answer.status_code == 403
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.content.decode()


def test_buttons_only_post(firm, visit):
    assert visit("ana").get(f"/do/engagement.move/{firm.engagement.pk}").status_code == 405
    assert visit("ana").get("/undo/1").status_code == 405


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_led_away(next_, firm, do):
    answer = do("ana", "engagement.move", firm.engagement.pk, action="triage", next=next_)
    assert answer.headers["Location"] == "/"


def test_a_form_without_its_token_is_refused(firm):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.User.objects.get(username="ana"), backend=BACKEND)
    assert client.post(f"/do/engagement.move/{firm.engagement.pk}", {"action": "triage"}).status_code == 403
    assert Engagement.objects.get().state == "open"


def test_what_was_done_can_be_undone_where_it_is_said(firm, visit):
    client, pk = visit("ana"), firm.engagement.pk
    form = {"version": 1, "name": "Another name", "em_status": "to-do"}
    page = client.post(f"/engagements/{pk}/edit", form, follow=True).content.decode()
    entry = AuditEntry.objects.latest("seq").seq
    assert f"/undo/{entry}" in page
    client.post(f"/undo/{entry}")
    assert Engagement.objects.get().name == "Move to GitLab.com"


def test_the_feed_offers_undo_only_where_it_would_work(firm, visit, ana, rita):
    row = cast.engagements.edit(ana, firm.engagement, name="First")
    cast.engagements.edit(rita, row, name="Second")
    first, second = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True)[:2][::-1]
    address = f"/engagements/{row.pk}/activity"
    page = visit("ana").get(address).content.decode()
    assert (f"/undo/{first}" in page, f"/undo/{second}" in page) == (False, True)
    assert "/undo/" not in visit("finn").get(address).content.decode()
    assert visit("ana").post(f"/undo/{first}").status_code == 409


def test_what_waits_for_its_time_says_so_on_the_page(firm, visit):
    cast.engagements.move(cast.actor("ana"), firm.engagement, action="draft")
    page = visit("ana").get(f"/engagements/{firm.engagement.pk}/discover").content.decode()
    assert "A SOW is written from an approved estimate" in page


def test_the_buttons_of_an_estimate_are_those_that_its_reader_may_use(firm, visit):
    address = f"/engagements/{cast.in_review(firm).engagement_id}/estimate"
    pages = {name: visit(name).get(address).content.decode() for name in ("ana", "theo", "sam")}
    approve, withdraw = "/do/estimate.approve/", "/do/estimate.withdraw/"
    assert (approve in pages["ana"], withdraw in pages["ana"]) == (False, True)
    assert approve in pages["theo"]
    assert (approve in pages["sam"], withdraw in pages["sam"]) == (False, False)
