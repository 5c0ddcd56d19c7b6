"""Moved, doubled, unwrapped and foreign: where clauses stand in a file that came back, and what is left."""

from __future__ import annotations

from copy import deepcopy

import pytest
from tests.engines.redlines import cast
from tests.engines.redlines.marking import NS, Copy, element, q, run

from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.likeness import ALIKE, alike
from fairlead.engines.redlines.order import moved
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.words import keys

SENT = cast.short()
FILE = docx_bytes(SENT)


def back(copy: Copy, sent=SENT):
    return take_back(copy.bytes(), "sow.docx", sent)


def codes(returned) -> list[str]:
    return [finding.code for finding in returned.findings]


def shifted(returned) -> dict[str, str]:
    return {one.id: one.after for one in returned.clauses if one.moved}


def bare(tags: tuple[str, ...] = ()) -> Copy:
    """A copy whose bookmarks are gone, and the controls of some clauses (of all when none is named)."""
    copy = Copy(FILE)
    copy.forget_bookmarks()
    for tag in tags or copy.tags():
        copy.unwrap(tag)
        copy.unwrap(tag)  # the control around the words of its heading
    return copy


def test_a_clause_dragged_without_tracking() -> None:
    copy = Copy(FILE)
    copy.control("invoices").addprevious(copy.cut("ending"))
    returned = back(copy)
    assert shifted(returned) == {"ending": "terms"}
    assert (returned.clause("ending").kind, returned.clause("ending").silent) == ("moved", True)
    assert codes(returned) == ["moved-silently"]


def test_a_clause_dragged_with_tracking_has_its_author_and_its_own_edits() -> None:
    copy = Copy(FILE)
    copy.move_clause("ending", copy.control("invoices").addprevious)
    returned = back(copy)
    assert shifted(returned) == {"ending": "terms"}
    change = returned.clause("ending")
    assert (change.kind, change.silent, change.pieces) == ("moved", False, ())
    assert change.sent == change.wanted
    assert returned.findings == ()

    copied = copy.body.xpath(".//w:sdt[w:sdtPr/w:tag/@w:val='ending']", namespaces=NS)[0]
    text = copied.xpath(".//w:moveTo//w:t", namespaces=NS)[1]
    text.text = text.text.replace("15", "90")
    change = back(copy).clause("ending")
    assert (change.kind, change.moved, change.silent) == ("edited", True, True)
    assert [one.text.strip() for one in change.pieces if one.kind != "kept"] == ["15", "90"]


def test_a_clause_moved_into_another_section() -> None:
    copy = Copy(FILE)
    copy.control("remote").find("w:sdtContent", NS).getparent().addnext(copy.cut("invoices"))
    returned = back(copy)
    assert "invoices" in shifted(returned)
    copy = Copy(FILE)
    last = copy.control("scope").find("w:sdtContent", NS)
    last.append(copy.cut("price"))
    assert shifted(back(copy)) == {"price": "remote"}  # the order is the same, the section is not


def test_a_section_moves_with_all_that_is_in_it_as_one() -> None:
    copy = Copy(FILE)
    copy.control("scope").addprevious(copy.cut("terms"))
    assert shifted(back(copy)) == {"terms": ""}


def test_the_fewest_moves_explain_an_order() -> None:
    parents = {"a": "", "b": "", "c": "", "d": "", "d1": "d", "d2": "d"}
    assert moved("abcd", "bcda", parents) == {"a": "d"}
    assert moved("abcd", "abcd", parents) == {}
    there = ["d", "d1", "d2", "a", "b", "c"]
    assert moved(["a", "b", "c", "d", "d1", "d2"], there, parents, {"d"}) == {"d": ""}


def test_all_controls_and_bookmarks_lost_the_words_still_tell() -> None:
    returned = back(bare())
    assert returned.share == 1.0
    assert {one.kind for one in returned.clauses} == {"unchanged"}
    assert {one.found for one in returned.clauses} == {"text"}
    assert codes(returned) == ["controls-lost"]
    assert "Scope, Customer duties, Remote work," in returned.findings[0].message
    assert returned.outside == ()


