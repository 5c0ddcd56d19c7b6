"""Files through the API: in base64, or as they are; what is too large for one door names the other."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairlead.apps.redlines.models import Markup
from fairlead.engines.intake.limits import LIMITS
from fairlead.faces.api import bodies
from fairlead.faces.web import uploads
from tests.apps.redlines import coming
from tests.apps.redlines.test_take import with_media

TAKE = "/markups/take"


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def send(caller, path, data=None, arguments=None, token=True, **headers):
    """A file as multipart/form-data, as curl -F sends it."""
    parts = {} if data is None else {"file": SimpleUploadedFile("their copy.docx", data)}
    if arguments is not None:
        parts["arguments"] = arguments if isinstance(arguments, str) else json.dumps(arguments)
    named = {"Authorization": f"Bearer {caller.secret}"} if token else {}
    client = Client(raise_request_exception=False)
    return client.post(f"/api/v1{path}", parts, headers={**named, **headers})


def test_a_file_comes_as_it_is_with_its_arguments_beside_it(caller, sow):
    data = coming.marked(sow)
    got = send(caller("ana"), TAKE, data, {"sow": sow.pk, "sender": "Ana Ruiz"})
    assert got.status_code == 200, got.content
    row = Markup.objects.get()
    assert (row.name, row.sender, bytes(row.original.content)) == ("their copy.docx", "Ana Ruiz", data)


def test_a_file_that_json_cannot_hold_comes_as_it_is(caller, sow):
    """30 MB: too much for the body, and for the page it is not."""
    data = with_media(sow, 30_000_000)
    body = {"sow": sow.pk, "name": "x.docx", "content": base64.b64encode(data).decode()}
    refused = caller("ana").post(TAKE, body)
    assert (refused.status_code, refused.data["code"]) == (413, "too-large")
    for part in (
        "25 MB of JSON",
        "18 MB of a file",
        "multipart/form-data",
        "`file`",
        "`arguments`",
        "120 MB",
    ):
        assert part in refused.data["detail"], part
    assert not Markup.objects.exists()
    got = send(caller("ana"), TAKE, data, {"sow": sow.pk})
    assert (got.status_code, got.json()["state"], got.json()["size"]) == (200, "reading", len(data))


def test_what_the_verb_does_not_take_is_said_by_the_verb(caller, sow):
    got = send(caller("ana"), TAKE, b"PK\x03\x04" + b"\0" * 50_000_000, {"sow": sow.pk})
    assert got.status_code == 422
    (error,) = got.json()["errors"]
    assert (error["where"], error["code"]) == ("content", "too-large")
    assert "50 MB" in error["fix"]


def test_more_than_any_door_takes_is_413(caller, sow, monkeypatch):
    monkeypatch.setattr(bodies, "LIMITS", replace(LIMITS, packed=1000))
    monkeypatch.setattr(uploads, "LIMITS", replace(LIMITS, packed=1000))
    got = send(caller("ana"), TAKE, b"x" * 200_000, {"sow": sow.pk})
    assert (got.status_code, got.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    ("data", "arguments", "where", "code"),
    [
        (None, {"sow": 1}, "file", "missing"),
        (b"x", "{", "arguments", "malformed"),
        (b"x", "[]", "arguments", "malformed"),
        (b"x", '{"sow": 1, "sow": 1}', "arguments", "malformed"),
        (b"x", {}, "sow", "missing"),
        (b"x", {"sow": 1, "sendr": "A"}, "sendr", "unknown-field"),
    ],
)
def test_what_is_wrong_with_a_multipart_request_is_said(caller, sow, data, arguments, where, code):
    got = send(caller("ana"), TAKE, data, arguments)
    assert got.status_code == 422
    assert (where, code) in {(error["where"], error["code"]) for error in got.json()["errors"]}


def test_a_broken_multipart_body_is_no_mistake_of_ours(caller, sow):
    client, named = Client(raise_request_exception=False), {"Authorization": f"Bearer {caller('ana').secret}"}
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        got = client.generic("POST", f"/api/v1{TAKE}", b"nothing", content_type=kind, headers=named)
        assert (got.status_code, got.headers["Content-Type"]) == (422, "application/problem+json")


def test_a_verb_without_a_file_takes_none(caller, firm):
    got = send(caller("ana"), "/accounts/open", b"x", {"name": "X"})
    assert "unknown-field" in {error["code"] for error in got.json()["errors"]}


def test_nobody_else_sends_a_file(caller, sow):
    assert send(caller(""), TAKE, b"x", {"sow": sow.pk}, token=False).status_code == 401
    assert send(caller("carl"), TAKE, coming.marked(sow), {"sow": sow.pk}).status_code in (403, 404)
    assert not Markup.objects.exists()


def test_the_same_file_under_the_same_key_is_taken_once(caller, sow):
    data, ana, arguments = coming.marked(sow), caller("ana"), {"sow": sow.pk}
    first = send(ana, TAKE, data, arguments, **{"Idempotency-Key": "k"})
    again = send(ana, TAKE, data, arguments, **{"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotent-Replay"] == "true"
    other = send(ana, TAKE, data + b" ", arguments, **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert Markup.objects.count() == 1
