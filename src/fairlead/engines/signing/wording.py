"""What a page reads against what it should read: the same, with words added, a scan, or altered."""

from __future__ import annotations

from difflib import SequenceMatcher

from fairlead.engines.findings import Finding

NO_TEXT = "no-text"

# Names, titles and days that are typed into the blocks for signatures come to no more.
MOST_ADDED = 60
# Text that was read off a picture differs in letters; so much of it has to be right to be of this page.
LEAST_ALIKE = 0.85
_SHOWN = 12


def compare(was: str, now: str, scanned: bool) -> Finding | None:
    """What differs on a page; None when it reads the same.

    scanned: whether there is a picture on it, whose text may have been read off it.
    """
    fix = "Look at the page beside what was sent; accept it with a reason, or refuse it."
    if was == now:
        return None
    if not now:
        return _finding(NO_TEXT, "The page is a picture, or empty; no machine can say what it reads.", fix)
    old, new = was.split(), now.split()
    removed, added = _differences(old, new)
    if not removed and len(added) <= MOST_ADDED:
        return _finding("words-added", f"Added: {_said(added)}.", fix)
    if scanned and SequenceMatcher(None, old, new, autojunk=False).ratio() >= LEAST_ALIKE:
        said = f"Read off a picture, it differs in: {_said(removed)} / {_said(added)}."
        return _finding("misread", said, fix)
    said = f"It reads otherwise than what was sent: {_said(removed)} became {_said(added)}."
    return _finding("altered", said, "Have the document signed as it was sent.")


def _differences(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    removed, added = list[str](), list[str]()
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += old[a:b]
            added += new[c:d]
    return removed, added


def _said(words: list[str]) -> str:
    if not words:
        return "nothing"
    more = f" and {len(words) - _SHOWN} more words" if len(words) > _SHOWN else ""
    return f"“{' '.join(words[:_SHOWN])[:200]}”{more}"


def _finding(code: str, message: str, fix: str) -> Finding:
    return Finding("", 0, "", code, message, fix)
