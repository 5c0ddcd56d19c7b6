"""The practice from its text: read, held against the schemas, built, cross-checked, every formula compiled.

All errors come back at once. A Practice comes back only without any; its digest is the same for the same
words whatever the line ends, so two installations can compare what they sell by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fairlead.engines.brand import brand_of
from fairlead.engines.expressions.formula import nearest
from fairlead.engines.findings import Finding
from fairlead.engines.practice import (
    build,
    checks,
    clause_checks,
    closing_checks,
    formulas,
    gate_checks,
    market_checks,
    paper_checks,
    work_checks,
)
from fairlead.engines.practice.build import BROKEN, built
from fairlead.engines.practice.checks import Firm, Locator, is_record
from fairlead.engines.practice.lines import Key, Lines
from fairlead.engines.practice.reading import MAX_FILE, MAX_TOTAL, Document, parse, read_folder
from fairlead.engines.practice.schema import check
from fairlead.engines.practice.values import Offering, Practice

HOME = "practice.toml"
SHARED = "shared"
# What a file of the firm is held against; practice.toml may hold all that the others but sow.toml hold.
FIRM = {f"{kind}.toml": kind for kind in ("practice", "pricebook", "market", "sow", "closing", "papers")}


def load_practice(root: Path) -> tuple[Practice | None, tuple[Finding, ...]]:
    """The practice in a folder, or None and every error in it, by file and line. Never raises for what a
    file holds; an unreadable file is the caller's OSError."""
    texts, findings = read_folder(root)
    return _loaded(texts, list(findings)) if texts else (None, findings or (_no_home(),))


def load_offering(root: Path, offering: str) -> tuple[Practice | None, tuple[Finding, ...]]:
    """The firm and one of its offerings, for work on that one: what the others say is not read.

    The digest is that of the whole practice. Where there is no such offering, or anything is wrong with it
    or with the firm, the whole is read and every error in it comes back, as from `load_practice`.
    """
    texts, trouble = read_folder(root)
    alone = _alone(texts, offering) if not trouble else None
    if alone is not None:
        practice, findings = _loaded(alone, [], offering)
        if practice is not None and not findings:
            return replace(practice, digest=digest(texts), texts=dict(texts)), ()
    return _loaded(texts, list(trouble)) if texts else (None, trouble or (_no_home(),))


def _alone(texts: Mapping[str, str], offering: str) -> dict[str, str] | None:
    """The files of the firm, of one offering and of what it shares; None where that cannot be told."""
    own = {name: text for name, text in texts.items() if name.startswith(f"offerings/{offering}/")}
    if not offering or "/" in offering or not own:
        return None
    firm = {name: text for name, text in texts.items() if name in FIRM}
    shared = set[str]()
    for name, text in own.items():
        found = parse(_one_line_end(text), name)
        if not isinstance(found, Document):
            return None
        shared.update(_uses(found))
    return {**firm, **own, **{name: text for name, text in texts.items() if name in shared}}


def _without_others(document: Document, offering: str) -> Document:
    """A file of the firm with the records blanked that are for other offerings alone."""
    values = {
        key: [BROKEN if _is_for_another(item, offering) else item for item in value]
        if isinstance(value, list)
        else value
        for key, value in document.values.items()
    }
    return Document(document.name, values, document.lines)


def _is_for_another(record: object, offering: str) -> bool:
    return isinstance(record, dict) and record.get("offering") not in (None, "", offering)


def load_texts(texts: Mapping[str, str]) -> tuple[Practice | None, tuple[Finding, ...]]:
    """The same from texts by file name relative to the practice folder ("offerings/move/rules.toml")."""
    return _loaded(texts, [])


def _no_home() -> Finding:
    fix = "It holds the [practice] table, the roles and the rates."
    return Finding(HOME, 0, "", "missing-file", f"There is no {HOME}.", fix)


def _loaded(
    given: Mapping[str, str], findings: list[Finding], offering: str = ""
) -> tuple[Practice | None, tuple[Finding, ...]]:
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
        known = _without_broken(document, wrong)
        sound.append(_without_others(known, offering) if offering and document.name in FIRM else known)
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
    if document.name in FIRM:
        return check(document, FIRM[document.name])
    if (len(parts) == 3 and parts[0] == "offerings") or (len(parts) == 2 and parts[0] == SHARED):
        return check(document, "offering")
    fix = f"There are {', '.join(FIRM)}, {SHARED}/*.toml and offerings/<id>/*.toml."
    return (Finding(document.name, 0, "", "unknown-file", "The file has no place in a practice.", fix),)


def _without_broken(document: Document, wrong: tuple[Finding, ...]) -> Document:
    """The document with every record blanked that has an error of its own, and broken tables left out."""
    lines = {finding.line for finding in wrong}
    if not lines:
        return document
    starts = sorted((line, path) for path, line in document.lines.tables.items() if is_record(path))
    values: dict[str, Any] = {}
    for key, value in document.values.items():
        if isinstance(value, list):
            broken = {path[1] for path in _hit(starts, lines) if path[0] == key}
            values[key] = [BROKEN if index in broken else item for index, item in enumerate(value)]
        elif not any(path[0] == key for path in _hit(starts, lines)):
            values[key] = value
    return Document(document.name, values, document.lines)


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
    mine = [document for document in sound if document.name in FIRM]
    home = next((document for document in mine if document.name == HOME), Document(HOME, {}, Lines()))
    head = home.values.get("practice", {})
    offerings = tuple(_offerings(raw, sound, locate, findings))
    findings.extend(checks.same_questions(offerings, locate))
    values = _firm_values(mine)
    raw_firm = [document for document in raw if document.name in FIRM]
    findings.extend(_firm(head, values, offerings, raw_firm, locate))
    findings.extend(_market(values, mine, locate))
    findings.extend(_clauses(values, offerings, raw_firm, locate))
    findings.extend(paper_checks.papers(values["audiences"], mine, _ids(raw_firm, "block"), locate))
    findings.extend(formulas.firm(_above(values), offerings, locate))
    if findings:
        return None, tuple(sorted(set(findings)))
    values |= {"working": build.working(_table(mine, "working")), "brand": brand_of(_table(mine, "brand"))}
    return _practice(head, values, offerings, texts), ()


