"""`fairlead shape`: from one scoping file to a priced, gated SOW. No Django, no database, no server."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fairlead.engines.documents.papers import papers
from fairlead.engines.findings import Finding
from fairlead.engines.money import Money
from fairlead.engines.practice.load import load_practice
from fairlead.engines.practice.values import Practice, ScopeTerm
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.shaping.result import result
from fairlead.engines.shaping.shape import shape as shape_engagement
from fairlead.engines.shaping.values import Shaped

SHIPPED = Path(__file__).parents[2] / "practice"

UNSOUND = 1


def shape(
    answers: Annotated[Path, typer.Argument(help="The scoping file.", metavar="ANSWERS.toml")],
    out: Annotated[Path, typer.Option(help="The folder that the papers are written to.", metavar="DIR")],
    practice: Annotated[Path, typer.Option(help="A practice folder other than the one shipped.")] = SHIPPED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Turn a customer's answers into an estimate, a SOW and a proposal, with what they rest on."""
    house, findings = load_practice(practice)
    if house is None:
        _refuse(findings, f"The practice in {practice} cannot be used.")
    scoping, findings = read_scoping(_bytes(answers), answers.name, house)
    if scoping is None:
        _refuse(findings, "Nothing was written.")
    shaped, findings = shape_engagement(house, scoping)
    if shaped is None:
        _refuse([_in_file(finding, answers.name) for finding in findings], "Nothing was written.")
    _write(out, papers(house, shaped).files)
    if as_json:
        print(json.dumps(result(shaped), ensure_ascii=False, sort_keys=True))
    else:
        report(Console(), house, shaped, out)


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
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    found = sorted(findings)
    for finding in found:
        errors.print(Text(str(finding)))
    count = len(found)
    errors.print(Text(f"{count} error{'s' if count != 1 else ''}. {end}".rstrip(), style="bold"))
    raise typer.Exit(UNSOUND)


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


def report(console: Console, house: Practice, shaped: Shaped, out: Path) -> None:
    """What a person wants to know at once: price, days, margin, what is open, who must agree."""
    estimate, terms = shaped.estimate, shaped.scoping.terms
    console.print(Text(f"{terms.customer}: {terms.name}", style="bold"))
    console.print(
        Text(f"{house.offering(terms.offering).name}, rates of {terms.day}, {estimate.lock.practice}")
    )
    console.print(_figures(shaped))
    console.print(
        Text(
            f"Quoted at P{terms.confidence}: {estimate.price} for {estimate.days:,} days; "
            f"margin {estimate.margin:.1%} (cost {estimate.cost}; floor {estimate.minimum_price})"
        )
    )
    _list(console, "Route", [f"{shaped.route.route.to}: {shaped.route.reason}"])
    _list(
        console,
        "Gates that opened",
        [f"{g.gate.name} ({g.gate.role}, {g.gate.stage}): {g.reason}" for g in shaped.gates],
    )
    names = {q.id: q.text for q in shaped.review.offering.questions}
    _list(console, "Unanswered and mandatory", [f"{key}: {names[key]}" for key in shaped.review.unanswered])
    _list(console, "Answers that clash", [clash.message for clash in shaped.review.contradictions])
    for kind, heading in (("assumption", "Assumptions"), ("exclusion", "Exclusions")):
        _list(
            console,
            heading,
            [w.text for w in shaped.terms if isinstance(w.source, ScopeTerm) and w.source.kind == kind],
        )
    console.print(Text(f"Written to {out}: sow.pdf, sow.docx, proposal.pdf, estimate.xlsx, result.json"))


def _figures(shaped: Shaped) -> Table:
    estimate = shaped.estimate
    table = Table("", "P50", "P80", "P90", box=None, pad_edge=False, show_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    price, days = estimate.spreads["price"], estimate.spreads["days"]
    table.add_row(
        "Price", *(str(Money(value, estimate.currency)) for value in (price.p50, price.p80, price.p90))
    )
    table.add_row("Days", *(f"{value:,}" for value in (days.p50, days.p80, days.p90)))
    return table


def _list(console: Console, heading: str, items: list[str]) -> None:
    console.print(Text(f"{heading}" + ("" if items else ": none"), style="bold"))
    for item in items:
        console.print(Text(f"  - {item}"), soft_wrap=True)
