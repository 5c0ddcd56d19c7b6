"""Files that come back signed: held against what was sent, accepted by name, or refused and kept."""

from __future__ import annotations

import base64

import pytest

from fairlead.apps.agreements.models import Paper
from fairlead.apps.signing import actions, apart, providers, queries
from fairlead.apps.signing.models import Countersigned, Sending, Signature
from fairlead.core.errors import Forbidden, Invalid, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.engines.signing.binding import bound
from tests import cast
from tests.engines.signing import made


@pytest.fixture
def sending(firm):
    return cast.sent(cast.signable(firm).engagement)


def original(sending: Sending) -> bytes:
    return bytes(Paper.objects.get(pk=sending.paper_id).content)


def taken(sending: Sending, content: bytes, who: str = "sam") -> Countersigned:
    text = base64.b64encode(content).decode()
    row = actions.take(cast.actor(who), sending, content=text, name="signed by Grace.pdf")
    return Countersigned.objects.select_related("sending__sow__engagement").get(pk=row.pk)


def test_signed_behind_the_same_bytes_it_is_accepted(ana, finn, sending):
    with cast.records("countersigned.take") as lines:
        row = taken(sending, made.signed(original(sending)))
    assert (row.state, row.verdict) == ("matches", "bytes")
    assert "signed by Grace.pdf" in str(lines[0].facts)
    with cast.refused(WrongTime, "First comes: Authorised officer"):
        actions.accept(ana, row)
    cast.gives(finn, cast.signature_of(sending, "firm"))
    verbs = ("countersigned.accept", "signature.find", "sending.complete", "engagement.note-sow")
    with cast.records(*verbs):
        actions.accept(ana, row)
    assert {s.side: s.state for s in Signature.objects.all()} == {"firm": "signed", "customer": "on-paper"}
    assert cast.as_it_is(sending.sow.engagement).sow_state == "signed"
    assert cast.moved(sending.sow.engagement, "win").state == "closed-won"


def test_a_scan_is_vouched_for_with_a_reason(ana, finn, sending):
    row = taken(sending, made.scanned(sending.pages))
    assert (row.state, row.verdict) == ("unsure", "unsure")
    assert "no machine can say" in queries.countersigned_card(ana, row).notes[0]
    cast.gives(finn, cast.signature_of(sending, "firm"))
    with cast.refused(Forbidden, "nobody vouches for it who drew it up"):
        actions.accept(ana, row, note="Grace signed it in our office.")
    rita = cast.actor("rita")
    with cast.refused(Invalid, "somebody vouches"):
        actions.accept(rita, row)
    actions.accept(rita, row, note="Grace signed it in our office.")
    assert Countersigned.objects.get().decided_note == "Grace signed it in our office."


def test_pages_behind_a_signed_document_are_read_before_it_is_accepted(rita, finn, sending):
    content = bound(original(sending), made.document("Annex", text="The customer owes nothing. " * 9))
    row = taken(sending, made.signed(content))
    assert (row.state, row.verdict) == ("unsure", "unsure")
    assert "nobody here has agreed to" in str(queries.countersigned_card(rita, row).notes)
    cast.gives(finn, cast.signature_of(sending, "firm"))
    with cast.refused(Invalid, "somebody vouches"):
        actions.accept(rita, row)


def test_saved_anew_without_a_signature_it_is_vouched_for_or_not_accepted(ana, finn, sending):
    row = taken(sending, made.rewritten(original(sending)))
    assert (row.state, row.verdict) == ("unsure", "unsure")
    assert "no signature that we can see" in str(queries.countersigned_card(ana, row).notes)
    cast.gives(finn, cast.signature_of(sending, "firm"))
    with cast.refused(Invalid, "somebody vouches"):
        actions.accept(cast.actor("rita"), row)


def test_a_page_that_was_left_out_is_named(ana, sending):
    left = [place for place in range(sending.pages) if place != 4]
    row = taken(sending, made.rewritten(original(sending), left))
    assert row.state == "refused"
    (note,) = queries.countersigned_card(ana, row).notes
    assert f"{sending.pages - 1} of the {sending.pages} pages" in note
    assert "Missing: page 5 (" in note


