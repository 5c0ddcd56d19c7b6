"""notice.todo: what somebody owes others about a statement of work, from its points to its booking."""

from __future__ import annotations

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals import delegation_actions as delegations
from fairlead.apps.approvals import point_actions as talk
from fairlead.apps.approvals.models import Point
from fairlead.apps.books import actions as books
from fairlead.apps.books.queries import checklist
from fairlead.apps.changes import actions as changes
from fairlead.apps.desk.queries import todo
from fairlead.apps.redlines import actions as redlines
from fairlead.apps.redlines.models import Markup, Redline
from fairlead.faces.cli import selling
from tests import cast
from tests.apps.approvals import agreeing
from tests.apps.redlines import coming


def owed(who: str, kind: str) -> list[str]:
    return [item.what for item in todo(cast.actor(who)) if item.kind == kind]


def test_an_open_point_waits_for_who_leads_and_its_answer_for_its_author(firm):
    agreeing.asked(firm)
    step = agreeing.step("delivery-manager")
    approvals.object_to(cast.actor("dan"), step, note="Nobody is free.", remedy="Start in March.")
    (item,) = [item for item in todo(cast.actor("ana")) if item.kind == "point"]
    assert item.what == f"Answer {cast.person('dan').name}: {step.name}"
    assert (item.rank, item.about, item.why, item.clock) == (1, step.pk, ("Nobody is free.",), "Answer due")
    assert item.due > item.since
    assert owed("dan", "point") == owed("rita", "point") == owed("dora", "point") == []
    talk.answer(cast.actor("ana"), Point.objects.get(), note="Two join in March.")
    assert owed("ana", "point") == []
    assert owed("dan", "point") == [f"Judge what was answered: {step.name}"]
    talk.resolve(cast.actor("dan"), Point.objects.get())
    assert owed("dan", "point") == []


def test_points_of_a_step_are_one_line_and_gone_once_it_is_taken_back(firm):
    sow = agreeing.asked(firm)
    approvals.approve_with(cast.actor("finn"), agreeing.step("finance"), note="An order.\nA tax number.")
    (item,) = [item for item in todo(cast.actor("ana")) if item.kind == "point"]
    assert item.why == ("An order.", "A tax number.")
    approvals.recall(cast.actor("ana"), sow, note="Anew.")
    assert owed("ana", "point") == []


def test_what_the_customer_returned_waits_for_who_leads_until_it_is_settled(firm):
    sow = coming.sent(firm)
    copy = coming.taken(sow)
    assert owed("ana", "copy") == [f"Answer and settle {copy.name}, a marked copy of {sow.code}"]
    assert owed("rita", "copy") == owed("sam", "copy") == owed("theo", "copy") == []
    redlines.close(cast.actor("ana"), coming.as_it_is(copy), note="An old one.")
    assert owed("ana", "copy") == []


def test_a_question_of_the_customer_waits_until_it_has_an_answer(firm, ana, carl):
    sow = agreements.share(ana, coming.sent(firm))
    asked = redlines.ask(carl, coming.fresh(sow), text="How long is a week?")
    assert owed("ana", "copy") == [f"Answer Carl Jensen about {sow.code}: How long is a week?"]
    assert owed("carl", "copy") == []
    redlines.reply(ana, Redline.objects.get(markup=asked), text="Five days.")
    assert Markup.objects.get(pk=asked.pk).state == "open"
    assert owed("ana", "copy") == []


def test_a_change_that_waits_for_the_leadership_is_on_the_directors_list(firm, ana, dora):
    cast.signable(firm)
    change = cast.changed(firm, days=0, scope=True, unsigned=True)
    assert owed("dora", "change") == []
    asked = changes.ask(ana, change)
    (item,) = [item for item in todo(dora) if item.kind == "change"]
    assert (item.what, item.change, item.why) == (f"Approve {asked}", asked.pk, (asked.reason,))
    assert owed("ana", "change") == owed("rita", "change") == owed("finn", "change") == []
    changes.approve(dora, asked)
    assert owed("dora", "change") == []


def test_once_everyone_agrees_the_move_is_a_directors_or_of_who_stands_in_for_one(firm):
    agreeing.asked(firm)
    assert owed("dora", "move") == []
    cast.agreed(firm.engagement)
    assert owed("dora", "move") == ["Everyone agrees: approve it for signature"]
    assert owed("ana", "move") == owed("sam", "move") == owed("theo", "move") == []
    away = cast.away()
    delegations.end(cast.actor("finn"), away)
    delegations.delegate(
        cast.actor("dora"), cast.person("dora"), to=cast.person("rita"), start=away.start, end=away.end
    )
    name = cast.person("dora").name
    assert owed("rita", "move") == [f"Everyone agrees: approve it for signature, for {name}"]
    cast.moved(firm.engagement, "approve")
    assert owed("dora", "move") == owed("rita", "move") == []


def test_signed_by_all_it_is_to_be_booked(firm):
    cast.signable(firm)
    cast.signed(firm.engagement)
    said = [item.what for item in todo(cast.actor("ana")) if not item.kind]
    assert said == ["Signed by everyone: book it"]


def test_the_last_checks_of_a_booking_wait_for_who_gives_them_once_the_rest_is_there(firm):
    cast.signable(firm)
    cast.signed(firm.engagement)
    order = books.open_order(cast.actor("sam"), cast.sow_of(firm.engagement))
    assert owed("dora", "booking") == owed("finn", "booking") == []
    rest = {item.id for item in checklist(cast.actor("ana"), order).items if not item.last}
    selling.give(cast.sellers(), order, rest)
    assert owed("dora", "booking") == [f"Order management approves: the booking of {order.sow.code}"]
    assert owed("finn", "booking") == [f"Billing operations approve: the booking of {order.sow.code}"]
    assert owed("ana", "booking") == owed("sam", "booking") == []


def test_a_long_question_is_called_by_its_first_words_and_says_that_there_are_more(firm, ana, carl):
    sow = agreements.share(ana, coming.sent(firm))
    long = (
        "Does a public holiday count into the average, for we close the depots for two weeks each December?"
    )
    assert redlines.ask(carl, coming.fresh(sow), text=long).name == f"{long[: long.index(' weeks')]}…"
