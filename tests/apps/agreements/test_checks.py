"""sow.lint and sow.handoff: what the firm reads before signature, and nobody else."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import actions, bridge
from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.queries import handoff, lint
from fairlead.apps.estimates.models import Estimate
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.rows import find
from fairlead.engines.findings import Finding
from tests import cast

INSIDE = ("ana", "rita", "theo", "dora", "dan", "sam", "cora", "finn", "alma")


@pytest.fixture
def sow(firm):
    return cast.signable(firm)


@pytest.mark.parametrize("who", INSIDE)
def test_the_firm_reads_both_of_a_statement_and_of_an_estimate(who, sow, request):
    actor = request.getfixturevalue(who)
    found = find(actor, Sow, sow.pk)
    linted = lint(actor, sow=found)
    assert linted == lint(actor, estimate=sow.estimate)
    assert (linted.estimate, linted.errors, linted.warnings) == (sow.estimate_id, 0, 0)
    tested = handoff(actor, sow=found)
    assert tested.verdict == "ready-with-notes" and len(tested.pieces) == 10
    assert [remark.code for remark in tested.remarks] == ["no-start", "no-dependency"]


def test_a_customer_does_not_though_the_statement_is_theirs(carl, sow):
    assert find(carl, Sow, sow.pk) == sow
    for reading in (lint, handoff):
        with pytest.raises(Forbidden, match="stays inside the firm"):
            reading(carl, sow=sow)


def test_a_stranger_does_not_find_what_to_ask_about(max, sow):
    for model, row in ((Sow, sow), (Estimate, sow.estimate)):
        with pytest.raises(Missing):
            find(max, model, row.pk)
    with pytest.raises(Forbidden):
        lint(max, sow=sow)


def test_one_of_them_must_be_named(ana, sow):
    with pytest.raises(Invalid, match="Neither"):
        lint(ana)


def test_they_must_belong_together(ana, firm, sow):
    other = Estimate(pk=sow.estimate_id + 1)
    with pytest.raises(Invalid, match="another estimate"):
        handoff(ana, sow=sow, estimate=other)


def test_figures_that_cannot_be_reproduced_are_not_checked(ana, firm):
    estimate = cast.approved(firm)
    estimate.figures = {"estimate": {**estimate.figures["estimate"], "price": "1.00"}}
    with pytest.raises(WrongTime, match="cannot be reproduced"):
        lint(ana, estimate=estimate)


def test_a_withdrawn_statement_can_still_be_read(ana, firm):
    sow = actions.generate(ana, cast.approved(firm))
    actions.withdraw(ana, sow, note="Wrong party.")
    assert lint(ana, sow=sow).errors == 0


def test_letters_that_come_out_as_boxes_are_said_before_signature(ana, sow, monkeypatch):
    """The papers are made all the same; whoever reads them hears what to install."""
    boxes = Finding("", 0, "sow.pdf", "no-font-for-letters", "No font has 北.", "Install one.")
    monkeypatch.setattr(bridge, "unprintable", lambda document: boxes)
    found = lint(ana, sow=sow)
    (one,) = [remark for remark in found.remarks if remark.code == boxes.code]
    assert (one.severity, one.message, one.fix) == ("warning", boxes.message, boxes.fix)
    assert found.warnings == 1
