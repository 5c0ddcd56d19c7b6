"""Facts that readers announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SowOpened:
    """Somebody of the customer opened a version, the first of them."""

    name: ClassVar[str] = "sow.opened"

    sow: int
    engagement: int
    title: str
    by: str
