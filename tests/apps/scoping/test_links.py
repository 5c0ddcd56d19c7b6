"""Customer links: who gives them out, who holds them, and that they open one thing alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from fairlead.apps.scoping import actions, keys, rules
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.scoping.queries import bank, disputes, links, missing
from fairlead.core.actor import Actor, system
from fairlead.core.errors import Forbidden, Invalid, Missing, Refused, Stale, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.rows import find
from fairlead.core.verbs import READINGS, VERBS
from fairlead.faces.calling.inputs import row_of
from tests import cast
from tests.faces.asking import rows_of


def issue(actor, firm, **more):
    return actions.issue(actor, firm.engagement, contact=firm.contact, **more)


@pytest.fixture
def issued(ana, firm):
    return issue(ana, firm)


@pytest.fixture
def held(issued):
    return keys.held(issued.secret)


def answer(held, question="portfolios", value=12, **more):
    link, who = held
    link.version = Link.objects.get(pk=link.pk).version
    return actions.answer_by_link(who, link, question=question, value=value, **more)


@pytest.mark.parametrize("who", ["ana", "rita", "dora"])
def test_it_is_given_out_and_only_its_hash_is_kept(who, firm, request):
    with cast.records("link.issue") as lines:
        made = issue(request.getfixturevalue(who), firm, days=3)
    row = Link.objects.get()
    assert (row.name, row.email, row.kind) == ("Carl Jensen", "carl@northwind.example", "fill")
    assert row.digest == keys.digest_of(made.secret)
    assert made.secret not in lines[0].body
    assert lines[0].thread == firm.engagement.thread
    assert timedelta(days=2, hours=23) < row.expires_at - timezone.now() <= timedelta(days=3)


@pytest.mark.parametrize("who", ["sam", "theo", "dan", "cora", "finn", "alma", "carl", "max"])
def test_the_wrong_role_gives_out_none(who, firm, request):
    with cast.refused(Forbidden, "customer links"):
        issue(request.getfixturevalue(who), firm)


def test_none_is_given_out_once_it_is_closed(ana, firm):
    closed = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.issue(ana, closed, name="Carl")


@pytest.mark.parametrize(("bad", "where"), [
    ({"days": 0}, "days"), ({"days": 61}, "days"), ({"kind": "party"}, "kind"),
    ({"email": "nobody"}, "email"), ({"contact": None}, "name"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(bad, where, ana, firm):
    with cast.refused(Invalid) as caught:
        actions.issue(ana, firm.engagement, **{"contact": firm.contact} | bad)
    assert {f.where for f in caught.value.findings} == {where}


def test_the_contact_of_another_account_gets_none(ana, firm):
    other = cast.accounts.open_account(ana, name="Alder Rail")
    contact = cast.accounts.add_contact(ana, other, name="Arno", email="arno@alder.example")
    with cast.refused(Invalid, "another account"):
        actions.issue(ana, firm.engagement, contact=contact)


def test_whoever_holds_it_has_no_user_and_no_role(held):
    link, who = held
    assert (who.name, who.user_id, who.roles, who.accounts, who.via, who.is_system) == (
        "Carl Jensen", None, frozenset(), frozenset(), "link", False,
    )  # fmt: skip
    assert set(Link.objects.visible_to(who)) == {link}


def test_an_answer_is_theirs_and_came_through_the_link(ana, firm, held):
    with cast.records("answer.state", "link.answer") as lines:
        answer(held)
    row = Answer.objects.get()
    assert (row.value, row.source, row.said_by, row.state) == (12, "customer-link", "Carl Jensen", "stands")
    assert {(line.who, line.via) for line in lines} == {("Carl Jensen", "link")}


def test_it_corrects_itself_stands_beside_others_and_can_be_taken_back(ana, firm, held):
    answer(held, value=12)
    answer(held, value=13)
    assert Answer.objects.get().was == 12
    actions.give(ana, firm.engagement, question="top_groups", value=20)
    answer(held, "top_groups", 25)
    assert [q.id for q in disputes(ana, firm.engagement)] == ["top_groups"]
    answer(held, "top_groups", None)
    assert disputes(ana, firm.engagement) == ()
    answer(held, "portfolios", None)
    assert "portfolios" in bank(ana, firm.engagement).unanswered


def test_what_they_confirm_is_kept_and_disputes_nothing(ana, firm, held):
    actions.give(ana, firm.engagement, question="portfolios", value=12)
    answer(held, value=12)
    assert set(Answer.objects.values_list("source", "state")) == {
        ("account-team", "stands"), ("customer-link", "beside"),
    }  # fmt: skip
    assert disputes(ana, firm.engagement) == ()


def test_who_does_not_know_says_whom_to_ask(ana, firm, held):
    answer(held, value=None, ask="Ben, platform team")
    asked = next(q for q in bank(ana, firm.engagement).questions if q.id == "portfolios")
    assert asked.answer is None
    assert [(said.said_by, said.ask) for said in asked.unknown] == [("Carl Jensen", "Ben, platform team")]
    customer = next(request for request in missing(ana, firm.engagement) if request.ask == "customer")
    assert "Carl Jensen does not know; ask Ben, platform team." in customer.body
    answer(held, value=7)
    asked = next(q for q in bank(ana, firm.engagement).questions if q.id == "portfolios")
    assert (asked.answer.value, asked.unknown) == (7, ())


def test_what_is_no_answer_is_refused_and_nothing_kept(held):
    for question, value, where in (
        ("portfolios", "many", "portfolios"),
        ("source_scm", "gitlab", "question"),
    ):
        with cast.refused(Invalid) as caught:
            answer(held, question, value)
        assert [f.where for f in caught.value.findings] == [where]
    with cast.refused(Invalid):
        answer(held, value=None, ask="x" * 201)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("who", ["ana", "dora", "sam", "alma", "max"])
def test_nobody_else_answers_by_it(who, held, request):
    with cast.refused((Forbidden, Missing)):
        actions.answer_by_link(request.getfixturevalue(who), held[0], question="portfolios", value=5)
    with cast.refused(Forbidden):
        actions.answer_by_link(system("why"), held[0], question="portfolios", value=5)


def test_a_link_does_not_open_another(ana, firm, held):
    other, _who = keys.held(issue(ana, firm).secret)
    with cast.refused(Missing):
        actions.answer_by_link(held[1], other, question="portfolios", value=5)


def test_a_stale_link_is_refused(held):
    link, who = held
    answer(held)
    link.version = 1
    with cast.refused(Stale):
        actions.answer_by_link(who, link, question="portfolios", value=5)


def test_so_many_answers_an_hour_and_no_more(held):
    link, _who = held
    now = timezone.now()
    Link.objects.filter(pk=link.pk).update(tries=rules.MOST_TRIES, tried_from=now)
    with cast.refused(WrongTime, "wait an hour"):
        answer(held)
    Link.objects.filter(pk=link.pk).update(tried_from=now - rules.HOUR)
    answer(held)
    assert Link.objects.get(pk=link.pk).tries == 1


def _expired(ana, link):
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def _revoked(ana, link):
    actions.revoke(ana, Link.objects.get(pk=link.pk))


def _closed(ana, link):
    cast.moved(link.engagement, "lose")


@pytest.mark.parametrize("ended", [_expired, _revoked, _closed])
def test_once_it_has_ended_it_opens_nothing(ended, ana, issued, held):
    ended(ana, held[0])
    with cast.refused(WrongTime):
        keys.held(issued.secret)
    with cast.refused(WrongTime):
        answer(held)


@pytest.mark.parametrize("change", [
    lambda s: "x" + s, lambda s: s[:-1], lambda s: s.partition(".")[0], lambda s: "", lambda s: s + "\0",
    lambda s: s.swapcase(),
])  # fmt: skip
def test_a_forged_secret_opens_nothing_and_asks_no_table(change, issued, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(Missing):
        keys.held(change(issued.secret))


def test_signed_by_us_but_never_given_out_opens_nothing(db):
    with pytest.raises(Missing):
        keys.held(keys.new_secret())


@pytest.mark.parametrize("who", ["ana", "rita", "dora"])
def test_it_is_revoked_at_once_and_once(who, firm, issued, request):
    actor = request.getfixturevalue(who)
    with cast.records("link.revoke"):
        actions.revoke(actor, find(actor, Link, issued.link))
    with cast.refused(WrongTime, "revoked already"):
        actions.revoke(actor, find(actor, Link, issued.link))


def test_who_may_not_revoke(sam, theo, max, carl, issued):
    row = Link.objects.get()
    for actor, error in ((sam, Forbidden), (theo, Forbidden), (max, Missing), (carl, Missing)):
        with cast.refused(error):
            actions.revoke(actor, row)


def test_a_stale_revoking_is_refused(ana, issued, held):
    seen = Link.objects.get()
    answer(held)
    with cast.refused(Stale):
        actions.revoke(ana, seen)


@pytest.fixture
def meeting(ana, firm):
    return Link.objects.get(pk=issue(ana, firm, kind="meeting").link)


def test_a_meeting_is_led(ana, meeting):
    with cast.records("link.steer"):
        actions.steer(ana, meeting, question="portfolios", priced=True)
    row = Link.objects.get(pk=meeting.pk)
    assert (row.at, row.priced) == ("portfolios", True)
    actions.steer(ana, row, question="")
    assert Link.objects.get(pk=row.pk).at == ""


def test_only_what_the_customer_is_asked_comes_to_their_screen(ana, meeting):
    for question in ("source_scm", "nonsense"):
        with cast.refused(Invalid, "not asked"):
            actions.steer(ana, meeting, question=question)


def test_who_may_not_lead(sam, max, ana, meeting, issued):
    for actor, error in ((sam, Forbidden), (max, Missing)):
        with cast.refused(error):
            actions.steer(actor, meeting, question="portfolios")
    with cast.refused(WrongTime, "not for a meeting"):
        actions.steer(ana, Link.objects.get(pk=issued.link), question="portfolios")
    stale = Link.objects.get(pk=meeting.pk)
    actions.steer(ana, meeting, question="portfolios")
    with cast.refused(Stale):
        actions.steer(ana, stale, priced=True)


def test_the_firm_sees_the_links_and_customers_see_none(ana, sam, carl, max, issued):
    for actor, count in ((ana, 1), (sam, 1), (carl, 0), (max, 0)):
        assert links(actor).count() == count


def test_whoever_holds_a_link_can_do_and_read_nothing_else(firm, held):
    """Every verb and every reading of the register, with arguments that make sense."""
    _link, who = held
    rows = rows_of(firm)
    before = AuditEntry.objects.count()
    for operation in (*VERBS.values(), *READINGS.values()):
        if operation.name == "link.answer":
            continue
        assert _nothing(operation, who, rows), operation.name
    assert AuditEntry.objects.count() == before


def _nothing(operation, who: Actor, rows) -> bool:
    """Whether it refuses, or finds nothing at all."""
    try:
        given = rows.arguments(operation)
        for parameter in operation.parameters:
            if parameter.name in given and (model := row_of(parameter)):
                given[parameter.name] = find(who, model, given[parameter.name])
        found = operation.function(who, **given)
    except Refused:
        return True
    found = list(found) if isinstance(found, QuerySet) else found
    return not found or all(getattr(part, "count", part) == 0 for part in found)
