"""Sections that the statement of work and the proposal share, built from one shaped engagement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fairlead.engines.documents.breakdown import bought, by_role, price_split, set_price, terms_of
from fairlead.engines.documents.digest import manifest
from fairlead.engines.documents.milestones import (
    Deliverable,
    invoices,
    milestones,
    parts_by_billing,
)
from fairlead.engines.documents.milestones import deliverables as numbered_deliverables
from fairlead.engines.documents.tree import Bullets, Column, Meta, Section, Table
from fairlead.engines.estimating.billing import HOURLY, PREPAID
from fairlead.engines.estimating.values import Line
from fairlead.engines.expressions.filling import counted
from fairlead.engines.figures import amount, column, hours, long_date, parts_of, percent
from fairlead.engines.money import Money, allocate, total
from fairlead.engines.practice.values import Practice, Term
from fairlead.engines.shaping.stating import stated
from fairlead.engines.shaping.values import Shaped

# The figure that says after how long what is delivered is accepted.
SILENCE = "acceptance_days"


def is_fixed_fee(shaped: Shaped) -> bool:
    """Whether one price is agreed for the whole work, not rates for its hours."""
    sold = parts_by_billing(shaped) or {shaped.scoping.terms.billing: shaped.estimate.price}
    return HOURLY not in sold


def is_prepaid(shaped: Shaped) -> bool:
    """Whether everything but classes is sold as time that is paid in advance."""
    sold = parts_by_billing(shaped)
    return bool(sold) and all(way in PREPAID for way in sold)


def billing_words(shaped: Shaped) -> str:
    """How the work is sold, in a few words."""
    if is_prepaid(shaped):
        return "Time paid in advance"
    return "Fixed fee" if is_fixed_fee(shaped) else "Time and materials, with a target price"


def silence(practice: Practice, shaped: Shaped) -> str:
    """How long silence takes to accept, as the clause says it; "" where no clause says so."""
    found = next((pair for pair in stated(practice, shaped) if pair[0].id == SILENCE), None)
    return counted(f"{hours(found[1])} {found[0].unit.removesuffix('s')}(s)") if found else ""


def meta(practice: Practice, shaped: Shaped, number: str = "", amends: str = "") -> Meta:
    """Cover facts, in reading order. The pricing date is the date of the file, too."""
    terms = shaped.scoping.terms
    facts = [
        ("Number", number),
        ("Amends", amends),
        ("Service", shaped.review.offering.name),
        ("Prices as of", long_date(terms.day)),
        ("Billing", billing_words(shaped)),
        ("Currency", shaped.estimate.currency),
        ("Contact", terms.contact),
    ]
    shown = tuple((key, value) for key, value in facts if value)
    return Meta(
        practice.firm, terms.customer, terms.day, manifest(shaped), number, facts=shown, brand=practice.brand
    )


def deliverables(shaped: Shaped, node_id: str) -> tuple[Table, ...]:
    """One row for each deliverable: number, title, what it is, how it is accepted."""
    rows = tuple(
        (item.number, item.name, item.text if item.term.title else "", item.term.acceptance)
        for item in numbered_deliverables(shaped)
    )
    columns = (
        Column("No.", 0.65),
        Column("Deliverable", 2),
        Column("Content", 3.5),
        Column("Accepted when", 3.5),
    )
    return (Table(f"{node_id}.table", columns, rows),) if rows else ()


def listed(shaped: Shaped, kind: Term, node_id: str) -> tuple[Bullets, ...]:
    """The texts of one kind of scope term as a list."""
    items = tuple(text for _, text in terms_of(shaped, kind))
    return (Bullets(f"{node_id}.list", items),) if items else ()


def duties(shaped: Shaped, node_id: str) -> tuple[Bullets | Table, ...]:
    """Customer duties: a table with owner and date where the practice names them, else a list."""
    found = terms_of(shaped, Term.DUTY)
    if not any(term.owner or term.due for term, _ in found):
        return listed(shaped, Term.DUTY, node_id)
    columns = (Column("Duty", 6), Column("Owner", 2), Column("Due", 2))
    rows = tuple((text, term.owner, term.due) for term, text in found)
    return (Table(f"{node_id}.table", columns, rows),)


def scope_sections(shaped: Shaped) -> tuple[Section, ...]:
    """Assumptions, exclusions and customer duties, each a subsection; an empty one is left out."""
    sections = (
        Section("terms.assumptions", "", "Assumptions", listed(shaped, Term.ASSUMPTION, "terms.assumptions")),
        Section("terms.exclusions", "", "Not in scope", listed(shaped, Term.EXCLUSION, "terms.exclusions")),
        Section("terms.duties", "", "Customer duties", duties(shaped, "terms.duties")),
    )
    return tuple(section for section in sections if section.blocks)


def price_table(shaped: Shaped, node_id: str) -> Table:
    """Consulting and education at list, discount and net; the discount is given once, on the whole list
    price (em-process 3.8)."""
    estimate = shaped.estimate
    rows = [(part.name, part.list_price, part.discount, part.net) for part in price_split(estimate)]
    total_row = ("Total", estimate.list_price, estimate.discount, estimate.price)
    if not estimate.discount:
        cells = tuple((name, amount(net)) for name, _, _, net in rows)
        return Table(node_id, _price_columns(shaped, False), cells, (total_row[0], amount(total_row[3])))
    return Table(
        node_id, _price_columns(shaped, True), tuple(_price_row(row) for row in rows), _price_row(total_row)
    )


def _price_columns(shaped: Shaped, discounted: bool) -> tuple[Column, ...]:
    estimate = shaped.estimate
    net = Column(f"Price ({estimate.currency})", 2, "right")
    if not discounted:
        return (Column("Services", 5), net)
    listed_at = Column(f"List price ({estimate.currency})", 2, "right")
    return (
        Column("Services", 3),
        listed_at,
        Column(f"Discount ({percent(estimate.discount_percent)})", 2, "right"),
        net,
    )


def _price_row(row: tuple[str, Money, Money, Money]) -> tuple[str, ...]:
    name, listed_at, discount, net = row
    return (name, amount(listed_at), amount(-discount), amount(net))


def role_table(practice: Practice, shaped: Shaped, node_id: str) -> tuple[Table, ...]:
    """Hours, rate and list price by role; adds up to the lines that are sold by the hour."""
    roles = by_role(practice, shaped.estimate)
    if not roles:
        return ()
    currency = shaped.estimate.currency
    shown = column([*(role.hours for role in roles), sum((role.hours for role in roles), Decimal(0))])
    rows = tuple(
        (role.name, hours, amount(role.rate), amount(role.price))
        for role, hours in zip(roles, shown, strict=False)
    )
    last = ("Total", shown[-1], "", amount(total((role.price for role in roles), currency)))
    columns = (
        Column("Role", 4),
        Column("Hours", 1.5, "right"),
        Column(f"Rate ({currency} per hour)", 2.5, "right"),
        Column(f"At list ({currency})", 2, "right"),
    )
    return (Table(node_id, columns, rows, last),)


def effort_table(
    practice: Practice, rows: tuple[tuple[str, Decimal], ...], first: str, node_id: str
) -> tuple[Table, ...]:
    """Named hours as hours and days of work, with their sum; nothing for no hours."""
    if not rows:
        return ()
    values = [value for _, value in rows]
    whole = sum(values, Decimal(0))
    worked = whole / practice.hours_per_day
    shown, days = column([*values, whole]), column([*parts_of(worked, values), worked])
    columns = (Column(first, 5), Column("Hours", 1.5, "right"), Column("Days of work", 1.5, "right"))
    cells = tuple(zip((name for name, _ in rows), shown, days, strict=False))
    return (Table(node_id, columns, cells, ("Total", shown[-1], days[-1])),)


def period(shaped: Shaped) -> tuple[tuple[str, str], ...]:
    """The estimated period at the confidence of the estimate, in days where the start is known."""
    table, confidence = shaped.estimate.timetable, shaped.estimate.lock.confidence
    if table is None or not table.weeks:
        return ()
    length = f"{hours(table.weeks)} weeks, with a probability of {confidence}%"
    if table.start and table.end:
        return (("Estimated period", f"{long_date(table.start)} to {long_date(table.end)}: {length}"),)
    return (("Estimated period", length),)


def set_price_table(shaped: Shaped, node_id: str) -> tuple[Table, ...]:
    """Education and other services at a set price, one row for each."""
    return amounts_table(set_price(shaped.estimate.lines), shaped.estimate.currency, node_id)


def bought_table(shaped: Shaped, node_id: str) -> tuple[Table, ...]:
    """Subcontractors, travel and expenses, one row for each."""
    return amounts_table(bought(shaped.estimate.lines), shaped.estimate.currency, node_id)


def amounts_table(lines: Sequence[Line], currency: str, node_id: str) -> tuple[Table, ...]:
    """Lines with what they are and their list price, and the sum; nothing for no lines."""
    if not lines:
        return ()
    columns = (Column("Service", 3), Column("Content", 5), Column(f"At list ({currency})", 2, "right"))
    rows = tuple((line.name, line.description, amount(line.price)) for line in lines)
    return (
        Table(node_id, columns, rows, ("Total", "", amount(total((line.price for line in lines), currency)))),
    )


def milestone_table(shaped: Shaped, node_id: str) -> tuple[Table, ...]:
    """The milestones of a fixed fee: what is accepted, when that is likely, and the amount; with the sum."""
    found = milestones(shaped)
    if not found:
        return ()
    currency = shaped.estimate.currency
    dated = all(one.day for one in found)
    rows = tuple(
        (
            one.number,
            one.name,
            _reached(one.deliverables),
            one.due or likely_end(one.day if dated else None, one.week),
            amount(one.amount),
        )
        for one in found
    )
    columns = (
        Column("No.", 0.7),
        Column("Milestone", 2),
        Column("Reached when accepted", 3.5),
        Column("Likely", 1.6),
        Column(f"Amount ({currency})", 1.8, "right"),
    )
    last = ("", "Total", "", "", amount(total((one.amount for one in found), currency)))
    return (Table(node_id, columns, rows, last),)


def likely_end(day: date | None, week: int | None) -> str:
    """When something is likely to be done: the day where it is known, else the week of work."""
    if day:
        return long_date(day)
    return f"Week {week}" if week else "As planned"


def _reached(due: Sequence[Deliverable]) -> str:
    return "; ".join(f"{item.number} {item.name}" for item in due)


def education_table(practice: Practice, shaped: Shaped, node_id: str) -> tuple[Table, ...]:
    """Classes by the names and numbers of the price book, at list and net; the nets add up to the price of
    education."""
    lines = [line for line in shaped.estimate.lines if line.education]
    if not lines:
        return ()
    names = {sku.id: sku.name for sku in practice.skus}
    currency, net = shaped.estimate.currency, shaped.estimate.education
    shares = [line.price.amount for line in lines]
    nets = allocate(net, shares) if any(shares) else tuple(line.price for line in lines)
    rows = tuple(
        (line.name, f"{names.get(line.sku, line.sku)} ({line.sku})" if line.sku else "", line.description,
         amount(line.price), amount(part))
        for line, part in zip(lines, nets, strict=True)
    )  # fmt: skip
    listed = total((line.price for line in lines), currency)
    columns = (
        Column("Class", 2.2),
        Column("SKU", 2.4),
        Column("Content", 3.6),
        Column(f"At list ({currency})", 1.7, "right"),
        Column(f"Price ({currency})", 1.7, "right"),
    )
    return (Table(node_id, columns, rows, ("Total", "", "", amount(listed), amount(net))),)


def invoice_table(shaped: Shaped, node_id: str) -> tuple[Table, ...]:
    """Every invoice of the billing terms; they add up to the price."""
    found = invoices(shaped)
    if not found:
        return ()
    currency = shaped.estimate.currency
    columns = (
        Column("For", 3),
        Column("Invoiced", 4),
        Column(f"Amount ({currency})", 2, "right"),
    )
    rows = tuple((one.what, one.when, amount(one.amount)) for one in found)
    named = "Total, estimated" if any(one.estimated for one in found) else "Total"
    return (
        Table(node_id, columns, rows, (named, "", amount(total((one.amount for one in found), currency)))),
    )
