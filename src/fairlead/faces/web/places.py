"""The places of the desk: who finds which in the navigation, and how rows are found by their noun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fairlead.core.actor import Actor
from fairlead.core.errors import Missing
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.rows import Row, find
from fairlead.core.verbs import CARDS


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    here: bool


# The pages for the customer's own people, by the names of their addresses.
CUSTOMERS = frozenset({
    "desk", "engagement", "agree", "risks", "risks-table", "paper", "countersigned", "certificate",
    "sow-read", "sow-reading", "sow-return", "sow-ask", "markup", "markup-answer", "notices", "act", "mail",
    "account_change_password",
})  # fmt: skip


def is_there(actor: Actor, name: str | None) -> bool:
    """Whether a page is any business of this actor; for a customer every other one is not there at all."""
    return not actor.is_customer or name in CUSTOMERS


def nav(actor: Actor, path: str) -> tuple[Place, ...]:
    """The navigation of this actor. Customers find what is asked of them; recruiters, people."""
    desk, board = ("desk", _("Desk")), ("board", _("Board"))
    wanted = [desk]
    if actor.has_any(ENGAGEMENT_ROLES):
        wanted = [
            desk,
            board,
            ("engagements", _("Engagements")),
            ("accounts", _("Accounts")),
            ("books", _("Books")),
            ("practices", _("Practice")),
            ("calibrations", _("Calibration")),
            ("people", _("People")),
        ]
    elif actor.has(Role.RECRUITER):
        wanted = [desk, ("people", _("People"))]
    return tuple(_place(name, label, path) for name, label in wanted)


def _place(name: str, label: str, path: str) -> Place:
    url = reverse(name)
    return Place(label, url, name, path == url or (url != "/" and path.startswith(url)))


def model_of(noun: str) -> type[Row]:
    """The table whose rows go by that noun."""
    for model in CARDS:
        if model.noun == noun:
            return model
    raise Missing(f"There is no {noun}.")


def row_of(actor: Actor, noun: str, key: object, version: int | None = None) -> Any:
    """The row of that noun and key, as this actor may see it."""
    return find(actor, model_of(noun), key, version)
