"""Two versions as one Word file: without its tracked changes it is the older one, with them the newer one."""

from __future__ import annotations

import io
import random
import re
from dataclasses import replace

import docx
import pytest
from bench.redlines import edited
from lxml import etree
from tests.engines.redlines import cast

from fairlead.engines.documents.tree import Document, Paragraph, Section, Table, numbered
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.tracked import tracked_docx
from fairlead.engines.redlines.values import MARGINS, Returned
from fairlead.engines.redlines.versions import compared


def tracked(old: Document, new: Document) -> tuple[bytes, Returned]:
    made = tracked_docx(old, new, compared(old, new))
    return made, take_back(made, "versions.docx", old)


def holds(old: Document, new: Document) -> None:
    """The file reads back as what `compared` says, and every change in it is tracked."""
    versions = compared(old, new)
    made, back = tracked(old, new)
    assert not back.refused
    assert [one.code for one in back.findings if one.code in ("silent-edit", "controls-lost", "mended")] == []
    wanted = {one.id: one for one in versions.clauses}
    for one in back.clauses:
        expected = wanted[one.id]
        assert not one.silent or one.moved, one  # where words or tables moved along, it is put in anew
        assert one.sent == expected.sent
        assert one.wanted == expected.wanted, (one.id, one.wanted, expected.wanted)
    added = [one for one in versions.clauses if one.kind == "added"]
    # The header names the customer and the title of the newer version; nothing is tracked in it.
    outside = [one for one in back.outside if one.id != MARGINS]
    assert sorted(one.text for one in outside) == sorted(one.wanted for one in added)
    assert all(one.tracked for one in outside)
    docx.Document(io.BytesIO(made))


