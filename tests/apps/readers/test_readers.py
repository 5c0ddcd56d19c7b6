"""What the firm is told of the readers of a version, and of those of the version before it."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.desk.models import Notice
from fairlead.apps.readers import actions, queries
from fairlead.core.errors import Forbidden
from fairlead.core.outbox import deliver_waiting
from tests import cast
from tests.apps.readers.reading import ago, begun, read
from tests.apps.redlines import coming
from tests.apps.redlines.test_customers import before_them, returned, settled


@pytest.fixture
def sow(firm):
    return before_them(firm)


@pytest.fixture
def carl(firm):
    return cast.actor("carl")


def test_what_each_reader_read_is_put_together(ana, carl, sow):
    visit = read(sow, price=40, parties=20)
    actions.download(carl, visit, kind="docx")
    (card,) = queries.readers(ana, sow).readers
    assert (card.name, card.by_link, card.seconds, len(card.visits)) == ("Carl Jensen", False, 60, 1)
    assert card.longest.endswith("Price")
    assert [one.kind for one in card.files] == ["docx"]
    read_there = {one.id: one.seconds for one in card.clauses if one.seconds}
    assert read_there == {"price": 40, "parties": 20}
    assert card.unread
    assert (card.since, card.changed, card.uncompared) == ("", (), "")


def test_whoever_signs_by_link_has_no_clauses(ana, firm):
    row, grace = cast.link_of(cast.sent(cast.moved(cast.approved(firm).engagement, "ready", "approve")))
    actions.open_link(grace, row)
    (card,) = queries.readers(ana, row.sending.sow).readers
    assert (card.name, card.by_link, card.clauses, card.unread, card.longest) == (
        "Grace Hall",
        True,
        (),
        (),
        "",
    )


def test_a_version_with_other_words_says_what_of_it_they_had_read(ana, carl, sow):
    read(sow, **{"price": 40, "passive-acceptance": 20})
    settled(returned(carl, sow))
    newest = coming.fresh(Sow.objects.get(engagement=sow.engagement_id, state="drawn-up"))
    (card,) = queries.readers(ana, newest).readers
    assert (card.name, card.visits, card.since) == ("Carl Jensen", (), sow.code)
    assert [(one.id, one.before, one.now) for one in card.changed] == [("passive-acceptance", 20, 0)]
    read(coming.fresh(agreements.share(ana, newest)), **{"passive-acceptance": 7})
    (card,) = queries.readers(ana, newest).readers
    assert (len(card.visits), card.since) == (1, sow.code)
    assert [(one.id, one.before, one.now) for one in card.changed] == [("passive-acceptance", 20, 7)]


def test_only_the_firm_is_told(carl, sow):
    begun(sow)
    for who in (carl, cast.actor("max")):
        with cast.refused(Forbidden):
            queries.readers(who, sow)
    assert queries.readers(cast.actor("cora"), sow).readers
    assert [row.name for row in queries.visits(carl, sow=sow)] == ["Carl Jensen"]
    assert not queries.visits(cast.actor("max"), sow=sow)


def test_a_page_that_lists_versions_is_told_with_them(sow):
    read(sow, price=40)
    ago(begun_again(sow), minutes=5)
    (row,) = queries.with_visits(Sow.objects.filter(pk=sow.pk))
    (one,) = queries.readers_on(row)
    assert (one.name, len(one.visits), one.clauses["price"]) == ("Carl Jensen", 2, 40)
    assert one.longest.id == "price"


def begun_again(sow):
    """Another visit, an hour after the one that is there."""
    visit = queries.Visit.objects.latest("pk")
    ago(visit, hours=1)
    return begun(sow)


def test_who_leads_hears_of_the_first(ana, sow):
    begun(sow)
    deliver_waiting()
    told = Notice.objects.filter(text__contains="opened SOW-")
    assert {notice.user.username for notice in told} == {"ana"}
    assert told.get().text.startswith(f"Carl Jensen opened {sow.title}, the first of the customer")
