"""calibration.propose, accept and reject: from what work took to the next version of the practice."""

from __future__ import annotations

import difflib
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from fairlead.apps.calibration import actions
from fairlead.apps.calibration.models import Calibration
from fairlead.apps.calibration.queries import calibrations
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.estimates.bridge import figures_of
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from tests import cast
from tests.apps.calibration.closings import history, lines_of
from tests.replay import replayed

LINE, OFFERING = "wave-plan", "migration-saas"
FILE = "shared/moving.toml"


@pytest.fixture
def past(firm):
    """Two dozen engagements that ran 30 % over on one line."""
    return history(firm, 24, {LINE: 1.3})


@pytest.fixture
@replayed
def proposed(ana, past):
    return actions.propose(ana, offering=OFFERING)


def change_of(row, line=LINE):
    return next(change for change in row.changes if change["line"] == line)


def test_a_proposal_has_its_evidence(ana, past):
    with cast.records("calibration.propose") as lines:
        row = actions.propose(ana, offering=OFFERING)
    change = change_of(row)
    assert (row.state, row.closed, row.proposed_by) == ("proposed", 24, ana.user_id)
    assert 1.1 < change["shift"] <= 1.3
    assert change["n"] == 24 and len(change["engagements"]) == 24
    assert len(row.evidence["engagements"]) == 24
    again = row.evidence["rerun"]
    assert len(again["rows"]) == 20
    assert {hit["level"] for hit in again["before"]} == {50, 80, 90}
    assert [hit["n"] for hit in again["apart"]] == [20, 20, 20]
    assert lines[0].facts["after"]["changes"].startswith("sha256:")
    assert list(calibrations(ana)) == [row]


def test_three_data_points_do_not_shout(ana, firm):
    history(firm, 3, dict.fromkeys(("wave-plan", "kickoff", "security"), 3.0))
    with cast.refused(WrongTime, "3 closed engagements of migration-saas are too few"):
        actions.propose(ana, offering=OFFERING)
    with cast.refused(WrongTime, "the correlation is fitted from 10 on"):
        actions.propose(ana)


def test_with_no_history_the_default_class_is_named(ana, firm):
    with cast.refused(WrongTime, 'class "IT services projects, effort".*Kitchenham'):
        actions.propose(ana, offering=OFFERING)


def test_the_whole_loop(ana, rita, firm, proposed, past):
    change = change_of(proposed)
    old = firm.practice
    with cast.records("practice.load", "calibration.accept") as lines:
        accepted = actions.accept(rita, proposed, lines=[LINE], note="Seen with delivery.")
    newer = accepted.became
    assert (accepted.state, accepted.taken, accepted.decided_by) == ("accepted", [LINE], rita.user_id)
    assert (newer.label, lines[1].facts["after"]["became_id"]) == ("2026.11.1", newer.pk)
    moved = [line for line in difflib.ndiff(old.texts[FILE].splitlines(), newer.texts[FILE].splitlines())
             if line[0] in "+-"]  # fmt: skip
    assert len(moved) == 8 and all(
        line[2:].split(" ")[0] in ("effort", "low", "high", "source") for line in moved
    )
    assert {name for name in old.texts if old.texts[name] != newer.texts[name]} == {FILE, "practice.toml"}

    fresh = cast.engagements.open_engagement(
        ana, firm.account, name="After", offering=OFFERING, today=cast.DAY
    )
    cast.scoping.import_answers(ana, fresh, text=cast.ANSWERS.read_text(), dry_run=False)
    line = next(one for one in figures_of(cast.estimates.draft(ana, fresh)).lines if one.id == LINE)
    before = lines_of(past[0])[LINE]
    assert line.hours == pytest.approx(before * Decimal(str(change["shift"])), abs=Decimal("0.25"))
    assert line.p90 == round(line.hours * Decimal(str(change["high"])), 2)
    assert f"* {change['shift']}" in line.why[0]
    assert any("Source: calibrated on 24 closed engagements to 2025-" in why for why in line.why)
    assert any("before that: Departments with a lead" in why for why in line.why)


def test_what_was_accepted_is_not_proposed_again(ana, dora, proposed):
    shift = change_of(proposed)["shift"]
    actions.accept(dora, proposed)
    try:
        again = [
            one["shift"] for one in actions.propose(ana, offering=OFFERING).changes if one["line"] == LINE
        ]
    except WrongTime:
        again = []
    assert all(one < shift for one in again)


