"""PDFs as they come back: the file itself, with a field added, printed anew, scanned, altered."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.tree import Document, Meta, Section, numbered, worded
from fairlead.engines.signing.certificate import Certified, Signed, consent
from fairlead.engines.signing.returned import Sent

MANIFEST, EARLIER = "ab" * 32, "cd" * 32
NOW = datetime(2026, 11, 26, 18, 5, 7, tzinfo=UTC)
TEXT = "The total comes to 145,382.50 USD and is invoiced by the month. " * 80


@cache
def document(number: str = "SOW-5-2", manifest: str = MANIFEST, text: str = TEXT) -> bytes:
    """A statement of work of three pages and more."""
    meta = Meta("Harbour & Line Services", "Northwind Freight", date(2026, 11, 26), manifest, number)
    meta = Meta(meta.firm, meta.customer, meta.day, manifest, number, facts=(("Number", number),))
    sections = numbered((Section("price", "", "Price", worded("price.text", text)),))
    return pdf(Document("Statement of Work", "Move to GitLab.com", meta, sections))


def sections(*titles: str) -> bytes:
    """A statement of work with these sections, each of some pages with words of its own."""
    meta = Meta("Harbour & Line Services", "Northwind Freight", date(2026, 11, 26), MANIFEST, "SOW-5-2")
    words = {title: " ".join(f"{title.lower()}{n}" for n in range(900)) for title in titles}
    parts = (Section(t.lower(), "", t, worded(f"{t.lower()}.text", words[t])) for t in titles)
    return pdf(Document("Statement of Work", "Move to GitLab.com", meta, numbered(tuple(parts))))


def pages_behind(more: bytes) -> bytes:
    """The document with pages behind it, as a signing service adds those of its own certificate."""
    writer = PdfWriter(io.BytesIO(document()), incremental=True)
    for page in PdfReader(io.BytesIO(more)).pages:
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def sent() -> Sent:
    return Sent(document(), "SOW-5-2", MANIFEST)


def updated(change, content: bytes | None = None) -> bytes:
    """The file with something added behind it, as programs for signing do."""
    writer = PdfWriter(io.BytesIO(content or document()), incremental=True)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signature_field(writer: PdfWriter) -> None:
    """What says that it is a digital signature on the last page, and is none."""
    page = writer.pages[-1]
    value = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Sig"),
            NameObject("/ByteRange"): ArrayObject([NumberObject(n) for n in (0, 1, 2, 3)]),
        }
    )
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("Customer"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (100, 100, 250, 150)]),
            NameObject("/V"): writer._add_object(value),
        }
    )
    notes = page.get("/Annots")
    kept = list(list.__iter__(notes.get_object())) if notes is not None else []
    page[NameObject("/Annots")] = ArrayObject([*kept, writer._add_object(field)])


@cache
def _signer(name: str) -> SimpleSigner:
    """A throwaway certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = ((NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, "Northwind Freight"))
    subject = x509.Name([x509.NameAttribute(*one) for one in names])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
    made = made.public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=30))
    certificate = made.sign(key, hashes.SHA256())
    # Mallory signs with a key that the certificate does not know.
    key = ec.generate_private_key(ec.SECP256R1()) if name == "Mallory" else key
    der = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(der[0])),
        signing_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(*der)),
        cert_registry=SimpleCertificateStore(),
    )


def signed(content: bytes | None = None, name: str = "Grace Hall", field: str = "Customer") -> bytes:
    """The file with a real digital signature behind it, under a certificate of its own."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content or document()), strict=False)
    about = PdfSignatureMetadata(field_name=field)
    made: bytes = PdfSigner(about, signer=_signer(name)).sign_pdf(writer).getvalue()
    return made


def seen(box: tuple[int, int, int, int]) -> bytes:
    """The file signed by Grace Hall, with a signature that can be seen in this box of its second page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(document()), strict=False)
    append_signature_field(writer, SigFieldSpec("Customer", on_page=1, box=box))
    about, style = PdfSignatureMetadata(field_name="Customer"), TextStampStyle(stamp_text="By %(signer)s")
    made: bytes = (
        PdfSigner(about, signer=_signer("Grace Hall"), stamp_style=style).sign_pdf(writer).getvalue()
    )
    return made


