"""A change from its draft to force: what it needs, who gives it, and what is refused."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import docx
import pytest
from django.utils import timezone
from pypdf import PdfReader

from fairlead.apps.changes import actions
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.queries import change_card, changes, needs_of, paper
from fairlead.apps.changes.shaping_actions import shape
from fairlead.apps.desk.models import Notice
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Invalid, Stale, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.core.undoing import undo
from fairlead.core.verbs import VERBS
from tests import cast
from tests.apps.scoping.test_at_once import at_once

TODAY = date(2026, 11, 20)
ORDER = {"price": Decimal(15_000), "hours": Decimal(45)}
RISK = {"days": 0, "scope": True, "unsigned": True}


def notices(username: str) -> list[str]:
    return list(Notice.objects.filter(user__username=username).values_list("text", flat=True))


def words_of(content: bytes, kind: str) -> str:
    if kind == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    document = docx.Document(io.BytesIO(content))
    return " ".join(node.text or "" for node in document.element.iter() if node.tag.endswith("}t"))


def opened(who: Actor, firm: cast.Firm) -> Change:
    return actions.open_change(
        who, cast.as_it_is(firm.engagement), title="More", reason="They ask.", scope=True
    )


@pytest.fixture
def sold(firm):
    cast.signable(firm)
    return firm


@pytest.fixture
def order(sold):
    return actions.ask(cast.actor("ana"), cast.changed(sold, **ORDER))


def again(change: Change) -> Change:
    return Change.objects.select_related("engagement__account", "sow").get(pk=change.pk)


@pytest.mark.parametrize("who", ["ana", "rita", "dan"])
def test_who_leads_or_delivers_opens_one(who, sold, request):
    with cast.records("change.open") as lines:
        made = actions.open_change(
            request.getfixturevalue(who),
            cast.as_it_is(sold.engagement),
            title="More",
            reason="They ask.",
            scope=True,
        )
    assert (made.state, made.name, made.sow.state) == ("draft", f"CO-{sold.engagement.pk}-1", "drawn-up")
    assert lines[0].thread == sold.engagement.thread
    assert cast.changed(sold).number == 2


@pytest.mark.parametrize("who", ["sam", "theo", "dora", "cora", "finn", "alma", "max", "carl"])
def test_others_open_none(who, sold, request):
    with cast.refused(Forbidden, "open a change"):
        opened(request.getfixturevalue(who), sold)


def test_before_it_is_up_for_signature_there_is_nothing_to_change(ana, firm):
    cast.approved(firm)
    with cast.refused(WrongTime, "shape the estimate anew"):
        opened(ana, firm)


def test_everything_wrong_is_said_at_once(ana, sold):
    with cast.refused(Invalid) as refused:
        actions.open_change(
            ana, cast.as_it_is(sold.engagement), title=" ", reason="", price=Decimal("0.005"), overrun=True
        )
    assert {finding.where for finding in refused.value.findings} == {"title", "reason", "price", "label"}


def test_a_draft_is_edited_and_that_can_be_undone(ana, sold):
    draft = cast.changed(sold)
    with cast.records("change.edit") as lines:
        actions.edit(ana, draft, days=70)
    assert change_card(ana, again(draft)).instruments[0].kind == "change-order"
    undo(ana, lines[0].seq)
    assert again(draft).days == 14
    with cast.refused(Invalid, "ten years"):
        actions.edit(ana, again(draft), days=99_999)
    with cast.refused(Stale):
        actions.edit(ana, draft, days=7)


def test_a_draft_may_say_nothing_yet_and_is_asked_for_once_something_changes(ana, sold):
    """It may be shaped first, and what it comes to is known then."""
    draft = cast.changed(sold, days=0)
    assert change_card(ana, again(draft)).booking.kind == "none"
    with cast.refused(Invalid, "Nothing changes"):
        actions.ask(ana, again(draft))


def test_asking_fixes_what_it_needs_and_tells_the_leadership(ana, dora, sold):
    draft = cast.changed(sold, **RISK)
    with cast.records("change.ask"):
        asked = actions.ask(ana, draft)
    assert asked.open_needs == ("customer-confirms", "leadership-approves")
    deliver_waiting()
    assert any("waits for you" in note for note in notices("dora"))
    with cast.refused(WrongTime, "only a draft"):
        actions.edit(ana, asked, days=3)
    with cast.refused(WrongTime):
        actions.ask(ana, asked)


def test_it_is_in_force_with_the_last_thing_that_it_needs(ana, dora, sold):
    asked = actions.ask(ana, cast.changed(sold, **RISK))
    with cast.records("change.approve"):
        half = actions.approve(dora, asked, note="Two weeks at most.")
    assert half.state == "asked"
    with cast.refused(WrongTime, "does not wait for this"):
        actions.approve(dora, half)
    with cast.records("change.confirm"):
        done = actions.confirm(ana, half, note="Mail of Grace Hall, kept on the epic.", on=TODAY)
    assert (done.state, done.open_needs) == ("in-force", ())
    deliver_waiting()
    assert any("is in force" in note for note in notices("ana"))
    card = change_card(ana, again(done))
    assert [given.by for given in card.consents] == ["Dora Castellan", "Ana Ferreira"]
    for verb, given in (("withdraw", {}), ("refuse", {"note": "No."}), ("redraft", {})):
        with cast.refused(WrongTime):
            VERBS[f"change.{verb}"].function(ana, done, **given)


def test_an_order_is_signed_by_both(finn, sam, order, ana):
    with cast.refused(Forbidden, "record signatures"):
        actions.sign(sam, order, customer="Grace", firm="Finn Marlowe", on=TODAY, note="The case.")
    for wrong, where in (
        ({"note": " "}, "note"),
        ({"firm": ""}, "firm"),
        ({"on": timezone.localdate() + timedelta(2)}, "on"),
    ):
        given = {
            "customer": "Grace Hall",
            "firm": "Finn Marlowe",
            "on": TODAY,
            "note": "The case.",
            **wrong,
        }
        with cast.refused(Invalid) as refused:
            actions.sign(finn, order, **given)
        assert refused.value.findings[0].where == where
    with cast.refused(WrongTime, "does not wait"):
        actions.confirm(ana, order, note="Mail.", on=TODAY)
    with cast.records("change.sign"):
        done = actions.sign(
            finn, order, customer="Grace Hall", firm="Finn Marlowe", on=TODAY, note="Legal case."
        )
    card = change_card(ana, again(done))
    assert (card.state, card.booking.kind, card.booking.amount) == ("in-force", "new-opportunity", 15_000)
    assert card.after - card.before == 15_000


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("Sam Adeyemi", "Sales never signs"),  # account executive
        ("Nobody Known", "is nobody who signs for the firm"),
        ("Dora Castellan", "may sign up to USD 50,000.00"),  # the practice's limit for a director
        ("Rita Okafor", "lets nobody of Rita Okafor's roles sign"),
    ],
)
def test_for_the_firm_signs_whose_authority_reaches(named, why, finn, order):
    with cast.refused(Invalid, why) as refused:
        actions.sign(finn, order, customer="Grace Hall", firm=named, on=TODAY, note="The case.")
    (finding,) = refused.value.findings
    assert (finding.where, "Finn Marlowe" in finding.fix) == ("firm", True)
    assert again(order).state == "asked"


def test_whoever_opened_a_change_does_not_sign_it_for_the_firm(finn, order):
    Change.objects.filter(pk=order.pk).update(opened_by=finn.user_id)
    with cast.refused(Invalid, "Finn Marlowe drew it up.*does not sign it"):
        actions.sign(finn, again(order), customer="Grace", firm="Finn Marlowe", on=TODAY, note="The case.")


def test_a_signatory_of_the_firm_signs_within_their_own_limit(ana, finn, sold, order):
    cast.signatory(sold.engagement, "firm", person=cast.person("finn"), up_to=Decimal(1_000))
    with cast.refused(Invalid, "may sign up to USD 1,000.00"):
        actions.sign(finn, order, customer="Grace", firm="Finn Marlowe", on=TODAY, note="The case.")


def confirmed(change: Change) -> Change:
    return again(actions.confirm(cast.actor("ana"), change, note="Mail of Grace Hall.", on=TODAY))


@pytest.mark.django_db(transaction=True)
def test_of_two_extensions_confirmed_at_the_same_moment_one_is_an_order():
    cast.signable(firm := cast.firm())
    ana = cast.actor("ana")
    asked = [actions.ask(ana, cast.changed(firm, days=days)) for days in (40, 41)]
    found = at_once(*(lambda one=one: confirmed(Change.objects.get(pk=one.pk)) for one in asked))
    assert {type(one) for one in found} == {Change, WrongTime}
    assert sorted(Change.objects.values_list("state", flat=True)) == ["asked", "in-force"]


def test_a_second_extension_is_counted_with_the_first(ana, sold):
    confirmed(actions.ask(ana, cast.changed(sold, days=49)))
    second = actions.ask(ana, cast.changed(sold, days=49))
    assert second.open_needs == ("both-sign",)
    assert "comes to 98 days" in change_card(ana, again(second)).instruments[0].why[0]
    assert needs_of(ana, sold.engagement, days=12).instruments[0].kind == "change-order"
    assert needs_of(ana, sold.engagement, days=11).instruments[0].kind == "confirmation"
    with cast.refused(WrongTime, "does not wait"):
        confirmed(second)
    signed(again(second))
    # What both have signed is the new end; it is counted from there.
    assert needs_of(ana, sold.engagement, days=49).instruments[0].kind == "confirmation"


def test_two_extensions_side_by_side_are_counted_together_too(ana, sold):
    first, second = (actions.ask(ana, cast.changed(sold, days=49)) for _ in range(2))
    confirmed(first)
    with cast.refused(WrongTime, "moves by 98 days, and that is a change order"):
        confirmed(again(second))
    assert again(second).consents == []
    anew = actions.ask(ana, actions.redraft(ana, again(second)))
    assert anew.open_needs == ("both-sign",)


def test_nobody_approves_what_they_opened(dora, ana, sold):
    opened = cast.changed(sold, **RISK)
    Change.objects.filter(pk=opened.pk).update(opened_by=dora.user_id)
    asked = actions.ask(ana, again(opened))
    with cast.refused(Forbidden, "You opened this"):
        actions.approve(dora, asked)
    for who in ("ana", "theo", "sam"):
        with cast.refused(Forbidden):
            actions.approve(cast.actor(who), asked)


def test_back_to_the_draft_what_was_given_lapses(ana, dora, sold):
    half = actions.approve(dora, actions.ask(ana, cast.changed(sold, **RISK)))
    with cast.records("change.redraft"):
        draft = actions.redraft(ana, half, note="They want less.")
    assert (draft.state, draft.verdict, draft.consents) == ("draft", None, [])


def test_it_is_refused_with_a_reason_and_withdrawn_without(ana, dora, sold, order):
    with cast.refused(Invalid):
        actions.refuse(dora, order, note=" ")
    with cast.records("change.refuse"):
        assert actions.refuse(dora, order, note="Not in this quarter.").state == "refused"
    draft = cast.changed(sold)
    with cast.records("change.withdraw"):
        assert actions.withdraw(ana, draft).state == "withdrawn"


def test_a_change_to_a_sow_that_was_replaced_is_opened_anew(ana, sold):
    draft = cast.changed(sold)
    cast.signed_anew(draft.sow)
    with cast.refused(WrongTime, "was replaced"):
        actions.ask(ana, again(draft))


def test_what_it_would_need_is_told_without_keeping_anything(ana, carl, max, sold):
    found = needs_of(ana, sold.engagement, days=49)
    assert ([one.kind for one in found.instruments], found.booking.kind) == (["confirmation"], "none")
    assert not Change.objects.exists()
    for who in (carl, max):
        with pytest.raises(Forbidden):
            needs_of(who, sold.engagement, days=49)
    with pytest.raises(Invalid):
        needs_of(ana, sold.engagement)


def test_strangers_and_customers_see_none(carl, max, order):
    for who in (carl, max):
        assert not changes(who).exists()


def signed(change: Change) -> Change:
    said = {"customer": "Grace Hall", "firm": "Finn Marlowe", "on": TODAY, "note": "Legal case."}
    return again(actions.sign(cast.actor("finn"), change, **said))


def test_before_a_change_stands_what_is_in_force_already(ana, sold, order):
    """+15,000 in force, then 5,000 less: of what stands with both of them."""
    base = change_card(ana, again(order)).before
    first = signed(order)
    less = actions.ask(ana, cast.changed(sold, days=0, price=Decimal(-5_000), hours=Decimal(-8)))
    card = change_card(ana, again(less))
    assert (card.before, card.after) == (base + 15_000, base + 10_000)
    listed = changes(ana, engagement=sold.engagement)
    assert [change_card(ana, row).before for row in listed] == [base + 15_000, base]
    text = words_of(paper(ana, again(less)).content, "pdf")
    assert f"USD {base + 15_000:,.2f}" in text
    assert f"Total after this order: USD {base + 10_000:,.2f}" in text
    was = Decimal(less.sow.estimate.figures["estimate"]["hours"])
    assert f"{was + 45:,.2f}".rstrip("0").rstrip(".") + " h" in text
    signed(again(less))
    # What was signed says what it said, whatever came into force after it.
    assert change_card(ana, again(first)).after == base + 15_000


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_paper_says_the_totals_and_nothing_inside(kind, ana, order):
    made = paper(ana, again(order), kind=kind)
    assert made.content == paper(ana, again(order), kind=kind).content
    assert made.name == f"{order.name}.{kind}"
    text = words_of(made.content, kind)
    card = change_card(ana, again(order))
    for said in (
        f"{card.before:,.2f}",
        f"{card.after:,.2f}",
        "15,000.00",
        "Change Order",
        "Northwind Freight",
    ):
        assert said in text, said
    assert "opportunity" not in text and "margin" not in text
    with pytest.raises(Invalid):
        paper(ana, again(order), kind="exe")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_paper_says_its_number_and_who_answers_for_it(kind, ana, sold):
    """em-process 2.8: project manager, engagement manager, reason, what moves, the kind of billing."""
    pm = cast.person("dan")
    asked = actions.ask(ana, cast.changed(sold, scope=True, switch=True, pm=pm))
    text = " ".join(words_of(paper(ana, again(asked), kind=kind).content, kind).split())
    for said in (asked.name, "Engagement manager", "Ana Ferreira", "Project manager", pm.name,
                 "Activities or deliverables change", "Time and materials", "Fixed fee",
                 "The pilot group was late.", "+14 days"):  # fmt: skip
        assert said in text, said


UNTIL = date(2026, 12, 31)
EARLY = {"title": "Kickoff", "reason": "The team is free.", "text": "Workshops.", "hours": Decimal(24),
         "until": UNTIL, "unsigned": True}  # fmt: skip


@pytest.fixture
def early(firm):
    return actions.open_change(cast.actor("ana"), firm.engagement, **EARLY)


def test_work_at_risk_is_put_on_record_before_there_is_a_sow(ana, dora, firm, early):
    assert (early.sow, early.state, early.until) == (None, "draft", UNTIL)
    with cast.records("change.edit"):
        draft = actions.edit(ana, early, hours=Decimal(30))
    with cast.records("change.ask"):
        asked = actions.ask(ana, again(draft))
    assert asked.open_needs == ("leadership-approves",)
    with cast.records("change.approve"):
        done = actions.approve(dora, again(asked), note="Until the year ends.")
    card = change_card(ana, again(done))
    assert (card.state, card.booking.kind, card.until, card.sow) == ("in-force", "none", UNTIL, None)


@pytest.mark.parametrize("who", ["sam", "theo", "dora", "cora", "finn", "alma", "max", "carl"])
def test_others_record_no_work_at_risk(who, firm, request):
    with cast.refused(Forbidden, "open a change"):
        actions.open_change(request.getfixturevalue(who), firm.engagement, **EARLY)


def test_before_there_is_a_sow_it_says_what_is_risked_and_nothing_else(ana, firm):
    with cast.refused(WrongTime, "shape the estimate anew"):
        actions.open_change(ana, firm.engagement, **{**EARLY, "unsigned": False})
    with cast.refused(Invalid) as refused:
        more = {"price": Decimal(5), "days": 7, "scope": True, "text": " ", "until": None}
        actions.open_change(ana, firm.engagement, **{**EARLY, **more})
    assert {one.where for one in refused.value.findings} == {"price", "days", "scope", "text", "until"}
    assert not Change.objects.exists()


def test_what_makes_no_sense_before_there_is_a_sow_is_refused(ana, dora, finn, firm, early):
    with cast.refused(WrongTime, "before there is a SOW"):
        shape(ana, early, answers="projects = 3000")
    with pytest.raises(WrongTime, match="no paper"):
        paper(ana, again(early))
    asked = actions.ask(ana, again(early))
    with cast.refused(WrongTime, "before there is a SOW"):
        actions.confirm(ana, asked, note="Mail.", on=TODAY)
    with cast.refused(WrongTime, "before there is a SOW"):
        actions.sign(finn, asked, customer="Grace", firm="Finn Marlowe", on=TODAY, note="The case.")
    Change.objects.filter(pk=asked.pk).update(opened_by=dora.user_id)
    with cast.refused(Forbidden, "You opened this"):
        actions.approve(dora, again(asked))


def test_it_ends_with_the_signature_of_the_sow(ana, dora, firm, early):
    asked = actions.ask(ana, again(early))
    cast.signable(firm)
    assert not change_card(ana, again(asked)).is_over
    cast.signed(firm.engagement)
    assert change_card(ana, again(asked)).is_over
    with cast.refused(WrongTime, "nothing is at risk any more"):
        actions.approve(dora, again(asked))
    assert actions.withdraw(ana, again(asked)).state == "withdrawn"
