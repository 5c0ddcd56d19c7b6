"""The signature panel of the agree tab, one's own signature, and the page that a signing link opens."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from fairlead.apps.agreements.models import Paper
from fairlead.apps.signing import actions
from fairlead.apps.signing.models import Countersigned, Sending, Signatory, Signature
from fairlead.core import secrets
from tests import cast
from tests.engines.signing import made
from tests.faces.web.test_pages import read

HAND = "M 10 150 L 60 40 L 100 150 L 150 60 L 200 150 L 260 20 L 300 100 L 400 100"


def plain(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.fixture
def out(firm):
    return cast.sent(cast.signable(firm).engagement)


@pytest.fixture
def grace(out):
    """Grace's browser, which knows nothing of the desk."""
    secret = actions.link(cast.actor("ana"), cast.signature_of(out)).secret
    client = Client(REMOTE_ADDR="203.0.113.7", headers={"User-Agent": "Telephone/1.0"})
    client.address = f"/sign/{secret}"
    client.says = {"sha256": out.sha256, "name": "Grace Hall", "agree": "1"}
    return client


def test_from_naming_to_signed_on_the_agree_tab(firm, visit):
    ana, finn = visit("ana"), visit("finn")
    cast.signable(firm)
    page = f"/engagements/{firm.engagement.pk}/agree"
    assert "Not stamped" in plain(ana.get(page))
    cast.stamped(firm.engagement)
    new = f"/engagements/{firm.engagement.pk}/signatories/new"
    said = {"side": "customer", "name": "Grace Hall", "basis": "officer", "up_to": "", "evidence": ""}
    assert ana.post(f"{new}?side=customer", said).status_code == 302
    said = {"side": "firm", "person": cast.person("finn").pk, "basis": "officer"}
    assert ana.post(f"{new}?side=firm", said).status_code == 302
    text = plain(ana.get(page))
    assert "It can be sent for signature." in text
    sow = cast.sow_of(firm.engagement)
    assert ana.post(f"/do/sow.send/{sow.pk}", {"version": sow.version}).status_code == 302
    sending = Sending.objects.get()
    assert "Awaited: Grace Hall, Finn Marlowe." in plain(ana.get(page))
    mine = cast.signature_of(sending, "firm")
    assert f"/signatures/{mine.pk}" in finn.get(page).content.decode()
    step = cast.review_of(firm.engagement, "signer")
    assert "Your signature below answers it." in plain(finn.get(page))
    assert f"/do/review.approve/{step.pk}" not in finn.get(page).content.decode()
    answer = finn.post(f"/signatures/{mine.pk}", {"sha256": sending.sha256, "name": "Finn", "agree": "1"})
    assert answer.status_code == 422
    assert "This is signed as Finn Marlowe." in plain(answer)
    said = {"sha256": sending.sha256, "name": "Finn Marlowe", "agree": "1", "drawn": HAND}
    assert finn.post(f"/signatures/{mine.pk}", said).status_code == 302
    answer = ana.post(f"/signatures/{cast.signature_of(sending).pk}/link", {"days": "14", "version": "1"})
    (address,) = re.findall(r'value="http://testserver(/sign/[^"]+)"', answer.content.decode())
    assert answer.headers["Cache-Control"] == "no-store"
    said = {"sha256": sending.sha256, "name": "Grace Hall", "agree": "1"}
    assert Client().post(address, said).status_code == 302
    assert "Signed by all" in plain(ana.get(page))
    assert Countersigned.objects.count() == 1


def test_an_authority_that_does_not_reach_is_said_before_it_is_sent(firm, visit):
    cast.signable(firm)
    limit = {"basis": "delegated", "evidence": "Policy 7", "up_to": Decimal(100)}
    cast.signatory(firm.engagement, **limit)
    cast.signatory(firm.engagement, "firm")
    sow = cast.stamped(firm.engagement)
    ana = visit("ana")
    said = plain(ana.get(f"/engagements/{firm.engagement.pk}/agree"))
    assert "Grace Hall may sign up to USD 100.00" in said and "It can be sent for signature." not in said
    refused = plain(ana.post(f"/do/sow.send/{sow.pk}", {"version": sow.version}))
    assert "Grace Hall may sign up to USD 100.00" in refused and "signatory" not in refused


