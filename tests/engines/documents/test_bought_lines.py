"""Lines that are bought and passed on, and units of the price book: shown, and every sum still adds up."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

from tests.engines.documents import cast
from tests.engines.documents.cells import Workbook
from tests.engines.documents.test_workbook import assert_same

from fairlead.engines.documents.breakdown import bought, by_role, hourly, price_split, set_price
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.workbook import estimate_workbook
from fairlead.engines.estimating.values import Line
from fairlead.engines.money import Money, total
from fairlead.engines.shaping.values import Shaped


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def passed_on(key: str, kind: str, price: str, cost: str) -> Line:
    like = cast.shaped().estimate.lines[0]
    none = Decimal("0.00")
    return replace(
        like, id=key, name=key.capitalize(), description=f"What {key} is.", kind=kind, hours=none, p10=none,
        p50=none, p80=none, p90=none, roles=(), price=usd(price), cost=usd(cost), education=False,
        amounts=(Decimal(price),) * 4 if kind != "contingency" else (),
    )  # fmt: skip


def shaped() -> Shaped:
    made = cast.shaped()
    lines = (
        *made.estimate.lines,
        passed_on("flights", "travel", "2640.00", "2400.00"),
        passed_on("scanner", "vendor", "10000.05", "8000.04"),
        passed_on("spare", "contingency", "1234.56", "1111.11"),
    )
    return cast.with_estimate(made, cast.totalled(lines, Decimal("7.58"), "USD"))


def test_every_line_is_told_apart_once() -> None:
    lines = shaped().estimate.lines
    groups = (hourly(lines), set_price(lines), bought(lines))
    assert sorted(line.id for group in groups for line in group) == sorted(line.id for line in lines)
    assert [line.id for line in bought(lines)] == ["flights", "scanner", "spare"]


def test_the_statement_of_work_lists_them_and_its_sums_hold() -> None:
    made = shaped()
    text = repr(sow(cast.practice(), made, "SOW-1"))
    for words in ("Subcontractors, travel and expenses", "What flights is.", "10,000.05", "13,874.61"):
        assert words in text
    assert "8,000.04" not in text  # what it costs stays in the firm
    sold = total((role.price for role in by_role(cast.practice(), made.estimate)), "USD")
    rest = total(
        (line.price for line in (*set_price(made.estimate.lines), *bought(made.estimate.lines))), "USD"
    )
    assert sold + rest == made.estimate.list_price
    split = price_split(made.estimate)
    assert total((part.net for part in split), "USD") == made.estimate.price


def test_the_workbook_comes_to_the_same_cents() -> None:
    made = shaped()
    assert_same(Workbook(io.BytesIO(estimate_workbook(cast.practice(), made))), made)
