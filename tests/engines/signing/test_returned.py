"""A PDF that came back, held against the one that was sent; the numbers of docs/spec/signing.md."""

from __future__ import annotations

import hashlib

import pytest
from tests import poppler
from tests.engines.signing import made

from fairlead.engines.documents.pdf import pdf
from fairlead.engines.findings import Unsound
from fairlead.engines.signing.certificate import certificate
from fairlead.engines.signing.returned import MOST_BYTES, Sent, check
from fairlead.engines.signing.verifying import seals
from fairlead.engines.signing.wording import compare


def verdict(returned: bytes, **others: bytes):
    known = {
        number.replace("_", "-"): (len(body), hashlib.sha256(body).hexdigest())
        for number, body in others.items()
    }
    return check(made.sent(), returned, "signed.pdf", known, seals)


def codes(checked) -> list[str]:
    return [note.code for note in checked.notes]


def test_a_digital_signature_behind_the_same_bytes():
    checked = verdict(made.signed())
    assert (checked.verdict, checked.signatures) == ("bytes", 1)
    assert codes(checked) == ["same-bytes", "signature-field", "signature-intact"]
    said = checked.notes[-1].message
    assert said.startswith("The digital signature of Grace Hall, Northwind Freight, 20")
    assert said.endswith("UTC by their clock, is intact and covers the whole file.")
    assert checked.notes[-1].fix == "Whether its certificate can be trusted was not judged."


def test_two_who_signed_one_after_the_other():
    checked = verdict(made.signed(made.signed(), "Ada Byron", "Firm"))
    assert (checked.verdict, checked.signatures) == ("bytes", 2)
    first, second = checked.notes[-2:]
    assert (first.code, second.code) == ("signature-intact", "signature-intact")
    assert "Grace Hall" in first.message
    assert first.message.endswith("as it was then; fields or signatures were added afterwards.")
    assert second.message.endswith("is intact and covers the whole file.")


def test_a_file_that_was_altered_after_it_was_signed():
    """One letter of what the signature vouches for is another, and no page reads otherwise."""
    content = bytearray(made.signed())
    at = content.index(b"Northwind Freight", content.rindex(b"/Keywords") - 2000)
    content[at : at + 9] = b"Northwing"
    checked = verdict(bytes(content))
    assert checked.verdict in ("unsure", "refused")
    (seal,) = [note for note in checked.notes if note.code.startswith("signature-a")]
    assert seal.code == "signature-altered"
    assert "altered after it was signed" in seal.message


def test_a_page_written_on_after_it_was_signed():
    checked = verdict(made.updated(made.free_text, made.signed()))
    assert checked.verdict == "unsure"
    assert codes(checked)[-1] == "signature-then-changed"


def test_what_only_calls_itself_a_signature_vouches_for_nothing():
    checked = verdict(made.updated(made.signature_field))
    assert (checked.verdict, codes(checked)[-1]) == ("unsure", "signature-unreadable")


def test_a_signature_under_a_key_that_is_not_its_certificates():
    checked = verdict(made.signed(name="Mallory"))
    assert codes(checked)[-1] == "signature-broken"
    assert checked.verdict == "unsure"


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("anew", [False, True])
def test_pages_behind_the_document_are_for_a_person_who_reads_them(signed, anew):
    content = made.pages_behind(made.document("Certificate", text="The customer owes nothing. " * 9))
    content = made.rewritten(content) if anew else content
    checked = verdict(made.signed(content) if signed else content)
    assert (checked.verdict, checked.signatures) == ("unsure", int(signed))
    assert codes(checked)[0] == ("same-text" if anew else "same-bytes")
    assert codes(checked)[-1] == ("signature-intact" if signed else "unsigned")
    (note,) = [note for note in checked.notes if note.code == "pages-added"]
    assert "which nobody here has agreed to. They begin with “" in note.message


