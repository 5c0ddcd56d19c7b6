"""What accepted changes make of the next version, and two versions side by side."""

from __future__ import annotations

from dataclasses import replace

from tests.engines.redlines import cast
from tests.engines.redlines.marking import Copy

from fairlead.engines.documents.tree import Bullets, Paragraph, worded
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.accepting import accepted
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.versions import compared

SENT = cast.short()
FILE = docx_bytes(SENT)


def back(copy: Copy):
    return take_back(copy.bytes(), "sow.docx", SENT)


def test_accepted_words_are_the_wording_of_the_next_version() -> None:
    copy = Copy(FILE)
    copy.replace("30", "60")
    copy.delete("in English")
    copy.silently("name a project manager", "name {two} project managers")
    copy.silently("Customer duties", "Duties of the customer")
    returned = back(copy)
    result = accepted(returned, ["duties", "invoices"])
    assert result.wordings == {
        "duties": "The customer does what follows:\n\n- name {two} project managers\n"
        "- give administrator access\n- answer within 2 days",
        "invoices": "Invoices are payable within 60 days of receipt.",
    }
    assert result.titles == {"duties": "Duties of the customer"}
    assert (result.removed, result.moves, result.added, result.findings) == ((), {}, (), ())
    blocks = worded("duties.text", result.wordings["duties"])
    assert blocks[0] == Paragraph("duties.text", "The customer does what follows:")
    assert isinstance(blocks[1], Bullets) and len(blocks[1].items) == 3


def test_a_round_of_accepting_everything_ends_in_what_they_want() -> None:
    copy = Copy(FILE)
    copy.replace("30", "60")
    copy.insert("late", " by more than 5 days")
    copy.delete_clause("ending")
    returned = back(copy)
    result = accepted(returned, [one.id for one in returned.changed])
    sections = {
        name: replace(cast.section(SENT, name), blocks=worded(f"{name}.text", text))
        for name, text in result.wordings.items()
    }
    assert result.removed == ("ending",)
    after = take_back(copy.bytes(), "sow.docx", cast.changed(SENT, sections))
    wants = {one.id: one.wanted for one in returned.clauses}
    assert all(one.sent == wants[one.id] for one in after.clauses if one.id not in result.removed)


def test_a_figure_of_the_estimate_is_never_overridden_by_text() -> None:
    copy = Copy(FILE)
    copy.replace("63,352.76", "60,000.00")
    copy.silently("31 December 2026", "31 January 2027")
    copy.delete_clause("signatures")
    result = accepted(back(copy), ["price", "@cover", "signatures", "delay", "nonsense"])
    assert (result.wordings, result.titles, result.removed) == ({}, {}, ())
    assert [(one.where, one.code) for one in result.findings] == [
        ("@cover", "cover"),
        ("price", "from-estimate"),
        ("delay", "nothing-to-accept"),
        ("signatures", "from-estimate"),
        ("nonsense", "unknown-clause"),
    ]
    assert "this figure comes from the estimate" in result.findings[1].message


def test_moves_deletions_and_additions() -> None:
    copy = Copy(FILE)
    copy.move_clause("ending", copy.control("invoices").addprevious)
    copy.cut("remote")
    copy.control("price").addprevious(copy.new("Between."))
    returned = back(copy)
    result = accepted(returned, ["ending", "remote", "@added-1"])
    assert result.moves == {"ending": "terms"}
    assert result.removed == ("remote",)
    assert [one.wording for one in result.added] == ["Between."]
    assert result.wordings == {}


def test_two_versions_clause_by_clause_and_figure_by_figure() -> None:
    invoices = cast.clause("invoices", "Invoices", "Invoices are payable within 60 days of receipt.")
    duties = cast.section(SENT, "duties")
    price = cast.section(SENT, "price")
    new = cast.changed(
        SENT,
        {
            "invoices": invoices,
            "duties": replace(duties, title="Duties – customer's"),
            "price": replace(price, blocks=(price.blocks[0], cast.prices("price.table", "60,000.00"))),
        },
    )
    terms = cast.section(new, "terms")
    delay, ending = terms.sections[1:]
    added = cast.clause("law", "Law", "The law of Ireland applies.")
    new = cast.changed(new, {"terms": replace(terms, sections=(ending, terms.sections[0], added))})
    found = compared(SENT, new)
    assert [(one.id, one.kind) for one in found.changed] == [
        ("duties", "edited"),
        ("price", "edited"),
        ("ending", "moved"),
        ("invoices", "edited"),
        ("delay", "deleted"),
        ("law", "added"),
    ]
    assert [(one.clause, one.row, one.column, one.sent, one.wanted) for one in found.figures] == [
        ("price", "Total", "Net", "67,973.76", "60,000.00")
    ]
    by_id = {one.id: one for one in found.clauses}
    assert [(one.kind, one.text.strip()) for one in by_id["invoices"].pieces if one.kind != "kept"] == [
        ("deleted", "30"),
        ("inserted", "60"),
    ]
    assert by_id["ending"].after == "terms"
    assert by_id["law"].wanted == "Law\nThe law of Ireland applies."
    assert delay.id == "delay"
    assert compared(SENT, SENT).changed == ()


def test_comparing_the_other_way_round_swaps_both_texts() -> None:
    old, new = cast.long(36), cast.long(48)
    there, again = compared(old, new), compared(new, old)
    assert len([one for one in there.changed if one.kind == "added"]) == 12
    assert len([one for one in again.changed if one.kind == "deleted"]) == 12
    assert {(one.sent, one.wanted) for one in there.clauses} == {
        (one.wanted, one.sent) for one in again.clauses
    }
