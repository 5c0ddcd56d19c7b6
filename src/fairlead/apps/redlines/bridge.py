"""From a file that came back to rows, and from answered rows to the wordings of the next version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from fairlead.apps.redlines.models import Markup, Redline
from fairlead.core.recording import plain
from fairlead.engines.agreed_rows import TABLES, is_table, parted, printed, read, row_of, wanted
from fairlead.engines.amending import LISTS, LONGEST, Amendment, base_of, contradictions
from fairlead.engines.documents.tree import plain as squeezed
from fairlead.engines.practice.values import Clause, Practice, Term, Variant
from fairlead.engines.redlines.sent import CELL
from fairlead.engines.redlines.sources import places
from fairlead.engines.redlines.values import (
    COVER,
    MARGINS,
    ClauseChange,
    Comment,
    Outside,
    Piece,
    Returned,
    loose_id,
)
from fairlead.engines.redlines.words import keys
from fairlead.engines.shaping.values import Shaped

# More passages than this are kept as one: nothing is dropped, and the page can still be read.
MOST = 600
# Text that is fixed for these reasons is changed where it is set.
SOURCED = ("estimate", "record", "cover")
_KINDS = {"edited": "changed", "deleted": "deleted", "moved": "moved"}


@dataclass(frozen=True, slots=True)
class Ground:
    """What the version that was sent is made of. shaped: with the wordings that were agreed before."""

    practice: Practice
    shaped: Shaped
    spare: Mapping[str, Sequence[tuple[Variant, str]]]


def redlines_of(markup: Markup, returned: Returned, ground: Ground, foreign: bool) -> list[Redline]:
    """One row for each thing that they did, in reading order; typography alone is no change."""
    rows = [] if foreign else list(_clauses(returned, ground))
    passages = list(returned.outside)
    if len(passages) > MOST:
        passages = [*passages[: MOST - 1], _together(passages[MOST - 1 :])]
    rows += [_outside(one, ground, foreign) for one in passages]
    rows += [_loose(one) for one in returned.comments]
    for place, row in enumerate(rows, 1):
        row.markup, row.place = markup, place
    return rows


def _clauses(returned: Returned, ground: Ground) -> Iterator[Redline]:
    signatures = {one.where for one in returned.findings if one.code.startswith("signature-block")}
    clauses = {one.source.id: one.source for one in ground.shaped.clauses if isinstance(one.source, Clause)}
    for change in (part for whole in returned.changed for part in _parts(whole, ground.shaped)):
        row = _row(change)
        source = clauses.get(change.id)
        row.owner = source.owner if source else "ps"
        rows = _rows(change, ground.shaped)
        row.fixed = _fixed(change, source, signatures, rows)
        if rows is not None and not row.fixed:
            row.wording = printed(ground.shaped, row.clause, rows)
            row.cautions = [
                caution | {"message": f"{found.title}: {caution['message']}"}
                for name, text in rows.items()
                if (found := row_of(ground.shaped, name)) is not None
                for caution in _cautions(ground, _row_said(ground.shaped, name, text))
            ]
        elif row.kind == "changed" and not row.fixed:
            _judge(row, ground, base_of(ground.shaped, change.id) or "")
        row.sources = _sources(row, ground)
        yield row


def _sources(row: Redline, ground: Ground) -> list[str]:
    """Where to change what no text can: figures and facts of the record, never a place or a signature."""
    wrong = any(one["severity"] == "error" for one in row.cautions)
    if row.kind not in ("changed", "deleted") or not (row.fixed in SOURCED or wrong):
        return []
    return list(places(ground.practice, row.clause))


def _row(change: ClauseChange) -> Redline:
    kind = _KINDS.get(change.kind, "commented")
    return Redline(
        kind=kind, clause=change.id, number=change.number,
        title=change.title[:500], before=change.sent, wanted=change.wanted, wording=change.wording,
        wanted_title=change.wanted_title[:500], moved=change.moved, after=change.after,
        figures=[[one.row, one.column, one.sent, one.wanted] for one in change.figures],
        silent=change.silent, found=change.found, likeness=change.likeness,
        **_marks(kind, change.pieces, change.comments),
    )  # fmt: skip


def _marks(kind: str, pieces: Sequence[Piece], comments: Sequence[Comment]) -> dict[str, object]:
    """Who, when, which words, which comments; as a row keeps them."""
    tracked = [(one.author, one.at) for one in pieces if one.tracked]
    # Who only commented on a change is named with the comment.
    hands = [(one.author, one.at) for one in comments] if kind == "commented" else tracked
    return {
        "pieces": [[one.kind, one.text, one.author, plain(one.at), one.tracked] for one in pieces],
        "comments": [plain(asdict(one)) for one in comments],
        "authors": list(dict.fromkeys(author for author, _ in hands if author)),
        "last_at": max((_aware(at) for _, at in hands if at), default=None),
    }


def _aware(at: datetime) -> datetime:
    """What the file says, taken for UTC where it names no zone."""
    return timezone.make_aware(at, timezone.get_default_timezone()) if timezone.is_naive(at) else at


def _parts(change: ClauseChange, shaped: Shaped) -> tuple[ClauseChange, ...]:
    return parted(shaped, change) if _is_of_rows(change, shaped) else (change,)


def _is_of_rows(change: ClauseChange, shaped: Shaped) -> bool:
    """Whether they changed nothing but rows of deliverables or duties."""
    other = change.wording or change.wanted_title not in ("", change.title)
    return change.kind == "edited" and not change.moved and not other and is_table(shaped, change.id)


def _rows(change: ClauseChange, shaped: Shaped) -> dict[str, str] | None:
    """What they want of single deliverables or duties; None where that is not all that they did."""
    if not _is_of_rows(change, shaped):
        return None
    return wanted(shaped, change.id, [(one.row, one.column, one.sent, one.wanted) for one in change.figures])


def _row_said(shaped: Shaped, name: str, text: str, **of: Any) -> Amendment:
    return Amendment(name, base_of(shaped, name) or "", text, removed=not text, **of)


def _fixed(
    change: ClauseChange, source: Clause | None, signatures: set[str], rows: Mapping[str, str] | None
) -> str:
    if change.kind not in ("edited", "deleted", "moved"):
        return ""
    if change.id == COVER:
        return "cover"
    if change.id in signatures:
        return "signatures"
    if rows is not None:
        return ""
    if source is None and (change.computed or change.id not in LISTS or change.kind == "moved"):
        return "estimate" if change.computed else "record"
    if len(change.wording) > LONGEST or len(change.wanted_title) > 300:
        return "long"
    return "" if change.kind != "edited" or change.wording else "nothing"


def _judge(row: Redline, ground: Ground, base: str) -> None:
    """Whose words these are, and which figures in them are not the record's."""
    for variant, text in ground.spare.get(row.clause, ()):
        if keys(squeezed(text)) == keys(squeezed(row.wording)):
            row.variant, row.role = variant.id, variant.accept
    title = "" if row.wanted_title == row.title else row.wanted_title
    # Words of our own say the record's figures, those of a variant that does not stand as well.
    row.cautions = _cautions(ground, Amendment(row.clause, base, "" if row.variant else row.wording, title))