@pytest.mark.parametrize("anew", [False, True])
def test_a_field_without_a_signature_is_none(anew):
    """It lies over the page as any other note does, whatever it calls itself."""
    checked = verdict(made.updated(made.no_signature, made.rewritten() if anew else None))
    assert (checked.verdict, checked.signatures) == ("unsure", 0)
    assert "laid-over" in codes(checked)


@pytest.mark.parametrize("signed", [False, True])
def test_a_page_that_was_replaced_out_of_sight_of_the_tables_is_seen(signed):
    content = made.page_hidden_anew()
    assert content.startswith(made.document())
    checked = verdict(made.signed(content) if signed else content)
    assert checked.verdict == "unsure"
    (note,) = [note for note in checked.notes if note.code == "redrawn"]
    assert (note.where, note.message) == ("page 2", "Page 2 is drawn otherwise than it was sent.")


@pytest.mark.parametrize(
    ("box", "found", "said"),
    [
        ((100, 660, 300, 700), "covers-words", "145,382.50"),
        ((10, 10, 590, 800), "covers-words", "a large part of the page"),
        ((300, 2, 540, 22), "signature-field", "on page 2. It reads “By Grace Hall"),
    ],
)
def test_a_signature_that_can_be_seen_lies_over_no_words(box, found, said):
    checked = verdict(made.seen(box))
    (note,) = [note for note in checked.notes if note.code in ("covers-words", "signature-field")]
    assert (note.code, said in note.message) == (found, True)
    assert checked.verdict == ("bytes" if found == "signature-field" else "unsure")


def test_the_very_file_carries_no_signature():
    checked = verdict(made.document())
    assert (checked.verdict, codes(checked)) == ("unsure", ["unsigned"])


def test_what_is_laid_over_a_page_is_named():
    checked = verdict(made.updated(made.free_text))
    assert checked.verdict == "unsure"
    assert [(n.where, n.code) for n in checked.notes[1:]] == [("page 1", "laid-over"), ("", "unsigned")]


def test_an_update_that_draws_a_page_anew_is_not_the_same_document():
    checked = verdict(made.updated(made.new_words))
    assert checked.verdict in ("unsure", "refused")
    assert "redrawn" in codes(checked)


def test_saved_anew_and_not_signed_it_is_for_a_person():
    checked = verdict(made.rewritten())
    assert (checked.verdict, codes(checked)) == ("unsure", ["same-text", "unsigned"])
    assert checked.notes[-1].message.startswith("It bears no signature that we can see")


def test_saved_anew_and_signed_every_page_reads_and_looks_the_same():
    checked = verdict(made.signed(made.rewritten()))
    assert checked.verdict == "text"
    assert codes(checked) == ["same-text", "signature-field", "signature-intact"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(made.covered(1), "1 picture that"), (made.whitened(1), "1 filled area that")],
    ids=["picture", "area"],
)
@pytest.mark.parametrize("signed", [False, True])
def test_a_page_that_was_covered_is_named_though_it_reads_the_same(content, said, signed):
    checked = verdict(made.signed(content) if signed else content)
    assert checked.verdict == "unsure"
    (note,) = [note for note in checked.notes if note.code == "drawn-over"]
    assert (note.where, said in note.message) == ("page 2", True)


def test_a_note_on_a_file_saved_anew_is_named():
    checked = verdict(made.noted())
    assert (checked.verdict, codes(checked)) == ("unsure", ["laid-over"])
    assert checked.notes[0].where == "page 1"


def test_a_field_that_nobody_signed_is_no_signature():
    checked = verdict(made.updated(made.empty_field))
    assert checked.verdict == "unsure"
    assert "laid-over" in codes(checked)


def test_a_scan_is_for_a_person():
    pages = verdict(made.document()).pages
    checked = verdict(made.scanned(pages))
    assert checked.verdict == "unsure"
    assert set(codes(checked)) == {"no-text"}