def test_whoever_sells_is_not_named_for_the_firm(firm, visit):
    cast.signable(firm)
    new = f"/engagements/{firm.engagement.pk}/signatories/new?side=firm"
    said = {"side": "firm", "person": cast.person("sam").pk, "basis": "officer"}
    offered = visit("ana").get(new).content.decode()
    assert "Sam Adeyemi, " not in offered and "Dora Castellan, " in offered
    answer = visit("ana").post(new, said)
    assert answer.status_code == 422
    assert "Sales never signs" in plain(answer)
    assert not Signatory.objects.exists()


def test_the_link_shows_the_document_its_hash_and_nothing_of_the_firm(grace, out):
    answer = grace.get(grace.address)
    found, text = read(answer.content.decode()), plain(answer)
    assert (answer.status_code, found.offences, found.heads, found.lang) == (200, [], 1, "en")
    for word in (out.sha256, "145,382.50", "Northwind Freight", "I may bind Northwind Freight"):
        assert word in text
    for hidden in ("Finn", "Lea Brandt", "margin", "Officer of the company"):
        assert hidden not in text
    document = grace.get(f"{grace.address}/document.pdf")
    assert document.headers["Content-Type"] == "application/pdf"
    assert document.content == bytes(Paper.objects.get(pk=out.paper_id).content)
    for response in (answer, document):
        assert response.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_signed_by_link_it_keeps_from_where_and_with_what(grace):
    assert grace.post(grace.address, {**grace.says, "drawn": HAND}).status_code == 302
    row = Signature.objects.get(side="customer")
    assert (row.state, row.address, row.agent, row.drawn) == ("signed", "203.0.113.7", "Telephone/1.0", HAND)
    receipt = grace.get(grace.address)
    assert receipt.status_code == 200
    assert "You have signed" in plain(receipt)
    assert "<form" not in receipt.content.decode()


@pytest.mark.parametrize("who", ["ana", "finn"])
def test_who_is_signed_in_for_the_firm_signs_for_no_customer(grace, visit, who):
    mine = visit(who)
    assert mine.get(grace.address).status_code == 200
    for said in (grace.says, {"act": "decline", "note": "No."}):
        answer = mine.post(grace.address, said)
        assert (answer.status_code, "is Grace Hall's to give" in plain(answer).replace("&#x27;", "'")) == (
            403,
            True,
        )
    assert Signature.objects.get(side="customer").state == "awaited"


def test_what_is_missing_stands_at_its_field_and_nothing_is_lost(grace):
    answer = grace.post(grace.address, {"sha256": "0", "name": "Grace Hull", "drawn": HAND})
    text, html = plain(answer), answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "It is not signed yet",
        "This is signed as Grace Hall",
        "Without your consent",
        "not the document",
    ):
        assert said in text
    assert 'value="Grace Hull"' in html
    assert HAND in html


def test_a_used_link_signs_nothing_more_and_then_has_the_signed_document(grace, finn, out):
    grace.post(grace.address, grace.says)
    assert grace.post(grace.address, grace.says).status_code == 410
    cast.gives(finn, cast.signature_of(out, "firm"))
    pages = PdfReader(io.BytesIO(grace.get(f"{grace.address}/document.pdf").content)).pages
    assert len(pages) > out.pages


@pytest.mark.parametrize("path", ["", "/document.pdf"])
def test_links_that_open_nothing(path, grace, ana, out):
    for forged in ("x", "x.y", secrets.new_secret("customer-link"), secrets.new_secret("signing-link")):
        assert grace.get(f"/sign/{forged}{path}").status_code == 404
    Signature.objects.filter(side="customer").update(expires_at=timezone.now() - timedelta(1))
    assert grace.get(grace.address + path).status_code == 410
    Signature.objects.filter(side="customer").update(expires_at=timezone.now() + timedelta(1))
    actions.recall(ana, cast.Sending.objects.get(pk=out.pk), note="A new version.")
    assert grace.get(grace.address + path).status_code == 410
    assert grace.post(grace.address, grace.says).status_code in (404, 410)
    assert Signature.objects.get(side="customer").state == "awaited"


def test_declined_by_link(grace):
    assert grace.post(grace.address, {"act": "decline", "note": ""}).status_code == 422
    assert grace.post(grace.address, {"act": "decline", "note": "Not before May."}).status_code == 302
    assert "You have declined" in plain(grace.get(grace.address))
    assert Sending.objects.get().ended_note == "Grace Hall: Not before May."


def test_what_is_too_much_is_not_read(grace):
    assert grace.post(grace.address, {"name": "x" * 500_000}).status_code == 413


