"""What people say of lines in place of the formulas. See docs/spec/estimating.md."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engines.estimating.builders import practice, review, terms, work

from fairlead.engines.estimating.adjusting import adjusted, check_adjustment
from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import ActivityKind
from fairlead.engines.scoping.values import Adjustment, Work

FIRM = practice()
HAND = Adjustment(
    "waves", Decimal(30), Decimal("50.10"), Decimal(90), "hand", "They move at night.", by="Ana"
)
OWN = Adjustment(
    "extra-desk", Decimal(8), Decimal(10), Decimal(20), "experts", "All three say so.",
    name="A desk", phase="run", roles={"engineer": Decimal("0.5"), "manager": Decimal("0.5")},
)  # fmt: skip
JOURNEY = Adjustment(
    "journey", Decimal(900), Decimal(1000), Decimal(2000), "hand", "One trip.",
    name="Journey", phase="run", kind="travel", currency="EUR", markup=Decimal("0.2"),
)  # fmt: skip


def scoped(*works: Work) -> tuple[object, object]:
    held = review(*works)
    return replace(held.offering, activities=tuple(w.activity for w in works)), held


def made(*said: Adjustment, works: tuple[Work, ...]) -> Estimate:
    offering, held = scoped(*works)
    done, findings, notes = adjusted(FIRM, offering, held.work, said)
    assert not findings
    result, wrong = estimate(FIRM, replace(held, work=done), terms(), notes=notes)
    assert result is not None, wrong
    return result


def wrong(said: Adjustment) -> list[tuple[str, str]]:
    offering, _ = scoped(work("waves", 40.0))
    return [(f.where.rpartition(".")[2], f.code) for f in check_adjustment(FIRM, offering, said)]


def test_it_takes_the_place_of_the_formula_and_keeps_what_the_formula_said() -> None:
    line = made(HAND, works=(work("waves", 40.0, effort="40.0"),)).lines[0]
    assert (line.hours, line.p10, line.p50, line.p90) == (Decimal("50.10"), 30, Decimal("50.10"), 90)
    assert (line.basis, line.price.amount) == ("hand", Decimal("16533.00"))  # to the hundredth of an hour
    assert line.why[:3] == (
        "Set by hand by Ana to 50.1 h: They move at night.",
        "The formula says: 40 h, whatever the answers.",
        "Range: 10 % chance of less than 30 h, 10 % of more than 90 h (0.6 to 1.8 times the likely hours).",
    )


def test_nobody_else_moves() -> None:
    works = (work("waves", 40.0), work("desk", 20.0))
    plain, changed = made(works=works), made(HAND, works=works)
    assert changed.lines[1] == plain.lines[1]
    assert made(works=works) == plain  # and taken back it is as it was


def test_a_line_of_their_own_comes_behind() -> None:
    whole = made(OWN, JOURNEY, works=(work("waves", 40.0, low="1", high="1"),))
    desk, journey = whole.lines[1:3]
    assert (desk.name, desk.phase, desk.kind, desk.basis) == ("A desk", "run", "work", "experts")
    assert desk.price.amount == 5 * 330 + 5 * 280
    assert (journey.kind, str(journey.cost), str(journey.price)) == (
        "travel", "USD 1,250.00", "USD 1,500.00",
    )  # fmt: skip
    assert "EUR 1,000.00, that is USD 1,250.00" in journey.why[0]


def test_hours_behind_a_set_price_may_be_said_and_the_price_stays() -> None:
    course = work("waves", 8.0, price=5000.0, roles={"trainer": "1"}, low="1", high="1")
    line = made(HAND, works=(course,)).lines[0]
    assert (line.price.amount, line.cost.amount) == (5000, Decimal("50.10") * 80)


def test_what_is_bought_is_said_in_money() -> None:
    bought = work("waves", 0.0)
    bought = replace(
        bought, activity=replace(bought.activity, kind=ActivityKind.VENDOR, cost="1.0"), cost=1.0
    )
    line = made(replace(HAND, likely=Decimal(50)), works=(bought,)).lines[0]
    assert (str(line.cost), line.amounts[3]) == ("USD 50.00", 90)


def test_what_is_said_of_a_line_that_does_not_apply_waits() -> None:
    offering, held = scoped(work("waves", 40.0), work("desk", 20.0))
    done, findings, notes = adjusted(FIRM, offering, held.work[1:], (HAND,))
    assert (done, findings) == (held.work[1:], ())
    assert notes == ("What is said of Waves waits: the line does not apply on these answers.",)


def test_the_same_line_twice_is_found() -> None:
    offering, held = scoped(work("waves", 40.0))
    _, findings, _ = adjusted(FIRM, offering, held.work, (HAND, HAND))
    assert [f.code for f in findings] == ["duplicate-id"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"low": Decimal(60)}, [("likely", "range-order")]),
        ({"high": Decimal(50)}, [("likely", "range-order")]),
        ({"low": Decimal(0)}, [("low", "range-order")]),
        ({"low": Decimal(-1), "high": Decimal("nan")}, [("low", "wrong-value"), ("high", "wrong-value")]),
        ({"likely": Decimal("50.125")}, [("likely", "wrong-value")]),
        ({"reason": "  "}, [("reason", "missing-key")]),
        ({"basis": "dream"}, [("basis", "wrong-value")]),
        ({"name": "Mine"}, [("name", "unknown-key")]),
        ({"markup": Decimal("0.1")}, [("markup", "unknown-key")]),
        ({"billing": "barter"}, [("billing", "wrong-value")]),
        ({"line": "wavs"}, [("name", "unknown-line"), ("phase", "unknown-id"), ("roles", "shares")]),
        ({"line": "contingency"}, [("line", "reserved-id")]),
    ],
)
def test_everything_wrong_is_found_at_its_field(changes: dict, found: list) -> None:
    assert wrong(replace(HAND, **changes)) == found


def test_a_line_that_nobody_knows_names_the_nearest() -> None:
    offering, _ = scoped(work("waves", 40.0))
    first = check_adjustment(FIRM, offering, replace(HAND, line="wavs"))[0]
    assert isinstance(first, Finding)
    assert first.fix.endswith("Did you mean waves?")


def test_roles_of_an_own_line_are_checked() -> None:
    assert wrong(replace(OWN, roles={"pilot": Decimal(1)})) == [("roles", "unknown-role")]
    assert wrong(replace(OWN, roles={"engineer": Decimal("0.9")})) == [("roles", "shares")]
    assert wrong(replace(OWN, kind="gift")) == [("kind", "wrong-value")]
    assert wrong(replace(JOURNEY, currency="ABC")) == [("currency", "unknown-currency")]


def test_nothing_is_a_size_too() -> None:
    none = replace(HAND, low=Decimal(0), likely=Decimal(0), high=Decimal(0))
    line = made(none, works=(work("waves", 40.0),)).lines[0]
    assert (line.hours, line.price.amount, line.roles) == (0, 0, ())
