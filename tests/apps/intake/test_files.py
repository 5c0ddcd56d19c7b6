"""intake.take, intake.map, intake.apply, intake.stop: a file on its way, at once and by the worker."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.intake import actions, tasks, work
from fairlead.apps.intake.models import Intake, Upload
from fairlead.apps.intake.queries import outcome
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.core.actor import system
from fairlead.core.errors import Forbidden, Invalid, Stale, WrongTime
from fairlead.core.jobs import MOST_ATTEMPTS
from tests import cast
from tests.apps.intake.givings import NAME, TEAMS, broken, sent, whole
from tests.core import test_jobs as jobs
from tests.engines.intake.exports import export, issue


def take(actor, firm, data=None, name=NAME) -> Intake:
    return actions.take(actor, firm.engagement, content=sent(data or whole()), name=name)


def values():
    return dict(Answer.objects.filter(state="stands").values_list("question", "value"))


@pytest.fixture
def slow(monkeypatch):
    """Every file is long enough for the worker."""
    monkeypatch.setattr(work, "AT_ONCE", 0)


def test_a_small_report_is_read_at_once_and_its_bytes_are_not_kept(ana, firm):
    with cast.records("intake.take"):
        row = take(ana, firm)
    assert (row.kind, row.state, row.counts["new"]) == ("evaluate", "checked", 7)
    assert not Upload.objects.exists()
    assert values() == {}


def test_a_file_that_cannot_be_read_says_why(ana, firm):
    row = take(ana, firm, b"lonely\n", "t.csv")
    assert row.state == "unreadable"
    assert [fate.fate for fate in outcome(ana, row).fates] == ["error"]
    with cast.refused(WrongTime, "cannot be read"):
        actions.apply(ana, row)


def test_what_is_no_file_is_refused_before_anything_is_kept(ana, firm):
    with cast.refused(Invalid):
        take(ana, firm, b"PK\x03\x04 broken")
    with cast.refused(Invalid, "issue export"):
        take(ana, firm, export(issue(1)), "issues.csv")
    assert not Intake.objects.exists()


def test_applying_takes_the_answers_and_leaves_what_stands(ana, firm):
    row = take(ana, firm)
    scoping.give(ana, firm.engagement, question="users", value=77)
    with cast.records(*["answer.state"] * 7, "intake.apply"):
        row = actions.apply(ana, row)
    assert (row.state, outcome(ana, row).applied, values()["users"]) == ("applied", 6, 77)
    assert outcome(ana, row).counts["conflict"] == 1
    assert row.applied_at


def test_errors_keep_it_from_being_applied_but_for_its_sound_rows(ana, firm):
    row = take(ana, firm, broken())
    with cast.refused(Invalid) as caught:
        actions.apply(ana, row)
    assert [finding.where for finding in caught.value.findings] == ["Raw Project Data!U2"]
    actions.apply(ana, row, only_sound=True)
    assert values()["projects"] == 2


def test_what_nothing_was_read_of_is_not_applied(ana, firm):
    row = take(ana, firm)
    Intake.objects.update(outcome=None)
    with cast.refused(WrongTime, "Nothing was read"):
        actions.apply(ana, Intake.objects.get(pk=row.pk))


def test_a_stale_version_is_refused(ana, rita, firm):
    row = take(ana, firm)
    seen = Intake.objects.get(pk=row.pk)
    actions.apply(rita, row)
    with cast.refused(WrongTime):
        actions.apply(ana, seen)
    other = take(ana, firm, TEAMS, "t.csv")
    seen = Intake.objects.get(pk=other.pk)
    actions.map_columns(rita, other, columns={"active users": "users sum"})
    with cast.refused(Stale):
        actions.apply(ana, seen)
    with cast.refused(Stale):
        actions.stop(ana, seen)


@pytest.mark.parametrize("who", ["dan", "cora", "finn", "carl", "max"])
def test_the_wrong_role_is_refused(who, ana, firm, request):
    other = request.getfixturevalue(who)
    row = take(ana, firm)
    with cast.refused(Forbidden):
        take(other, firm)
    for verb in (actions.apply, actions.stop):
        with cast.refused(Exception, "You may not|There is no"):
            verb(other, Intake.objects.get(pk=row.pk))
    with cast.refused(Exception, "You may not|There is no"):
        actions.map_columns(other, Intake.objects.get(pk=row.pk), columns={})


def test_a_closed_engagement_takes_nothing(ana, firm):
    row = take(ana, firm)
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.apply(ana, Intake.objects.get(pk=row.pk))
    with cast.refused(WrongTime, "closed lost"):
        actions.take(ana, Engagement.objects.get(), content=sent(whole()), name=NAME)


def test_a_table_is_read_by_what_its_columns_look_like_and_anew_by_what_is_said(ana, firm):
    row = take(ana, firm, TEAMS, "teams.csv")
    assert row.columns == {"active users": "users sum", "container registry size": "registry_gb sum"}
    assert Upload.objects.get().content
    with cast.records("intake.map"):
        row = actions.map_columns(ana, row, columns={"active users": "users most"})
    found = {fate.subject: fate.value for fate in outcome(ana, row).fates if fate.fate == "new"}
    assert (row.state, found) == ("checked", {"users": 120})
    with cast.records("answer.state", "intake.apply", "upload.drop"):
        actions.apply(ana, row)
    assert values() == {"users": 120}
    assert not Upload.objects.get().content


def test_columns_of_a_report_are_known(ana, firm):
    row = take(ana, firm)
    with cast.refused(Invalid, "are known"):
        actions.map_columns(ana, row, columns={"id": "users rows"})


def test_a_mapping_that_cannot_be_is_said_and_applies_nothing(ana, firm):
    row = actions.map_columns(ana, take(ana, firm, TEAMS, "t.csv"), columns={"moon": "users sum"})
    assert row.counts == {"error": 1}
    with cast.refused(Invalid, "no column"):
        actions.apply(ana, row)


def test_a_remembered_mapping_is_taken_for_the_next_file_with_these_headings(ana, rita, firm):
    headings = ["Team", "Active Users", "Container registry size"]
    actions.keep(rita, name="Teams", headings=headings, columns={"active users": "users most"})
    row = take(ana, firm, TEAMS.replace(b"north", b"east"), "next.csv")
    assert row.columns == {"active users": "users most"}


def test_a_long_file_is_left_to_the_worker(slow, ana, firm):
    with cast.records("intake.take", "upload.keep"):
        row = take(ana, firm)
    assert (row.kind, row.state) == ("", "reading")
    assert ProcrastinateJob.objects.filter(task_name="intake.read", args={"intake_id": row.pk}).exists()
    with cast.refused(WrongTime, "being read"):
        actions.apply(ana, row)
    with cast.records("intake.check", "upload.drop"):
        tasks.read_file(row.pk)
    row = Intake.objects.get()
    assert (row.kind, row.state, row.counts["new"], row.rows_read) == ("evaluate", "checked", 7, 6)
    tasks.read_file(row.pk)
    actions.apply(ana, row)
    assert values()["users"] == 2


@pytest.mark.parametrize("data", [b"lonely\n", b"PK\x03\x04 broken", export(issue(1))])
def test_a_long_file_that_cannot_be_read_says_why(data, slow, ana, firm):
    row = take(ana, firm, data, "t.csv")
    with cast.records("intake.refuse", "upload.drop"):
        tasks.read_file(row.pk)
    assert Intake.objects.get().state == "unreadable"


def test_stopping_ends_the_reading_and_lets_go_of_the_file(slow, ana, firm):
    row = take(ana, firm)
    with cast.records("intake.stop", "upload.drop"):
        actions.stop(ana, Intake.objects.get())
    with cast.records():
        tasks.read_file(row.pk)
    assert (Intake.objects.get().state, Upload.objects.get().content) == ("stopped", None)


def test_who_stops_it_while_it_is_read_is_heard(slow, ana, firm):
    """The clock of the reader jumps, so that it looks and tells each time it may."""
    row = take(ana, firm, b"a,b\n" + b"x,1\n" * 9_000, "long.csv")
    ticks = iter(range(0, 10_000, 20))
    told = []

    class Watch(work._Watch):
        def __call__(self, rows):
            super().__call__(rows)
            told.append(rows)
            if len(told) == 2:
                actions.stop(ana, Intake.objects.get(pk=row.pk))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "_Watch", Watch)
        work.read(system("tests read"), Intake.objects.get(pk=row.pk), clock=lambda: next(ticks))
    kept = Intake.objects.get(pk=row.pk)
    assert (told, kept.state, kept.rows_read, kept.rows_there) == ([2_000, 4_000], "stopped", 4_000, 9_001)


def test_what_nobody_comes_back_for_is_dropped(ana, firm, monkeypatch):
    take(ana, firm, TEAMS, "teams.csv")
    tasks.forget_files(0)
    assert Intake.objects.get().state == "checked"
    monkeypatch.setattr(tasks, "KEPT", tasks.timedelta(days=-1))
    tasks.forget_files(0)
    assert (Intake.objects.get().state, Upload.objects.get().content) == ("stopped", None)


def test_a_long_file_whose_reading_came_to_no_end_is_begun_again_and_then_refused(slow, ana, firm):
    row = take(ana, firm)
    (job,) = ProcrastinateJob.objects.filter(task_name="intake.read")
    for _ in range(MOST_ATTEMPTS):
        jobs.begun(job.pk)
        jobs.revived()
        tasks.recover_files(0)
    row = Intake.objects.get()
    assert row.state == "unreadable"
    assert "begun 3 times" in str(row.outcome)
    assert Upload.objects.get().content is None
    tasks.recover_files(0)
    assert ProcrastinateJob.objects.filter(task_name="intake.read").count() == 1
