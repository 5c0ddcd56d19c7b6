"""What goes back to the customer: every answer, no word said inside, and our version against theirs."""

from __future__ import annotations

import io

import docx
import pytest
from pypdf import PdfReader

from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.redlines import actions
from fairlead.apps.redlines.answering import answer, tracked
from fairlead.apps.redlines.models import Redline
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from fairlead.engines.documents.tree import Paragraph, Table, walk
from fairlead.engines.redlines.taking import take_back
from tests import cast
from tests.apps.redlines import coming
from tests.apps.redlines.test_settling import COUNTER, EFFECT, SILENCE, redrawn
from tests.engines.redlines.test_tracked import plain_view

INSIDE = "We would give in at eight days"
REASON = "The day of signature is what Finance books by."


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def answered(sow):
    """One accepted, one countered, one refused, a comment replied to; and things said inside."""
    ana, lea = cast.actor("ana"), cast.actor("lea")
    copy = coming.taken(sow)
    actions.accept(lea, coming.change(copy, "@added-1"), note=f"{INSIDE}, says Finance.")
    actions.counter(ana, coming.change(copy, SILENCE), text=COUNTER, note="Half way.")
    actions.reply(ana, coming.change(copy, SILENCE), text=f"{INSIDE}.")
    actions.refuse(ana, coming.change(copy, EFFECT), note=REASON)
    row = coming.change(copy, "purpose")
    actions.reply(ana, row, text=f"{INSIDE}!", comment=row.comments[0]["id"], inside=True)
    assert coming.change(copy, "purpose").state == "open"
    actions.reply(ana, coming.change(copy, "purpose"), text="They go into the deliverables.")
    return coming.as_it_is(copy)


def words(download):
    """Everything that a reader of the file can read."""
    if download.name.endswith(".pdf"):
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(download.content)).pages)
    else:
        body = docx.Document(io.BytesIO(download.content)).element.body
        text = " ".join(one.text or "" for one in body.iter() if one.tag.endswith(("}t", "}delText")))
    return " ".join(text.split())


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("who", ["ana", "sam", "lea", "cora"])
def test_every_change_has_its_answer_in_it(kind, who, sow):
    copy = answered(sow)
    made = answer(cast.actor(who), copy, kind=kind)
    said = words(made)
    for part in (
        "Our answer to your changes", "Ana Ruiz", "sow marked.docx", "Other words proposed", COUNTER,
        "Half way.", "Not accepted", REASON, "Neither party names the other in its advertising.",
        "What of our own targets?", "In addition, after",
        "They go into the deliverables.", "follows",
    ):  # fmt: skip
        assert part in said, part
    assert made.name == f"{sow.code}-answer-{copy.pk}.{kind}"
    assert answer(cast.actor(who), copy, kind=kind).content == made.content


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_what_is_said_inside_the_firm_stays_there(kind, ana, sow):
    copy = answered(sow)
    actions.settle(ana, copy)
    for made in (answer(ana, coming.as_it_is(copy), kind=kind), tracked(ana, coming.as_it_is(copy))):
        assert INSIDE not in words(made)
        for person in (ana.name, cast.actor("lea").name, "says Finance"):
            assert person not in words(made)


def test_a_reply_from_before_there_was_a_choice_is_held_back(ana, sow):
    copy = coming.as_it_is(actions.settle(ana, answered(sow)))
    row = coming.change(copy, "purpose")
    old = [{key: value for key, value in one.items() if key != "inside"} for one in row.replies]
    Redline.objects.filter(pk=row.pk).update(replies=old)
    assert "They go into the deliverables." not in words(answer(ana, copy))


def test_the_next_version_is_named_once_it_is_made(ana, sow):
    copy = answered(sow)
    made = coming.fresh(actions.settle(ana, copy).settled)
    said = words(answer(ana, coming.as_it_is(copy)))
    assert f"Accepted, in {made.code}" in said
    assert f"Other words proposed, in {made.code}" in said
    assert f"{made.code} says all that was accepted" in said


def test_with_nothing_taken_over_it_says_that_ours_stands(ana, sow):
    copy = coming.taken(sow)
    coming.refuse_the_rest(copy)
    assert f"{sow.code} stands as it was sent." in words(answer(ana, coming.as_it_is(copy)))


def test_what_is_made_at_its_source_says_so_until_it_is(ana, sow):
    word = coming.opened(sow)
    word.replace("5 business days", "8 business days")
    copy = coming.taken(sow, word.bytes())
    actions.source(ana, coming.change(copy, SILENCE), note="Eight days, then.")
    coming.refuse_the_rest(copy)
    said = words(answer(ana, coming.as_it_is(copy)))
    assert "Accepted, follows with the next version" in said
    assert "Eight days, then." in said
    new = redrawn(sow, acceptance_days=8)
    said = words(answer(ana, coming.as_it_is(copy)))
    assert "follows with the next version" not in said
    assert f"Eight days, then. {new.code} says it." in said
    assert f"Accepted, in {new.code}" in said
    actions.settle(ana, coming.as_it_is(copy))
    said = words(answer(ana, coming.as_it_is(copy)))
    assert f"{new.code} says all that was accepted." in said
    assert "stands as it was sent" not in said


