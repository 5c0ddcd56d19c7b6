"""The page that a customer link opens: their questions, their answers, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.scoping.queries import bank
from fairlead.apps.scoping.rules import MOST_TRIES
from fairlead.faces.web.by_link import MOST_BYTES
from tests import cast
from tests.faces.web.test_pages import HOSTILE, read

HTMX = {"HX-Request": "true"}


@pytest.fixture
def link(ana, firm):
    return actions.issue(ana, firm.engagement, contact=firm.contact)


@pytest.fixture
def carls(link):
    """Carl's browser, which knows nothing of the desk."""
    client = Client(enforce_csrf_checks=False)
    client.address = f"/ask/{link.secret}"
    return client


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_it_shows_the_questions_for_the_customer_and_nothing_of_the_firm(carls, ana, firm):
    cast.answered(firm)
    cast.engagements.edit(ana, firm.engagement, pains="Slow merges", constraints="No root")
    cast.estimates.draft(ana, firm.engagement)
    actions.state(
        ana, firm.engagement, question="portfolios", value=99, source="customer-call", said_by="Maren"
    )
    response = carls.get(carls.address)
    assert response.status_code == 200
    found, text = read(response.content.decode()), text_of(response)
    assert (found.offences, found.heads, found.lang) == ([], 1, "en")
    assert len(found.ids) == len(set(found.ids))
    assert "Harbour &amp; Line Services" in text
    assert "Move to GitLab.com" in text
    asked = [q for q in bank(ana, firm.engagement).questions if q.ask == "customer"]
    for question in bank(ana, firm.engagement).questions:
        assert (f'id="q-{question.id}"' in response.content.decode()) == (question in asked), question.id
    price = cast.Estimate.objects.latest("pk").price
    hidden = [
        "Ana",
        "Theo",
        "Slow merges",
        "No root",
        "Maren",
        "Northwind",
        "P90",
        "argin",
        "ost",
        f"{price:,.0f}",
    ]
    for word in hidden:
        assert not re.search(rf"\b{re.escape(word)}", text.replace("cost of", "")), word
    # Nobody else's answers: every field is empty.
    assert 'value="99"' not in response.content.decode()
    assert (
        re.findall(r'type="text"[^>]*name="value-[a-z_]+" value="([^"]+)"', response.content.decode()) == []
    )
    assert " selected" not in response.content.decode()


