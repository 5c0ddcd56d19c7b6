"""The question bank: one answer, what it moves, and what happens when two people answer."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairlead.apps.scoping.models import Answer
from fairlead.core.models import AuditEntry
from tests import cast

HTMX = {"HX-Request": "true"}


@pytest.fixture
def bank(firm, visit):
    """Give an answer as Ana's page does; `give.client` is her browser."""
    cast.answered(firm)
    client = visit("ana")

    def give(question, value, seen=None, username="ana", headers=HTMX, **said):
        row = Answer.objects.filter(engagement=firm.engagement, question=question).first()
        known = row.version if row and row.value is not None else 0
        body = {
            "value": value,
            "seen": known if seen is None else seen,
            "source": row.source if row else "account-team",
            "said_by": row.said_by if row else "",
            "confidence": "medium",
            **said,
        }
        who = client if username == "ana" else visit(username)
        return who.post(f"/engagements/{firm.engagement.pk}/answers/{question}", body, headers=headers)

    give.client = client
    return give


def stored(question):
    return Answer.objects.get(question=question).value


def slot(page: str, question: str) -> str:
    """The part of an answer that replaces one question."""
    found = re.search(rf'<(form|div) id="q-{question}".*?</\1>', page, re.S)
    assert found, question
    return found.group(0)


def test_one_answer_brings_back_the_question_and_the_estimate(bank):
    page = bank("users", "1300").content.decode()
    assert stored("users") == 1300
    assert 'value="1300"' in slot(page, "users")
    assert "Saved" in slot(page, "users")
    assert 'id="live"' in page
    assert "hx-swap-oob" in page
    assert 'class="shift' in page
    assert "<html" not in page


def test_an_answer_costs_at_most_twelve_statements(bank):
    """All statements but the brackets of the transaction; the wait for one's turn counts too."""
    bank("users", "1250")
    sent = post(bank, "users", "1260")  # it looks up the version that was seen
    with CaptureQueriesContext(connection) as asked:
        assert bank.client.post(*sent, headers=HTMX).status_code == 200
    brackets = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    touching = [q["sql"] for q in asked.captured_queries if not q["sql"].startswith(brackets)]
    assert len(touching) <= 12, "\n".join(touching)


def post(bank, question, value):
    row = Answer.objects.get(question=question)
    address = f"/engagements/{row.engagement_id}/answers/{question}"
    voice = {"source": row.source, "said_by": row.said_by, "confidence": row.confidence}
    return address, {"value": value, "seen": row.version, **voice}


def test_where_an_answer_comes_from_is_kept(bank):
    bank("users", "1200", source="customer-call", said_by="Maren", said_on="2026-11-20", confidence="high")
    row = Answer.objects.get(question="users")
    assert (row.source, row.said_by, str(row.said_on), row.confidence) == (
        "customer-call", "Maren", "2026-11-20", "high",
    )  # fmt: skip


def test_a_new_value_is_not_dated_like_the_old_one(bank):
    """The day on the form is the old answer's; a new value was said today unless another day is written."""
    row = Answer.objects.get(question="users")
    bank("users", "1301", said_on=row.said_on.isoformat())
    assert Answer.objects.get(question="users").said_on > row.said_on


@pytest.mark.parametrize(("question", "value", "kept"), [
    ("users", "1 300", 1300),
    ("air_gap", "yes", True),
    ("air_gap", "no", False),
    ("source_scm", "other-git", "other-git"),
    ("ci_systems", ["jenkins"], ["jenkins"]),
    ("source_version", "17.9", "17.9"),
])  # fmt: skip
def test_every_kind_of_question_takes_its_answer(question, value, kept, bank):
    assert bank(question, value).status_code == 200
    assert stored(question) == kept


@pytest.mark.parametrize(("question", "value"), [
    ("users", "many"), ("users", "-3"), ("users", "1.5"), ("source_scm", "cvs"), ("air_gap", "perhaps"),
])  # fmt: skip
def test_a_wrong_answer_is_kept_on_the_page_and_nowhere_else(question, value, bank):
    before = stored(question)
    answer = bank(question, value)
    part = slot(answer.content.decode(), question)
    assert answer.status_code == 422
    assert "Not saved" in part
    assert stored(question) == before
    if question == "users":
        assert f'value="{value}"' in part


def test_branching_shows_and_hides_questions(bank):
    page = bank("source_scm", "bitbucket-server").content.decode()
    assert "hidden" in slot(page, "versions_behind")
    page = bank("source_scm", "gitlab").content.decode()
    assert "hidden>" not in slot(page, "versions_behind")
    assert "How many minor versions" in slot(page, "versions_behind")


def test_a_contradiction_stands_at_each_of_its_questions(bank):
    page = bank("repos_over_5gb", "3000").content.decode()
    assert "Cannot all be true" in slot(page, "repos_over_5gb")
    assert "Cannot all be true" in slot(page, "projects")
    page = bank("repos_over_5gb", "10").content.decode()
    assert "Cannot all be true" not in slot(page, "projects")


def test_the_second_of_two_sees_what_the_first_wrote(bank):
    seen = Answer.objects.get(question="users").version
    assert bank("users", "1400", seen=seen, username="rita").status_code == 200
    late = bank("users", "1500", seen=seen)
    part = slot(late.content.decode(), "users")
    assert late.status_code == 412
    assert stored("users") == 1400
    assert "Rita Okafor" in part
    assert "1,400" in part
    assert 'value="1500"' in part
    version = Answer.objects.get(question="users").version
    assert f'name="seen" value="{version}"' in part
    assert bank("users", "1500", seen=version).status_code == 200
    assert stored("users") == 1500


