"""The order of what a group captured: the numbers of docs/spec/workshops.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.prioritising import MODES, MOSCOW, Item, ranked


def ids(items, mode="moscow"):
    return [place.id for place in ranked(items, mode)]


WORKED = (
    Item(1, 1, "could", 4),
    Item(2, 2, "must", 1),
    Item(3, 3, "", 6, value=5, effort=2),
    Item(4, 4, "wont", 9),
    Item(5, 5, "must", 3),
    Item(6, 6),
)


def test_the_worked_example():
    assert ids(WORKED) == [5, 2, 1, 3, 6, 4]
    assert ids(WORKED, "dots") == [3, 1, 5, 2, 6, 4]
    assert ids(WORKED, "value") == [3, 5, 2, 1, 6, 4]
    found = {place.id: (place.horizon, place.reason) for place in ranked(WORKED)}
    assert found == {
        5: ("now", "Must, 3 dots"),
        2: ("now", "Must, 1 dot"),
        1: ("later", "Could, 4 dots"),
        3: ("now", "6 dots, value 5 for effort 2"),
        6: ("", "nobody gave it a weight"),
        4: ("", "Won't this time, 9 dots"),
    }


def test_without_moscow_the_marked_are_cut_in_thirds():
    items = [Item(n, n, dots=10 - n) for n in range(1, 8)]
    assert [place.horizon for place in ranked(items, "dots")] == ["now"] * 3 + ["next"] * 2 + ["later"] * 2
    assert [place.horizon for place in ranked(items[:1], "dots")] == ["now"]


def test_value_for_effort_is_exact():
    assert ids([Item(1, 1, value=1, effort=3), Item(2, 2, value=2, effort=5)], "value") == [2, 1]


def test_another_mode_is_refused():
    with pytest.raises(ValueError, match="no mode"):
        ranked([], "loudest")


ITEMS = st.lists(
    st.builds(
        Item, st.integers(1, 99), st.integers(1, 99), st.sampled_from(("", *MOSCOW)), st.integers(0, 9),
        st.none() | st.integers(1, 5), st.none() | st.integers(1, 5),
    ),
    unique_by=(lambda item: item.id, lambda item: item.order),
)  # fmt: skip


@given(ITEMS, st.sampled_from(MODES))
def test_everything_has_one_place_and_what_wont_be_is_last_and_nowhere(items, mode):
    found = ranked(items, mode)
    assert sorted(place.id for place in found) == sorted(item.id for item in items)
    assert [place.rank for place in found] == list(range(1, len(items) + 1))
    assert ranked(reversed(items), mode) == found
    wont = [item.id for item in items if item.moscow == "wont"]
    assert {place.id for place in found[len(found) - len(wont) :]} == set(wont)
    assert all(place.horizon == "" for place in found if place.id in wont)


@given(ITEMS, st.sampled_from(MODES))
def test_one_dot_more_never_moves_anything_back(items, mode):
    if not items:
        return
    first, *others = items
    more = Item(first.id, first.order, first.moscow, first.dots + 1, first.value, first.effort)
    assert ids([more, *others], mode).index(first.id) <= ids(items, mode).index(first.id)
