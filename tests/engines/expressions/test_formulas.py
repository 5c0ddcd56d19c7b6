"""Formulas: what they may say, what they give, what is said when they cannot (docs/spec/expressions.md)."""

from __future__ import annotations

import math
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.expressions.formula import Formula, Sort, Stand, compile, prepare
from fairlead.engines.findings import Finding

NAMES = {
    "users": Sort.NUMBER,
    "projects": Sort.NUMBER,
    "ci": Sort.YESNO,
    "region": Sort.TEXT,
    "tools": Sort.LIST,
}
VALUES = {"users": 1200.0, "projects": 0.0, "ci": True, "region": "emea", "tools": ["jira", "git"]}
STAND = Stand("x.toml", 7, "activity.a.effort")


def compiled(source: str, gives: Sort = Sort.NUMBER) -> Formula:
    result = compile(source, NAMES, STAND, gives)
    assert isinstance(result, Formula), result
    return result


def refused(source: str, gives: Sort = Sort.NUMBER) -> Finding:
    result = compile(source, NAMES, STAND, gives)
    assert isinstance(result, Finding), result
    return result


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("users / 200.0", 6.0),
        ("ceil(users / 700.0)", 2.0),
        ("floor(users / 700.0)", 1.0),
        ("round(2.5) + round(-2.5) + round(0.4)", 0.0),
        ("round(3.5)", 4.0),
        ("abs(-3.0) * sqrt(16.0) + log10(1000.0)", 15.0),
        ("min(users, 5.0, 7.0) + max(1.0, users)", 1205.0),
        ("ci ? 1.0 : 2.0", 1.0),
        ("double(size(tools)) * 1.5", 3.0),
        ("region == 'emea' ? users * 0.5 : users", 600.0),
        ("projects > 0.0 ? users / projects : 0.0", 0.0),
        ("8.0 / 2.0 / 2.0", 2.0),
        ("users / (projects + 4.0) / -2.0", -150.0),
        ("tools.filter(tool, tool != 'git').size() == 1 ? 1.0 : 0.0", 1.0),
    ],
)
def test_numbers(source: str, expected: float):
    result = compiled(source).evaluate(VALUES)
    assert isinstance(result, float)
    assert result == pytest.approx(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("users > 500", True),
        ("'jira' in tools && !ci", False),
        ("tools.exists(tool, tool == 'svn') || region.startsWith('em')", True),
        ("region in ['amer', 'emea']", True),
    ],
)
def test_conditions(source: str, expected: bool):
    assert compiled(source, Sort.YESNO).evaluate(VALUES) is expected


@pytest.mark.parametrize(
    ("source", "code", "fix"),
    [
        ("users / 200", "whole-number", "Write 200.0 instead of 200."),
        ("2 * users", "whole-number", "Write 2.0 instead of 2."),
        ("region == 'zz' ? users * 2 : 1.0", "whole-number", "Write 2.0 instead of 2."),
        ("users * -2", "whole-number", "Write 2.0 instead of 2."),
        ("size(tools) * 2.0", "formula-type", "double(size(...))"),
        ("usres * 2.0", "unknown-name", "Did you mean users?"),
        ("ciel(users)", "unknown-function", "Did you mean ceil?"),
        ("_divisor(users)", "unknown-function", "There are: "),
        ("users +", "formula-syntax", ""),
        ("", "formula-syntax", ""),
        ("users users", "formula-syntax", ""),
        ("ci", "formula-type", ""),
        ("ceil(region)", "formula-type", ""),
        ("max(users)", "formula-type", ""),
        ("region + 1.0", "formula-type", ""),
        ("tool == 'a' || tools.exists(tool, tool == 'a') ? 1.0 : 2.0", "unknown-name", ""),
        ("tools.all(a, tools.all(b, a == b)) ? 1.0 : 2.0", "formula-cost", "Split it into drivers."),
        (" && ".join(["tools.all(a, a == 'b')"] * 5) + " ? 1.0 : 2.0", "formula-cost", ""),
        ("(" * 25 + "1.0" + ")" * 25, "formula-cost", ""),
        ("-" * 300 + "1.0", "formula-cost", ""),
        ("1.0 + " * 400 + "1.0", "formula-length", ""),
    ],
)
def test_mistakes_are_found_before_anything_runs(source: str, code: str, fix: str):
    finding = refused(source)
    assert finding.code == code
    assert fix in finding.fix
    assert (finding.file, finding.line, finding.where) == ("x.toml", 7, "activity.a.effort")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("users / projects", "division by zero"),
        ("users / (projects * 2.0) + 1.0", "division by zero"),
        ("users / -projects", "division by zero"),
        ("users / max(projects, 0.0)", "division by zero"),
        ("min(5.0, users / projects)", "division by zero"),
        ("sqrt(-users)", "sqrt: -1200 is negative"),
        ("log10(projects)", "log10: 0 is not positive"),
        ("users * 1e308", "not a finite number"),
    ],
)
def test_no_result_says_why_and_what_it_saw(source: str, why: str):
    finding = compiled(source).evaluate(VALUES)
    assert isinstance(finding, Finding)
    assert finding.code == "formula-failed"
    assert why in finding.message and source in finding.message
    assert "projects = 0.0" in finding.message or "users = 1200.0" in finding.message


