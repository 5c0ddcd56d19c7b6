"""Where agreed clauses stand in the next version: as they were written, round after round."""

from __future__ import annotations

import pytest
from tests.engines.linting import cast

from fairlead.engines.amending import Amendment, amended, base_of, merged

SHAPED = cast.shaped()
LEGAL = ["warranty", "property", "termination", "data-protection", "whole-agreement", "signing"]


def moved(clause, after, number=7):
    return Amendment(clause, base_of(SHAPED, clause), after=after, round=number)


def added(name, after="property", number=7):
    return Amendment(f"agreed-{name}", text=f"Of {name}.", title=name, after=after, added=True, round=number)


def gone(clause, number=7):
    return Amendment(clause, base_of(SHAPED, clause), removed=True, round=number)


def order(*agreed, section="legal"):
    """The clauses of a section as the document has them."""
    found = amended(cast.practice(), SHAPED, agreed)
    assert (len(found.kept), found.lost) == (len(agreed), ())
    made = cast.document(found.shaped)
    return [one.id for one in next(part for part in made.sections if part.id == section).sections]


def test_two_passages_after_one_clause_stand_as_they_were_written():
    assert order(added("a"), added("b"), added("c")) == [
        "warranty", "property", "agreed-a", "agreed-b", "agreed-c", *LEGAL[2:],
    ]  # fmt: skip


def test_what_a_later_round_puts_there_stands_before_what_was_there():
    """Behind the earlier one it would follow that."""
    assert order(added("a"), added("b", number=8))[2:4] == ["agreed-b", "agreed-a"]
    assert order(added("a"), added("b", "agreed-a", number=8))[2:4] == ["agreed-a", "agreed-b"]


def test_what_was_agreed_before_rounds_were_kept_stands_as_it_did():
    assert order(added("a", number=0), added("b", number=0))[2:4] == ["agreed-b", "agreed-a"]


def test_a_passage_and_a_clause_that_moved_behind_one_clause():
    """Written in the other order, the passage would stand behind the clause that moved."""
    assert order(moved("warranty", "property"), added("a"))[:3] == ["property", "agreed-a", "warranty"]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_clause_that_moved_takes_what_moved_behind_it_along(backwards):
    both = [moved("warranty", "property"), moved("property", "whole-agreement")]
    assert order(*reversed(both) if backwards else both) == [*LEGAL[2:-1], "property", "warranty", "signing"]


def test_each_round_moves_what_the_one_before_it_left():
    both = moved("property", "whole-agreement"), moved("whole-agreement", "warranty", number=8)
    assert order(*both) == [
        "warranty", "whole-agreement", "termination", "data-protection", "property", "signing"
    ]  # fmt: skip


@pytest.mark.parametrize("after", ["@cover", "parties"])
def test_a_clause_that_moves_to_the_front_is_the_first_one(after):
    assert order(moved("warranty", after), section="parties")[0] == "warranty"
    assert order(added("a", "@cover"), section="parties")[0] == "agreed-a"


def test_a_passage_after_a_clause_that_is_struck_out_stands_in_its_place():
    assert order(gone("property"), added("a")) == ["warranty", "agreed-a", *LEGAL[2:]]


def test_what_follows_nothing_that_is_there_stands_at_the_end():
    assert order(added("a", "nowhere"), added("b", "nowhere"))[-2:] == ["agreed-a", "agreed-b"]


def test_two_that_follow_each_other_are_not_lost():
    assert sorted(order(moved("warranty", "property"), moved("property", "warranty"))) == sorted(LEGAL)


def test_other_words_in_a_later_round_leave_a_clause_where_it_was_put():
    words = Amendment("property", base_of(SHAPED, "property"), "Other words.", round=8)
    (one,) = merged([moved("property", "warranty")], [words])
    assert (one.after, one.round, one.text) == ("warranty", 7, "Other words.")
    (one,) = merged([one], [moved("property", "termination", number=9)])
    assert (one.after, one.round, one.text) == ("termination", 9, "Other words.")