def test_its_heads_keep_it_out_of_every_index_and_cache(carls):
    heads = carls.get(carls.address).headers
    assert heads["Cache-Control"] == "no-store"
    assert "noindex" in heads["X-Robots-Tag"]
    policy = heads["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "data:" not in policy
    assert "unsafe" not in policy
    assert heads["Referrer-Policy"] == "same-origin"


def test_without_javascript_all_are_saved_at_once(carls, firm):
    sent = {
        "value-portfolios": "12",
        "value-air_gap": "no",
        "ask-top_groups": "Ben",
        "value-ci_systems": ["jenkins"],
    }
    answer = carls.post(carls.address, sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{carls.address}?saved=1#top")
    rows = {row.question: (row.value, row.state, row.ask, row.said_by) for row in Answer.objects.all()}
    assert rows == {
        "portfolios": (12, "stands", "", "Carl Jensen"),
        "air_gap": (False, "stands", "", "Carl Jensen"),
        "ci_systems": (["jenkins"], "stands", "", "Carl Jensen"),
        "top_groups": (None, "unknown", "Ben", "Carl Jensen"),
    }
    again = carls.get(answer.headers["Location"])
    assert "your answers are saved" in text_of(again)
    assert 'name="value-portfolios" value="12"' in again.content.decode()
    assert 'name="ask-top_groups" value="Ben"' in again.content.decode()
    carls.post(carls.address, sent)
    assert Answer.objects.count() == 4


def test_a_word_for_a_number_is_said_at_its_field_and_nothing_is_lost(carls):
    answer = carls.post(carls.address, {"value-portfolios": "about a dozen", "value-top_groups": "3"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="value-portfolios" value="about a dozen"' in html
    part = html[html.index('id="q-portfolios"') :]
    part = part[: part.index("</div>\n  </div>") if "</div>\n  </div>" in part else 4000]
    assert "Please write a whole number, in figures." in part
    assert "One answer could not be saved" in html
    assert dict(Answer.objects.values_list("question", "value")) == {"top_groups": 3}


def test_one_answer_is_saved_as_it_is_given(carls):
    answer = carls.post(
        carls.address,
        {"question": "portfolios", "value-portfolios": "12", "value-air_gap": "yes"},
        headers=HTMX,
    )
    html = answer.content.decode()
    assert (answer.status_code, "<html" in html) == (200, False)
    assert "Saved" in html[: html.index("ask-progress")]
    assert dict(Answer.objects.values_list("question", "value")) == {"portfolios": 12}
    wrong = carls.post(carls.address, {"question": "portfolios", "value-portfolios": "x"}, headers=HTMX)
    assert (wrong.status_code, 'value="x"' in wrong.content.decode()) == (422, True)
    assert Answer.objects.get().value == 12
    gone = carls.post(carls.address, {"question": "portfolios", "value-portfolios": ""}, headers=HTMX)
    assert (gone.status_code, Answer.objects.get().value) == (200, None)


def test_a_question_that_comes_with_an_answer_comes_with_the_page(carls):
    answer = carls.post(
        carls.address, {"question": "ci_systems", "value-ci_systems": ["jenkins"]}, headers=HTMX
    )
    assert answer.headers["HX-Refresh"] == "true"
    same = carls.post(carls.address, {"question": "portfolios", "value-portfolios": "5"}, headers=HTMX)
    assert "HX-Refresh" not in same.headers


def test_questions_for_others_are_not_answered_by_it(carls):
    for question in ("source_scm", "users", "nonsense"):
        carls.post(carls.address, {"question": question, f"value-{question}": "5"}, headers=HTMX)
    assert not Answer.objects.exists()


def test_when_all_is_answered_it_says_thanks(carls, firm, ana):
    cast.answered(firm)
    asked = {q.id: q for q in bank(ana, firm.engagement).questions if q.ask == "customer"}
    carls.post(carls.address, {f"ask-{key}": "Ben" for key in asked})
    assert "Thank you! That is all we need from you." in text_of(carls.get(carls.address))


def expired(link, ana):
    Link.objects.filter(pk=link.link).update(expires_at=timezone.now() - timedelta(seconds=1))


def revoked(link, ana):
    actions.revoke(ana, Link.objects.get(pk=link.link))


def closed(link, ana):
    cast.moved(cast.Engagement.objects.get(), "lose")


@pytest.mark.parametrize("ended", [expired, revoked, closed])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_has_ended_says_only_that(ended, method, carls, link, ana):
    ended(link, ana)
    answer = getattr(carls, method)(carls.address, {"value-portfolios": "5"})
    assert answer.status_code == 410
    _says_nothing(answer, "no longer works")
    assert not Answer.objects.exists()


@pytest.mark.parametrize("secret", ["x", "forged.signature", "a" * 43 + "." + "b" * 43, "%00", "ü.ü"])
@pytest.mark.parametrize("place", ["ask", "meet"])
def test_a_forged_link_says_nothing(place, secret, carls):
    _says_nothing(carls.get(f"/{place}/{secret}"), "nothing here")
    assert carls.get(f"/{place}/{secret}").status_code == 404


def test_a_link_opens_its_own_page_alone(carls, link):
    assert carls.get(f"/meet/{link.secret}").status_code == 404


def _says_nothing(answer, said):
    text = text_of(answer)
    assert said in text
    for word in ("Move to GitLab.com", "Harbour", "Carl", "Northwind"):
        assert word not in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_used_too_often_it_asks_to_wait_and_shows_what_was_written(carls, link):
    Link.objects.filter(pk=link.link).update(tries=MOST_TRIES, tried_from=timezone.now())
    answer = carls.post(carls.address, {"value-portfolios": "5"})
    assert answer.status_code == 429
    assert "wait an hour" in text_of(answer)
    assert not Answer.objects.exists()


def test_more_than_a_sheet_is_not_read(carls):
    answer = carls.post(carls.address, {"value-source_version": "x" * (MOST_BYTES + 1)})
    assert answer.status_code == 413
    assert not Answer.objects.exists()


def test_a_text_that_is_markup_stays_text(carls, firm, visit):
    carls.post(carls.address, {"value-source_version": HOSTILE, "ask-top_groups": HOSTILE})
    for html in (
        carls.get(carls.address).content.decode(),
        visit("ana").get(f"/engagements/{firm.engagement.pk}/discover").content.decode(),
    ):
        assert "<script>alert" not in html
        assert "alert('ahoy')" not in html


def test_the_number_of_answers_does_not_matter(carls, firm):
    carls.get(carls.address)
    with CaptureQueriesContext(connection) as before:
        carls.get(carls.address)
    cast.answered(firm)
    with CaptureQueriesContext(connection) as after:
        carls.get(carls.address)
    assert len(after) == len(before) <= 3


def test_what_came_in_is_a_conflict_on_the_desk_and_is_settled_there(carls, firm, visit, ana):
    cast.answered(firm)
    value = Answer.objects.get(question="portfolios").value
    carls.post(carls.address, {"value-portfolios": str(int(value) + 3)})
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}/discover"
    html = client.get(place).content.decode()
    assert "1 answer is disputed" in html
    row = Answer.objects.get(question="portfolios", state="beside")
    done = client.post(
        f"/engagements/{firm.engagement.pk}/answers/portfolios/act",
        {"act": f"take:{row.pk}:{row.version}", "note": "Carl knows.", "seen": 1}, headers=HTMX,
    )  # fmt: skip
    assert done.status_code == 200
    assert "is disputed" not in client.get(place).content.decode()
    kept = Answer.objects.get(question="portfolios", state="stands")
    assert (kept.value, kept.source, kept.said_by) == (value + 3, "customer-link", "Carl Jensen")


def test_the_desk_gives_it_out_shows_it_once_and_revokes_it(visit, firm):
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}/links"
    sent = {"contact": firm.contact.pk, "kind": "fill", "name": "", "email": "", "days": "7"}
    html = client.post(place, sent)
    (address,) = re.findall(r'value="http://testserver(/ask/[^"]+)"', html.content.decode())
    assert html.headers["Cache-Control"] == "no-store"
    assert Client().get(address).status_code == 200
    assert address not in client.get(place).content.decode()
    client.post(f"/do/link.revoke/{Link.objects.get().pk}", {"next": place})
    assert Client().get(address).status_code == 410
    assert "Revoked" in client.get(place).content.decode()
    wrong = client.post(place, sent | {"days": "900"})
    assert wrong.status_code == 422
    assert "1 to 60 days" in wrong.content.decode()


def test_who_may_not_give_it_out_reads(visit, firm):
    client, place = visit("sam"), f"/engagements/{firm.engagement.pk}/links"
    assert "Give out a link" not in client.get(place).content.decode()
    assert client.post(place, {"kind": "fill", "days": "7", "name": "Carl"}).status_code == 403
