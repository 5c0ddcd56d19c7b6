"""`fairlead shape`: from one scoping file to a priced, gated SOW. This reads; `shaping` does the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairlead.engines.findings import Finding
from fairlead.engines.practice.load import load_offering
from fairlead.engines.scoping.textfile import offering_named, read_scoping
from fairlead.faces.cli.beside import hand_over
from fairlead.faces.cli.saying import refuse

SHIPPED = Path(__file__).parents[2] / "practice"


def shape(
    answers: Annotated[Path, typer.Argument(help="The scoping file.", metavar="ANSWERS.toml")],
    out: Annotated[Path, typer.Option(help="The folder that the papers are written to.", metavar="DIR")],
    practice: Annotated[Path, typer.Option(help="A practice folder other than the one shipped.")] = SHIPPED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Turn a customer's answers into an estimate, a SOW and a proposal, with what they rest on."""
    data = _bytes(answers)
    house, findings = load_offering(practice, offering_named(data))
    if house is None:
        refuse(findings, f"The practice in {practice} cannot be used.")
    scoping, findings = read_scoping(data, answers.name, house)
    if scoping is None:
        refuse(findings, "Nothing was written.")
    hand_over(house, scoping, answers.name, out, as_json)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        refuse([Finding(str(path), 0, "", "unreadable", f"it cannot be read: {error.strerror}.")], "")
