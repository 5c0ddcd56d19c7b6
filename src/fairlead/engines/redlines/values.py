"""What a returned file or a newer version says, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from fairlead.engines.findings import Finding

# The front page is compared like a clause; no clause of a practice can have this id.
COVER = "@cover"
# What stands in headers and footers that is not ours.
MARGINS = "@margins"

KEPT, INSERTED, DELETED, MOVED_HERE, MOVED_AWAY = "kept", "inserted", "deleted", "moved-here", "moved-away"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. kind: kept, inserted, deleted, moved-here or moved-away.

    tracked: the file itself says who and when; an edit without it was made with tracking off.
    """

    kind: str
    text: str
    author: str = ""
    at: datetime | None = None
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """anchor: the words it is about. reply_to: the id of the comment that it answers, or ""."""

    id: str
    author: str
    at: datetime | None
    text: str
    anchor: str
    resolved: bool = False
    reply_to: str = ""


def loose_id(comment: Comment) -> str:
    """What a comment that stands nowhere in the text is known by, beside the ids of clauses."""
    return f"@comment-{comment.id}"[:200]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One cell of a table that differs; a row taken out has nothing wanted, a new row nothing sent."""

    clause: str
    row: str
    column: str
    sent: str
    wanted: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause as it was sent and as they want it.

    kind:     unchanged, typography (quotes, dashes, blanks and line breaks alone), edited, moved (the words
              stand), deleted or, between two versions, added.
    moved:    it stands elsewhere, whatever its kind; `after` is the clause it now follows ("" when first).
    pieces:   the whole text as a sequence of pieces; empty when nothing changed.
    found:    by "control", by "heading" (the bookmark or control on it), by "title", by "text", or "" when
              it is gone; likeness is 1 for the same words, less for a match by text.
    silent:   part of what changed, or the change of place, carries no tracked change.
    computed: its figures come from the estimate: text cannot override it.
    wording:  what they want as practice text, without the title: blank line, paragraph, "- " for an item.
    """

    id: str
    number: str
    title: str
    kind: str
    sent: str
    wanted: str
    pieces: tuple[Piece, ...] = ()
    comments: tuple[Comment, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    moved: bool = False
    after: str = ""
    found: str = ""
    likeness: float = 1.0
    silent: bool = False
    computed: bool = False
    wanted_title: str = ""
    wording: str = ""

    @property
    def authors(self) -> tuple[str, ...]:
        """Who tracked changes in it, in order of appearance."""
        return tuple(dict.fromkeys(piece.author for piece in self.pieces if piece.tracked))


@dataclass(frozen=True, slots=True)
class Outside:
    """Text that belongs to no clause that was sent, and where it stands.

    id: "@added-1", "@added-2" ... in reading order, "@margins" of headers and footers. title: its heading,
    or "". within: the clause whose control it stands in, or "". after: the clause it follows, or "".
    """

    id: str
    title: str
    text: str
    within: str
    after: str
    pieces: tuple[Piece, ...]
    comments: tuple[Comment, ...] = ()
    tracked: bool = False
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each kind of mark stands in the file. formatting is passed over, but counted."""

    inserted: int = 0
    deleted: int = 0
    moved: int = 0
    formatting: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Returned:
    """A file taken back. refused: it was not read, and the findings say why.

    clauses: one for each clause that was sent, the cover first, in the order of sending. comments: those
    that stand nowhere in the text. manifest: the version printed in its properties, "" when there is none.
    share: of the clauses sent, how many were found (0 to 1).
    """

    clauses: tuple[ClauseChange, ...] = ()
    outside: tuple[Outside, ...] = ()
    comments: tuple[Comment, ...] = ()
    findings: tuple[Finding, ...] = ()
    tally: Tally = field(default_factory=Tally)
    manifest: str = ""
    share: float = 0.0
    refused: bool = False

    def clause(self, clause_id: str) -> ClauseChange:
        """The change of one clause; KeyError when it was not sent."""
        for change in self.clauses:
            if change.id == clause_id:
                return change
        raise KeyError(clause_id)

    @property
    def changed(self) -> tuple[ClauseChange, ...]:
        """The clauses that differ by more than typography, or carry a comment."""
        return tuple(
            one for one in self.clauses if one.kind not in ("unchanged", "typography") or one.comments
        )
