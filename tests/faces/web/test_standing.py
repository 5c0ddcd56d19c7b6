"""The intake, clocks, statuses, reasons, wins and losses, as they are used on pages."""

from __future__ import annotations

import csv
import io

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.engagements import actions
from fairlead.apps.engagements.models import Engagement, Moment
from fairlead.apps.people.models import Person
from tests import cast


@pytest.fixture
def do(visit):
    """A button of a verb, pressed on an engagement as it is now."""

    def press(who, verb, pk, **said):
        seen = Engagement.objects.get(pk=pk).version
        return visit(who).post(f"/do/{verb}/{pk}", {"version": seen, "next": "/board", **said})

    return press


def test_the_status_is_one_click_and_one_click_back(do, firm, visit):
    pk = firm.engagement.pk
    assert "set Move to GitLab.com to waiting" in visit("ana").get("/board").content.decode()
    assert do("ana", "engagement.edit", pk, em_status="waiting").status_code == 302
    assert Engagement.objects.get().em_status == "waiting"
    assert "Move to GitLab.com" not in visit("ana").get("/board?status=to-do").content.decode()
    assert do("ana", "engagement.edit", pk, em_status="to-do").status_code == 302


def test_the_intake_is_accepted_with_one_click(do, firm, visit, sam):
    account = accounts.open_account(sam, name="Aurelia", segment="Ent_EMEA")
    row = actions.open_engagement(sam, account, name="Talks", offering="migration-saas")
    page = visit("ana").get("/triage").content.decode()
    assert "Aurelia" in page
    assert "Does not cover Europe, Middle East and Africa" in page
    em = (
        cast.person("ana").pk
        if f'name="em" value="{cast.person("ana").pk}"' in page
        else cast.person("rita").pk
    )
    assert do("ana", "engagement.triage", row.pk, em=em, segment="Ent_EMEA").status_code == 302
    assert Engagement.objects.get(pk=row.pk).em_id == em


def test_who_may_not_take_up_sees_the_intake_without_buttons(firm, visit):
    assert "Accept" not in visit("sam").get("/triage").content.decode()
    assert visit("carl").get("/triage").status_code == 404


def test_a_loss_is_closed_with_its_reason(do, firm, visit):
    pk = firm.engagement.pk
    assert 'name="reason" required' in visit("ana").get(f"/engagements/{pk}/discover").content.decode()
    assert do("ana", "engagement.move", pk, action="lose").status_code == 422
    assert do("ana", "engagement.move", pk, action="lose", reason="price").status_code == 302
    page = visit("ana").get("/wins").content.decode()
    assert "Price" in page
    assert "Move to GitLab.com" in page


def test_the_csv_has_what_was_counted_and_no_formula(do, firm, visit, ana):
    actions.edit(ana, firm.engagement, name="=HYPERLINK(1)")
    do("ana", "engagement.move", firm.engagement.pk, action="lose", reason="other", note="+1 more year")
    answer = visit("ana").get("/wins.csv?by=segment")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["name"], row["note"], row["reason"]) == ("'=HYPERLINK(1)", "'+1 more year", "other")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert visit("carl").get("/wins.csv").status_code == 404


def test_what_happened_is_marked_on_the_page_of_clocks(firm, visit):
    client, address = visit("ana"), f"/engagements/{firm.engagement.pk}/clocks"
    posted = {
        "version": 1,
        "verb": "engagement.mark",
        "fact": "scoping-call-held",
        "at": "",
        "note": "On site.",
    }
    assert client.post(address, posted).status_code == 302
    assert Moment.objects.filter(what="scoping-call-held", note="On site.").exists()
    page = client.get(address).content.decode()
    assert "Estimate after the scoping call" in page
    wrong = client.post(address, {**posted, "at": "soon"})
    assert (wrong.status_code, "is no time" in wrong.content.decode()) == (422, True)


def test_a_quiet_one_is_kept_on_the_same_page(do, firm):
    assert do("ana", "engagement.keep", firm.engagement.pk, until="2001-01-01", note="Why").status_code == 422
    assert Engagement.objects.get().kept_until is None


def test_an_architect_is_asked_once_it_is_written_what_for(firm, visit):
    client, address = visit("ana"), f"/engagements/{firm.engagement.pk}/architect"
    page = client.get(address).content.decode()
    assert "Write the pain points and the constraints first" in page
    assert f"/engagements/{firm.engagement.pk}/edit?next=" in page
    assert client.post(address, {"architect": cast.person("theo").pk}).status_code == 200
    assert Engagement.objects.get().architect is None
    cast.prepared(firm.engagement)
    theo = cast.person("theo")
    assert client.post(address, {"version": 2, "architect": theo.pk}).status_code == 302
    assert Engagement.objects.get().architect == theo


def test_the_route_says_why_and_what_would_change_it(work, visit):
    page = visit("ana").get(f"/engagements/{work.pk}/route").content.decode()
    assert "administrator token" in page
    assert "Free edition" in page
    assert "Custom SOW" in visit("ana").get("/board").content.decode()


def test_the_route_of_what_cannot_be_priced_says_so(firm, visit):
    answer = visit("ana").get(f"/engagements/{firm.engagement.pk}/route")
    assert answer.status_code == 200


def test_territories_are_ticked_by_a_director(firm, visit):
    ana = cast.person("ana")
    posted = {"verb": "person.cover", "version": ana.version, "territories": ["emea", "apac"]}
    assert visit("dora").post(f"/people/{ana.pk}", posted).status_code == 302
    assert Person.objects.get(pk=ana.pk).covers == ["emea", "apac"]
    assert visit("ana").post(f"/people/{ana.pk}", posted).status_code == 403


def test_my_board_is_mine(firm, visit):
    assert "Move to GitLab.com" in visit("ana").get("/board?em=me").content.decode()
    assert "Move to GitLab.com" not in visit("rita").get("/board?em=me").content.decode()
    assert "No engagement matches" in visit("ana").get("/board?late=1").content.decode()