def test_controls_lost_bookmarks_left() -> None:
    copy = Copy(FILE)
    for tag in copy.tags():
        copy.unwrap(tag)
    copy.silently("Delay", "Postponement")
    copy.silently("If a customer duty is late, the schedule moves with it.", "All delays are the provider's.")
    change = back(copy).clause("delay")
    assert (change.kind, change.found) == ("edited", "heading")
    assert change.wanted_title == "Postponement"


def test_one_control_lost_and_its_clause_edited() -> None:
    copy = bare(("delay",))
    copy.replace("late", "more than 5 days late")
    returned = back(copy)
    change = returned.clause("delay")
    assert (change.kind, change.found, change.wanted_title) == ("edited", "title", "Delay")
    assert 0 < change.likeness < 1
    assert returned.clause("terms").kind == returned.clause("invoices").kind == "unchanged"


def test_a_clause_with_another_title_is_found_by_its_words() -> None:
    copy = bare(("ending",))
    copy.silently("Ending early", "Termination")
    change = back(copy).clause("ending")
    assert (change.found, change.wanted_title) == ("text", "Termination")
    assert change.likeness >= ALIKE


def test_below_the_threshold_a_passage_is_not_taken_for_a_clause() -> None:
    one, other = keys("the customer names a project manager"), keys("the provider names two architects")
    assert alike(one, other) < ALIKE < alike(one, keys("the customer names one project manager"))
    copy = bare(("ending",))
    copy.silently("Ending early", "Termination")
    copy.silently("Either party may end this with 15 days' written notice.", "Nobody may leave.")
    returned = back(copy)
    assert returned.clause("ending").kind == "deleted"
    assert [one.text for one in returned.outside] == ["Termination\nNobody may leave."]


def test_a_control_that_stands_twice() -> None:
    copy = Copy(FILE)
    second = deepcopy(copy.control("delay"))
    copy.control("delay").addnext(second)
    second.xpath(".//w:t", namespaces=NS)[1].text = "If a customer duty is late, the provider pays."
    returned = back(copy)
    assert returned.clause("delay").kind == "unchanged"
    assert codes(returned) == ["outside-text", "control-doubled"]
    assert returned.outside[0].text == "Delay\nIf a customer duty is late, the provider pays."
    assert returned.outside[0].after == "delay"
    assert "stands after Delay, inside Delay: " in returned.findings[0].message


def test_text_before_the_first_clause_stands_after_the_front_page() -> None:
    copy = Copy(FILE)
    copy.control("scope").addprevious(copy.new("Preface", "Heading1"))
    (one,) = back(copy).findings
    assert one.message == "Text that belongs to no clause stands after the front page: “Preface”"


def test_foreign_controls_are_read_as_text_and_said() -> None:
    copy = Copy(FILE)
    paragraph, own = copy.split("late")
    properties = element("sdtPr", element("alias", val="Pick a date"), element("tag", val="theirs"))
    own.addprevious(element("sdt", properties, element("sdtContent", run("very "))))
    block = element(
        "sdt", deepcopy(properties), element("sdtContent", copy.new("Our own clause.", tracked=False))
    )
    copy.control("price").addprevious(block)
    returned = back(copy)
    assert "very late" in returned.clause("delay").wanted
    assert [(one.text, one.within, one.after) for one in returned.outside] == [
        ("Our own clause.", "", "remote")
    ]
    assert next(one for one in returned.findings if one.code == "foreign-controls").message.startswith("2 ")
    assert paragraph is not None


@pytest.mark.parametrize("tracked", [True, False])
def test_text_outside_all_controls_is_reported_where_it_stands(tracked: bool) -> None:
    copy = Copy(FILE)
    copy.control("scope").addprevious(copy.new("Before everything.", tracked=tracked))
    copy.control("price").addprevious(copy.new("Between.", tracked=tracked))
    copy.control("delay").addprevious(copy.new("Inside terms.", tracked=tracked))
    copy.control("signatures").addnext(copy.new("After everything.", tracked=tracked))
    returned = back(copy)
    places = [(one.id, one.text, one.within, one.after) for one in returned.outside]
    assert places == [
        ("@added-1", "Between.", "", "remote"),
        ("@added-2", "Inside terms.", "terms", "invoices"),
        ("@added-3", "After everything.", "", "signatures"),
    ]
    assert {one.tracked for one in returned.outside} == {tracked}
    # What stands before the first clause stands on the cover.
    assert returned.clause("@cover").wanted.endswith("Before everything.")


