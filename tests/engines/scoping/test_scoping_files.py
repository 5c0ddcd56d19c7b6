"""Scoping files: what a sound one gives, and one file for every error, each with line and code."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.practice.load import load_practice
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping import textfile
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.scoping.values import Answer, Terms

EXAMPLES = Path(__file__).parents[2] / "examples"
ERRORS = sorted((EXAMPLES / "scoping" / "errors").glob("*.toml"))


def loaded() -> Practice:
    practice, findings = load_practice(EXAMPLES / "practice" / "small")
    assert practice is not None, findings
    return practice


PRACTICE = loaded()
SMALL = (EXAMPLES / "scoping" / "small.toml").read_text(encoding="utf-8")


def test_a_full_file():
    name = "full.toml"
    scoping, findings = read_scoping((EXAMPLES / "scoping" / name).read_bytes(), name, PRACTICE)
    assert findings == ()
    assert scoping is not None
    assert scoping.terms == Terms(
        customer="Northwind Freight",
        name="Move everything",
        offering="move",
        day=date(2026, 11, 23),
        currency="EUR",
        confidence=90,
        seed=20261123,
        billing="fixed-fee",
        discount=Decimal("7.58"),
        investment=Decimal(1500),
        region="emea",
        segment="Ent_WEST",
        paper="customer",
        msa=False,
        acceptance_days=10,
        partner_preferred=True,
        free_edition=False,
        public_sector=True,
        start=date(2027, 1, 11),
        contact="P. Adler",
    )
    assert scoping.answers["boxes"] == Answer(200, "Floor plan", date(2026, 11, 2), "high", 32)
    assert scoping.answers["storey"].value == 2.5
    assert scoping.answers["tools"].value == ["cart"]


def test_what_is_left_out_has_a_default():
    scoping, findings = read_scoping(SMALL, "small.toml", PRACTICE)
    assert findings == () and scoping is not None
    assert (scoping.terms.currency, scoping.terms.confidence, scoping.terms.seed) == ("USD", 80, 1)
    assert scoping.terms.discount == 0 and scoping.answers == {}


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_an_error_is_found_where_it_stands(path: Path):
    text = path.read_text(encoding="utf-8")
    expected = sorted((int(line), code) for line, code in re.findall(r"^# expect: (\d+) (\S+)$", text, re.M))
    scoping, findings = read_scoping(text, path.name, PRACTICE)
    assert scoping is None
    assert [(finding.line, finding.code) for finding in findings] == expected, "\n".join(map(str, findings))
    assert all(finding.file == path.name and finding.message.endswith(".") for finding in findings)


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("fragile_boxes = -1", "answers.fragile_boxes"),
        ("fragile_boxes.value = -1", "answers.fragile_boxes.value"),
    ],
)
def test_a_finding_names_the_key_that_was_written(written: str, where: str):
    scoping, findings = read_scoping(f"{SMALL}\n[answers]\n{written}\n", "a.toml", PRACTICE)
    assert scoping is None
    assert [finding.where for finding in findings] == [where]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty-file", 1),
        (b" \n\n", "empty-file", 1),
        (b"\xef\xbb\xbf" + SMALL.encode(), "byte-order-mark", 1),
        (SMALL.encode("utf-16"), "wrong-encoding", 1),
        (SMALL.replace("Northwind", "Müller").encode("latin-1"), "wrong-encoding", 3),
        (SMALL.encode() + b"\x00", "syntax", 7),
        (b"a = " + b"[" * 50_000, "syntax", None),
    ],
)
def test_bytes_that_are_no_scoping(data: bytes, code: str, line: int | None):
    scoping, findings = read_scoping(data, "a.toml", PRACTICE)
    assert scoping is None
    assert [finding.code for finding in findings] == [code]
    assert line is None or findings[0].line == line


def test_ten_megabytes_are_refused_unread(monkeypatch):
    monkeypatch.setattr(textfile, "decoded", None)
    scoping, findings = read_scoping(b"x = 1\n" * 1_700_000, "big.toml", PRACTICE)
    assert scoping is None
    assert [finding.code for finding in findings] == ["too-big"]
    assert "10.2 MB" in findings[0].message


def test_line_ends_of_other_systems_are_fine():
    assert read_scoping(SMALL.replace("\n", "\r\n").encode(), "a.toml", PRACTICE)[1] == ()


def test_options_are_listed():
    findings = read_scoping(SMALL + '[answers]\nroad = "shrt"\n', "a.toml", PRACTICE)[1]
    assert findings[0].fix == "Did you mean short? The options are: short, long-way."


@given(st.text(max_size=200))
def test_any_text_gives_findings_and_never_an_exception(text: str):
    scoping, findings = read_scoping(text, "a.toml", PRACTICE)
    assert scoping is None and findings


VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.sampled_from(['"x"', "1.5", "inf", "nan", "2026-01-01"])),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(map(str, items))}]"),
    max_leaves=4,
)


@given(st.sampled_from(["boxes", "road", "tools", "note", "day", "fragile", "storey"]), VALUES)
def test_any_value_is_an_answer_or_a_finding_on_its_line(question: str, value: object):
    said = str(value).lower() if isinstance(value, bool) else str(value).replace("True", "true")
    said = said.replace("False", "false")
    scoping, findings = read_scoping(f"{SMALL}[answers]\n{question} = {said}\n", "a.toml", PRACTICE)
    assert (scoping is None) == bool(findings)
    assert all(finding.line == 8 for finding in findings)


LINES = """
[[line]]
id = "plan-it"
low = 2
likely = 3.25
high = 9
reason = "The cellar is full."
by = "Ana"

[[line]]
id = "van"
name = "Van"
phase = "do"
kind = "travel"
low = 80
likely = 100
high = 150
markup = 0.10
reason = "One van."
"""
WITH_LINES = SMALL.replace("fairlead = 1", 'fairlead = 1\nleft_out = ["carry"]') + LINES


def test_lines_that_people_say_and_what_is_left_out():
    found, findings = read_scoping(WITH_LINES, "small.toml", PRACTICE)
    assert found is not None, findings
    plan, van = found.adjustments
    assert (plan.line, plan.likely, plan.basis, plan.by) == ("plan-it", Decimal("3.25"), "hand", "Ana")
    assert (van.kind, van.markup, van.phase) == ("travel", Decimal("0.10"), "do")
    assert found.left_out == {"carry"}


def test_a_line_without_its_reason_is_found_where_it_stands():
    text = WITH_LINES.replace('reason = "One van."\n', "")
    _, findings = read_scoping(text, "small.toml", PRACTICE)
    assert [(finding.code, finding.line) for finding in findings] == [
        ("missing-key", text[: text.index('id = "van"')].count("\n"))
    ]
