"""The linter: each kind of remark with its place, and nothing on what is sound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engines.linting import cast

from fairlead.engines.amending import Amendment, amended, base_of
from fairlead.engines.documents.tree import Document, Paragraph, Section, Table, numbered
from fairlead.engines.linting.lint import lint
from fairlead.engines.linting.values import Remark
from fairlead.engines.practice.values import ScopeTerm, Term
from fairlead.engines.shaping.values import Shaped


def remarks(made: Shaped, document: Document | None = None, by=None) -> tuple[Remark, ...]:
    known = by or cast.practice()
    return lint(known, made, document or cast.document(made, known))


def changed(old: str, new: str, name: str = cast.HOURLY) -> list[Remark]:
    made = cast.shaped(name)
    return list(remarks(made, cast.reworded(cast.document(made), old, new)))


def codes(found) -> set[str]:
    return {remark.code for remark in found}


@pytest.mark.parametrize("name", sorted(cast.EXAMPLES))
def test_our_own_examples_come_out_clean(name: str) -> None:
    assert remarks(cast.shaped(name)) == ()


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("The Provider does further work as needed.", "word-as-needed", "error"),
        ("The Provider uses best efforts.", "word-best-effort", "warning"),
        ("Reports, plans, etc. are included.", "word-and-so-on", "error"),
        ("The Provider ensures that users are content.", "word-promise", "warning"),
    ],
)
def test_a_vague_word_is_named_with_its_reason_and_fix(text: str, code: str, severity: str) -> None:
    found = changed("Dates are confirmed after signature", f"{text} Dates are confirmed after signature")
    (one,) = [remark for remark in found if remark.code == code]
    assert (one.severity, one.block) == (severity, "start.text") and one.quote in text
    assert one.message and one.fix and one.section.startswith("12.")


def test_a_word_of_scope_is_looked_for_where_scope_is_said() -> None:
    assert "word-assist" in codes(changed("Top-level groups, roles", "Assist with groups, roles"))
    by = cast.practice_with(("Dates are confirmed", "We assist. Dates are confirmed"))
    assert "word-assist" not in codes(remarks(cast.shaped(by=by), by=by))


def test_what_somebody_else_wrote_is_read_for_every_word_in_every_section() -> None:
    """The practice's own sentences beside it are read as ever: "anything", "whatever" may stand there."""
    found = changed("Dates are confirmed", "We assist with any issue. Dates are confirmed")
    assert codes(found) == {"word-assist", "word-unbounded"}
    assert {one.quote for one in found} == {"We assist with any issue."}
    made = cast.shaped()
    agreed = Amendment("staff", base_of(made, "staff"), f"{base_of(made, 'staff')} We assist where we can.")
    again = amended(cast.practice(), made, [agreed]).shaped
    assert [(one.code, one.quote) for one in remarks(again)] == [("word-assist", "We assist where we can.")]
    listed = base_of(made, "terms.assumptions")
    longer = Amendment("terms.assumptions", listed, f"{listed}\n- Any department may join.")
    again = amended(cast.practice(), made, [longer]).shaped
    assert [(one.code, one.quote) for one in remarks(again)] == [
        ("word-unbounded", "Any department may join.")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The Provider facilitates the migration.", "word-involvement"),
        ("The Provider coordinates with vendors.", "word-involvement"),
        ("The Provider handles tickets.", "word-involvement"),
        ("The Provider liaises with vendors.", "word-involvement"),
        ("It is done within a reasonable time.", "word-speed"),
        ("Access is given in due course.", "word-speed"),
        ("The plan is looked at from time to time.", "word-speed"),
        ("The Provider gives ongoing advice.", "word-support"),
        ("The Provider answers any and all issues.", "word-any-and-all"),
        ("The Provider does other tasks of the Customer.", "word-and-so-on"),
        ("The Provider will endeavour to do it.", "word-trying"),
        ("It ends when the Customer is satisfied.", "word-quality"),
    ],
)
def test_words_of_the_field_that_bind_nobody_are_found_where_they_were_written(text: str, code: str) -> None:
    assert code in codes(changed("Dates are confirmed", f"{text} Dates are confirmed"))
    assert code in codes(
        changed("The Provider chooses its people", f"{text} The Provider chooses its people")
    )


def test_all_of_a_number_is_bounded() -> None:
    said = "New accounts for the 1,200 active users"
    assert codes(changed(said, "New accounts for all 1,200 active users")) == set()
    assert codes(changed(said, "New accounts for all active users")) == {"word-unbounded"}


@pytest.mark.parametrize("mark", ["TBD", "T.B.C.", "{{ price }}", "XXX", "[insert date]", "____", "???"])
def test_what_is_unfinished_is_an_error(mark: str) -> None:
    found = changed("Dates are confirmed", f"{mark} Dates are confirmed")
    assert codes(found) == {"placeholder"} and found[0].severity == "error"
    assert found[0].section.startswith("12.")


