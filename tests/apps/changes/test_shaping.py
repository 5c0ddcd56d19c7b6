"""A change with an estimate of its own and the SOW that it makes: docs/spec/changes.md has the numbers."""

from __future__ import annotations

import hashlib
import io
from decimal import Decimal

import pytest
from django.utils import timezone
from pypdf import PdfReader

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.agreements.queries import sows
from fairlead.apps.agreements.reproducing import reproduce
from fairlead.apps.books import actions as books
from fairlead.apps.books.adding import added_up
from fairlead.apps.books.models import Order
from fairlead.apps.books.queries import openings, orders, totals
from fairlead.apps.calibration.promises import approved_of
from fairlead.apps.changes import actions
from fairlead.apps.changes.bridge import beside
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.queries import change_card, effects, paper
from fairlead.apps.changes.shaping_actions import shape
from fairlead.apps.desk.queries import todo
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.models import Estimate
from fairlead.core.audit import verify, verify_sealed
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.faces.cli import selling
from tests import cast
from tests.apps.changes.shaping import (
    LESS,
    MORE,
    again,
    approved,
    asked,
    fresh,
    recorded,
    shaped,
    signed,
    stamped,
)


@pytest.fixture
def sold(firm):
    cast.signable(firm)
    return firm


def words_of(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(
    ("wish", "price", "hours", "days"),
    [(MORE, "6765.00", "20.50", 4), (LESS, "-13530.00", "-41.00", -6)],
)
def test_what_moves_comes_from_the_estimate(sold, wish, price, hours, days):
    change = cast.changed(sold, days=90)
    with cast.records("estimate.amend", "change.shape"):
        change = again(shape(cast.actor("ana"), change, **wish))
    assert (change.price, change.hours, change.days) == (Decimal(price), Decimal(hours), days)
    assert change.scope and not change.switch
    assert change.estimate.price == change.sow.estimate.price + Decimal(price)
    answer = change.estimate.answers["projects"]
    assert answer["source"] == change.name and change.estimate.amends == change.sow.estimate


def test_what_was_sold_is_not_touched_by_it(sold):
    before = Engagement.objects.get(pk=sold.engagement.pk)
    change = approved(shaped(sold))
    engagement = Engagement.objects.get(pk=before.pk)
    assert engagement.version == before.version
    assert change.sow.state == "drawn-up" and change.sow.estimate.state == "approved"
    assert approved_of(cast.actor("ana"), [engagement])[engagement.pk] == change.sow.estimate


def test_switching_to_a_fixed_fee_is_a_switch(sold):
    change = shaped(sold, billing="fixed-fee")
    assert change.switch and not change.scope
    assert (
        "Changing between time and materials" in change_card(cast.actor("ana"), change).instruments[0].why[-1]
    )


@pytest.mark.parametrize("who", ["dan", "sam", "theo", "dora", "cora", "finn"])
def test_who_leads_no_estimates_shapes_none(sold, who):
    change = cast.changed(sold)
    with cast.refused(Forbidden, "shape a change"):
        shape(cast.actor(who), change, **MORE)


def test_a_stranger_finds_nothing(sold):
    change, draft = asked(sold), cast.changed(sold)
    carl = cast.actor("carl")
    with cast.refused(Missing):
        find(carl, Change, draft.pk)
    with cast.refused(Forbidden):
        shape(carl, draft, **MORE)
    assert not Change.objects.visible_to(carl).exists() and not Estimate.objects.visible_to(carl).exists()
    assert not sows(carl).filter(pk=change.amended_id).exists()


def test_only_a_draft_is_shaped(sold, ana):
    change = asked(sold)
    with cast.refused(WrongTime, "only a draft"):
        shape(ana, change, **LESS)
    stale = shaped(sold)
    shape(ana, again(stale), **LESS)
    with cast.refused(Stale):
        shape(ana, stale, **MORE)


def test_everything_wrong_is_said_at_once(sold, ana):
    change = cast.changed(sold)
    with cast.refused(Invalid) as refused:
        shape(ana, change, answers="project = 1\nprojects = 'many'", leave="kickoff")
    assert len(refused.value.findings) == 3
    with cast.refused(Invalid, "Nothing would be otherwise"):
        shape(ana, change)


def test_shaped_again_it_replaces_what_was_shaped(sold, ana):
    first = shaped(sold)
    second = again(shape(ana, first, **LESS))
    assert second.estimate.number == first.estimate.number + 1
    assert Estimate.objects.get(pk=first.estimate_id).state == "superseded"
    assert second.price == Decimal("-13530.00")


def test_no_figure_is_typed_over_its_estimate(sold, ana):
    change = shaped(sold)
    with cast.refused(Invalid) as refused:
        actions.edit(ana, change, price=Decimal(1), days=7)
    assert [one.where for one in refused.value.findings] == ["price", "days"]
    edited = actions.edit(ana, again(change), title="Fifty teams", price=Decimal("6765.00"))
    assert edited.title == "Fifty teams"


def test_it_is_asked_for_once_its_estimate_is_approved(sold, ana):
    change = shaped(sold)
    with cast.refused(WrongTime, "is draft; a change is asked for once that is approved"):
        actions.ask(ana, change)
    estimate = estimates.submit(ana, change.estimate)
    with cast.refused(Forbidden, "Technical architect"):
        estimates.approve(ana, estimate)
    assert "Review the estimate" in {one.what for one in todo(cast.actor("theo"))}


def test_the_amended_sow_is_proposed_with_it(sold, ana):
    change = approved(shaped(sold))
    with cast.records("sow.propose", *["paper.keep"] * 5, "change.ask"):
        change = again(actions.ask(ana, change))
    sow = change.amended
    assert (sow.state, sow.number, sow.price) == ("proposed", 2, Decimal("152147.50"))
    assert sow.amends == f"{change.sow.code} by {change.name}" and sow.title.endswith("(Amended SOW)")
    text = words_of(bytes(Paper.objects.get(sow=sow, kind="sow.pdf").content))
    for said in ("Amended Statement of Work", sow.amends, "152,147.50", "3,000 projects"):
        assert said in text, said
    assert Sow.objects.get(pk=change.sow_id).state == "drawn-up"


def test_its_paper_says_scope_time_and_price(sold, ana):
    text = words_of(paper(ana, asked(sold)).content)
    for said in (
        "+USD 6,765.00",
        "+20.5 h",
        "+4 days",
        "Running of the waves",
        "45.5 h",
        "52.5 h",
        "3,000 projects",
    ):
        assert said in text, said
    for inside in ("margin", "cost", "46,658.50"):
        assert inside not in text.lower(), inside
    # What both sign is the amended SOW that goes with it.
    assert "have signed SOW-1-2" in text and "Both parties sign SOW-1-2" in text
    assert text.count("Signature") == 2, "in the contents and as a heading, with no line to sign on"


def test_in_force_it_takes_the_place_of_the_one_that_stood(sold):
    change = asked(sold)
    stamped(change)
    with cast.records("sow.supersede", "sow.enforce", "engagement.note-sow", "change.sign"):
        change = recorded(change)
    assert (change.state, change.amended.state) == ("in-force", "drawn-up")
    assert Sow.objects.get(pk=change.sow_id).state == "superseded"
    assert sows(cast.actor("carl")).get() == change.amended
    assert verify()[1] == verify_sealed() == ()
    # The next change is to what stands now.
    second = shaped(sold, answers="projects = 3200")
    assert second.sow == change.amended and second.estimate.amends == change.estimate


def test_it_is_reproduced_byte_for_byte(sold, ana):
    found = reproduce(ana, asked(sold).amended)
    assert found.figures and found.manifest and all(one.same for one in found.papers)
    assert hashlib.sha256(b"").hexdigest() not in {one.kept for one in found.papers}


@pytest.mark.parametrize("verb", ["redraft", "refuse", "withdraw"])
def test_taken_back_the_proposal_goes_too(sold, verb):
    change = asked(sold)
    sow = change.amended
    getattr(actions, verb)(cast.actor("ana"), change, note="Not now.")
    assert again(change).amended is None and Sow.objects.get(pk=sow.pk).state == "retracted"
    assert Sow.objects.get(pk=change.sow_id).state == "drawn-up"
    assert Paper.objects.filter(sow=sow).count() == 5


def test_a_proposal_is_not_withdrawn_past_its_change_nor_drawn_up_by_hand(sold, ana):
    change = asked(sold)
    with cast.refused(WrongTime, "proposed by a change"):
        agreements.withdraw(ana, change.amended)
    cast.moved(sold.engagement, "rework")
    with cast.refused(WrongTime, "of a change"):
        agreements.generate(ana, Estimate.objects.get(pk=change.estimate_id))


def test_a_new_sow_beside_a_proposal_has_the_next_number_and_ends_the_change(sold, ana, finn):
    change = asked(sold)
    new = cast.signed_anew(change.sow)
    assert (new.number, new.amends) == (3, "")
    with cast.refused(WrongTime, "stands no more"):
        stamped(change)
    assert Sow.objects.get(pk=new.pk).state == "drawn-up"


def test_a_gate_that_the_change_opens_is_asked_for(sold):
    plain = {gate["id"] for gate in shaped(sold).estimate.gates}
    cheap = {gate["id"] for gate in shaped(sold, discount=Decimal("35.00")).estimate.gates}
    assert cheap > plain


@pytest.mark.parametrize(
    ("wish", "kind", "total"), [(MORE, "change", "152147.50"), (LESS, "rebooking", "131852.50")]
)
def test_what_it_comes_to_enters_the_books(sold, ana, wish, kind, total):
    books.book(ana, cast.collected(sold.engagement), reason="value")
    change = signed(asked(sold, **wish))
    with cast.refused(Invalid, "comes from the estimate"):
        books.open_order(ana, change.amended, change=change, education=Decimal(5))
    order = books.open_order(ana, change.amended, change=change)
    assert order.education == 0
    selling.give(cast.sellers(), Order.objects.get(pk=order.pk))
    row = books.book(ana, Order.objects.get(pk=order.pk))
    assert (row.kind, row.sow) == (kind, change.amended)
    assert totals(ana)[0].amount == Decimal(total) and not list(added_up())


def test_before_it_is_booked_the_amended_sow_is_booked_whole(sold, ana):
    """Both signed the change, so both signed what it makes of the statement of work."""
    change = signed(asked(sold))
    assert Engagement.objects.get(pk=sold.engagement.pk).sow_state == "signed"
    order = books.open_order(ana, change.amended)
    selling.give(cast.sellers(), order)
    row = books.book(ana, Order.objects.get(pk=order.pk), reason="value")
    assert row.amount == Decimal("152147.50") and not list(added_up())
    with cast.refused(WrongTime, "in the books already"):
        books.open_order(ana, change.amended, change=change)


def test_effects_are_shown_without_cost_to_who_may_not_see_it(sold):
    change = shaped(sold)
    assert {"cost", "margin"} <= {one.id for one in effects(cast.actor("ana"), change).figures}
    assert not {"cost", "margin"} & {one.id for one in effects(cast.actor("sam"), change).figures}
    assert effects(cast.actor("ana"), cast.changed(sold)) is None


def left(sold, ana):
    """What may be collected for."""
    return openings(ana, cast.as_it_is(sold.engagement), orders(ana, engagement=sold.engagement))


def typed(sold, ana):
    """A change by hand, in force: 15,000 more."""
    change = actions.ask(ana, cast.changed(sold, price=Decimal(15_000), hours=Decimal(45), days=0))
    return recorded(change)


def test_a_typed_change_is_booked_after_a_shaped_one_took_the_place_of_its_sow(sold, ana):
    """What both have signed is owed, whatever took the place of the paper that it changes."""
    books.book(ana, cast.collected(sold.engagement), reason="value")
    first = typed(sold, ana)
    second = signed(asked(sold))
    assert Sow.objects.get(pk=first.sow_id).state == "superseded"
    assert left(sold, ana) == [(second.amended, second), (first.sow, first)]
    for change, amount in ((second, "6765"), (first, "15000")):
        order = books.open_order(ana, fresh(change.makes), change=change)
        selling.give(cast.sellers(), Order.objects.get(pk=order.pk))
        assert books.book(ana, Order.objects.get(pk=order.pk)).amount == Decimal(amount)
    assert totals(ana)[0].amount == Decimal("145382.50") + 21_765 and not list(added_up())
    assert left(sold, ana) == []


def test_a_typed_change_before_the_sale_is_booked_beside_the_whole(sold, ana):
    """The amended SOW holds what was shaped, not what was typed beside it."""
    first, second = typed(sold, ana), signed(asked(sold))
    order = books.open_order(ana, second.amended)
    selling.give(cast.sellers(), order)
    books.book(ana, Order.objects.get(pk=order.pk), reason="value")
    assert left(sold, ana) == [(first.sow, first)]
    assert [one.what for one in todo(ana) if one.change] == [f"Book {first.name}: it is in force"]
    with cast.refused(WrongTime, "newest one is booked"):
        books.open_order(ana, fresh(first.sow))


def test_a_second_shaped_change_before_the_sale_is_booked_with_the_whole(sold, ana):
    first = signed(asked(sold))
    second = signed(asked(sold, answers="projects = 3200"))
    order = books.open_order(ana, second.amended)
    selling.give(cast.sellers(), order)
    books.book(ana, Order.objects.get(pk=order.pk), reason="value")
    for change in (first, second):
        with cast.refused(WrongTime, "in the books already"):
            books.open_order(ana, fresh(again(change).amended), change=again(change))
    assert left(sold, ana) == []


def test_a_typed_change_in_force_is_said_to_stay_beside_the_amended_sow(sold, ana):
    typed = actions.ask(ana, cast.changed(sold, days=14, title="Two more weeks"))
    actions.confirm(ana, typed, note="A mail of Grace Hall.", on=timezone.localdate())
    change = asked(sold)
    assert beside(change) == (typed.name,)
    words = " ".join(words_of(paper(ana, change).content).split())
    assert f"What {typed.name} changed is not written in that, and stays agreed." in words
