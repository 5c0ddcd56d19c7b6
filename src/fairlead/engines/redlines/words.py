"""Words, and what makes two of them the same to a reader.

A token is a word, a number or a sign; blanks and line breaks between tokens say nothing of substance. Two
tokens are equal when their keys are: quotes, dashes and dots that a word processor sets by itself are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import NamedTuple

# Scripts without blanks between words are compared letter by letter.
_LETTERWISE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d"
_WORD = rf"[^\W{_LETTERWISE}]+"
_TOKEN = re.compile(rf"{_WORD}(?:[.,'’\-‑]{_WORD})*|\.{{3}}|-{{2,3}}|\S")
# What a reader does not see: soft hyphens, zero-width blanks, and all that the tree drops (tree.plain).
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_BLANKS = re.compile(r"\s+")
# One sign for one sign, so that places stay; signs of several letters are one by `_ALSO`.
_SAME = {
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_ODD = re.compile(f"[{''.join(_SAME)}]")
_ALSO = {"--": "-", "---": "-", "…": "..."}
# Above this many pairs of tokens a passage is first aligned by sentence.
_PAIRS = 250_000


def cleaned(text: str) -> str:
    """The text without what a reader does not see, accents joined to their letters."""
    text = _UNSEEN.sub("", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def squeezed(text: str) -> str:
    """Cleaned, with each run of blanks as one."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    return _BLANKS.sub(" ", cleaned(text)).strip()


def _same(text: str) -> str:
    if text.isascii() and "`" not in text:
        return text
    return _ODD.sub(lambda found: _SAME[found.group()], text)


def tokens(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """(the keys of the tokens of a cleaned text, where each begins and ends)."""
    same = _same(text)
    words = _TOKEN.findall(same)
    return _keyed(words, same), _places(words, same)


def _places(words: list[str], text: str) -> list[tuple[int, int]]:
    """Between two tokens stand blanks alone, so the next one begins where it is first found."""
    places, end = [], 0
    for word in words:
        start = text.find(word, end)
        end = start + len(word)
        places.append((start, end))
    return places


def keys(text: str) -> tuple[str, ...]:
    """The keys alone: two cleaned texts with the same keys differ in typography at most."""
    same = _same(text)
    return tuple(_keyed(_TOKEN.findall(same), same))


def _keyed(words: list[str], text: str) -> list[str]:
    if "--" in text or "…" in text:
        return [_ALSO.get(word, word) for word in words]
    return words


class Change(NamedTuple):
    """Tokens old[i1:i2] became new[j1:j2]."""

    i1: int
    i2: int
    j1: int
    j2: int


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Where two sequences of keys differ, in order. What is equal at both ends is never searched."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if not a and not b:
        return []
    return [
        Change(i1 + start, i2 + start, j1 + start, j2 + start) for i1, i2, j1, j2 in _joined(_differing(a, b))
    ]


def regions(one: str, other: str) -> Iterator[tuple[int, int, int, int]]:
    """Where two texts differ by what stands between blanks, as (start, end) of each with the blank before it
    (at the beginning, the one after it). Tokens are looked for in these alone."""
    old, new = one.split(), other.split()
    single = (
        one.count(" ") + one.count("\n") == len(old) - 1,
        other.count(" ") + other.count("\n") == len(new) - 1,
    )
    if not all(single) or len(old) * len(new) > _PAIRS:
        yield 0, len(one), 0, len(other)
        return
    # Where each word begins; one blank stands between two.
    a, b = ([0, *accumulate(len(word) + 1 for word in words)] for words in (old, new))
    for i1, i2, j1, j2 in changes(old, new):
        if i1:
            yield a[i1] - 1, a[i2] - 1, b[j1] - 1, b[j2] - 1
        else:
            yield 0, min(a[i2], len(one)), 0, min(b[j2], len(other))


def _differing(a: Sequence[str], b: Sequence[str]) -> Iterator[Change]:
    if not a or not b:
        yield Change(0, len(a), 0, len(b))
    elif len(a) * len(b) <= _PAIRS:
        yield from _matched(a, b)
    else:
        yield from _by_sentence(a, b)


def _matched(a: Sequence[object], b: Sequence[object]) -> Iterator[Change]:
    for kind, *place in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Change(*place)


def _by_sentence(a: Sequence[str], b: Sequence[str]) -> Iterator[Change]:
    """Long passages: sentences first, then the words of those that differ, if they are few enough."""
    first, second = _sentences(a), _sentences(b)
    matcher = SequenceMatcher(None, [tuple(a[s:e]) for s, e in first], [tuple(b[s:e]) for s, e in second])
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        left = (first[i1][0] if i1 < len(first) else len(a), first[i2 - 1][1] if i2 > i1 else 0)
        right = (second[j1][0] if j1 < len(second) else len(b), second[j2 - 1][1] if j2 > j1 else 0)
        old, new = a[left[0] : max(left)], b[right[0] : max(right)]
        inner = (
            _matched(old, new)
            if 0 < len(old) * len(new) <= _PAIRS
            else iter([Change(0, len(old), 0, len(new))])
        )
        for one in inner:
            yield Change(one.i1 + left[0], one.i2 + left[0], one.j1 + right[0], one.j2 + right[0])


def _sentences(keys: Sequence[str]) -> list[tuple[int, int]]:
    places, start = [], 0
    for at, key in enumerate(keys, 1):
        if key in (".", ";", ":", "|") or at - start >= 200:
            places.append((start, at))
            start = at
    return [*places, (start, len(keys))] if start < len(keys) else places


def _joined(found: Iterator[Change]) -> list[Change]:
    """Changes with a single sign between them read better as one."""
    result: list[Change] = []
    for one in found:
        last = result[-1] if result else None
        if last and one.i1 == last.i2 and one.j1 == last.j2:
            result[-1] = Change(last.i1, one.i2, last.j1, one.j2)
        else:
            result.append(one)
    return result


def shingles(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Pairs of neighbouring words in small letters, with the ends: what two alike texts share."""
    small = ["", *(word.casefold() for word in words if word[:1].isalnum()), ""]
    return frozenset(pairwise(small)) if len(small) > 2 else frozenset()
