"""Our answer as a paper, and the document that their file amounts to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from tests.engines.redlines import cast
from tests.engines.redlines.test_tracked import plain_view, words_of

from fairlead.engines.documents.tree import Marked, Table, strings, walk
from fairlead.engines.redlines.answering import LONGEST, Answer, Replied, Round, answer_paper
from fairlead.engines.redlines.theirs import Want, as_they_want
from fairlead.engines.redlines.tracked import tracked_docx
from fairlead.engines.redlines.versions import compared

SHORT = cast.short()
DAY = date(2026, 12, 1)
TEXT = (
    ("kept", "Delay\nOne.\nIf a duty is "),
    ("deleted", "late"),
    ("inserted", "missed"),
    ("kept", ", so.\nEnd."),
)
CHANGE = Answer("delay", "3.2", "Delay", "changed", "refused", TEXT, (), ("Ana Ruiz",), DAY, note="Never so.")


def told(*answers: Answer, made: str = "", settled: bool = False, newest: str = ""):
    about = Round(
        "Harbour", "Northwind", "Move", "SOW-7", "x.docx", "", DAY, DAY, made, settled, answers, newest=newest
    )
    return answer_paper(about)


def test_our_words_for_the_rows_of_a_table_are_rows():
    ours = replace(
        CHANGE, state="countered", columns=("No.", "Deliverable"), wording="D1 | Plan\nD2 | Report"
    )
    (table,) = (block for part in walk(told(ours).sections) for block in part.blocks
                if isinstance(block, Table) and block.id.endswith(".rows"))  # fmt: skip
    assert table.rows == (("D1", "Plan"), ("D2", "Report"))
    odd = replace(ours, wording="D1 | Plan\nA line of its own")
    assert "A line of its own" in " ".join(strings(told(odd)))


def marked(document):
    (one,) = (block for part in walk(document.sections) for block in part.blocks if isinstance(block, Marked))
    return one.runs


def test_only_the_paragraphs_that_they_touched_are_repeated():
    assert marked(told(CHANGE)) == (
        ("kept", "If a duty is "), ("deleted", "late"), ("inserted", "missed"), ("kept", ", so."),
    )  # fmt: skip


def test_a_very_long_change_is_cut_and_says_so():
    long = replace(CHANGE, runs=(("inserted", "word " * LONGEST),))
    made = told(long)
    assert sum(len(words) for _, words in marked(made)) == LONGEST
    assert "… The rest is in your file." in set(strings(made))


@pytest.mark.parametrize(
    ("state", "made", "said", "short"),
    [
        ("accepted", "", False, "Accepted"),
        ("accepted", "SOW-8", False, "Accepted, in SOW-8"),
        ("countered", "SOW-8", False, "Other words proposed, in SOW-8"),
        ("refused", "SOW-8", False, "Not accepted"),
        ("sourced", "", False, "Accepted, follows with the next version"),
        ("sourced", "SOW-8", True, "Accepted, in SOW-8"),
        ("noted", "", False, "Answered"),
    ],
)
def test_each_answer_says_where_it_stands(state, made, said, short):
    document = told(replace(CHANGE, state=state, said=said), made=made)
    glance = document.sections[0].blocks[1]
    assert [row[-1] for row in glance.rows] == [short]


SOURCED = replace(CHANGE, state="sourced", said=True, note="Eight days, then.")


@pytest.mark.parametrize("settled", [False, True])
def test_what_was_changed_at_its_source_names_the_version_that_says_it(settled):
    document = told(SOURCED, newest="SOW-9", settled=settled)
    assert document.sections[0].blocks[1].rows[0][-1] == "Accepted, in SOW-9"
    said = list(strings(document))
    assert ("Newest version", "SOW-9") in pairwise(said)
    assert "Eight days, then. SOW-9 says it." in said
    assert said[-1].startswith("SOW-9 says all that was accepted.")
    assert "stands as it was sent" not in " ".join(said)


def test_a_version_made_of_the_answers_is_the_next_one_and_the_newest_says_the_rest():
    said = list(strings(told(SOURCED, CHANGE, made="SOW-8", newest="SOW-8", settled=True)))
    assert "Newest version" not in said
    assert said[-1].startswith("SOW-8 says all that was accepted, and the other words")
    waits = told(SOURCED, replace(SOURCED, id="price", said=False), newest="SOW-9")
    assert list(strings(waits))[-1].startswith("The next version")


def legend(document):
    return any("underlined" in one for one in strings(document))


CELLS = (("Total", "Net", "100", "90"),)


@pytest.mark.parametrize("kind", ["changed", "deleted"])
def test_words_beside_the_cells_that_they_changed_are_told_too(kind):
    runs = (
        ("kept", "Price\nTotal | "), ("deleted", "100"), ("inserted", "90"), ("kept", "\n"),
        ("inserted", "We pay after 180 days."), ("kept", "\nLeft alone."),
    )  # fmt: skip
    document = told(replace(CHANGE, kind=kind, title="Price", runs=runs, cells=CELLS))
    assert marked(document) == (("inserted", "We pay after 180 days."),)
    assert legend(document)


def test_cells_alone_have_no_legend():
    document = told(replace(CHANGE, runs=(("kept", "Total | "), ("deleted", "100")), cells=CELLS))
    assert not legend(document)
    assert not [one for part in walk(document.sections) for one in part.blocks if isinstance(one, Marked)]


def test_a_heading_that_they_struck_out_alone_is_told():
    document = told(replace(CHANGE, runs=(("deleted", "Delay"), ("kept", "\nOne."))))
    assert marked(document) == (("deleted", "Delay"),)
    assert legend(document)


@pytest.mark.parametrize(("kind", "mark"), [("added", "inserted"), ("deleted", "deleted")])
def test_the_title_above_goes_without_saying(kind, mark):
    alone = told(replace(CHANGE, kind=kind, runs=((mark, "Delay"),)))
    assert not legend(alone)
    document = told(replace(CHANGE, kind=kind, runs=((mark, "Delay\nOf words."),)))
    assert marked(document) == ((mark, "Of words."),)


def test_the_note_of_an_acceptance_is_not_theirs_to_read():
    assert "Never so." not in set(strings(told(replace(CHANGE, state="accepted"))))
    assert "Never so." in set(strings(told(CHANGE)))


def test_comments_have_their_replies_under_them():
    remark = Replied("Ben Ode", DAY, "a duty", "Which?", ("Those of annex 1.",))
    said = list(strings(told(replace(CHANGE, kind="commented", state="noted", runs=(), remarks=(remark,)))))
    at = said.index("Ben Ode, 1 December 2026 on “a duty”: Which?")
    assert said[at + 1] == "Our reply: Those of annex 1."


def test_the_same_answers_give_the_same_manifest_and_others_another():
    assert told(CHANGE) == told(CHANGE)
    assert told(CHANGE).meta.manifest != told(replace(CHANGE, note="Never at all.")).meta.manifest


def test_an_empty_file_is_answered_too():
    assert "We found no changes and no comments in your file." in set(strings(told()))


WANTS = (
    Want("delay", "changed", "If a duty is missed, the schedule moves.\n\n- one\n- two", "Delays"),
    Want("remote", "deleted"),
    Want("invoices", "moved", moved=True, after="ending"),
    Want("agreed-7", "added", "Neither names the other.", "Names", after="duties"),
    Want("price", "changed", cells=(("Total", "Net", "67,973.76", "60,000.00"),)),
    Want("nowhere", "changed", "Nothing."),
)


def test_their_document_is_ours_with_everything_that_they_want():
    theirs = as_they_want(SHORT, WANTS)
    order = [one.id for one in walk(theirs.sections)]
    assert order == [
        "scope", "duties", "agreed-7", "price", "terms", "delay", "ending", "invoices", "signatures",
    ]  # fmt: skip
    said = set(strings(theirs))
    assert {"Delays", "If a duty is missed, the schedule moves.", "one", "60,000.00", "Names"} <= said
    assert "67,973.76" not in said
    assert "All work is done remotely, in English." not in said
    assert [one.number for one in theirs.sections] == ["1", "2", "3", "4"]


def test_what_would_take_a_whole_section_with_it_stays():
    assert as_they_want(SHORT, (Want("terms", "deleted"),)) == SHORT


@pytest.mark.parametrize("after", ["scope", "", "nowhere"])
def test_an_addition_is_never_lost(after):
    theirs = as_they_want(SHORT, (Want("agreed-1", "added", "New words.", after=after),))
    assert "New words." in set(strings(theirs))


def test_rejecting_ours_gives_theirs():
    theirs = as_they_want(SHORT, WANTS)
    made = tracked_docx(theirs, SHORT, compared(theirs, SHORT))
    assert plain_view(made, "ins") == words_of(theirs)
    assert plain_view(made, "del") == words_of(SHORT)
