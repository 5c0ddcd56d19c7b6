"""The audit vouches for estimates, papers and practices: `verify_sealed` holds every row against it."""

from __future__ import annotations

import hashlib

import pytest

from fairlead.apps.agreements.models import Paper
from fairlead.apps.approvals.models import Review
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.estimates.models import Estimate
from fairlead.core import audit
from fairlead.core.audit import verify_sealed
from tests import cast
from tests.core.tampering import raw, unguarded

ESTIMATES, PAPERS = "estimates_estimate", "agreements_paper"
REVIEWS = "approvals_review"


@pytest.fixture
def sow(firm):
    return cast.signable(firm)


def trouble() -> set[tuple[str, str, str]]:
    return {(f.where, f.code, f.message.rpartition(": ")[2]) for f in verify_sealed()}


def test_everything_that_was_sealed_is_as_it_was(firm, sow):
    """Two versions of an estimate, a review, papers: recorded before they were stored, read back after."""
    cast.moved(firm.engagement, "rework")
    cast.redrawn(firm)
    assert (Estimate.objects.count(), Paper.objects.count()) == (2, 5)
    assert verify_sealed() == ()


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ("figures = jsonb_set(figures, '{unanswered}', '[\"users\"]')", "figures"),
        ("answers = answers - 'users'", "answers"),
        ("price = price - 0.01, cost = 1", "price, cost"),
        ("approvals = '[]'", "approvals"),
        ("submitted_at = submitted_at - interval '1 second'", "submitted_at"),
        ("submitted_by = NULL", "submitted_by"),
    ],
)
def test_an_estimate_that_was_tampered_with_is_named(sow, change, columns):
    unguarded(f"UPDATE {ESTIMATES} SET {change} WHERE id = %s", sow.estimate_id, table=ESTIMATES)
    assert trouble() == {(f"estimate {sow.estimate_id}", "altered", columns)}


def test_something_put_where_nothing_was_is_named(firm):
    """A column that was empty when the row was made stands in no entry."""
    estimate = cast.drawn_up(firm)
    unguarded(f"UPDATE {ESTIMATES} SET submitted_by = 7", table=ESTIMATES)
    assert trouble() == {(f"estimate {estimate.pk}", "altered", "submitted_by")}


def test_a_paper_that_was_tampered_with_is_named_though_its_hash_was_made_to_fit(sow):
    paper = Paper.objects.get(kind="sow.pdf")
    digest = hashlib.sha256(b"%PDF-forged").hexdigest()
    forge = f"UPDATE {PAPERS} SET content = %s, sha256 = %s WHERE id = %s"
    unguarded(forge, b"%PDF-forged", digest, paper.pk, table=PAPERS)
    assert trouble() == {(f"paper {paper.pk}", "altered", "content, sha256")}


def test_a_practice_that_was_tampered_with_is_named(firm):
    raw('UPDATE catalog_practiceversion SET texts = texts || \'{"sow.toml": ""}\'')
    assert trouble() == {(f"practice {firm.practice.pk}", "altered", "texts")}


def test_what_nobody_recorded_and_what_is_gone_are_named(firm):
    forged = PracticeVersion.objects.create(name="Forged", label="1", digest="0" * 64, texts={})
    estimate = cast.drawn_up(firm)
    unguarded(f"DELETE FROM {ESTIMATES}", table=ESTIMATES)
    assert {(f.where, f.code) for f in verify_sealed()} == {
        (f"practice {forged.pk}", "unrecorded"), (f"estimate {estimate.pk}", "gone"),
    }  # fmt: skip


def test_steps_of_approval_are_held_against_the_line_of_their_asking(sow):
    altered, gone = Review.objects.order_by("pk")[:2]
    unguarded(f"UPDATE {REVIEWS} SET role = 'recruiter' WHERE id = %s", altered.pk, table=REVIEWS)
    unguarded(f"DELETE FROM {REVIEWS} WHERE id = %s", gone.pk, table=REVIEWS)
    assert {(f.where, f.code) for f in verify_sealed()} == {
        (f"review {altered.pk}", "altered"), (f"review {gone.pk}", "gone"),
    }  # fmt: skip


def test_an_entry_that_is_no_text_of_ours_stops_nothing(sow):
    unguarded("UPDATE core_auditentry SET body = '[]' WHERE verb = 'practice.load'")
    unguarded("UPDATE core_auditentry SET body = '{\"after\": 7}' WHERE verb = 'estimate.draft'")
    assert {f.where.split()[0] for f in verify_sealed()} == {"practice", "estimate"}


@pytest.mark.parametrize("chunk", [1, 2, 5, 50])
def test_no_row_is_passed_over_at_the_seams_of_chunks(sow, monkeypatch, chunk):
    monkeypatch.setattr(audit, "CHUNK", chunk)
    unguarded(f"UPDATE {PAPERS} SET size = 1", table=PAPERS)
    assert trouble() == {(f"paper {paper.pk}", "altered", "size") for paper in Paper.objects.all()}


def test_it_asks_no_question_a_row(sow, django_assert_num_queries):
    """A chunk of each of six tables: savepoint, turn, rows, entries, release; an empty one ends each of the
    seventeen; then what is gone. Rows that came into being with others: their births and what there is of
    them, for three tables, and the births once more for the one that has rows."""
    with django_assert_num_queries(6 * 5 + 17 * (4 + 1) + 3 * 2 + 1):
        verify_sealed()
