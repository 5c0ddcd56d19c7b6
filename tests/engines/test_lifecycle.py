"""A lifecycle refuses a faulty table, and says of a wrong move what would be right."""

from __future__ import annotations

import dataclasses

import pytest

from fairlead.engines.lifecycle import Lifecycle, Move, State, WrongState

DRAFT, REVIEW, APPROVED, DEAD = (
    State("draft", "Draft"),
    State("in-review", "In review"),
    State("approved", "Approved", final=True),
    State("withdrawn", "Withdrawn", final=True),
)
SUBMIT = Move("submit", ("draft",), "in-review", "Submit")
APPROVE = Move("approve", ("in-review",), "approved", "Approve")
RETURN = Move("return", ("in-review",), "draft", "Return")
WITHDRAW = Move("withdraw", ("draft", "in-review"), "withdrawn", "Withdraw")
ESTIMATE = Lifecycle("estimate", (DRAFT, REVIEW, APPROVED, DEAD), (SUBMIT, APPROVE, RETURN, WITHDRAW))


def test_a_state_offers_its_actions_in_table_order():
    assert ESTIMATE.actions("draft") == ("submit", "withdraw")
    assert ESTIMATE.actions("in-review") == ("approve", "return", "withdraw")
    assert ESTIMATE.actions("approved") == ()
    assert [move.label for move in ESTIMATE.moves_from("draft")] == ["Submit", "Withdraw"]


def test_next_leads_to_the_target():
    assert ESTIMATE.next("draft", "submit") == "in-review"
    assert ESTIMATE.next("in-review", "withdraw") == "withdrawn"
    assert ESTIMATE.can("in-review", "return")
    assert not ESTIMATE.can("draft", "approve")


def test_tables_feed_fields_and_constraints():
    assert ESTIMATE.initial == "draft"
    assert ESTIMATE.ids == ("draft", "in-review", "approved", "withdrawn")
    assert ESTIMATE.choices[1] == ("in-review", "In review")


def test_a_wrong_move_says_what_would_be_right():
    with pytest.raises(WrongState) as caught:
        ESTIMATE.next("draft", "approve")
    assert str(caught.value) == (
        "'approve' cannot be done while the estimate is 'Draft'. It can be done when it is 'In review'. "
        "Now possible: submit, withdraw."
    )
    assert isinstance(caught.value, ValueError)
    assert (caught.value.state, caught.value.action) == ("draft", "approve")
    assert caught.value.allowed == ("submit", "withdraw")


def test_a_finished_thing_and_an_unknown_action_are_said_too():
    with pytest.raises(WrongState, match=r"Nothing more can be done with it\."):
        ESTIMATE.next("approved", "submit")
    with pytest.raises(WrongState, match="knows no such action"):
        ESTIMATE.next("draft", "fly")


def test_an_unknown_state_names_the_known_ones():
    with pytest.raises(ValueError, match="no state 'gone'; there are: draft, in-review"):
        ESTIMATE.actions("gone")


@pytest.mark.parametrize(
    ("states", "moves", "fault"),
    [
        ((), (), "it has no states"),
        ((DRAFT, DRAFT), (SUBMIT,), "state 'draft' is there twice"),
        ((DRAFT, APPROVED), (SUBMIT,), "move 'submit' names the unknown state 'in-review'"),
        ((APPROVED,), (Move("x", ("gone",), "approved", "X"),), "names the unknown state 'gone'"),
        ((DRAFT,), (Move("x", (), "draft", "X"),), "move 'x' has no source"),
        (ESTIMATE.states, (*ESTIMATE.moves, SUBMIT), "state 'draft' offers 'submit' twice"),
        ((DRAFT, APPROVED), (Move("x", ("draft",), "draft", "X"),), "state 'approved' is never reached"),
        ((DRAFT, REVIEW), (SUBMIT,), "state 'in-review' has no moves and is not marked final"),
        ((APPROVED,), (Move("x", ("approved",), "approved", "X"),), "state 'approved' is final and yet"),
    ],
)
def test_a_faulty_table_is_refused(states, moves, fault):
    with pytest.raises(ValueError, match=fault):
        Lifecycle("thing", states, moves)


def test_all_faults_are_named_at_once():
    with pytest.raises(ValueError, match="unknown state") as caught:
        Lifecycle("thing", (DRAFT, APPROVED, DEAD), (SUBMIT, SUBMIT))
    said = str(caught.value)
    assert "offers 'submit' twice" in said
    assert "'withdrawn' is never reached" in said


def test_it_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ESTIMATE.name = "other"