def test_a_second_calibration_folds_its_factor_and_counts_up(ana, dora, proposed, past):
    first = change_of(proposed)["shift"]
    actions.accept(dora, proposed, lines=[LINE])
    for engagement in past:
        for row in list(actions.Actual.objects.living().filter(engagement=engagement, line=LINE)):
            actions.correct(cast.actor("dan"), row, hours=row.hours * 2, note="Twice as long.")
    again = actions.propose(ana, offering=OFFERING)
    newer = actions.accept(dora, again, lines=[LINE]).became
    assert newer.label == "2026.11.2"
    activity = next(one for one in practice_of(newer.pk).offering(OFFERING).activities if one.id == LINE)
    assert (
        activity.effort
        == f"(2.0 + 1.5 * portfolios * zone_factor) * {round(first * change_of(again)['shift'], 4)}"
    )
    assert activity.source.count("calibrated on") == 1


def test_a_new_proposal_takes_the_place_of_an_open_one(ana, proposed):
    with cast.records("calibration.supersede", "calibration.propose"):
        later = actions.propose(ana, offering=OFFERING)
    assert set(Calibration.objects.values_list("pk", "state")) == {
        (proposed.pk, "superseded"),
        (later.pk, "proposed"),
    }


def test_a_rejection_has_its_reason(dora, proposed):
    with cast.refused(Invalid):
        actions.reject(dora, proposed, note=" ")
    with cast.records("calibration.reject"):
        row = actions.reject(dora, proposed, note="One customer skews it.")
    assert (row.state, row.reason, row.became) == ("rejected", "One customer skews it.", None)
    assert PracticeVersion.objects.count() == 1
    for verb, said in ((actions.accept, {}), (actions.reject, {"note": "No."})):
        with cast.refused(WrongTime):
            verb(dora, row, **said)


@pytest.mark.parametrize("who", ["ana", "theo", "dan", "sam", "cora", "finn", "alma"])
def test_only_those_who_answer_for_the_practice_decide(who, proposed, request):
    actor = request.getfixturevalue(who)
    with cast.refused(Forbidden):
        actions.accept(actor, proposed)
    with cast.refused(Forbidden):
        actions.reject(actor, proposed, note="No.")


@pytest.mark.parametrize("who", ["sam", "cora", "finn", "alma", "carl", "max"])
def test_others_propose_nothing(who, past, request):
    with cast.refused(Forbidden):
        actions.propose(request.getfixturevalue(who), offering=OFFERING)


def test_customers_and_strangers_see_no_proposal(carl, max, proposed):
    for who in (carl, max):
        with pytest.raises(Missing):
            find(who, Calibration, proposed.pk)


def test_a_stale_proposal_is_refused(dora, rita, proposed):
    seen = Calibration.objects.get(pk=proposed.pk)
    seen.version += 1
    with cast.refused(Stale):
        actions.accept(dora, seen)
    with cast.refused(Stale):
        actions.reject(rita, seen, note="No.")


def test_a_line_that_was_changed_since_is_not_overwritten(dora, proposed):
    texts = cast.practice_texts()
    old = 'effort = "2.0 + 1.5 * portfolios * zone_factor"'
    cast.newer_practice(FILE, old, old.replace("2.0", "3.0"))
    with cast.refused(WrongTime, "Wave plan since this was proposed; propose anew"):
        actions.accept(dora, proposed)
    assert texts[FILE].count(old) == 1


def test_lines_that_are_none_are_refused(dora, proposed):
    for lines in ([], ["nothing-like-it"]):
        with cast.refused(Invalid) as caught:
            actions.accept(dora, proposed, lines=lines)
        assert caught.value.findings[0].where == "lines"
    with cast.refused(Invalid):
        actions.propose(dora, offering="nothing-like-it")


def test_the_evidence_is_frozen(proposed):
    for change in (lambda: Calibration.objects.filter(pk=proposed.pk).update(closed=99), proposed.delete):
        with pytest.raises(DatabaseError, match=r"frozen|is a record"), transaction.atomic():
            change()


def test_the_correlation_is_proposed_and_accepted_alike(ana, dora, firm):
    history(firm, 14, spread=1.4)
    row = actions.propose(ana)
    (change,) = row.changes
    assert (row.offering, change["projects"]) == ("", 14)
    assert change["table"][0][1] > change["was"][0][1]
    newer = actions.accept(dora, row).became
    assert [float(share) for _, share in practice_of(newer.pk).correlation] == [
        share for _, share in change["table"]
    ]
    assert newer.label == "2026.11.1"
