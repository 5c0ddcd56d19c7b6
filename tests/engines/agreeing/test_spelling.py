"""Spelling put right is no change of meaning; everything else is."""

from __future__ import annotations

import pytest

from fairlead.engines.agreeing.spelling import put_right

NOWHERE = frozenset[str]()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("liabilty", "liability"),
        ("accpetance", "acceptance"),
        ("servces", "services"),
        ("indemnifyy", "indemnify"),
        ("providur", "provider"),
    ],
)
def test_letters_that_were_no_word_are_put_right(old, new):
    said = "The {} of the work, within 5 days."
    assert put_right(said.format(old), said.format(new), NOWHERE) == ((old, new),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("payer", "payee"),
        ("employer", "employee"),
        ("form", "from"),
        ("shall", "shell"),
        ("liability", "liabilty"),
        ("liabilty", "warranty"),
        ("Jonson", "Johnson"),
        ("LIABILTY", "LIABILITY"),
        ("nto", "not"),
        ("liability", "no liability"),
        ("5", "6"),
        ("may", "must"),
    ],
)
def test_everything_else_is_meaning(old, new):
    said = "The {} of the work, within 5 days."
    assert put_right(said.format(old), said.format(new), NOWHERE) == ()


def test_a_sign_or_a_figure_beside_it_is_meaning():
    assert put_right("liabilty, 5 days", "liability 5 days", NOWHERE) == ()
    assert put_right("liabilty, 5 days", "liability, 15 days", NOWHERE) == ()


def test_a_word_that_only_the_document_knows_is_put_right_to_it():
    assert put_right("delivrables", "deliverables", NOWHERE) == ()
    assert put_right("delivrables", "deliverables", {"deliverables"}) == (("delivrables", "deliverables"),)


def test_what_the_document_says_elsewhere_too_is_a_word_of_its_own():
    assert put_right("The runnerr starts.", "The runner starts.", {"runnerr"}) == ()


def test_two_words_are_put_right_at_once_or_not_at_all():
    assert len(put_right("liabilty and accpetance", "liability and acceptance", NOWHERE)) == 2
    assert put_right("liabilty of the payer", "liability of the payee", NOWHERE) == ()
