"""The comparison of two versions as a paper."""

from __future__ import annotations

from dataclasses import replace

from tests.engines.redlines import cast

from fairlead.engines.redlines.paper import cells_of
from fairlead.engines.redlines.versions import compared


def test_a_fact_of_the_front_page_that_came_is_one_row() -> None:
    old = cast.short()
    new = replace(old, meta=replace(old.meta, facts=(*old.meta.facts, ("Amends", "SOW-7 by CO-7-1"))))
    (change,) = compared(old, new).changed
    assert [(one.row, one.sent, one.wanted) for one in cells_of(change)] == [
        ("Amends", "", "SOW-7 by CO-7-1")
    ]
    (change,) = compared(new, old).changed
    assert [(one.row, one.sent, one.wanted) for one in cells_of(change)] == [
        ("Amends", "SOW-7 by CO-7-1", "")
    ]
