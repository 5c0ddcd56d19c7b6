"""Every refusal is a problem (RFC 9457) that says what to do, and changes nothing."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from fairlead.core.models import AuditEntry
from fairlead.core.verbs import READINGS


def _is_problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code", "detail"} <= set(answer.data)
    assert (answer.data["status"], answer.data["code"]) == (status, code)
    assert "Traceback" not in answer.content.decode()
    return answer.data


def test_the_wrong_role_is_403_and_names_who_may(caller, firm):
    data = _is_problem(
        caller("sam").post(f"/engagements/{firm.engagement.pk}/price", {"discount": 5}), 403, "forbidden"
    )
    assert "Engagement manager" in data["detail"]


def test_the_wrong_state_is_409_and_says_what_is_possible(caller, firm):
    answer = caller("ana").post(f"/engagements/{firm.engagement.pk}/move", {"action": "resume"})
    problem = _is_problem(answer, 409, "wrong-state")
    assert "triage" in problem["possible"] and "Take up" in problem["detail"]


def test_a_stale_version_is_412_and_the_present_one_passes(caller, firm):
    call, path = caller("ana"), f"/engagements/{firm.engagement.pk}"
    seen = call.get(path).headers["ETag"]
    changed = call.post(f"{path}/edit", {"pains": "Slow pipelines"}, If_Match=seen)
    assert changed.status_code == 200
    _is_problem(call.post(f"{path}/edit", {"pains": "Mine"}, If_Match=seen), 412, "stale")
    assert call.get(path).data["pains"] == "Slow pipelines"
    again = call.post(f"{path}/edit", {"pains": "Mine"}, If_Match=changed.headers["ETag"])
    assert again.data["pains"] == "Mine"


@pytest.mark.parametrize("tag", ["3", '"x"', '"-1"', '"9999999999"', '"1", "2"'])
def test_a_version_that_is_none_is_said(caller, firm, tag):
    answer = caller("ana").post(f"/engagements/{firm.engagement.pk}/edit", {"name": "X"}, If_Match=tag)
    assert _is_problem(answer, 422, "invalid")["errors"][0]["where"] == "If-Match"


@pytest.mark.parametrize(
    "body", ["{", "[1,", '{"name": NaN}', '{"name": "a", "name": "b"}', b"\xff", "[" * 100_000]
)
def test_what_is_no_json_is_400(caller, firm, body):
    _is_problem(caller("ana").post("/accounts/open", body), 400, "malformed")


def test_everything_wrong_is_said_at_once(caller, firm):
    body = {"nmae": "X", "msa": "yes", "segment": 7}
    data = _is_problem(caller("ana").post("/accounts/open", body), 422, "invalid")
    found = {error["where"]: error for error in data["errors"]}
    assert set(found) == {"name", "nmae", "msa", "segment"}
    assert found["nmae"]["fix"] == "Did you mean 'name'?"
    assert found["name"]["code"] == "missing"


def test_what_the_table_refuses_is_said_by_field(caller, firm):
    data = _is_problem(
        caller("ana").post("/accounts/open", {"name": "X", "currency": "dollars"}), 422, "invalid"
    )
    assert {error["where"] for error in data["errors"]} == {"currency"}


def test_errors_in_a_file_come_with_their_lines(caller, firm):
    body = {"csv": "name,country\nGood,DE\nBad,Germany\n,FR\n", "dry_run": False}
    data = _is_problem(caller("ana").post("/accounts/import", body), 422, "invalid")
    assert sorted({(e["file"], e["line"], e["where"]) for e in data["errors"]}) == [
        ("accounts.csv", 3, "country"),
        ("accounts.csv", 4, "name"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "a\0b"},
        '{"name": "\\ud800"}',
        {"name": "x" * 100_000},
        [],
        "7",
        '"name"',
        {"name": None},
        {"name": ["x"]},
    ],
)
def test_nothing_that_no_table_can_hold_reaches_it(caller, firm, body):
    _is_problem(caller("ana").post("/accounts/open", body), 422, "invalid")


@pytest.mark.parametrize(
    "value", ["1e400", "[" * 60 + "]" * 60, '{"a": "\\u0000"}', "-1", '"many"', "true", "1e308"]
)
def test_answers_that_are_none_are_refused_at_the_door_or_by_the_question(caller, firm, value):
    body = f'{{"engagement": {firm.engagement.pk}, "question": "users", "value": {value}}}'
    _is_problem(caller("ana").post("/answers/give", body), 422, "invalid")


@pytest.mark.parametrize(
    ("field", "value"),
    [("discount", "NaN"), ("discount", 101), ("discount", True), ("discount", "1E+999999"),
     ("confidence", 10**30), ("confidence", "80"), ("confidence", -1), ("priced_on", 0),
     ("priced_on", "23.11.2026"), ("billing", "barter")],
)  # fmt: skip
def test_terms_that_are_none_are_refused(caller, firm, field, value):
    answer = caller("ana").post(f"/engagements/{firm.engagement.pk}/price", {field: value})
    assert {e["where"] for e in _is_problem(answer, 422, "invalid")["errors"]} == {field}


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 40])
def test_a_row_that_is_not_there_is_404(caller, firm, number):
    _is_problem(caller("ana").get(f"/engagements/{number}"), 404, "missing")


@pytest.mark.parametrize("path", ["/nothing", "/engagements/x", "/engagements/1/fly", "/engagements/-1", "/"])
def test_an_address_that_leads_nowhere_is_404(caller, firm, path):
    answer = caller("ana").get(path)
    assert answer.status_code == 404


def test_the_wrong_method_is_405_and_names_the_right_one(caller, firm):
    answer = caller("ana")("DELETE", f"/engagements/{firm.engagement.pk}")
    _is_problem(answer, 405, "method")
    assert answer.headers["Allow"] == "GET"


def test_a_body_that_is_too_large_is_413(caller, firm, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    _is_problem(caller("ana").post("/accounts/open", {"name": "x" * 2000}), 413, "too-large")


@pytest.fixture
def breaking(monkeypatch):
    """The reading of accounts, broken in a way of the test's choosing."""

    def make(error):
        def broken(actor, **_):
            raise error

        object.__setattr__(READINGS["account.list"], "function", broken)

    kept = READINGS["account.list"].function
    yield make
    object.__setattr__(READINGS["account.list"], "function", kept)


def test_a_mistake_of_ours_is_500_and_tells_nothing(caller, firm, breaking, caplog):
    breaking(ValueError("secret inside"))
    answer = caller("ana").get("/accounts")
    _is_problem(answer, 500, "broken")
    assert "secret inside" not in answer.content.decode()
    assert "secret inside" in caplog.text


def test_without_a_database_it_is_503_and_worth_another_try(caller, firm, breaking):
    breaking(OperationalError("gone"))
    answer = caller("ana").get("/accounts")
    _is_problem(answer, 503, "no-database")
    assert answer.headers["Retry-After"] == "5"


def test_refusals_leave_no_trace_in_the_record(caller, firm):
    call, before = caller("cora"), AuditEntry.objects.count()
    _is_problem(call.post(f"/engagements/{firm.engagement.pk}/edit", {"name": "Mine"}), 403, "forbidden")
    _is_problem(
        call.post("/engagements/open", {"account": 999, "name": "X", "offering": "Y"}), 404, "missing"
    )
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1e999", 1e300])
def test_a_number_of_no_size_is_refused_at_the_door(caller, firm, number):
    answer = caller("ana").post(f"/engagements/{firm.engagement.pk}/price", {"discount": number})
    (error,) = _is_problem(answer, 422, "invalid")["errors"]
    assert error["where"] == "discount"