def test_an_answer_is_taken_back_and_the_taking_back_undone(bank):
    page = bank("users", "").content.decode()
    assert stored("users") is None
    entry = AuditEntry.objects.filter(verb="answer.clear").latest("seq").seq
    assert f"/undo/{entry}" in slot(page, "users")
    assert bank.client.post(f"/undo/{entry}", {"next": "/board"}).headers["Location"] == "/board"
    assert stored("users") == 1200


def test_taking_back_what_another_changed_is_refused(bank):
    seen = Answer.objects.get(question="users").version
    bank("users", "1400", username="rita")
    assert bank("users", "", seen=seen).status_code == 412
    assert stored("users") == 1400


def test_without_javascript_the_answer_is_kept_and_the_page_comes_back(bank, firm):
    answer = bank("users", "1300", headers={})
    assert answer.headers["Location"] == f"/engagements/{firm.engagement.pk}/discover#q-users"
    assert bank("users", "many", headers={}).status_code == 422


def test_who_may_not_answer_reads(bank, firm, visit):
    finn = visit("finn")
    page = finn.get(f"/engagements/{firm.engagement.pk}/discover").content.decode()
    assert "your role does not change them" in page
    assert bank("users", "1", username="finn").status_code == 403
    assert stored("users") == 1200


def test_an_unknown_question_is_not_there(bank):
    assert bank("nonsense", "1").status_code == 404


def test_a_scoping_file_is_shown_before_it_is_taken(firm, visit):
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}/answers"
    text = cast.ANSWERS.read_text()
    page = client.post(place, {"text": text}).content.decode()
    assert page.count('chip chip-good">New') == 30
    assert not Answer.objects.exists()
    assert client.post(place, {"text": text, "sure": "1"}).status_code == 302
    assert stored("users") == 1200
    wrong = client.post(
        place, {"text": text.replace("users = 1200", "users = 'x'").replace("[answers]", "[answer]")}
    )
    assert wrong.status_code == 422


def act(bank, question, what, **said):
    row = Answer.objects.get(question=question, state="stands")
    place = f"/engagements/{row.engagement_id}/answers/{question}/act"
    return bank.client.post(place, {"act": what, "seen": row.version, **said}, headers=HTMX)


def test_what_another_said_is_noted_beside_and_settled_on_the_page(bank):
    place = f"/engagements/{Answer.objects.first().engagement_id}"
    asked = bank.client.get(f"{place}/answers/users?other=1", headers=HTMX).content.decode()
    assert 'name="other_value"' in slot(asked, "users")
    assert 'name="other_value"' in bank.client.get(f"{place}/discover?other=users").content.decode()
    said = {"other_value": "1500", "other_source": "customer-call", "other_said_by": "Maren"}
    page = act(bank, "users", "state", **said).content.decode()
    assert "Disputed" in slot(page, "users")
    assert "1 answer is disputed" in page
    row = Answer.objects.get(question="users", state="beside")
    assert (row.value, row.said_by) == (1500, "Maren")
    page = act(bank, "users", f"take:{row.pk}:{row.version}").content.decode()
    assert "Disputed" not in slot(page, "users")
    assert "Was 1,200" in slot(page, "users")
    assert Answer.objects.get(question="users", state="stands").value == 1500


def test_a_wrong_value_of_another_is_said_and_nothing_is_noted(bank):
    answer = act(bank, "users", "state", other_value="many", other_source="customer-call")
    assert answer.status_code == 422
    assert "Not saved" in slot(answer.content.decode(), "users")
    assert Answer.objects.filter(question="users").count() == 1


def test_typing_with_another_voice_keeps_the_answer_and_shows_both(bank):
    page = bank("users", "1500", source="customer-call", said_by="Maren").content.decode()
    assert "Disputed" in slot(page, "users")
    assert 'value="1200"' in slot(page, "users")


def test_typing_over_a_customers_own_word_is_said_by_who_types(bank, firm, ana):
    Answer.objects.filter(question="users").update(source="customer-link", said_by="Carl")
    bank("users", "1500")
    row = Answer.objects.get(question="users", state="beside")
    assert (row.value, row.source, row.said_by) == (1500, "account-team", "Ana Ferreira")


def test_what_the_account_answered_shows_where_and_is_confirmed_or_answered_anew(bank, firm, ana, visit):
    second = cast.engagements.open_engagement(
        ana, firm.account, name="The second", offering="migration-saas", today=cast.DAY
    )
    client, place = visit("ana"), f"/engagements/{second.pk}"
    page = client.get(f"{place}/discover").content.decode()
    assert "Answered for <b>Move to GitLab.com</b>, so it holds here." in slot(page, "users")
    done = client.post(f"{place}/answers/users/act", {"act": "confirm"}, headers=HTMX).content.decode()
    assert "so it holds here" not in slot(done, "users")
    said = {"value": "2600", "seen": "0", "source": "file", "confidence": "medium"}
    anew = client.post(f"{place}/answers/projects", said, headers=HTMX).content.decode()
    assert "In <b>Move to GitLab.com</b> it is" in slot(anew, "projects")
    assert Answer.objects.get(engagement=second, question="projects").value == 2600


def test_what_is_missing_is_on_the_page_and_follows(firm, visit):
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}"
    page = client.get(f"{place}/discover").content.decode()
    assert "Before an architect is asked:" in page
    assert "mailto:?subject=" in page
    missing = page[page.index('id="missing-parts"') :]
    assert "How many people will work" in missing
    said = {"value": "5", "seen": "0", "source": "account-team", "confidence": "medium"}
    after = client.post(f"{place}/answers/users", said, headers=HTMX).content.decode()
    assert "How many people will work" not in after[after.index('id="missing-parts"') :]
