"""What an approval vouches for: a typo elsewhere keeps it, a change of what it is for asks again."""

from __future__ import annotations

import copy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fairlead.engines.agreeing.meaning import digest, digests, kept, normal, vouched
from fairlead.engines.agreeing.statement import (
    ClauseText,
    Said,
    Statement,
    from_plain,
    statement,
    to_plain,
    topics_of,
)
from fairlead.engines.practice.topics import DEPARTURES, TOPICS

FINANCE = ("price", "rates", "discount", "investment", "margin", "billing", "expenses")
DIRECTOR = ("scope", "effort", "schedule", "acceptance", "discount", "investment", "people")
DELIVERY = ("scope", "effort", "schedule", "acceptance", "people")

CLAUSES = (
    ClauseText("purpose", "background", "Purpose", "ps", "The Customer wants the outcome."),
    ClauseText("tax", "price", "Taxes", "finance", "Prices are without tax."),
    ClauseText("silent", "acceptance", "Silence", "ps", "Silence for 5 business days accepts."),
    ClauseText("liability", "legal", "Liability", "legal", "Liability is limited to the price."),
    ClauseText("odd", "annex", "Annex", "ps", "Something else."),
)


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


@cache
def _result() -> dict[str, Any]:
    part = {"role": "engineer", "hours": "120.00", "rate": money("330.00")}
    line = {
        "id": "build", "name": "Build", "description": "We build.", "kind": "work", "hours": "120.00",
        "roles": [part], "price": money("39600.00"), "billing": "",
    }  # fmt: skip
    figures = {
        "price": money("39600.00"), "list_price": money("39600.00"), "consulting": money("39600.00"),
        "education": money("0.00"), "cost": money("12000.00"), "margin": "0.6970", "hours": "120.00",
        "discount_percent": "0", "lines": [line], "timetable": None,
    }  # fmt: skip
    deliverable = {
        "id": "runner", "kind": "deliverable", "title": "Runner", "text": "A runner.", "owner": "", "due": "",
        "acceptance": "It runs.",
    }  # fmt: skip
    return {"estimate": figures, "terms": [deliverable], "offering": "build", "customer": "Northwind"}


TERMS = {"billing": "time-and-materials", "acceptance_days": 5, "investment": "0", "start": date(2026, 12, 1)}


def said(clauses: tuple[ClauseText, ...] = CLAUSES, days: int = 5, **figures: Any) -> Statement:
    result = copy.deepcopy(_result())
    result["estimate"].update(figures)
    return statement(result, {**TERMS, "acceptance_days": days}, clauses)


def worded(clause: str, text: str) -> tuple[ClauseText, ...]:
    return tuple(
        ClauseText(one.id, one.block, one.title, one.owner, text if one.id == clause else one.text)
        for one in CLAUSES
    )


def why(now: Statement, *topics: str) -> tuple[str, ...]:
    then = said()
    return kept(digests(then, topics, "salt"), topics, then, now, "salt").why


def dearer() -> dict[str, Any]:
    line = copy.deepcopy(_result()["estimate"]["lines"][0])
    line["roles"][0]["rate"] = money("340.00")
    return {
        "lines": [line], "price": money("40800.00"), "list_price": money("40800.00"),
        "consulting": money("40800.00"), "margin": "0.7059",
    }  # fmt: skip


def test_the_same_document_keeps_everything():
    assert why(said(), *TOPICS) == ()


def test_a_typo_where_nobody_vouches_keeps_all():
    now = said(worded("purpose", "The Customer wants this outcome."))
    assert why(now, *FINANCE) == why(now, *DIRECTOR) == why(now, *DELIVERY) == ()
    assert why(now, "wording") == ("Purpose changed from The Customer wants the outcome. to "
                                   "The Customer wants this outcome..",)  # fmt: skip


def test_a_word_put_right_keeps_an_answer_and_is_told():
    then = said(worded("liability", "Liabilty is limited to the pirce."))
    now = said(worded("liability", "Liabilty is limited to the price."))
    given = digests(then, ("legal",), "s")
    found = kept(given, ("legal",), then, now, "s")
    assert (found.holds, found.changes, found.why) == (True, (), ("“pirce” is spelt “price”.",))
    # What the record says of then is not what was vouched for: then nothing is taken on trust.
    assert not kept({"legal": "0" * 64}, ("legal",), then, now, "s").holds
    other = said(worded("liability", "Liabilty is limited to the prize."))
    assert not kept(
        given, ("legal",), then, said(worded("liability", "Liabilty is limited to 3.")), "s"
    ).holds
    assert kept(digests(now, ("legal",), "s"), ("legal",), now, other, "s").holds is False


@pytest.mark.parametrize(
    "text",
    ["Prices  are\n without tax.", "Prices are without\u00a0tax.", "\u200bPrices are without tax.\ufeff"],
)
def test_whitespace_and_typography_are_no_meaning(text):
    assert why(said(worded("tax", text)), *TOPICS) == ()


