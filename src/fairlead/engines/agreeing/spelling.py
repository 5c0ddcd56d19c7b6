"""Whether two texts differ in spelling alone: letters that were no word, put right to one.

Only what is safe counts: one letter put in, taken out, changed, or two that changed places; in words of four
letters or more, written small, so no name and no defined term; where the old letters are no word of the
dictionary and stand nowhere else in the document, and the new ones are or do. "payer" for "payee", or "not"
put in, is meaning.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from spellchecker import SpellChecker

SHORTEST = 4
_WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> list[str]:
    """The words of a text, as they are written."""
    return _WORD.findall(text)


def put_right(old: str, new: str, elsewhere: Set[str]) -> tuple[tuple[str, str], ...]:
    """The words that were spelt wrong, each with how it is spelt now; () where anything else differs.

    elsewhere: words that the document says in other places, in small letters.
    """
    was, is_ = words_of(old), words_of(new)
    if _WORD.sub("w", old) != _WORD.sub("w", new) or len(was) != len(is_):
        return ()
    pairs = tuple(dict.fromkeys(pair for pair in zip(was, is_, strict=True) if pair[0] != pair[1]))
    return pairs if all(_is_spelling(*pair, elsewhere) for pair in pairs) else ()


def _is_spelling(old: str, new: str, elsewhere: Set[str]) -> bool:
    if min(len(old), len(new)) < SHORTEST or not (old.islower() and new.islower()) or old in elsewhere:
        return False
    known = _dictionary()
    return old not in known and (new in elsewhere or new in known) and _near(old, new)


def _near(old: str, new: str) -> bool:
    """One letter apart, or two neighbours changed places (Damerau 1964)."""
    if abs(len(old) - len(new)) > 1:
        return False
    at = next((place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return True
    tails = ((old[at + 1 :], new[at + 1 :]), (old[at:], new[at + 1 :]), (old[at + 1 :], new[at:]))
    swapped = old[at : at + 2] == new[at : at + 2][::-1] and old[at + 2 :] == new[at + 2 :]
    return swapped or any(one == other for one, other in tails)


@cache
def _dictionary() -> SpellChecker:
    """English alone: in another language nothing is put right, and an approval is asked again."""
    return SpellChecker(language="en")
