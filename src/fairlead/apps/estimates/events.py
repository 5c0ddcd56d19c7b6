"""Facts that estimates announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class EstimateSubmitted:
    name: ClassVar[str] = "estimate.submitted"

    estimate: int
    engagement: int
    roles: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class EstimateApproved:
    name: ClassVar[str] = "estimate.approved"

    estimate: int
    engagement: int
    price: str
    by: str


@dataclass(frozen=True, slots=True)
class EstimateReturned:
    name: ClassVar[str] = "estimate.returned"

    estimate: int
    engagement: int
    reason: str
    by: str
