"""What shaping came to, as plain JSON: the same answers, practice and seed give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from fairlead.engines.estimating.serialise import to_plain
from fairlead.engines.practice.values import Clause, ScopeTerm
from fairlead.engines.shaping.values import Judged, Shaped, Worded

FORMAT = "fairlead-result/1"


def result(shaped: Shaped) -> dict[str, Any]:
    """The whole result as JSON-able values: exact decimals and ISO dates as text, keys in a fixed order."""
    terms, review = shaped.scoping.terms, shaped.review
    return {
        "format": FORMAT,
        "customer": terms.customer,
        "engagement": terms.name,
        "offering": terms.offering,
        "route": {"to": shaped.route.route.to, "rule": shaped.route.route.id, "reason": shaped.route.reason},
        "gates": [
            {
                "id": opened.gate.id,
                "name": opened.gate.name,
                "role": opened.gate.role,
                "stage": opened.gate.stage,
                "reason": opened.reason,
            }
            for opened in shaped.gates
        ],
        "unanswered": list(review.unanswered),
        "contradictions": [
            {"id": clash.id, "questions": list(clash.questions), "message": clash.message}
            for clash in review.contradictions
        ],
        **said(shaped),
        "estimate": to_plain(shaped.estimate),
        **_departures(shaped.departures),
    }


def said(shaped: Shaped) -> dict[str, list[dict[str, Any]]]:
    """The scope terms and clauses of a result, in the words that stand."""
    return {
        "terms": [_term(worded) for worded in shaped.terms],
        "clauses": [_clause(worded) for worded in shaped.clauses],
    }


def _departures(departed: Iterable[Judged]) -> dict[str, Any]:
    """Nothing where all words and numbers are the standard ones: most results say so by saying nothing."""
    plain = [asdict(one) for one in departed]
    return {"departures": plain} if plain else {}


def _clause(worded: Worded) -> dict[str, Any]:
    source, plain = worded.source, {"id": worded.source.id, "text": worded.text}
    if worded.agreed and isinstance(source, Clause):
        return plain | {"agreed": True, "title": source.title, "block": source.block, "owner": source.owner}
    return plain | {"variant": worded.variant.id, "why": worded.why} if worded.variant else plain


def _term(worded: Worded) -> dict[str, Any]:
    source = worded.source
    plain = {"id": source.id, "text": worded.text}
    if isinstance(source, ScopeTerm):
        plain |= {"kind": source.kind.value, "title": source.title, "acceptance": source.acceptance}
        plain |= {"owner": source.owner, "due": source.due}
    return plain


def result_bytes(shaped: Shaped) -> bytes:
    """`result.json`: UTF-8, sorted keys, two spaces, one newline at the end."""
    return (json.dumps(result(shaped), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
