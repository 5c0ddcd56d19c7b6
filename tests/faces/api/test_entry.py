"""Who comes in, and as whom."""

from __future__ import annotations

import pytest
from django.test import Client

from fairlead.apps.people import actions as people
from fairlead.apps.people.models import Person
from fairlead.core.models import AuditEntry, Token, User
from fairlead.faces.api.routes import routes
from tests.faces.api.conftest import Caller

EVERYWHERE = [(route.method, route.path.replace("{int:id}", "1")) for route in routes()]


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
def test_without_credentials_every_address_asks_who_it_is(caller, method, path):
    answer = caller("")(method, path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_stranger_finds_nothing_anywhere(caller, firm):
    call, before = caller("max"), AuditEntry.objects.count()
    for method, path in EVERYWHERE:
        answer = call(method, path.replace("/1", f"/{firm.engagement.pk}"), {} if method == "POST" else None)
        assert answer.status_code == 404, (method, path)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("secret", ["flt_wrong", "", "x" * 5000, "flt_\0"])
def test_a_wrong_token_is_nobody(firm, secret):
    answer = Caller(secret or " ").get("/accounts")
    assert answer.status_code == 401


def test_a_wrong_token_does_not_fall_back_to_the_session(firm):
    client = Client()
    client.force_login(User.objects.get(username="ana"))
    assert client.get("/api/v1/accounts").status_code == 200
    assert client.get("/api/v1/accounts", headers={"Authorization": "Bearer flt_wrong"}).status_code == 401


def test_a_token_is_issued_used_and_revoked(caller, firm):
    call = caller("ana")
    made = call.post("/tokens/issue", {"name": "laptop"}).data
    fresh = Caller(made["secret"])
    assert fresh.get("/accounts").status_code == 200
    assert fresh.post(f"/tokens/{made['token']}/revoke").status_code == 200
    assert fresh.get("/accounts").status_code == 401


def test_who_left_does_not_come_in_any_more(caller, firm, dora):
    call = caller("theo")
    assert call.get("/accounts").status_code == 200
    kept = Token.objects.get(digest=Token.digest_of(call.secret))
    people.leave(dora, Person.objects.get(user__username="theo"))
    assert call.get("/accounts").status_code == 401
    # Even if a token had outlived its owner's leaving.
    kept.pk = None
    kept.save()
    assert call.get("/accounts").status_code == 401


def test_the_demo_firm_comes_in_only_while_the_demo_runs(caller, firm, settings):
    call = caller("ana")
    User.objects.filter(username="ana").update(demo=True)
    assert call.get("/accounts").status_code == 401
    settings.DEMO = True
    assert call.get("/accounts").status_code == 200


def test_a_session_reads_freely_and_writes_with_its_proof(firm):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="ana"))
    assert client.get("/api/v1/accounts").status_code == 200
    body = {"data": {"name": "By session"}, "content_type": "application/json"}
    refused = client.post("/api/v1/accounts/open", **body)
    assert refused.status_code == 403
    assert refused.json()["code"] == "forbidden"
    proof = "a" * 32
    client.cookies["csrftoken"] = proof
    assert client.post("/api/v1/accounts/open", headers={"X-CSRFToken": proof}, **body).status_code == 200


def test_the_record_says_which_door_it_was(caller, firm):
    made = caller("ana").post("/accounts/open", {"name": "Through the API"}).data
    entry = AuditEntry.objects.get(noun="account", row_id=made["id"])
    assert (entry.verb, entry.who, entry.via) == ("account.open", "Ana Ferreira", "api")
