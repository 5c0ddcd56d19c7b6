"""Visits: who they are noted of, by whom, for how long, and that turned off nothing is written at all."""

from __future__ import annotations

import pytest

from fairlead.apps.accounts.models import Contact
from fairlead.apps.readers import actions
from fairlead.apps.readers.models import Visit
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.models import Event
from fairlead.core.roles import Role
from tests import cast
from tests.apps.readers.reading import ago, as_it_is, begun
from tests.apps.redlines import coming
from tests.apps.redlines.test_customers import before_them


@pytest.fixture
def sow(firm):
    return before_them(firm)


@pytest.fixture
def carl(firm):
    return cast.actor("carl")


@pytest.fixture
def signature(firm):
    """Grace's signature, and Grace with her link."""
    return cast.link_of(cast.sent(cast.moved(cast.approved(firm).engagement, "ready", "approve")))


def no_more(carl) -> None:
    cast.accounts.reading(carl, Contact.objects.get(), on=False)


def test_a_contact_begins_a_visit_with_one_line(carl, sow):
    with cast.records("visit.begin"):
        visit = actions.begin(carl, sow)
    assert (visit.name, visit.contact.user_id, visit.clauses, visit.files) == (
        carl.name,
        carl.user_id,
        {},
        {},
    )
    assert len(visit.parts) > 20


@pytest.mark.parametrize("who", ["ana", "cora", "alma", "dora"])
def test_nobody_of_the_firm_is_noted(who, sow):
    with cast.refused(Forbidden, "customer's readers alone"):
        actions.begin(cast.actor(who), sow)


def test_a_stranger_and_a_contact_before_its_time_find_nothing(firm, carl):
    sow = coming.sent(firm)
    with cast.refused((Missing, Forbidden)):
        actions.begin(cast.actor("max"), sow)
    with cast.refused(Missing):
        actions.begin(carl, sow)


def test_within_a_visit_nothing_new_begins(carl, sow):
    visit = begun(sow)
    with cast.refused(WrongTime, "goes on"):
        actions.begin(carl, sow)
    ago(visit, minutes=31)
    with cast.records("visit.begin"):
        actions.begin(carl, sow)


def test_what_was_read_adds_up_and_no_further_than_the_clock(carl, sow):
    visit = ago(begun(sow), seconds=100)
    one, two = (part.id for part in visit.known[:2])
    with cast.records("visit.note"):
        noted = actions.note(carl, visit, seconds={one: 30, two: 10, "forged": 900})
    assert noted.clauses == {one: 30, two: 10}
    assert (noted.last - noted.begun).total_seconds() >= 100
    again = actions.note(carl, as_it_is(visit), seconds={one: 5000})
    assert again.clauses == {one: 30, two: 10}


def test_a_visit_that_is_over_takes_no_report(carl, sow):
    visit = ago(begun(sow), minutes=31)
    for verb in (
        lambda: actions.note(carl, visit, seconds={}),
        lambda: actions.download(carl, visit, kind="pdf"),
    ):
        with cast.refused(WrongTime, "over"):
            verb()


def test_others_find_no_visit_of_theirs(firm, sow):
    visit = begun(sow)
    with cast.refused(Forbidden, "by themselves"):
        actions.note(cast.actor("ana"), visit, seconds={})
    with cast.refused(Forbidden, "by themselves"):
        actions.download(cast.actor("ana"), visit, kind="pdf")
    gina = cast.accounts.add_contact(cast.actor("ana"), firm.account, name="Gina", email="gina@n.example")
    cast.accounts.invite(cast.actor("ana"), gina, username="gina", password=cast.PASSWORD)
    for who in ("gina", "max"):
        with cast.refused(Missing):
            actions.note(cast.actor(who), visit, seconds={})
        assert not Visit.objects.visible_to(cast.actor(who)).exists()
    assert Visit.objects.visible_to(cast.actor("cora")).exists()
    assert not Visit.objects.visible_to(cast.holding(Role.RECRUITER)).exists()


