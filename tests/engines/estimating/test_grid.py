"""The grid is exact to the cent against whole-number arithmetic, and refuses what could run over."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fairlead.engines.estimating.grid import TooLarge, reprice

SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, max_side=8)


@st.composite
def grids(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = draw(SHAPES)
    hours = draw(hnp.arrays(np.int64, shape, elements=st.integers(0, 100_000)))
    rates = draw(hnp.arrays(np.int64, shape, elements=st.integers(0, 100_000)))
    costs = draw(hnp.arrays(np.int64, (shape[0], 1), elements=st.integers(0, 100_000)))
    return hours, rates, costs


@given(grid=grids(), points=st.integers(0, 10_000))
def test_every_total_is_exact(grid: tuple[np.ndarray, np.ndarray, np.ndarray], points: int) -> None:
    hours, rates, costs = grid
    percent = Decimal(points).scaleb(-2)
    found = reprice(hours, rates, costs, percent)

    def cents(hour: int, rate: int) -> int:
        return int((Decimal(hour) * rate / 100).quantize(Decimal(1), ROUND_HALF_UP))

    cells = [
        [cents(h, r) for h, r in zip(*rows, strict=True)]
        for rows in zip(hours.tolist(), rates.tolist(), strict=True)
    ]
    assert found.by_line.tolist() == [sum(row) for row in cells]
    assert found.by_period.tolist() == [sum(column) for column in zip(*cells, strict=True)]
    assert found.list_price == sum(map(sum, cells)) == found.by_period.sum()
    off = (Decimal(found.list_price) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert (found.discount, found.price) == (off, found.list_price - off)
    assert found.cost == sum(
        cents(h, c) for row, (c,) in zip(hours.tolist(), costs.tolist(), strict=True) for h in row
    )
    if found.price:
        assert found.margin == pytest.approx(1 - found.cost / found.price)


def test_the_fixed_fee_of_120_hours_over_three_months() -> None:
    hours = np.array([[4_000, 4_000, 4_000]])
    found = reprice(hours, np.array([33_000]), np.array([10_000]), Decimal("7.58"))
    assert (found.list_price, found.price, found.cost) == (3_960_000, 3_659_832, 1_200_000)
    assert found.by_period.tolist() == [1_320_000] * 3
    assert found.margin == pytest.approx(0.67212, abs=1e-5)


def test_the_largest_plan_is_checked_before_it_runs_over() -> None:
    hours = np.full((1_500, 500), 1_000_000)
    assert reprice(hours, np.array([100_000]), np.array([1])).list_price == 750_000 * 1_000_000_000
    with pytest.raises(TooLarge, match="do not fit 64 bits"):
        reprice(hours, np.array([10_000_000]), np.array([1]))
    with pytest.raises(TooLarge):
        reprice(hours, np.array([1]), np.array([10_000_000]))


def test_the_grid_refuses_what_is_no_plan() -> None:
    good, rate = np.ones((2, 3), dtype=np.int64), np.array([1])
    for wrong, message in (
        ((good[0], rate, rate), "lines by periods"),
        ((good.astype(float), rate, rate), "whole numbers"),
        ((good, np.ones((4, 2, 3), dtype=np.int64), rate), "do not fit"),
        ((-good, rate, rate), "never negative"),
        ((good, -rate, rate), "never negative"),
        ((good, rate, rate, Decimal("7.585")), "two decimals"),
        ((good, rate, rate, Decimal(101)), "0 to 100"),
    ):
        with pytest.raises(ValueError, match=message):
            reprice(*wrong)
    assert reprice(np.ones((0, 3), dtype=np.int64), rate, rate).price == 0
