"""intake.table, mapping.keep, mapping.forget: any table by what its columns mean."""

from __future__ import annotations

import pytest

from fairlead.apps.intake import actions
from fairlead.apps.intake.models import ColumnMapping, Intake
from fairlead.apps.intake.queries import mappings
from fairlead.apps.scoping.models import Answer
from fairlead.core.errors import Forbidden, Invalid, Stale, WrongTime
from tests import cast
from tests.apps.intake.givings import TEAMS, sent

MEANT = {"active users": "users sum", "container registry size": "registry_gb sum"}


def run(actor, firm, **said):
    given = {"content": sent(TEAMS), "name": "teams.csv", "columns": MEANT, "dry_run": False} | said
    return actions.table(actor, firm.engagement, **given)


def values():
    return dict(Answer.objects.filter(state="stands").values_list("question", "value"))


def test_a_dry_run_writes_nothing(ana, firm):
    with cast.records():
        found = run(ana, firm, dry_run=True)
    assert {fate.subject: fate.value for fate in found.fates} == {"users": 200, "registry_gb": 2.0}
    assert (found.rows, found.counts) == (2, {"new": 2})


def test_a_run_answers(ana, firm):
    with cast.records("answer.state", "answer.state", "intake.table"):
        found = run(ana, firm)
    assert (found.applied, values()) == (2, {"users": 200, "registry_gb": 2.0})
    assert Intake.objects.get().columns == MEANT


def test_an_error_in_one_column_keeps_all_out(ana, firm):
    bad = sent(TEAMS.replace(b"120", b"many"))
    with cast.refused(Invalid) as caught:
        run(ana, firm, content=bad)
    assert [finding.where for finding in caught.value.findings] == ["teams!B2"]
    run(ana, firm, content=bad, only_sound=True)
    assert values() == {"registry_gb": 2.0}


@pytest.mark.parametrize(
    "columns", [{"moon": "users"}, {"active users": "moon"}, {"active users": "users mean"}]
)
def test_a_mapping_that_cannot_be_is_refused(columns, ana, firm):
    with cast.refused(Invalid):
        run(ana, firm, columns=columns)


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "carl", "max"])
def test_the_wrong_role_is_refused(who, firm, request):
    other = request.getfixturevalue(who)
    with cast.refused(Forbidden, "answer scoping questions"):
        run(other, firm)
    with cast.refused(Forbidden, "keep what columns mean"):
        actions.keep(other, name="x", headings=["a"], columns={"a": "users"})


def test_a_closed_engagement_takes_no_table(ana, firm):
    closed = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime):
        actions.table(ana, closed, content=sent(TEAMS), name="t.csv", columns=MEANT, dry_run=False)


def test_a_mapping_is_kept_and_forgotten(ana, rita, firm):
    with cast.records("mapping.keep"):
        kept = actions.keep(
            ana, name=" Teams ", headings=["Team", "Active users"], columns={"active users": "users"}
        )
    assert (kept.name, list(mappings(rita))) == ("Teams", [kept])
    seen = ColumnMapping.objects.get()
    with cast.records("mapping.forget"):
        actions.forget(rita, kept)
    with cast.refused(Stale):
        actions.forget(ana, seen)
    assert not mappings(rita)
    assert not ColumnMapping.objects.visible_to(cast.actor("carl"))


@pytest.mark.parametrize("changed", [
    {"name": "  "}, {"columns": {}}, {"columns": {"b": "users"}}, {"name": "x" * 200},
])  # fmt: skip
def test_a_mapping_that_could_not_be_found_again_is_refused(changed, ana, firm):
    with cast.refused(Invalid):
        actions.keep(ana, **({"name": "x", "headings": ["a"], "columns": {"a": "users"}} | changed))


def test_a_name_is_taken_once_for_the_same_headings(ana, firm):
    actions.keep(ana, name="x", headings=["a"], columns={"a": "users"})
    with cast.refused(Invalid):
        actions.keep(ana, name="x", headings=["A "], columns={"a": "users rows"})


@pytest.mark.parametrize("who", ["dan", "cora", "finn"])
def test_the_wrong_role_forgets_nothing(who, ana, firm, request):
    kept = actions.keep(ana, name="x", headings=["a"], columns={"a": "users"})
    with cast.refused(Forbidden):
        actions.forget(request.getfixturevalue(who), kept)
