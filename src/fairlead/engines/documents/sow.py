"""The statement of work: the blocks of the practice in their order, every figure bound from the estimate.

Content of the blocks: em-process 2.7. A block of kind "clauses" holds the worded clauses that name it.
A computed block holds what the record says, then the clauses that name it, if any.
"""

from __future__ import annotations

from collections.abc import Callable

from fairlead.engines.documents import parts
from fairlead.engines.documents.breakdown import (
    PhaseLines,
    by_phase,
    clauses_of,
    effort,
    hourly,
    set_price,
    set_price_name,
)
from fairlead.engines.documents.tree import (
    Block,
    Callout,
    Column,
    Document,
    Facts,
    Paragraph,
    Section,
    Signatures,
    Table,
    numbered,
    worded,
)
from fairlead.engines.figures import column, hours, long_date
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Block as PracticeBlock
from fairlead.engines.practice.values import Practice
from fairlead.engines.shaping.stating import stated
from fairlead.engines.shaping.values import Shaped

Content = tuple[tuple[Block, ...], tuple[Section, ...]]


def sow(practice: Practice, shaped: Shaped, number: str = "", amends: str = "") -> Document:
    """The statement of work of a shaped engagement.

    number: the SOW number, "" while there is none (the cover then says "Draft"). amends: which one it takes
    the place of, and by what, for the cover ("SOW-7-1 by CO-7-1"); "" where it is the first. Sections that
    come out empty are left out and the others numbered without a gap. No cost and no margin is read.
    """
    sections = tuple(_section(practice, shaped, number, block) for block in practice.blocks)
    full = tuple(section for section in sections if section.blocks or section.sections)
    meta = parts.meta(practice, shaped, number or "Draft", amends)
    title = "Amended Statement of Work" if amends else "Statement of Work"
    return Document(title, shaped.scoping.terms.name, meta, numbered(full))


def _section(practice: Practice, shaped: Shaped, number: str, block: PracticeBlock) -> Section:
    blocks, inner = _COMPUTED[block.kind](practice, shaped, number) if block.kind in _COMPUTED else ((), ())
    clauses = tuple(
        Section(clause.id, "", clause.title, worded(f"{clause.id}.text", text))
        for clause, text in clauses_of(shaped, block.id)
    )
    return Section(block.id, "", block.title, blocks, (*inner, *clauses))


def _parties(practice: Practice, shaped: Shaped, number: str) -> Content:
    terms = shaped.scoping.terms
    governing = (
        "Master services agreement between the parties"
        if terms.msa
        else "Standard professional services terms"
    )
    pairs = (
        ("Provider", practice.firm),
        ("Customer", terms.customer),
        ("Customer contact", terms.contact),
        ("Statement of work", number or "Draft"),
        ("Engagement", terms.name),
        ("Service", shaped.review.offering.name),
        ("Governing terms", governing),
        ("Effective date", "The day of the last signature"),
    )
    return (Facts("parties.facts", tuple(pair for pair in pairs if pair[1])),), ()


def _activities(practice: Practice, shaped: Shaped, _number: str) -> Content:
    """Each phase with its lines and estimated hours, then the services at a set price and what is bought."""
    sections = tuple(_phase(phase) for phase in by_phase(shaped) if hourly(phase.lines))
    priced = set_price(shaped.estimate.lines)
    if any(block.kind == "education" for block in practice.blocks):
        priced = tuple(line for line in priced if not line.education)
    if priced:
        blocks = parts.amounts_table(priced, shaped.estimate.currency, "activities.set-price.table")
        sections = (*sections, Section("activities.set-price", "", set_price_name(priced), blocks))
    passed_on = parts.bought_table(shaped, "activities.bought.table")
    if passed_on:
        sections = (
            *sections,
            Section("activities.bought", "", "Subcontractors, travel and expenses", passed_on),
        )
    return (), sections


