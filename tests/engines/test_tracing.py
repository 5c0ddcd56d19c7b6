"""Every figure and sentence has its source, and every link between them leads somewhere and adds up."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from tests.engines.linting import cast

from fairlead.engines.amending import Amendment, amended, base_of
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import strings
from fairlead.engines.shaping.values import Shaped
from fairlead.engines.tracing import KINDS, Traced, trace


def traced(made: Shaped) -> dict[str, Traced]:
    found = trace(cast.practice(), made)
    assert len({one.id for one in found}) == len(found)
    return {one.id: one for one in found}


def money(said: str) -> Decimal:
    return Decimal(said.split(" ")[-1].replace(",", ""))


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_every_link_leads_somewhere_and_back(name: str) -> None:
    found = traced(cast.shaped(name))
    kinds = [one.kind for one in found.values()]
    assert kinds == sorted(kinds, key=list(KINDS).index)
    for one in found.values():
        assert {*one.from_, *one.to} <= found.keys(), one.id
        assert all(one.id in found[other].to for other in one.from_), one.id
        assert all(one.id in found[other].from_ for other in one.to), one.id
        assert one.said.strip() and one.label.strip()
        assert bool(one.file) == bool(one.line)


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_figures_add_up_along_the_links(name: str) -> None:
    made = cast.shaped(name)
    found = traced(made)
    lines = [money(found[one].said) for one in found["total.list"].from_]
    assert sum(lines) == money(found["total.list"].said) == made.estimate.list_price.amount
    billed = [line for line in found.values() if line.kind == "invoice"]
    assert [one.id for one in billed] == list(found["total.price"].to)
    amounts = [money(one.said.partition(", ")[0]) for one in billed]
    assert sum(amounts) == made.estimate.price.amount


_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?!\w)")
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ 20\d\d")


def figures(text: str) -> set[str]:
    """Dates, and numbers by their value, whatever zeros stand behind them."""
    rest = _DAY.sub(" ", text)
    return {*_DAY.findall(text)} | {
        f"{Decimal(n.replace(',', '')).normalize():f}" for n in _NUMBER.findall(rest)
    }


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_every_figure_of_the_paper_has_its_source(name: str) -> None:
    """Sums by role and phase, days, discount and split of the price, effort, period and dates among them."""
    made = cast.shaped(name)
    found = traced(made).values()
    known = figures("\n".join(f"{one.said} {one.label} {' '.join(one.because)}" for one in found))
    printed = {text: figures(text) for text in strings(cast.document(made)) if "SOW-7-1" not in text}
    assert {text: missing for text, said in printed.items() if (missing := said - known)} == {}


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_hours_by_phase_and_role_add_up_along_the_links(name: str) -> None:
    made = cast.shaped(name)
    found = traced(made)
    hours = {line.id: line.hours for line in made.estimate.lines}
    for one in found.values():
        if one.kind == "phase":
            assert sum(hours[line.partition(".")[2]] for line in one.from_) == Decimal(
                one.said.partition(" h")[0].replace(",", "")
            )
    phases = [found[one] for one in found.get("total.effort", Traced("", "", "", "")).from_]
    assert sum(Decimal(one.said.partition(" h")[0].replace(",", "")) for one in phases) == made.estimate.hours
    parts = [one for one in found.values() if one.kind == "part"]
    assert sum(money(one.said) for one in parts) == made.estimate.price.amount


def test_the_discount_and_the_end_are_followed_on() -> None:
    found = traced(cast.shaped())
    assert found["total.discount"].said.startswith("7.58%") and found["total.discount"].to == ("total.price",)
    assert "total.start" in found["total.period"].from_
    assert any(one.startswith("task.") for one in found["total.period"].from_)


def test_words_that_were_agreed_say_so_and_who_accepted_them() -> None:
    made = cast.shaped()
    base = base_of(made, "terms.assumptions")
    item = base.replace("of up to 200 projects each", "of up to 200 projects each, mornings alone")
    agreed = (
        Amendment("terms.assumptions", base, f"{item}\n- Nobody works on Sundays.", by="Ana Ferreira"),
        Amendment("property", base_of(made, "property"), "Other words.", by="Lea Brandt"),
        Amendment("agreed-1", text="More.", title="More", added=True, after="property", by="Lea Brandt"),
    )
    found = traced(amended(cast.practice(), made, agreed).shaped)
    said = "Agreed with the customer. {} accepted it."
    assert found["term.waves-agreed"].because == (said.format("Ana Ferreira"),)
    assert found["term.waves-agreed"].answers  # and its numbers are still those of the answers
    new = next(one for one in found.values() if one.said == "Nobody works on Sundays.")
    assert (new.because, new.file) == ((said.format("Ana Ferreira"),), "")
    for one in ("property", "agreed-1"):
        assert found[f"clause.{one}"].because[0].endswith(said.format("Lea Brandt"))
    assert found["term.version-held"].because == ()


def test_a_line_rests_on_answers_with_who_said_them_and_when() -> None:
    plan = traced(cast.shaped())["line.wave-plan"]
    assert plan.rule == "2.0 + 1.5 * portfolios * zone_factor"
    assert (plan.file, plan.line > 0) == ("shared/moving.toml", True)
    used = {one.question: one for one in plan.answers}
    assert used.keys() == {"portfolios", "time_zones"}  # the driver zone_factor reads the time zones
    assert (used["portfolios"].value, used["portfolios"].source) == ("5", "Scoping call")
    assert str(used["portfolios"].day) == "2026-11-09"


def test_from_a_deliverable_to_its_invoice() -> None:
    made = cast.shaped(cast.FIXED, '[agreed]\nbilling_term = "milestones"')
    found = traced(made)
    first = found["deliverable.D1"]
    assert {one.partition(".")[0] for one in first.from_} == {"line", "task"}
    (reached,) = first.to
    (bill,) = found[reached].to
    assert found[bill].said.startswith(found[reached].said)
    assert found[bill].label == found[reached].label
    assert found[bill].from_ == ("total.price", reached)


def test_what_waits_for_a_term_says_so_at_both_ends() -> None:
    found = traced(cast.shaped())
    waits = next(one for one in found.values() if one.kind == "term" and one.to)
    assert all(waits.id in found[line].from_ for line in waits.to)


def test_a_clause_says_its_condition_its_choice_and_what_must_be_accepted() -> None:
    found = traced(cast.shaped(cast.HOURLY, '[agreed]\nvariants = { property = "property-to-customer" }'))
    chosen = found["clause.property"]
    assert chosen.said.startswith("Deliverables, with the reports")
    assert any("Chosen by hand." in why for why in chosen.because)
    assert any("Legal may accept it" in why for why in chosen.because)
    assert found["clause.bill-monthly"].rule == "hourly_price > 0.0"


@pytest.mark.parametrize("name", [cast.HOURLY, cast.FIXED])
def test_every_clause_of_the_paper_is_traced_in_its_words(name: str) -> None:
    made = cast.shaped(name)
    known = {one.said for one in traced(made).values()}
    document = set(strings(sow(cast.practice(), made, "SOW-1-1")))
    clauses = {worded.text for worded in made.clauses}
    assert clauses <= known and clauses <= document


def test_a_line_leads_to_its_task_in_the_plan_and_that_to_what_it_makes() -> None:
    made = cast.shaped()
    found = traced(made)
    table = made.estimate.timetable
    assert table is not None
    tasks = {one.id.removeprefix("task."): one for one in found.values() if one.kind == "task"}
    assert list(tasks) == [line.id for line in made.estimate.lines if line.id in {s.id for s in table.lines}]
    for line in made.estimate.lines:
        if line.id not in tasks:
            continue
        task, hours = tasks[line.id], sum((one.hours for one in line.roles), Decimal(0))
        said = task.said.rpartition(": ")[2].split(", ")
        assert sum(Decimal(part.split(" ")[-2]) for part in said) == hours.quantize(Decimal("0.01"))
        assert task.from_ == (f"line.{line.id}",) and task.id in found[f"line.{line.id}"].to
    assert any(one.startswith("deliverable.") for one in tasks["wave-plan"].to)
