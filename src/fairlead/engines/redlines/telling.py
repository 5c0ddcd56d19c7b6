"""What a person must be told of a returned file beyond its differences: findings, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fairlead.engines.findings import Finding
from fairlead.engines.redlines.beside import numbered_words
from fairlead.engines.redlines.body import Body
from fairlead.engines.redlines.figures import numbers
from fairlead.engines.redlines.locating import Located
from fairlead.engines.redlines.package import Package
from fairlead.engines.redlines.sent import CELL, Sent
from fairlead.engines.redlines.values import COVER, DELETED, KEPT, MARGINS, ClauseChange, Returned, loose_id
from fairlead.engines.redlines.words import keys

# Below this share of the clauses a file is not taken for ours.
OURS = 0.3
# What people read in place of a clause that has no title of its own.
FRONT_PAGE, ANOTHER = "the front page", "a clause without a title"
_FIX = "Accept it as a clause of its own, or refuse it."
_MOST = 10  # names in one sentence
_LONG = 120  # letters of a text that is quoted


def told(name: str, read: Returned, clauses: Sequence[Sent], manifest: str) -> tuple[Finding, ...]:
    """Findings on the file as a whole, then clause by clause, then on what stands outside.

    Codes: "not-ours", "other-version", "controls-lost", "clause-deleted", "silent-edit", "moved-silently",
    "figure-changed", "number-changed", "signature-block-deleted", "signature-block-changed",
    "signature-block-filled", "outside-text", "comment-without-place".
    """
    names = {one.id: one.title or ANOTHER for one in clauses} | {COVER: FRONT_PAGE}
    found = list(_whole(name, read, manifest, names))
    known = {one.id: one for one in clauses}
    for change in read.clauses:
        found += _of_clause(name, change, known[change.id])
    for one in read.outside:
        text = _quoted(one.text or one.pieces[0].text)
        if one.id == MARGINS:
            message = f"Text that is not ours stands in the headers and footers: {text}"
            if not one.text:
                message = f"What we print there is gone from the headers and footers: {text}"
            found.append(Finding(name, 0, one.id, "outside-text", message, _FIX))
            continue
        place = f"after {names.get(one.after, ANOTHER)}" if one.after else "at the beginning"
        within = f", inside {names.get(one.within, ANOTHER)}" if one.within else ""
        message = f"Text that belongs to no clause stands {place}{within}: {text}"
        found.append(Finding(name, 0, one.id, "outside-text", message, _FIX))
    for comment in read.comments:
        author = comment.author or "nobody"
        message = f"A comment of {author} stands nowhere in the text: {_quoted(comment.text)}"
        found.append(Finding(name, 0, loose_id(comment), "comment-without-place", message))
    return tuple(found)


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= _LONG else flat[: _LONG - 1] + '…'}”"


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = len(listed) - _MOST
    return ", ".join(listed[:_MOST]) + (f" and {more} more" if more > 0 else "")


def _whole(name: str, read: Returned, manifest: str, names: Mapping[str, str]) -> Iterator[Finding]:
    total = len(read.clauses) - 1
    if read.share < OURS:
        message = f"Only {round(read.share * total)} of {total} clauses are in this file: it may not be ours."
        fix = "Check that it is the document that was sent; all of its text is listed as added."
        yield Finding(name, 0, "", "not-ours", message, fix)
    if read.manifest and manifest and not manifest.startswith(read.manifest):
        message = f"The file was made from another version (manifest {read.manifest[:16]})."
        fix = f"Compare it with that version; this one is {manifest[:16]}."
        yield Finding(name, 0, "", "other-version", message, fix)
    lost = [one for one in read.clauses if one.found not in ("control", "") and one.id != COVER]
    if lost:
        by = Counter(one.found for one in lost)
        ways = ", ".join(f"{count} by {how}" for how, count in sorted(by.items()))
        message = f"{len(lost)} of {total} clauses lost their control and were found again ({ways}): "
        yield Finding(name, 0, "", "controls-lost", message + _some(names[one.id] for one in lost) + ".")


def _of_clause(name: str, change: ClauseChange, clause: Sent) -> Iterator[Finding]:
    def finding(code: str, message: str, fix: str = "") -> Finding:
        return Finding(name, 0, change.id, code, message, fix)

    called = FRONT_PAGE if change.id == COVER else clause.title or ANOTHER
    title = called[:1].upper() + called[1:]
    if clause.signatures and change.kind in ("deleted", "edited"):
        yield from _signatures(name, change, clause)
        return
    if change.kind == "deleted":
        hand = "with no tracked change" if change.silent else f"by {_some(change.authors) or 'nobody named'}"
        yield finding("clause-deleted", f"{title} was deleted {hand}.")
    if change.silent and change.kind in ("edited", "unchanged", "typography"):
        words = (one.text.strip() for one in change.pieces if one.kind != KEPT and not one.tracked)
        message = f"{title} was edited with no tracked change: "
        yield finding("silent-edit", message + _some(_quoted(text) for text in words if text) + ".")
    if change.moved and change.silent and change.kind == "moved":
        yield finding("moved-silently", f"{title} was moved with no tracked change.")
    if change.kind == "edited":
        yield from _numbers(name, change, clause)


def _numbers(name: str, change: ClauseChange, clause: Sent) -> Iterator[Finding]:
    """Each figure of a table that differs, and the numbers in prose that came or went."""
    fix = "It comes from the estimate; change it there." if clause.computed else ""
    for one in change.figures:
        place = " / ".join(part for part in (one.row, one.column) if part)
        message = f"{place}: {_quoted(one.sent)} became {_quoted(one.wanted)}."
        yield Finding(name, 0, change.id, "figure-changed", message, fix)
    was, wants = (Counter(numbers(_prose(text))) for text in (change.sent, change.wanted))
    if was != wants:
        gone, new = _some(sorted((was - wants).elements())), _some(sorted((wants - was).elements()))
        message = f"Numbers in the text differ: {gone or 'none'} became {new or 'none'}."
        yield Finding(name, 0, change.id, "number-changed", message, fix)


def _prose(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if CELL not in line)


def _signatures(name: str, change: ClauseChange, clause: Sent) -> Iterator[Finding]:
    edits = _some(_quoted(one.text.strip()) for one in change.pieces if one.kind != KEPT and one.text.strip())
    needed = Counter(word for text in clause.signatures for word in keys(text))
    left = Counter(keys(change.wanted))
    if not left & needed:
        message = "The signature block was deleted."
        yield Finding(name, 0, change.id, "signature-block-deleted", message, "Put it back before signature.")
    elif needed - left or any(one.kind == DELETED and one.text.strip() for one in change.pieces):
        message = f"The signature block was changed: {edits}."
        yield Finding(name, 0, change.id, "signature-block-changed", message, "Read it before signature.")
    else:
        message = f"The signature block was filled in: {edits}."
        yield Finding(name, 0, change.id, "signature-block-filled", message)


def odd(
    name: str, body: Body, margins: Sequence[Body], where: Located, package: Package
) -> tuple[Finding, ...]:
    """What does not belong into a marked-up copy. Codes: "mended", "control-doubled", "foreign-controls",
    "hidden-text", "struck-text", "text-elsewhere", "embedded-files", "filled-in", "numbered-words",
    "loads-from-outside"."""
    twice = "Its control stands twice; the likest text is taken for it."
    found = [Finding(name, 0, clause, "control-doubled", twice) for clause in where.doubled]
    if package.mended:
        message = "The file is broken as LibreOffice breaks one with a deleted heading; Word cannot open it."
        found.append(Finding(name, 0, "", "mended", message, "It was read without its content controls."))
    if body.foreign:
        names = _some(dict.fromkeys(label or "(no name)" for label, _ in body.foreign))
        message = f"{len(body.foreign)} content controls are none of ours: {names}."
        found.append(Finding(name, 0, "", "foreign-controls", message, "Their text is read as plain text."))
    for one in (body, *margins):
        found += _unseen(name, one)
    if body.elsewhere:
        message = f"{len(body.elsewhere)} passages are kept in a file inside the file and were not read."
        found.append(Finding(name, 0, "", "text-elsewhere", message, "Ask for a copy saved anew by Word."))
    found += _beside(name, package, [label for one in (body, *margins) for label in one.filled])
    return tuple(found)


def _beside(name: str, package: Package, filled: Sequence[str]) -> Iterator[Finding]:
    """What a program shows or loads that does not stand in the text."""
    told: tuple[tuple[Sequence[str], str, str, str], ...] = (
        (package.embedded, "embedded-files", "Files are embedded", "They were not opened."),
        (
            filled,
            "filled-in",
            "Word may show other words than those that were read here, as it fills them in anew",
            "Look at them in Word beside what was read.",
        ),
        (
            [_quoted(text) for text in numbered_words(package)],
            "numbered-words",
            "Words stand before paragraphs as their numbering",
            "They are read with none of them; look at the file.",
        ),
        (
            package.loads,
            "loads-from-outside",
            "A program that opens the file loads from elsewhere",
            "Nothing was loaded here. Open the file only where that is wanted.",
        ),
    )
    for names, code, message, fix in told:
        if names:
            yield Finding(name, 0, "", code, f"{message}: {_some(dict.fromkeys(names))}.", fix)


def _unseen(name: str, body: Body) -> Iterator[Finding]:
    """Words that look as if they were not there."""
    told = (
        (body.hidden, "hidden-text", "Hidden text stands in", "It is read like any other text."),
        (
            body.struck,
            "struck-text",
            "Words are struck through by formatting in",
            "They are read as taken out.",
        ),
    )
    for places, code, message, fix in told:
        lines = (body.lines[index] for index in sorted(places)[:_MOST] if index < len(body.lines))
        for line in lines:
            if line.wanted or line.had:
                said = f"{message} {_quoted(line.wanted or line.had)}"
                yield Finding(name, 0, "", code, said, fix)
