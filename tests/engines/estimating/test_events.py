"""Risk events beside the lines, and lines that share a cause. See docs/spec/estimating.md."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from tests.engines.estimating.builders import practice, review, terms, work

from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.simulation import SAME_CAUSE, Uncertain, line_hours, simulate
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.practice.values import Place, RiskEvent
from fairlead.engines.risk import Risk, draws, exact_summary, summary
from fairlead.engines.scoping.values import Event


def event(probability: float = 0.3, low: float = 10, likely: float = 20, high: float = 60) -> Event:
    source = RiskEvent(
        "tool", "The tool fails", "0.3", "10.0", "20.0", "60.0", {"engineer": Decimal(1)},
        why="It did twice.", place=Place("offerings/move/risks.toml", 5),
    )  # fmt: skip
    return Event(source, probability, low, likely, high, frozenset({"tool"}))


def made(*events: Event, works: tuple = (work(),), **changes: object) -> Estimate:
    result, findings = estimate(practice(), review(*works, events=events), terms(**changes))
    assert result is not None, findings
    return result


def test_it_moves_the_range_and_the_contingency_and_never_a_line() -> None:
    plain, risky = made(), made(event())
    assert risky.lines[:-1] == plain.lines[:-1]
    assert risky.lines[-1].hours > plain.lines[-1].hours
    for name in ("hours", "days", "price", "cost"):
        assert risky.spreads[name].p90 > plain.spreads[name].p90
    assert risky.spreads["hours"].mean - plain.spreads["hours"].mean == pytest.approx(Decimal(9), abs=1)


def test_it_says_what_it_is_expected_to_take() -> None:
    (line,) = made(event()).risks
    assert (line.expected, str(line.value)) == (Decimal("9.00"), "USD 2,970.00")  # 0.3 * 90 / 3
    assert line.why == (
        "30 % likely; if it happens it takes 10 to 60 h, most likely 20 h: 9 h or USD 2,970.00 on average.",
        "It did twice.",
    )
    held = made(event()).lines[-1]
    assert "the one uncertain line and 1 risk event together take at most" in held.why[0]
    assert "Risk events are expected to take 9 h: The tool fails 9 h." in held.why
    assert held.depends == ("tool",)


def test_alone_it_has_a_contingency_of_its_own() -> None:
    certain = work(low="1", high="1")
    alone = made(event(0.5), works=(certain,))
    assert alone.lines[-1].kind == "contingency" and alone.lines[-1].hours > 0
    assert made(event(0.1), works=(certain,), confidence=80).lines[-1].kind == "work"  # it stays away in 90 %


def test_what_makes_no_sense_is_found_where_it_stands() -> None:
    bad = replace(event(1.2, 30, 20, 60), risk=replace(event().risk, roles={"pilot": Decimal(1)}))
    result, findings = estimate(practice(), review(work(), events=(bad,)), terms())
    assert result is None
    assert [f.where for f in findings] == ["risk.tool.likely", "risk.tool.probability", "risk.tool.roles"]
    assert {(f.file, f.line) for f in findings} == {("offerings/move/risks.toml", 5)}


def test_a_single_amount_is_an_impact_too() -> None:
    fixed = Risk("a", "A", 0.25, 40.0, 40.0, 40.0)
    drawn = draws([fixed], seed=1, trials=10_000)
    assert set(np.unique(drawn)) == {0.0, 40.0}
    assert (fixed.emv, summary([fixed], seed=1).emv) == (10.0, 10.0)
    assert exact_summary([fixed]).percentiles[80] == pytest.approx(40.0, rel=1e-3)


def shared(cause: str, rho: float) -> float:
    lines = [Uncertain(name, 1.0, 0.4, 0.4, cause=cause) for name in ("a", "b")]
    logs = [np.log(line_hours(line, seed=7, trials=100_000, rho=rho)) for line in lines]
    return float(np.corrcoef(logs)[0, 1])


def test_lines_of_one_cause_move_together_and_others_as_before() -> None:
    for rho in (0.0, 0.1, 0.2):
        assert shared("waves", rho) == pytest.approx(SAME_CAUSE, abs=0.012)
        assert shared("", rho) == pytest.approx(rho, abs=0.012)
    assert shared("waves", 0.5) == pytest.approx(0.5, abs=0.012)  # the common factor says more already


def test_two_causes_share_only_the_common_factor() -> None:
    one, two = Uncertain("a", 1.0, 0.4, 0.4, cause="x"), Uncertain("b", 1.0, 0.4, 0.4, cause="y")
    logs = [np.log(line_hours(line, seed=7, trials=100_000, rho=0.1)) for line in (one, two)]
    assert float(np.corrcoef(logs)[0, 1]) == pytest.approx(0.1, abs=0.012)


def test_a_shared_cause_widens_the_total_and_moves_no_single_line() -> None:
    def spread(cause: str) -> float:
        lines = [Uncertain(f"l{i}", 10.0, 0.3, 0.5, cause=cause) for i in range(12)]
        return float(np.percentile(simulate(lines, seed=3, trials=20_000, rho=0.1).hours, 90))

    assert spread("waves") > spread("")
    alone = line_hours(Uncertain("l", 10.0, 0.3, 0.5, cause="waves"), seed=3, trials=50_000, rho=0.1)
    plain = line_hours(Uncertain("l", 10.0, 0.3, 0.5), seed=3, trials=50_000, rho=0.1)
    assert float(np.percentile(alone, 80)) == pytest.approx(float(np.percentile(plain, 80)), rel=0.02)
