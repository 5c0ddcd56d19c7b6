"""Every block of a statement of work (em-process 2.7), bound to the record to the cent."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from tests.engines.linting import cast

from fairlead.engines.documents.milestones import invoices, milestones, parts_by_billing
from fairlead.engines.documents.tree import Document, Facts, Signatures, Table, strings, walk
from fairlead.engines.money import total

TERMS = ("sow-execution", "order-form", "milestones", "halves", "completion")


def table(document: Document, node_id: str) -> Table | None:
    blocks = (block for one in walk(document.sections) for block in one.blocks)
    return next((block for block in blocks if isinstance(block, Table) and block.id == node_id), None)


def figures(rows: tuple[tuple[str, ...], ...]) -> Decimal:
    return sum((Decimal(row[-1].replace(",", "")) for row in rows), Decimal(0))


def fixed(term: str, name: str = cast.FIXED, **changed: str):
    return cast.shaped(name, f'[agreed]\nbilling_term = "{term}"', **changed)


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_every_required_block_stands_in_order(name: str) -> None:
    document = cast.document(cast.shaped(name))
    wanted = [block.id for block in cast.practice().blocks if block.required]
    there = [one.id for one in document.sections]
    assert [block for block in there if block in wanted] == wanted


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
@pytest.mark.parametrize("discount", ['"0"', '"7.58"', '"33.33"'])
@pytest.mark.parametrize("billing", ["time-and-materials", "fixed-fee"])
def test_invoices_come_to_the_price_to_the_cent(name: str, discount: str, billing: str) -> None:
    made = cast.shaped(name, billing=f'"{billing}"', discount=discount)
    price = made.estimate.price
    assert total((one.amount for one in invoices(made)), price.currency) == price
    part = parts_by_billing(made).get("fixed-fee")
    assert not milestones(made) or total((one.amount for one in milestones(made)), price.currency) == part


@pytest.mark.parametrize("term", TERMS)
def test_the_terms_of_a_fixed_fee(term: str) -> None:
    made = fixed(term)
    document = cast.document(made)
    shown = table(document, "billing.table")
    assert shown is not None and shown.total[-1] == "54,157.12" and figures(shown.rows) == Decimal("54157.12")
    count = {"milestones": len(milestones(made)), "halves": 2}.get(term, 1)
    assert len(shown.rows) == count
    clauses = [one.id for one in next(s for s in document.sections if s.id == "billing").sections]
    assert len([one for one in clauses if one.startswith("bill-")]) == 1


def test_the_halves_of_an_odd_cent() -> None:
    made = fixed("halves", discount='"0.01"')
    first, second = invoices(made)
    assert first.amount.amount - second.amount.amount in (Decimal(0), Decimal("0.01"))


def test_time_and_materials_is_invoiced_by_the_month_and_estimated() -> None:
    document = cast.document(cast.shaped())
    shown = table(document, "billing.table")
    assert shown is not None
    assert shown.rows == (
        ("Consulting, by the hours rendered", "After the end of each month", "125,196.75"),
        ("Classes", "When both parties have signed this Statement of Work", "9,242.00"),
    )
    assert shown.total == ("Total, estimated", "", "134,438.75")
    assert table(document, "milestones.table") is None


def test_classes_may_be_invoiced_on_the_order() -> None:
    made = cast.shaped(cast.HOURLY, '[agreed]\ntraining_term = "order-form"')
    assert invoices(made)[-1].when == "When the order form has been accepted"
    said = " ".join(strings(cast.document(made)))
    assert "Classes are invoiced when the Customer's order form has been accepted." in said


def test_milestones_follow_the_phases_that_end_with_something_to_accept() -> None:
    made = fixed("milestones")
    found = milestones(made)
    assert [one.number for one in found] == [f"M{n}" for n in range(1, len(found) + 1)]
    assert all(one.deliverables and one.day for one in found)
    due = [item.number for one in found for item in one.deliverables]
    shown = table(cast.document(made), "deliverables.table")
    assert shown is not None and sorted(due) == sorted(row[0] for row in shown.rows)
    rows = table(cast.document(made), "milestones.table")
    assert rows is not None and rows.total[-1] == "54,157.12" and figures(rows.rows) == Decimal("54157.12")


def test_without_a_start_milestones_name_weeks() -> None:
    rows = table(cast.document(fixed("milestones", start="")), "milestones.table")
    assert rows is not None and all(row[3].startswith("Week ") for row in rows.rows[:-1])
    # The days of advice are called off when the customer wants them.
    assert rows.rows[-1][1:4] == ("Advise", "D8 Advice", "Within the term")


def test_education_is_a_section_of_its_own_with_skus_and_total() -> None:
    document = cast.document(cast.shaped())
    shown = table(document, "education.table")
    assert shown is not None
    assert shown.total[-2:] == ("10,000.00", "9,242.00") and figures(shown.rows) == Decimal("9242.00")
    assert all("(" in row[1] for row in shown.rows)
    assert table(document, "activities.set-price.table") is None
    mixed = table(document, "price.table")
    assert mixed is not None and mixed.rows[1][-1] == "9,242.00"


def test_schedule_terms_are_facts() -> None:
    (facts,) = [
        block for s in cast.document(cast.shaped()).sections if s.id == "schedule" for block in s.blocks
        if isinstance(block, Facts)
    ]  # fmt: skip
    said = dict(facts.pairs)
    assert said["Estimated period"].startswith("11 January 2027 to ") and "80%" in said["Estimated period"]
    assert said["Least weekly hours"] == "16 hours"
    assert said["Expiry after effect"] == "12 months"
    assert said["Standstill before people are released"] == "10 business days"


def test_expenses_follow_from_what_the_price_holds() -> None:
    inside = cast.shaped("dedicated-ironwood", swap=("travel_in_price = false", "travel_in_price = true"))
    apart = cast.shaped("dedicated-ironwood")
    assert inside.facts["travel_price"] and not apart.facts["travel_price"]
    for made, said in ((inside, "are part of the price"), (apart, "They come on top of every price")):
        assert said in " ".join(strings(cast.document(made)))
    assert total((one.amount for one in invoices(inside)), "USD") == inside.estimate.price


def test_a_budget_for_expenses_is_said_once() -> None:
    made = cast.shaped(cast.HOURLY, '[agreed]\nvariants = { travel-and-expenses = "expenses-within-budget" }')
    assert "up to a budget of USD 5,000 in all" in " ".join(strings(cast.document(made)))


def test_both_parties_sign_with_name_and_title() -> None:
    section = cast.document(cast.shaped()).sections[-1]
    (block,) = [one for one in section.blocks if isinstance(one, Signatures)]
    assert block.parties == ("Northwind Freight", "Harbour & Line Services")
    assert block.lines == ("Signature", "Name", "Title", "Date")


def test_the_header_says_when_it_takes_effect() -> None:
    facts = cast.document(cast.shaped()).sections[0].blocks[0]
    assert isinstance(facts, Facts)
    said = dict(facts.pairs)
    assert said["Effective date"] == "The day of the last signature"
    assert said["Statement of work"] == "SOW-7-1"


def clauses(document: Document, section: str) -> list[str]:
    return [one.id for top in document.sections if top.id == section for one in top.sections]


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_what_is_said_of_the_price_is_how_it_is_sold(name: str) -> None:
    made = cast.shaped(name)
    document = cast.document(made)
    sold = set(parts_by_billing(made))
    said, billed = clauses(document, "type"), clauses(document, "billing")
    assert ("time-and-materials" in said) == ("bill-monthly" in billed) == ("time-and-materials" in sold)
    assert ("paid-in-advance" in said) == ("bill-in-advance" in billed) == bool(sold & {"block", "recurring"})
    assert ("fixed-fee" in said) == ("fixed-fee" in sold or not sold)
    assert bool(milestones(made)) == bool(clauses(document, "milestones")) == ("fixed-fee" in sold)


@pytest.mark.parametrize(("name", "price"), [("block-fjellkraft", "EUR"), ("dedicated-ironwood", "USD")])
def test_time_that_is_paid_in_advance_is_no_fixed_fee(name: str, price: str) -> None:
    words = " ".join(strings(cast.document(cast.shaped(name))))
    assert f"Paid in advance: {price} " in words and "Time paid in advance" in words
    assert "however many hours" not in words and "Fixed fee" not in words and "ilestone" not in words


def test_classes_alone_bring_no_duties_that_hours_have() -> None:
    document = cast.document(cast.shaped("education-verdant"))
    assert clauses(document, "activities") == ["classes-alone"]
    assert clauses(document, "schedule") == ["start", "expiry"]
    assert "Least weekly hours" not in strings(document)


@pytest.mark.parametrize("term", TERMS)
def test_amounts_of_milestones_say_whether_they_are_invoiced(term: str) -> None:
    found = clauses(cast.document(fixed(term)), "milestones")
    assert found == ["milestones-lead" if term == "milestones" else "milestones-apart"]


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_days_are_said_in_words(name: str) -> None:
    assert not re.search(r"\b\d{4}-\d{2}-\d{2}\b", " ".join(strings(cast.document(cast.shaped(name)))))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("implementation-k8s", "Provide Premium licences"),
        ("dedicated-ironwood", "skills: Administration of GitLab, CI/CD, Security and compliance."),
        ("transformation-calder", "switched off on 30 September 2027;"),
    ],
)
def test_answers_stand_in_the_words_of_their_labels(name: str, words: str) -> None:
    assert words in " ".join(strings(cast.document(cast.shaped(name))))


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_hours_and_days_have_two_decimals_and_add_up(name: str) -> None:
    shown = table(cast.document(cast.shaped(name)), "schedule.table")
    assert shown is not None
    for column in (1, 2):
        cells = [row[column] for row in (*shown.rows, shown.total)]
        assert all(cell[-3] == "." for cell in cells)
        assert figures([(cell,) for cell in cells[:-1]]) == figures([(cells[-1],)])


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_the_lines_to_sign_on_come_last(name: str) -> None:
    last = cast.document(cast.shaped(name)).sections[-1]
    assert last.id == "signatures" and isinstance(last.blocks[-1], Signatures) and not last.sections


def test_what_is_moved_and_what_is_left_do_not_contradict() -> None:
    words = " ".join(strings(cast.document(cast.shaped("migration-northwind"))))
    assert "Container images on GitLab.com" in words and "Package registries and their contents." in words
    assert "Packages on GitLab.com" not in words
