"""What the next version is made with when some of their changes are accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fairlead.engines.findings import Finding
from fairlead.engines.redlines.values import COVER, ClauseChange, Outside, Returned


@dataclass(frozen=True, slots=True)
class Accepted:
    """What to do to the next version; everything in it is plain text, never a template or markup.

    wordings: clause -> practice text of its body; titles: clause -> title; removed: clauses that are struck
    out; moves: clause -> clause it follows; added: passages that become clauses. findings: what cannot be
    taken over, and why.
    """

    wordings: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    moves: dict[str, str] = field(default_factory=dict)
    added: tuple[Outside, ...] = ()
    findings: tuple[Finding, ...] = ()


def accepted(returned: Returned, ids: Iterable[str]) -> Accepted:
    """The overrides of the accepted clauses (and of passages, by their "@added-1").

    Findings: "from-estimate" (its figures come from the estimate and cannot be overridden by text),
    "cover" (it comes from the record), "nothing-to-accept", "unknown-clause". The order of `ids` is of no
    matter. Accepting a change twice, or one of a kind that says nothing (unchanged), changes nothing.
    """
    wanted = set(ids)
    result = Accepted()
    findings: list[Finding] = []
    removed: list[str] = []
    for change in returned.clauses:
        if change.id in wanted:
            _accept(change, result, removed, findings)
    added = tuple(one for one in returned.outside if one.id in wanted and one.text)
    known = {one.id for one in returned.clauses} | {one.id for one in returned.outside}
    for name in sorted(wanted - known):
        message = f"There is no clause {name[:80]!r} in this file."
        findings.append(Finding("", 0, name[:80], "unknown-clause", message))
    return Accepted(result.wordings, result.titles, tuple(removed), result.moves, added, tuple(findings))


def _accept(change: ClauseChange, result: Accepted, removed: list[str], findings: list[Finding]) -> None:
    refusal = _refusal(change)
    if refusal:
        findings.append(refusal)
    elif change.kind == "deleted":
        removed.append(change.id)
    elif change.kind == "edited":
        if change.wanted_title and change.wanted_title != change.title:
            result.titles[change.id] = change.wanted_title
        if _body(change.wanted, change.wanted_title) != _body(change.sent, change.title):
            result.wordings[change.id] = change.wording
    if change.moved and not refusal:
        result.moves[change.id] = change.after


def _body(text: str, title: str) -> str:
    """The text without its title line."""
    first, _, rest = text.partition("\n")
    return rest if first == title else text


def _refusal(change: ClauseChange) -> Finding | None:
    if change.kind in ("unchanged", "typography") and not change.moved:
        message = f"{change.title} has no change of substance."
        return Finding("", 0, change.id, "nothing-to-accept", message)
    if change.id == COVER:
        message = "The front page comes from the record."
        return Finding("", 0, change.id, "cover", message, "Change the customer, number or title there.")
    if change.computed and change.kind in ("edited", "deleted"):
        message = f"{change.title}: this figure comes from the estimate; text cannot override it."
        return Finding(
            "", 0, change.id, "from-estimate", message, "Change the estimate, then make the version."
        )
    return None
