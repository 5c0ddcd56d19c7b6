"""What is answered to each change: by whom, with which words, and what cannot be accepted at all."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements.bridge import drawn
from fairlead.apps.redlines import actions
from fairlead.apps.redlines.models import Redline
from fairlead.apps.redlines.queries import redline_card
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.core.verbs import VERBS
from fairlead.engines.amending import base_of
from fairlead.engines.shaping.wording import spare_wordings
from tests import cast
from tests.apps.redlines import coming

SILENCE, EFFECT = "passive-acceptance", "effective"
OTHER = (
    "A deliverable is accepted when 5 business days have passed without a refusal in writing that says why."
)
EVERYONE = {"ana", "rita", "sam", "theo", "dora", "dan", "cora", "finn", "lea", "alma"}


@pytest.fixture
def copy(firm):
    return coming.taken(coming.sent(firm))


def change(copy, clause=SILENCE):
    return coming.change(copy, clause)


def sent_back(firm, edit):
    """A copy with one edit of the customer's in it."""
    sow = coming.sent(firm)
    word = coming.opened(sow)
    edit(word)
    return coming.taken(sow, word.bytes())


@pytest.mark.parametrize(("clause", "may"), [
    (SILENCE, {"ana", "rita"}), (EFFECT, {"lea"}), ("@added-1", {"lea"}),
])  # fmt: skip
def test_the_owner_of_the_words_accepts_them(clause, may, copy):
    for who in sorted(EVERYONE - may):
        with cast.refused(Forbidden, "accept this wording"):
            actions.accept(cast.actor(who), change(copy, clause))
    with cast.records("redline.accept") as lines:
        row = actions.accept(cast.actor(min(may)), change(copy, clause), note="Fair.")
    assert (row.state, row.by_name, row.note) == ("accepted", cast.actor(min(may)).name, "Fair.")
    assert lines[0].thread == copy.thread


def test_what_finance_owns_is_accepted_by_finance(ana, finn, firm):
    copy = sent_back(firm, lambda word: word.insert("needs an order number", " or a project code"))
    row = Redline.objects.get(markup=copy)
    assert redline_card(ana, change(copy, row.clause)).roles == ("Finance",)
    with cast.refused(Forbidden):
        actions.accept(ana, change(copy, row.clause))
    assert actions.accept(finn, change(copy, row.clause)).state == "accepted"


def test_a_wording_of_the_practice_is_accepted_by_whom_it_names(ana, dora, firm):
    """What the customer wants is a fallback of ours already, word for word: its own role may accept it."""
    copy = sent_back(
        firm, lambda word: word.insert("an unmet criterion", ", and 2 more have passed after a reminder")
    )
    row = change(copy)
    assert (row.variant, row.role) == ("acceptance-after-reminder", "director")
    with cast.refused(Forbidden):
        actions.accept(ana, row)
    assert actions.accept(dora, row).state == "accepted"


def test_the_numbers_of_a_wording_of_the_practice_are_no_caution(firm):
    """Those of words that do not stand are the record's as well, once they are taken."""
    sow = coming.sent(firm)
    it = drawn(sow.estimate, sow)
    spare = spare_wordings(it.practice, it.shaped.facts)[SILENCE]
    (text,) = [text for one, text in spare if one.id == "acceptance-in-writing"]
    word = coming.opened(sow)
    word.replace(base_of(it.shaped, SILENCE), text)
    row = change(coming.taken(sow, word.bytes()))
    assert (row.variant, row.cautions) == ("acceptance-in-writing", [])


@pytest.mark.parametrize("who", ["max", "carl"])
def test_a_stranger_finds_no_change(who, copy, request):
    with pytest.raises(Missing):
        find(request.getfixturevalue(who), Redline, change(copy).pk)


def test_whoever_negotiates_may_say_no_to_every_change(ana, sam, lea, copy):
    with cast.refused(Forbidden):
        actions.refuse(sam, change(copy, EFFECT), note="No.")
    with cast.records("redline.refuse"):
        row = actions.refuse(ana, change(copy, EFFECT), note="The paper needs it.")
    assert (row.state, row.note) == ("refused", "The paper needs it.")
    assert actions.accept(lea, change(copy, EFFECT)).state == "accepted"


