"""Digital signatures of a PDF, as values and as sentences: whether the bytes that each vouches for are those
that were signed, how much of the file they are, and what was done to it afterwards. See `verifying.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairlead.engines.findings import Finding

INTACT, ALTERED, BROKEN, UNREADABLE, STAMP = "intact", "altered", "broken", "unreadable", "stamp"
WHOLE, AS_OF_THEN, PART = "file", "revision", "part"
NOTHING, FIELDS, CHANGED = "", "fields", "changed"


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature.

    state: "intact", "altered" (the bytes that it vouches for are others now), "broken" (it does not belong to
    its certificate), "unreadable", or a time "stamp" of nobody. covers: the whole "file", the file as it was
    then ("revision": something was added behind it), or a "part". later: what was added is "" nothing of
    substance, "fields" filled in or further signatures, or it is "changed". at: by the signer's own clock,
    UTC, ISO.
    """

    signer: str
    at: str
    state: str
    covers: str = WHOLE
    later: str = NOTHING

    @property
    def sound(self) -> bool:
        """Whether what was signed is what there is to read."""
        if self.state == STAMP:
            return True
        return self.state == INTACT and self.covers != PART and self.later != CHANGED


# Every signature of a PDF, in the order in which they were given.
Verify = Callable[[bytes], tuple[Seal, ...]]


def told(seal: Seal, name: str) -> Finding:
    """What there is to say of a signature, for whoever decides about the file."""
    who = f"The digital signature of {seal.signer or 'somebody unnamed'}"
    when = f", {seal.at[:10]} {seal.at[11:16]} UTC by their clock," if seal.at else ""
    code, said, fix = _said(seal)
    return Finding(name, 0, "", code, f"{who}{when} {said}", fix)


_ASK = "Ask the signer for the file as they signed it."


def _said(seal: Seal) -> tuple[str, str, str]:
    if seal.state == UNREADABLE:
        return "signature-unreadable", "cannot be read, so nothing vouches for it.", _ASK
    if seal.state == STAMP:
        return "signature-stamp", "is a time stamp alone, and was not judged.", ""
    if seal.state == ALTERED:
        return "signature-altered", "is of other bytes: the file was altered after it was signed.", _ASK
    if seal.state == BROKEN:
        return "signature-broken", "does not belong to its certificate.", _ASK
    if seal.covers == PART:
        return "signature-of-part", "is intact, but covers a part of the file alone.", _ASK
    if seal.later == CHANGED:
        return "signature-then-changed", "is intact, but the file was changed afterwards.", _ASK
    known = "Whether its certificate can be trusted was not judged."
    if seal.covers == WHOLE:
        return "signature-intact", "is intact and covers the whole file.", known
    more = (
        "fields or signatures were added afterwards" if seal.later else "nothing of substance was added since"
    )
    return "signature-intact", f"is intact and covers the file as it was then; {more}.", known
