"""Reading the audit, and proving that its chain is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from fairlead.core.models import AuditEntry
from fairlead.engines.findings import Finding

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: keep it elsewhere, and a cut tail shows as well."""

    entries: int
    hash: str


def link(previous: str, seq: int, body: str) -> str:
    """The hash of an entry: SHA-256 over the previous hash, its number and its body (as the trigger does)."""
    return hashlib.sha256(f"{previous}|{seq}|{body}".encode()).hexdigest()


def _columns_differ(entry: AuditEntry) -> list[str]:
    said = json.loads(entry.body)
    columns = {
        "at": entry.at.isoformat(),
        "user": entry.user_id,
        "who": entry.who,
        "via": entry.via,
        "verb": entry.verb,
        "noun": entry.noun,
        "row": entry.row_id,
        "thread": entry.thread,
    }
    return [name for name, value in columns.items() if said[name] != value]


def verify(expected: str = "") -> tuple[Head, tuple[Finding, ...]]:
    """Walk the whole chain. Findings name the entry that was changed, is missing, or lost its link.

    expected: a head hash kept from an earlier run; it must still be part of the chain.
    """
    findings = list[Finding]()
    previous, seq, seen = GENESIS, 0, not expected
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=2000):
        findings += _check(entry, previous, seq)
        previous, seq = entry.hash, entry.seq
        seen = seen or previous == expected
    if not seen:
        findings.append(
            _finding(seq, "tail-cut", f"the head {expected[:12]}… that was kept is not in the chain")
        )
    return Head(seq, previous), tuple(findings)


def _check(entry: AuditEntry, previous: str, seq: int) -> Iterator[Finding]:
    if entry.seq != seq + 1:
        yield _finding(entry.seq, "gap", f"entry {seq + 1} is missing")
    if entry.previous != previous:
        yield _finding(entry.seq, "unlinked", "it does not follow the entry before it")
    if link(entry.previous, entry.seq, entry.body) != entry.hash:
        yield _finding(entry.seq, "changed", "its text is not what was written")
    if different := _columns_differ(entry):
        yield _finding(
            entry.seq, "columns", f"its columns say something else than its text: {', '.join(different)}"
        )


def _finding(seq: int, code: str, message: str) -> Finding:
    return Finding("audit", 0, f"entry {seq}", code, message)
