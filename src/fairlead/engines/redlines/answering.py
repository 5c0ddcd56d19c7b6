"""Our answer to a file that came back, as a paper for the customer: clause by clause what they asked for and
what we say to it, and their comments with our replies.

What is said inside the firm is no value of this module, and so is in no paper of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fairlead.engines.brand import HOUSE, Brand
from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Marked,
    Meta,
    Paragraph,
    Section,
    Table,
    numbered,
    strings,
    worded,
)
from fairlead.engines.figures import long_date
from fairlead.engines.redlines.sent import CELL
from fairlead.engines.redlines.values import DELETED, INSERTED, KEPT, MOVED_AWAY, MOVED_HERE

# More letters than this of one change are cut; their own file has them all.
LONGEST = 8_000
ANSWERS = {
    "accepted": "Accepted",
    "countered": "Other words proposed",
    "sourced": "Accepted",
    "instead": "Other terms proposed",
    "refused": "Not accepted",
    "noted": "Answered",
    "open": "Not answered yet",
}
ASKED = {
    "changed": "You changed this",
    "deleted": "You struck this out",
    "moved": "You moved this",
    "added": "You added this",
    "commented": "You commented on this",
}
_LOOKS = {INSERTED: "inserted", MOVED_HERE: "inserted", DELETED: "deleted", MOVED_AWAY: "deleted"}
_LEGEND = "Words that you put in are underlined; words that you took out are struck through."


@dataclass(frozen=True, slots=True)
class Replied:
    """A comment of theirs with what we reply to it. anchor: the words that it is about."""

    author: str
    day: date | None
    anchor: str
    text: str
    replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One change of theirs and what we say to it.

    kind: changed, deleted, moved, added or commented; state: a key of ANSWERS. runs: (kind of piece, words);
    cells: (row, column, sent, wanted) of tables. wording, wording_title: our own words where we counter, or
    what we offer at its source; columns: their titles where our words are rows. note: the reason that they
    read. said: whether a version of ours says it already.
    """

    id: str
    number: str
    title: str
    kind: str
    state: str
    runs: tuple[tuple[str, str], ...] = ()
    cells: tuple[tuple[str, str, str, str], ...] = ()
    authors: tuple[str, ...] = ()
    day: date | None = None
    after: str = ""
    wording: str = ""
    wording_title: str = ""
    note: str = ""
    said: bool = False
    remarks: tuple[Replied, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What we say to it, a key of ANSWERS: at its source we may offer something else."""
        return "instead" if self.state == "sourced" and self.wording else self.state


@dataclass(frozen=True, slots=True)
class Round:
    """A file that came back. sow: the version that it was made from; made: the version that was made of the
    answers, "" for none; settled: whether there will be no other. newest: our newest version where it says
    what was changed at its source, "" where it says nothing of that."""

    firm: str
    customer: str
    subject: str
    sow: str
    file: str
    sender: str
    taken: date
    day: date
    made: str
    settled: bool
    answers: tuple[Answer, ...]
    brand: Brand = HOUSE
    newest: str = ""


def answer_paper(about: Round) -> Document:
    """The paper. The same answers give the same document; its manifest is the SHA-256 over what it says."""
    facts = (
        ("Statement of work", about.sow),
        ("Your file", about.file),
        *((("Sent by", about.sender),) if about.sender else ()),
        ("Received", long_date(about.taken)),
        *((("Next version", about.made),) if about.made else ()),
        *((("Newest version", about.newest),) if about.newest and about.newest != about.made else ()),
    )
    clauses = tuple(_clause(one, about, place) for place, one in enumerate(about.answers, 1))
    sections = (
        Section("glance", "", "At a glance", tuple(_glance(about))),
        Section("clauses", "", "Clause by clause", (), clauses),
        Section("next", "", "What happens now", (Paragraph("next.text", _next(about)),)),
    )
    full = tuple(part for part in sections if part.blocks or part.sections)
    meta = Meta(about.firm, about.customer, about.day, "", about.sow, facts=facts, brand=about.brand)
    made = Document("Our answer to your changes", about.subject, meta, numbered(full))
    said = hashlib.sha256("\n".join(strings(made)).encode()).hexdigest()
    return replace(made, meta=replace(meta, manifest=said))


def _glance(about: Round) -> Iterator[Block]:
    if not about.answers:
        yield Paragraph("glance.text", "We found no changes and no comments in your file.")
        return
    counts = [(name, sum(one.told == state for one in about.answers)) for state, name in _counted()]
    told = ", ".join(f"{name.lower()}: {count}" for name, count in counts if count)
    yield Paragraph("glance.text", f"Changes and comments of yours: {len(about.answers)}. Of these {told}.")
    columns = (Column("No.", 0.7), Column("Clause", 3), Column("You", 2), Column("Our answer", 2.4))
    rows = tuple(
        (one.number or "–", _title(one), _YOU[one.kind], _short(one, about)) for one in about.answers
    )
    yield Table("glance.table", columns, rows)
    if any(kind != KEPT for one in about.answers for kind, _ in _marks(one)):
        yield Paragraph("glance.legend", _LEGEND)


_YOU = {
    "changed": "changed it", "deleted": "struck it out", "moved": "moved it", "added": "added it",
    "commented": "commented on it",
}  # fmt: skip


def _counted() -> list[tuple[str, str]]:
    """The answers in their order; "sourced" has a line of its own, as it stands in no version yet."""
    return [(state, "Accepted, made at its source" if state == "sourced" else name)
            for state, name in ANSWERS.items()]  # fmt: skip


def _title(one: Answer) -> str:
    if one.kind != "added" or one.title:
        return one.title or "Untitled passage"
    return f"In addition, after {one.after}" if one.after else "In addition"


def _short(one: Answer, about: Round) -> str:
    if one.state == "sourced" and not one.said:
        return f"{ANSWERS[one.told]}, {'they follow' if one.wording else 'follows'} with the next version"
    version = about.newest or about.made if one.state == "sourced" else about.made
    taken = one.state in ("accepted", "countered", "sourced")
    return f"{ANSWERS[one.told]}, in {version}" if version and taken else ANSWERS[one.told]


def _clause(one: Answer, about: Round, place: int) -> Section:
    number = f" (section {one.number})" if one.number else ""
    node = f"answer.{place}"
    blocks: tuple[Block, ...] = (
        Paragraph(f"{node}.asked", _asked(one)),
        *_wanted(one, node),
        *(_answered(one, about, node) if one.kind != "commented" else ()),
        *_remarks(one, node),
    )
    return Section(node, "", f"{_title(one)}{number}", blocks)


def _asked(one: Answer) -> str:
    """Who did what, and when."""
    who = f" ({', '.join(one.authors)})" if one.authors else ""
    when = f" on {long_date(one.day)}" if one.day else ""
    lead = f"{ASKED[one.kind]}{who}{when}."
    spoke = dict.fromkeys(remark.author for remark in one.remarks if remark.author)
    if spoke and one.kind != "commented":
        lead += f" {' and '.join(spoke)} commented on it."
    if one.kind == "moved":
        lead += f" It follows {one.after}." if one.after else " It comes first."
    return lead


def _wanted(one: Answer, node: str) -> Iterator[Block]:
    """Their words with what they put in and took out; of tables the cells."""
    if _has_cells(one):
        columns = (Column("What", 3), Column("As we sent it", 2), Column("As you want it", 2))
        rows = tuple(
            (_cell(row, column), sent or "–", wants or "–") for row, column, sent, wants in one.cells
        )
        yield Table(f"{node}.cells", columns, rows)
    runs, left = list[tuple[str, str]](), LONGEST
    for kind, words in _marks(one):
        if left > 0:
            runs.append((kind, words[:left]))
        left -= len(words)
    if runs:
        yield Marked(f"{node}.words", tuple(runs))
    if left < 0:
        yield Paragraph(f"{node}.cut", "… The rest is in your file.")


def _has_cells(one: Answer) -> bool:
    return bool(one.cells) and one.kind in ("changed", "deleted")


def _marks(one: Answer) -> list[tuple[str, str]]:
    """The runs of the paragraphs in which they changed something, as they are drawn: none of what only moved
    or is commented on, none of the rows whose cells are told, and no title under its heading."""
    found = list[tuple[str, str]]()
    for line in _lines(one) if one.kind not in ("moved", "commented") else ():
        told = [(_LOOKS.get(kind, KEPT), words) for kind, words in line if words]
        if all(kind == KEPT for kind, _ in told) or _goes_without_saying(one, told):
            continue
        found += [(KEPT, "\n")] if found else []
        found += told
    return found


def _lines(one: Answer) -> list[list[tuple[str, str]]]:
    """The runs, a line each."""
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, words in one.runs:
        first, *others = words.split("\n")
        lines[-1].append((kind, first))
        lines += [[(kind, line)] for line in others]
    return lines


def _goes_without_saying(one: Answer, line: Sequence[tuple[str, str]]) -> bool:
    """Whether a line is said above it already: as cells, or as the title of what they added or struck out."""
    text = "".join(words for _, words in line)
    if _has_cells(one) and CELL in text:
        return True
    other = {"added": DELETED, "deleted": INSERTED}.get(one.kind)
    return bool(other) and text == one.title and all(kind != other for kind, _ in line)


def _cell(row: str, column: str) -> str:
    return row if column.startswith("column ") else f"{row}, {column}"


def _answered(one: Answer, about: Round, node: str) -> Iterator[Block]:
    yield Callout(f"{node}.answer", _short(one, about), _why(one, about))
    if one.told not in ("countered", "instead"):
        return
    yield Paragraph(f"{node}.ours", "Our words:" if one.told == "countered" else "We offer instead:")
    if one.wording_title:
        yield Paragraph(f"{node}.ours.title", one.wording_title)
    yield from _rows(f"{node}.ours.rows", one) or worded(f"{node}.ours.text", one.wording)


def _rows(node: str, one: Answer) -> tuple[Block, ...]:
    """Our words for the rows of a table, as rows; nothing where they are none."""
    rows = tuple(tuple(line.split(CELL)) for line in one.wording.split("\n") if line)
    if not one.columns or any(len(row) != len(one.columns) for row in rows):
        return ()
    return (Table(node, tuple(Column(title, 0.6 if title == "No." else 2) for title in one.columns), rows),)


def _why(one: Answer, about: Round) -> str:
    if one.state == "sourced":
        source = "It is a figure or fact of our records, so we change it there and not in the text alone."
        says = f"{about.newest or about.made or 'Our newest version'} says it."
        return " ".join(filter(None, (one.note, says if one.said else source)))
    return one.note if one.state in ("countered", "refused") else ""


def _remarks(one: Answer, node: str) -> Iterator[Block]:
    for at, remark in enumerate(one.remarks, 1):
        on = f" on “{remark.anchor}”" if remark.anchor else ""
        when = f", {long_date(remark.day)}" if remark.day else ""
        who = remark.author or "Somebody"
        yield Paragraph(f"{node}.remark.{at}", f"{who}{when}{on}: {remark.text}")
        if remark.replies:
            yield Bullets(f"{node}.reply.{at}", tuple(f"Our reply: {text}" for text in remark.replies))


def _next(about: Round) -> str:
    taken = any(one.state in ("accepted", "countered") for one in about.answers)
    coming = any(one.state == "sourced" and not one.said for one in about.answers)
    if about.made:
        return f"{about.made} says all that was accepted, and the other words that we propose. {_READ}"
    if (taken or coming) and not about.settled:
        return "The next version, with all that was accepted and the other words that we propose, follows."
    if about.newest:
        return f"{about.newest} says all that was accepted. {_READ}"
    return f"{about.sow} stands as it was sent. Please tell us whether it can be signed."


_READ = "What you left alone stands as it was. Please read it and tell us whether it can be signed."


def titles_of(sections: Sequence[Section]) -> dict[str, str]:
    """What each clause is called, by its id."""
    found = dict[str, str]()
    for one in sections:
        found[one.id] = one.title
        found |= titles_of(one.sections)
    return found
