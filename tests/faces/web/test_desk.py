"""The desk: each thing on it leads to the page where it is done."""

from __future__ import annotations

import re

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.changes import actions as changes
from fairlead.apps.redlines import actions as redlines
from tests import cast
from tests.apps.approvals import agreeing
from tests.apps.redlines import coming


def doors(client) -> dict[str, str]:
    """What the desk asks for, by the address that it leads to."""
    page = client.get("/").content.decode()
    found = re.findall(
        r'<li class="row todo">.*?href="([^"]+)".*?<div class="small quiet">([^<]+)', page, re.S
    )
    return {what.strip(): address for address, what in found}


def test_points_lead_to_who_agrees(firm, visit):
    agreeing.asked(firm)
    step = agreeing.step("delivery-manager")
    approvals.object_to(cast.actor("dan"), step, note="Nobody is free.", remedy="March.")
    client, key = visit("ana"), firm.engagement.pk
    where = doors(client)[f"Answer Dan Whitlock: {step.name}"]
    assert where == f"/engagements/{key}/agree#standing-title"
    assert "Nobody is free." in client.get(where).content.decode()


def test_what_the_customer_gave_in_leads_to_its_page(firm, visit, ana, carl):
    sow = agreements.share(ana, coming.sent(firm))
    asked = redlines.ask(carl, coming.fresh(sow), text="How long is a week?")
    client = visit("ana")
    where = next(address for what, address in doors(client).items() if what.startswith("Answer Carl"))
    assert where == f"/markups/{asked.pk}" and client.get(where).status_code == 200


def test_a_change_to_approve_stands_with_what_waits_for_a_word(firm, visit, ana):
    cast.signable(firm)
    change = changes.ask(ana, cast.changed(firm, days=0, scope=True, unsigned=True))
    client = visit("dora")
    page = client.get("/").content.decode()
    assert page.index("Waits for your word") < page.index(f"Approve {change}")
    assert doors(client)[f"Approve {change}"] == f"/changes/{change.pk}"
    assert "Approve" in client.get(f"/changes/{change.pk}").content.decode()


def test_what_everyone_agrees_to_leads_to_the_directors_move(firm, visit):
    agreeing.asked(firm)
    cast.agreed(firm.engagement)
    key = firm.engagement.pk
    where = doors(visit("dora"))["Everyone agrees: approve it for signature"]
    assert where == f"/engagements/{key}/agree"
    assert "Approve for signature" in visit("dora").get(where).content.decode()


def test_the_spine_says_how_the_statement_of_work_stands_and_is_done_when_it_is_signed(firm, visit):
    def agree() -> tuple[str, str]:
        page = visit("ana").get(f"/engagements/{firm.engagement.pk}/sources").content.decode()
        found = re.search(
            r'<li class="(\w+)">\s*<a href="[^"]*/agree"[^>]*>.*?<small>([^<]*)</small>', page, re.S
        )
        return found.group(1), found.group(2).strip()

    agreeing.asked(firm)
    assert agree() == ("now", "v1 · Ready for approval")
    cast.agreed(firm.engagement)
    cast.moved(firm.engagement, "approve")
    assert agree() == ("now", "v1 · Approved")
    cast.signed(firm.engagement)
    assert agree() == ("done", "v1 · Signed")
