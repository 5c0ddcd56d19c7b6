"""A refusal as data: what the API sends as a problem, an agent gets as a tool error and the CLI prints."""

from __future__ import annotations

from typing import Any

from fairlead.core.errors import Invalid, Refused, WrongTime

TITLES = {
    "missing": "There is no such thing",
    "forbidden": "You may not do that",
    "wrong-state": "Not now",
    "stale": "It has changed since you saw it",
    "invalid": "The input is wrong",
    "key-reused": "This idempotency key was used for another request",
}


def problem_of(refusal: Refused) -> dict[str, Any]:
    """code, title, detail; for wrong input every finding, and at a wrong time the moves that are possible."""
    problem = {
        "type": f"urn:fairlead:problem:{refusal.code}",
        "title": TITLES.get(refusal.code, "Refused"),
        "code": refusal.code,
        "detail": refusal.message,
    }
    if isinstance(refusal, WrongTime) and refusal.possible:
        problem["possible"] = list(refusal.possible)
    if isinstance(refusal, Invalid):
        problem["errors"] = [
            {
                "where": finding.where,
                "code": finding.code,
                "message": finding.message,
                "fix": finding.fix,
                "file": finding.file,
                "line": finding.line,
            }
            for finding in refusal.findings
        ]
    return problem