def _firm_values(documents: list[Document]) -> dict[str, Any]:
    """The schemas have seen to it that each kind of record stands where it may."""
    return {key: built(documents, name, builder) for key, (name, builder) in build.FIRM.items()}


def _table(documents: list[Document], name: str) -> Mapping[str, Any]:
    return next((d.values[name] for d in documents if name in d.values), {})


def _firm(
    head: Mapping[str, Any],
    values: Mapping[str, Any],
    offerings: tuple[Offering, ...],
    raw: list[Document],
    locate: Locator,
) -> Iterator[Finding]:
    yield from checks.twice(values["routes"], "route", locate)
    yield from checks.twice(values["clocks"], "clock", locate)
    parts = Firm(
        str(head.get("currency", "")),
        values["roles"],
        values["rates"],
        values["exchange"],
        values["gates"],
        values["clauses"],
        _ids(raw, "role"),
        _ids(raw, "block"),
        values["skus"],
        values["routes"],
        frozenset(offering.id for offering in offerings),
        values["authorities"],
    )
    yield from checks.firm(parts, locate) if head else ()
    yield from gate_checks.gates(values["gates"], _ids(raw, "gate"), locate)


def _above(values: Mapping[str, Any]) -> formulas.Above:
    return formulas.Above(*(values[key] for key in ("gates", "routes", "clauses", "variants", "figures")))


def _clauses(
    values: Mapping[str, Any], offerings: tuple[Offering, ...], raw: list[Document], locate: Locator
) -> Iterator[Finding]:
    named = {kind: _ids(raw, kind) for kind in ("clause", "variant", "block")}
    library = clause_checks.Library(values["clauses"], values["variants"], values["figures"], values["words"])
    yield from clause_checks.library(library, named, offerings, locate)


def _market(values: Mapping[str, Any], documents: list[Document], locate: Locator) -> Iterator[Finding]:
    yield from market_checks.price_book(values["skus"], locate)
    yield from market_checks.territories(values["territories"], locate)
    yield from market_checks.reasons(values["reasons"], locate)
    yield from market_checks.idle(values["idle"], locate)
    yield from closing_checks.closing(values["booking"], values["prerequisites"], locate)
    for document in documents:
        yield from market_checks.working(document)
        yield from market_checks.margins(document)
    for document in [document for document in documents if "working" in document.values][1:]:
        message = "The [working] table stands in two files."
        yield document.finding(("working",), "duplicate-id", message, "Keep one of them.")


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
    firm = [document for document in raw if document.name in FIRM]
    above = {"role": _ids(firm, "role"), "sku": _ids(firm, "sku")}
    if not folders:
        fix = "Add offerings/<id>/offering.toml."
        findings.append(Finding("", 0, "offerings", "missing-file", "The practice has no offering.", fix))
    for folder in folders:
        mine, texts = _of(folder, sound), _of(folder, raw)
        heads = [document for document in texts if "offering" in document.values]
        findings.extend(_heads(folder, heads))
        offering = build.offering(mine, folder)
        kinds = ("phase", "question", "driver", "activity")
        named = above | {kind: _ids(texts, kind) for kind in kinds}
        findings.extend(_too_many(offering))
        findings.extend(checks.offering(offering, named, locate))
        findings.extend(work_checks.work(offering, named, locate))
        findings.extend(formulas.offering(offering, _lost(texts, mine), locate))
        yield offering
    findings.extend(_shared(raw))


def _of(folder: str, documents: list[Document]) -> list[Document]:
    """The documents of an offering: the shared ones that it uses, in the order of `uses`, then its own."""
    own = [document for document in documents if document.name.startswith(f"offerings/{folder}/")]
    shared = {document.name: document for document in documents if document.name.startswith(f"{SHARED}/")}
    names = dict.fromkeys(name for head in own for name in _uses(head))
    return [*(shared[name] for name in names if name in shared), *own]


def _uses(document: Document) -> list[str]:
    head = document.values.get("offering")
    names = head.get("uses") if isinstance(head, dict) else None
    return [f"{SHARED}/{name}.toml" for name in _list(names)]


def _shared(raw: list[Document]) -> Iterator[Finding]:
    """Shared files that are missing, and those that nobody uses: what they say is held against nothing."""
    shared = {document.name: document for document in raw if document.name.startswith(f"{SHARED}/")}
    used: set[str] = set()
    for document in raw:
        for name in _uses(document):
            used.add(name)
            if name not in shared:
                fix = nearest(name, shared) or f"There are: {', '.join(shared) or 'none'}."
                message = f"There is no file {name}."
                yield document.finding(("offering", "uses"), "unknown-id", message, fix)
    for name in shared.keys() - used:
        fix = "Name it in the `uses` of an [offering], or remove it."
        yield Finding(name, 0, "", "unused-file", "No offering uses the file.", fix)


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
