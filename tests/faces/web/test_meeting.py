"""Two screens of one meeting: they move together, and the customer's holds nothing of the inside."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fairlead.apps.estimates.bridge import figures_of
from fairlead.apps.estimates.queries import preview
from fairlead.apps.scoping import actions
from fairlead.apps.scoping.models import Answer, Link
from fairlead.faces.web.wording import money
from tests import cast

HTMX = {"HX-Request": "true"}


@pytest.fixture
def room(ana, firm, visit):
    """Ana's desk and Carl's screen, in the same meeting."""
    cast.answered(firm)
    issued = actions.issue(ana, firm.engagement, contact=firm.contact, kind="meeting")
    inside, outside = visit("ana"), Client()
    inside.place = f"/engagements/{firm.engagement.pk}/meeting"
    outside.place = f"/meet/{issued.secret}"
    return inside, outside


def seen(html: str) -> str:
    (found,) = re.findall(r"\?seen=([0-9a-f]{16})", html)
    return found


def polled(client, told: str = ""):
    return client.get(client.place + f"?seen={told}", headers=HTMX)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_the_customer_follows_when_a_question_is_taken_in_hand(room):
    inside, outside = room
    now = seen(outside.get(outside.place).content.decode())
    assert polled(outside, now).status_code == 204
    assert inside.post(inside.place, {"question": "portfolios"}, headers=HTMX).status_code == 204
    moved = polled(outside, now)
    assert moved.status_code == 200
    assert 'for="a-portfolios"' in moved.content.decode()
    assert polled(outside, seen(moved.content.decode())).status_code == 204
    with cast.records():
        inside.post(inside.place, {"question": "portfolios"}, headers=HTMX)


def test_the_customer_follows_when_an_answer_is_given(room, firm):
    inside, outside = room
    inside.post(inside.place, {"question": "portfolios"}, headers=HTMX)
    before = outside.get(outside.place)
    row = Answer.objects.get(question="portfolios")
    inside.post(
        f"/engagements/{firm.engagement.pk}/answers/portfolios",
        {
            "value": "44",
            "seen": row.version,
            "source": row.source,
            "said_by": row.said_by,
            "confidence": "high",
        },
        headers=HTMX,
    )
    after = polled(outside, seen(before.content.decode()))
    assert 'name="value-portfolios" value="44"' in after.content.decode()


def test_the_inside_follows_when_the_customer_answers(room):
    inside, outside = room
    inside.post(inside.place, {"question": "portfolios"}, headers=HTMX)
    page = inside.get(inside.place).content.decode()
    (looked,) = re.findall(r"looked=([^\"]+)\"", page)
    assert polled(inside, seen(page)).status_code == 204
    sent = outside.post(outside.place, {"question": "portfolios", "value-portfolios": "77"}, headers=HTMX)
    assert sent.status_code == 200
    row = Answer.objects.get(question="portfolios", source="customer-link")
    assert (row.value, row.said_by, row.state) == (77, "Carl Jensen", "beside")
    moved = inside.get(f"{inside.place}?seen={seen(page)}&looked={looked}", headers=HTMX).content.decode()
    part = moved[moved.index('id="q-portfolios"') :]
    assert "Disputed" in part
    assert "Take 77" in part
    assert 'id="live"' in moved
    assert moved.count('class="q ') == 1
    assert """hx-vals='{"question": "portfolios"}'""" in page
    assert """hx-vals='{"question": "portfolios"}'""" in moved


def test_a_word_for_a_number_is_said_at_its_field(room):
    inside, outside = room
    inside.post(inside.place, {"question": "portfolios"}, headers=HTMX)
    for headers in (HTMX, {}):
        wrong = outside.post(
            outside.place, {"question": "portfolios", "value-portfolios": "lots"}, headers=headers
        )
        assert wrong.status_code == 422
        assert 'value="lots"' in wrong.content.decode()
        assert "Please write a whole number" in wrong.content.decode()
    assert not Answer.objects.filter(source="customer-link").exists()


def test_only_the_question_in_hand_is_answered(room):
    _inside, outside = room
    assert outside.post(outside.place, {"question": "portfolios", "value-portfolios": "5"}).status_code == 302
    assert not Answer.objects.filter(source="customer-link").exists()


def test_the_price_shows_when_it_is_allowed_and_it_is_the_list_price(room, firm, ana):
    inside, outside = room
    cast.engagements.price(ana, cast.as_it_is(firm.engagement), discount="7.50")
    assert "List price" not in text_of(outside.get(outside.place))
    inside.post(inside.place, {"priced": "1"})
    page = text_of(outside.get(outside.place))
    shown = cast.estimates.draft(ana, cast.as_it_is(firm.engagement))
    assert money(figures_of(shown).list_price, whole=True) in page
    assert money(shown.price, "USD", whole=True) not in page
    inside.post(inside.place, {"priced": "0"})
    assert "List price" not in text_of(outside.get(outside.place))


# Every word that the customer's screen may show besides the question in hand and the practice's scope texts.
WORDS = re.compile(
    r"Skip to the content|In hand|No question is in hand\. Below is what we have understood so far\.|Dates|"
    r"Wished start|Duration|List price|Questions|Scope|Phases|What you get|What we need from you|"
    r"What is not part of it|Not named yet|\d+ to \d+ weeks|\d+ of \d+ answered|For example:|Save[d]?|"
    r"Not known yet|\$[\d,]+|· Fairlead"
)


def test_the_customers_screen_holds_what_is_on_the_list_and_nothing_else(room, firm, ana):
    """What is left of the page after its own words, the question and the texts of the scope is nothing."""
    inside, outside = room
    engagement = cast.as_it_is(firm.engagement)
    cast.engagements.edit(ana, engagement, pains="Slow merges", constraints="No root", start_on=cast.DAY)
    theo, sam = cast.person("theo"), cast.person("sam")
    cast.engagements.assign(ana, engagement, architect=theo, seller=sam)
    inside.post(inside.place, {"question": "portfolios", "priced": "1"})
    response = outside.get(outside.place)
    found = preview(ana, cast.as_it_is(firm.engagement))
    left = text_of(response)
    for text in _allowed(firm):
        left = left.replace(" ".join(text.split()), " ")
    left = WORDS.sub(" ", left)
    assert re.sub(r"[\s.]+", "", left) == ""
    html = response.content.decode()
    for figure in (found.margin, found.price_p90, found.price_p50):
        assert f"{figure:,.0f}" not in html or figure < 10
    for word in ("Ana", "Theo", "Sam", "Slow", "root", "argin", "iscount", "P50", "P80", "P90", "onfidence"):
        assert word not in html, word


def _allowed(firm) -> list[str]:
    from html import escape

    from fairlead.apps.catalog.queries import practice_of
    from fairlead.apps.estimates.bridge import shaped
    from fairlead.apps.scoping.queries import present

    engagement = cast.as_it_is(firm.engagement)
    practice = practice_of(engagement.practice_id)
    offering = practice.offering(engagement.offering)
    question = next(q for q in offering.questions if q.id == "portfolios")
    worded = shaped(engagement, present(cast.actor("ana"), engagement)).terms
    texts = [
        practice.firm, engagement.name, question.text, question.why, f"For example: {question.sample}",
        question.unit, "Nov. 23, 2026", *(phase.name for phase in offering.phases),
        *(w.text for w in worded), *(getattr(w.source, "title", "") for w in worded),
    ]  # fmt: skip
    return sorted((escape(text, quote=True) for text in texts if text), key=len, reverse=True)


def test_a_poll_is_cheap(room):
    inside, outside = room
    for client, most in ((outside, 2), (inside, 5)):
        now = seen(client.get(client.place).content.decode())
        with CaptureQueriesContext(connection) as asked:
            assert polled(client, now).status_code == 204
        assert len(asked) <= most, [q["sql"][:120] for q in asked.captured_queries]


def test_without_a_link_the_page_says_how_to_begin(visit, firm):
    client = visit("ana")
    page = client.get(f"/engagements/{firm.engagement.pk}/meeting").content.decode()
    assert "There is no link for a meeting yet" in page
    assert (
        client.post(f"/engagements/{firm.engagement.pk}/meeting", {"question": "portfolios"}).status_code
        == 404
    )


def test_who_may_not_lead_does_not(room, visit):
    inside, _outside = room
    assert visit("sam").post(inside.place, {"question": "portfolios"}).status_code == 403
    assert Link.objects.get().at == ""
    page = visit("sam").get(inside.place).content.decode()
    assert "argin" not in page.replace("They see no cost, margin, discount, source or name.", "")
    assert "Standard cost" not in page
