"""The one door: what it checks, what it records, what it leaves alone when it refuses."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.accounts.models import Account
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.core.access import anyone
from fairlead.core.actor import Actor, system
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale
from fairlead.core.models import AuditEntry, Event
from fairlead.core.rows import find
from fairlead.core.writing import writing
from tests import cast


def entries():
    return AuditEntry.objects.count()


def test_a_change_is_one_audit_line_with_before_and_after(ana, firm):
    before = entries()
    accounts.edit(ana, firm.account, territory="Pacific North")
    assert entries() == before + 1
    entry = AuditEntry.objects.latest("seq")
    assert (entry.verb, entry.who, entry.via, entry.noun, entry.row_id) == (
        "account.edit", "Ana Ferreira", "code", "account", firm.account.pk,
    )  # fmt: skip
    assert entry.facts["before"] == {"territory": ""}
    assert entry.facts["after"] == {"territory": "Pacific North"}


def test_the_version_counts_up_and_the_row_in_hand_follows(ana, firm):
    seen = firm.account.version
    changed = accounts.edit(ana, firm.account, territory="Pacific North")
    assert changed.version == firm.account.version == seen + 1


def test_a_stale_row_is_refused_and_nothing_changes(ana, rita, firm):
    mine, theirs = find(ana, Account, firm.account.pk), find(rita, Account, firm.account.pk)
    accounts.edit(rita, theirs, territory="East")
    lines = entries()
    with pytest.raises(Stale, match="has changed since you saw it"):
        accounts.edit(ana, mine, territory="West")
    assert Account.objects.get(pk=mine.pk).territory == "East"
    assert entries() == lines


def test_the_wrong_role_is_refused_and_nothing_changes(cora, firm):
    lines, events = entries(), Event.objects.count()
    with pytest.raises(Forbidden, match="These roles may"):
        accounts.edit(cora, firm.account, territory="West")
    assert (entries(), Event.objects.count()) == (lines, events)
    assert Account.objects.get(pk=firm.account.pk).territory == ""


def test_what_a_stranger_cannot_see_does_not_exist(max, firm):
    with pytest.raises(Missing):
        find(max, Account, firm.account.pk)
    with pytest.raises(Missing):
        accounts.edit(max, firm.account, territory="West")


def test_no_actor_is_an_error_and_never_allowed(firm):
    with pytest.raises(AttributeError), writing(None, "account.edit", firm.account, anyone):
        pass


def test_bad_values_come_back_by_field_and_nothing_is_kept(ana, firm):
    lines = entries()
    with pytest.raises(Invalid) as refused:
        accounts.edit(ana, firm.account, country="Germany", currency="dollars")
    assert {finding.where for finding in refused.value.findings} == {"country", "currency"}
    assert entries() == lines


def test_a_change_that_breaks_a_constraint_with_another_column_comes_back_as_a_finding(ana, firm):
    """The account stays as it is, and the name is taken in it."""
    row = engagements.open_engagement(
        ana, firm.account, name="HA", offering="implementation-ha", today=cast.DAY
    )
    with cast.refused(Invalid, "already exists"):
        engagements.edit(ana, row, name=firm.engagement.name)
    assert Engagement.objects.get(pk=row.pk).name == "HA"
    assert engagements.edit(ana, row, name="HA 2").name == "HA 2"


def test_an_error_inside_the_door_takes_everything_back(ana, firm):
    lines = entries()

    def stumbling():
        with writing(ana, "account.edit", firm.account, anyone) as change:
            change.row.territory = "West"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumbling()
    assert Account.objects.get(pk=firm.account.pk).territory == ""
    assert entries() == lines


def test_a_system_actor_says_why():
    with pytest.raises(ValueError, match="says why"):
        system(" ")
    assert system("nightly sweep").reason == "nightly sweep"


@pytest.mark.parametrize("key", ["nonsense", -1, 10**30, None])
def test_absurd_keys_are_missing(ana, key):
    assert isinstance(ana, Actor)
    with pytest.raises(Missing):
        find(ana, Account, key)
