"""How estimates held, who may look at whom, what stands behind a figure, and which engagements are alike."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fairlead.apps.calibration import actions, queries
from fairlead.apps.calibration.models import Actual
from fairlead.core.errors import Forbidden, Invalid
from fairlead.engines.estimating.calibration.track import FIRM
from tests import cast
from tests.apps.calibration.closings import another, history, won

LINE = "wave-plan"


@pytest.fixture
def past(firm):
    return history(firm, 12, {LINE: 1.3})


def test_the_record_of_the_firm_has_bias_spread_hits_and_trend(ana, past):
    (found,) = queries.track(ana)
    assert (found.by, found.label, found.n, found.few) == (FIRM, "All closed engagements", 12, True)
    assert 0.9 < found.bias < 1.1
    assert found.sdlog < 0.1
    assert [hit.level for hit in found.hits] == [50, 80, 90]
    assert found.hits[1].n == 12 and found.hits[1].low < found.hits[1].share <= found.hits[1].high
    assert found.trend == pytest.approx(1, abs=0.1)
    assert found.reasons[0].startswith("Only 12 closed")


@pytest.mark.parametrize("by", queries.KINDS)
def test_every_kind_has_its_record_and_its_engagements(by, dora, past):
    found = queries.track(dora, by=by)
    assert found
    for one in found:
        behind = queries.closed(dora, by=by, group=one.group)
        assert len(behind) == one.n
        assert one.label
    assert {line.n for line in queries.track(dora, by="line")} == {12}


def test_a_line_that_runs_over_shows(ana, past):
    lines = {one.group: one for one in queries.track(ana, by="line", offering="migration-saas")}
    assert lines[LINE].bias == pytest.approx(1.3, abs=0.1)
    assert lines[LINE].label == "Wave plan"
    assert queries.track(ana, by="line", offering="implementation-ha") == ()


def test_managers_see_their_own_record_and_coaches_everyones(ana, rita, dora, theo, past):
    names = {who.name: {one.label for one in queries.track(who, by="em")} for who in (ana, rita, dora, theo)}
    assert names[ana.name] == {"Ana Ferreira"}
    assert names[rita.name] == names[dora.name] == {"Ana Ferreira", "Rita Okafor"}
    assert names[theo.name] == set()
    others = str(cast.person("rita").pk)
    assert queries.closed(ana, by="em", group=others) == ()
    assert len(queries.closed(rita, by="em", group=others)) == 3


def test_customers_and_strangers_see_no_record(carl, max, past):
    for who in (carl, max):
        for look in (queries.track, queries.closed):
            with pytest.raises(Forbidden):
                look(who)
        with pytest.raises(Forbidden):
            queries.similar(who, past[0])


def test_a_kind_that_is_none_is_said(ana, past):
    with pytest.raises(Invalid, match="no record by 'weather'"):
        queries.track(ana, by="weather")


def test_roles_make_up_a_line_when_all_of_them_are_recorded(dan, ana, firm):
    engagement = won(firm)
    for role, hours in (("senior-engineer", 4), ("project-manager", 3)):
        assert queries.track(ana, by="line") == ()
        said = {"hours": Decimal(hours), "finished": cast.DAY.replace(year=2025), "role": role}
        actions.record(dan, engagement, line="kickoff", **said)
    (line,) = queries.track(ana, by="line")
    assert line.bias == pytest.approx(7 / 5)
    assert {one.group: one.bias for one in queries.track(ana, by="role")} == {
        "senior-engineer": pytest.approx(4 / 2.5), "project-manager": pytest.approx(3 / 2.5),
    }  # fmt: skip
    assert queries.track(ana) == ()


def test_what_was_not_done_has_no_ratio(dan, ana, firm):
    engagement = won(firm)
    actions.record(dan, engagement, line="kickoff", hours=Decimal(0), finished=cast.DAY.replace(year=2025))
    assert queries.track(ana, by="line") == ()
    assert Actual.objects.living().count() == 1


def similar_of(ana, firm, **changed):
    fresh = cast.engagements.open_engagement(
        ana, firm.account, name="Beside", offering="migration-saas", today=cast.DAY
    )
    cast.scoping.import_answers(ana, fresh, text=cast.ANSWERS.read_text(), dry_run=False)
    for question, value in changed.items():
        row = cast.Answer.objects.filter(engagement=fresh, question=question, state="stands").first()
        seen = row.version if row else 0
        cast.scoping.give(ana, fresh, question=question, value=value, seen=seen)
    return queries.similar(ana, fresh)


def test_the_same_answers_are_no_distance_apart_and_lines_have_their_class(ana, firm, past):
    found = similar_of(ana, firm)
    assert (found.closed, len(found.alike)) == (12, 5)
    assert {one.distance for one in found.alike} == {0.0}
    assert all(one.differences == () for one in found.alike)
    line = next(one for one in found.lines if one.id == LINE)
    assert (line.n, len(line.alike)) == (12, 5)
    assert line.quantiles[10] <= line.quantiles[50] <= line.quantiles[80] <= line.quantiles[90]
    assert 1.0 < line.quantiles[50] < 1.3
    assert line.hours[50] == pytest.approx(float(line.formula) * line.quantiles[50], abs=0.1)
    assert any("reference class of 5 similar engagements" in why.lower() for why in line.reasons)


def test_what_sets_them_apart_is_said_in_answers(ana, firm, past):
    found = similar_of(ana, firm, users=9000)
    (difference, *_) = found.alike[0].differences
    assert (difference.question, difference.mine, difference.theirs) == ("users", 9000, 1200)
    assert found.alike[0].distance > 0


def test_an_engagement_is_not_like_itself_and_without_history_nothing_is(ana, firm):
    engagement = won(firm)
    found = queries.similar(ana, engagement)
    assert (found.closed, found.alike) == (0, ())
    assert all(line.alike == () for line in found.lines)
    assert all("IT services projects" in line.reasons[-1] for line in found.lines)
    assert len(queries.similar(ana, another(engagement, 1), line=LINE).lines) <= 1
