"""What `fairlead shape` does, loaded `beside` the command line: no Django, no database, no server."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TextIO

from fairlead.engines.documents.papers import papers
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.practice.load import load_practice
from fairlead.engines.practice.values import Practice, ScopeTerm
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.shaping.result import result
from fairlead.engines.shaping.shape import shape as shape_engagement
from fairlead.engines.shaping.values import Shaped

UNSOUND = 1

# Words of a record are shown on a terminal, and may not steer it.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Refused(Exception):
    """The input cannot be used, and what is wrong with it has been said."""


def done(task: Mapping[str, Any]) -> int:
    """Do what the command line asks for; the exit code."""
    try:
        _shape(**task)
        sys.stdout.flush()
    except Refused:
        return UNSOUND
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _shape(answers: str, out: str, practice: str, as_json: bool) -> None:
    """From the scoping file to the papers and the report."""
    house, findings = load_practice(Path(practice))
    if house is None:
        _refuse(findings, f"The practice in {practice} cannot be used.")
    file = Path(answers)
    scoping, findings = read_scoping(_bytes(file), file.name, house)
    if scoping is None:
        _refuse(findings, "Nothing was written.")
    shaped, findings = shape_engagement(house, scoping)
    if shaped is None:
        _refuse([_in_file(finding, file.name) for finding in findings], "Nothing was written.")
    _write(Path(out), papers(house, shaped).files)
    if as_json:
        print(json.dumps(result(shaped), ensure_ascii=False, sort_keys=True))
    else:
        report(house, shaped, Path(out))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _refuse([Finding(str(path), 0, "", "unreadable", f"it cannot be read: {error.strerror}.")], "")


def _in_file(finding: Finding, name: str) -> Finding:
    """A finding about answers stands in the answers file, whatever the engine called it."""
    file = finding.file if finding.file not in ("", "answers") else name
    return Finding(file, finding.line, finding.where, finding.code, finding.message, finding.fix)


def _refuse(findings: Iterable[Finding], end: str) -> NoReturn:
    found = sorted(findings)
    for finding in found:
        _say(str(finding), to=sys.stderr)
    count = len(found)
    _say(f"{count} error{'s' if count != 1 else ''}. {end}".rstrip(), bold=True, to=sys.stderr)
    raise Refused


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """All files or none: written aside first, on the same disk, then each moved into its place."""
    new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fairlead-", dir=out) as aside:
            for name, content in files.items():
                (Path(aside) / name).write_bytes(content)
            for name in files:
                os.replace(Path(aside) / name, out / name)
    except OSError as error:
        if new and out.is_dir():
            out.rmdir()
        _refuse(
            [Finding(str(out), 0, "", "unwritable", f"the papers cannot be written: {error.strerror}.")], ""
        )


def report(house: Practice, shaped: Shaped, out: Path) -> None:
    """What a person wants to know at once: price, days, margin, what is open, who must agree."""
    estimate, terms = shaped.estimate, shaped.scoping.terms
    _say(f"{terms.customer}: {terms.name}", bold=True)
    _say(f"{house.offering(terms.offering).name}, rates of {terms.day}, {estimate.lock.practice}")
    _figures(shaped)
    _say(
        f"Quoted at P{terms.confidence}: {estimate.price} for {estimate.days:,} days; "
        f"margin {estimate.margin:.1%} (cost {estimate.cost}; floor {estimate.minimum_price})"
    )
    _list("Route", [f"{shaped.route.route.to}: {shaped.route.reason}"])
    _list(
        "Gates that opened",
        [f"{g.gate.name} ({g.gate.role}, {g.gate.stage}): {g.reason}" for g in shaped.gates],
    )
    names = {q.id: q.text for q in shaped.review.offering.questions}
    _list("Unanswered and mandatory", [f"{key}: {names[key]}" for key in shaped.review.unanswered])
    _list("Answers that clash", [clash.message for clash in shaped.review.contradictions])
    for kind, heading in (("assumption", "Assumptions"), ("exclusion", "Exclusions")):
        _list(
            heading,
            [w.text for w in shaped.terms if isinstance(w.source, ScopeTerm) and w.source.kind == kind],
        )
    _say(f"Written to {out}: sow.pdf, sow.docx, proposal.pdf, estimate.xlsx, result.json")


def _say(text: str, bold: bool = False, to: TextIO | None = None) -> None:
    """One line, bold on a terminal only."""
    to = to or sys.stdout
    text = _STEERING.sub("", text)
    print(f"\x1b[1m{text}\x1b[0m" if bold and to.isatty() else text, file=to)


def _figures(shaped: Shaped) -> None:
    estimate = shaped.estimate
    price, days = estimate.spreads["price"], estimate.spreads["days"]
    rows = (
        ("", "P50", "P80", "P90"),
        ("Price", *(str(Money(value, estimate.currency)) for value in (price.p50, price.p80, price.p90))),
        ("Days", *(f"{value:,}" for value in (days.p50, days.p80, days.p90))),
    )
    wide = max(len(cell) for row in rows for cell in row)
    for name, *cells in rows:
        _say("  ".join((f"{name:5}", *(f"{cell:>{wide}}" for cell in cells))))


def _list(heading: str, items: list[str]) -> None:
    _say(heading if items else f"{heading}: none", bold=True)
    for item in items:
        _say(f"  - {item}")