def test_what_we_offer_at_its_source_in_place_of_what_they_want(ana, sow):
    """They ask for 30 days of silence, we offer 8: neither theirs nor ours is typed into the clause."""
    word = coming.opened(sow)
    word.replace("5 business days", "30 business days")
    copy = coming.taken(sow, word.bytes())
    with cast.refused(Invalid, "4,000"):
        actions.source(ana, coming.change(copy, SILENCE), instead="x" * 4001)
    with cast.records("redline.source"):
        row = actions.source(ana, coming.change(copy, SILENCE), instead="8 business days", note="Half way.")
    assert (row.state, row.answer) == ("sourced", "8 business days")
    coming.refuse_the_rest(copy)
    said = words(answer(ana, coming.as_it_is(copy)))
    assert "Other terms proposed, they follow with the next version" in said
    assert "We offer instead: 8 business days" in " ".join(said.split()) and "Accepted" not in said
    with cast.refused(WrongTime, "does not say them yet"):
        actions.settle(ana, coming.as_it_is(copy))
    new = redrawn(sow, acceptance_days=8)
    said = words(answer(ana, coming.as_it_is(copy)))
    assert f"Other terms proposed, in {new.code}" in said
    assert actions.settle(ana, coming.as_it_is(copy)).state == "settled"


def test_what_they_asked_for_at_its_source_is_offered_no_more_once_it_is_said_so(ana, sow):
    word = coming.opened(sow)
    word.replace("5 business days", "30 business days")
    copy = coming.taken(sow, word.bytes())
    actions.source(ana, coming.change(copy, SILENCE), instead="8 business days")
    assert actions.reopen(ana, coming.change(copy, SILENCE)).answer == ""
    actions.source(ana, coming.change(copy, SILENCE), instead="8 business days")
    assert actions.refuse(ana, coming.change(copy, SILENCE), note="No.").answer == ""
    assert actions.source(ana, coming.change(copy, SILENCE)).answer == ""


def test_where_they_put_something_is_said_in_words(ana, sow):
    word = coming.opened(sow)
    first = document_of(sow).sections[0].id
    word.control(first).addprevious(word.new("Preface", "Heading1"))
    word.control("effective").addnext(word.new("Neither party names the other.", "Normal"))
    copy = coming.taken(sow, word.bytes())
    coming.refuse_the_rest(copy)
    said = words(answer(ana, coming.as_it_is(copy)))
    assert "In addition, after Effect" in said
    assert "Preface" in said
    for raw in ("@cover", "@added", "after effective"):
        assert raw not in said
    told = " ".join(one["message"] for one in copy.findings)
    assert "after the front page" in told
    assert "@cover" not in told


def test_words_that_they_wrote_beside_a_figure_are_answered_too(ana, sow):
    document = document_of(sow)
    section = next(
        one for one in walk(document.sections)
        if {Table, Paragraph} <= {type(block) for block in one.blocks}
    )  # fmt: skip
    lead = next(block.text for block in section.blocks if isinstance(block, Paragraph))
    cell = next(block.rows[0][-1] for block in section.blocks if isinstance(block, Table))
    word = coming.opened(sow)
    word.insert(lead[-20:], " Invoices are paid after 180 days.")
    word.replace(cell, "1.00")
    copy = coming.taken(sow, word.bytes())
    coming.refuse_the_rest(copy)
    assert coming.change(copy, section.id).figures
    assert "Invoices are paid after 180 days." in words(answer(ana, coming.as_it_is(copy)))


def test_there_is_no_answer_before_every_change_has_one(ana, sow):
    copy = coming.taken(sow)
    for reading in (answer, tracked):
        with cast.refused(WrongTime, "4 of their changes are open"):
            reading(ana, copy)
    actions.close(ana, copy, note="A newer one came.")
    with cast.refused(WrongTime, "put aside"):
        answer(ana, coming.as_it_is(copy))


def test_it_is_word_or_pdf(ana, sow):
    copy = answered(sow)
    with cast.refused(Invalid, "no answer of kind"):
        answer(ana, copy, kind="odt")


@pytest.mark.parametrize("who", ["carl", "max"])
def test_others_draw_up_no_answer(who, sow, request):
    copy = answered(sow)
    for reading in (answer, tracked):
        with cast.refused(Forbidden):
            reading(request.getfixturevalue(who), copy)


def test_rejecting_ours_gives_theirs_and_accepting_gives_our_next_version(ana, sow):
    copy = answered(sow)
    actions.settle(ana, copy)
    made = tracked(ana, coming.as_it_is(copy)).content
    theirs, ours = (" ".join(plain_view(made, dropped)) for dropped in ("ins", "del"))
    assert coming.WANTED in theirs
    assert coming.SAID not in theirs
    assert "takes effect when both parties have signed it" not in theirs
    assert "Neither party names the other in its advertising." in theirs
    assert COUNTER in ours
    assert coming.WANTED not in ours
    assert "takes effect when both parties have signed it" in ours
    back = take_back(made, "tracked.docx", document_of(sow))
    assert {one for change in back.clauses for one in change.authors} == {document_of(sow).meta.firm}


def test_hostile_words_of_theirs_are_only_words(ana, sow):
    words_of_theirs = "{{ price }} <script>alert(1)</script> #set page(1pt) =cmd()"
    word = coming.opened(sow)
    word.insert("an unmet criterion", words_of_theirs)
    word.comment("measured by the acceptance criteria", words_of_theirs, author="<b>Ben</b>")
    copy = coming.taken(sow, word.bytes())
    coming.refuse_the_rest(copy)
    for kind in ("docx", "pdf"):
        said = words(answer(ana, coming.as_it_is(copy), kind=kind))
        assert words_of_theirs.replace(" ", "") in said.replace(" ", "").replace("\u200b", "")
