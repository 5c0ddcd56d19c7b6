"""A statement of work of 60 pages, made by hand from a few sentences, and a short one to read on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fairlead.engines.documents.tree import (
    Bullets,
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
)

MANIFEST = "ab12" * 16
SENTENCES = (
    "The provider moves the projects named of annex {n} in waves of at most 200 and checks each by count.",
    "The customer names a person with authority to decide within {n} working days of signature.",
    "Work is done remotely, in English, on working days between 9:00 and 17:00 in the customer’s time zone.",
    "A deliverable is accepted when 5 business days have passed without a written and reasoned objection.",
    "Waiting time that comes from a late duty of clause {n} is invoiced at the rates of this document.",
    "Neither party passes on what it learns of the other’s systems, prices or people, save where law asks.",
    "Test data holds no names of persons; where it must, the customer says so before it is handed over.",
    "Either party may ask for a review of the plan when more than {n} % of the hours have been used.",
)


def clause(name: str, title: str, *texts: str, bullets: tuple[str, ...] = ()) -> Section:
    blocks = tuple(Paragraph(f"{name}.{at}", text) for at, text in enumerate(texts, 1))
    listed = (Bullets(f"{name}.list", bullets),) if bullets else ()
    return Section(name, "", title, (*blocks, *listed))


def prices(name: str, total: str = "67,973.76") -> Table:
    columns = (Column("Part", 5), Column("List", 2, "right"), Column("Net", 2, "right"))
    rows = (("Consulting", "68,548.76", "63,352.76"), ("Education", "5,000.00", "4,621.00"))
    return Table(name, columns, rows, ("Total", "73,548.76", total), "Price in USD")


def document(*sections: Section, manifest: str = MANIFEST) -> Document:
    meta = Meta(
        "Harbour Services", "Northwind Freight", date(2026, 11, 23), manifest, "SOW-7",
        facts=(("Statement of work", "SOW-7"), ("Valid until", "31 December 2026")),
    )  # fmt: skip
    return Document("Statement of Work", "Move to GitLab.com", meta, numbered(sections))


def short() -> Document:
    """Scope, price, terms and signatures: 4 sections with 5 clauses."""
    return document(
        Section("scope", "", "Scope", (), (
            clause("duties", "Customer duties", "The customer does what follows:",
                   bullets=("name a project manager", "give administrator access", "answer within 2 days")),
            clause("remote", "Remote work", "All work is done remotely, in English.",
                   "Travel to the customer’s site is agreed in writing."),
        )),
        Section("price", "", "Price", (
            Callout("price.type", "Fixed fee: USD 67,973.76", "The fee is for the scope of this document."),
            prices("price.table"),
        )),
        Section("terms", "", "Terms", (), (
            clause("invoices", "Invoices", "Invoices are payable within 30 days of receipt."),
            clause("delay", "Delay", "If a customer duty is late, the schedule moves with it."),
            clause("ending", "Ending early", "Either party may end this with 15 days' written notice."),
        )),
        Section("signatures", "", "Signatures",
                (Signatures("signatures.parties", ("Northwind Freight", "Harbour Services")),)),
    )  # fmt: skip


def long(clauses: int = 300) -> Document:
    """About 60 pages: 12 sections of 25 clauses, a price table in every section, and signatures."""
    sections = []
    for part in range(12):
        inner = tuple(_worded(part, at) for at in range(clauses // 12))
        lead = (Facts(f"s{part}.facts", (("Owner", f"Team {part}"), ("Hours", f"{part * 40 + 16}"))),)
        blocks = (*lead, prices(f"s{part}.table", f"{60 + part},973.76"))
        sections.append(Section(f"s{part}", "", f"Part {part + 1} of the work", blocks, inner))
    block = Signatures("signatures.parties", ("Northwind Freight", "Harbour Services"))
    return document(*sections, Section("signatures", "", "Signatures", (block,)))


def _worded(part: int, at: int) -> Section:
    said = [SENTENCES[(part * 3 + at + step) % 8].format(n=part * 25 + at + step) for step in range(7)]
    texts = (" ".join(said[:3]), " ".join(said[3:6]))
    bullets = (said[6], f"point {part}.{at} stays open until both parties close it") if at % 3 == 0 else ()
    return clause(f"s{part}.c{at}", f"Clause on point {part}.{at}", *texts, bullets=bullets)


def changed(text: Document, ids: dict[str, Section]) -> Document:
    """The document with some sections replaced by others, wherever they stand."""

    def inside(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        return tuple(ids.get(one.id, replace(one, sections=inside(one.sections))) for one in sections)

    return replace(text, sections=numbered(inside(text.sections)))


def section(text: Document, name: str) -> Section:
    from fairlead.engines.documents.tree import walk

    return next(one for one in walk(text.sections) if one.id == name)
