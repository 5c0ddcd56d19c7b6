"""Reading through the API: one row, many rows by the page, files, and who sees what."""

from __future__ import annotations

import hashlib

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates.models import Estimate
from fairlead.core.models import Token


def test_a_row_is_shown_as_its_card_with_its_version_as_tag(caller, firm):
    answer = caller("ana").get(f"/engagements/{firm.engagement.pk}")
    assert answer.status_code == 200
    assert answer.data["name"] == "Move to GitLab.com"
    assert answer.data["discount"] == "0.00"
    assert answer.data["priced_on"] == "2026-11-23"
    assert answer.headers["ETag"] == f'"{firm.engagement.version}"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def many(ana):
    """Seven more accounts; two pairs of names that sort closely."""
    names = ["Beta", "beta", "Alpha", "Zulu", "Échelon", "Mid 1", "Mid 2"]
    return [accounts.open_account(ana, name=name) for name in names]


def _walk(call, limit):
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = call.get(f"/accounts?limit={limit}&cursor={cursor}").data
        found += [item["id"] for item in page["items"]]
        cursor, pages = page["next"], pages + 1
    return found, pages


def test_pages_hold_every_row_once_and_in_order(caller, firm, many):
    call = caller("ana")
    whole = [item["id"] for item in call.get("/accounts?limit=200").data["items"]]
    assert len(whole) == 8
    for limit in (1, 3, 8, 200):
        assert _walk(call, limit)[0] == whole
    assert _walk(call, 3)[1] == 3


def test_a_row_that_arrives_between_pages_shifts_nothing(caller, firm, many, ana):
    call = caller("ana")
    first = call.get("/accounts?limit=3").data
    accounts.open_account(ana, name="AAA comes first")
    second = call.get(f"/accounts?limit=3&cursor={first['next']}").data
    names = [item["name"] for item in first["items"] + second["items"]]
    assert len(set(names)) == 6
    assert "AAA comes first" not in names


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJhIl0", "bnVsbA", "W251bGwsMV0", "é", "WyJhXHUwMDAwIiwxXQ"]
)
def test_a_cursor_of_no_list_is_said(caller, firm, cursor):
    answer = caller("ana").get(f"/accounts?cursor={cursor}")
    assert answer.status_code == 422
    assert answer.data["errors"][0]["where"] == "cursor"


def test_a_page_has_its_bounds(caller, firm):
    for limit in (0, 201, "many"):
        answer = caller("ana").get(f"/accounts?limit={limit}")
        assert answer.status_code == 422
        assert [error["where"] for error in answer.data["errors"]] == ["limit"]


def test_filters_narrow_a_list(caller, firm, many):
    call = caller("ana")
    assert [a["name"] for a in call.get("/accounts?q=mid").data["items"]] == ["Mid 1", "Mid 2"]
    assert len(call.get(f"/engagements?account={firm.account.pk}").data["items"]) == 1
    assert call.get(f"/engagements?account={many[0].pk}").data["items"] == []
    assert call.get("/engagements?account=999999").status_code == 404
    assert {"sam"} == {p["email"].split("@")[0] for p in call.get("/people?role=sales").data["items"]}


def test_a_filter_that_nobody_knows_is_refused_with_the_one_that_was_meant(caller, firm):
    answer = caller("ana").get("/engagements?sate=open")
    assert answer.status_code == 422
    assert answer.data["errors"][0]["fix"] == "Did you mean 'state'?"


def test_a_reading_of_another_noun_takes_its_row_by_query(caller, firm):
    call = caller("ana")
    bank = call.get(f"/answers/bank?engagement={firm.engagement.pk}").data
    assert bank["asked"] == len(bank["questions"]) > 10
    missing = call.get("/answers/bank")
    assert missing.status_code == 422
    assert missing.data["errors"] == [
        {
            "where": "engagement",
            "code": "missing",
            "message": "This is missing.",
            "fix": "",
            "file": "",
            "line": 0,
        }
    ]


def test_a_value_that_is_a_list_answers_with_a_list(caller, firm):
    board = caller("ana").get("/engagements/board").data
    assert [column["state"] for column in board][:2] == ["open", "awaiting-discovery"]
    assert board[0]["count"] == 1
    assert board[0]["worth"] == []


@pytest.fixture
def sow(firm):
    """A statement of work that its customer may see, on record without the making of it."""
    Engagement.objects.filter(pk=firm.engagement.pk).update(state="approved")
    estimate = Estimate.objects.create(
        engagement=firm.engagement, number=1, practice=firm.practice, figures={}, answers={}, terms={},
        currency="USD", price=1, price_p50=1, price_p90=1, cost=1, margin=0, days=1,
    )  # fmt: skip
    return Sow.objects.create(
        state="drawn-up", engagement=firm.engagement, estimate=estimate, number=1, title="SOW-1-1 Move",
        price=1, currency="USD", manifest="0" * 64,
    )  # fmt: skip


def _paper(sow, kind):
    content = b"%PDF-1.7 \0\xff bytes"
    digest = hashlib.sha256(content).hexdigest()
    return Paper.objects.create(sow=sow, kind=kind, content=content, size=len(content), sha256=digest)


def test_a_file_comes_as_it_was_made_and_is_never_opened_in_place(caller, sow):
    answer = caller("carl").get(f"/papers/{_paper(sow, 'sow.pdf').pk}/download")
    assert answer.status_code == 200
    assert answer.content == b"%PDF-1.7 \0\xff bytes"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="SOW-1-1-sow.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_may_not_be_seen_is_not_there(caller, sow):
    paper = _paper(sow, "result.json")
    assert caller("carl").get(f"/papers/{paper.pk}/download").status_code == 404
    assert caller("sam").get(f"/papers/{paper.pk}/download").status_code == 403
    assert caller("carl").get(f"/estimates/{sow.estimate_id}").status_code == 404
    assert caller("carl").get("/people").data["items"] == []
    assert caller("carl").get(f"/engagements/{sow.engagement_id}/feed").status_code == 403


def test_tokens_are_ones_own_and_never_show_their_secret(caller, firm):
    call, other = caller("ana"), caller("theo")
    items = call.get("/tokens").data["items"]
    assert [set(item) for item in items] == [{"id", "version", "name", "revoked"}]
    assert call.secret not in str(items)
    foreign = Token.objects.get(digest=Token.digest_of(other.secret))
    assert call.post(f"/tokens/{foreign.pk}/revoke").status_code == 404
