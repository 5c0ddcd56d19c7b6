"""The clause tree: plain text, practice wording, numbers."""

from __future__ import annotations

import pytest

from fairlead.engines.documents.tree import Bullets, Paragraph, Section, numbered, plain, walk, worded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x08c\x1bd", "abcd"),
        ("tab\tand\r\nline\u2028break", "tab and line break"),
        ("total \u202e001\u202c USD", "total 001 USD"),
        ("\u2066hidden\u2069", "hidden"),
        ("שלום \u200fABC", "שלום \u200fABC"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("  \u00a0kept inside\u00a0 ", "\u00a0kept inside\u00a0".strip()),
        ("東京 👩‍💻", "東京 👩‍💻"),
    ],
)
def test_plain_text_holds_nothing_that_turns_or_breaks_a_file(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_wording_becomes_paragraphs_and_lists_with_ids() -> None:
    blocks = worded("c.text", "First\nline.\n\nThe goals:\n- one\n  more of it\n- two\n\nLast.")
    assert blocks == (
        Paragraph("c.text", "First line."),
        Paragraph("c.text.2", "The goals:"),
        Bullets("c.text.3", ("one more of it", "two")),
        Paragraph("c.text.4", "Last."),
    )


def test_empty_wording_is_no_block() -> None:
    assert worded("c", " \n\n ") == ()


def test_sections_are_numbered_in_order_without_a_gap() -> None:
    inner = (Section("a1", "", "A1"), Section("a2", "9", "A2"))
    made = numbered((Section("a", "", "A", (), inner), Section("b", "7", "B")))
    assert [(section.id, section.number) for section in walk(made)] == [
        ("a", "1"),
        ("a1", "1.1"),
        ("a2", "1.2"),
        ("b", "2"),
    ]
