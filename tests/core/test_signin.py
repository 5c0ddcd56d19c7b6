"""Signing in: by password; the demo firm in demo mode alone; people who left never again."""

from __future__ import annotations

import pytest
from django.test import Client

from fairlead.apps.people import actions as people
from fairlead.apps.people.models import Person
from fairlead.core.models import Token, User
from fairlead.core.roles import Role
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
