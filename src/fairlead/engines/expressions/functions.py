"""The functions a formula may call, beside CEL's own. Doubles in, double out; a refusal raises ValueError.

`round` is commercial: halves go away from zero, as on every quote (2.5 -> 3, -2.5 -> -3).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

# What the extension ships itself; `has` and the comprehensions are macros of the language.
_BUILT_IN_WORDS = (
    "size contains startsWith endsWith matches int uint double string bytes type timestamp duration "
    "getFullYear getMonth getDate getDayOfMonth getDayOfYear getDayOfWeek getHours getMinutes getSeconds "
    "getMilliseconds"
)
BUILT_IN = frozenset(_BUILT_IN_WORDS.split())
MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})

# Built-ins that give whole numbers (CEL int), with which int literals are right.
_WHOLE_WORDS = (
    "size int uint getFullYear getMonth getDate getDayOfMonth getDayOfYear getDayOfWeek getHours "
    "getMinutes getSeconds getMilliseconds"
)
WHOLE = frozenset(_WHOLE_WORDS.split())

# Wrapped around every divisor at compile time; no formula can name it because of the leading mark.
DIVISOR = "_divisor"


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"it takes numbers, not {value!r}")
    if not math.isfinite(value):
        raise ValueError("it was given a number that is not finite")
    return float(value)


def _one(function: Callable[[float], float]) -> Callable[..., float]:
    def call(*values: object) -> float:
        if len(values) != 1:
            raise TypeError(f"it takes one number, not {len(values)}")
        return float(function(_number(values[0])))

    return call


def _several(function: Callable[[list[float]], float]) -> Callable[..., float]:
    def call(*values: object) -> float:
        if len(values) < 2:
            raise TypeError("it takes two or more numbers")
        return function([_number(value) for value in values])

    return call


def _round(value: float) -> float:
    return math.copysign(math.floor(abs(value) + 0.5), value)


def _sqrt(value: float) -> float:
    if value < 0:
        raise ValueError(f"{value:g} is negative and has no square root")
    return math.sqrt(value)


def _log10(value: float) -> float:
    if value <= 0:
        raise ValueError(f"{value:g} is not positive and has no logarithm")
    return math.log10(value)


def _divisor(value: object) -> object:
    # CEL lets x / 0.0 be infinite, and infinite > 5.0 is then simply true. A division by zero is an
    # error of the formula wherever it stands, so it is stopped before it happens.
    if isinstance(value, float) and value == 0.0:
        raise ZeroDivisionError("division by zero")
    return value


OURS: Mapping[str, Callable[..., object]] = {
    "ceil": _one(math.ceil),
    "floor": _one(math.floor),
    "round": _one(_round),
    "abs": _one(abs),
    "sqrt": _one(_sqrt),
    "log10": _one(_log10),
    "min": _several(min),
    "max": _several(max),
    DIVISOR: _divisor,
}
