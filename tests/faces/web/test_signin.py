"""The sign-in page: people of the demo firm are offered in the demo alone."""

from __future__ import annotations

from fairlead.core.models import User
from fairlead.faces.cli.firm import password_of
from fairlead.faces.web.templatetags import ui
from tests import cast


def test_signing_in_leads_where_one_wanted_to_go(client, firm):
    form = {"login": "ana", "password": cast.PASSWORD, "next": "/board"}
    answer = client.post("/sign-in?next=/board", form)
    assert answer.headers["Location"] == "/board"


def test_a_wrong_password_says_so_and_nothing_else(client, firm):
    answer = client.post("/sign-in", {"login": "ana", "password": "not-this-one"})
    assert answer.status_code == 200
    assert "note-bad" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_the_demo_firm_is_offered_in_the_demo_alone(client, firm, settings):
    User.objects.filter(username="ana").update(demo=True)
    assert "data-login" not in client.get("/sign-in").content.decode()
    settings.DEMO = True
    page = client.get("/sign-in").content.decode()
    assert 'data-login="ana"' in page
    assert 'data-login="theo"' not in page


def test_the_offered_password_is_the_demo_firms(firm, settings):
    settings.DEMO = True
    User.objects.filter(username="ana").update(demo=True)
    assert ui.demo_people()[0]["password"] == password_of("ana")


def test_a_password_is_changed(visit):
    client, new = visit("ana"), "another-long-password"
    form = {"oldpassword": cast.PASSWORD, "password1": new, "password2": new}
    assert client.post("/password", form).status_code == 302
    assert User.objects.get(username="ana").check_password(new)
    short = client.post("/password", {"oldpassword": new, "password1": "short", "password2": "short"})
    assert "wrong" in short.content.decode()
