"""A person's own pages: who answers for them while they are away, and what comes to them by mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.approvals.models import Delegation
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.people.models import Person
from tests import cast
from tests.apps.approvals import agreeing

AWAY, MAIL = "/standing-in", "/mail"


def plain(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def said(to: str = "theo", first: int = 0, days: int = 5, **more: str) -> dict[str, str]:
    start = timezone.localdate() + timedelta(days=first)
    end = start + timedelta(days=days)
    return {"to": str(cast.person(to).pk), "start": start.isoformat(), "end": end.isoformat(), **more}


def test_the_page_says_what_whoever_stands_in_may_not_answer(firm, visit):
    sow = agreeing.asked(firm)
    cast.engagements.assign(cast.actor("ana"), cast.as_it_is(sow.engagement), seller=cast.person("sam"))
    finn = visit("finn")
    assert finn.post(AWAY, said(to="sam")).status_code == 302
    page = plain(finn.get(AWAY))
    assert "Not: Northwind Freight, Move to GitLab.com: Finance approves the deal. Whoever sells" in page
    step = agreeing.step("finance")
    assert visit("sam").post(f"/do/review.approve/{step.pk}", {"version": step.version}).status_code == 403


def test_somebody_says_who_answers_for_them_and_ends_it(firm, visit):
    finn = visit("finn")
    page = plain(finn.get(AWAY))
    assert "I am away" in page
    assert "Nobody: what is asked of you waits for you." in page
    assert finn.post(AWAY, said(note="Lake")).status_code == 302
    row = Delegation.objects.get()
    assert (row.person, row.to) == (cast.person("finn"), cast.person("theo"))
    page = plain(finn.get(AWAY))
    assert "Theo Lindqvist for Finn Marlowe" in page
    assert "“Lake”" in page
    theirs = visit("theo").get(AWAY).content.decode()
    assert "Theo Lindqvist for Finn Marlowe" in theirs
    assert "delegation.end" not in theirs
    act = {"version": row.version, "next": AWAY}
    assert visit("theo").post(f"/do/delegation.end/{row.pk}", act).status_code == 403
    assert finn.post(f"/do/delegation.end/{row.pk}", act).headers["Location"] == AWAY
    assert "Theo Lindqvist for Finn Marlowe" not in plain(finn.get(AWAY))
    assert "Over" in plain(finn.get(f"{AWAY}?past=1"))


def test_what_makes_no_sense_stands_beside_its_field_and_what_was_written_stays(firm, visit):
    answer = visit("finn").post(AWAY, said(days=0, note="Lake"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "holds no day to come" in page
    assert 'value="Lake"' in page
    assert "id_end-wrong" in page
    assert visit("finn").post(AWAY, said() | {"to": "999999"}).status_code == 404
    assert visit("finn").post(AWAY, said() | {"start": "soon"}).status_code == 422
    assert not Delegation.objects.exists()


def test_a_director_does_not_name_herself(firm, visit):
    answer = visit("dora").post(f"{AWAY}?person={cast.person('finn').pk}", said(to="dora"))
    assert (answer.status_code, Delegation.objects.count()) == (422, 0)
    assert "Nobody says of themselves that they stand in for Finn Marlowe" in plain(answer)


def test_a_director_says_it_for_another_and_nobody_else_does(firm, visit):
    place = f"{AWAY}?person={cast.person('finn').pk}"
    dora = visit("dora")
    assert "Finn Marlowe is away" in plain(dora.get(place))
    assert place.replace("&", "&amp;") in dora.get(f"/people/{cast.person('finn').pk}").content.decode()
    assert dora.post(place, said()).status_code == 302
    assert Delegation.objects.get().person == cast.person("finn")
    for username in ("ana", "theo", "alma"):
        them = visit(username)
        assert "Let them answer" not in plain(them.get(place))
        assert them.post(place, said()).status_code == 403
    assert Delegation.objects.count() == 1


@pytest.mark.parametrize(("username", "page"), [("carl", AWAY), ("max", AWAY), ("max", MAIL)])
def test_for_customers_and_strangers_it_is_not_there(username, page, firm, visit):
    them = visit(username)
    assert them.get(page).status_code == 404
    assert f'href="{page}"' not in them.get("/").content.decode()
    assert f'href="{page}"' in visit("ana").get("/").content.decode()


def test_a_customer_says_whether_mail_comes_to_them(firm, visit):
    carl = visit("carl")
    assert f'href="{MAIL}"' in carl.get("/").content.decode()
    page = carl.get(MAIL)
    assert "carl@northwind.example" in plain(page)
    form = {"version": page.context["me"].version}
    assert carl.post(MAIL, form).status_code == 302
    assert not carl.get(MAIL).context["me"].mails


def test_the_agree_tab_says_who_answers_for_whom_and_leads_there(firm, visit):
    agreeing.asked(firm)
    row = cast.away()
    page = visit("ana").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert "Theo Lindqvist answers for Finn Marlowe" in page
    assert f'href="{AWAY}"' in page
    assert row.note not in page or not row.note


def test_the_desk_lists_what_waits_for_whom_one_stands_in_for(firm, visit):
    agreeing.asked(firm)
    cast.away()
    page = visit("theo").get("/").content.decode()
    assert "for Finn Marlowe" in page
    assert f"/engagements/{firm.engagement.pk}/agree#standing-title" in page


def test_the_desk_lists_signatures_that_wait_for_oneself_alone(firm, visit):
    sending = cast.sent(cast.signable(firm).engagement)
    row = cast.signature_of(sending, "firm")
    assert f'href="/signatures/{row.pk}"' in visit("finn").get("/").content.decode()
    assert "Waits for your word" not in visit("dora").get("/").content.decode()


def test_signed_by_all_the_panel_leads_to_the_booking(firm, visit):
    cast.signed(cast.signable(firm).engagement)
    page = visit("ana").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert "Everyone has signed. It can be booked." in page
    assert f'<a href="/engagements/{firm.engagement.pk}/order">' in page


def test_somebody_turns_mail_off_and_takes_that_back(firm, visit):
    ana = visit("ana")
    page = plain(ana.get(MAIL))
    assert "This installation sends no mail" in page
    assert "ana@harbour.example" in page
    assert ana.post(MAIL, {"version": cast.person("ana").version}).status_code == 302
    assert not Person.objects.get(user__username="ana").mails
    assert ana.post(MAIL, {"on": "1", "version": cast.person("ana").version}).status_code == 302
    assert Person.objects.get(user__username="ana").mails


def test_what_could_not_be_sent_is_shown_and_tried_again(firm, visit, settings):
    settings.MAILS = True
    notice = Notice.objects.create(
        user=cast.person("finn").user, engagement=firm.engagement, text="Please <b>look</b>", event=7,
        kind="asked",
    )  # fmt: skip
    row = Mail.objects.create(
        notice=notice, state="given-up", attempts=16, due_at=timezone.now(), trouble="550 <no> mailbox"
    )
    page = visit("finn").get(f"{MAIL}?state=given-up").content.decode()
    assert "Please &lt;b&gt;look&lt;/b&gt;" in page
    assert "550 &lt;no&gt; mailbox" in page
    assert "sends no mail" not in page
    assert "Please" not in visit("alma").get(MAIL).content.decode()
    assert "To Finn Marlowe" in plain(visit("alma").get(MAIL))
    assert "To Finn" not in plain(visit("dora").get(MAIL))
    answer = visit("alma").post(f"/do/mail.again/{row.pk}", {"version": row.version, "next": MAIL})
    assert answer.headers["Location"] == MAIL
    assert Mail.objects.get().state == "waiting"
