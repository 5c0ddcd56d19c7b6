"""Tracked changes, silent edits and typography inside one clause."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.redlines import cast
from tests.engines.redlines.marking import NS, Copy, element, q, run

from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.marked import Segment, pieces
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.words import cleaned, keys

SENT = cast.short()
FILE = docx_bytes(SENT)
SENT_DELAY = "Delay\nIf a customer duty is late, the schedule moves with it."
AT = datetime(2026, 12, 1, 10, 30, tzinfo=UTC)


def back(copy: Copy):
    return take_back(copy.bytes(), "sow.docx", SENT)


def edits(change) -> list[tuple[str, str, str, bool]]:
    return [
        (one.kind, one.text.strip(), one.author, one.tracked) for one in change.pieces if one.kind != "kept"
    ]


def codes(returned) -> list[str]:
    return [finding.code for finding in returned.findings]


def test_a_copy_that_nobody_touched_has_nothing_to_say() -> None:
    returned = take_back(FILE, "sow.docx", SENT)
    assert {one.kind for one in returned.clauses} == {"unchanged"}
    assert [one.id for one in returned.clauses][:3] == ["@cover", "scope", "duties"]
    assert returned.findings == returned.outside == returned.comments == returned.changed == ()
    assert (returned.share, returned.manifest) == (1.0, cast.MANIFEST)


def test_words_put_in_and_struck_out_with_author_and_date() -> None:
    copy = Copy(FILE)
    copy.replace("30", "60")
    copy.insert("of receipt", " of a correct invoice", author="Ben Ode", date="2026-12-02T08:00:00Z")
    returned = back(copy)
    change = returned.clause("invoices")
    assert change.kind == "edited"
    assert change.sent == "Invoices\nInvoices are payable within 30 days of receipt."
    assert change.wanted == "Invoices\nInvoices are payable within 60 days of receipt of a correct invoice."
    assert edits(change) == [
        ("deleted", "30", "Ana Ruiz", True),
        ("inserted", "60", "Ana Ruiz", True),
        ("inserted", "of a correct invoice", "Ben Ode", True),
    ]
    assert change.pieces[1].at == AT
    assert change.authors == ("Ana Ruiz", "Ben Ode")
    assert not change.silent
    assert [one.id for one in returned.changed] == ["invoices"]
    assert (returned.tally.inserted, returned.tally.deleted) == (2, 1)
    assert codes(returned) == ["number-changed"]
    assert "30 became 60" in str(returned.findings[0])


def test_a_silent_edit_beside_a_tracked_one_is_told_apart() -> None:
    copy = Copy(FILE)
    copy.delete("written ")
    copy.silently("15 days", "90 days")
    change = back(copy).clause("ending")
    assert edits(change) == [
        ("deleted", "15", "", False),
        ("inserted", "90", "", False),
        ("deleted", "written", "Ana Ruiz", True),
    ]
    assert change.silent
    assert "silent-edit" in codes(back(copy))


def test_what_was_put_in_silently_and_struck_out_again_is_nothing() -> None:
    copy = Copy(FILE)
    copy.insert("late, ", "very ")
    mark = copy.body.xpath(".//w:ins", namespaces=NS)[0]
    gone = element("del", run("very ", True), **copy.hand("Ben Ode"))
    mark.remove(mark[0])
    mark.append(gone)
    change = back(copy).clause("delay")
    assert change.kind == "unchanged"
    assert change.pieces == ()


def test_all_deleted_paragraphs_make_a_deleted_clause() -> None:
    copy = Copy(FILE)
    copy.delete_clause("delay")
    returned = back(copy)
    change = returned.clause("delay")
    assert (change.kind, change.wanted, change.silent) == ("deleted", "", False)
    assert edits(change) == [("deleted", change.sent, "Ana Ruiz", True)]
    assert codes(returned) == ["clause-deleted"]


def test_a_control_that_was_cut_out_is_deleted_silently() -> None:
    copy = Copy(FILE)
    copy.cut("delay")
    returned = back(copy)
    assert (returned.clause("delay").kind, returned.clause("delay").silent) == ("deleted", True)
    assert "with no tracked change" in str(returned.findings[0])


def test_an_emptied_control_with_its_placeholder_is_deleted() -> None:
    copy = Copy(FILE)
    control = copy.control("delay")
    control.find("w:sdtPr", NS).append(element("showingPlcHdr"))
    for paragraph in copy.paragraphs("delay")[1:]:
        paragraph.getparent().remove(paragraph)
    copy.silently("Delay", "Click or tap here to enter text.")
    assert back(copy).clause("delay").kind == "deleted"


def test_a_paragraph_split_and_one_joined() -> None:
    copy = Copy(FILE)
    first = copy.paragraph("All work is done")
    copy.end(first, "del")
    joined = back(copy).clause("remote")
    assert edits(joined) == [("deleted", "", "Ana Ruiz", True)]
    assert "\nAll work is done remotely, in English.Travel to the" in joined.wanted
    copy = Copy(FILE)
    first = copy.paragraph("All work is done")
    first.addnext(copy.new("On site work costs more."))
    split = back(copy).clause("remote")
    assert edits(split) == [("inserted", "On site work costs more.", "Ana Ruiz", True)]
    assert split.wording == (
        "All work is done remotely, in English.\n\nOn site work costs more.\n\n"
        "Travel to the customer’s site is agreed in writing."
    )


@pytest.mark.parametrize(
    ("was", "by", "kind"),
    [
        ("customer’s", "customer's", "typography"),
        ("remotely,", "remotely ,", "typography"),
        ("site is", "site\u00a0is", "unchanged"),
        ("agreed in", "agreed  in", "unchanged"),
    ],
)
def test_typography_is_no_edit_of_substance(was: str, by: str, kind: str) -> None:
    copy = Copy(FILE)
    copy.silently(was, by)
    returned = back(copy)
    change = returned.clause("remote")
    assert (change.kind, change.silent) == (kind, False)
    assert returned.findings == returned.changed == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("“5 days” – or more…", '"5 days" -- or more...', True),
        ("67,973.76", "67, 973.76", False),
        ("1.5", "1 .5", False),
        ("on site", "onsite", False),
        ("on-site", "on‑site", True),
        ("shall", "Shall", False),
        ("cafe\u0301", "café", True),
        ("10 m²", "10 m2", False),
        ("−5,575.00", "-5,575.00", True),
        ("co\u00adoperate", "cooperate", True),
    ],
)
def test_what_counts_as_the_same(one: str, other: str, same: bool) -> None:
    assert (keys(cleaned(one)) == keys(cleaned(other))) is same


def test_runs_of_word_are_read_like_a_reader_does() -> None:
    copy = Copy(FILE)
    paragraph, own = copy.split("schedule moves with it")
    link = element("hyperlink", run("sched"), element("r", element("softHyphen")), run("ule moves"))
    parts = [
        link,
        element("r", element("tab"), element("t", text="with")),
        element("r", element("lastRenderedPageBreak"), element("br"), element("t", text="it")),
        element("proofErr", type="spellStart"),
        element("permStart", id="7"),
    ]
    for part in reversed(parts):
        own.addnext(part)
    paragraph.remove(own)
    assert back(copy).clause("delay").kind == "unchanged"
    assert back(copy).clause("delay").pieces == ()


def test_footnotes_pictures_and_text_boxes_are_additions() -> None:
    copy = Copy(FILE)
    _, own = copy.split("late")
    own.addnext(element("r", element("footnoteReference", id="2")))
    own.addnext(element("r", element("drawing", element("txbxContent", element("p", run("See the MSA"))))))
    note = element("footnotes", element("footnote", element("p", run("By more than 3 days.")), id="2"))
    from lxml import etree

    copy.add_part("footnotes", etree.tostring(note))
    change = back(copy).clause("delay")
    assert "[text box: See the MSA] [note: By more than 3 days.]" in change.wanted
    assert change.silent


def test_of_ruby_the_base_is_read_and_what_stands_above_it_is_not() -> None:
    copy = Copy(FILE)
    _, own = copy.split("late")
    base = element("rubyBase", *list(own))
    own.append(element("ruby", element("rt", run("above")), base))
    base[:] = [run("late")]
    assert back(copy).changed == ()


def test_formatting_is_counted_and_passed_over() -> None:
    copy = Copy(FILE)
    own = copy.paragraph("If a customer duty").find("w:r", NS)
    own.insert(0, element("rPr", element("b"), element("rPrChange", element("rPr"), **copy.hand())))
    properties = copy.paragraph("If a customer duty").find("w:pPr", NS)
    properties.append(element("pPrChange", element("pPr"), **copy.hand()))
    returned = back(copy)
    assert returned.tally.formatting == 2
    assert returned.changed == ()


def test_hidden_text_is_said() -> None:
    copy = Copy(FILE)
    _, own = copy.split("late")
    own.addnext(element("r", element("rPr", element("vanish")), element("t", text=" or early")))
    returned = back(copy)
    assert "hidden-text" in codes(returned)
    assert "or early" in returned.clause("delay").wanted


def looking(copy: Copy, text: str, *looks) -> None:
    """Every run of the paragraph with the text has these properties."""
    for own in copy.paragraph(text).iter(q("r")):
        own.insert(0, element("rPr", *(element(name, **more) for name, more in looks)))


@pytest.mark.parametrize("kind", ["strike", "dstrike"])
def test_words_struck_through_by_formatting_are_taken_out_and_said(kind: str) -> None:
    copy = Copy(FILE)
    for text in ("Delay", "If a customer duty"):
        looking(copy, text, (kind, {}))
    returned = back(copy)
    change = returned.clause("delay")
    assert (change.kind, change.silent) == ("deleted", True)
    assert edits(change) == [("deleted", SENT_DELAY, "", False)]
    (finding,) = [one for one in returned.findings if one.code == "struck-text" and "duty" in one.message]
    assert finding.message == (
        "Words are struck through by formatting in “If a customer duty is late, the schedule moves with it.”"
    )
    assert finding.fix == "They are read as taken out."
    assert returned.tally.deleted == 0


def test_some_struck_words_are_an_edit_and_unstruck_ones_none() -> None:
    copy = Copy(FILE)
    _, own = copy.split("the schedule moves with it")
    own.insert(0, element("rPr", element("strike", val="1")))
    looking(copy, "Invoices are payable", ("strike", {"val": "0"}), ("dstrike", {"val": "false"}))
    returned = back(copy)
    assert [one.id for one in returned.changed] == ["delay"]
    assert returned.clause("delay").wording == "If a customer duty is late, ."
    assert edits(returned.clause("delay")) == [("deleted", "the schedule moves with it", "", False)]


def test_a_strike_that_was_tracked_as_formatting_says_who_and_when() -> None:
    copy = Copy(FILE)
    _, own = copy.split("late")
    change = element("rPrChange", element("rPr"), **copy.hand())
    own.insert(0, element("rPr", element("strike"), change))
    piece = next(one for one in back(copy).clause("delay").pieces if one.kind == "deleted")
    assert (piece.text, piece.author, piece.at, piece.tracked) == ("late", "Ana Ruiz", AT, True)


def test_a_strike_over_tracked_changes_keeps_their_hand() -> None:
    copy = Copy(FILE)
    for mark in (copy.delete("late"), copy.insert("the schedule", " of ours")):
        mark.find("w:r", NS).insert(0, element("rPr", element("strike")))
    change = back(copy).clause("delay")
    assert edits(change) == [("deleted", "late", "Ana Ruiz", True)]


def test_a_style_that_strikes_through_strikes_through() -> None:
    from lxml import etree

    copy = Copy(FILE)
    looking(copy, "If a customer duty", ("rStyle", {"val": "Gone"}))
    root = etree.fromstring(copy.parts["word/styles.xml"])
    base = element("style", element("rPr", element("strike")), styleId="Base", type="character")
    root.extend((base, element("style", element("basedOn", val="Base"), styleId="Gone", type="character")))
    copy.parts["word/styles.xml"] = etree.tostring(root)
    assert back(copy).clause("delay").wording == ""


@pytest.mark.parametrize(
    "look", [("color", {"val": "FFFFFF"}), ("color", {"val": "fdfefe"}), ("sz", {"val": "2"})]
)
def test_white_and_tiny_text_is_hidden_text(look) -> None:
    copy = Copy(FILE)
    _, own = copy.split("late")
    name, more = look
    fresh = element("r", element("rPr", element(name, **more)), element("t", text=" or early"))
    own.addnext(fresh)
    returned = back(copy)
    assert "hidden-text" in codes(returned)
    assert "or early" in returned.clause("delay").wanted


def test_authors_and_dates_are_data() -> None:
    copy = Copy(FILE)
    copy.insert("late", "!", author="<b>\u202eEvil</b>" + "x" * 500, date="yesterday")
    piece = next(one for one in back(copy).clause("delay").pieces if one.tracked)
    assert piece.author.startswith("<b>Evil</b>x")
    assert len(piece.author) == 200
    assert piece.at is None


WORDS = st.lists(st.sampled_from(["a", "b", "30", "days", "the", ",", "“x”"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_pieces_put_together_are_both_texts(sent: str, wanted: str) -> None:
    found = pieces(sent, [Segment(wanted)])
    old = "".join(one.text for one in found if one.kind in ("kept", "deleted"))
    new = "".join(one.text for one in found if one.kind in ("kept", "inserted"))
    if found:
        assert keys(old) == keys(sent)
        assert keys(new) == keys(wanted)
    else:
        assert keys(sent) == keys(wanted)


def test_very_long_passages_are_aligned_by_sentence() -> None:
    sent = " ".join(f"Sentence {at} says that party {at % 7} owes a duty." for at in range(1500))
    wanted = sent.replace("Sentence 700 says", "Sentence 700 denies").replace("party 3", "party three", 1)
    found = pieces(sent, [Segment(wanted)])
    changed = [(one.kind, one.text.strip()) for one in found if one.kind != "kept"]
    assert changed == [("deleted", "3"), ("inserted", "three"), ("deleted", "says"), ("inserted", "denies")]


def test_the_same_file_gives_the_same_values() -> None:
    copy = Copy(FILE)
    copy.replace("30", "60")
    copy.silently("late", "early")
    data = copy.bytes()
    assert take_back(data, "sow.docx", SENT) == take_back(data, "sow.docx", SENT)


def test_every_part_of_word_in_a_paragraph_keeps_its_mark() -> None:
    copy = Copy(FILE)
    paragraph, own = copy.split("schedule")
    inner = element("smartTag", element("ins", run("timetable"), **copy.hand()))
    own.addnext(inner)
    own.addnext(element("del", run("schedule", True), **copy.hand()))
    paragraph.remove(own)
    assert edits(back(copy).clause("delay")) == [
        ("deleted", "schedule", "Ana Ruiz", True),
        ("inserted", "timetable", "Ana Ruiz", True),
    ]
    assert paragraph.find(q("pPr")) is not None
