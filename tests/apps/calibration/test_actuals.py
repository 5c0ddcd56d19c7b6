"""actual.record, actual.correct and actual.reverse: facts that supersede each other and never change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from fairlead.apps.calibration import actions
from fairlead.apps.calibration.models import Actual
from fairlead.apps.calibration.queries import actuals
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.rows import find
from fairlead.core.verbs import shown
from tests import cast
from tests.apps.calibration.closings import living, won

DAY = date(2026, 3, 2)
RECORDERS = ["ana", "rita", "dora", "dan"]
OTHERS = ["theo", "sam", "cora", "finn", "alma"]


@pytest.fixture
def engagement(firm):
    return won(firm)


def record(who, engagement, **said):
    return actions.record(
        who, engagement, **{"hours": Decimal(7), "finished": DAY, "line": "kickoff", **said}
    )


@pytest.mark.parametrize("who", RECORDERS)
def test_a_line_is_recorded_beside_what_was_promised(who, engagement, request):
    actor = request.getfixturevalue(who)
    with cast.records("actual.record") as lines:
        row = record(actor, engagement, days=Decimal(3), cost=Decimal("800.5"), source="Timesheets")
    assert (row.line, row.name, row.phase, row.estimated) == ("kickoff", "Kickoff and goals", "discover", 5)
    assert (row.hours, row.days, row.cost, row.currency) == (7, 3, Decimal("800.5"), "USD")
    assert row.p80 is not None and row.p80 < row.p90
    assert row.recorded_by == actor.user_id
    assert lines[0].thread == f"engagement:{engagement.pk}"
    assert list(actuals(actor, engagement=engagement)) == [row]


def test_the_whole_is_recorded_beside_the_sum_and_its_range(dan, engagement):
    row = record(dan, engagement, line="", hours=Decimal(300))
    assert row.estimated > 100
    assert row.p50 < row.p80 < row.p90


def test_a_line_that_one_role_does_alone_is_that_roles(dan, engagement):
    assert record(dan, engagement, line="estate-review").role == "senior-engineer"
    assert record(dan, engagement).role == ""
    part = record(dan, engagement, role="project-manager")
    assert (part.role, part.estimated, part.of_line, part.p80) == ("project-manager", 2.5, 5, None)


@pytest.mark.parametrize("who", OTHERS)
def test_the_wrong_role_is_refused(who, engagement, request):
    with cast.refused(Forbidden, "record what an engagement took"):
        record(request.getfixturevalue(who), engagement)


@pytest.mark.parametrize("who", ["carl", "max"])
def test_a_stranger_and_a_customer_see_nothing(who, dan, engagement, request):
    row, actor = record(dan, engagement), request.getfixturevalue(who)
    assert not Actual.objects.visible_to(actor).exists()
    with pytest.raises(Missing):
        find(actor, Actual, row.pk)
    with cast.refused(Forbidden):
        record(actor, engagement, line="wave-plan")


def test_what_is_not_won_has_no_actuals(dan, firm):
    cast.approved(firm)
    with cast.refused(WrongTime, "won with an approved estimate"):
        record(dan, cast.as_it_is(firm.engagement))


@pytest.mark.parametrize(("said", "where", "code"), [
    ({"line": "kick-off"}, "line", "unknown-line"),
    ({"line": "contingency"}, "line", "unknown-line"),
    ({"role": "trainer"}, "role", "unknown-role"),
    ({"line": "", "role": "engineer"}, "role", "role-of-whole"),
    ({"finished": timezone.localdate() + timedelta(days=2)}, "finished", "ahead"),
    ({"hours": Decimal(-1)}, "hours", "invalid"),
    ({"cost": Decimal(-1)}, "cost", "invalid"),
])  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(said, where, code, dan, engagement):
    with cast.refused(Invalid) as caught:
        record(dan, engagement, **said)
    assert [(f.where, f.code) for f in caught.value.findings] == [(where, code)]


def test_twice_is_refused(dan, engagement):
    record(dan, engagement)
    with cast.refused(Invalid) as caught:
        record(dan, engagement, hours=Decimal(9))
    assert caught.value.findings[0].code == "twice"


def test_a_correction_takes_its_place_and_keeps_it(dan, ana, engagement):
    row = record(dan, engagement, cost=Decimal(700))
    with cast.records("actual.correct") as lines:
        later = actions.correct(ana, row, hours=Decimal(9), note="A timesheet came late.")
    assert lines[0].facts["after"]["hours"] == "9"
    assert (later.supersedes_id, later.hours, later.cost, later.p80) == (row.pk, 9, 700, row.p80)
    assert living(engagement) == {"kickoff": 9}
    assert list(actuals(ana, engagement=engagement, replaced=True)) == [later, row]
    with cast.refused(WrongTime, "corrected or taken back already"):
        actions.correct(dan, row, hours=Decimal(8), note="Too late.")
    assert actions.correct(dan, later, cost=Decimal(1), note="Cost alone.").hours == 9


def test_a_reversal_takes_it_back_and_it_may_be_recorded_anew(dan, engagement):
    row = record(dan, engagement)
    with cast.records("actual.reverse"):
        gone = actions.reverse(dan, row, note="Another engagement's hours.")
    assert (gone.reversed, gone.hours, living(engagement)) == (True, None, {})
    for verb in (actions.reverse, actions.correct):
        with cast.refused(WrongTime):
            verb(dan, gone, note="Again.")
    assert record(dan, engagement, hours=Decimal(4)).supersedes_id == gone.pk
    assert living(engagement) == {"kickoff": 4}


@pytest.mark.parametrize("verb", [actions.correct, actions.reverse])
def test_both_need_their_reason_and_the_role(verb, dan, theo, engagement):
    row = record(dan, engagement)
    with cast.refused(Invalid) as caught:
        verb(dan, row, note=" ")
    assert caught.value.findings[0].where == "note"
    with cast.refused(Forbidden):
        verb(theo, row, note="I know better.")


def test_the_database_keeps_what_is_recorded(dan, engagement):
    row = record(dan, engagement)
    for change in (lambda: Actual.objects.filter(pk=row.pk).update(hours=1), row.delete):
        with pytest.raises(DatabaseError, match="is a record"), transaction.atomic():
            change()
    twin = Actual.objects.get(pk=row.pk)
    twin.pk = None
    with pytest.raises(IntegrityError, match="actual_is_recorded_once"), transaction.atomic():
        twin.save(force_insert=True)


def test_sellers_and_consultants_see_hours_and_no_cost(dan, sam, cora, finn, engagement):
    row = record(dan, engagement, cost=Decimal(700))
    for who in (sam, cora):
        card = shown(who, row)
        assert (card.hours, card.cost, card.currency) == (7, None, "")
    assert shown(finn, row).cost == 700
