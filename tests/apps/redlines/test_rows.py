"""Deliverables and duties of the customer: rows that are agreed one by one, with the figures left alone."""

from __future__ import annotations

from copy import deepcopy

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.bridge import document_of, drawn
from fairlead.apps.redlines import actions
from fairlead.apps.redlines.answering import _answers, answer
from fairlead.apps.redlines.queries import marked
from fairlead.core.errors import Invalid, WrongTime
from fairlead.engines.agreed_rows import rows_of
from fairlead.engines.amending import Amendment, amended
from fairlead.engines.documents.tree import Table, strings, walk
from fairlead.engines.practice.values import Term
from tests import cast
from tests.apps.redlines import coming

CELL = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def table(sow, section):
    found = next(one for one in walk(document_of(sow).sections) if one.id == section)
    return next(block for block in found.blocks if isinstance(block, Table)).rows


def terms(sow, kind):
    return [one for one in drawn(sow.estimate, sow).shaped.terms if one.source.kind is kind]


def told_answers(copy):
    rows = list(copy.redlines.order_by("place"))
    return _answers(coming.as_it_is(copy), rows, set())


def settled(copy):
    return coming.fresh(actions.settle(cast.actor("ana"), coming.as_it_is(copy)).settled)


def test_what_a_deliverable_is_and_when_it_is_accepted_is_agreed(ana, sow):
    word = coming.opened(sow)
    before = table(sow, "deliverables")
    number, name, content, accepted = before[0]
    word.replace(content, "What they want of it.")
    word.replace(accepted, "Ten people of different roles sign in.")
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, "deliverables")
    assert (row.kind, row.owner, row.fixed, row.sources, row.cautions) == ("changed", "ps", "", [], [])
    wanted = f"{number} | {name} | What they want of it. | Ten people of different roles sign in."
    assert row.wording.split("\n")[0] == wanted
    with cast.records("redline.accept") as lines:
        actions.accept(ana, row)
    assert len(lines) == 1
    new = settled(copy)
    after = table(new, "deliverables")
    assert after[0] == (number, name, "What they want of it.", "Ten people of different roles sign in.")
    assert after[1:] == before[1:]
    held = terms(new, Term.DELIVERABLE)
    assert [one.source.id for one in held] == [one.source.id for one in terms(sow, Term.DELIVERABLE)]
    assert [one.agreed for one in held] == [True, *[False] * (len(held) - 1)]
    assert [one["clause"] for one in new.wordings] == [f"deliverables.{held[0].source.id}"]
    # Drawn up again it stands; agreed anew it goes on from there.
    again = agreements.generate(ana, new.estimate)
    assert table(coming.fresh(again), "deliverables") == after


def test_a_duty_is_countered_in_rows_and_one_that_they_struck_out_is_gone(ana, sow):
    before = table(sow, "terms.duties")
    word = coming.opened(sow)
    word.replace(before[0][2], "Five working days after the kickoff")
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, "terms.duties")
    assert row.fixed == ""
    lines = row.wording.split("\n")
    with cast.refused(Invalid, "not the rows"):
        actions.counter(ana, row, text="Three working days", note="Half way.")
    lines[0] = lines[0].replace("Five working days after", "Three days after")
    actions.counter(ana, row, text="\n".join(lines), note="Half way.")
    (said,) = [one for one in told_answers(copy) if one.id == "terms.duties"]
    assert said.columns == ("Duty", "Owner", "Due") and said.wording.split("\n")[0].count(" | ") == 2
    new = settled(copy)
    after = table(new, "terms.duties")
    assert after[0] == (*before[0][:2], "Three days after the kickoff")
    assert after[1:] == before[1:]

    word = coming.opened(new)
    for cell in after[1]:
        word.replace(cell, "") if cell else None
    second = coming.taken(new, word.bytes())
    row = coming.change(second, "terms.duties")
    assert row.fixed == ""
    actions.accept(ana, row)
    assert table(settled(second), "terms.duties") == (after[0], *after[2:])


