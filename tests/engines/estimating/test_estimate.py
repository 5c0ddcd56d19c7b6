"""The estimate as a whole: what it adds up to, what it locks, what it refuses and what it never moves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.estimating.builders import ENGINEER, practice, review, sound, terms, work

from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.simulation import Uncertain, forget, simulate
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money, total
from fairlead.engines.scoping.values import Work


def usd(text: str) -> Money:
    return Money(Decimal(text), "USD")


def codes(*works: Work, firm: object = None, **changes: object) -> list[str]:
    result, findings = estimate(firm or practice(), review(*works), terms(**changes))  # type: ignore[arg-type]
    assert (result is None) == bool(findings)
    return [finding.code for finding in findings]


def adds_up(found: Estimate) -> None:
    currency = found.currency
    for line in found.lines:
        assert sum(part.hours for part in line.roles) == line.hours or not line.roles
        assert total((p.price for p in line.roles), currency) == line.price or not line.roles
        assert total((p.cost for p in line.roles), currency) == line.cost
        assert line.p10 <= line.p50 <= line.p80 <= line.p90 and line.why
        assert line.price == line.price.rounded() and line.cost == line.cost.rounded()
    assert total((line.price for line in found.lines), currency) == found.list_price
    assert total((line.cost for line in found.lines), currency) == found.cost
    assert found.list_price - found.discount == found.price == found.education + found.consulting
    assert sum(line.hours for line in found.lines) == found.hours
    for spread in found.spreads.values():
        assert spread.p10 <= spread.p50 <= spread.p80 <= spread.p90


def test_a_fixed_fee_of_120_hours() -> None:
    found = sound(work(hours=120.0, low="1", high="1"), discount=Decimal("7.58"))
    assert (found.list_price, found.price) == (usd("39600.00"), usd("36598.32"))
    assert found.cost == usd("12000.00") and found.minimum_price == usd("20000.00")
    assert found.margin == Decimal("0.6721") and found.days == 15
    assert found.spreads["price"].p10 == found.spreads["price"].p90 == Decimal("36598.32")
    assert found.notes == ("No contingency: no line carries a range.",)


def test_contingency_reaches_the_confidence_and_is_one_visible_line() -> None:
    found = sound(work(roles={"engineer": "0.8", "manager": "0.2"}), work("test", 10.0))
    adds_up(found)
    *plain, extra = found.lines
    assert [line.id for line in found.lines] == ["waves", "test", "contingency"]
    assert extra.kind == "contingency"
    # Likely 50 h and the contingency reach what 80 % of the runs need, to the quarter above.
    need = found.spreads["hours"].p80
    assert need <= found.hours < need + Decimal("0.25")
    assert found.contingency_share == Decimal(
        str(round(extra.price.amount / total((x.price for x in plain), "USD").amount, 4))
    )
    # 42 of 50 likely hours are the engineer's: so are 84 % of the contingency.
    split = {part.role: part.hours for part in extra.roles}
    assert split["engineer"] == pytest.approx(extra.hours * Decimal("0.84"), abs=Decimal("0.01"))
    assert extra.why[0] == (
        f"In 80 % of 10,000 simulated runs the 2 uncertain lines together take at most {need} h; likely "
        f"hours are 50 h; the difference, up to the next quarter hour, is {extra.hours.normalize()} h."
    )


def test_more_confidence_never_costs_less_and_below_the_median_there_is_none() -> None:
    held = [sound(work(), work("b", 30.0), confidence=c).hours for c in (50, 60, 80, 90, 99)]
    assert held == sorted(held) and held[0] < held[-1]
    low = sound(work(), confidence=20)
    assert [line.kind for line in low.lines] == ["work"] and low.contingency_share == 0
    assert "that 20 % of the simulated runs stay within" in low.notes[0]


def test_spreads_are_those_of_the_simulation() -> None:
    found = sound(work(), work("sku", 8.0, price=5000.0, roles={"trainer": "1"}), discount=Decimal(10))
    line = Uncertain("waves", 40.0, 0.17411987754, 0.31638586547, 330.0, 100.0)
    ran = simulate([line], seed=20261123, rho=0.2)
    hours = np.sort(ran.hours) + 8
    assert float(found.spreads["hours"].p80) == pytest.approx(hours[7999], abs=0.006)
    assert float(found.spreads["days"].mean) == pytest.approx(hours.mean() / 8, abs=0.006)
    price = (np.sort(ran.price) + 5000) * 0.9
    assert float(found.spreads["price"].p90) == pytest.approx(price[8999], abs=0.01)
    assert float(found.spreads["cost"].p50) == pytest.approx(np.sort(ran.cost)[4999] + 640, abs=0.01)


def test_reasons_carry_the_numbers() -> None:
    line = sound(
        work(
            hours=32.6,
            effort="ceil(projects / 200.0) * 2.5 + (mode == 'projects' ? 0.1 : 0.0)",
            why="A wave takes half a day to prepare.",
            source="Migration handbook",
            depends=("projects", "mode"),
        ),
        values={"projects": 2500.0, "mode": "projects"},
    ).lines[0]
    assert line.why == (
        "ceil(projects / 200.0) * 2.5 + (mode == 'projects' ? 0.1 : 0.0) with projects = 2,500, "
        'mode = "projects" gives 32.6 h, 32.5 h to the quarter hour.',
        "Range: 10 % chance of less than 26 h, 10 % of more than 48.75 h "
        "(0.8 to 1.5 times the likely hours).",
        "A wave takes half a day to prepare.",
        "Source: Migration handbook",
        "Rates of 2026-11-23: Delivery engineer 32.5 h at USD 330.00.",
    )
    assert line.depends == ("mode", "projects")


def test_a_set_price_is_split_off_as_education_and_never_carries_a_range() -> None:
    course = work("course", 16.0, price=5000.0, roles={"trainer": "0.5", "engineer": "0.5"}, education=True)
    found = sound(course, work(low="1", high="1"), discount=Decimal(10))
    adds_up(found)
    line = found.lines[0]
    assert (line.kind, line.price, line.cost) == ("fixed", usd("5000.00"), usd("1440.00"))
    assert line.p10 == line.p90 == 16
    assert [part.price for part in line.roles] == [usd("2500.00")] * 2
    assert line.roles[0].rate == usd("312.50")  # what an hour of it earns
    assert (found.education, found.consulting) == (usd("4500.00"), usd("11880.00"))
    assert "USD 5,000.00, whatever the answers." in line.why
    no_basis = sound(work("sku", 0.0, price=800.0)).lines[0]
    assert no_basis.roles == () and no_basis.price == usd("800.00") and no_basis.cost == usd("0")


def test_another_currency_converts_rates_costs_and_set_prices() -> None:
    found = sound(work(), work("sku", 8.0, price=5000.0, roles={"trainer": "1"}), currency="EUR")
    adds_up(found)
    assert found.currency == "EUR"
    assert found.lines[0].price == Money(Decimal("10560.00"), "EUR")  # 40 h at 330 / 1.25
    assert found.lines[1].price == Money(Decimal("4000.00"), "EUR")
    assert found.lines[0].why[-1].endswith("at EUR 264.00 (stated as USD 330.00).")
    assert "USD 5,000.00, that is EUR 4,000.00, whatever the answers." in found.lines[1].why
    assert found.lock.exchange == {"EUR": "1.25", "USD": "1"}
    assert "1 EUR = 1.25 USD on 2026-11-23." in found.notes


def test_the_lock_says_what_the_figures_were_made_from() -> None:
    lock = sound(work(roles={"engineer": "0.5", "manager": "0.5"})).lock
    assert (lock.practice, lock.practice_digest, lock.engine) == (
        "Demo 2026.11",
        "d1",
        "fairlead estimating/1",
    )
    assert lock.rates == {"engineer": "330.00", "manager": "280.00"} and lock.exchange == {}
    assert (lock.day, lock.currency, lock.seed) == (date(2026, 11, 23), "USD", 20261123)
    assert (lock.confidence, lock.trials, lock.correlation) == (80, 10_000, "0.2")


def test_the_same_input_gives_the_same_cents_on_every_machine() -> None:
    """Figures that must not move while the engine is called estimating/1."""
    found = sound(work(), work("test", 12.5, low="0.7", high="2"), work("plan", 6.0, roles={"manager": "1"}))
    assert (found.price, found.hours) == (usd(GOLDEN_PRICE), Decimal(GOLDEN_HOURS))
    assert found.spreads["price"].p90 == Decimal(GOLDEN_P90)
    forget()
    assert (
        sound(work(), work("test", 12.5, low="0.7", high="2"), work("plan", 6.0, roles={"manager": "1"}))
        == found
    )


GOLDEN_PRICE, GOLDEN_HOURS, GOLDEN_P90 = "25096.50", "77.25", "28314.93"


def test_notes_name_what_is_open() -> None:
    finding = Finding("ANSWERS.toml", 3, "answers.users", "kind", "Not a number.")
    found, _ = estimate(
        practice(),
        review(work("tiny", 0.05), unanswered=("users", "region"), findings=(finding,)),
        terms(investment=Decimal(1000)),
    )
    assert found is not None
    assert found.lines[0].hours == 0 and found.lines[0].roles == ()
    assert found.notes == (
        "Tiny: 0.05 h rounds to nothing.",
        "No contingency: no line carries a range.",
        "Not answered yet, so a default was used where there is one: users, region.",
        "The scoping has 1 findings; what they concern may be missing here.",
        "Free services of USD 1,000.00 are not in the price.",
    )


def test_nothing_to_do_costs_nothing() -> None:
    found = sound()
    adds_up(found)
    assert found.price == usd("0") and found.margin == 0 and found.minimum_price == usd("0")


@pytest.mark.parametrize("hours", [float("nan"), float("inf"), -0.01, 1_000_000.01])
def test_absurd_hours_are_found(hours: float) -> None:
    _, findings = estimate(practice(), review(work(hours=hours)), terms())
    assert [f.code for f in findings] == ["absurd-hours"]
    assert str(findings[0]).startswith("offerings/move/activities.toml:7: activity.waves.effort: The effort")


def test_every_fault_is_found_at_once() -> None:
    sku = work("sku", price=100.0)
    found = codes(
        work(hours=-1.0),
        work("b", roles={"pilot": "1"}),
        work("c", roles={}),
        work("d", low="1.2"),
        work("e", high="101"),
        work("contingency"),
        work("f", price=float("inf")),
        Work(sku.activity, 1.0, None, frozenset()),
        work("g", roles={"trainer": "1"}),
        discount=Decimal("7.585"),
        confidence=100,
        currency="GBP",
        firm=practice(target_margin=Decimal(1), hours_per_day=Decimal(0)),
    )
    assert sorted(found) == [
        "absurd-confidence",
        "absurd-day",
        "absurd-discount",
        "absurd-hours",
        "absurd-margin",
        "absurd-price",
        "absurd-range",
        "absurd-range",
        "no-exchange",
        "no-price",
        "no-rate",
        "no-roles",
        "reserved-id",
        "unknown-role",
    ]
    for wrong in ("-1", "100.01", "NaN", "7.585", "Infinity"):
        assert codes(work(), discount=Decimal(wrong)) == ["absurd-discount"]
    with pytest.raises(ValueError, match="trials are from 1"):
        estimate(practice(), review(), terms(), trials=0)


def test_a_role_that_only_stands_behind_a_set_price_needs_no_bill_rate() -> None:
    assert codes(work("course", price=100.0, roles={"trainer": "1"})) == []
    assert codes(work("course", roles={"trainer": "1"})) == ["no-rate"]


def test_the_correlation_may_be_given() -> None:
    tied, _ = estimate(practice(), review(work(), work("b")), terms(), rho=Decimal("0.9"))
    loose, _ = estimate(practice(), review(work(), work("b")), terms(), rho=Decimal(0))
    assert tied is not None and loose is not None
    assert tied.spreads["hours"].p90 > loose.spreads["hours"].p90
    assert tied.correlation == Decimal("0.9") and tied.lock.correlation == "0.9"
    assert tied.lines[:2] == loose.lines[:2]


def test_lines_follow_a_changed_practice() -> None:
    """Remembered lines must not outlive the rates they were made with."""
    one = work()
    before, _ = estimate(practice(), review(one), terms())
    dearer = replace(ENGINEER, annual_cost=Decimal(376_000))
    after, _ = estimate(practice(roles=(dearer,)), review(one), terms())
    assert before is not None and after is not None
    assert after.lines[0].cost.amount == 2 * before.lines[0].cost.amount
    again, _ = estimate(practice(), review(one), terms(day=date(2025, 6, 1)))
    assert again is not None and again.lines[0].price == usd("12000.00")


QUESTIONS = ("q0", "q1", "q2", "q3", "q4")
PLANS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(QUESTIONS), max_size=3),
        st.sampled_from([("1", "1"), ("0.8", "1.5"), ("0.5", "3"), ("1", "2")]),
        st.sampled_from([{"engineer": "1"}, {"engineer": "0.7", "manager": "0.3"}]),
        st.sampled_from([None, 750.0]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(
    plans=PLANS,
    answers=st.lists(st.floats(0, 300), min_size=5, max_size=5),
    changed=st.sampled_from(QUESTIONS),
    to=st.floats(0, 300),
)
def test_an_answer_never_moves_a_line_that_does_not_depend_on_it(
    plans: list, answers: list[float], changed: str, to: float
) -> None:
    before_values = dict(zip(QUESTIONS, answers, strict=True))
    before, after = (_planned(plans, values) for values in (before_values, {**before_values, changed: to}))
    adds_up(before)
    adds_up(after)
    held = {line.id: line for line in after.lines}
    for line in before.lines:
        if changed not in line.depends and line.id in held and changed not in held[line.id].depends:
            assert held[line.id] == line
    if all(changed not in line.depends for line in before.lines):
        assert after == before


def _planned(plans: list, values: dict[str, float]) -> Estimate:
    works = [
        work(
            f"a{index}",
            sum(values[q] for q in sorted(names)),
            low=low,
            high=high,
            roles=roles,
            price=price,
            depends=tuple(names),
            effort=" + ".join(sorted(names)) or "0.0",
        )
        for index, (names, (low, high), roles, price) in enumerate(plans)
    ]
    result, findings = estimate(practice(), review(*works, values=values), terms(), trials=500)
    assert result is not None, findings
    return result


def test_a_mixed_statement_of_work_is_the_sum_of_its_two_quotes() -> None:
    """em-process 12: a consulting quote of 60,000 and an education quote of 12,000 read 72,000."""
    quoted = sound(work("package", 0.0, price=60_000.0), work("class", 0.0, price=12_000.0, education=True))
    assert (quoted.consulting, quoted.education) == (usd("60000.00"), usd("12000.00"))
    assert quoted.price == usd("72000.00")