def test_a_division_by_zero_never_makes_a_condition_true():
    """CEL by itself says that 1200.0 / 0.0 is infinite and more than five."""
    finding = compiled("users / projects > 5.0", Sort.YESNO).evaluate(VALUES)
    assert isinstance(finding, Finding) and "division by zero" in finding.message
    assert compiled("projects > 0.0 && users / projects > 5.0", Sort.YESNO).evaluate(VALUES) is False


def test_a_slash_in_a_text_or_comment_is_no_division():
    assert compiled("region == 'a/b' ? 1.0 : 2.0 // half / half").evaluate(VALUES) == 2.0


def test_only_the_names_that_are_read_are_asked_for():
    formula = compiled("users + double(tools.filter(x, x == region).size())")
    assert formula.names == ("region", "tools", "users")
    missing = formula.evaluate({"users": 1.0, "region": "a"})
    assert isinstance(missing, Finding) and "no value for tools" in missing.message


def test_results_keep_to_their_sort():
    assert refused("users", Sort.TEXT).code == "formula-type"
    assert compiled("region + '!'", Sort.TEXT).evaluate(VALUES) == "emea!"
    late = prepare("users > 1.0 ? users : 'none'", Sort.NUMBER)
    assert isinstance(late, Formula)
    assert isinstance(late.evaluate({"users": 0.0}), Finding)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_a_finding(source: str):
    assert isinstance(compile(source, NAMES, STAND, Sort.NUMBER), Formula | Finding)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9).filter(lambda x: abs(x) > 1e-9))
def test_arithmetic_is_that_of_doubles(left: float, right: float):
    result = compiled("users / projects + users * 3.0").evaluate({"users": left, "projects": right})
    assert result == pytest.approx(left / right + left * 3.0)


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_rounding_is_commercial(value: float):
    result = compiled("round(users)").evaluate({"users": value})
    assert result == math.copysign(math.floor(abs(value) + 0.5), value)


def test_the_deepest_formula_allowed_fits_a_small_stack():
    """Worker threads of servers have small stacks; the limits keep the parser's recursion inside of them."""
    sources = ["(" * 24 + "users" + ")" * 24, " + ".join(["users"] * 200), "!" * 240 + "ci"]
    results: list[object] = []
    old = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(
            target=lambda: results.extend(prepare(source, Sort.ANY) for source in sources)
        )
        thread.start()
        thread.join()
    finally:
        threading.stack_size(old)
    assert [type(result) for result in results] == [Formula, Formula, Formula]


def test_the_language_loads_without_its_command_line():
    code = (
        "import sys, fairlead.engines.expressions.formula as f;"
        "assert not {'cel', 'cel.cli', 'prompt_toolkit', 'typer'} & sys.modules.keys();"
        "import cel; assert cel.evaluate('1 + 1') == 2"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