def test_missing_pages_are_refused():
    checked = verdict(made.rewritten(pages=slice(0, -1)))
    assert (checked.verdict, codes(checked)) == ("refused", ["pages-missing"])


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ({1}, "Missing: page 2 (1 Scope)."),
        ({2, 4}, "Missing: page 3 (2 Price), page 5 (3 Terms)."),
        ({0}, "Missing: page 1."),
    ],
)
def test_the_pages_that_are_missing_are_named_with_their_first_heading(gone, said):
    sent = Sent(made.sections("Scope", "Price", "Terms"), "SOW-5-2", made.MANIFEST)
    left = [place for place in range(made.pages(sent.content)) if place not in gone]
    checked = check(sent, made.rewritten(sent.content, left), "signed.pdf", {}, seals)
    assert (checked.verdict, codes(checked)) == ("refused", ["pages-missing"])
    assert checked.notes[0].message.endswith(said)


def test_of_a_scan_nobody_can_tell_which_page_is_missing():
    pages = verdict(made.document()).pages
    checked = verdict(made.scanned(pages - 1))
    assert "cannot be told" in checked.notes[0].message


@pytest.mark.skipif(not poppler.is_there(), reason=poppler.ABSENT)
def test_the_hash_is_found_in_the_certificate_as_it_is(tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf(certificate(made.certified())))
    text = poppler.asked("pdftotext", file, "-layout")
    of = made.certified()
    for whole, times in ((of.sha256, 3), (of.manifest, 1), (of.head, 1)):
        assert text.count(whole) == times, whole


def test_another_total_is_refused_with_both_words():
    other = made.document(text=made.TEXT.replace("145,382.50", "15,382.50", 1))
    checked = verdict(made.rewritten(other))
    assert checked.verdict == "refused"
    assert "145,382.50" in str(checked.notes)
    assert "15,382.50" in str(checked.notes)


@pytest.mark.parametrize("again", [False, True])
def test_another_version_is_refused_and_named(again):
    earlier = made.document("SOW-5-1", made.EARLIER)
    returned = made.rewritten(earlier) if again else made.signed(earlier)
    checked = verdict(returned, SOW_5_1=earlier)
    assert (checked.verdict, codes(checked)) == ("refused", ["another-version"])
    assert "SOW-5-1" in checked.notes[0].message


def test_the_same_number_with_another_manifest_is_another_version():
    checked = verdict(made.rewritten(made.document("SOW-5-2", made.EARLIER)))
    assert codes(checked) == ["another-version"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 a Word file", "not-a-pdf"),
        (b"", "not-a-pdf"),
        (b"%PDF-1.7\nnothing follows", "unreadable"),
        (b"%PDF-1.7\n" + b"0" * MOST_BYTES, "too-large"),
        (made.locked(), "encrypted"),
        (made.running("/JavaScript"), "active"),
        (made.running("/Launch"), "active"),
        (made.running("/SubmitForm"), "active"),
    ],
    ids=["word", "empty", "broken", "large", "locked", "script", "launch", "form"],
)
def test_what_must_not_be_read_is_refused_plainly(content, code):
    with pytest.raises(Unsound) as refused:
        verdict(content)
    assert {finding.code for finding in refused.value.findings} == {code}
    assert all(finding.file == "signed.pdf" and finding.fix for finding in refused.value.findings)


@pytest.mark.parametrize(
    ("now", "scanned", "code"),
    [
        ("one two three four five six seven eight nine ten", False, None),
        ("", True, "no-text"),
        ("one two three Grace Hall four five six seven eight nine ten", False, "words-added"),
        ("one tvvo three four five six seven eight nine ten", True, "misread"),
        ("one tvvo three four five six seven eight nine ten", False, "altered"),
        ("one two", True, "altered"),
        ("one two three four five six seven eight nine ten" + " no" * 61, False, "altered"),
    ],
)
def test_what_a_page_reads(now, scanned, code):
    found = compare("one two three four five six seven eight nine ten", now, scanned)
    assert (found.code if found else None) == code
