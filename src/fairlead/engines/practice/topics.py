"""What an approval of a statement of work may vouch for, in reading order, and how a reader calls it."""

from __future__ import annotations

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
}

# Topics whose values stay with those who see cost.
COST_TOPICS = frozenset({"margin"})
