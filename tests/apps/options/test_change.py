"""option.change, option.estimate, option.drop: what differs, frozen figures, and what has changed since."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from fairlead.apps.options import actions, bridge
from fairlead.apps.options.models import Option
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.recording import sealed
from tests import cast
from tests.apps.options import ground


def since(row: Option) -> tuple[str, ...]:
    row = ground.as_it_is(row)
    base = bridge.as_it_stands(cast.actor("ana"), row.engagement)
    return bridge.changed_since(row, base, bridge.offering_of(row.engagement))


def test_what_differs_is_kept_and_the_rest_follows_the_engagement(ana, firm):
    row = ground.option(ground.negotiable(firm))
    with cast.records("option.change"):
        row = actions.change(
            ana, row, answers={"users": 900, "scim": False}, left_out=["hypercare"], billing="fixed-fee",
            discount=Decimal("5"), start_on=date(2027, 2, 1),
        )  # fmt: skip
    assert (row.answers, row.left_out) == ({"users": 900.0, "scim": False}, ["hypercare"])
    assert row.terms == {"billing": "fixed-fee", "discount": "5.00", "start": "2027-02-01"}
    row = actions.change(ana, row, answers={"scim": None}, follow=["billing", "start"])
    assert (row.answers, row.terms) == ({"users": 900.0}, {"discount": "5.00"})


def test_answers_are_held_against_the_questions_and_everything_is_said(ana, firm):
    row = ground.option(ground.negotiable(firm))
    with cast.refused(Invalid) as caught:
        actions.change(
            ana, row, answers={"users": "many", "nobody": 1, "projects": -4}, billing="barter",
            follow=["mood"], left_out=["sign-on"],
        )  # fmt: skip
    found = {(finding.where, finding.code) for finding in caught.value.findings}
    assert found == {
        ("users", "wrong-type"), ("nobody", "unknown-question"), ("projects", "out-of-bounds"),
        ("billing", "unknown-billing"), ("follow", "unknown-term"), ("left_out", "needed"),
    }  # fmt: skip
    assert ground.as_it_is(row).version == row.version


def test_an_estimate_freezes_the_present_answers_with_its_own_over_them(ana, firm):
    engagement = ground.negotiable(firm)
    row = ground.option(engagement, left_out=["user-class"])
    actions.change(ana, row, answers={"users": 600}, discount=Decimal("10"))
    with cast.records("option.estimate") as lines:
        row = actions.estimate(ana, ground.as_it_is(row))
    assert (row.state, row.currency, row.estimated_by) == ("estimated", "USD", ana.user_id)
    assert row.price == Decimal(row.figures["estimate"]["price"]["amount"])
    assert row.figures["estimate"]["discount_percent"] == "10.00"
    assert "user-class" not in {line["id"] for line in row.figures["estimate"]["lines"]}
    assert row.basis["answers"]["users"]["value"] == 600.0
    assert row.basis["answers"]["projects"]["value"] == Answer.objects.get(question="projects").value
    recorded = lines[0].facts["after"]
    assert recorded["figures"] == sealed(row.figures)
    assert recorded["price"] == str(row.price)
    # The engagement itself is as it was.
    assert cast.as_it_is(engagement).discount == engagement.discount


def test_the_same_option_comes_to_the_same_figures(ana, firm):
    row = ground.estimated(ground.negotiable(firm))
    first = row.figures
    assert actions.estimate(ana, row).figures == first


def test_what_changed_since_is_said(ana, firm):
    engagement = ground.negotiable(firm)
    row = ground.estimated(engagement)
    assert since(row) == ()
    answer = Answer.objects.get(question="projects")
    scoping.give(ana, engagement, question="projects", value=4000, seen=answer.version)
    cast.engagements.price(ana, cast.as_it_is(engagement), discount=Decimal("3.5"))
    assert any("2,500 became 4,000" in sentence for sentence in since(row))
    assert 'Discount: "0.00" became "3.50".' in since(row)
    assert since(actions.estimate(ana, ground.as_it_is(row))) == ()


def test_its_own_answer_does_not_change_with_the_engagement(ana, firm):
    engagement = ground.negotiable(firm)
    row = actions.change(ana, ground.option(engagement), answers={"projects": 900})
    row = actions.estimate(ana, ground.as_it_is(row))
    answer = Answer.objects.get(question="projects")
    scoping.give(ana, engagement, question="projects", value=4000, seen=answer.version)
    assert since(row) == ()


def test_a_change_asks_for_a_new_estimate_and_other_words_do_not(ana, firm):
    row = ground.estimated(ground.negotiable(firm))
    assert actions.change(ana, row, idea="Other words.").state == "estimated"
    assert actions.change(ana, row, left_out=["hypercare"]).state == "draft"


def test_figures_of_what_was_decided_cannot_be_changed_even_past_the_door(ana, firm):
    row = actions.drop(ana, ground.estimated(ground.negotiable(firm)), note="Too dear.")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Option.objects.filter(pk=row.pk).update(price=Decimal(1))
    with pytest.raises(DatabaseError, match="cannot be deleted"), transaction.atomic():
        Option.objects.filter(pk=row.pk).delete()


def test_a_drop_needs_its_reason_and_is_final(ana, firm):
    row = ground.option(ground.negotiable(firm))
    with cast.refused(Invalid, "reason"):
        actions.drop(ana, row, note=" ")
    row = actions.drop(ana, row, note="Nobody wants it.")
    assert (row.state, row.reason) == ("dropped", "Nobody wants it.")
    for verb in (lambda: actions.change(ana, row, name="x"), lambda: actions.estimate(ana, row)):
        with cast.refused(WrongTime, "dropped"):
            verb()


VERBS = {
    "change": lambda actor, row: actions.change(actor, row, name="Other"),
    "estimate": actions.estimate,
    "drop": lambda actor, row: actions.drop(actor, row, note="Because."),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("who", "error"),
    [("sam", Forbidden), ("dora", Forbidden), ("alma", Forbidden), ("max", Missing), ("carl", Missing)],
)
def test_the_wrong_role_is_refused(verb, who, error, firm, request):
    row = ground.option(ground.negotiable(firm))
    with cast.refused(error):
        VERBS[verb](request.getfixturevalue(who), row)


@pytest.mark.parametrize("verb", VERBS)
def test_a_stale_version_is_refused(verb, ana, theo, firm):
    row = ground.option(ground.negotiable(firm))
    actions.change(theo, ground.as_it_is(row), idea="Theo was faster.")
    with cast.refused(Stale):
        VERBS[verb](ana, row)


@pytest.mark.parametrize("verb", VERBS)
def test_on_a_closed_engagement_nothing_changes(verb, ana, firm):
    row = ground.option(ground.negotiable(firm))
    cast.moved(row.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        VERBS[verb](ana, ground.as_it_is(row))
