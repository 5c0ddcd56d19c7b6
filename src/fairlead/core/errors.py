"""Why something was not done. Faces own the mapping to HTTP, exit codes and toasts.

Refused
├── Missing        what was asked for does not exist for this actor          404
├── Forbidden      this actor may not do that                                403
├── WrongTime      nobody may do that now: the state does not allow it       409
├── Stale          the row has changed since the actor saw it                412
├── Invalid        the input is wrong; carries every finding                 422
└── KeyReused      an idempotency key came back with another request         422
"""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.engines.findings import Finding


class Refused(Exception):
    """Base of every refusal: a stable code and a sentence for people."""

    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Missing(Refused):
    code = "missing"


class Forbidden(Refused):
    code = "forbidden"


class WrongTime(Refused):
    """possible: the moves that the state allows instead, by their ids, where it is a matter of moves."""

    code = "wrong-state"

    def __init__(self, message: str, possible: Iterable[str] = ()) -> None:
        self.possible = tuple(possible)
        super().__init__(message)


class Stale(Refused):
    code = "stale"


class Invalid(Refused):
    code = "invalid"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        said = [f"{f.where}: {f.message}".removeprefix(": ") for f in self.findings]
        super().__init__("; ".join([*(one.removesuffix(".") for one in said[:-1]), *said[-1:]]))


class KeyReused(Refused):
    code = "key-reused"


def invalid(where: str, message: str, fix: str = "", code: str = "invalid") -> Invalid:
    """One wrong field, said in a sentence."""
    return Invalid([Finding("", 0, where, code, message, fix)])
