"""A signature that was drawn: strokes on a sheet of 600 x 200, as a path that only moves and draws lines."""

from __future__ import annotations

import re
import unicodedata

WIDTH, HEIGHT = 600, 200
MOST_LETTERS = 20_000
LEAST_POINTS = 8

_PATH = re.compile(r"M \d{1,3} \d{1,3}(?: [ML] \d{1,3} \d{1,3})*")
_NUMBERS = re.compile(r"(\d+) (\d+)")


def fault(path: str) -> str:
    """What is wrong with a drawn path, in a sentence; "" when it can be kept."""
    if len(path) > MOST_LETTERS:
        return f"The drawing has more than {MOST_LETTERS:,} signs."
    if not _PATH.fullmatch(path):
        return "The drawing is no path of moves and lines, like M 10 20 L 30 40."
    points = [(int(x), int(y)) for x, y in _NUMBERS.findall(path)]
    if any(x > WIDTH or y > HEIGHT for x, y in points):
        return f"The drawing leaves its sheet of {WIDTH} x {HEIGHT}."
    if len(points) < LEAST_POINTS:
        return "The drawing is too short to be a signature."
    return ""


def same_name(typed: str, name: str) -> bool:
    """Whether a typed name is that name: capitals, accents' spelling and blanks make no difference."""
    return _bare(typed) == _bare(name) != ""


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
