"""Notices: what was announced reaches those it concerns, once, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.desk import actions
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.queries import notices
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.people import actions as people
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.keys import held
from fairlead.apps.scoping.models import Link
from fairlead.core.errors import Forbidden, Missing, Stale
from fairlead.core.models import AuditEntry, Event
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from fairlead.core.writing import bulk
from tests import cast

NAME = "Northwind Freight, Move to GitLab.com"


def told() -> set[tuple[str, str]]:
    return {(n.user.username, n.text) for n in Notice.objects.select_related("user")}


@pytest.fixture
def asked(theo, firm):
    """The notice that asks Theo to review."""
    cast.in_review(firm)
    deliver_waiting()
    return Notice.objects.get(user_id=theo.user_id)


def test_a_review_is_asked_of_exactly_the_reviewers(dora, firm):
    for username in ("nils", "gone"):
        people.add(dora, username=username, name=username, email=f"{username}@harbour.example",
                   roles=[Role.TECHNICAL_ARCHITECT])  # fmt: skip
    people.leave(dora, cast.person("gone"))
    cast.in_review(firm)
    assert Notice.objects.count() == 0
    assert deliver_waiting() >= 1
    text = f"Ana Ferreira asks you to review: {NAME}"
    assert told() == {("theo", text), ("nils", text)}


def test_an_event_is_told_once_however_often_it_comes(asked):
    event = Event.objects.get(name="estimate.submitted")
    assert deliver_waiting() == 0
    Event.objects.filter(pk=event.pk).update(delivered_at=None)
    assert deliver_waiting() == 1
    assert Notice.objects.count() == 1


def test_an_approval_is_told_to_those_who_lead_and_sell(ana, firm):
    engagements.assign(ana, firm.engagement, seller=cast.person("sam"))
    cast.approved(firm)
    deliver_waiting()
    text = f"Estimate approved at USD 145,382.50: {NAME}"
    assert told() >= {("ana", text), ("sam", text)}
    assert {who for who, said in told() if said == text} == {"ana", "sam"}


def test_a_return_is_told_with_its_reason(theo, firm):
    estimates.send_back(theo, cast.in_review(firm), note="Who re-points the runners?")
    deliver_waiting()
    assert ("ana", f"Theo Lindqvist returned the estimate of {NAME}: Who re-points the runners?") in told()


def test_a_sow_is_told_to_those_who_lead(rita, firm):
    sow = agreements.generate(rita, cast.approved(firm))
    deliver_waiting()
    assert ("ana", f"{sow.title} is drawn up: {NAME}") in told()


def test_sending_is_on_record_as_work_of_the_house(asked):
    line = AuditEntry.objects.get(verb="notice.send")
    assert (line.who, line.via, line.user_id) == ("Fairlead", "job", None)
    assert line.facts["why"].endswith("estimate.submitted")


def test_one_puts_a_notice_away_and_takes_it_back(theo, asked):
    assert list(notices(theo)) == [asked]
    with cast.records("notice.read") as lines:
        assert actions.read(theo, asked).read
    assert lines[0].facts["before"] == {"read": False}
    assert (list(notices(theo)), list(notices(theo, unread=False))) == ([], [asked])
    with cast.records("notice.read.undo"):
        undo(theo, lines[0].seq)
    assert list(notices(theo)) == [asked]


@pytest.mark.parametrize("who", ["ana", "dora", "alma", "carl", "max"])
def test_nobody_else_sees_it(who, asked, request):
    actor = request.getfixturevalue(who)
    assert list(notices(actor)) == []
    with cast.refused(Missing):
        actions.read(actor, asked)
    with pytest.raises(Missing):
        find(actor, Notice, asked.pk)


@pytest.mark.parametrize("who", ["dora", "alma"])
def test_people_do_not_send_notices(who, asked, request):
    notice = Notice(user_id=1, engagement_id=asked.engagement_id, text="Hello", event=asked.event + 1)
    with cast.refused(Forbidden, "by events alone"):
        bulk(request.getfixturevalue(who), "notice.send", [notice], actions.rules.send)


def test_a_stale_version_is_refused(theo, asked):
    seen = find(theo, Notice, asked.pk)
    actions.read(theo, asked)
    with cast.refused(Stale):
        actions.read(theo, seen)


def test_who_leads_hears_of_a_customer_who_answers_once_a_sitting(ana, firm):
    link, who = held(scoping.issue(ana, firm.engagement, contact=firm.contact).secret)
    for value in (5, 6):
        link = scoping.answer_by_link(who, link, question="portfolios", value=value)
    deliver_waiting()
    text = f"Carl Jensen answers for the customer: {NAME}"
    assert told() == {("ana", text)}
    Link.objects.update(used_at=timezone.now() - scoping.PAUSE - timedelta(minutes=1))
    link.refresh_from_db()
    scoping.answer_by_link(who, link, question="portfolios", value=7)
    deliver_waiting()
    assert Notice.objects.filter(user__username="ana", text=text).count() == 2
