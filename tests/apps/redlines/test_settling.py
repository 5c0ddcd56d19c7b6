"""The next version: it says what was agreed, in every paper, and keeps it while it holds."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.agreements.queries import lint, sow_card
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.pens import actions as pens
from fairlead.apps.redlines import actions
from fairlead.apps.redlines.models import Redline
from fairlead.apps.redlines.queries import compare
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from fairlead.core.models import Event
from fairlead.engines.redlines.versions import compared
from tests import cast
from tests.apps.approvals import agreeing
from tests.apps.redlines import coming

SILENCE, EFFECT = "passive-acceptance", "effective"
COUNTER = "A deliverable is accepted when 5 business days have passed without a reasoned refusal in writing."
SETTLED = ("sow.supersede", "sow.amend", *["paper.keep"] * 5)


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def answered(sow, *, accepted=(), countered=False, data=None):
    """A copy with these changes accepted by who may, the silence countered, and the rest refused."""
    copy = coming.taken(sow, data)
    for clause in accepted:
        row = coming.change(copy, clause)
        actions.accept(cast.actor("ana" if row.owner == "ps" else "lea"), row)
    if countered:
        actions.counter(cast.actor("ana"), coming.change(copy, SILENCE), text=COUNTER, note="Half way.")
    coming.refuse_the_rest(copy)
    return coming.as_it_is(copy)


def settled(sow, **how):
    done = actions.settle(cast.actor("ana"), answered(sow, **how))
    return coming.fresh(done.settled)


def pdf_words(sow):
    content = bytes(Paper.objects.get(sow=sow, kind="sow.pdf").content)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def word_words(sow):
    return coming.opened(sow).root.xpath("string()")


@pytest.mark.parametrize("who", ["ana", "rita"])
def test_the_next_version_says_what_was_agreed_in_word_and_in_pdf(who, sow):
    copy = answered(sow, accepted=(SILENCE, EFFECT, "@added-1"))
    with cast.records(*SETTLED, "markup.settle") as lines:
        done = actions.settle(cast.actor(who), copy)
    assert {line.thread for line in lines} == {sow.thread}
    new = coming.fresh(done.settled)
    assert (new.number, new.state, coming.fresh(sow).state) == (2, "drawn-up", "superseded")
    for said in (word_words(new), pdf_words(new)):
        assert coming.WANTED in said
        assert coming.SAID not in said
        assert "Neither party names the other in its advertising." in said
        assert "takes effect when both parties have signed it" not in said
    assert new.manifest != sow.manifest
    assert Event.objects.filter(name="markup.settled").get().facts["made"] == new.title.split()[0]


def test_it_compares_clause_by_clause_with_the_version_before(sow):
    new = settled(sow, accepted=(SILENCE, EFFECT, "@added-1"))
    found = compared(document_of(coming.fresh(sow)), document_of(new))
    kinds = {one.id: one.kind for one in found.changed if one.id not in ("@cover", "parties")}
    row = Redline.objects.get(clause="@added-1")
    assert kinds == {EFFECT: "deleted", SILENCE: "edited", f"agreed-{row.pk}": "added"}


def test_a_counter_is_what_it_says(sow):
    new = settled(sow, countered=True)
    assert COUNTER in word_words(new)
    assert coming.WANTED not in word_words(new)


def test_with_nothing_taken_over_the_version_stands(ana, sow):
    copy = answered(sow)
    with cast.records("markup.settle"):
        done = actions.settle(ana, copy)
    assert (done.state, done.settled, Sow.objects.count()) == ("settled", None, 1)


def test_it_waits_until_every_change_is_answered(ana, sow):
    copy = coming.taken(sow)
    with cast.refused(WrongTime, "4 of their changes wait"):
        actions.settle(ana, copy)


@pytest.mark.parametrize("who", ["sam", "theo", "dora", "dan", "cora", "finn", "lea", "alma"])
def test_others_settle_nothing(who, sow, request):
    copy = answered(sow)
    with cast.refused(Forbidden, "make the next version"):
        actions.settle(request.getfixturevalue(who), copy)


def test_nobody_settles_past_the_holder_of_the_pen(ana, rita, firm, sow):
    copy = answered(sow)
    pens.take(rita, cast.as_it_is(firm.engagement))
    with cast.refused(WrongTime, "holds the pen"):
        actions.settle(ana, copy)


def test_while_it_is_up_for_approval_it_goes_back_to_the_estimate_first(ana, firm, sow):
    copy = answered(sow, accepted=(SILENCE,))
    approvals.submit(ana, coming.fresh(sow))
    with cast.refused(WrongTime, "back to the estimate"):
        actions.settle(ana, coming.as_it_is(copy))


def test_it_is_settled_once(ana, sow):
    copy = answered(sow)
    actions.settle(ana, copy)
    with cast.refused(WrongTime):
        actions.settle(ana, coming.as_it_is(copy))
    with cast.refused(WrongTime):
        actions.reopen(ana, coming.change(copy, SILENCE))


def test_drawing_up_again_keeps_what_was_agreed(ana, sow):
    settled(sow, accepted=(SILENCE, EFFECT))
    third = coming.fresh(agreements.generate(ana, sow.estimate))
    assert (third.number, len(third.wordings), third.lost) == (3, 2, [])
    assert coming.WANTED in word_words(third)
    fourth = coming.fresh(agreements.generate(ana, sow.estimate, afresh=True))
    assert (fourth.wordings, fourth.said) == ([], {})
    assert coming.SAID in word_words(fourth)


def redrawn(sow, **terms):
    """The next version from an estimate with other terms."""
    ana = cast.actor("ana")
    engagement = cast.as_it_is(sow.engagement)
    if engagement.state not in ("sow-wip", "estimate-feedback"):
        engagement = engagements.move(ana, engagement, action="rework", note="New terms.")
    engagement = engagements.price(ana, engagement, **terms)
    estimate = estimates.submit(ana, estimates.draft(ana, engagement))
    for username in ("theo", "dora"):
        if estimate.state == "in-review" and cast.actor(username).has_any(estimate.awaited):
            estimate = estimates.approve(cast.actor(username), estimate)
    return coming.fresh(agreements.generate(ana, estimate))


def test_what_has_changed_underneath_is_not_kept_and_says_so(ana, sam, sow):
    settled(sow, accepted=(SILENCE, EFFECT))
    third = redrawn(sow, acceptance_days=10)
    assert [one["clause"] for one in third.wordings] == [EFFECT]
    card = sow_card(ana, third)
    (lost,) = card.lost
    assert (lost.clause, lost.title, lost.code) == (SILENCE, "Silence", "clause-changed")
    assert coming.WANTED in lost.text
    assert "10 business day" in word_words(third)
    assert Event.objects.filter(name="sow.drawn-up").latest("pk").facts["lost"] == 1
    assert sow_card(cast.actor("carl"), third).lost == ()


def test_a_wording_with_a_figure_that_has_changed_is_not_kept(ana, firm, sow):
    """The price stood in the agreed words; with another price they would contradict the estimate."""
    sow = redrawn(sow, discount=Decimal("2.00"))
    word = coming.opened(sow)
    word.insert("measured by the acceptance criteria", f" and the price of USD {sow.price:,.2f}")
    copy = coming.taken(sow, word.bytes())
    actions.accept(ana, coming.change(copy, "purpose"))
    kept = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    assert (len(kept.wordings), kept.lost) == (1, [])
    third = redrawn(sow, discount=Decimal("3.00"))
    assert (third.wordings, [one["code"] for one in third.lost]) == ([], ["figure-differs"])
    assert f"{sow.price:,.2f}" in third.lost[0]["why"]


def test_a_second_round_goes_on_from_the_first(ana, sow):
    new = settled(sow, accepted=(SILENCE, "@added-1"))
    word = coming.opened(new)
    word.replace("in text form", "in writing")
    word.replace("in its advertising", "in public")
    copy = coming.taken(new, word.bytes())
    row = Redline.objects.get(markup=copy, clause__startswith="agreed-")
    assert (row.kind, row.owner, row.fixed) == ("changed", "legal", "")
    actions.accept(ana, coming.change(copy, SILENCE))
    actions.accept(cast.actor("lea"), coming.change(copy, row.clause))
    third = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    assert "without a reasoned objection in writing" in word_words(third)
    assert "Neither party names the other in public." in word_words(third)
    assert len(third.wordings) == 2


def test_what_both_sides_have_changed_is_a_conflict_with_three_texts(ana, sow):
    """They mark up version 1; meanwhile we agree version 2 with somebody else of theirs."""
    first = coming.opened(sow)
    first.replace("an unmet criterion", "a criterion that is missed")
    settled(sow, accepted=(SILENCE,))
    late = coming.taken(sow, first.bytes())
    (beside,) = [one for one in compare(ana, late).changes if one.change.clause == SILENCE]
    assert beside.conflict
    assert coming.SAID in beside.change.before
    assert "a criterion that is missed" in beside.change.wanted
    assert coming.WANTED in beside.ours
    with cast.refused(Invalid, "We have changed") as caught:
        actions.accept(ana, coming.change(late, SILENCE))
    assert caught.value.findings[0].code == "both-changed"
    actions.accept(ana, coming.change(late, SILENCE), over=True)
    third = coming.fresh(actions.settle(ana, coming.as_it_is(late)).settled)
    assert "a criterion that is missed" in word_words(third)
    assert coming.WANTED not in word_words(third)


def test_an_answer_that_was_overtaken_is_given_anew(ana, sow):
    """Between the answer and the settling another version changed the same clause."""
    other = coming.opened(sow)
    other.replace("an unmet criterion", "a criterion that is missed")
    late = coming.taken(sow, other.bytes())
    actions.accept(ana, coming.change(late, SILENCE))
    settled(sow, accepted=(SILENCE,))
    with cast.refused(Invalid, "has changed in version 2") as caught:
        actions.settle(ana, coming.as_it_is(late))
    assert caught.value.findings[0].code == "changed-since"
    assert Sow.objects.count() == 2


def test_lists_of_scope_terms_are_amended_item_by_item(ana, sow):
    word = coming.opened(sow)
    word.replace("All work is remote", "Most work is remote")
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, "terms.assumptions")
    assert (row.kind, row.owner, row.fixed) == ("changed", "ps", "")
    actions.accept(ana, row)
    new = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    assert "Most work is remote" in word_words(new)
    before, after = (
        [one for one in figures["terms"] if one["kind"] == "assumption"]
        for figures in (sow.estimate.figures, new.said)
    )
    assert [one["id"] for one in before] == [one["id"] for one in after]
    assert sum(old["text"] != now["text"] for old, now in zip(before, after, strict=True)) == 1


def test_a_moved_clause_stands_where_they_want_it(lea, ana, sow):
    word = coming.opened(sow)
    clause = word.cut("confidentiality") if "confidentiality" in word.tags() else word.cut("property")
    word.control("effective").addnext(clause)
    copy = coming.taken(sow, word.bytes())
    (row,) = Redline.objects.filter(markup=copy, kind="moved")
    actions.accept(lea, coming.change(copy, row.clause))
    coming.refuse_the_rest(copy)
    new = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    order = [section.id for section in document_of(new).sections[0].sections]
    assert order[order.index("effective") + 1] == row.clause


def sections(sow):
    """The clauses of every section of a version, by its id."""
    return {one.id: [inner.id for inner in one.sections] for one in document_of(sow).sections}


def test_two_passages_after_one_clause_stand_as_they_were_written(lea, ana, sow):
    word = coming.opened(sow)
    clause = word.control("property")
    for text, style in (
        ("You may audit once a year.", "Normal"), ("Audit", "Heading2"),
        ("No advertising with the other.", "Normal"), ("Publicity", "Heading2"),
    ):  # fmt: skip
        clause.addnext(word.new(text, style))
    copy = coming.taken(sow, word.bytes())
    rows = list(Redline.objects.filter(markup=copy).order_by("place"))
    assert [(row.wanted_title, row.after) for row in rows] == [
        ("Publicity", "property"), ("Audit", "property"),
    ]  # fmt: skip
    for row in rows:
        actions.accept(lea, coming.change(copy, row.clause))
    new = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    order = sections(new)["legal"]
    at = order.index("property")
    assert order[at + 1 : at + 3] == [f"agreed-{row.pk}" for row in rows]
    assert sections(coming.fresh(agreements.generate(ana, sow.estimate)))["legal"] == order


def test_a_clause_that_they_moved_to_the_front_comes_first(lea, ana, sow):
    word = coming.opened(sow)
    first = document_of(sow).sections[0].id
    word.control(first).addprevious(word.cut("property"))
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, "property")
    assert (row.kind, row.moved, row.after) == ("moved", True, "")
    actions.accept(lea, row)
    coming.refuse_the_rest(copy)
    new = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    assert sections(new)[first][0] == "property"


def test_the_linter_reads_the_words_that_stand(ana, sow):
    word = coming.opened(sow)
    word.insert("an unmet criterion", " within 17 weeks")
    copy = coming.taken(sow, word.bytes())
    actions.accept(ana, coming.change(copy, SILENCE))
    new = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    assert [one.quote for one in lint(ana, sow=new).remarks if one.code == "unbound-figure"] == ["17 weeks"]
    assert not [one for one in lint(ana, sow=coming.fresh(sow)).remarks if one.code == "unbound-figure"]


def test_only_who_vouches_for_what_changed_is_asked_again(ana, firm, sow):
    """Acceptance words re-open the steps that vouch for acceptance, and none of the others."""
    approvals.submit(ana, sow)
    cast.agreed(firm.engagement)
    copy = answered(sow, accepted=(SILENCE,))
    approvals.recall(ana, coming.fresh(sow), note="Their markup came back.")
    new = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    approvals.submit(ana, new)
    waiting = {gate for gate, state in agreeing.states().items() if state == "waiting"}
    assert waiting - {"legal", "signer"} == {"delivery-manager", "director", "revenue-wording"}
    changes = agreeing.step("delivery-manager").reopened
    assert [(one["topic"], one["label"]) for one in changes] == [("acceptance", "Silence")]


def test_words_that_nobody_vouches_for_ask_nobody_again(ana, firm, sow):
    approvals.submit(ana, sow)
    cast.agreed(firm.engagement)
    word = coming.opened(sow)
    word.replace("and by nothing else", "and by them alone")
    copy = coming.taken(sow, word.bytes())
    actions.accept(ana, coming.change(copy, "purpose"))
    approvals.recall(ana, coming.fresh(sow), note="Their markup came back.")
    new = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    approvals.submit(ana, new)
    assert cast.as_it_is(firm.engagement).sow_state == "agreed"


def test_what_is_changed_at_its_source_is_open_until_the_next_version_says_it(ana, sow):
    word = coming.opened(sow)
    word.replace("5 business days", "8 business days")
    copy = coming.taken(sow, word.bytes())
    actions.source(ana, coming.change(copy, SILENCE), note="Eight days, then.")
    coming.refuse_the_rest(copy)
    with cast.refused(WrongTime, "1 of their changes are to be made at their source"):
        actions.settle(ana, coming.as_it_is(copy))
    redrawn(sow, acceptance_days=10)
    with cast.refused(WrongTime, "does not say"):
        actions.settle(ana, coming.as_it_is(copy))
    told = compare(ana, coming.as_it_is(copy))
    assert (told.waiting, told.unsaid) == (0, 1)
    third = redrawn(sow, acceptance_days=8)
    told = compare(ana, coming.as_it_is(copy))
    (beside,) = [one for one in told.changes if one.change.clause == SILENCE]
    assert (told.unsaid, beside.met, beside.conflict) == (0, True, False)
    done = actions.settle(ana, coming.as_it_is(copy))
    assert (done.state, done.settled, coming.fresh(sow).number, third.number) == ("settled", None, 1, 3)


def test_what_is_not_changed_at_its_source_after_all_is_refused(ana, sow):
    word = coming.opened(sow)
    word.replace("5 business days", "8 business days")
    copy = coming.taken(sow, word.bytes())
    actions.source(ana, coming.change(copy, SILENCE))
    actions.refuse(ana, coming.change(copy, SILENCE), note="Five days are our standard.")
    coming.refuse_the_rest(copy)
    assert actions.settle(ana, coming.as_it_is(copy)).state == "settled"