def _phase(phase: PhaseLines) -> Section:
    node_id = f"activities.{phase.id}"
    lines = hourly(phase.lines)
    shown = column([*(line.hours for line in lines), phase.hours])
    rows = tuple((line.name, line.description, value) for line, value in zip(lines, shown, strict=False))
    columns = (Column("Activity", 3), Column("What we do", 6), Column("Hours", 1, "right"))
    table = Table(f"{node_id}.table", columns, rows, ("Estimated hours", "", shown[-1]))
    lead = (Paragraph(f"{node_id}.summary", phase.summary),) if phase.summary else ()
    return Section(node_id, "", phase.name, (*lead, table))


def _deliverables(_practice: Practice, shaped: Shaped, _number: str) -> Content:
    return parts.deliverables(shaped, "deliverables"), ()


def _terms(_practice: Practice, shaped: Shaped, _number: str) -> Content:
    return (), parts.scope_sections(shaped)


def _price(practice: Practice, shaped: Shaped, _number: str) -> Content:
    blocks: tuple[Block, ...] = (_price_callout(shaped), parts.price_table(shaped, "price.table"))
    invested = shaped.scoping.terms.investment
    if invested:
        gift = Money(invested, shaped.estimate.currency)
        text = f"Services worth {gift} are given at no charge and are tracked apart from this price."
        blocks = (*blocks, Paragraph("price.investment", text))
    rates = parts.role_table(practice, shaped, "price.roles.table")
    inner = (Section("price.roles", "", "Hours and rates by role", rates),) if rates else ()
    return blocks, inner


def _price_callout(shaped: Shaped) -> Callout:
    price = shaped.estimate.price
    if parts.is_prepaid(shaped):
        return Callout(
            "price.type",
            f"Paid in advance: {price}",
            "The price buys the time that this statement of work lists. What is not used within the term "
            "lapses.",
        )
    if parts.is_fixed_fee(shaped):
        return Callout(
            "price.type",
            f"Fixed fee: {price}",
            "The fee is for the scope of this statement of work. Hours are shown to explain it and do not "
            "change it; the rates apply to change orders.",
        )
    return Callout(
        "price.type",
        f"Time and materials, target price: {price}",
        "The target is an estimate. Hours are invoiced as they are rendered, at the rates shown here less "
        "the discount, if one is given.",
    )


def _milestones(_practice: Practice, shaped: Shaped, _number: str) -> Content:
    """What a fixed fee is earned by; nothing for time and materials."""
    return parts.milestone_table(shaped, "milestones.table"), ()


def _education(practice: Practice, shaped: Shaped, _number: str) -> Content:
    return parts.education_table(practice, shaped, "education.table"), ()


def _billing(_practice: Practice, shaped: Shaped, _number: str) -> Content:
    return parts.invoice_table(shaped, "billing.table"), ()


def _schedule(practice: Practice, shaped: Shaped, _number: str) -> Content:
    start = shaped.scoping.terms.start
    estimate = shaped.estimate
    pairs = (
        ("Planned start", long_date(start) if start else "To be agreed at signature"),
        *parts.period(shaped),
        ("Estimated effort", f"{hours(estimate.hours)} hours, {hours(estimate.days)} days of work"),
        *_figures(practice, shaped, "schedule"),
    )
    table = parts.effort_table(practice, effort(shaped), "Phase, in order", "schedule.table")
    return (Facts("schedule.facts", pairs), *table), ()


def _figures(practice: Practice, shaped: Shaped, block: str) -> tuple[tuple[str, str], ...]:
    """The negotiable figures that the clauses of a block say, as facts of it: none that was struck out."""
    there = {clause.id for clause, _ in clauses_of(shaped, block)}
    return tuple(
        (figure.name, f"{hours(value)} {figure.unit}")
        for figure, value in stated(practice, shaped)
        if figure.clause in there
    )


def _signatures(practice: Practice, shaped: Shaped, _number: str) -> Content:
    return (Signatures("signatures.parties", (shaped.scoping.terms.customer, practice.firm)),), ()


_COMPUTED: dict[str, Callable[[Practice, Shaped, str], Content]] = {
    "parties": _parties,
    "activities": _activities,
    "deliverables": _deliverables,
    "terms": _terms,
    "price": _price,
    "milestones": _milestones,
    "education": _education,
    "billing": _billing,
    "schedule": _schedule,
    "signatures": _signatures,
}
