"""Proposal and SOW summary for one audience, from the same record: the parts that the practice names for it.

Every part is made by the same functions as the whole papers, so a figure reads the same wherever it stands.
No part reads cost or margin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from fairlead.engines.documents import parts
from fairlead.engines.documents.breakdown import by_phase, hourly
from fairlead.engines.documents.milestones import deliverables, invoices, milestones
from fairlead.engines.documents.proposal import proposal_parts
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import Column, Document, Facts, Section, Table, numbered
from fairlead.engines.figures import column, hours, long_date, percent, spread_amount
from fairlead.engines.practice.values import Audience, Practice
from fairlead.engines.shaping.values import Shaped

PROPOSAL, SUMMARY = "proposal", "summary"
PAPERS = {PROPOSAL: "Proposal", SUMMARY: "Summary of the Statement of Work"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of what differs.

    kind: "part" or "figure". shown: for each audience, in order, whether it has it. empty: this engagement
    has nothing to say there, whoever reads it.
    """

    kind: str
    id: str
    title: str
    shown: tuple[bool, ...]
    empty: bool = False


def variant(practice: Practice, shaped: Shaped, audience: Audience, paper: str, number: str = "") -> Document:
    """The paper, "proposal" or "summary", for an audience. number: of the statement of work, "" for none.

    Parts that come out empty are left out and the others numbered without a gap. Its manifest is that of the
    record, the same for every audience.
    """
    there = _all_parts(practice, shaped, audience, paper, number)
    names = audience.parts(paper)
    if "duties" in names and "terms" in there:  # said once, as a part of their own
        kept = tuple(one for one in there["terms"].sections if one.id != "terms.duties")
        there["terms"] = replace(there["terms"], sections=kept)
    chosen = tuple(there[name] for name in names if name in there)
    meta = parts.meta(practice, shaped, number if paper == SUMMARY else "")
    facts = (*meta.facts, ("For", audience.name), *(_inside(audience)))
    title = PAPERS[paper]
    return Document(title, shaped.scoping.terms.name, replace(meta, facts=facts), numbered(chosen))


def _inside(audience: Audience) -> tuple[tuple[str, str], ...]:
    return (("Copy", "Inside the firm"),) if audience.reads == "inside" else ()


def differences(practice: Practice, shaped: Shaped, paper: str) -> tuple[Row, ...]:
    """Every part of a paper and every figure at its front, with which audience has it: what differs between
    the variants of one record."""
    audiences = practice.audiences
    named = dict.fromkeys(name for one in audiences for name in one.parts(paper))
    there: dict[str, Section] = {}
    for one in audiences:
        there |= _all_parts(practice, shaped, one, paper, "")
    titles = {block.id: block.title for block in practice.blocks} | _TITLES
    rows = [
        Row(
            "part", name, there[name].title if name in there else titles.get(name, name),
            tuple(name in one.parts(paper) for one in audiences), name not in there,
        )
        for name in named
    ]  # fmt: skip
    figures = dict.fromkeys(name for one in audiences for name in one.figures)
    for name in figures:
        shown = tuple(name in one.figures and "glance" in one.parts(paper) for one in audiences)
        rows.append(Row("figure", name, _FIGURES[name][0], shown, not _FIGURES[name][1](practice, shaped)))
    return tuple(rows)


_TITLES = {"glance": "At a glance", "rates": "Hours and rates by role", "hours": "Hours by activity and role",
           "duties": "What we need from you"}  # fmt: skip


def _all_parts(
    practice: Practice, shaped: Shaped, audience: Audience, paper: str, number: str
) -> dict[str, Section]:
    """Every part that has something to say, by its name."""
    made = [_glance(practice, shaped, audience), _rates(practice, shaped), _hours(practice, shaped)]
    made.append(Section("duties", "", _TITLES["duties"], parts.duties(shaped, "duties")))
    own = proposal_parts(practice, shaped)
    if paper == PROPOSAL:
        made += own.values()
    else:
        made += [own["risks"], *sow(practice, shaped, number).sections]
    return {section.id: section for section in made if section.blocks or section.sections}


def _glance(practice: Practice, shaped: Shaped, audience: Audience) -> Section:
    pairs = []
    for name in audience.figures:
        label, said = _FIGURES[name]
        text = said(practice, shaped)
        if text:
            pairs.append((label, text))
    blocks = (Facts("glance.facts", tuple(pairs)),) if pairs else ()
    return Section("glance", "", _TITLES["glance"], blocks)


