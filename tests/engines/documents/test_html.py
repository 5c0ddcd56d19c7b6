"""HTML: every string escaped, ids of the clauses, figures marked."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from tests.engines.documents import cast
from tests.engines.documents.hostile import HOSTILE

from fairlead.engines.documents.html import html
from fairlead.engines.documents.proposal import proposal
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import plain, strings

VOID = {"rect"}


class Reader(HTMLParser):
    """Tags in order, ids, attribute names and text of a fragment; says whether the tags nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.ids.extend(value for name, value in attrs if name == "id")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.text.append(data)


@pytest.mark.parametrize("make", [sow, proposal])
def test_the_fragment_holds_every_string_and_nests(make) -> None:
    document = make(cast.practice(), cast.shaped())
    read = Reader(html(document))
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    shown = " ".join(read.text)
    skipped = {block.low for one in document.sections for block in one.blocks if hasattr(block, "low")}
    skipped |= {block.high for one in document.sections for block in one.blocks if hasattr(block, "high")}
    assert [text for text in strings(document) if plain(text) not in shown and text not in skipped] == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_makes_no_tag_and_no_attribute(text: str) -> None:
    shaped = cast.shaped(customer=text, name=text, wording=text)
    clean = Reader(html(proposal(cast.practice(), cast.shaped())))
    read = Reader(html(proposal(cast.practice(firm=text), shaped)))
    assert read.tags <= clean.tags
    assert read.attributes <= clean.attributes
    assert plain(text) in "".join(read.text)
