"""Notices by mail: to whom, what stands in it, and what becomes of it when the server fails."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as box
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.test import Client
from django.utils import timezone

from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.models import Review
from fairlead.apps.approvals.reminding import remind
from fairlead.apps.desk import actions, mailing
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.desk.queries import mail_card, mails
from fairlead.apps.people import actions as people
from fairlead.core.actor import bearer, signer, system
from fairlead.core.audit import verify
from fairlead.core.errors import Forbidden, Missing, WrongTime
from fairlead.core.models import AuditEntry, Event
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from tests import cast
from tests.apps.approvals import agreeing
from tests.faces.web.conftest import signed_in

ADDRESS = "https://desk.harbour.example"
WORKER = system("the desk sends its mail")


@pytest.fixture(autouse=True)
def mailing_firm(settings, firm):
    settings.MAILS, settings.ADDRESS = True, ADDRESS
    settings.DEFAULT_FROM_EMAIL = "Harbour & Line <desk@harbour.example>"
    return firm


@pytest.fixture
def asked(firm):
    """The approvals of a SOW are asked for, and whoever is asked was told."""
    sow = agreeing.asked(firm)
    deliver_waiting()
    return sow


def post(later: timedelta = timedelta()) -> int:
    return mailing.post(WORKER, timezone.now() + later)


def to(username: str) -> list[object]:
    return [one for one in box.outbox if one.to == [f"{username}@harbour.example"]]


def links_of(message) -> list[str]:
    return re.findall(rf"{ADDRESS}(\S*)", message.body)


def test_who_is_asked_gets_a_mail_that_leads_to_the_question(asked, firm):
    assert Mail.objects.filter(state="waiting").count() == post() == len(box.outbox)
    (message,) = to("finn")
    name = "Northwind Freight, Move to GitLab.com"
    assert message.subject == f"Ana Ferreira asks for your approval, {name}: {asked.title}"
    assert message.from_email == "Harbour & Line <desk@harbour.example>"
    assert links_of(message)[0] == f"/engagements/{firm.engagement.pk}/agree#standing-title"
    raw = message.message()
    assert (raw.get_content_type(), raw["Auto-Submitted"]) == ("text/plain", "auto-generated")
    assert raw["Message-ID"].endswith("@desk.harbour.example>")
    assert post() == 0
    row = Mail.objects.get(notice__user__username="finn")
    assert (row.state, row.sent_to) == ("sent", "finn@harbour.example")


def test_an_overdue_answer_and_a_signature_come_by_mail_too(firm):
    sow = agreeing.asked(firm)
    remind(WORKER, timezone.now() + timedelta(days=7))
    deliver_waiting()
    post()
    assert any(one.subject.startswith("Overdue, Northwind") for one in to("finn"))
    cast.moved(sow.engagement, "approve")
    cast.sent(sow.engagement)
    deliver_waiting()
    post()
    last = to("finn")[-1]
    assert "asks for your signature" in last.subject
    assert links_of(last)[0].endswith("/agree#signing-title")


def test_what_only_tells_stays_on_the_desk(firm):
    cast.approved(firm)
    deliver_waiting()
    assert Notice.objects.exists()
    assert not Mail.objects.exists()


def test_who_wants_none_gets_none_and_still_finds_it_on_the_desk(finn, firm):
    with cast.records("person.mail"):
        people.mail(finn, cast.person("finn"), on=False)
    agreeing.asked(firm)
    deliver_waiting()
    post()
    assert (to("finn"), len(to("sam"))) == ([], 1)
    assert Notice.objects.filter(user_id=finn.user_id).exists()


@pytest.mark.parametrize("who", ["ana", "dora", "alma", "carl", "max"])
def test_everyone_decides_that_for_themselves(who, firm, request):
    with cast.refused((Forbidden, Missing)):
        people.mail(request.getfixturevalue(who), cast.person("finn"), on=False)


def test_without_a_server_nothing_is_laid_into_the_mail(settings, firm):
    settings.MAILS = False
    agreeing.asked(firm)
    deliver_waiting()
    assert Notice.objects.filter(kind="asked").exists()
    assert not Mail.objects.exists()
    assert post() == 0


def test_an_event_that_comes_twice_is_mailed_once(asked):
    Event.objects.filter(name="reviews.asked").update(delivered_at=None)
    before = Mail.objects.count()
    deliver_waiting()
    assert Mail.objects.count() == before


def test_who_stands_in_reads_for_whom(firm):
    cast.away()
    agreeing.asked(firm)
    deliver_waiting()
    post()
    assert any("by you for Finn Marlowe" in one.subject for one in to("theo"))


def answered() -> None:
    for gate in ("revenue-wording", "finance"):
        approvals.approve(cast.actor("finn"), agreeing.step(gate))


def recalled() -> None:
    approvals.recall(cast.actor("ana"), cast.sow_of(cast.firm().engagement), note="A slip.")


@pytest.mark.parametrize(("done", "why"), [
    (answered, "no more"), (recalled, "no more"),
    (lambda: people.mail(cast.actor("finn"), cast.person("finn"), on=False), "no mail"),
    (lambda: people.leave(cast.actor("dora"), cast.person("finn")), "left"),
    (lambda: actions.read(cast.actor("finn"), Notice.objects.get(user__username="finn")), "have read"),
])  # fmt: skip
def test_what_is_settled_before_it_goes_does_not_go(done, why, asked):
    done()
    post()
    assert to("finn") == []
    row = Mail.objects.get(notice__user__username="finn", notice__kind="asked")
    assert row.state == "spared"
    assert why in row.trouble


def test_names_begin_no_header_and_are_no_markup(firm, ana):
    cast.engagements.edit(ana, cast.as_it_is(firm.engagement), name="Move <b>now</b>")
    notice = Notice(
        user=cast.person("finn").user, engagement=firm.engagement, event=1, kind="asked",
        text="By Ana\r\nBcc: all@world.example\n\n<script>x</script>\x00\u2028", created_at=timezone.now(),
    )  # fmt: skip
    message = mailing.letter(Mail(notice=notice), replace_name("Finn\nCc: x@y.example"))
    raw = message.message()
    assert message.subject == "By Ana Bcc: all@world.example <script>x</script>"
    assert (raw["Bcc"], raw["Cc"], raw.get_content_type()) == (None, None, "text/plain")
    assert "Hello Finn Cc: x@y.example," in message.body


def replace_name(name: str):
    person = cast.person("finn")
    person.name = name
    return person


class Down(EmailBackend):
    """A server that nobody reaches."""

    def open(self):
        raise ConnectionRefusedError("nobody listens")


class Failing(EmailBackend):
    """A server that refuses mail to Finn, as `fault` says."""

    fault: Exception = SMTPServerDisconnected("gone")

    def send_messages(self, messages):
        if messages[0].to == ["finn@harbour.example"]:
            raise self.fault
        return super().send_messages(messages)


def through(settings, backend: type[EmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


def test_while_the_server_is_down_nothing_is_lost_and_no_try_used_up(settings, asked):
    works = settings.EMAIL_BACKEND
    waiting = Mail.objects.filter(state="waiting").count()
    through(settings, Down)
    for _ in range(30):
        assert post() == 0
    rows = Mail.objects.filter(state="waiting", attempts=0)
    assert rows.count() == waiting
    assert rows.exclude(trouble="").get().trouble == "ConnectionRefusedError: nobody listens"
    assert AuditEntry.objects.filter(verb="mail.wait").count() == 1
    settings.EMAIL_BACKEND = works
    assert post() == waiting


class Unspeakable(EmailBackend):
    """A server that cannot be told the password."""

    def open(self):
        "p\u00e4ssword".encode("ascii")


def test_what_cannot_be_told_to_the_server_is_said_and_not_repeated(settings, asked):
    through(settings, Unspeakable)
    assert post() == 0
    said = Mail.objects.exclude(trouble="").get().trouble
    assert said == "UnicodeEncodeError: ordinal not in range(128)"


class Stalling(EmailBackend):
    """A server that takes every connection and then says nothing."""

    tried = 0

    def send_messages(self, messages):
        Stalling.tried += 1
        raise TimeoutError("timed out")


def test_a_server_that_falls_silent_ends_the_run_after_three_mails(settings, monkeypatch, asked):
    remind(WORKER, timezone.now() + timedelta(days=7))
    deliver_waiting()
    waiting = Mail.objects.filter(state="waiting").count()
    assert waiting > mailing.MOST_BROKEN
    monkeypatch.setattr(Stalling, "tried", 0)
    through(settings, Stalling)
    assert (post(), Stalling.tried) == (0, mailing.MOST_BROKEN)
    assert Mail.objects.filter(state="waiting", attempts=1).count() == mailing.MOST_BROKEN
    assert Mail.objects.filter(state="waiting").count() == waiting


def test_the_clock_is_read_for_each_mail(settings, monkeypatch, asked):
    """A run may take long: what is refused at its end waits from then on, not from its beginning."""
    through(settings, Failing)
    began = timezone.now()
    monkeypatch.setattr(mailing.timezone, "now", lambda: began + timedelta(hours=1))
    mailing.post(WORKER, began)
    assert Mail.objects.get(state="waiting").due_at == began + timedelta(hours=1, minutes=2)


def test_what_the_server_refuses_for_now_is_tried_ever_later_and_the_others_go(settings, asked):
    works = settings.EMAIL_BACKEND
    others = Mail.objects.filter(state="waiting").count() - 1
    through(settings, Failing)
    assert post() == others
    row = Mail.objects.get(state="waiting")
    assert (row.attempts, row.trouble) == (1, "SMTPServerDisconnected: gone")
    assert timedelta(seconds=110) < row.due_at - timezone.now() <= timedelta(minutes=2)
    assert post() == 0
    settings.EMAIL_BACKEND = works
    assert post(timedelta(minutes=3)) == 1
    assert len({one.extra_headers["Message-ID"] for one in box.outbox}) == others + 1


def test_after_sixteen_tries_it_is_given_up_and_can_be_tried_again(settings, asked, alma, finn):
    works = settings.EMAIL_BACKEND
    through(settings, Failing)
    for number in range(mailing.MOST_TRIES):
        post(timedelta(hours=5 * number))
    row = Mail.objects.get(notice__user_id=finn.user_id)
    assert (row.state, row.attempts) == ("given-up", 16)
    settings.EMAIL_BACKEND = works
    with cast.refused(Missing):
        actions.again(cast.actor("dora"), row)
    with cast.records("mail.again"):
        actions.again(alma, row)
    with cast.refused(WrongTime):
        actions.again(finn, find(finn, Mail, row.pk))
    assert post() == 1
    assert verify()[1] == ()


@pytest.mark.parametrize(("fault", "says"), [
    (SMTPRecipientsRefused({"finn@harbour.example": (550, b"no such mailbox")}), "550 no such mailbox"),
    (SMTPDataError(554, b"spam\r\nsays the filter"), "554 spam says the filter"),
])  # fmt: skip
def test_what_is_refused_for_good_is_given_up_at_once(fault, says, settings, monkeypatch, asked):
    monkeypatch.setattr(Failing, "fault", fault)
    through(settings, Failing)
    post()
    row = Mail.objects.get(state="given-up")
    assert (row.attempts, row.trouble) == (1, says)


def test_a_fault_of_ours_with_one_mail_does_not_stop_the_others(monkeypatch, asked):
    made = mailing.letter
    monkeypatch.setattr(
        mailing, "letter", lambda mail, person: 1 / 0 if person.name == "Finn Marlowe" else made(mail, person)
    )
    post()
    assert to("sam")
    assert Mail.objects.get(state="waiting").trouble.startswith("ZeroDivisionError")


def test_only_one_worker_posts_at_a_time(asked):
    """While another session holds the lock of the poster, nothing goes out here; when it ends, it does."""
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [mailing._POSTER])
        try:
            assert (post(), box.outbox) == (0, [])
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()
    assert post() == len(box.outbox) > 0


def test_a_mail_answers_no_review(asked, firm):
    """Review by mail link without signing in is refused: the link holds no secret, opens the sign-in, and
    opening it - a scanner of mail does - changes nothing for whoever is signed in either."""
    post()
    place = links_of(to("finn")[0])[0].partition("#")[0]
    assert place == f"/engagements/{firm.engagement.pk}/agree"
    step = agreeing.step("finance")
    stranger = Client()
    answer = stranger.get(place)
    assert answer.headers["Location"] == f"/sign-in?next={place.replace('/', '%2F')}"
    for verb in ("review.approve", "review.condition", "review.object", "review.hand"):
        answer = stranger.post(f"/do/{verb}/{step.pk}", {"version": step.version, "note": "Yes."})
        assert answer.headers["Location"] == "/sign-in"
        assert Client().get(f"/do/{verb}/{step.pk}").headers["Location"].startswith("/sign-in")
    before = cast.trace()
    assert signed_in("finn").get(place).status_code == 200
    assert cast.trace() == before
    assert Review.objects.get(pk=step.pk).state == "waiting"


@pytest.mark.parametrize("act", [
    lambda who, step: approvals.approve(who, step),
    lambda who, step: approvals.approve_with(who, step, note="A PO."),
    lambda who, step: approvals.object_to(who, step, note="No.", remedy="Yes."),
    lambda who, step: approvals.hand_on(who, step, to=cast.person("finn")),
])  # fmt: skip
def test_neither_do_the_links_that_open_without_signing_in(act, asked):
    """A customer link and a signing link are for answers of theirs and a signature: no review is there."""
    step = agreeing.step("finance")
    for who in (bearer("Finn Marlowe", 1), signer("Finn Marlowe", 1)):
        with cast.refused(Missing):
            act(who, step)
        with cast.refused((Missing, Forbidden)):
            act(replace(who, via="mail"), step)


def test_everyone_sees_their_own_and_an_administrator_that_there_is_trouble(asked, finn, alma, dora):
    own = Mail.objects.get(notice__user_id=finn.user_id)
    assert list(mails(finn)) == [own]
    assert mail_card(finn, own).text.startswith("Ana Ferreira asks")
    assert mail_card(alma, own).text == ""
    assert own in mails(alma)
    assert own not in mails(dora)


def test_people_do_not_send_mail(dora, asked):
    with cast.refused(Forbidden):
        mailing._settle(cast.actor("finn"), Mail.objects.get(notice__user__username="finn"), "send")