def test_a_new_clause_with_a_heading() -> None:
    copy = Copy(FILE)
    copy.control("delay").addprevious(copy.new("Liability", "Heading2"))
    copy.control("delay").addprevious(copy.new("Liability is not limited."))
    inside = copy.paragraphs("ending")[-1]
    inside.addnext(copy.new("Either party may also end it at once for cause."))
    inside.getnext().addnext(copy.new("Survival", "Heading2"))
    inside.getnext().getnext().addnext(copy.new("Terms that must survive do."))
    returned = back(copy)
    assert [(one.title, one.wording, one.after) for one in returned.outside] == [
        ("Liability", "Liability is not limited.", "invoices"),
        ("Survival", "Terms that must survive do.", "ending"),
    ]
    assert returned.clause("ending").wanted.endswith("for cause.")


def test_a_table_that_somebody_laid_around_clauses() -> None:
    copy = Copy(FILE)
    control = copy.control("delay")
    table = element("tbl", element("tr", element("tc"), element("tc", element("p", run("Why?")))))
    control.addprevious(table)
    table[0][0].append(control)
    returned = back(copy)
    assert (returned.clause("delay").kind, returned.clause("delay").found) == ("unchanged", "control")
    assert [one.text for one in returned.outside] == ["Why?"]


def test_the_cover_is_compared_too() -> None:
    copy = Copy(FILE)
    copy.silently("31 December 2026", "31 January 2027")
    change = back(copy).clause("@cover")
    assert change.kind == "edited"
    assert [(one.row, one.sent, one.wanted) for one in change.figures] == [
        ("Valid until", "31 December 2026", "31 January 2027")
    ]


def test_a_file_that_is_not_ours() -> None:
    other = cast.document(
        cast.clause("x", "Lease", "The tenant pays rent on the first of the month."), manifest=""
    )
    returned = take_back(docx_bytes(other), "lease.docx", SENT)
    assert returned.share == 0
    assert codes(returned)[0] == "not-ours"
    assert "0 of 9" in str(returned.findings[0])
    assert any("The tenant pays rent" in one.text for one in returned.outside)


def test_a_copy_of_another_version_is_said() -> None:
    other = cast.document(*SENT.sections, manifest="cd34" * 16)
    returned = take_back(docx_bytes(other), "sow.docx", SENT)
    assert codes(returned) == ["other-version"]
    assert returned.manifest == "cd34" * 16


@pytest.mark.parametrize(("away", "here"), [("del", "ins"), ("moveFrom", "moveTo")])
def test_a_heading_cut_alone_leaves_the_clause_where_its_words_are(away: str, here: str) -> None:
    """As LibreOffice does it: the bookmark goes with the heading, and no control is left."""
    copy = Copy(FILE)
    heading = copy.paragraph("Delay")
    pasted = deepcopy(heading)
    for sign in list(heading.iter(q("bookmarkStart"), q("bookmarkEnd"))):
        sign.getparent().remove(sign)
    for sign in pasted.iter(q("bookmarkStart")):
        sign.set(q("name"), f"{sign.get(q('name'))}_Copy_1")
    for tag in copy.tags():
        for control in copy.body.xpath(f".//w:sdt[w:sdtPr/w:tag/@w:val='{tag}']", namespaces=NS):
            for child in list(control.find("w:sdtContent", NS)):
                control.addprevious(child)
            control.getparent().remove(control)
    copy.marked(heading, away)
    copy.marked(pasted, here)
    copy.paragraph("Either party may end").addnext(pasted)
    returned = back(copy)
    assert [(one.id, one.kind, one.silent) for one in returned.changed] == [("delay", "edited", False)]
    assert [(one.text, one.tracked) for one in returned.outside] == [("Delay", True)]
    assert "silent-edit" not in codes(returned)
