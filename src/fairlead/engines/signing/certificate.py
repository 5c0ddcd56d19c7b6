"""The certificate of a signed document: who, on what authority, when, from where, and what exactly.

It is drawn as a document of its own, and its pages are put behind those that were signed without touching a
byte of them (`binding.py`): what was signed can be cut out of the file again and hashed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fairlead.engines.documents.tree import (
    Block,
    Callout,
    Document,
    Drawing,
    Facts,
    Meta,
    Section,
    numbered,
    plain,
    worded,
)
from fairlead.engines.signing.hand import HEIGHT, WIDTH

# What everybody agrees to; {party} is whom they bind, {sha256} what they saw.
CONSENT = (
    "I have read the document with SHA-256 {sha256}. I may bind {party} to it, I sign it electronically, and "
    "the name that I give is my signature."
)

_SHOWN_AGENT = 160


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature. how: by which door it was given. drawn: the path of the hand, "" when it was typed.
    given_out: who of the firm gave out the link by which it was given, and when."""

    name: str
    title: str
    email: str
    party: str
    authority: str
    evidence: str
    typed: str
    drawn: str
    at: datetime
    address: str
    agent: str
    how: str
    agreed: str
    given_out: str = ""


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate is of. entry, head: the audit's chain when the last signature was on it."""

    firm: str
    customer: str
    number: str
    title: str
    manifest: str
    sha256: str
    size: int
    pages: int
    sent_by: str
    sent_at: datetime
    stamped: str
    entry: int
    head: str
    signatures: tuple[Signed, ...]


def consent(party: str, sha256: str) -> str:
    """The words that a signatory agrees to."""
    return CONSENT.format(party=party, sha256=sha256)


def moment(at: datetime) -> str:
    """A moment that no reader can take for another: "2026-11-26 18:05:07 UTC"."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def certificate(of: Certified) -> Document:
    """The certificate. The same signatures give the same document."""
    last = max(one.at for one in of.signatures)
    facts = (
        ("Document", of.title),
        ("Number", of.number),
        ("Parties", f"{of.customer}; {of.firm}"),
        ("Signed by all", moment(last)),
    )
    meta = Meta(of.firm, of.customer, last.astimezone(UTC).date(), of.manifest, of.number, facts=facts)
    sections = (
        Section("document", "", "What was signed", _what(of)),
        *(
            Section(f"signature-{place}", "", f"{one.name}, for {one.party}", _who(place, one))
            for place, one in enumerate(of.signatures, 1)
        ),
        Section("checks", "", "How this can be checked", _checks(of)),
    )
    return Document("Certificate of signatures", of.number, meta, numbered(sections), cover=False)


def _what(of: Certified) -> tuple[Block, ...]:
    return (
        Facts(
            "document.facts",
            (
                ("SHA-256", of.sha256),
                ("Size", f"{of.size:,} bytes, {of.pages} pages"),
                ("Manifest", of.manifest),
                ("Legal's stamp", of.stamped or "Not needed by the practice"),
                ("Sent for signature", f"{of.sent_by}, {moment(of.sent_at)}"),
            ),
        ),
    )


def _who(place: int, one: Signed) -> tuple[Block, ...]:
    hand: tuple[Block, ...] = ()
    if one.drawn:
        alt = f"The drawn signature of {plain(one.name)}"
        hand = (Drawing(f"signature-{place}.hand", one.drawn, WIDTH, HEIGHT, alt),)
    pairs = (
        ("Signature", f"{one.typed} ({'typed and drawn' if one.drawn else 'typed'})"),
        ("Title", one.title or "Not given"),
        ("Mail", one.email or "Not given"),
        ("Authority", one.authority),
        ("Shown by", one.evidence or "Their own word"),
        ("Signed at", moment(one.at)),
        ("From", one.address or "Not known"),
        ("By", one.how),
        *((("Link given out by", one.given_out),) if one.given_out else ()),
        ("With", one.agent[:_SHOWN_AGENT] or "Not known"),
        ("Agreed to", one.agreed),
    )
    return (*hand, Facts(f"signature-{place}.facts", pairs))


def _checks(of: Certified) -> tuple[Block, ...]:
    words = (
        f"The first {of.size:,} bytes of this file are the document as it was sent and signed, byte for "
        "byte; these pages were added behind them. The SHA-256 of these bytes is the one above.\n\n"
        "Every signature is an entry of the firm's audit, whose entries are chained by SHA-256. With the "
        f"last signature the chain had {of.entry:,} entries and ended in {of.head}."
    )
    return (
        Callout("checks.bytes", f"head -c {of.size} FILE | sha256sum", of.sha256),
        *worded("checks.text", words),
    )