def test_a_file_is_given_in_and_vouched_for(visit, out, finn):
    ana, page = visit("ana"), f"/engagements/{out.sow.engagement_id}/agree"
    upload = SimpleUploadedFile("scan.pdf", made.scanned(out.pages), "application/pdf")
    assert ana.post(f"/sendings/{out.pk}/returned", {"content": upload}).status_code == 302
    text = plain(ana.get(page))
    assert "A person must look" in text
    assert "no machine can say what it reads" in text
    row = Countersigned.objects.get()
    cast.gives(finn, cast.signature_of(out, "firm"))
    said = {"version": 1, "note": "Signed in our office."}
    assert ana.post(f"/do/countersigned.accept/{row.pk}", said).status_code == 403
    assert "Vouch for it" not in plain(ana.get(page))
    rita = visit("rita")
    assert "Vouch for it" in plain(rita.get(page))
    assert rita.post(f"/do/countersigned.accept/{row.pk}", {"version": 1, "note": ""}).status_code == 422
    assert rita.post(f"/do/countersigned.accept/{row.pk}", said).status_code == 302
    kept = ana.get(f"/countersigned/{row.pk}")
    assert kept.content == made.scanned(out.pages)
    assert kept.headers["Content-Disposition"].startswith("attachment")
    wrong = SimpleUploadedFile("sow.pdf", b"PK\x03\x04", "application/pdf")
    answer = ana.post(f"/sendings/{out.pk}/returned", {"content": wrong})
    assert answer.status_code == 409


def test_a_file_without_a_signature_is_not_what_was_sent(visit, out, finn):
    ana, content = visit("ana"), bytes(Paper.objects.get(pk=out.paper_id).content)
    upload = SimpleUploadedFile("signed.pdf", made.rewritten(content), "application/pdf")
    ana.post(f"/sendings/{out.pk}/returned", {"content": upload})
    assert "no signature that we can see" in plain(ana.get(f"/engagements/{out.sow.engagement_id}/agree"))
    row = Countersigned.objects.get()
    cast.gives(finn, cast.signature_of(out, "firm"))
    said = {"version": 1, "note": ""}
    assert visit("rita").post(f"/do/countersigned.accept/{row.pk}", said).status_code == 422


def test_a_page_that_was_left_out_is_named_on_the_page(visit, out):
    ana, content = visit("ana"), bytes(Paper.objects.get(pk=out.paper_id).content)
    short = made.rewritten(content, [place for place in range(out.pages) if place != 4])
    ana.post(
        f"/sendings/{out.pk}/returned", {"content": SimpleUploadedFile("s.pdf", short, "application/pdf")}
    )
    assert "Missing: page 5 (" in plain(ana.get(f"/engagements/{out.sow.engagement_id}/agree"))


def test_no_pdf_is_said_at_its_field(visit, out):
    wrong = SimpleUploadedFile("sow.pdf", b"PK\x03\x04", "application/pdf")
    answer = visit("ana").post(f"/sendings/{out.pk}/returned", {"content": wrong})
    assert answer.status_code == 422
    assert "This is no PDF, whatever its name says." in plain(answer)


def test_strangers_and_customers_find_no_panel(firm, visit, out):
    page = f"/engagements/{firm.engagement.pk}/agree"
    assert "signing-title" not in visit("carl").get(page).content.decode()
    for path in (f"/signatures/{cast.signature_of(out).pk}", f"/sendings/{out.pk}/returned"):
        assert visit("max").get(path).status_code == 404
        assert visit("carl").get(path).status_code == 404


def test_the_customer_gets_the_signed_document(firm, visit, out):
    cast.signed(firm.engagement)
    carl = visit("carl")
    assert "The signed document" in plain(carl.get(f"/engagements/{firm.engagement.pk}/agree"))
    assert carl.get(f"/countersigned/{Countersigned.objects.get().pk}").status_code == 200


def test_hostile_names_stay_words(firm, visit, out):
    Signatory.objects.update(title="<img src=x onerror=alert(1)>")
    Signature.objects.update(note="<script>alert(1)</script>")
    html = visit("ana").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert "<img src=x" not in html
    assert "<script>alert" not in html


def test_the_panel_asks_as_often_whatever_it_shows(firm, visit, out):
    client, page = visit("ana"), f"/engagements/{firm.engagement.pk}/agree"

    def asked():
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        return len(found)

    before = asked()
    for number in range(6):
        cast.signing.name(
            cast.actor("ana"), firm.engagement, side="customer", name=f"Grace {number}", title="VP"
        )
    assert asked() == before
    assert before <= 26