def _rates(practice: Practice, shaped: Shaped) -> Section:
    return Section("rates", "", _TITLES["rates"], parts.role_table(practice, shaped, "rates.table"))


def _hours(practice: Practice, shaped: Shaped) -> Section:
    """Each phase with its activities: hours in all and the roles that do them."""
    names = {role.id: role.name for role in practice.roles}
    inner = []
    for phase in by_phase(shaped):
        lines = hourly(phase.lines)
        if not lines:
            continue
        shown = column([*(line.hours for line in lines), phase.hours])
        rows = tuple(
            (line.name, ", ".join(f"{names.get(r.role, r.role)} {hours(r.hours)}" for r in line.roles), value)
            for line, value in zip(lines, shown, strict=False)
        )
        columns = (Column("Activity", 3), Column("Roles and hours", 5), Column("Hours", 1, "right"))
        table = Table(f"hours.{phase.id}.table", columns, rows, ("Estimated hours", "", shown[-1]))
        inner.append(Section(f"hours.{phase.id}", "", phase.name, (table,)))
    return Section("hours", "", _TITLES["hours"], (), tuple(inner))


def _said_price(practice: Practice, shaped: Shaped) -> str:
    kind = "fixed fee" if parts.is_fixed_fee(shaped) else "target price"
    return f"{shaped.estimate.price} ({kind})"


def _said_discount(practice: Practice, shaped: Shaped) -> str:
    estimate = shaped.estimate
    if not estimate.discount:
        return ""
    return f"{estimate.discount} ({percent(estimate.discount_percent)} of the whole list price)"


def _said_period(practice: Practice, shaped: Shaped) -> str:
    table = shaped.estimate.timetable
    if table is None or not table.weeks:
        return ""
    return f"{hours(table.weeks)} weeks, with a probability of {shaped.estimate.lock.confidence}%"


def _said_range(practice: Practice, shaped: Shaped) -> str:
    spread = shaped.estimate.spreads.get("price")
    if spread is None or parts.is_fixed_fee(shaped):
        return ""
    currency = shaped.estimate.currency
    low, high = spread_amount(spread.p10, currency), spread_amount(spread.p90, "").strip()
    return f"{low} to {high} in eight of ten cases"


def _said_start(practice: Practice, shaped: Shaped) -> str:
    start = shaped.scoping.terms.start
    return long_date(start) if start else "To be agreed"


def _said_billing(practice: Practice, shaped: Shaped) -> str:
    found, said = invoices(shaped), parts.billing_words(shaped)
    if len(found) < 2:
        return said
    monthly = any(one.estimated for one in found)
    return f"{said}; {len(found)} {'kinds of invoice' if monthly else 'invoices'}"


def _said_milestones(practice: Practice, shaped: Shaped) -> str:
    found = milestones(shaped)
    return (
        f"{len(found)}, from {min(m.amount for m in found)} to {max(m.amount for m in found)}"
        if found
        else ""
    )


def _said_silence(practice: Practice, shaped: Shaped) -> str:
    days = parts.silence(practice, shaped)
    return f"Within {days}, else by silence" if days else ""


Said = Callable[[Practice, Shaped], str]
_FIGURES: Mapping[str, tuple[str, Said]] = {
    "price": ("Price", _said_price),
    "list": ("List price", lambda _, shaped: str(shaped.estimate.list_price)),
    "discount": ("Discount", _said_discount),
    "education": (
        "Of it education",
        lambda _, shaped: str(shaped.estimate.education) if shaped.estimate.education else "",
    ),
    "billing": ("Billing", _said_billing),
    "effort": (
        "Effort",
        lambda _, shaped: f"{hours(shaped.estimate.hours)} hours, {hours(shaped.estimate.days)} days of work",
    ),
    "period": ("Estimated period", _said_period),
    "start": ("Planned start", _said_start),
    "range": ("Range of the price", _said_range),
    "milestones": ("Milestones", _said_milestones),
    "deliverables": (
        "Deliverables",
        lambda _, shaped: str(len(deliverables(shaped))) if deliverables(shaped) else "",
    ),
    "acceptance": ("Acceptance", _said_silence),
}
