"""Who is needed when. See docs/spec/estimating.md."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.engines.estimating.test_timetable import MONDAY, line, timed

from fairlead.engines.estimating.demand import demand
from fairlead.engines.estimating.values import Line, RoleHours
from fairlead.engines.money import Money
from fairlead.engines.scoping.values import Freeze, Pace

NOTHING = Money(Decimal(0), "USD")
D = Decimal


def priced(name: str, **roles: str) -> Line:
    hours = sum(map(D, roles.values()), D(0))
    shares = tuple(
        RoleHours(role, D(part), NOTHING, NOTHING, NOTHING, NOTHING) for role, part in roles.items()
    )
    ranges = (hours,) * 5
    return Line(name, "run", name, "", "work", False, *ranges, shares, NOTHING, NOTHING, (), ())


def table(found):
    return {row.role: tuple(map(str, row.hours)) for row in found.roles}


def test_hours_are_spread_over_the_days_of_their_line():
    works = line("a", 16, "plan"), line("b", 40), line("c", 24)
    lines = priced("a", lead="16"), priced("b", engineer="30", lead="10"), priced("c", engineer="24")
    found = demand(lines, timed(*works), Pace())
    # a: days 0 to 2; b: 2 to 7, three of its five days in the first week; c: 7 to 10.
    assert table(found) == {"engineer": ("18.00", "36.00"), "lead": ("22.00", "4.00")}
    assert (found.unit, found.periods, found.starts, found.sums) == ("week", 2, (), (D("40"), D("40")))
    assert (found.total, found.aside) == (D("80"), D(0))


def test_weeks_begin_on_mondays_and_a_freeze_is_an_empty_one():
    pace = Pace(freezes=(Freeze(date(2027, 1, 8), date(2027, 1, 18), "Stocktaking"),))
    works = line("a", 32, "plan"), line("b", 8)
    found = demand(
        (priced("a", lead="32"), priced("b", lead="8")), timed(*works, pace=pace, start=MONDAY), pace
    )
    assert found.starts == (date(2027, 1, 4), date(2027, 1, 11), date(2027, 1, 18))
    assert table(found) == {"lead": ("32.00", "0", "8.00")}


def test_what_is_in_no_timetable_stands_aside():
    lines = priced("a", lead="8"), priced("contingency", lead="3", engineer="2.5")
    found = demand(lines, timed(line("a", 8)), Pace())
    assert (table(found), found.aside) == ({"lead": ("8.00",)}, D("5.5"))


def test_a_line_shorter_than_a_tenth_of_a_day_is_there():
    works = line("a", 0.25), line("b", 0.25)
    found = demand((priced("a", lead="0.25"), priced("b", lead="0.25")), timed(*works), Pace())
    assert (table(found), found.aside) == ({"lead": ("0.50",)}, D(0))


def test_what_is_longer_than_half_a_year_is_told_by_months():
    found = demand((priced("a", lead="1600"),), timed(line("a", 1600), start=MONDAY), Pace())
    assert (found.unit, found.starts[0], found.periods) == ("month", date(2027, 1, 1), 10)
    assert found.starts == tuple(date(2027, month, 1) for month in range(1, 11))
    without = demand((priced("a", lead="1600"),), timed(line("a", 1600)), Pace())
    assert (without.unit, without.periods, without.starts) == ("month", 10, ())
    assert set(without.sums) == {D(160)}


@given(st.lists(st.tuples(st.integers(25, 40_000), st.integers(0, 40_000)), min_size=1, max_size=6))
def test_nothing_is_lost_and_nothing_is_made_up(sizes):
    lines = [
        priced(f"l{n}", lead=f"{one / 100:.2f}", engineer=f"{two / 100:.2f}")
        for n, (one, two) in enumerate(sizes)
    ]
    works = [line(made.id, float(made.hours)) for made in lines]
    found = demand(lines, timed(*works, start=MONDAY), Pace())
    assert found.total == sum(found.sums) == sum(row.total for row in found.roles)
    assert found.total + found.aside == sum(made.hours for made in lines)
    for role in ("lead", "engineer"):
        said = sum((part.hours for made in lines for part in made.roles if part.role == role), D(0))
        assert sum((sum(row.hours) for row in found.roles if row.role == role), D(0)) == said