def _cautions(ground: Ground, said: Amendment) -> list[dict[str, str]]:
    return [
        {"code": one.code, "severity": one.severity, "message": one.message, "fix": one.fix}
        for one in contradictions(ground.practice, ground.shaped, said)
    ]


def _outside(one: Outside, ground: Ground, foreign: bool) -> Redline:
    title = "" if one.id == MARGINS else one.title[:500]  # where it stands is no title of a clause
    row = Redline(
        kind="foreign" if foreign else "added", clause=one.id, title=one.title[:500], wanted=one.text,
        wording=one.wording, wanted_title=title, after=one.after or one.within, owner="legal",
        silent=not one.tracked, fixed="" if one.wording or title else "nothing",
        **_marks("added", one.pieces, one.comments),
    )  # fmt: skip
    if len(one.wording) > LONGEST or len(one.title) > 300:
        row.fixed = "long"
    if not row.fixed and not foreign:
        _judge(row, ground, "")
    return row


def _together(passages: Sequence[Outside]) -> Outside:
    first = passages[0]
    pieces = tuple(piece for one in passages for piece in one.pieces)
    comments = tuple(comment for one in passages for comment in one.comments)
    words = "\n\n".join(one.wording for one in passages)
    text = "\n".join(one.text for one in passages)
    return Outside(
        first.id, f"{len(passages)} passages", text, "", first.after, pieces, comments, False, words
    )


