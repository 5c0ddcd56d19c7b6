"""sow.share: a version is put before the customer, who sees it from then on, and not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.engagements.models import Moment
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.rows import find
from tests import cast
from tests.apps.changes import shaping
from tests.apps.redlines import coming
from tests.replay import replayed


@pytest.fixture
@replayed
def sow(firm):
    return coming.sent(firm)


def seen(actor):
    return list(Sow.objects.visible_to(actor))


@pytest.mark.parametrize("who", ["ana", "rita"])
def test_it_is_put_before_them_by_whoever_leads_and_is_there_from_then_on(who, sow, carl):
    assert seen(carl) == []
    day = timezone.localdate() + timedelta(days=5)
    with cast.records("sow.share", "engagement.note-sow") as lines:
        row = agreements.share(cast.actor(who), sow, until=day)
    assert Moment.objects.filter(engagement=sow.engagement, what="sow-draft-sent").exists()
    assert (row.shared_by, row.reply_by, lines[0].thread) == (cast.actor(who).name, day, sow.thread)
    assert seen(carl) == [sow]
    kinds = {paper.kind for paper in Paper.objects.visible_to(carl)}
    assert kinds == {"sow.pdf", "sow.docx", "proposal.pdf"}


@pytest.mark.parametrize("who", ["sam", "theo", "dora", "dan", "cora", "finn", "lea", "alma", "carl", "max"])
def test_nobody_else_puts_it_there(who, sow):
    with cast.records(), pytest.raises((Forbidden, Missing)):
        agreements.share(cast.actor(who), find(cast.actor(who), Sow, sow.pk))
    assert coming.fresh(sow).shared_at is None


def test_what_is_replaced_is_not_put_before_them_and_is_theirs_no_more(sow, ana, carl):
    agreements.share(ana, coming.fresh(sow))
    newer = agreements.generate(ana, sow.estimate)
    assert seen(carl) == []
    with cast.records(), cast.refused(WrongTime, "This version is superseded"):
        agreements.share(ana, coming.fresh(sow))
    agreements.share(ana, coming.fresh(newer))
    assert seen(carl) == [newer]


def test_of_what_is_lost_nothing_is_before_them(sow, ana, carl):
    agreements.share(ana, coming.fresh(sow))
    cast.moved(sow.engagement, "lose")
    assert seen(carl) == []
    with cast.records(), cast.refused(WrongTime, "closed lost"):
        agreements.share(ana, coming.fresh(sow))


def test_once_is_enough_and_a_day_is_one_to_come(sow, ana):
    with cast.records(), cast.refused(Invalid, "This day is over"):
        agreements.share(ana, sow, until=timezone.localdate() - timedelta(days=1))
    agreements.share(ana, sow)
    with cast.records(), cast.refused(WrongTime, "before the customer already"):
        agreements.share(ana, coming.fresh(sow))


def test_put_there_too_early_it_is_taken_back(sow, ana, sam, carl):
    with cast.records(), cast.refused(WrongTime, "not put before"):
        agreements.withhold(ana, sow)
    agreements.share(ana, coming.fresh(sow))
    with cast.records(), cast.refused(Forbidden):
        agreements.withhold(sam, coming.fresh(sow))
    with cast.records("sow.withhold") as lines:
        row = agreements.withhold(ana, coming.fresh(sow), note="The price is not ours yet.")
    assert (row.shared_at, row.shared_by, row.reply_by) == (None, "", None)
    assert lines[0].facts["note"] == "The price is not ours yet."
    assert seen(carl) == []
    agreements.share(ana, coming.fresh(sow))
    assert seen(carl) == [sow]


def test_what_a_change_proposes_is_put_before_them_by_whoever_leads_it(firm, dan, carl, finn):
    cast.signable(firm)
    amended = coming.fresh(shaping.asked(firm).amended)
    assert amended not in seen(carl)
    with cast.records(), cast.refused(Forbidden, "put a paper before the customer"):
        agreements.share(finn, amended)
    agreements.share(dan, amended)
    assert amended in seen(carl)


def test_another_customers_contact_sees_nothing_of_it(sow, ana, carl):
    agreements.share(ana, sow)
    assert seen(replace(carl, accounts=frozenset({999}))) == []


def test_once_it_is_approved_it_is_before_them_in_any_case(firm, ana, carl):
    sow = cast.signable(firm)
    assert seen(carl) == [sow]
    for verb in (agreements.share, agreements.withhold):
        with cast.records(), cast.refused(WrongTime, "in any case"):
            verb(ana, coming.fresh(sow))
