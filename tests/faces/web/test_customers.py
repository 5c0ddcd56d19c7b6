"""The pages of the customer's own people: what is theirs, in their words, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.redlines import actions
from fairlead.apps.redlines.models import Markup, Redline
from fairlead.faces.web.places import CUSTOMERS
from tests import cast
from tests.apps.redlines import coming
from tests.apps.redlines.test_customers import INSIDE, QUESTION, asked, before_them, returned, row_of, settled
from tests.faces.web.addresses import NAMES, SIGN_IN, fill

# What the firm says among itself, and a customer has no use for.
FIRMS = ("SHA-256", "sha256", "P90", "Segment", "Ent_", "Ball with", "In stage", "EM status", "Board", "RAID",
         "My tokens", "/accounts", "/board", "Drawn up", "Margin")  # fmt: skip


@pytest.fixture
def sow(firm):
    return before_them(firm)


@pytest.fixture
def carls(visit):
    return visit("carl")


def text(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(answer.content.decode().split())


def give(client, sow, data, **headers):
    file = SimpleUploadedFile("ours.docx", data)
    return client.post(f"/sows/{sow.pk}/return", {"file": file}, headers=headers)


@pytest.mark.parametrize("name", sorted(set(NAMES) - SIGN_IN - CUSTOMERS))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_that_is_no_business_of_theirs_is_not_there(name, method, firm, carls):
    assert getattr(carls, method)(fill(name, firm)).status_code == 404


def test_the_pages_that_are_theirs_are_pages():
    assert set(NAMES) >= CUSTOMERS


def test_no_page_of_theirs_shows_what_is_for_the_firm(sow, carls):
    copy = settled(take(sow))
    question = ask(sow)
    pages = ["/", f"/engagements/{sow.engagement_id}/agree", f"/engagements/{sow.engagement_id}/risks",
             f"/markups/{copy.pk}", f"/markups/{question.pk}", "/nowhere"]  # fmt: skip
    for address in pages:
        page = text(carls, address, 404 if address == "/nowhere" else 200)
        assert [word for word in FIRMS if word in page] == [], address


def take(sow):
    return returned(cast.actor("carl"), sow)


def ask(sow):
    """A question about the version that stands, once it is before them."""
    sow = coming.fresh(cast.sow_of(sow.engagement))
    if sow.shared_at is None:
        agreements.share(cast.actor("ana"), sow)
    return asked(cast.actor("carl"), coming.fresh(sow))


def test_their_desk_says_what_is_asked_by_when_and_whom_to_ask(firm, ana, carls):
    assert "0 things are asked of you" in text(carls, "/")
    sow = coming.sent(firm)
    day = timezone.localdate() + timedelta(days=5)
    agreements.share(ana, sow, until=day)
    page = text(carls, "/")
    assert "1 thing is asked of you" in page
    assert f"Read {sow.title}" in page
    assert f"by {day:%m/%d/%Y}" in page
    assert "mailto:ana@harbour.example" in page
    assert f"/engagements/{sow.engagement_id}/agree" in page


def test_the_firm_puts_a_version_before_them_with_the_day(firm, visit, carls):
    sow, ana = coming.sent(firm), visit("ana")
    agree = f"/engagements/{sow.engagement_id}/agree"
    assert f"/sows/{sow.pk}/share" in text(ana, agree)
    assert "Nothing to read yet" in text(carls, agree)
    day = timezone.localdate() + timedelta(days=5)
    done = ana.post(f"/sows/{sow.pk}/share", {"version": sow.version, "until": day.isoformat()})
    assert (done.status_code, done.headers["Location"]) == (302, agree)
    page = text(ana, agree)
    assert f"/sows/{sow.pk}/share" not in page
    assert "before the customer since" in page
    assert "Return a marked copy" in text(carls, agree)


@pytest.mark.parametrize("who", ["sam", "cora", "dora"])
def test_others_of_the_firm_do_not(who, firm, visit):
    sow = coming.sent(firm)
    client = visit(who)
    assert f"/sows/{sow.pk}/share" not in text(client, f"/engagements/{sow.engagement_id}/agree")
    assert client.post(f"/sows/{sow.pk}/share", {"version": sow.version}).status_code == 403
    assert coming.fresh(sow).shared_at is None


def agree(client, sow):
    return client.post(
        f"/do/sow.agree/{sow.pk}", {"version": coming.fresh(sow).version, "note": "<b>Go</b> on."}
    )


def test_they_agree_to_it_as_it_stands_and_both_read_who_did(sow, carls, visit):
    pages = (f"/engagements/{sow.engagement_id}/agree", f"/sows/{sow.pk}/read")
    for page in pages:
        assert f'action="/do/sow.agree/{sow.pk}"' in text(carls, page)
        assert "sow.agree" not in text(visit("ana"), page)
    assert "Agreeing is no signature" in text(carls, pages[0])
    assert agree(carls, sow).status_code == 302
    for page in pages:
        theirs, ours = text(carls, page), text(visit("ana"), page)
        assert "Carl Jensen agreed to it as it stands" in theirs
        assert "Carl Jensen of the customer agrees to it as it stands" in ours
        assert "&lt;b&gt;Go&lt;/b&gt; on." in theirs and "&lt;b&gt;Go&lt;/b&gt; on." in ours
        assert "sow.agree" not in theirs
    assert "0 things are asked of you" in text(carls, "/")


def test_what_they_ask_after_they_agreed_is_read_beside_it(sow, carls, visit):
    agree(carls, sow)
    question = ask(sow)
    for client in (carls, visit("ana")):
        for page in (f"/engagements/{sow.engagement_id}/agree", f"/sows/{sow.pk}/read"):
            said = text(client, page)
            assert said.index("as it stands, ") < said.index("After that Carl Jensen asked:")
            assert f"/markups/{question.pk}" in said


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_the_firm_does_not_agree_for_them(who, sow, visit):
    assert agree(visit(who), sow).status_code == 403
    assert coming.fresh(sow).agreed == []


def test_they_return_a_copy_and_see_that_it_came_in(sow, carls, visit):
    assert "Return it" in text(carls, f"/sows/{sow.pk}/return")
    done = give(carls, sow, coming.marked(sow))
    row = Markup.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"/markups/{row.pk}")
    page = text(carls, f"/markups/{row.pk}")
    assert "once all of them are answered" in page
    assert coming.WANTED not in page
    assert "ours.docx" in text(carls, f"/engagements/{sow.engagement_id}/agree")
    assert "of the customer" in text(visit("ana"), f"/markups/{row.pk}")


def test_what_is_wrong_with_a_file_is_said_in_its_place(sow, carls):
    give(carls, sow, coming.marked(sow))
    again = give(carls, sow, bytes(Markup.objects.get().original.content), HX_Request="true")
    assert again.status_code == 422
    assert "The very same file came in" in again.content.decode()
    done = give(carls, sow, b"%PDF-1.7", HX_Request="true")
    page = text(carls, done.headers["HX-Redirect"])
    assert "Cannot be read" in page
    assert "PDF" in page


def test_once_it_is_settled_they_read_what_became_of_it(sow, carls):
    copy = settled(take(sow))
    page = text(carls, f"/markups/{copy.pk}")
    assert "Answered" in page
    assert "Our standard stands." in page
    assert "They go into the deliverables." in page
    assert INSIDE not in page
    for form, status in {"docx": 200, "pdf": 200, "tracked": 403}.items():
        assert carls.get(f"/markups/{copy.pk}/answer.{form}").status_code == status
    assert carls.get(f"/markups/{copy.pk}/file").status_code == 404


def test_before_that_there_is_no_answer_to_download(sow, carls):
    assert carls.get(f"/markups/{take(sow).pk}/answer.docx").status_code == 409


def test_they_ask_about_a_clause_and_read_the_answer(sow, carls, visit, ana):
    assert '<option value="purpose"' in text(carls, f"/sows/{sow.pk}/ask")
    done = carls.post(f"/sows/{sow.pk}/ask", {"text": QUESTION, "clause": "purpose", "version": sow.version})
    assert done.status_code == 302
    row = Markup.objects.get()
    firms = text(visit("ana"), f"/markups/{row.pk}")
    assert "Who of us is &lt;b&gt;meant&lt;/b&gt;" in firms
    assert "sha256" not in firms
    assert "Question of the customer" in text(visit("ana"), f"/engagements/{sow.engagement_id}/markups")
    actions.reply(ana, row_of(row), text=INSIDE, inside=True)
    actions.reply(ana, row_of(row), text="Your <i>project</i> manager.")
    assert ">Answered</span>" in text(visit("ana"), f"/engagements/{sow.engagement_id}/markups")
    page = text(carls, f"/markups/{row.pk}")
    assert "Your &lt;i&gt;project&lt;/i&gt; manager." in page
    assert "&lt;b&gt;meant&lt;/b&gt;" in page
    assert INSIDE not in page


def test_they_ask_on_in_the_thread(sow, carls, visit, ana):
    question = ask(sow)
    actions.reply(ana, row_of(question), text="Your project manager.")
    assert "Ask on" in text(carls, f"/markups/{question.pk}")
    version = {"version": coming.as_it_is(question).version}
    assert carls.post(f"/markups/{question.pk}", {"text": "", **version}).status_code == 422
    done = carls.post(f"/markups/{question.pk}", {"text": "And when he is away?", **version})
    assert (done.status_code, done.headers["Location"]) == (302, f"/markups/{question.pk}")
    page = text(carls, f"/markups/{question.pk}")
    assert page.index("Your project manager.") < page.index("And when he is away?")
    assert "And when he is away?" in text(visit("ana"), f"/markups/{question.pk}")
    assert "Ask on" not in text(visit("ana"), f"/markups/{question.pk}")


def test_a_question_without_words_is_kept_open_at_its_field(sow, carls):
    done = carls.post(f"/sows/{sow.pk}/ask", {"text": "", "clause": ""})
    assert done.status_code == 422
    assert not Redline.objects.exists()


def test_what_is_signed_says_so_and_takes_nothing(firm, carls):
    sow = coming.fresh(cast.signable(firm))
    cast.signed(sow.engagement)
    page = text(carls, f"/engagements/{sow.engagement_id}/agree")
    assert "This document is signed" in page
    assert "Everyone has signed" in page
    assert f"/sows/{sow.pk}/return" not in page
    assert give(carls, sow, coming.marked(sow)).status_code == 409
    assert carls.get(f"/sows/{sow.pk}/ask").status_code == 409


def test_of_another_customer_there_is_nothing(sow, firm, visit, ana):
    copy = take(sow)
    other = cast.accounts.open_account(ana, name="Aurelia Bank")
    contact = cast.accounts.add_contact(ana, other, name="Vera Lund", email="vera@aurelia.example")
    cast.accounts.invite(ana, contact, username="vera", password=cast.PASSWORD)
    vera = visit("vera")
    assert sow.title not in text(vera, "/")
    for address in (f"/sows/{sow.pk}/return", f"/sows/{sow.pk}/ask", f"/markups/{copy.pk}",
                    f"/markups/{copy.pk}/answer.pdf", f"/engagements/{sow.engagement_id}/agree"):  # fmt: skip
        assert vera.get(address).status_code == vera.post(address).status_code == 404, address
