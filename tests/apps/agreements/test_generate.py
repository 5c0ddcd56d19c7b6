"""sow.generate: the papers of an approved estimate, kept as they were made."""

from __future__ import annotations

import hashlib

import pytest
from django.db import DatabaseError, transaction

from fairlead.apps.agreements import actions
from fairlead.apps.agreements.bridge import document_of, said_in
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import Forbidden, Missing, WrongTime
from fairlead.core.models import Event
from fairlead.core.rows import find
from fairlead.engines.documents.tree import strings
from tests import cast

GOAL = "A release is out {{ price }} in 2 weeks, not <b>6</b>."
KINDS = {"sow.pdf", "sow.docx", "proposal.pdf", "estimate.xlsx", "result.json"}
KEPT = ("sow.generate", *["paper.keep"] * 5)
GENERATED = (*KEPT, "engagement.write")
MAGIC = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "json": b"{"}


@pytest.fixture
def sow(ana, firm):
    return actions.generate(ana, cast.approved(firm))


@pytest.mark.parametrize("who", ["ana", "rita"])
def test_it_carries_the_approved_price(who, firm, request):
    actor = request.getfixturevalue(who)
    estimate = cast.approved(firm)
    with cast.records(*GENERATED) as lines:
        sow = actions.generate(actor, estimate)
    assert (sow.number, sow.state, sow.estimate, sow.drawn_by) == (1, "drawn-up", estimate, actor.user_id)
    assert (sow.price, sow.currency) == (estimate.price, "USD")
    assert sow.title == f"SOW-{firm.engagement.pk}-1 Move to GitLab.com"
    assert {line.thread for line in lines} == {f"engagement:{firm.engagement.pk}"}
    event = Event.objects.get(name="sow.drawn-up")
    assert event.facts == {
        "sow": sow.pk, "engagement": firm.engagement.pk, "title": sow.title, "by": actor.name, "lost": 0,
    }  # fmt: skip


def test_papers_are_what_they_say_and_have_their_hash(sow):
    papers = Paper.objects.filter(sow=sow)
    assert {paper.kind for paper in papers} == KINDS
    for paper in papers:
        content = bytes(paper.content)
        assert content.startswith(MAGIC[paper.kind.rpartition(".")[2]])
        assert (paper.size, paper.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_audit_keeps_the_hash_and_not_the_paper(ana, firm):
    estimate = cast.approved(firm)
    with cast.records(*GENERATED) as lines:
        actions.generate(ana, estimate)
    papers = {line.row_id: line.facts["after"]["content"] for line in lines if line.verb == "paper.keep"}
    assert papers == {paper.pk: f"sha256:{paper.sha256}" for paper in Paper.objects.all()}


@pytest.mark.parametrize("who", ["sam", "theo", "dora", "dan", "cora", "finn", "alma", "carl", "max"])
def test_the_wrong_role_is_refused(who, firm, request):
    estimate = cast.approved(firm)
    with cast.refused(Forbidden, "draw up a SOW"):
        actions.generate(request.getfixturevalue(who), estimate)
    assert (Sow.objects.count(), Paper.objects.count()) == (0, 0)


@pytest.mark.parametrize(("make", "said"), [(cast.drawn_up, "draft"), (cast.in_review, "in review")])
def test_an_estimate_that_is_not_approved_has_no_sow(ana, firm, make, said):
    estimate = make(firm)
    with cast.refused(WrongTime, f"this one is {said}"):
        actions.generate(ana, estimate)


def test_it_says_what_the_customer_wants_it_for(ana, firm):
    """In their words, whatever signs are in them; changed later it is drawn up anew."""
    sow = actions.generate(ana, cast.approved(firm))
    assert all(one["id"] != "goal" for one in said_in(sow)["clauses"])
    engagements.edit(ana, cast.as_it_is(firm.engagement), goal=GOAL)
    with cast.refused(WrongTime, "no longer says"):
        actions.generate(ana, find(ana, Estimate, sow.estimate_id))
    estimate = estimates.submit(ana, estimates.draft(ana, cast.as_it_is(firm.engagement)))
    for username in ("theo", "dora"):
        if estimate.state == "in-review" and cast.actor(username).has_any(estimate.awaited):
            estimate = estimates.approve(cast.actor(username), estimate)
    new = actions.generate(ana, estimate)
    (clause,) = [one for one in said_in(new)["clauses"] if one["id"] == "goal"]
    assert clause["text"].endswith(f": {GOAL}")
    assert any(GOAL in text for text in strings(document_of(new)))


def test_an_estimate_that_was_replaced_since_it_was_seen_has_no_sow(ana, firm):
    seen = cast.approved(firm)
    estimates.draft(ana, cast.as_it_is(firm.engagement))
    assert seen.state == "approved"
    with cast.refused(WrongTime, "superseded"):
        actions.generate(ana, seen)
    assert Sow.objects.count() == 0


def test_a_closed_engagement_has_no_new_sow(ana, firm):
    estimate = cast.approved(firm)
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.generate(ana, Estimate.objects.get(pk=estimate.pk))


def test_figures_that_cannot_be_reproduced_make_no_paper(ana, firm):
    """What was approved is what is printed: another engine's cents are refused, not printed."""
    estimate = cast.approved(firm)
    estimate.answers = {**estimate.answers, "users": {**estimate.answers["users"], "value": 9999}}
    with cast.refused(WrongTime, "cannot be reproduced"):
        actions.generate(ana, estimate)


def test_a_second_sow_replaces_the_first(ana, sow, firm):
    with cast.records("sow.supersede", *KEPT):
        second = actions.generate(ana, sow.estimate)
    assert (second.number, second.state, Sow.objects.get(pk=sow.pk).state) == (2, "drawn-up", "superseded")
    assert Paper.objects.filter(sow=sow).count() == Paper.objects.filter(sow=second).count() == 5


def test_the_same_estimate_gives_the_same_figures_on_paper(ana, sow, firm):
    second = actions.generate(ana, sow.estimate)
    assert second.price == sow.price
    assert second.manifest != ""


@pytest.mark.parametrize(("moves", "column"), [((), "strawman-wip"), (("share",), "estimate-feedback")])
def test_the_board_follows(ana, firm, moves, column):
    estimate = cast.approved(firm)
    assert cast.moved(cast.as_it_is(firm.engagement), *moves).state == column
    with cast.records(*GENERATED):
        actions.generate(ana, Estimate.objects.get(pk=estimate.pk))
    assert Engagement.objects.get().state == "sow-wip"


def test_a_paper_cannot_be_changed_even_past_the_door(sow):
    for change in (
        lambda: Paper.objects.filter(sow=sow).update(content=b"%PDF-else"),
        lambda: Paper.objects.filter(sow=sow).update(sha256="0" * 64),
        lambda: Paper.objects.filter(sow=sow).delete(),
    ):
        with pytest.raises(DatabaseError, match="stays as it was made"), transaction.atomic():
            change()


def test_a_stranger_does_not_find_the_estimate(max, firm):
    assert not Estimate.objects.visible_to(max).filter(pk=cast.approved(firm).pk).exists()
    with pytest.raises(Missing):
        find(max, Estimate, Estimate.objects.get().pk)
