"""What `fairlead shape` does with what was read, loaded `beside` it. No Django, no database, no server."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fairlead.engines.documents.papers import papers
from fairlead.engines.documents.pdf import NoSuchFont
from fairlead.engines.expressions.filling import shown
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Practice, ScopeTerm
from fairlead.engines.scoping.review import stand_ins
from fairlead.engines.scoping.values import Scoping
from fairlead.engines.shaping.result import result
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped
from fairlead.faces.cli.saying import refuse, say


def shaped(house: Practice, scoping: Scoping, name: str, out: Path, as_json: bool) -> None:
    """From a sound scoping file, called `name`, to the papers and the report."""
    made, findings = shape(house, scoping)
    if made is None:
        refuse([_in_file(finding, name) for finding in findings], "Nothing was written.")
    if clashes := _clashes(made, name):
        refuse(clashes, "Nothing was written.")
    try:
        drawn = papers(house, made)
    except NoSuchFont as missing:
        refuse(
            [Finding("papers.toml", 0, "brand.font", "no-such-font", str(missing))], "Nothing was written."
        )
    _write(out, drawn.files)
    for finding in drawn.findings:
        say(f"Warning: {finding}", to=sys.stderr)
    if as_json:
        print(json.dumps(result(made), ensure_ascii=False, sort_keys=True))
    else:
        report(house, made, out)


def _clashes(made: Shaped, name: str) -> list[Finding]:
    """Answers that cannot all be true are wrong input: no paper is drawn from them."""
    fix = "Correct one of these answers."
    return [
        Finding(
            name,
            min(made.scoping.answers[question].line for question in clash.questions),
            ", ".join(f"answers.{question}" for question in clash.questions),
            "contradiction",
            clash.message,
            fix,
        )
        for clash in made.review.contradictions
    ]


def _in_file(finding: Finding, name: str) -> Finding:
    """A finding about answers stands in the answers file, whatever the engine called it."""
    file = finding.file if finding.file not in ("", "answers") else name
    return Finding(file, finding.line, finding.where, finding.code, finding.message, finding.fix)


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
        refuse(
            [Finding(str(out), 0, "", "unwritable", f"the papers cannot be written: {error.strerror}.")], ""
        )


def report(house: Practice, shaped: Shaped, out: Path) -> None:
    """What a person wants to know at once: price, days, margin, what is open, who must agree."""
    estimate, terms = shaped.estimate, shaped.scoping.terms
    say(f"{terms.customer}: {terms.name}", bold=True)
    say(f"{house.offering(terms.offering).name}, rates of {terms.day}, {estimate.lock.practice}")
    _figures(shaped)
    say(
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
    _list(
        "Assumed until it is answered",
        [f"{open_.question.id}: {shown(open_.value) or 'nothing'}" for open_ in stand_ins(shaped.review)],
    )
    for kind, heading in (("assumption", "Assumptions"), ("exclusion", "Exclusions")):
        _list(
            heading,
            [w.text for w in shaped.terms if isinstance(w.source, ScopeTerm) and w.source.kind == kind],
        )
    say(f"Written to {out}: sow.pdf, sow.docx, proposal.pdf, estimate.xlsx, result.json")


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
        say("  ".join((f"{name:5}", *(f"{cell:>{wide}}" for cell in cells))))


def _list(heading: str, items: list[str]) -> None:
    say(heading if items else f"{heading}: none", bold=True)
    for item in items:
        say(f"  - {item}")
