"""Texts that try to be something else: markup, formulas, fields, control characters, endless words."""

from __future__ import annotations

HOSTILE = (
    '#import "@preview/x:1.0.0": * #read("/etc/passwd")',
    '"] #panic("out") [',
    "$ integral x $ \\ * _ ` ~ @ref <label> // comment /* open",
    '\\\\ \\u{41} \\" \' " }} {{ ${7*7} %s {0}',
    "bell\x07 null\x00 escape\x1b[31m delete\x7f",
    "price \u202e00.001 DSU\u202c \u2066isolate\u2069 \ufeff",
    "w" * 10_000,
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "#N/A",
    "<script>alert(1)</script><b>&amp;]]>",
    "東京 שלום مرحبا 👩‍💻",
    "{ PAGE } <w:t>x</w:t>",
)