def test_another_version_is_refused_and_kept(ana, firm, sending):
    before = original(sending)
    actions.recall(ana, sending, note="A new version.")
    second = cast.sent(cast.signed_anew(sending.sow).engagement)
    row = taken(second, made.signed(before))
    assert (row.state, row.verdict) == ("refused", "refused")
    assert f"This is {sending.sow.title.split()[0]}" in queries.countersigned_card(ana, row).notes[0]
    assert bytes(row.content).startswith(before)
    with cast.refused(WrongTime):
        actions.accept(ana, row, note="Never mind.")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04", "not-a-pdf"), (made.locked(), "encrypted"), (made.running("/JavaScript"), "active")],
)
def test_what_must_not_be_read_is_refused_plainly(content, code, sending):
    with cast.refused(Invalid) as refused:
        taken(sending, content)
    assert {finding.code for finding in refused.value.findings} == {code}


def test_fifty_megabytes_are_refused_before_they_are_decoded(ana, sending):
    with cast.refused(Invalid, "50 MB"):
        actions.take(ana, sending, content="A" * 67_000_000)
    with cast.refused(Invalid, "base64"):
        actions.take(ana, sending, content="no base64!")


def test_a_file_that_takes_too_long_is_refused(monkeypatch, sending):
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.001)
    with cast.refused(Invalid, "within 0.001 seconds"):
        taken(sending, made.scanned(1))


def test_the_same_file_comes_once(sending):
    taken(sending, made.scanned(sending.pages))
    with cast.refused(Invalid, "given in before"):
        taken(sending, made.scanned(sending.pages))


@pytest.mark.parametrize("who", ["theo", "dan", "cora", "alma"])
def test_others_give_nothing_in(who, sending):
    with cast.refused(Forbidden):
        taken(sending, made.scanned(1), who)


def test_sales_accepts_nothing(sam, sending):
    row = taken(sending, made.scanned(sending.pages))
    with cast.refused(Forbidden, "accept a signed file"):
        actions.accept(sam, row, note="Looks fine.")
    with cast.refused(Forbidden, "refuse a signed file"):
        actions.refuse(sam, row, note="Does not.")


def test_refused_with_a_reason_it_is_kept(ana, sending):
    row = taken(sending, made.scanned(sending.pages))
    with cast.refused(Invalid):
        actions.refuse(ana, row, note="")
    with cast.records("countersigned.refuse"):
        actions.refuse(ana, row, note="Page 3 is not initialled.")
    assert Countersigned.objects.get().state == "refused"


def test_signed_elsewhere_there_are_no_links_and_no_forms(ana, finn, firm, settings):
    settings.SIGNING = "upload"
    sending = cast.sent(cast.signable(firm).engagement)
    assert sending.service == "upload"
    with cast.refused(WrongTime, "signed elsewhere"):
        actions.link(ana, cast.signature_of(sending))
    with cast.refused(WrongTime, "signed elsewhere"):
        cast.gives(finn, cast.signature_of(sending, "firm"))
    row = taken(sending, made.signed(original(sending)))
    cast.approvals.approve(finn, cast.review_of(firm.engagement, "signer"))
    actions.accept(ana, row)
    assert Sending.objects.get().state == "signed"


class Elsewhere:
    """A service of somebody else, as docs/howto/signing-services.md describes one."""

    id, label, in_house = "elsewhere", "Signed elsewhere", False
    posted: list[providers.Out] = []

    def post(self, out):
        self.posted.append(out)
        return f"envelope-{out.key}"


def test_a_service_plugs_in_by_setting(firm, settings):
    settings.SIGNING = f"{__name__}:Elsewhere"
    sending = cast.sent(cast.signable(firm).engagement)
    deliver_waiting()
    (out,) = Elsewhere.posted
    assert (out.sha256, [party.name for party in out.parties]) == (
        sending.sha256,
        ["Grace Hall", "Finn Marlowe"],
    )
    assert Sending.objects.get().reference == f"envelope-{sending.pk}"
    settings.SIGNING = "nowhere"
    with pytest.raises(LookupError, match="built-in, upload"):
        providers.chosen()
