"""A change order, or the confirmation of a smaller change, as a paper for the customer (em-process 2.8).

What the firm needs inside (approvals, how it is booked) is not in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from fairlead.engines.changing import CONFIRMATION, ORDER, Asked, Terms, Verdict
from fairlead.engines.documents.breakdown import bought, hourly, set_price, terms_of
from fairlead.engines.documents.tree import (
    Block,
    Callout,
    Column,
    Document,
    Facts,
    Meta,
    Paragraph,
    Section,
    Signatures,
    Table,
    numbered,
    strings,
    worded,
)
from fairlead.engines.estimating.values import Line
from fairlead.engines.figures import hours, long_date
from fairlead.engines.practice.values import Term
from fairlead.engines.shaping.values import Shaped

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a shaped change makes otherwise of what the customer reads, before and after; "" where there is
    none of it. work: activities with their hours; prices: what is sold or passed on at an amount; terms:
    deliverables, assumptions, exclusions and duties, by (kind, before, after)."""

    work: tuple[tuple[str, str, str], ...]
    prices: tuple[tuple[str, str, str], ...]
    terms: tuple[tuple[str, str, str], ...]


def moved(before: Shaped, after: Shaped) -> Moved:
    """What differs between two shapings of a statement of work, as it is printed there."""
    sides = (before, after)
    # Two lines may have one name, and one line another name than before: both are told.
    work = [{_key(line): f"{hours(line.hours)} h" for line in hourly(s.estimate.lines)} for s in sides]
    priced = [
        {_key(line): str(line.price) for part in (set_price, bought) for line in part(s.estimate.lines)}
        for s in sides
    ]
    said = [{(kind, source.id): text for kind in Term for source, text in terms_of(s, kind)} for s in sides]
    terms = tuple((_KINDS[key[0]], first, then) for key, first, then in _differing(*said))
    return Moved(_named(work), _named(priced), terms)


def _key(line: Line) -> tuple[str, str]:
    return line.id, line.name


