"""Clauses put elsewhere and passages put in, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from fairlead.engines.redlines.values import COVER

H = TypeVar("H")
# What stands before the first section follows nothing, or the front page.
FRONT = ("", COVER)


def placed(
    held: H, goes: Mapping[str, str], is_there: Callable[[H, str], bool], put: Callable[[H, str, str], H]
) -> H:
    """What is held, with each of goes (what is put: what it follows) put directly behind that.

    Of several behind one, the first of goes stands first. What follows another one of goes waits until that
    is put; what follows nothing that is there is left to `put`, one by one.
    """
    left = dict(goes)
    while left:
        ready = [name for name, after in left.items() if after not in left and is_there(held, after)]
        # Each goes directly behind, so the last one of several is put first.
        for name in reversed(ready or [next(iter(left))]):
            held = put(held, name, left.pop(name))
    return held
