"""paper.list and paper.download: who holds which paper in hand."""

from __future__ import annotations

import hashlib

import pytest

from fairlead.apps.agreements.models import COST_KINDS, Paper, Sow
from fairlead.apps.agreements.queries import download, papers, sows
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.core.errors import Forbidden, Missing
from fairlead.core.rows import find
from tests import cast

WITHOUT_COST = {"sow.pdf", "sow.docx", "proposal.pdf"}
ALL = {*WITHOUT_COST, *COST_KINDS}
SEEN = {
    **dict.fromkeys(("ana", "rita", "theo", "dora", "dan", "finn", "alma"), ALL),
    "sam": WITHOUT_COST,
    "cora": WITHOUT_COST,
    "carl": WITHOUT_COST,
    "max": set(),
}


@pytest.fixture
def sow(firm):
    return cast.signable(firm)


@pytest.mark.parametrize("who", SEEN)
def test_the_list_shows_what_may_be_downloaded(who, sow, request):
    actor = request.getfixturevalue(who)
    assert {paper.kind for paper in papers(actor, sow=sow)} == SEEN[who]
    for paper in papers(actor):
        content = download(actor, find(actor, Paper, paper.pk))
        assert content.sha256 == hashlib.sha256(content.content).hexdigest() == paper.sha256
        assert content.name == f"SOW-{sow.engagement_id}-1-{paper.kind}"


@pytest.mark.parametrize("kind", COST_KINDS)
@pytest.mark.parametrize("who", ["sam", "cora"])
def test_sellers_and_consultants_do_not_see_cost(who, kind, sow, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(Forbidden, match="standard cost and margin"):
        download(actor, find(actor, Paper, Paper.objects.get(kind=kind).pk))


@pytest.mark.parametrize("kind", COST_KINDS)
def test_a_customer_does_not_find_a_paper_that_shows_cost(carl, kind, sow):
    with pytest.raises(Missing):
        find(carl, Paper, Paper.objects.get(kind=kind).pk)


def test_even_a_paper_in_hand_shows_a_customer_no_cost(carl, sow):
    for kind in COST_KINDS:
        with pytest.raises(Forbidden):
            download(carl, Paper.objects.get(kind=kind))


def test_the_customer_of_another_account_sees_none(ana, firm, sow):
    other = cast.accounts.open_account(ana, name="Alder Rail")
    contact = cast.accounts.add_contact(ana, other, name="Arno", email="arno@alder.example")
    cast.accounts.invite(ana, contact, username="arno")
    arno = cast.actor("arno")
    assert (list(sows(arno)), list(papers(arno))) == ([], [])
    with pytest.raises(Missing):
        find(arno, Sow, sow.pk)


def test_a_customer_sees_no_draft_of_a_sow(ana, carl, sow):
    """Approved for signature first: what is still in work, or was lost, is the firm's alone."""
    shown = {"approved", "closed-won"}
    for state in ENGAGEMENT.ids:
        Engagement.objects.update(state=state)
        assert {row.pk for row in sows(carl)} == ({sow.pk} if state in shown else set())
        assert {paper.kind for paper in papers(carl)} == (WITHOUT_COST if state in shown else set())
        assert {paper.kind for paper in papers(ana)} == ALL
        if state not in shown:
            with pytest.raises(Missing):
                find(carl, Paper, Paper.objects.get(kind="sow.pdf").pk)


def test_the_customer_sees_the_newest_sow_only(ana, carl, sow):
    second = cast.signed_anew(sow)
    assert [row.pk for row in sows(ana)] == [second.pk, sow.pk]
    assert [row.pk for row in sows(carl)] == [second.pk]
    assert {paper.sow_id for paper in papers(carl)} == {second.pk}
