"""Signatures: given by their own link or signed in, declined, and what all of them come to."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from fairlead.apps.agreements.models import Paper
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.desk.models import Notice
from fairlead.apps.engagements.models import Moment
from fairlead.apps.people import actions as people
from fairlead.apps.signing import actions, queries
from fairlead.apps.signing.keys import PURPOSE, held
from fairlead.apps.signing.models import Countersigned, Sending, Signature
from fairlead.core import secrets
from fairlead.core.actor import bearer, signer, system
from fairlead.core.audit import verify, verify_sealed
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
from fairlead.engines.signing.binding import cut
from tests import cast

HAND = "M 10 150 L 60 40 L 100 150 L 150 60 L 200 150 L 260 20 M 300 100 L 400 100 L 500 120"


@pytest.fixture
def sending(firm):
    return cast.sent(cast.signable(firm).engagement)


def test_the_customer_signs_by_their_link(sending):
    row, grace = cast.link_of(sending)
    with cast.records("signature.give") as lines:
        cast.gives(grace, row, name="  grace   HALL ", drawn=HAND)
    row = Signature.objects.get(pk=row.pk)
    assert (row.state, row.typed, row.drawn, row.sha256) == ("signed", "grace HALL", HAND, sending.sha256)
    assert (row.how, row.address, row.agent) == ("their own link", "203.0.113.7", "Tests/1.0")
    assert "I may bind Northwind Freight" in row.agreed
    assert sending.sha256 in row.agreed
    assert (lines[0].who, lines[0].via) == ("Grace Hall", "link")


def test_the_firm_signs_signed_in_and_that_answers_the_signers_step(finn, sending):
    with cast.records("signature.give", "review.approve"):
        cast.gives(finn, cast.signature_of(sending, "firm"))
    assert cast.review_of(sending.sow.engagement, "signer").state == "approved"


def test_all_have_signed(ana, finn, sending):
    cast.gives(finn, cast.signature_of(sending, "firm"))
    row, grace = cast.link_of(sending)
    verbs = ("signature.give", "countersigned.keep", "sending.complete", "engagement.note-sow")
    with cast.records(*verbs):
        cast.gives(grace, row)
    assert Sending.objects.get().state == "signed"
    assert cast.as_it_is(sending.sow.engagement).sow_state == "signed"
    found = queries.signing(ana, cast.sow_of(sending.sow.engagement))
    assert (found.signed, found.next) == (True, "Everyone has signed. It can be booked.")
    deliver_waiting()
    assert Notice.objects.filter(user__username="ana", text__contains="Everyone has signed").exists()
    assert verify()[1] == ()
    assert verify_sealed() == ()


def test_once_it_is_booked_the_panel_says_that_it_is_won(ana, firm):
    cast.booked(cast.signable(firm).engagement)
    assert queries.signing(ana, cast.sow_of(firm.engagement)).next.endswith(
        "the engagement is closed as won."
    )


def test_the_clock_of_the_stamp_stops_when_the_customer_has_it(ana, sending):
    """Out is not yet in their hands: the first link is. Further links and signatures are no news."""
    assert stops() == 0
    with cast.records("signature.link", "engagement.note-sow"):
        actions.link(ana, cast.signature_of(sending))
    assert stops() == 1
    row, grace = cast.link_of(sending)
    cast.gives(grace, row)
    cast.gives(cast.actor("finn"), cast.signature_of(sending, "firm"))
    assert stops() == 1


def test_out_again_it_is_in_their_hands_again(ana, sending):
    cast.link_of(sending)
    actions.recall(ana, cast.sent(sending.sow.engagement), note="Another name.")
    cast.link_of(cast.sent(sending.sow.engagement))
    assert stops() == 2


def test_where_another_service_sends_it_the_sending_puts_it_in_their_hands(firm, settings):
    settings.SIGNING = "upload"
    cast.sent(cast.signable(firm).engagement)
    assert stops() == 1


def stops() -> int:
    return Moment.objects.filter(what="stamped-sow-sent").count()


def test_the_signed_file_is_the_document_byte_for_byte_and_a_certificate(ana, sending):
    cast.signed(sending.sow.engagement)
    signed = Countersigned.objects.get()
    content, original = bytes(signed.content), bytes(Paper.objects.get(pk=sending.paper_id).content)
    assert content.startswith(original)
    assert cut(content, len(original)) == sending.sha256
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == signed.pages > sending.pages
    # A hash breaks at the end of a line, and where it might have.
    text = "".join(page.extract_text() for page in pages[sending.pages :])
    said = "".join(text.replace("\u200b", "").split())
    last = AuditEntry.objects.filter(verb="signature.give").latest("seq")
    assert signed.head == last.hash
    for word in (
        "Grace Hall, for Northwind Freight", "Finn Marlowe, for Harbour & Line Services", "203.0.113.7",
        sending.sha256, "Officer of the company", f"{last.seq:,} entries", last.hash,
        "Lea Brandt, 20", "Link given out by Ana Ferreira, 20", f"first {len(original):,} bytes",
    ):  # fmt: skip
        assert word.replace(" ", "") in said, word
    alone = queries.certificate(ana, signed)
    assert len(PdfReader(io.BytesIO(alone.content)).pages) == signed.pages - sending.pages
    assert queries.download(ana, signed).sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"sha256": "0" * 64}, "sha256"),
        ({"name": "Carl Jensen"}, "name"),
        ({"name": " "}, "name"),
        ({"agree": False}, "agree"),
        ({"drawn": "M 0 0 L 1 1"}, "drawn"),
        ({"drawn": "<script>"}, "drawn"),
        ({"drawn": HAND + " L 601 20"}, "drawn"),
        ({"drawn": HAND + " L 1 1" * 5_000}, "drawn"),
    ],
)
def test_what_is_no_signature_is_refused(said, where, sending):
    row, grace = cast.link_of(sending)
    with cast.refused(Invalid) as refused:
        cast.gives(grace, row, **said)
    assert [finding.where for finding in refused.value.findings] == [where]


def test_everything_wrong_is_said_at_once(sending):
    row, grace = cast.link_of(sending)
    with cast.refused(Invalid) as refused:
        cast.gives(grace, row, sha256="", name="", agree=False, drawn="x")
    assert {finding.where for finding in refused.value.findings} == {"sha256", "name", "agree", "drawn"}


def test_a_link_is_for_one_signature_and_no_other(sending):
    mine, grace = cast.link_of(sending)
    theirs = cast.signature_of(sending, "firm")
    with cast.refused(Missing):
        cast.gives(grace, theirs)
    with cast.refused(Forbidden, "nobody else's"):
        cast.gives(cast.actor("ana"), mine)
    with cast.refused(Forbidden, "nobody else's"):
        cast.gives(cast.actor("dora"), theirs)
    with cast.refused(Missing):
        cast.gives(bearer("Grace Hall", mine.pk), mine)
    with cast.refused(Forbidden):
        cast.gives(system("somebody tries"), mine)
    with cast.refused(Forbidden, "no agent"):
        cast.gives(replace(cast.actor("finn"), reason="an agent, on behalf of Finn"), theirs)


def test_a_used_link_signs_nothing_more(sending):
    row, grace = cast.link_of(sending)
    cast.gives(grace, row)
    with cast.refused(WrongTime, "signature is signed"):
        cast.gives(grace, Signature.objects.get(pk=row.pk))


def test_an_expired_link_signs_nothing(sending):
    row, grace = cast.link_of(sending)
    Signature.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with cast.refused(WrongTime, "no longer works"):
        cast.gives(grace, row)


def test_a_newer_link_ends_the_one_before(ana, sending):
    first = actions.link(ana, cast.signature_of(sending)).secret
    second = actions.link(ana, cast.signature_of(sending)).secret
    with pytest.raises(Missing):
        held(first)
    assert held(second)[1] == signer("Grace Hall", cast.signature_of(sending).pk)


@pytest.mark.parametrize(
    "forged", ["", "x", "x.y", pytest.param(secrets.new_secret("customer-link"), id="another")]
)
def test_a_forged_link_opens_nothing(forged, sending):
    with pytest.raises(Missing):
        held(forged)


def test_a_secret_of_ours_that_was_never_given_out_opens_nothing(sending):
    with pytest.raises(Missing):
        held(secrets.new_secret(PURPOSE))


@pytest.mark.parametrize("days", [0, 61])
def test_a_link_works_for_a_day_to_sixty(days, ana, sending):
    with cast.refused(Invalid, "1 to 60"):
        actions.link(ana, cast.signature_of(sending), days=days)


def test_the_firms_people_get_no_link(ana, sending):
    with cast.refused(WrongTime, "sign signed in"):
        actions.link(ana, cast.signature_of(sending, "firm"))


@pytest.mark.parametrize("who", ["finn", "dora", "cora", "alma"])
def test_others_give_out_no_link(who, sending, request):
    with cast.refused(Forbidden):
        actions.link(request.getfixturevalue(who), cast.signature_of(sending))


def test_declined_with_a_reason_it_is_out_no_more(ana, sending):
    row, grace = cast.link_of(sending)
    with cast.refused(Invalid):
        actions.decline(grace, row, note="")
    with cast.records("signature.decline", "sending.decline"):
        actions.decline(grace, row, note="Our board meets in May.")
    assert Sending.objects.get().state == "declined"
    deliver_waiting()
    assert Notice.objects.filter(user__username="ana", text__contains="Our board meets in May.").exists()
    with cast.refused(WrongTime):
        cast.gives(cast.actor("finn"), cast.signature_of(sending, "firm"))


def test_who_lost_the_authority_since_it_was_sent_does_not_sign(finn, sending):
    """Another of finance answered the signer's step; Finn's role is another by now."""
    people.grant(system("a test"), cast.person("rita"), role=Role.FINANCE)
    step = cast.review_of(sending.sow.engagement, "signer")
    approvals.approve(cast.actor("rita"), step)
    people.grant(system("a test"), cast.person("finn"), role=Role.CONSULTANT)
    people.revoke(system("a test"), cast.person("finn"), role=Role.FINANCE)
    with cast.refused(Invalid, "lets nobody of Finn Marlowe's roles sign"):
        cast.gives(cast.actor("finn"), cast.signature_of(sending, "firm"))
    assert cast.signature_of(sending, "firm").state == "awaited"


def test_whoever_stamps_does_not_sign(firm, lea):
    """Lea may sign by a practice that lends Legal authority, and still does not, for she stamped."""
    cast.newer_practice(
        "practice.toml", 'role = "finance"\nbasis = "officer"', 'role = "legal"\nbasis = "officer"'
    )
    cast.engagements.adopt(
        cast.actor("ana"), firm.engagement, practice=cast.PracticeVersion.objects.latest("pk")
    )
    sow = cast.signable(firm)
    cast.signatory(sow.engagement, "firm", person=cast.person("lea"))
    sending = cast.sent(sow.engagement)
    with cast.refused(Forbidden, "Whoever stamps does not sign"):
        cast.gives(lea, cast.signature_of(sending, "firm"))


def test_where_the_signers_step_is_anothers_it_comes_first(firm, dora, finn):
    """Dora is named by a practice that lets a director sign any amount; finance answers its step first."""
    cast.newer_practice("practice.toml", 'up_to = "50000.00"', 'up_to = "500000.00"')
    cast.engagements.adopt(
        cast.actor("ana"), firm.engagement, practice=cast.PracticeVersion.objects.latest("pk")
    )
    sow = cast.signable(firm)
    cast.signatory(sow.engagement, "firm", person=cast.person("dora"))
    sending = cast.sent(sow.engagement)
    with cast.refused(WrongTime, "First comes: Authorised officer signs for the firm"):
        cast.gives(dora, cast.signature_of(sending, "firm"))
    cast.approvals.approve(finn, cast.review_of(sow.engagement, "signer"))
    assert cast.gives(dora, cast.signature_of(sending, "firm")).state == "signed"


def test_signed_by_all_nothing_goes_back_but_by_withdrawing_it(ana, finn, firm):
    cast.signed(cast.signable(firm).engagement)
    with cast.refused(WrongTime, "a change order"):
        cast.engagements.move(ana, cast.as_it_is(firm.engagement), action="rework")
    with cast.refused(WrongTime, "changed by a change order"):
        cast.approvals.object_to(finn, cast.review_of(firm.engagement, "finance"), note="No.", remedy="Yes.")
    cast.agreements.withdraw(ana, cast.sow_of(firm.engagement), note="Signed in error.")
    assert cast.moved(firm.engagement, "rework").state == "estimate-feedback"


def test_the_customer_gets_the_signed_document_and_nothing_else(firm, sending):
    carl = cast.actor("carl")
    cast.signed(sending.sow.engagement)
    assert [row.origin for row in queries.files(carl)] == ["built-in"]
    for rows in (queries.signatories(carl), queries.sendings(carl), queries.signatures(carl)):
        assert not rows.exists()
    with pytest.raises(Forbidden):
        queries.signing(carl, cast.sow_of(firm.engagement))