def test_a_refusal_and_a_counter_say_why(ana, copy):
    with cast.refused(Invalid, "note"):
        actions.refuse(ana, change(copy), note=" ")
    with cast.refused(Invalid, "note"):
        actions.counter(ana, change(copy), text=OTHER, note="")
    with cast.refused(Invalid, "text"):
        actions.counter(ana, change(copy), text=" ", note="Half way.")
    with cast.refused(Invalid, "no table keeps"):
        actions.refuse(ana, change(copy), note="No\x00.")
    with cast.refused(Invalid, "letters"):
        actions.counter(ana, change(copy), text="x" * 20_001, note="Half way.")


def test_a_counter_is_the_owners_wording(ana, sam, dora, copy):
    for actor in (sam, dora):
        with cast.refused(Forbidden, "another wording"):
            actions.counter(actor, change(copy), text=OTHER, note="Half way.")
    with cast.records("redline.counter"):
        row = actions.counter(ana, change(copy), text=OTHER, note="Half way.")
    assert (row.state, row.answer, row.note) == ("countered", OTHER, "Half way.")


def test_a_figure_that_contradicts_the_estimate_is_not_accepted(ana, firm):
    """Acceptance of 5 days is a figure of the record: 30 is refused, with the way to change it."""
    copy = sent_back(firm, lambda word: word.replace("5 business days", "30 business days"))
    row = change(copy)
    assert [one["severity"] for one in row.cautions] == ["error"]
    with cast.refused(Invalid, "30 business day") as caught:
        actions.accept(ana, row)
    (finding,) = caught.value.findings
    assert (finding.where, finding.code) == (SILENCE, "figure-differs")
    assert "Change the estimate, the terms" in finding.fix
    with cast.refused(Invalid, "31 business day"):
        actions.counter(ana, row, text=OTHER.replace("5 business", "31 business"), note="Half way.")


def test_money_that_is_not_in_the_estimate_is_not_accepted(ana, firm):
    copy = sent_back(
        firm, lambda word: word.insert("names an unmet criterion", " and USD 12,345.67 are paid")
    )
    with cast.refused(Invalid, "12,345.67"):
        actions.accept(ana, change(copy))


def test_a_figure_in_a_table_comes_from_the_estimate(ana, finn, firm):
    copy = sent_back(firm, lambda word: word.replace("145,382.50", "99,000.00"))
    (row,) = [one for one in Redline.objects.filter(markup=copy) if one.clause != "@cover"][:1]
    row = change(copy, row.clause)
    assert row.fixed == "estimate"
    assert row.figures or row.pieces
    for action in (actions.accept, lambda a, r: actions.counter(a, r, text="Other.", note="No.")):
        with cast.refused(WrongTime, "come from the estimate"):
            action(ana, row)
    assert actions.refuse(ana, row, note="The price is what was estimated.").state == "refused"


def test_what_the_front_page_says_comes_from_the_record(ana, firm):
    copy = sent_back(firm, lambda word: word.replace("Northwind Freight", "Northwind Freight Ltd"))
    row = change(copy, "@cover")
    with cast.refused(WrongTime, "front page comes from the record"):
        actions.accept(ana, row)


def test_a_comment_is_answered_by_a_reply(ana, dora, alma, copy):
    row = change(copy, "purpose")
    with cast.refused(WrongTime, "reply to it"):
        actions.refuse(ana, row, note="No.")
    with cast.refused(Forbidden):
        actions.reply(alma, row, text="Hm.")
    key = row.comments[0]["id"]
    with cast.refused(Invalid, "no comment 5555"):
        actions.reply(dora, row, text="Yes.", comment="5555")
    with cast.records("redline.reply"):
        row = actions.reply(dora, row, text="They go into the deliverables.", comment=key)
    assert (row.state, row.by_name) == ("noted", "Dora Castellan")
    assert [(one["name"], one["text"]) for one in row.replies] == [
        ("Dora Castellan", "They go into the deliverables.")
    ]
    again = actions.reply(ana, change(copy, "purpose"), text="Done.", comment=key)
    assert (again.state, len(again.replies)) == ("noted", 2)


def test_a_reply_to_a_change_answers_nothing(cora, copy):
    row = actions.reply(cora, change(copy), text="We had this last year.")
    assert (row.state, len(row.replies)) == ("open", 1)


def test_an_answer_is_changed_or_taken_back(ana, copy):
    actions.accept(ana, change(copy))
    assert actions.refuse(ana, change(copy), note="On second thought.").state == "refused"
    with cast.records("redline.reopen"):
        row = actions.reopen(ana, change(copy))
    assert (row.state, row.on) == ("open", None)
    with cast.refused(WrongTime):
        actions.reopen(ana, change(copy))