def _loose(comment: Comment) -> Redline:
    return Redline(
        kind="commented", clause=loose_id(comment), title="A comment without a place",
        **_marks("commented", (), (comment,)),
    )  # fmt: skip


def asked(comment: Comment, clause: str, number: str, title: str) -> Redline:
    """A question of the customer's, as a comment on a clause, or on the whole document."""
    return Redline(
        place=1, kind="commented", clause=clause or loose_id(comment), number=number,
        title=(title or "The whole document")[:500], **_marks("commented", (), (comment,)),
    )  # fmt: skip


def amendment_of(row: Redline, shaped: Shaped) -> Amendment | None:
    """What the next version says by an answer; None where the clause is not there any more.

    shaped: what the practice says, with nothing agreed laid over it.
    """
    text = row.answer if row.state == "countered" else row.wording
    title = (row.answer_title if row.state == "countered" else row.wanted_title).strip()
    after = row.after or COVER  # what follows nothing comes first
    if row.kind == "added":
        return Amendment(
            f"agreed-{row.pk}", text=text, title=title or "Agreed in addition", after=after, added=True,
            owner=row.owner or "legal", source=row.pk, round=row.markup_id, by=row.by_name,
        )  # fmt: skip
    base = base_of(shaped, row.clause)
    if base is None and not row.clause.startswith("agreed-"):
        return None
    said = Amendment(row.clause, base or "", source=row.pk, round=row.markup_id, by=row.by_name)
    if row.kind == "deleted" and row.state != "countered":
        return replace(said, removed=True)
    if row.kind == "moved":
        return replace(said, after=after)
    return replace(
        said, text=text, title="" if title == row.title else title,
        after=after if row.moved and row.state == "accepted" else "",
    )  # fmt: skip


def amendments_of(
    rows: Iterable[Redline], shaped: Shaped, sent: Callable[[Redline], Shaped]
) -> list[Amendment]:
    """What the next version says by every answer that takes something over, in reading order.

    sent: what the version says that a change is held against, with what was agreed before.
    """
    made = list[Amendment]()
    for row in rows:
        if in_rows(row):
            found = rows_said(row, sent(row)) or {}
            new = [_row_said(shaped, name, text, source=row.pk, round=row.markup_id, by=row.by_name)
                   for name, text in found.items() if base_of(shaped, name) is not None]  # fmt: skip
        else:
            one = amendment_of(row, shaped)
            new = [one] if one else []
        made += new
    return made


def in_rows(row: Redline) -> bool:
    """Whether it is about single deliverables or duties, which are printed as rows."""
    return row.clause in TABLES and row.kind == "changed" and CELL.strip() in row.wording


def columns_of(row: Redline) -> tuple[str, ...]:
    """The titles of the columns in which its rows are printed; () where it is not about rows."""
    if not in_rows(row):
        return ()
    kind, columns = TABLES[row.clause]
    return ("No.", *columns) if kind is Term.DELIVERABLE else columns


def rows_said(row: Redline, sent: Shaped) -> dict[str, str] | None:
    """What an answer says of single rows, by their ids; None where a counter does not write these rows."""
    if row.state == "countered":
        return read(sent, row.clause, row.answer)
    return wanted(sent, row.clause, row.figures)
