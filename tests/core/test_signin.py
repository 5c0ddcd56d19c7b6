"""Signing in: by password; the demo firm in demo mode alone; people who left never again."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from fairlead.apps.people import actions as people
from fairlead.apps.people.models import Person
from fairlead.core.models import Token, User
from fairlead.core.roles import Role
from fairlead.core.signin import MINUTES
from fairlead.core.tasks import mail_link
from tests import cast


def sign_in(username: str, password: str = cast.PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in", {"login": username, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/board").status_code == 200


@pytest.fixture
def demo_person(alma):
    return people.add(
        alma, username="dee", name="Dee Demo", email="dee@harbour.example", roles=[Role.ENGAGEMENT_MANAGER],
        password=cast.PASSWORD, demo=True,
    )  # fmt: skip


def test_a_password_lets_in_and_a_wrong_one_does_not(firm):
    assert is_in(sign_in("ana"))
    assert not is_in(sign_in("ana", "something-else-entirely"))
    assert is_in(sign_in("ana@harbour.example"))


def test_the_demo_firm_signs_in_while_the_demo_runs_and_not_otherwise(demo_person, settings):
    settings.DEMO = True
    client = sign_in("dee")
    assert is_in(client)
    settings.DEMO = False
    assert not is_in(client), "a session that began in the demo ends with it"
    assert not is_in(sign_in("dee"))


def test_a_demo_persons_token_is_nothing_outside_the_demo(demo_person, settings):
    settings.DEMO = True
    secret = people.issue_token(demo_person.user.actor("code"), name="script").secret
    headers = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/engagements", headers=headers).status_code == 200
    settings.DEMO = False
    assert Client().get("/api/v1/engagements", headers=headers).status_code == 401


def test_whoever_left_is_out_at_once(dora, firm):
    client = sign_in("cora")
    people.issue_token(cast.actor("cora"), name="script")
    people.leave(dora, Person.objects.get(user__username="cora"))
    assert not is_in(client)
    assert not is_in(sign_in("cora"))
    assert not Token.objects.filter(user__username="cora").exists()


def test_nobody_signs_themselves_up(firm):
    count = User.objects.count()
    for path in ("/accounts/signup/", "/signup", "/sign-up"):
        assert Client().post(path, {"email": "eve@nowhere.example", "password1": "x" * 14}).status_code in (
            302,
            404,
        )
    assert User.objects.count() == count


def test_a_short_password_is_not_taken(alma):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password("elevenchars")


# Links that come by mail.


@pytest.fixture
def mailing(settings, firm, monkeypatch):
    """A server for mail, and a worker that is quick."""
    settings.MAILS, settings.ADDRESS = True, "https://desk.harbour.example"
    monkeypatch.setattr(mail_link, "defer", lambda **job: mail_link(**job))
    cache.clear()  # how often a link was asked for
    return firm


def asked(name: str, back: str = "") -> str:
    """The page after somebody asked for a link."""
    return Client().post("/sign-in/ask", {"login": name, "next": back}, follow=True).content.decode()


def plain(page: str) -> str:
    """A page without the token against forged requests, which is another each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page)


def link_in(message: EmailMessage) -> str:
    return re.search(r"https://desk\.harbour\.example(\S+)", message.body).group(1)


@pytest.mark.parametrize("name", ["ana", "ana@harbour.example", "Ana@Harbour.Example"])
def test_a_link_of_a_mail_lets_in_once(name, mailing):
    assert "on its way" in asked(name, "/board")
    (message,) = mail.outbox
    assert message.to == ["ana@harbour.example"] and "Hello Ana Ferreira," in message.body
    link, client = link_in(message), Client()
    page = client.get(link)
    assert "Sign in as Ana Ferreira" in page.content.decode() and "no-store" in page.headers["Cache-Control"]
    assert not is_in(client), "whatever reads mail ahead does not use it up"
    assert client.post(link).headers["Location"] == "/board"
    assert is_in(client)
    again = Client()
    assert "was used, or is too old" in again.post(link, follow=True).content.decode() and not is_in(again)


def test_whoever_is_not_known_hears_the_same_and_gets_nothing(mailing, dora):
    people.leave(dora, Person.objects.get(user__username="cora"))
    said = plain(asked("ana"))
    for name in ("nobody@nowhere.example", "cora", "' OR 1=1"):
        assert "on its way" in asked(name)
    assert plain(asked("nobody")) == said
    assert [message.to for message in mail.outbox] == [["ana@harbour.example"]]


def test_a_link_ends_with_its_time_with_another_sign_in_and_with_who_leaves(mailing, dora, monkeypatch):
    asked("ana")
    link = link_in(mail.outbox[0])
    assert Client().get(link).status_code == 200
    with monkeypatch.context() as later:
        now = time.time() + MINUTES * 60 + 1
        later.setattr(time, "time", lambda: now)
        assert Client().get(link).status_code == 302
    sign_in("ana")
    assert Client().get(link).status_code == 302
    asked("cora")
    link = link_in(mail.outbox[-1])
    people.leave(dora, Person.objects.get(user__username="cora"))
    client = Client()
    client.post(link)
    assert not is_in(client)


@pytest.mark.parametrize("changed", ["x", "", "AAAA", "..x."])
def test_no_other_token_lets_anybody_in(changed, mailing):
    asked("ana")
    link, client = link_in(mail.outbox[0]), Client()
    client.post(f"{link[:-4]}{changed}")
    assert not is_in(client)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_link_leads_nowhere_else(back, mailing):
    asked("ana", back)
    link = link_in(mail.outbox[0])
    assert "evil" not in link and "javascript" not in link
    assert Client().post(f"{link}?next={back}").headers["Location"] == "/"


def test_a_link_is_asked_for_a_few_times_a_minute(mailing):
    for _ in range(3):
        assert "on its way" in asked("ana")
    assert "was asked for often" in asked("Ana")
    assert len(mail.outbox) == 3


def test_nothing_is_asked_for_without_a_name_or_without_a_server(mailing, settings):
    assert "Write your e-mail" in asked(" ")
    assert "Mail me a link" in Client().get("/sign-in").content.decode()
    settings.MAILS = False
    assert Client().post("/sign-in/ask", {"login": "ana"}).status_code == 404
    assert "Mail me a link" not in Client().get("/sign-in").content.decode()
    assert not mail.outbox


def test_the_demo_firm_is_mailed_no_link_outside_the_demo(mailing, demo_person):
    asked("dee")
    assert not mail.outbox
