"""Facts that scoping announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CustomerAnswered:
    """A customer has begun to answer through a link, or goes on after a pause."""

    name: ClassVar[str] = "link.answered"

    engagement: int
    by: str
