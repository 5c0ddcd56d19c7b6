"""Facts that signing announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SowSent:
    """A document is out for signature. users: of the firm, who sign it signed in."""

    name: ClassVar[str] = "sow.sent"

    sending: int
    engagement: int
    title: str
    users: tuple[int, ...]
    by: str


@dataclass(frozen=True, slots=True)
class SendingRecalled:
    name: ClassVar[str] = "sending.recalled"

    engagement: int
    title: str
    users: tuple[int, ...]
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class SignatureGiven:
    """One of those who sign has signed, or declined with the reason."""

    name: ClassVar[str] = "signature.given"

    engagement: int
    title: str
    signatory: str
    declined: bool
    note: str


@dataclass(frozen=True, slots=True)
class SowSigned:
    name: ClassVar[str] = "sow.signed"

    sending: int
    engagement: int
    title: str
    sha256: str
