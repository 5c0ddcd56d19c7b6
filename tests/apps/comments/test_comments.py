"""comment.write, answer, resolve, reopen: threads on clauses and lines that outlive a version."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.comments import actions
from fairlead.apps.comments.models import Comment
from fairlead.apps.comments.places import clauses_of, lines_of
from fairlead.apps.comments.queries import comment_card, commented, comments
from fairlead.apps.desk.models import Notice
from fairlead.apps.desk.queries import todo
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from tests import cast
from tests.apps.redlines import coming

CLAUSE = "clause:acceptance"
NAME = "Northwind Freight, Move to GitLab.com"


def told(actor):
    deliver_waiting()
    return [row.text for row in Notice.objects.filter(user_id=actor.user_id, read=False).order_by("pk")]


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


@pytest.fixture
def said(theo, sow):
    return actions.write(
        theo, sow.engagement, about=CLAUSE, text="Five days are short.", to=cast.person("lea")
    )


def test_it_is_about_a_clause_and_says_in_which_version_it_was_read(theo, sow):
    with cast.records("comment.write") as lines:
        row = actions.write(theo, sow.engagement, about=CLAUSE, text="  Five days are short. ")
    assert lines[0].thread == f"engagement:{sow.engagement_id}"
    card = comment_card(theo, row)
    assert (card.about, card.sow, card.text, card.by) == (
        CLAUSE,
        sow.pk,
        "Five days are short.",
        "Theo Lindqvist",
    )
    assert card.title == clauses_of(sow)["acceptance"].title


def test_it_is_about_a_line_before_there_is_any_document(theo, firm):
    cast.answered(firm)
    engagement = cast.as_it_is(firm.engagement)
    row = actions.write(theo, engagement, about="line:kickoff", text="Two of us?")
    assert (row.kind, row.place, row.sow) == ("line", "kickoff", None)
    assert row.title == lines_of(theo, engagement)["kickoff"].title
    with cast.refused(Invalid, "no statement of work yet"):
        actions.write(theo, engagement, about=CLAUSE, text="Five days?")


def test_what_is_not_there_is_refused_with_what_is(theo, sow):
    with cast.refused(Invalid, "no clause 'nothing'"):
        actions.write(theo, sow.engagement, about="clause:nothing", text="?")
    with cast.refused(Invalid, "no line 'nothing'"):
        actions.write(theo, sow.engagement, about="line:nothing", text="?")
    for about in ("", "acceptance", "page:3", "clause:"):
        with cast.refused(Invalid):
            actions.write(theo, sow.engagement, about=about, text="?")


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_it_says_something_that_somebody_reads(text, theo, sow):
    with cast.refused(Invalid):
        actions.write(theo, sow.engagement, about=CLAUSE, text=text)


def test_an_answer_is_asked_of_somebody_else_who_sees_the_work(theo, sow):
    for who, why in (("theo", "no answer of yours"), ("alma", "does not see this work")):
        with cast.refused(Invalid, why):
            actions.write(theo, sow.engagement, about=CLAUSE, text="?", to=cast.person(who))


def test_who_is_asked_hears_of_it_until_it_is_answered(said, theo, ana, lea):
    assert told(lea) == [f"Theo Lindqvist asks you on {said.title}, {NAME}: Five days are short."]
    assert told(ana)[-1:] == [f"Theo Lindqvist comments on {said.title}, {NAME}: Five days are short."]
    (item,) = [item for item in todo(lea) if item.kind == "comment"]
    assert (item.what, item.about) == (f"Answer Theo Lindqvist on {said.title}", said.pk)
    with cast.records("comment.answer"):
        row = actions.answer(lea, said, note="Ten at the most.")
    assert row.state == "answered"
    assert [item for item in todo(lea) if item.kind == "comment"] == []
    assert told(lea) == []
    assert any("Lea Brandt answers" in text and "Ten at the most." in text for text in told(theo))


def test_it_is_resolved_by_its_author_whom_it_asks_or_who_leads_and_opened_again(said, theo, lea, sam, rita):
    with cast.refused(Forbidden, "Theo Lindqvist, who wrote it"):
        actions.resolve(sam, said)
    with cast.records("comment.resolve"):
        row = actions.resolve(lea, said, note="Ten it is.")
    assert (row.state, row.closed_name, row.answers[-1]["text"]) == ("resolved", "Lea Brandt", "Ten it is.")
    assert told(lea) == []
    with cast.refused(WrongTime, "resolved"):
        actions.answer(theo, row, note="Wait.")
    with cast.records("comment.reopen"):
        row = actions.reopen(sam, row, note="The customer says seven.")
    assert (row.state, row.closed_at) == ("open", None)
    assert actions.resolve(rita, row).state == "resolved"


def test_it_stays_with_its_clause_in_the_next_version_and_tells_when_that_differs(said, ana, theo, sow):
    engagements.price(ana, cast.as_it_is(sow.engagement), acceptance_days=10)
    estimate = estimates.submit(ana, estimates.draft(ana, cast.as_it_is(sow.engagement)))
    for who in ("theo", "dan", "dora"):
        if estimate.state == "in-review" and cast.actor(who).has_any(estimate.awaited):
            estimate = estimates.approve(cast.actor(who), estimate)
    later = coming.fresh(agreements.generate(ana, estimate))
    (row,) = comments(theo, engagement=later.engagement, about=CLAUSE)
    assert row.sow_id == sow.pk and row.digest == clauses_of(sow)["acceptance"].digest
    assert row.digest != clauses_of(later)["acceptance"].digest


def test_pages_know_where_there_are_open_ones(said, theo, sow):
    actions.write(theo, sow.engagement, about="line:kickoff", text="Two of us?")
    (row,) = commented(theo, Engagement.objects.filter(pk=sow.engagement_id))
    assert row.commented == [CLAUSE, "line:kickoff"]
    actions.resolve(theo, said)
    (row,) = commented(theo, Engagement.objects.filter(pk=sow.engagement_id))
    assert row.commented == ["line:kickoff"]


def test_a_lost_engagement_is_not_discussed(theo, firm):
    cast.answered(firm)
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.write(theo, cast.as_it_is(firm.engagement), about="line:kickoff", text="?")


@pytest.mark.parametrize("who", ["carl", "max"])
def test_customers_and_strangers_see_none(who, said, sow, request):
    actor = request.getfixturevalue(who)
    assert not comments(actor).exists()
    with pytest.raises(Missing):
        find(actor, Comment, said.pk)
    with cast.refused(Forbidden, "comment"):
        actions.write(actor, sow.engagement, about=CLAUSE, text="Mine.")


def test_an_administrator_says_nothing_of_the_work(alma, said):
    with cast.refused(Forbidden, "comment"):
        actions.answer(alma, said, note="Me too.")


def test_what_a_line_costs_is_not_what_decides_whether_it_changed(theo, ana, sow):
    row = actions.write(theo, sow.engagement, about="line:kickoff", text="Two of us?")
    engagements.price(ana, cast.as_it_is(sow.engagement), discount=Decimal("3"))
    assert lines_of(theo, cast.as_it_is(sow.engagement))["kickoff"].digest == row.digest
