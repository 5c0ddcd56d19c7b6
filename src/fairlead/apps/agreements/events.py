"""Facts that agreements announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SowDrawnUp:
    """lost: how many wordings that were agreed with the customer could not be kept in it."""

    name: ClassVar[str] = "sow.drawn-up"

    sow: int
    engagement: int
    title: str
    by: str
    lost: int = 0


@dataclass(frozen=True, slots=True)
class SowShared:
    """A version is before the customer. until: the day by which their answer is asked for, in ISO, or ""."""

    name: ClassVar[str] = "sow.shared"

    sow: int
    engagement: int
    title: str
    until: str
    by: str


@dataclass(frozen=True, slots=True)
class SowWithheld:
    """It is before the customer no more."""

    name: ClassVar[str] = "sow.withheld"

    sow: int
    engagement: int
    title: str


@dataclass(frozen=True, slots=True)
class CustomerAgreed:
    """A contact of the customer agrees to a version as it stands."""

    name: ClassVar[str] = "sow.customer-agreed"

    sow: int
    engagement: int
    title: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class SowEnforced:
    """An amended SOW took the place of the one that stood."""

    name: ClassVar[str] = "sow.enforced"

    sow: int
    engagement: int
    title: str


@dataclass(frozen=True, slots=True)
class ProposalEnded:
    """An amended SOW is no longer proposed: taken back with its change, or replaced by the next version."""

    name: ClassVar[str] = "sow.proposal-ended"

    sow: int
    engagement: int
    why: str


@dataclass(frozen=True, slots=True)
class SowWithdrawn:
    name: ClassVar[str] = "sow.withdrawn"

    sow: int
    engagement: int
    title: str
    by: str
