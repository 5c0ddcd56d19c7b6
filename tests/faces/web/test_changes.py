"""Changes to work that was sold, on their pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairlead.apps.books import actions as books
from fairlead.apps.changes import actions
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.states import EXCEPTIONS
from fairlead.apps.people import actions as people
from fairlead.apps.redlines.models import Markup
from fairlead.apps.signing.models import Sending
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
from fairlead.engines.changing import LABELS
from fairlead.faces.web.templatetags.ui import signed
from tests import cast
from tests.apps.changes.shaping import again, asked, shaped
from tests.apps.changes.shaping import signed as signed_by_record
from tests.apps.redlines import coming


@pytest.fixture
def sold(firm):
    cast.signable(firm)
    return firm


def at(firm, rest=""):
    return f"/engagements/{firm.engagement.pk}/changes{rest}"


DRAFT = {"title": "More teams", "reason": "Two teams more.", "price": "15000", "hours": "45", "scope": "1"}


def test_a_change_goes_from_its_draft_to_the_signatures(sold, visit):
    ana, finn = visit("ana"), visit("finn")
    assert "Nothing was changed yet." in ana.get(at(sold)).content.decode()
    sent = ana.post(at(sold, "/new"), DRAFT, follow=True).content.decode()
    change = Change.objects.get()
    for said in ("More budget is a change order.", "A new opportunity", "15,000.00", "Both parties sign"):
        assert said in sent, said
    assert "Both have signed" not in sent
    ana.post(f"/do/change.ask/{change.pk}", {"version": change.version})
    page = finn.get(f"/changes/{change.pk}").content.decode()
    assert "Both have signed" in page and "Waits: Both parties sign" in page
    given = {"verb": "change.sign", "customer": "Grace Hall", "firm": "", "on": "2026-11-20", "note": "Case."}
    wrong = finn.post(f"/changes/{change.pk}", given)
    assert wrong.status_code == 422 and "A signature has a name." in wrong.content.decode()
    sales = finn.post(f"/changes/{change.pk}", {**given, "firm": "Sam Adeyemi"})
    assert sales.status_code == 422 and "Sales never signs" in sales.content.decode()
    done = finn.post(f"/changes/{change.pk}", {**given, "firm": "Finn Marlowe"}, follow=True).content.decode()
    assert "In force" in done and "Grace Hall for the customer" in done
    assert "More teams" in ana.get(at(sold)).content.decode()


def test_a_second_change_starts_from_what_the_first_came_to(sold, visit):
    first = actions.ask(cast.actor("ana"), cast.changed(sold, price=Decimal(15_000)))
    said = {"customer": "Grace Hall", "firm": "Finn Marlowe", "on": date(2026, 11, 20), "note": "Case."}
    actions.sign(cast.actor("finn"), first, **said)
    second = cast.changed(sold, days=0, price=Decimal(-5_000))
    page = visit("ana").get(f"/changes/{second.pk}").content.decode()
    total = second.sow.price
    assert f"{total + 15_000:,.2f}" in page and f"{total + 10_000:,.2f}" in page


def test_a_second_extension_says_why_it_takes_an_order(sold, visit):
    ana = cast.actor("ana")
    actions.confirm(ana, actions.ask(ana, cast.changed(sold, days=49)), note="Mail.", on=date(2026, 11, 20))
    page = visit("ana").get(f"/changes/{cast.changed(sold, days=49).pk}").content.decode()
    assert "comes to 98 days" in page and "Both parties sign" in page


def test_a_draft_is_edited_and_its_paper_is_saved(sold, visit):
    change, ana = cast.changed(sold), visit("ana")
    form = ana.get(f"/changes/{change.pk}/edit").content.decode()
    assert 'value="14"' in form
    sent = {**DRAFT, "price": "", "hours": "", "days": "70", "version": change.version}
    page = ana.post(f"/changes/{change.pk}/edit", sent, follow=True).content.decode()
    assert "about two months" in page
    paper = ana.get(f"/changes/{change.pk}/paper.docx")
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert ana.get(f"/changes/{change.pk}/paper.exe").status_code == 422


def test_the_project_manager_is_chosen_and_stands_on_the_page(sold, visit):
    people.grant(cast.actor("dora"), cast.person("dan"), role=Role.PROJECT_MANAGER)
    sent = {**DRAFT, "pm": str(cast.person("dan").pk)}
    page = visit("ana").post(at(sold, "/new"), sent, follow=True).content.decode()
    assert "Project manager" in page and "Dan Whitlock" in page
    change = Change.objects.get()
    form = visit("ana").get(f"/changes/{change.pk}/edit").content.decode()
    assert f'value="{cast.person("dan").pk}" selected' in form


def test_what_is_wrong_stands_at_its_field(sold, visit):
    answer = visit("ana").post(at(sold, "/new"), {**DRAFT, "overrun": "1", "title": ""})
    assert answer.status_code == 422
    assert "which exception it is" in answer.content.decode()
    assert not Change.objects.exists()


def test_others_look_and_customers_do_not(sold, visit):
    change = actions.ask(cast.actor("ana"), cast.changed(sold))
    page = visit("sam").get(f"/changes/{change.pk}").content.decode()
    assert "Withdraw" not in page and "The customer has confirmed" not in page
    assert visit("sam").get(at(sold, "/new")).status_code == 403
    for who in ("carl", "max"):
        assert visit(who).get(f"/changes/{change.pk}").status_code == 404
        assert visit(who).get(at(sold)).status_code == 404


TRIED = {"q1": "projects", "v1": "3000"}


def test_a_change_is_tried_on_what_was_sold_and_kept(sold, visit):
    change, ana = cast.changed(sold), visit("ana")
    page = ana.get(f"/changes/{change.pk}/shape").content.decode()
    assert "Nothing is tried yet" in page and "(2500)" in page
    tried = ana.get(f"/changes/{change.pk}/shape", TRIED).content.decode()
    for said in ("152,147.50", "Make it the change", "3,000 projects"):
        assert said in tried, said
    assert Change.objects.get().estimate is None
    kept = ana.post(f"/changes/{change.pk}/shape", {**TRIED, "version": change.version}, follow=True)
    page = kept.content.decode()
    for said in ("Shape anew", "152,147.50", "Running of the waves", "?v=2"):
        assert said in page, said
    version = ana.get(f"/engagements/{sold.engagement.pk}/estimate?v=2").content.decode()
    assert "Send for review" in version
    edit = ana.get(f"/changes/{change.pk}/edit").content.decode()
    assert 'name="title"' in edit and 'name="price"' not in edit


def test_what_is_wrong_with_a_shape_is_said_and_nothing_is_kept(sold, visit):
    change, ana = cast.changed(sold), visit("ana")
    for sent in ({"discount": "x"}, {"leave": "kickoff"}, {"version": change.version}):
        answer = ana.post(f"/changes/{change.pk}/shape", sent)
        assert answer.status_code == 422, sent
    stale = ana.post(f"/changes/{change.pk}/shape", {**TRIED, "version": change.version + 1})
    assert stale.status_code == 412
    assert visit("sam").get(f"/changes/{change.pk}/shape").status_code == 403
    assert visit("carl").get(f"/changes/{change.pk}/shape").status_code == 404
    assert Change.objects.get().estimate is None


def test_an_amended_sow_is_stamped_and_signed_on_the_page_of_its_change(sold, visit):
    change = asked(sold)
    ana, lea, finn = visit("ana"), visit("lea"), visit("finn")
    page, sow = f"/changes/{change.pk}", change.makes
    first = ana.get(page).content.decode()
    assert f"Who agrees to {sow.code}" in first and "Take a marked copy back" in first
    ana.post(f"/do/sow.submit/{sow.pk}", {"version": sow.version})
    step = cast.review_of(sold.engagement, "finance")
    assert "Price changed from 145,382.50 USD" in (finance := finn.get(page).content.decode())
    assert "Approve" in finance
    finn.post(f"/do/review.approve/{step.pk}", {"version": step.version})
    cast.agreed(sold.engagement)
    stamp = cast.review_of(sold.engagement, "legal")
    if stamp.state == "waiting":
        lea.post(f"/do/review.approve/{stamp.pk}", {"version": stamp.version})
    named = ana.post(
        f"/engagements/{sold.engagement.pk}/signatories/new?side=customer&of={sow.pk}",
        {"side": "customer", "name": "Grace Hall", "basis": "officer", "email": "grace@northwind.example"},
    )
    assert named.headers["Location"] == f"{page}#signing-title"
    cast.signatory(sold.engagement, "firm")
    ana.post(f"/do/sow.send/{sow.pk}", {"version": sow.version})
    sending = Sending.objects.get(sow=sow)
    assert "Awaited: Grace Hall, Finn Marlowe." in ana.get(page).content.decode()
    mine = cast.signature_of(sending, "firm")
    about = finn.get(f"/signatures/{mine.pk}").content.decode()
    assert "145,382.50" in about and "152,147.50" in about and f"{change.sow.code} by {change.name}" in about
    said = {"version": mine.version, "sha256": sending.sha256, "name": "Finn Marlowe", "agree": "1"}
    assert (
        finn.post(f"/signatures/{mine.pk}", {**said, "act": "give"}).headers["Location"]
        == f"{page}#signing-title"
    )
    row, grace = cast.link_of(sending)
    cast.gives(grace, row)
    deliver_waiting()
    assert again(change).state == "in-force"
    assert "SHA-256" in ana.get(page).content.decode()
    tab = ana.get(f"/engagements/{sold.engagement.pk}/agree").content.decode()
    assert f"To {change.name}" in tab and "Everyone has signed" in tab
    assert "$152,148" in tab.partition('class="facts"')[2].partition("Ball with")[0]


def test_what_a_change_made_is_booked_by_the_change(sold, visit, ana):
    books.book(ana, cast.collected(sold.engagement), reason="value")
    change = signed_by_record(asked(sold))
    at_order = f"/engagements/{sold.engagement.pk}/order"
    page = visit("ana").get(at_order).content.decode()
    assert f"Nothing is collected for {change}" in page and f"for {change.amended.code} yet" not in page
    visit("ana").post(f"{at_order}/new?change={change.pk}", {"way": "direct", "change": change.pk})
    page = visit("sam").get(at_order).content.decode()
    assert "Give evidence" in page and "6,765.00" in page


def test_a_marked_copy_of_what_a_change_proposes_is_taken_back(sold, visit):
    change = asked(sold)
    sent = {"file": SimpleUploadedFile("marked.docx", coming.marked(change.makes)), "sender": "Grace"}
    done = visit("ana").post(f"/engagements/{sold.engagement.pk}/markups", sent, follow=True)
    assert done.status_code == 200
    assert Markup.objects.get().sow == change.makes


@pytest.mark.parametrize(
    ("value", "said"), [("-0.002", "0"), ("-0.05", "−0.05"), ("0.75", "+0.75"), ("3", "+3")]
)
def test_a_change_that_rounds_to_nothing_has_no_minus(value, said):
    assert signed(Decimal(value)) == said


def test_an_exception_is_named_and_not_only_by_its_label(sold, visit):
    change = cast.changed(sold, overrun=True, label="WE-scoping")
    page = visit("ana").get(f"/changes/{change.pk}").content.decode()
    assert "Scoping: the scope was misjudged before the sale (WE-scoping)" in page
    assert set(EXCEPTIONS) == set(LABELS)


def test_the_checks_before_signature_are_of_the_one_that_the_change_makes(sold, visit):
    change = asked(sold)
    page = visit("ana").get(f"/changes/{change.pk}").content.decode()
    assert f"What a reader would trip over in {change.amended.title}" in page
    agree = visit("ana").get(f"/engagements/{sold.engagement.pk}/agree").content.decode()
    assert f"What a reader would trip over in {change.sow.title}" in agree


def test_before_it_is_asked_for_the_checks_are_of_what_its_estimate_comes_to(sold, visit):
    change = shaped(sold)
    page = visit("ana").get(f"/changes/{change.pk}").content.decode()
    assert f"in the statement of work that estimate v{change.estimate.number} would come to" in page


def test_work_at_risk_is_recorded_on_its_page_before_there_is_a_sow(firm, visit):
    ana, dora = visit("ana"), visit("dora")
    assert "Record work at risk" in ana.get(at(firm)).content.decode()
    form = ana.get(at(firm, "/new")).content.decode()
    assert "What is risked" in form and "Change of the total" not in form
    said = {"title": "Kickoff", "reason": "The team is free.", "text": "Two workshops.", "hours": "24",
            "until": "2026-12-31", "unsigned": "1"}  # fmt: skip
    page = ana.post(at(firm, "/new"), said, follow=True).content.decode()
    assert "Hours at risk" in page and "paper.pdf" not in page and "Shape it" not in page
    change = Change.objects.get()
    ana.post(f"/do/change.ask/{change.pk}", {"version": change.version})
    dora.post(f"/do/change.approve/{change.pk}", {"version": again(change).version, "note": ""})
    assert "In force" in dora.get(f"/changes/{change.pk}").content.decode()
    assert dora.get(f"/changes/{change.pk}/paper.pdf").status_code == 409
    assert visit("carl").get(f"/changes/{change.pk}").status_code == 404
