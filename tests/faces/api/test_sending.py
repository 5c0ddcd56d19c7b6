"""The same write sent twice happens once; a dry run happens not at all."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from fairlead.apps.accounts.models import Account
from fairlead.core.models import AuditEntry, Event, Sending
from tests import cast
from tests.faces.api.conftest import Caller

OPEN = "/accounts/open"


def test_the_same_request_is_answered_again_and_not_done_again(caller, firm):
    call = caller("ana")
    first = call.post(OPEN, {"name": "Once"}, Idempotency_Key="k1")
    entries = AuditEntry.objects.count()
    again = call.post(OPEN, {"name": "Once"}, Idempotency_Key="k1")
    assert again.status_code == first.status_code == 200
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first.headers
    assert AuditEntry.objects.count() == entries


def test_the_key_with_another_request_is_refused(caller, firm):
    call = caller("ana")
    call.post(OPEN, {"name": "Once"}, Idempotency_Key="k1")
    for path, body in ((OPEN, {"name": "Twice"}), ("/accounts/import", {"csv": "name\nX\n"})):
        answer = call.post(path, body, Idempotency_Key="k1")
        assert (answer.status_code, answer.data["code"]) == (422, "key-reused")
    assert not Account.objects.filter(name="Twice").exists()


def test_a_key_is_its_owners_alone(caller, firm):
    caller("ana").post(OPEN, {"name": "Anas"}, Idempotency_Key="k1")
    assert caller("sam").post(OPEN, {"name": "Sams"}, Idempotency_Key="k1").data["name"] == "Sams"


def test_a_refused_write_leaves_its_key_free(caller, firm):
    call = caller("ana")
    assert call.post(OPEN, {"name": "Once", "currency": "x"}, Idempotency_Key="k1").status_code == 422
    assert not Sending.objects.exists()
    assert call.post(OPEN, {"name": "Once"}, Idempotency_Key="k1").status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_has_its_shape(caller, firm, key):
    answer = caller("ana").post(OPEN, {"name": "Once"}, Idempotency_Key=key)
    assert answer.status_code == 422
    assert answer.data["errors"][0]["where"] == "Idempotency-Key"


def test_a_secret_is_shown_once_and_kept_nowhere(caller, firm):
    call = caller("ana")
    first = call.post("/tokens/issue", {"name": "laptop"}, Idempotency_Key="k1").data
    assert first["secret"].startswith("flt_")
    assert call.post("/tokens/issue", {"name": "laptop"}, Idempotency_Key="k1").data == {
        **first,
        "secret": None,
    }
    assert first["secret"] not in str(Sending.objects.get().answer)


def test_a_dry_run_answers_and_takes_everything_back(caller, firm):
    call = caller("ana")
    before = AuditEntry.objects.count(), Event.objects.count(), Account.objects.count()
    answer = call.post(f"{OPEN}?dry_run=true", {"name": "Perhaps"}, Idempotency_Key="k1")
    assert answer.status_code == 200
    assert answer.headers["Dry-Run"] == "true"
    assert answer.data["name"] == "Perhaps"
    moved = call.post(f"/engagements/{firm.engagement.pk}/move?dry_run=true", {"action": "triage"})
    assert moved.data["state"] == "awaiting-discovery"
    assert before == (AuditEntry.objects.count(), Event.objects.count(), Account.objects.count())
    assert not Sending.objects.exists()
    assert call.get(f"/engagements/{firm.engagement.pk}").data["state"] == "open"


def test_a_dry_run_refuses_what_the_run_would_refuse(caller, firm):
    path = f"/engagements/{firm.engagement.pk}/price?dry_run=true"
    assert caller("sam").post(path, {"discount": 5}).status_code == 403


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_are_one_write(caller):
    cast.firm()
    call = caller("ana")
    ready, answers = threading.Barrier(6), []

    def send() -> None:
        twin = Caller(call.secret)
        ready.wait()
        try:
            answers.append(twin.post(OPEN, {"name": "At once"}, Idempotency_Key="twins"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" not in answer.headers for answer in answers) == 1
    assert AuditEntry.objects.filter(verb="account.open", body__contains="At once").count() == 1
