"""The customer's own people are told what is before them and what was answered, by notice and by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as box
from django.utils import timezone

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.accounts.models import Contact
from fairlead.apps.agreements import actions as agreements
from fairlead.apps.desk import mailing
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.redlines import actions as redlines
from fairlead.core.actor import system
from fairlead.core.errors import Forbidden, Missing
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from fairlead.engines.figures import long_date
from tests import cast
from tests.apps.redlines import coming
from tests.apps.redlines.test_customers import asked, returned, row_of

DESK = "https://desk.harbour.example"
WORKER = system("the desk sends its mail")


@pytest.fixture(autouse=True)
def mailing_firm(settings, firm):
    settings.MAILS, settings.ADDRESS = True, DESK
    return firm


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def told(kind: str = "") -> list[str]:
    rows = Notice.objects.filter(user__username="carl")
    return [row.text for row in (rows.filter(kind=kind) if kind else rows).order_by("pk")]


def posted() -> list[object]:
    mailing.post(WORKER, timezone.now())
    carl = Contact.objects.get(user__username="carl")
    return [one for one in box.outbox if one.to == [carl.email]]


def test_what_is_put_before_them_is_told_with_the_day_and_leads_to_its_papers(sow, ana):
    day = timezone.localdate() + timedelta(days=5)
    agreements.share(ana, sow, until=day)
    deliver_waiting()
    assert told("paper") == [f"Ana Ferreira asks you to read {sow.title}. Please answer by {long_date(day)}."]
    (mail,) = posted()
    assert f"{DESK}/engagements/{sow.engagement_id}/agree" in mail.body and long_date(day) in mail.body
    assert "Read it, ask, or return a marked copy on the desk" in mail.body


def test_of_another_customer_nobody_is_told(sow, ana):
    agreements.share(ana, sow)
    deliver_waiting()
    kinds = Notice.objects.filter(kind="paper").values_list("user__username", flat=True)
    assert list(kinds) == ["carl"]


def test_taken_back_it_asks_no_more_and_no_mail_goes(sow, ana):
    agreements.share(ana, sow)
    deliver_waiting()
    agreements.withhold(ana, coming.fresh(sow))
    deliver_waiting()
    assert Notice.objects.get(kind="paper").read and posted() == []
    assert Mail.objects.get(notice__kind="paper").trouble == "They have read it on their desk."


def test_a_copy_that_they_return_is_what_was_asked(sow, ana, carl):
    agreements.share(ana, sow)
    deliver_waiting()
    returned(carl, coming.fresh(sow))
    deliver_waiting()
    assert Notice.objects.get(kind="paper").read


def test_that_they_agree_to_it_is_what_was_asked(sow, ana, carl):
    agreements.share(ana, sow)
    deliver_waiting()
    agreements.agree(carl, coming.fresh(sow))
    deliver_waiting()
    assert Notice.objects.get(kind="paper").read and posted() == []


def test_a_reply_for_their_eyes_is_told_and_one_that_stays_inside_is_not(sow, ana, carl):
    sow = coming.fresh(agreements.share(ana, sow))
    question = asked(carl, sow)
    redlines.reply(ana, row_of(question), text="Careful here.", inside=True)
    deliver_waiting()
    assert told("answer") == []
    redlines.reply(ana, row_of(question), text="The project lead.")
    deliver_waiting()
    assert told("answer") == [f"Ana Ferreira answered what was asked about {sow.code}."]
    assert [one.subject for one in posted()][-1] == told("answer")[0]


def test_who_wants_no_mail_gets_none_and_decides_that_alone(sow, ana, carl, dora, max):
    contact = Contact.objects.get(user__username="carl")
    for who in (ana, dora):
        with cast.records(), cast.refused(Forbidden, "for themselves"):
            accounts.mail(who, contact, on=False)
    with pytest.raises(Missing):
        find(max, Contact, contact.pk)
    with cast.records("contact.mail"):
        assert not accounts.mail(carl, contact).mails
    agreements.share(ana, sow)
    deliver_waiting()
    assert len(told("paper")) == 1 and posted() == [] and not Mail.objects.exists()