def without(text: Document, name: str) -> Document:
    def inside(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        return tuple(replace(one, sections=inside(one.sections)) for one in sections if one.id != name)

    return replace(text, sections=numbered(inside(text.sections)))


def with_table(text: Document, table: Table) -> Document:
    price = cast.section(text, "price")
    return cast.changed(text, {"price": replace(price, blocks=(price.blocks[0], table))})


SHORT = cast.short()
TABLE = cast.prices("price.table")


@pytest.mark.parametrize(
    "new",
    [
        SHORT,
        edited(SHORT, ("duties", "remote", "invoices")),
        without(SHORT, "delay"),
        without(SHORT, "terms"),
        without(SHORT, "price"),
        with_table(SHORT, cast.prices("price.table", "68,000.00")),
        with_table(SHORT, replace(TABLE, rows=(*TABLE.rows, ("Travel", "1.00", "1.00")))),
        with_table(SHORT, replace(TABLE, rows=TABLE.rows[::-1], caption="Price in EUR")),
        with_table(SHORT, replace(TABLE, total=(), caption="")),
        with_table(
            SHORT,
            replace(TABLE, columns=TABLE.columns[:2], rows=(("Both", "1.00"),), total=("Total", "1.00")),
        ),
        replace(SHORT, title="Statement of Work, amended", subtitle="Move to GitLab Dedicated"),
        replace(SHORT, meta=replace(SHORT.meta, number="SOW-8", customer="Northwind & Sons")),
        replace(SHORT, meta=replace(SHORT.meta, facts=(("Statement of work", "SOW-8"), ("Region", "EMEA")))),
        replace(SHORT, sections=numbered((SHORT.sections[2], SHORT.sections[0], *SHORT.sections[3:]))),
        replace(SHORT, sections=numbered(SHORT.sections[::-1])),
    ],
    ids=range(15),
)
def test_rejecting_gives_the_older_and_accepting_the_newer_version(new):
    holds(SHORT, new)
    holds(new, SHORT)


@pytest.mark.parametrize("seed", range(12))
def test_it_holds_whatever_was_edited_moved_added_and_taken_out(seed):
    chance = random.Random(seed)  # noqa: S311
    old = cast.long(60)

    def mixed(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        made = []
        for one in sections:
            if one.sections:
                made.append(replace(one, sections=mixed(one.sections)))
            elif chance.random() < 0.8:
                texts = tuple(
                    replace(block, text=" ".join(sorted(block.text.split(), key=lambda _: chance.random())))
                    if isinstance(block, Paragraph) and chance.random() < 0.3
                    else block
                    for block in one.blocks
                )
                made.append(replace(one, blocks=texts))
            if chance.random() < 0.1:
                made.append(cast.clause(f"new-{chance.random()}", "A new clause", "Something that is new."))
        if chance.random() < 0.3:
            chance.shuffle(made)
        return tuple(made)

    new = replace(old, sections=numbered(mixed(old.sections)))
    versions = compared(old, new)
    made = tracked_docx(old, new, versions)
    assert plain_view(made, "ins") == words_of(old)
    assert plain_view(made, "del") == words_of(new)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def plain_view(made: bytes, dropped: str) -> list[str]:
    """The paragraphs of the file with every tracked change rejected ("ins") or accepted ("del")."""
    body = docx.Document(io.BytesIO(made)).element.body
    other = {"ins": "moveTo", "del": "moveFrom"}[dropped]
    for one in list(body.iter(f"{_W}{dropped}", f"{_W}{other}")):
        parent = one.getparent()
        if parent is not None and parent.tag == f"{_W}trPr":
            row = parent.getparent()
            row.getparent().remove(row)
        elif parent is not None and parent.tag != f"{_W}rPr":
            parent.remove(one)
    texts = (
        "".join(part.text or "" for part in p.iter(f"{_W}t", f"{_W}delText")) for p in body.iter(f"{_W}p")
    )
    return [" ".join(text.split()) for text in texts if text.strip()]


def words_of(document: Document) -> list[str]:
    """The paragraphs of a version as the plain writer has them."""
    return plain_view(tracked_docx(document, document, compared(document, document)), "ins")


def test_the_changes_carry_the_firm_and_the_day_and_the_same_versions_give_the_same_bytes():
    new = edited(SHORT, ("duties",))
    made, back = tracked(SHORT, new)
    assert made == tracked(SHORT, new)[0]
    [piece] = [one for one in back.clause("duties").pieces if one.kind == "inserted"][:1]
    assert piece.author == "Harbour Services" and f"{piece.at:%Y-%m-%d}" == "2026-11-23"


def test_every_tracked_change_and_control_has_a_number_of_its_own():
    new = replace(SHORT, sections=numbered((SHORT.sections[2], SHORT.sections[0], *SHORT.sections[3:])))
    made, _ = tracked(SHORT, new)
    body = docx.Document(io.BytesIO(made)).element.body
    marks = [one.get(f"{_W}id") for one in body.iter(f"{_W}ins", f"{_W}del")]
    controls = [one.get(f"{_W}val") for one in body.iter(f"{_W}id")]
    assert len(marks) == len(set(marks)) and len(controls) == len(set(controls))


def test_hostile_words_are_only_words():
    text = '<w:ins>"&\u202e=1+1\u0007'
    new = cast.changed(SHORT, {"delay": cast.clause("delay", text, text)})
    made, _ = tracked(SHORT, new)
    shown = etree.tostring(docx.Document(io.BytesIO(made)).element.body, encoding="unicode")
    assert "\u202e" not in shown and "\u0007" not in shown
    assert len(re.findall("&lt;w:ins&gt;", shown)) >= 2


def moves_of(made: bytes) -> dict[str, list[str]]:
    """The names of moves by their sign, and the words that went."""
    body = docx.Document(io.BytesIO(made)).element.body
    found = {kind: [one.get(f"{_W}name") for one in body.iter(f"{_W}{kind}RangeStart")]
             for kind in ("moveFrom", "moveTo")}  # fmt: skip
    told = {kind: [[part.text for part in one.iter(f"{_W}t")] for one in body.iter(f"{_W}{kind}")]
            for kind in ("moveFrom", "moveTo")}  # fmt: skip
    words = {kind: ["".join(parts) for parts in found if parts] for kind, found in told.items()}
    return {**found, "gone": words["moveFrom"], "here": words["moveTo"]}


def put_after(document: Document, name: str, after: str) -> Document:
    moved = cast.section(document, name)

    def inside(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        made = list[Section]()
        for one in sections:
            if one.id != name:
                made.append(replace(one, sections=inside(one.sections)))
            if one.id == after:
                made.append(moved)
        return tuple(made)

    return replace(document, sections=numbered(inside(document.sections)))


@pytest.mark.parametrize(("name", "after"), [("invoices", "ending"), ("delay", "duties"), ("scope", "terms")])
def test_a_clause_that_only_went_elsewhere_is_a_real_move(name, after):
    new = put_after(SHORT, name, after)
    holds(SHORT, new)
    made, back = tracked(SHORT, new)
    found = moves_of(made)
    assert len(found["moveFrom"]) == 1
    assert found["moveFrom"] == found["moveTo"]
    assert found["gone"] == found["here"]
    assert cast.section(SHORT, name).title in found["gone"]
    assert (plain_view(made, "ins"), plain_view(made, "del")) == (words_of(SHORT), words_of(new))
    # A section that moved takes its clauses along, and the file says so of each.
    changed = [(one.id, one.kind, one.silent) for one in back.changed if one.id != "@cover"]
    assert changed[0] == (name, "moved", False)
    assert {(kind, silent) for _, kind, silent in changed} == {("moved", False)}


@pytest.mark.parametrize("name", ["duties", "price"])
def test_a_clause_that_also_changed_or_has_a_table_is_struck_out_and_put_in(name):
    new = put_after(edited(SHORT, ("duties",)), name, "terms")
    made, _ = tracked(SHORT, new)
    assert moves_of(made)["moveFrom"] == []
    assert (plain_view(made, "ins"), plain_view(made, "del")) == (words_of(SHORT), words_of(new))
