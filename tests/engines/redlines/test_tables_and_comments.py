"""Price tables, signature blocks, comments: findings of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.engines.redlines import cast
from tests.engines.redlines.marking import NS, Copy, element, q, run

from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.figures import numbers
from fairlead.engines.redlines.taking import take_back

SENT = cast.short()
FILE = docx_bytes(SENT)


def back(copy: Copy):
    return take_back(copy.bytes(), "sow.docx", SENT)


def codes(returned) -> list[str]:
    return [finding.code for finding in returned.findings]


def cells(returned, name: str = "price") -> list[tuple[str, str, str, str]]:
    return [(one.row, one.column, one.sent, one.wanted) for one in returned.clause(name).figures]


def row(copy: Copy, text: str):
    return next(one for one in copy.body.iter(q("tr")) if text in "".join(one.itertext()))


def test_a_figure_changed_with_tracking() -> None:
    copy = Copy(FILE)
    copy.replace("63,352.76", "60,000.00")
    returned = back(copy)
    assert cells(returned) == [("Consulting", "Net", "63,352.76", "60,000.00")]
    assert codes(returned) == ["figure-changed"]
    finding = returned.findings[0]
    assert finding.message == "Consulting / Net: “63,352.76” became “60,000.00”."
    assert finding.fix == "It comes from the estimate; change it there."
    assert returned.clause("price").authors == ("Ana Ruiz",)


def test_a_figure_moved_into_another_cell_is_no_typography() -> None:
    copy = Copy(FILE)
    copy.silently("4,621.00", "")
    copy.silently("5,000.00", "5,000.00 4,621.00")
    returned = back(copy)
    assert returned.clause("price").kind == "edited"
    assert ("Education", "Net", "4,621.00", "") in cells(returned)


def test_rows_put_in_and_struck_out() -> None:
    copy = Copy(FILE)
    gone = row(copy, "Education")
    gone.find("w:trPr", NS).append(element("del", **copy.hand()))
    fresh = [element("tc", element("p", run(text))) for text in ("Travel", "900.00", "900.00")]
    gone.addnext(element("tr", element("trPr", element("ins", **copy.hand("Ben Ode"))), *fresh))
    returned = back(copy)
    assert cells(returned) == [
        ("Education", "Part", "Education", "Travel"),
        ("Education", "List", "5,000.00", "900.00"),
        ("Education", "Net", "4,621.00", "900.00"),
    ]
    pieces = [(one.kind, one.text.strip(), one.author) for one in returned.clause("price").pieces]
    assert ("deleted", "Education | 5,000.00 | 4,621.00", "Ana Ruiz") in pieces
    assert ("inserted", "Travel | 900.00 | 900.00", "Ben Ode") in pieces


def test_a_row_taken_out_and_a_column_put_in() -> None:
    copy = Copy(FILE)
    gone = row(copy, "Education")
    gone.getparent().remove(gone)
    assert cells(back(copy)) == [
        ("Education", "Part", "Education", ""),
        ("Education", "List", "5,000.00", ""),
        ("Education", "Net", "4,621.00", ""),
    ]
    copy = Copy(FILE)
    for text in ("Part", "Consulting", "Education", "Total"):
        tracked = element("tcPr", element("cellIns", **copy.hand()))
        row(copy, text).append(element("tc", tracked, element("p", run("new"))))
    assert ("Consulting", "column 4", "", "new") in cells(back(copy))


def test_the_price_sentence_is_a_figure_too() -> None:
    copy = Copy(FILE)
    copy.silently("Fixed fee: USD 67,973.76", "Fixed fee: USD 60,000.00")
    returned = back(copy)
    assert codes(returned) == ["silent-edit", "number-changed"]
    assert "67,973.76 became 60,000.00" in str(returned.findings[1])
    assert returned.clause("price").computed


def test_numbers_in_a_text() -> None:
    text = "Pay 67 973.76 or −5,575.00 within 30 days, 7.58 % of it by 2026; see 3.1."
    assert numbers(text) == ["67973.76", "-5,575.00", "30", "7.58%", "2026", "3.1"]


def test_a_signature_block_taken_out_changed_or_filled_in() -> None:
    copy = Copy(FILE)
    copy.cut("signatures")
    assert codes(back(copy)) == ["signature-block-deleted"]
    copy = Copy(FILE)
    copy.delete_clause("signatures")
    assert codes(back(copy)) == ["signature-block-deleted"]
    copy = Copy(FILE)
    table = copy.control("signatures").find(".//w:tbl", NS)
    table.getparent().remove(table)
    assert codes(back(copy)) == ["signature-block-deleted"]
    copy = Copy(FILE)
    block = copy.control("signatures").xpath(".//w:t[.='Harbour Services']", namespaces=NS)[0]
    block.text = "Harbour Services Ltd and its owners"
    assert "signature-block-changed" not in codes(back(copy))
    block.text = "Another firm"
    assert "signature-block-changed" in codes(back(copy))
    copy = Copy(FILE)
    line = copy.control("signatures").xpath(".//w:tc/w:p[not(w:r)]", namespaces=NS)[0]
    line.append(run("Jane Doe"))
    returned = back(copy)
    assert "signature-block-filled" in codes(returned)
    assert "Jane Doe" in str(returned.findings[0])


def test_comments_with_their_words_replies_and_state() -> None:
    copy = Copy(FILE)
    first = copy.comment("customer duty", "Which duty?")
    copy.comment("schedule", "Agreed.", reply_to=first, author="Ben Ode")
    copy.comment("30 days", "We pay in 60.", done=True)
    returned = back(copy)
    one, other = returned.clause("delay").comments
    assert (one.author, one.text, one.anchor, one.resolved) == (
        "Ana Ruiz",
        "Which duty?",
        "customer duty",
        False,
    )
    assert one.at == datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
    assert (other.author, other.reply_to) == ("Ben Ode", first)
    assert returned.clause("invoices").comments[0].resolved
    assert returned.clause("delay").kind == "unchanged"
    assert [change.id for change in returned.changed] == ["invoices", "delay"]
    assert returned.tally.comments == 3


def test_a_comment_over_several_clauses_on_a_table_and_nowhere() -> None:
    copy = Copy(FILE)
    start = element("commentRangeStart", id="31")
    copy.paragraph("payable within").insert(1, start)
    copy.paragraph("schedule moves").append(element("commentRangeEnd", id="31"))
    copy.comment("68,548.76", "Too much.")
    for key, text in (("31", "All of this."), ("32", "Lost.")):
        copy.comments.append(element("comment", element("p", run(text)), **{**copy.hand(), "id": key}))
    returned = back(copy)
    assert returned.clause("price").comments[0].anchor == "68,548.76"
    assert returned.clause("invoices").comments[0].anchor.startswith("Invoices are payable")
    assert [one.text for one in returned.comments] == ["Lost."]
    assert codes(returned) == ["comment-without-place"]
    assert [one.where for one in returned.findings] == ["@comment-32"]


def test_a_comment_on_text_outside_stays_with_it() -> None:
    copy = Copy(FILE)
    copy.control("price").addprevious(copy.new("Between.", tracked=False))
    copy.comment("Between", "New.")
    assert [one.text for one in back(copy).outside[0].comments] == ["New."]


def test_a_comment_on_a_deleted_clause_stays_with_it() -> None:
    copy = Copy(FILE)
    copy.comment("schedule", "Not acceptable.")
    copy.delete_clause("delay")
    change = back(copy).clause("delay")
    assert change.kind == "deleted"
    assert [(one.text, one.anchor) for one in change.comments] == [("Not acceptable.", "schedule")]
