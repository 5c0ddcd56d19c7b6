"""The practice from its text: read, held against the schemas, built, cross-checked, every formula compiled.

All errors come back at once. A Practice comes back only without any; its digest is the same for the same
words whatever the line ends, so two installations can compare what they sell by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fairlead.engines.findings import Finding
from fairlead.engines.practice import build, checks, formulas
from fairlead.engines.practice.build import BROKEN, built
from fairlead.engines.practice.checks import Firm, Locator
from fairlead.engines.practice.lines import Key, Lines
from fairlead.engines.practice.reading import MAX_FILE, MAX_TOTAL, Document, parse, read_folder
from fairlead.engines.practice.schema import check
from fairlead.engines.practice.values import Offering, Practice

HOME = "practice.toml"
SOW = "sow.toml"


def load_practice(root: Path) -> tuple[Practice | None, tuple[Finding, ...]]:
    """The practice in a folder, or None and every error in it, by file and line. Never raises for what a
    file holds; an unreadable file is the caller's OSError."""
    texts, findings = read_folder(root)
    return _loaded(texts, list(findings)) if texts else (None, findings or (_no_home(),))


def load_texts(texts: Mapping[str, str]) -> tuple[Practice | None, tuple[Finding, ...]]:
    """The same from texts by file name relative to the practice folder ("offerings/move/rules.toml")."""
    return _loaded(texts, [])


def _no_home() -> Finding:
    fix = "It holds the [practice] table, the roles and the rates."
    return Finding(HOME, 0, "", "missing-file", f"There is no {HOME}.", fix)


def _loaded(given: Mapping[str, str], findings: list[Finding]) -> tuple[Practice | None, tuple[Finding, ...]]:
    """Texts, and what was wrong with other files that ought to stand beside them."""
    texts = {name: _one_line_end(text) for name, text in sorted(given.items())}
    findings.extend(_sizes(texts))
    if HOME not in texts and not any(finding.file == HOME for finding in findings):
        findings.append(_no_home())
    documents: list[Document] = []
    for name, text in texts.items():
        result = parse(text, name) if len(text) <= MAX_FILE else None
        if isinstance(result, Finding):
            findings.append(result)
        elif result is not None:
            documents.append(result)
    whole = not findings
    sound: list[Document] = []
    for document in documents:
        wrong = _checked(document)
        findings.extend(wrong)
        sound.append(_without_broken(document, wrong))
    if not whole:
        # A file that cannot be read may hold what the others refer to: checking on would cry wolf.
        return None, tuple(sorted(findings))
    return _assembled(documents, sound, texts, findings)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n")


def digest(texts: Mapping[str, str]) -> str:
    """SHA-256 over the file names in order and their texts with one kind of line end."""
    hashed = hashlib.sha256()
    for name in sorted(texts):
        body = _one_line_end(texts[name]).rstrip("\n")
        hashed.update(f"{name}\n{len(body)}\n{body}\n".encode())
    return hashed.hexdigest()


def _sizes(texts: Mapping[str, str]) -> Iterator[Finding]:
    for name, text in texts.items():
        if len(text) > MAX_FILE:
            message = f"The file has {len(text) / 1e6:,.1f} MB; at most {MAX_FILE / 1e6:g} MB are read."
            yield Finding(name, 0, "", "too-big", message)
    if sum(map(len, texts.values())) > MAX_TOTAL:
        yield Finding("", 0, "", "too-big", f"The practice has more than {MAX_TOTAL / 1e6:g} MB of text.")


def _checked(document: Document) -> tuple[Finding, ...]:
    parts = document.name.split("/")
    if document.name == HOME:
        return check(document, "practice")
    if document.name == SOW:
        return check(document, "sow")
    if len(parts) == 3 and parts[0] == "offerings":
        return check(document, "offering")
    fix = f"There are {HOME}, {SOW} and offerings/<id>/*.toml."
    return (Finding(document.name, 0, "", "unknown-file", "The file has no place in a practice.", fix),)


def _without_broken(document: Document, wrong: tuple[Finding, ...]) -> Document:
    """The document with every record blanked that has an error of its own, and broken tables left out."""
    lines = {finding.line for finding in wrong}
    if not lines:
        return document
    starts = sorted((line, path) for path, line in document.lines.tables.items() if _is_record(path))
    values: dict[str, Any] = {}
    for key, value in document.values.items():
        if isinstance(value, list):
            broken = {path[1] for path in _hit(starts, lines) if path[0] == key}
            values[key] = [BROKEN if index in broken else item for index, item in enumerate(value)]
        elif not any(path[0] == key for path in _hit(starts, lines)):
            values[key] = value
    return Document(document.name, values, document.lines)


def _is_record(path: Key) -> bool:
    return (len(path) == 2 and isinstance(path[1], int)) or path in (("practice",), ("offering",))


def _hit(starts: list[tuple[int, Key]], lines: set[int]) -> Iterator[Key]:
    """The records that hold one of the lines: from their own first line to before the next one's."""
    for index, (start, path) in enumerate(starts):
        after = starts[index + 1][0] if index + 1 < len(starts) else 1 << 60
        if any(start <= line < after for line in lines):
            yield path