def test_a_customer_with_a_strange_name_is_no_placeholder() -> None:
    assert "placeholder" not in codes(remarks(cast.shaped(customer='"XX Freight ___"')))


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        # bound: 30 days of payment, 5 business days of silence, USD 134,438.75, start on 11 January 2027
        ("due 30 days after", "due 45 days after", "figure-differs", "30 days"),
        ("due 30 days after", "due thirty days after", "", ""),
        ("when 5 business days", "when ten business days", "figure-differs", "5 business days"),
        ("The day of the request", "Wait ten days. The day of the request", "unbound-figure", "Bind"),
        ("when 5 business days have", "when ten business days, not 5, have", "figure-differs", "5 business"),
        ("due 30 days after", "due 45 days after a reminder, and 30 days after", "unbound-figure", ""),
        ("at least 16 hours", "at least 24 hours", "figure-differs", "16 hours"),
        ("Dates are", "The fee is USD 134,438.75. Dates are", "", ""),
        ("Dates are", "The fee is 134.438,75 USD. Dates are", "", ""),
        ("Dates are", "The fee is USD 134,438.70. Dates are", "figure-differs", "134,438.75"),
        ("Dates are", "The fee is EUR 134,438.75. Dates are", "other-currency", "currency"),
        ("Dates are", "Work starts on 11 January 2027. Dates are", "", ""),
        ("Dates are", "Work starts on 30 January 2027. Dates are", "figure-differs", "date"),
        ("Dates are", "A pause of 77 weeks is granted. Dates are", "unbound-figure", "Bind"),
        ("A discount of 7.58 %", "A discount of 7.85 %", "figure-differs", "7.58"),
    ],
)  # fmt: skip
def test_a_figure_in_prose_is_held_against_the_record(old: str, new: str, code: str, hint: str) -> None:
    found = changed(old, new)
    assert codes(found) == ({code} if code else set())
    assert all(hint in one.fix for one in found)


def test_a_figure_typed_into_the_practice_is_named_with_its_line() -> None:
    by = cast.practice_with(
        ("Dates are confirmed after signature", "Dates are confirmed ten days after signature")
    )
    (one,) = remarks(cast.shaped(by=by), by=by)
    assert (one.code, one.severity, one.quote, one.file) == (
        "typed-figure",
        "warning",
        "ten days",
        "sow.toml",
    )
    lines = by.texts["sow.toml"].splitlines()
    assert lines[one.line - 1] == "[[clause]]" and 'id = "start"' in lines[one.line]


@pytest.mark.parametrize(
    ("kind", "gone", "code"),
    [
        (Term.DELIVERABLE, "acceptance", "no-acceptance"),
        (Term.DUTY, "owner", "no-owner"),
        (Term.DUTY, "due", "no-date"),
    ],
)
def test_a_gap_in_the_scope_is_found_where_it_stands(kind: Term, gone: str, code: str) -> None:
    made = cast.shaped()
    place = next(
        n for n, one in enumerate(made.terms) if isinstance(one.source, ScopeTerm) and one.source.kind is kind
    )
    terms = list(made.terms)
    terms[place] = replace(terms[place], source=replace(terms[place].source, **{gone: ""}))
    (one,) = remarks(replace(made, terms=tuple(terms)))
    assert (one.code, one.severity) == (code, "error")
    assert one.block in ("deliverables.table", "terms.duties") and one.section and one.file and one.line


def test_a_row_that_somebody_added_has_gaps_too() -> None:
    made = cast.shaped()
    document = cast.document(made)

    def more(section: Section) -> Section:
        blocks = tuple(
            replace(block, rows=(*block.rows, ("D99", "A dashboard", "Charts.", "")))
            if isinstance(block, Table) and block.id == "deliverables.table"
            else block
            for block in section.blocks
        )
        return replace(section, blocks=blocks)

    found = remarks(made, replace(document, sections=tuple(more(one) for one in document.sections)))
    assert [(one.code, one.quote) for one in found] == [("no-acceptance", "A dashboard")]


def test_clauses_that_exclude_each_other_conflict() -> None:
    by = cast.practice_with(("&& billing_term == 'halves'", "&& price > 0.0"))
    (one,) = remarks(cast.shaped(cast.FIXED, by=by), by=by)
    assert (one.code, one.severity) == ("conflict", "error")
    assert "bill-on-signature cannot stand beside bill-halves" in one.message


def test_a_section_that_every_statement_has_is_missed() -> None:
    made = cast.shaped()
    document = cast.document(made)
    kept = tuple(one for one in document.sections if one.id != "expenses")
    (one,) = remarks(made, replace(document, sections=kept))
    assert (one.code, one.block) == ("missing-block", "expenses")


def test_money_for_nothing_is_found() -> None:
    made = cast.shaped(cast.FIXED)
    terms = tuple(one for one in made.terms if getattr(one.source, "kind", None) is not Term.DELIVERABLE)
    found = remarks(replace(made, terms=terms))
    assert codes(found) == {"milestone-without-acceptance"}


def test_the_worst_comes_first_and_the_list_ends() -> None:
    made = cast.shaped()
    many = tuple(Paragraph(f"p{n}", f"{n}: as needed, best effort, TBD.") for n in range(2_000))
    document = Document("SOW", "", cast.document(made).meta, numbered((Section("price", "", "Price", many),)))
    found = remarks(made, document)
    assert len(found) == 1_000 and {one.severity for one in found} == {"error"}


def test_sixty_pages_are_read_to_the_last_clause() -> None:
    made, document = cast.shaped(), cast.long()
    *before, legal = document.sections
    last = replace(legal.sections[-1], blocks=(Paragraph("last", "Help is given as needed."),))
    flawed = replace(document, sections=(*before, replace(legal, sections=(*legal.sections[:-1], last))))
    assert {one.code for one in set(remarks(made, flawed)) - set(remarks(made, document))} == {
        "word-as-needed"
    }
