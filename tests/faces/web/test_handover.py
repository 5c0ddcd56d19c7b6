"""The hand-over, on its page."""

from __future__ import annotations

from datetime import date

import pytest

from fairlead.apps.changes import actions as changes
from fairlead.apps.handover import actions
from fairlead.apps.handover.models import Handover, Question, Readiness
from fairlead.apps.risks import actions as log
from tests import cast


@pytest.fixture
def sow(firm):
    cast.prepared(firm.engagement)
    return cast.signable(firm)


def at(sow):
    return f"/engagements/{sow.engagement_id}/handover"


def send(client, verb, row, at, **more):
    given = {"version": row.version, "next": at, **more}
    return client.post(f"/do/{verb}/{row.pk}", given, follow=True).content.decode()


def test_from_the_preview_to_the_acceptance(sow, visit):
    ana, dan, place = visit("ana"), visit("dan"), at(sow)
    page = ana.get(place).content.decode()
    assert "Nothing is handed over yet" in page and "Merges take a day." in page
    assert "/do/handover.hand/" not in dan.get(place).content.decode()
    page = send(ana, "handover.hand", sow, place, pm=str(cast.person("dan").pk))
    assert "HO-" in page and "project manager Dan Whitlock" in page and "I have read" not in page
    row = Handover.objects.get()
    page = send(dan, "question.ask", row, place, section="risks", text="<b>How slow?</b>")
    assert "&lt;b&gt;How slow?" in page and "1 question open" in page
    page = send(dan, "handover.read", Handover.objects.get(), place, section="risks")
    assert "Dan Whitlock, <time" in page and "I have read all of it" in page
    page = send(dan, "handover.read", Handover.objects.get(), place, section="all")
    assert "Reservations (needed while questions are open)" in page
    page = send(ana, "question.answer", Question.objects.get(), place, text="2 MB a second.")
    assert "2 MB a second." in page and "That answers it" not in page
    page = send(dan, "question.close", Question.objects.get(), place)
    assert "Closed" in page
    page = send(dan, "handover.accept", Handover.objects.get(), place, reservations="")
    assert "accepted by Dan Whitlock" in page
    for form in ("pdf", "docx"):
        file = dan.get(f"/handovers/{row.pk}/paper.{form}")
        assert file.headers["Content-Disposition"].startswith("attachment")
    assert dan.get(f"/handovers/{row.pk}/paper.exe").status_code == 422


def test_a_change_in_force_is_told_since_the_last_version(sow, firm, visit):
    ana, place = visit("ana"), at(sow)
    actions.hand(cast.actor("ana"), sow)
    swap = changes.ask(cast.actor("ana"), cast.changed(firm, title="SSO for runners", days=49))
    changes.confirm(cast.actor("ana"), swap, note="Mail of Grace.", on=date(2026, 11, 20))
    page = ana.get(place).content.decode()
    assert "1 thing is otherwise since then" in page and "The end moves by +49 days." in page
    page = send(ana, "handover.hand", sow, place)
    assert "Changed since it was agreed" in page and "SSO for runners" in page


def test_what_changed_since_is_shown_and_handed_over_anew(sow, visit):
    ana, place = visit("ana"), at(sow)
    actions.hand(cast.actor("ana"), sow)
    assert "Nothing that was told has changed since." in ana.get(place).content.decode()
    log.raise_entry(cast.actor("ana"), cast.as_it_is(sow.engagement), kind="risk", title="A freeze")
    assert "1 thing is otherwise since then" in ana.get(place).content.decode()
    page = send(ana, "handover.hand", sow, place)
    assert "Replaced" in page and "has changed since." in page


def test_what_is_ready_is_said_on_the_page(sow, visit):
    actions.hand(cast.actor("ana"), sow)
    engagement = cast.as_it_is(sow.engagement)
    page = send(visit("sam"), "readiness.state", engagement, at(sow), item="commit", note="Monday")
    assert Readiness.objects.get().item == "commit"
    assert "1 thing is otherwise" in page and "Its forecast category is Commit: holds." in page


def test_nobody_else_looks_in(sow, visit):
    row = actions.hand(cast.actor("ana"), sow)
    for who in ("carl", "max"):
        for address in (at(sow), f"/handovers/{row.pk}/paper.pdf"):
            assert visit(who).get(address).status_code == 404


def test_the_empty_page_says_what_it_is_for(firm, visit):
    page = visit("ana").get(f"/engagements/{firm.engagement.pk}/handover").content.decode()
    assert "Once a statement of work is drawn up" in page