def _named(sides: Sequence[Mapping[tuple[str, str], str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, first, then) for (_, name), first, then in _differing(*sides))


_KINDS = {
    Term.DELIVERABLE: "Deliverable", Term.ASSUMPTION: "Assumption", Term.EXCLUSION: "Not included",
    Term.DUTY: "Your part",
}  # fmt: skip


def _differing(before: Mapping[K, str], after: Mapping[K, str]) -> Iterator[tuple[K, str, str]]:
    """What is not the same on both sides, in the order of the later one, then what went."""
    for key in {**after, **before}:
        first, then = before.get(key, ""), after.get(key, "")
        if first != then:
            yield key, first, then


@dataclass(frozen=True, slots=True)
class Ordered:
    """A change as its paper needs it. before: what stands, with the changes in force; amended: the
    statement of work as the change makes it, "" where that is not drawn up; moved: what that says otherwise,
    None where the change was not shaped. managers: our people who answer for it, by what they are; billing:
    before and after, where it changes. beside: earlier changes that stay in force beside what is amended."""

    firm: str
    customer: str
    engagement: str
    number: str
    sow: str
    title: str
    reason: str
    text: str
    day: date
    before: Terms
    asked: Asked
    verdict: Verdict
    amended: str = ""
    moved: Moved | None = None
    managers: tuple[tuple[str, str], ...] = ()
    billing: tuple[str, str] = ("", "")
    beside: tuple[str, ...] = ()


def change_order(ordered: Ordered) -> Document:
    """The paper. The same change gives the same document; its manifest is the SHA-256 over what it says."""
    order = ordered.verdict.has(ORDER)
    kind = "Change Order" if order else "Confirmation of a Change"
    facts = (
        ("Number", ordered.number), ("Changes", ordered.sow), ("Engagement", ordered.engagement),
        ("Day", long_date(ordered.day)), *ordered.managers,
    )  # fmt: skip
    meta = Meta(ordered.firm, ordered.customer, ordered.day, "", ordered.number, facts=facts)
    sections = (
        Section("reason", "", "Why", worded("reason.text", ordered.reason)),
        Section("change", "", "What changes", _what(ordered)),
        *_moved(ordered.moved),
        Section("terms", "", "What stays", _stays(ordered, order)),
        Section("agreed", "", "Signatures" if order else "Confirmation", _agreed(ordered, order)),
    )
    made = Document(kind, ordered.title, meta, numbered(sections))
    said = "\n".join((ordered.firm, ordered.customer, ordered.number, *strings(made)))
    return replace(made, meta=replace(meta, manifest=hashlib.sha256(said.encode()).hexdigest()))


def _what(ordered: Ordered) -> tuple[Block, ...]:
    asked, was, then = ordered.asked, ordered.before, ordered.before.with_change(ordered.asked)
    rows = [("Total", str(was.price), _signed(str(asked.price), asked.price.amount > 0), str(then.price))]
    if asked.hours:
        more = _signed(f"{hours(asked.hours)} h", asked.hours > 0)
        rows.append(("Hours", f"{hours(was.hours)} h", more, f"{hours(then.hours)} h"))
    if asked.days:
        ends = [long_date(one.end) if one.end else "" for one in (was, then)]
        rows.append(("End", ends[0], _signed(_days(asked.days), asked.days > 0), ends[1]))
    if asked.scope:
        rows.append(("Scope", "", "Activities or deliverables change", ""))
    if asked.switch:
        rows.append(("Billing", ordered.billing[0], "Changes", ordered.billing[1]))
    columns = (
        Column("What", 1), Column("Before", 1.4, "right"), Column("Change", 1.6, "right"),
        Column("After", 1.4, "right"),
    )  # fmt: skip
    return (*worded("change.text", ordered.text), Table("change.table", columns, tuple(rows)))


def _moved(found: Moved | None) -> Iterator[Section]:
    """The work, the amounts and the terms that are otherwise, a table each."""
    if found is None:
        return
    columns = (Column("What", 3), Column("Before", 1.2, "right"), Column("After", 1.2, "right"))
    words = (Column("What", 1), Column("Before", 3), Column("After", 3))
    for name, title, rows, of in (
        ("work", "Estimated hours", found.work, columns),
        ("amounts", "Amounts", found.prices, columns),
        ("said", "Deliverables and terms", found.terms, words),
    ):
        if rows:
            shown = tuple((what, first or "–", then or "–") for what, first, then in rows)
            yield Section(name, "", title, (Table(f"{name}.table", of, shown),))


def _signed(text: str, more: bool) -> str:
    return f"+{text}" if more else text


def _days(days: int) -> str:
    return f"{days} day" if abs(days) == 1 else f"{days} days"


def _stays(ordered: Ordered, order: bool) -> tuple[Block, ...]:
    text = f"Everything else in {ordered.sow} stays as it was agreed."
    if ordered.amended:
        text += f" As amended, all of it reads as in {ordered.amended}, which goes with this paper."
        if ordered.beside:
            text += f" What {' and '.join(ordered.beside)} changed is not written in that, and stays agreed."
    if not order:
        return (Paragraph("terms.text", text),)
    after = ordered.before.with_change(ordered.asked).price
    signed = ordered.amended or "it"
    held = f"It takes effect when both parties have signed {signed}. No work that depends on it is billed "
    held += "before."
    return (
        Paragraph("terms.text", text), Callout("terms.effect", f"Total after this order: {after}", held),
    )  # fmt: skip


def _agreed(ordered: Ordered, order: bool) -> tuple[Block, ...]:
    if order and ordered.amended:
        said = f"Both parties sign {ordered.amended}. This paper says what it changes."
        return (Paragraph("agreed.text", said),)
    if order:
        return (Signatures("agreed.parties", (ordered.customer, ordered.firm)),)
    text = "We ask you to confirm this change in writing; an answer to the mail that brings it is enough."
    if not ordered.verdict.has(CONFIRMATION):
        text = "This is for your information; it changes nothing that you pay or receive."
    return (Paragraph("agreed.text", text), Facts("agreed.facts", (("For", ordered.customer),)))
