"""Which pages of a document did not come back, and what stands on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pypdf import PdfReader

from fairlead.engines.signing.drawing import FAULTS
from fairlead.engines.signing.reading import text_of


def told_missing(original: PdfReader, returned: PdfReader) -> str:
    """The pages that are missing, in a sentence: "Missing: page 6 (5 Price)."; or why that cannot be told."""
    sent, came = ([text_of(page) for page in reader.pages] for reader in (original, returned))
    if not all(came):
        return "Which are missing cannot be told: there are pages without text."
    heads = _headings(original)
    said = [
        f"page {number + 1}{f' ({heads[number]})' if heads[number] else ''}" for number in _gone(sent, came)
    ]
    return f"Missing: {', '.join(said)}."


def _gone(sent: Sequence[str], came: Sequence[str]) -> list[int]:
    """The places of those that are not there: of a page that came, the likeliest of those that it may be."""
    gone = list[int]()
    for place, text in enumerate(sent):
        here = place - len(gone)
        left = len(sent) - len(came) - len(gone)
        later = sent[place + 1 : place + 1 + left]
        if left and (
            here >= len(came) or max(_alike(one, came[here]) for one in later) > _alike(text, came[here])
        ):
            gone.append(place)
    return gone


def _alike(one: str, other: str) -> float:
    """What share of the words two pages have in common."""
    first, second = Counter(one.split()), Counter(other.split())
    return 2 * (first & second).total() / max(first.total() + second.total(), 1)


def _headings(original: PdfReader) -> list[str]:
    """The first heading on each page; on a page that has none, what runs on there."""
    first = dict[int, str]()
    last = dict[int, str]()
    for title, page in _outline(original, original.outline):
        first.setdefault(page, title)
        last[page] = title
    found, runs = list[str](), ""
    for page in range(len(original.pages)):
        found.append(first.get(page, runs))
        runs = last.get(page, runs)
    return found


def _outline(original: PdfReader, entries: Sequence[object]) -> list[tuple[str, int]]:
    """The bookmarks with their pages, in their order."""
    found = list[tuple[str, int]]()
    for entry in entries:
        if isinstance(entry, list):
            found += _outline(original, entry)
            continue
        try:
            page = original.get_destination_page_number(entry)  # type: ignore[arg-type]
            title = " ".join(str(getattr(entry, "title", "")).split())
        except FAULTS:
            continue
        if page is not None and page >= 0:
            found.append((title, page))
    return found
