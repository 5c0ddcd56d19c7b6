"""Gates held against each other: what they vouch for, which wait for which, and who never signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairlead.engines.findings import Finding
from fairlead.engines.practice.checks import At, Locator, unknown
from fairlead.engines.practice.facts import FIRM_ROLES
from fairlead.engines.practice.formulas import circles
from fairlead.engines.practice.topics import TOPICS
from fairlead.engines.practice.values import Gate


def gates(found: Iterable[Gate], named: frozenset[str], locate: Locator) -> Iterator[Finding]:
    """Findings about `vouches`, `after`, `overrule` and the signer; `named` has the id of every gate in the
    text, so that one with another error is not also reported as missing."""
    known = {gate.id: gate for gate in found}
    for gate in known.values():
        for topic in gate.vouches:
            yield from unknown(At(locate, gate.place, "vouches"), topic, TOPICS, "topic")
        if gate.overrule:
            at = At(locate, gate.place, "overrule")
            yield from unknown(at, gate.overrule, FIRM_ROLES, "firm role", "unknown-role")
        yield from _after(gate, known, named, locate)
        if gate.stage == "signature" and gate.role == "sales":
            fix = "Name finance or another role."
            yield locate.stand(gate.place, "role").finding("sales-signs", "Sales never signs.", fix)
        if gate.stage == "estimate" and (gate.vouches or gate.after):
            key = "vouches" if gate.vouches else "after"
            message = f"A gate of the estimate is answered for its frozen figures; it has no `{key}`."
            yield locate.stand(gate.place, key).finding("unknown-key", message, "Remove it.")
    for circle in circles({gate.id: tuple(n for n in gate.after if n in known) for gate in known.values()}):
        message = f"These gates wait for each other: {' -> '.join([*circle, circle[0]])}."
        yield locate.stand(known[circle[0]].place, "after").finding("circle", message)


def _after(gate: Gate, known: dict[str, Gate], named: frozenset[str], locate: Locator) -> Iterator[Finding]:
    for name in gate.after:
        yield from unknown(At(locate, gate.place, "after"), name, named, "gate")
        if name in known and known[name].stage != gate.stage:
            message = f"{gate.id} waits for {name}, which is of stage {known[name].stage}."
            fix = "Name gates of the same stage; every gate of the signature waits for those of the SOW."
            yield locate.stand(gate.place, "after").finding("wrong-stage", message, fix)
