"""A stored estimate comes back equal, and data that is none is refused with its place."""

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.engines.estimating.builders import sound, work

from fairlead.engines.estimating.serialise import Unreadable, from_plain, to_plain
from fairlead.engines.estimating.values import Estimate


def rich() -> Estimate:
    return sound(
        work(roles={"engineer": "0.8", "manager": "0.2"}, depends=("b", "a"), why="Because."),
        work("course", 8.0, price=5000.0, roles={"trainer": "1"}, education=True),
        values={"a": 1.0},
        discount=Decimal("7.50"),
        currency="EUR",
    )


def test_an_estimate_comes_back_equal_through_json() -> None:
    before = rich()
    text = json.dumps(to_plain(before))
    after = from_plain(json.loads(text))
    assert after == before
    assert json.dumps(to_plain(after)) == text
    assert str(after.discount_percent) == "7.50"  # the scale is kept too


def test_the_plain_form_is_readable() -> None:
    plain = to_plain(rich())
    assert plain["format"] == 1
    assert plain["price"] == {"amount": str(rich().price.amount), "currency": "EUR"}
    assert plain["lock"]["day"] == "2026-11-23"
    assert plain["lines"][0]["depends"] == ["a", "b"]
    assert plain["lines"][0]["hours"] == "40.00"


def broken(change: Any) -> dict[str, Any]:
    plain = json.loads(json.dumps(to_plain(rich())))
    change(plain)
    return plain


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.update(format=2), "format is 2; this reader knows 1"),
        (lambda p: p.pop("format"), "format is None"),
        (lambda p: p.pop("price"), "estimate: missing or unknown: price"),
        (lambda p: p.update(colour="red"), "estimate: missing or unknown: colour"),
        (lambda p: p["lines"][1].update(hours="eight"), r"estimate.lines\[1\].hours: 'eight' is no Decimal"),
        (lambda p: p["lines"][0].update(hours=8.0), r"estimate.lines\[0\].hours: 8.0 is no str"),
        (lambda p: p["lock"].update(day="23.11.2026"), "estimate.lock.day: '23.11.2026' is no date"),
        (lambda p: p["lock"].update(seed=True), "estimate.lock.seed: True is no int"),
        (lambda p: p.update(spreads=[]), r"estimate.spreads: \[\] is no dict"),
    ],
)
def test_what_is_no_estimate_is_refused_with_its_place(change: Any, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        from_plain(broken(change))