def test_quotes_and_dashes_are_read_alike_and_figures_are_not():
    assert normal("“2–3” days…") == normal('"2-3"  days...')
    assert normal("10²") != normal("102")
    assert normal("\u0065\u0301") == normal("\u00e9")


def test_a_rate_change_asks_finance_alone():
    now = said(**dearer())
    assert why(now, *DIRECTOR) == why(now, *DELIVERY) == why(now, "legal", "acceptance") == ()
    assert why(now, *FINANCE) == (
        "Price changed from 39,600.00 USD to 40,800.00 USD.",
        "List price changed from 39,600.00 USD to 40,800.00 USD.",
        "Consulting changed from 39,600.00 USD to 40,800.00 USD.",
        "Rate of Engineer changed from 330.00 USD to 340.00 USD.",
        "Margin changed from 0.697 to 0.7059.",
    )


def test_a_discount_asks_whoever_vouches_for_it():
    now = said(discount_percent="7.58", price=money("36598.32"))
    assert why(now, *DELIVERY) == ()
    assert why(now, "discount") == ("Discount, percent changed from 0 to 7.58.",)
    assert "Price changed from 39,600.00 USD to 36,598.32 USD." in why(now, *FINANCE)


def test_acceptance_days_ask_whoever_vouches_for_acceptance():
    now = said(worded("silent", "Silence for 10 business days accepts."), days=10)
    assert why(now, *FINANCE) == ()
    assert why(now, *DELIVERY)[0] == "Days of silent acceptance changed from 5 to 10."
    assert len(why(now, *DELIVERY)) == 2


def test_another_spelling_of_a_number_is_the_same():
    assert why(said(discount_percent="0.00", hours="120"), *TOPICS) == ()


def test_what_comes_and_what_goes_is_said():
    assert why(said(CLAUSES[:-1]), "legal") == ("Annex is gone.",)
    fresh = ClauseText("venue", "legal", "Venue", "legal", "Dublin.")
    assert why(said((*CLAUSES, fresh)), "legal") == ("Venue is new.",)


def test_a_long_text_is_not_repeated():
    long = "Liability is limited to the price, and to nothing else whatever the theory may be."
    assert why(said(worded("liability", long)), "legal") == ("Liability is worded differently.",)


def test_a_topic_that_was_not_vouched_for_is_asked():
    then = said()
    found = kept(digests(then, ["price"], ""), ["price", "rates"], then, then)
    assert not found.holds
    assert found.why == ("The step now vouches for rates as well.",)


def test_where_clauses_belong():
    blocks = {clause.id: topics_of(clause) for clause in CLAUSES}
    assert blocks == {
        "purpose": ("wording",), "tax": ("price",), "silent": ("acceptance",), "liability": ("legal",),
        "odd": ("legal",),
    }  # fmt: skip
    assert topics_of(ClauseText("x", "acceptance", "", "legal", "")) == ("acceptance", "legal")


def test_the_digest_needs_its_salt_and_not_its_order():
    a, b = Said("a", "A", "1"), Said("b", "B", "2")
    assert digest([a, b]) == digest([b, a]) != digest([a, b], "salt")


def test_a_statement_is_kept_as_json():
    assert from_plain(to_plain(said())) == said()


def test_no_topics_are_all_topics():
    assert vouched(()) == tuple(TOPICS)
    assert vouched(("rates", "price")) == ("price", "rates")


def test_it_reads_what_the_shaping_keeps():
    """The plain result of a real engagement says something about every topic but the optional ones."""
    from fairlead.engines.practice.load import load_offering
    from fairlead.engines.scoping.textfile import read_scoping
    from fairlead.engines.shaping.result import result
    from fairlead.engines.shaping.shape import shape

    root = Path(__file__).parents[3]
    practice, findings = load_offering(root / "src" / "fairlead" / "practice", "migration-saas")
    assert practice is not None, findings
    text = (root / "examples" / "migration-northwind.toml").read_text()
    scoping, _ = read_scoping(text, "northwind.toml", practice)
    assert scoping is not None
    shaped, wrong = shape(practice, scoping)
    assert shaped is not None, wrong
    clauses = [
        ClauseText(w.source.id, w.source.block, w.source.title, w.source.owner, w.text)
        for w in shaped.clauses
    ]
    found = statement(result(shaped), {"acceptance_days": 5}, clauses)
    assert {topic for topic, all_ in found.topics.items() if not all_} <= {"expenses", *DEPARTURES}


def test_a_term_without_a_title_is_called_by_its_first_words():
    text = "Name a sponsor, a project lead who can decide, and two administrators who take part in the build."
    duty = {"id": "sponsor", "kind": "duty", "title": "", "text": text, "owner": "Sponsor", "due": "Kickoff"}
    departure = {"id": "net", "role": "finance", "reason": "Payment period: 45 days lies within 30 to 60."}
    result = {**_result(), "terms": [duty], "departures": [departure]}
    labels = {one.key: one.label for said in statement(result, {}, ()).topics.values() for one in said}
    assert labels["term.sponsor"] == "Duty “Name a sponsor, a project lead who can decide, and two…”"
    assert labels["departure.net"] == "Payment period: 45 days lies within 30 to 60."