def test_numbers_that_are_bound_stay_at_their_source(ana, sow):
    raw = {one.id: one for one in drawn(sow.estimate, sow).shaped.review.offering.terms}
    rows = table(sow, "deliverables")
    found = terms(sow, Term.DELIVERABLE)
    at = next(place for place, one in enumerate(found) if "{{" in raw[one.source.id].text)
    text = rows[at][2]
    number = next(part for part in text.split() if part[0].isdigit())
    word = coming.opened(sow)
    word.replace(text, text.replace(number, "7", 1))
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, "deliverables")
    assert row.fixed == ""
    assert any(f"stands where the record says {number}" in one["message"] for one in row.cautions)
    assert row.sources
    with cast.refused(Invalid, "stands where the record says"):
        actions.accept(ana, row)
    actions.source(ana, row)


def test_a_row_in_addition_is_no_matter_of_words(ana, sow):
    word = coming.opened(sow)
    last = next(one for one in word.body.iter(f"{CELL}tr") if table(sow, "deliverables")[-1][1] in
                "".join(one.itertext()))  # fmt: skip
    fresh = deepcopy(last)
    for text in fresh.iter(f"{CELL}t"):
        text.text = "Something new"
    last.addnext(fresh)
    copy = coming.taken(sow, word.bytes())
    row = coming.change(copy, "deliverables")
    assert row.fixed == "estimate"
    with cast.refused(WrongTime, "come from the estimate"):
        actions.accept(ana, row)


def test_words_are_agreed_though_a_row_is_added_beside_them(ana, sow):
    """Two changes of one table: the words are accepted here, the row follows at its source."""
    before = table(sow, "deliverables")
    word = coming.opened(sow)
    last = next(one for one in word.body.iter(f"{CELL}tr") if before[-1][1] in "".join(one.itertext()))
    fresh = deepcopy(last)
    for text in fresh.iter(f"{CELL}t"):
        text.text = "Something new"
    last.addnext(fresh)
    word.replace(before[0][3], "Ten people sign in.")
    copy = coming.taken(sow, word.bytes())
    words, added = copy.redlines.filter(clause="deliverables").order_by("place")
    assert (words.fixed, added.fixed) == ("", "estimate")
    assert [(one[1], one[3]) for one in words.figures] == [("Accepted when", "Ten people sign in.")]
    assert {one[3] for one in added.figures} == {"Something new"} and added.sources
    said = ["".join(piece[1] for piece in row.pieces) for row in (words, added)]
    assert ["Something new" in one for one in said] == [False, True]
    assert ["Ten people sign in." in one for one in said] == [True, False]
    with cast.refused(WrongTime, "come from the estimate"):
        actions.accept(ana, added)
    actions.accept(ana, words)
    actions.refuse(ana, added, note="It is not in the price; ask for a change.")
    after = table(settled(copy), "deliverables")
    assert after[0] == (*before[0][:3], "Ten people sign in.") and after[1:] == before[1:]
    paper = answer(ana, coming.as_it_is(copy), kind="pdf")
    assert paper.content.startswith(b"%PDF")


def test_what_no_longer_applies_is_lost_plainly(ana, sow):
    drawn_up = drawn(sow.estimate, sow)
    row = rows_of(drawn_up.shaped, "deliverables")[0]
    gone = Amendment("deliverables.not-there", "Was", "Is", source=1)
    changed = Amendment(row.id, "Another base", "Is", source=2)
    found = amended(drawn_up.practice, drawn_up.shaped, (gone, changed))
    assert [(one.code, one.source) for one in found.lost] == [("clause-gone", 1), ("clause-changed", 2)]
    assert found.lost[1].title == row.title
    assert found.shaped == drawn_up.shaped


def test_both_sides_having_changed_the_rows_is_a_conflict(ana, sow):
    rows = table(sow, "deliverables")
    copies = []
    for text in ("First words of theirs.", "Second words of theirs."):
        word = coming.opened(sow)
        word.replace(rows[0][3], text)
        copies.append(coming.taken(sow, word.bytes()))
    actions.accept(ana, coming.change(copies[0], "deliverables"))
    new = settled(copies[0])
    assert "First words of theirs." in "\n".join(strings(document_of(new)))
    row = coming.change(copies[1], "deliverables")
    with cast.refused(Invalid, "changed"):
        actions.accept(ana, row)
    found, _ = marked(ana, coming.as_it_is(copies[1]))
    assert found.changes[0].conflict