def _ids(documents: list[Document], *keys: str) -> frozenset[str]:
    """Every id that any record of these kinds names, sound or not."""
    found = set()
    for document in documents:
        for key in keys:
            for values in _list(document.values.get(key)):
                if isinstance(values, dict) and isinstance(values.get("id"), str):
                    found.add(values["id"])
    return frozenset(found)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _assembled(
    raw: list[Document], sound: list[Document], texts: Mapping[str, str], findings: list[Finding]
) -> tuple[Practice | None, tuple[Finding, ...]]:
    locate = Locator(raw)
    home = next((document for document in sound if document.name == HOME), Document(HOME, {}, Lines()))
    sow = next((document for document in sound if document.name == SOW), Document(SOW, {}, Lines()))
    head = home.values.get("practice", {})
    offerings = tuple(_offerings(raw, sound, locate, findings))
    values = _firm_values([home], [sow])
    raw_firm = [document for document in raw if document.name in (HOME, SOW)]
    firm = Firm(
        str(head.get("currency", "")),
        values["roles"],
        values["rates"],
        values["exchange"],
        values["gates"],
        values["clauses"],
        _ids(raw_firm, "role"),
        _ids(raw_firm, "block"),
    )
    findings.extend(checks.firm(firm, locate) if head else ())
    findings.extend(_routes_and_clocks(values, locate))
    findings.extend(formulas.firm(values["gates"], values["routes"], values["clauses"], offerings, locate))
    if findings:
        return None, tuple(sorted(set(findings)))
    working = home.values.get("working", {})
    return _practice(head, {**values, "working": build.working(working)}, offerings, texts), ()


def _firm_values(home: list[Document], sow: list[Document]) -> dict[str, Any]:
    builders: dict[str, tuple[list[Document], str, Callable[[build.Record], object]]] = {
        "roles": (home, "role", build.role),
        "rates": (home, "rate", build.rate),
        "exchange": (home, "exchange", build.exchange),
        "gates": (home, "gate", build.gate),
        "clocks": (home, "clock", build.clock),
        "routes": (home, "route", build.route),
        "skus": (home, "sku", build.sku),
        "territories": (home, "territory", build.territory),
        "reasons": (home, "reason", build.reason),
        "idle": (home, "idle", build.idle),
        "blocks": (sow, "block", build.block),
        "clauses": (sow, "clause", build.clause),
    }
    return {key: built(documents, name, builder) for key, (documents, name, builder) in builders.items()}


def _routes_and_clocks(values: Mapping[str, Any], locate: Locator) -> Iterator[Finding]:
    yield from checks.twice(values["routes"], "route", locate)
    yield from checks.twice(values["clocks"], "clock", locate)


def _practice(
    head: Mapping[str, Any],
    values: Mapping[str, Any],
    offerings: tuple[Offering, ...],
    texts: Mapping[str, str],
) -> Practice:
    shares = ("target_margin", "margin_floor", "hours_per_day")
    exact = {key: build.exact(head[key]) for key in shares if key in head}
    correlation = tuple((count, build.exact(share)) for count, share in head["correlation"])
    more = {**exact, "correlation": correlation, "offerings": offerings, "digest": digest(texts)}
    return Practice(**{**head, **values, **more}, texts=dict(texts))


def _offerings(
    raw: list[Document], sound: list[Document], locate: Locator, findings: list[Finding]
) -> Iterator[Offering]:
    folders = sorted({document.name.split("/")[1] for document in raw if document.name.count("/") == 2})
    roles = _ids([document for document in raw if document.name == HOME], "role")
    if not folders:
        fix = "Add offerings/<id>/offering.toml."
        findings.append(Finding("", 0, "offerings", "missing-file", "The practice has no offering.", fix))
    for folder in folders:
        prefix = f"offerings/{folder}/"
        mine = [document for document in sound if document.name.startswith(prefix)]
        texts = [document for document in raw if document.name.startswith(prefix)]
        heads = [document for document in texts if "offering" in document.values]
        findings.extend(_heads(folder, heads))
        offering = build.offering(mine, folder)
        named = {
            "role": roles,
            "phase": _ids(texts, "phase"),
            "question": _ids(texts, "question"),
            "activity": _ids(texts, "activity"),
        }
        findings.extend(_too_many(offering))
        findings.extend(checks.offering(offering, named, locate))
        findings.extend(formulas.offering(offering, _lost(texts, mine), locate))
        yield offering


def _lost(raw: list[Document], sound: list[Document]) -> frozenset[str]:
    """Names whose own record is broken: they exist, but nobody knows what they are."""
    return _ids(raw, "question", "driver") - _ids(sound, "question", "driver")


def _heads(folder: str, heads: list[Document]) -> Iterator[Finding]:
    home = f"offerings/{folder}/offering.toml"
    if not heads:
        fix = "It has id, name, summary, approach and value."
        yield Finding(home, 0, "offering", "missing-key", f"{folder} has no [offering] table.", fix)
    for extra in heads[1:]:
        yield extra.finding(
            ("offering",), "duplicate-id", f"{heads[0].name} has an [offering] table already."
        )
    for head in heads[:1]:
        value = head.values["offering"]
        if isinstance(value, dict) and value.get("id") not in (None, folder):
            message = f"The offering is called {value['id']}, but its folder is {folder}."
            yield head.finding(("offering", "id"), "wrong-folder", message, "Rename one of the two.")


def _too_many(offering: Offering) -> Iterator[Finding]:
    count = len(offering.questions)
    if count > checks.MAX_QUESTIONS:
        message = f"{offering.id} asks {count:,} questions; {checks.MAX_QUESTIONS:,} are allowed."
        yield Finding(offering.place.file, 0, "question", "too-many", message)
