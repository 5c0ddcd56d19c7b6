"""A bounded memory of computed values: the least recently used go first. Safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values by key up to a total weight (bytes, or entries at weight 1).

    Only for values that their key decides completely, so that forgetting costs time and nothing else.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.weight = 0
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
            return held[0]

    def put(self, key: Hashable, value: Value, weight: int = 1) -> None:
        with self._lock:
            self._drop(key)
            self._held[key] = (value, weight)
            self.weight += weight
            while self.weight > self.limit and len(self._held) > 1:
                self.weight -= self._held.popitem(last=False)[1][1]

    def _drop(self, key: Hashable) -> None:
        held = self._held.pop(key, None)
        if held is not None:
            self.weight -= held[1]

    def recall(self, key: Hashable, make: Callable[[], Value], weigh: Callable[[Value], int]) -> Value:
        """The value of the key, made (outside the lock) when it is not held."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value, weigh(value))
        return value

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self.weight = 0

    def __len__(self) -> int:
        return len(self._held)