def test_two_who_answer_at_once_do_not_write_over_each_other(ana, rita, copy):
    seen = change(copy)
    actions.accept(rita, change(copy))
    with cast.refused(Stale):
        actions.refuse(ana, seen, note="No.")


def test_of_a_copy_that_was_put_aside_nothing_is_answered(ana, copy):
    row = change(copy)
    actions.close(ana, coming.as_it_is(copy), note="A newer one came.")
    for verb in ("redline.accept", "redline.counter", "redline.refuse", "redline.reply"):
        refusal = VERBS[verb].rule(ana, change(copy))
        assert isinstance(refusal, WrongTime), verb
    with cast.refused(WrongTime, "put aside"):
        actions.accept(ana, row)


def test_hostile_words_are_only_words(ana, firm):
    """Templates, markup and formulas in what they wrote are used as they are."""
    words = "{{ price }} <script>alert(1)</script> #set page(1pt) =cmd()"
    copy = sent_back(firm, lambda word: word.insert("an unmet criterion", words))
    assert actions.accept(ana, change(copy)).state == "accepted"
    coming.refuse_the_rest(copy)
    made = coming.fresh(actions.settle(ana, coming.as_it_is(copy)).settled)
    assert words in coming.opened(made).root.xpath("string()")


def test_what_text_cannot_say_is_changed_at_its_source(ana, firm):
    copy = sent_back(firm, lambda word: word.replace("5 business days", "30 business days"))
    assert change(copy).sources == ["terms", "wording"]
    with cast.records("redline.source") as lines:
        row = actions.source(ana, change(copy), note="Agreed: it is in the next version.")
    assert (row.state, row.note, row.by_name) == ("sourced", "Agreed: it is in the next version.", ana.name)
    assert lines[0].thread == copy.thread
    assert actions.refuse(ana, change(copy), note="Not with legal's word.").state == "refused"
    assert actions.source(ana, change(copy)).state == "sourced"
    assert actions.reopen(ana, change(copy)).state == "open"


def test_what_was_answered_is_not_changed_in_an_assumption(ana, firm):
    """Ten times the projects at the same price: changed in the answers, or refused."""
    copy = sent_back(firm, lambda word: word.replace("up to 2,500 projects", "up to 25,000 projects"))
    row = change(copy, "terms.assumptions")
    with cast.refused(Invalid, "25,000 projects"):
        actions.accept(ana, row)
    with cast.refused(Invalid, "25,000 projects"):
        actions.counter(ana, row, text=row.wording, note="All of them.")
    assert (change(copy, "terms.assumptions").state, row.sources[0]) == ("open", "answers")
    assert actions.source(ana, row, note="It is answered anew.").state == "sourced"


def test_an_amount_of_their_own_is_for_legal_to_accept(lea, firm):
    words = " Either party is liable for USD 1,000,000 at most."
    copy = sent_back(
        firm, lambda word: word.insert("There is no other remedy for a defect of a service.", words)
    )
    row = change(copy, "warranty")
    assert [one["severity"] for one in row.cautions] == ["warning"]
    assert actions.accept(lea, row).state == "accepted"


@pytest.mark.parametrize("who", sorted(EVERYONE - {"ana", "rita"}))
def test_only_who_leads_says_that_the_record_is_changed(who, firm):
    copy = sent_back(firm, lambda word: word.replace("145,382.50", "99,000.00"))
    row = Redline.objects.filter(markup=copy).exclude(clause="@cover")[0]
    with cast.refused(Forbidden, "change what a statement of work comes from"):
        actions.source(cast.actor(who), change(copy, row.clause))


@pytest.mark.parametrize("clause", [SILENCE, EFFECT, "@added-1", "purpose"])
def test_words_have_no_other_source(clause, ana, copy):
    assert change(copy, clause).sources == []
    with cast.refused(WrongTime):
        actions.source(ana, change(copy, clause))


def test_of_the_front_page_and_of_figures_the_source_is_named(ana, firm):
    copy = sent_back(firm, lambda word: word.replace("Northwind Freight", "Northwind Freight Ltd"))
    assert change(copy, "@cover").sources == ["record", "terms"]
    assert redline_card(ana, change(copy, "@cover")).sources == ["record", "terms"]
