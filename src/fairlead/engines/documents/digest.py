"""The manifest: one SHA-256 over what a document was made from, printed in every copy of it.

The manifest of a customer document leaves out cost and margin. Their range is small and a reader of
the document knows all other figures, so a hash over them could be searched until the cost is found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal

from fairlead.engines.estimating.values import Estimate, Line, Lock
from fairlead.engines.practice.values import Clause
from fairlead.engines.shaping.values import Shaped, Worded


def manifest(shaped: Shaped) -> str:
    """Hex SHA-256 over the lock, the frame and every figure that a customer may see.

    Same lock and same figures give the same 64 characters on every machine; a changed cent, hour, rate,
    customer or clause text changes them.
    """
    estimate, terms = shaped.estimate, shaped.scoping.terms
    return _sha256(
        {
            "lock": _lock(estimate.lock),
            "frame": [terms.customer, terms.name, terms.offering, terms.billing, str(terms.start)],
            "lines": [_line(line) for line in estimate.lines],
            "totals": _totals(estimate),
            "wording": [_words(worded) for worded in (*shaped.terms, *shaped.clauses)],
        }
    )


def _words(worded: Worded) -> list[str]:
    """What a clause says; where it was agreed with the customer, its title and section too."""
    source, words = worded.source, [worded.source.id, worded.text]
    return [*words, source.title, source.block] if worded.agreed and isinstance(source, Clause) else words


def full_manifest(shaped: Shaped) -> str:
    """Hex SHA-256 over `manifest` and cost and margin too, for documents that stay in the firm."""
    estimate = shaped.estimate
    costs = [
        [line.id, str(line.cost), *(_exact(role.unit_cost.amount) for role in line.roles)]
        for line in estimate.lines
    ]
    return _sha256([manifest(shaped), costs, _exact(estimate.cost.amount), _exact(estimate.margin)])


def _sha256(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _exact(value: Decimal) -> str:
    """One spelling for one number: 7.50 and 7.5 are the same figure."""
    return format(value.normalize(), "f")


def _lock(lock: Lock) -> dict[str, object]:
    values = {field.name: getattr(lock, field.name) for field in fields(lock)}
    return {name: dict(value) if isinstance(value, Mapping) else str(value) for name, value in values.items()}


def _line(line: Line) -> list[object]:
    roles = [
        [role.role, _exact(role.hours), _exact(role.rate.amount), str(role.price)] for role in line.roles
    ]
    return [line.id, line.phase, line.kind, _exact(line.hours), str(line.price), roles]


def _totals(estimate: Estimate) -> list[str]:
    moneys = (estimate.list_price, estimate.discount, estimate.price, estimate.education, estimate.consulting)
    return [*(str(money) for money in moneys), _exact(estimate.discount_percent), _exact(estimate.hours)]