def test_a_file_is_noted_once_a_visit(carl, sow):
    visit = begun(sow)
    with cast.records("visit.download"):
        visit = actions.download(carl, visit, kind="docx")
    assert list(visit.files) == ["docx"]
    with cast.refused(WrongTime, "noted already"):
        actions.download(carl, as_it_is(visit), kind="docx")
    with cast.refused(Invalid, "There is no file"):
        actions.download(carl, as_it_is(visit), kind="xlsx")


def test_whoever_holds_a_signing_link_is_noted_as_themselves(signature):
    row, grace = signature
    with cast.records("visit.open"):
        visit = actions.open_link(grace, row)
    assert (visit.name, visit.signature_id, visit.contact_id, visit.parts) == ("Grace Hall", row.pk, None, [])
    with cast.refused(WrongTime, "goes on"):
        actions.open_link(grace, row)
    with cast.records("visit.note"):
        noted = actions.note(grace, ago(visit, seconds=60), seconds={"": 40, "price": 20})
    assert noted.clauses == {"": 40}
    with cast.records("visit.download"):
        actions.download(grace, as_it_is(visit), kind="pdf")


def test_nobody_opens_for_another(signature, carl):
    row, _ = signature
    for who in ("ana", "finn"):
        with cast.refused(Forbidden):
            actions.open_link(cast.actor(who), row)
    for stranger in (carl, cast.actor("max")):
        with cast.refused((Missing, Forbidden)):
            actions.open_link(stranger, row)


def test_the_first_of_the_customer_is_told_once(firm, carl, sow):
    def told():
        return list(Event.objects.filter(name="sow.opened").values_list("facts__sow", flat=True))

    visit = begun(sow)
    assert told() == [sow.pk]
    ago(visit, minutes=31)
    begun(sow)
    assert told() == [sow.pk]


def test_turned_off_by_the_reader_nothing_is_written(carl, sow):
    visit = begun(sow)
    with cast.records("contact.reading"):
        no_more(carl)
    for verb in (
        lambda: actions.begin(carl, sow),
        lambda: actions.note(carl, as_it_is(visit), seconds={}),
        lambda: actions.download(carl, as_it_is(visit), kind="pdf"),
        lambda: actions.report(carl, sow, {"": 3}),
    ):
        with cast.refused(WrongTime, "wants nobody to be told"):
            verb()


def test_turned_off_by_a_signatory_nothing_is_written(carl, signature):
    row, grace = signature
    row.signatory.__class__.objects.filter(pk=row.signatory_id).update(contact=Contact.objects.get())
    no_more(carl)
    with cast.refused(WrongTime, "wants nobody to be told"):
        actions.report(grace, type(row).objects.get(pk=row.pk), {"": 3})


def test_turned_off_for_all_nothing_is_written(carl, sow, settings):
    settings.READERS = False
    with cast.refused(WrongTime, "does not note"):
        actions.report(carl, sow, {"": 3})


def test_everyone_decides_for_themselves(firm, carl):
    for who in ("ana", "alma", "dora"):
        with cast.refused(Forbidden, "decides for themselves"):
            cast.accounts.reading(cast.actor(who), firm.contact)
    with cast.refused(Missing):
        cast.accounts.reading(cast.actor("max"), firm.contact)
    with cast.records("contact.reading", "contact.reading"):
        no_more(carl)
        cast.accounts.reading(carl, Contact.objects.get(), on=True)
    assert Contact.objects.get().noted


def test_a_page_reports_without_knowing_of_visits(carl, sow):
    with cast.records("visit.begin"):
        actions.report(carl, sow, {})
    with cast.records():
        actions.report(carl, sow, {})
    visit = ago(Visit.objects.get(), seconds=30)
    clause = visit.known[0].id
    with cast.records("visit.note", "visit.download"):
        actions.report(carl, sow, {clause: 20}, "pdf")
    with cast.records():
        actions.report(carl, sow, {}, "pdf")
    ago(visit, minutes=40)
    with cast.records("visit.begin"):
        actions.report(carl, sow, {})
    assert Visit.objects.count() == 2
