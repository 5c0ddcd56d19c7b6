"""What an approval of a statement of work may vouch for, in reading order, and how a reader calls it."""

from __future__ import annotations

from fairlead.engines.practice.facts import FIRM_ROLES

# Roles that are called by a name of their own, and not by an article.
_NAMED = {"finance": "Finance", "legal": "Legal", "sales": "Sales"}


def called(role: str) -> str:
    """A role as a sentence calls it: the director, but Finance."""
    return _NAMED.get(role, f"the {role.replace('-', ' ')}")


# What a role has to accept of words and numbers that are not the standard ones: a topic for each role.
DEPARTURES = {f"departures-{role}": f"departures for {called(role)}" for role in FIRM_ROLES}

TOPICS = {
    "price": "price",
    "rates": "rates",
    "discount": "discount",
    "investment": "unpaid services",
    "margin": "cost and margin",
    "effort": "effort",
    "schedule": "schedule",
    "scope": "scope",
    "acceptance": "acceptance",
    "billing": "invoices and payment",
    "expenses": "travel and expenses",
    "people": "people",
    "legal": "legal wording",
    "wording": "other wording",
    **DEPARTURES,
}

# Topics whose values stay with those who see cost.
COST_TOPICS = frozenset({"margin"})