def page_hidden_anew() -> bytes:
    """The file with another second page in its place: the object is packed into a stream of objects, which
    the older table of the file says nothing about."""
    writer = IncrementalPdfFileWriter(io.BytesIO(document()), strict=False)
    writer.stream_xrefs = True
    ref, _ = writer.find_page_for_modification(1)
    page = ref.get_object()
    other = generic.DictionaryObject({key: page.raw_get(key) for key in page})
    other["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.prepare_object_stream().add_object(ref.idnum, other)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def no_signature(writer: PdfWriter) -> None:
    """What calls itself a field with a signature, and has nothing of one."""
    signature_field(writer)
    del writer.pages[-1]["/Annots"][-1].get_object()["/V"].get_object()[NameObject("/ByteRange")]


def free_text(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="Total 1 USD", rect=(50, 550, 200, 650)))


def new_words(writer: PdfWriter) -> None:
    """A page that draws something else from now on."""
    page = writer.pages[1]
    stream = page["/Contents"].get_object()
    stream.set_data(stream.get_data().replace(b"Tj", b"' ", 1) + b" ")


def rewritten(content: bytes | None = None, pages: slice | list[int] = slice(None)) -> bytes:
    """Printed or saved anew: no byte is where it was."""
    writer, there = PdfWriter(), PdfReader(io.BytesIO(content or document())).pages
    for page in there[pages] if isinstance(pages, slice) else [there[place] for place in pages]:
        writer.add_page(page)
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scanned(pages: int) -> bytes:
    """Pages without any text."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def running(key: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(document()))
    action = DictionaryObject({NameObject("/S"): NameObject(key), NameObject("/F"): TextStringObject("calc")})
    if key == "/JavaScript":
        action[NameObject("/JS")] = TextStringObject("app.alert(1)")
    writer.root_object[NameObject("/OpenAction")] = action
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(document()))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def certified(*drawn: str) -> Certified:
    """A certificate of one typed signature, and one for each drawing."""
    names = ("Grace Hall", "Finn Marlowe")
    signatures = tuple(
        Signed(
            name, "Director", f"{name.split()[0].lower()}@northwind.example", "Northwind Freight",
            "Officer of the company", "Register of companies", name, hand, NOW, "203.0.113.7",
            "Mozilla/5.0", "their own link", consent("Northwind Freight", "ef" * 32),
        )
        for name, hand in zip(names, ("", *drawn), strict=False)
    )  # fmt: skip
    return Certified(
        "Harbour & Line Services", "Northwind Freight", "SOW-5-2", "SOW-5-2 Move to GitLab.com", MANIFEST,
        "ef" * 32, 22_968, 3, "Ana Ferreira", NOW, "Lea Brandt, 2026-11-26 10:00:00 UTC", 1_234, "12" * 32,
        signatures,
    )  # fmt: skip


def covered(page: int = 0) -> bytes:
    """Written anew, with an opaque picture of another total laid over most of a page."""
    writer = PdfWriter(clone_from=io.BytesIO(document()))
    picture = StreamObject()
    picture.set_data(b"\xff" * 3)
    numbers = {"/Width": 1, "/Height": 1, "/BitsPerComponent": 8}
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceRGB"}
    facts = {key: NumberObject(value) for key, value in numbers.items()}
    for key, value in (facts | {key: NameObject(value) for key, value in names.items()}).items():
        picture[NameObject(key)] = value
    return _painted(writer, page, b"q 500 0 0 700 40 40 cm /Cover Do Q", picture)


def whitened(page: int = 0) -> bytes:
    """Written anew, with a white area over a part of a page."""
    return _painted(PdfWriter(clone_from=io.BytesIO(document())), page, b"q 1 g 0 0 300 300 re f Q")


def _painted(writer: PdfWriter, page: int, drawing: bytes, picture: StreamObject | None = None) -> bytes:
    sheet = writer.pages[page]
    more = StreamObject()
    more.set_data(drawing)
    sheet[NameObject("/Contents")] = ArrayObject([sheet.raw_get("/Contents"), writer._add_object(more)])
    if picture is not None:
        things = DictionaryObject({NameObject("/Cover"): writer._add_object(picture)})
        sheet["/Resources"].get_object()[NameObject("/XObject")] = things
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def noted() -> bytes:
    """Written anew, with a note on its first page."""
    writer = PdfWriter(clone_from=io.BytesIO(document()))
    free_text(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def empty_field(writer: PdfWriter) -> None:
    """A field for a signature that nobody has signed."""
    signature_field(writer)
    notes = writer.pages[-1]["/Annots"]
    del notes[-1].get_object()[NameObject("/V")]
