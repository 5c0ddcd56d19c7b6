"""The hand-over pack: docs/spec/handover.md is the source of the numbers."""

from __future__ import annotations

from datetime import date

import pytest

from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.tree import strings
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.handing import (
    SECTIONS,
    Asked,
    Entry,
    Sheet,
    digest,
    drift,
    from_plain,
    pack,
    paper,
    to_plain,
)

TOLD = pack({
    "drivers": [Entry("pains", "Merges take a day.", "Grace"), Entry("constraints", "  ")],
    "risks": [Entry("r1", "The link is slow."), Entry("r1", "The link is slow."), Entry("r2", "No admin.")],
})  # fmt: skip
SHEET = Sheet("Harbour", "Northwind", "Move", "HO-1-1", "SOW-1-1", date(2026, 11, 26), digest(TOLD), ())


def test_every_section_is_there_and_empty_lines_are_not():
    assert [(part.id, part.title) for part in TOLD.parts] == list(SECTIONS)
    assert [len(part.entries) for part in TOLD.parts] == [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]


def test_the_same_pack_has_the_same_digest_and_another_has_another():
    assert from_plain(to_plain(TOLD)) == TOLD
    assert digest(from_plain(to_plain(TOLD))) == digest(TOLD)
    assert digest(pack({"drivers": [Entry("pains", "Merges take a day.", "Carl")]})) != digest(TOLD)


def test_drift_is_what_is_new_gone_or_otherwise():
    now = pack({
        "drivers": [Entry("pains", "Merges take two days.", "Grace")],
        "risks": [Entry("r2", "No admin.", "Log 2"), Entry("r3", "A freeze.")],
    })  # fmt: skip
    assert [(one.section, one.kind, one.was, one.now) for one in drift(TOLD, now)] == [
        ("drivers", "changed", "Merges take a day.", "Merges take two days."),
        ("risks", "new", "", "A freeze."),
        ("risks", "gone", "The link is slow.", ""),
    ]
    assert not drift(TOLD, TOLD)


@pytest.mark.parametrize("draw", [pdf, docx_bytes])
def test_the_paper_says_it_all_and_is_the_same_each_time(draw):
    asked = [Asked("risks", "How slow?", "Dan", "2 MB a second."), Asked("open", "Who?", "Dan", "")]
    document = paper(TOLD, SHEET, asked)
    words = " ".join(strings(document))
    for said in ("Merges take a day.", "Grace", "The link is slow.", "How slow?", "2 MB a second.", "Open"):
        assert said in words, said
    assert document.meta.manifest == digest(TOLD)
    assert "Not in scope" not in words
    assert draw(document) == draw(paper(TOLD, SHEET, asked))


def test_without_questions_there_is_no_section_for_them():
    assert [section.id for section in paper(TOLD, SHEET, ()).sections] == ["drivers", "risks"]
