"""`fairlead shape`: from one scoping file to a priced, gated SOW. The command line; `shaping` works."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairlead.faces.cli.beside import hand_over

SHIPPED = Path(__file__).parents[2] / "practice"


def shape(
    answers: Annotated[Path, typer.Argument(help="The scoping file.", metavar="ANSWERS.toml")],
    out: Annotated[Path, typer.Option(help="The folder that the papers are written to.", metavar="DIR")],
    practice: Annotated[Path, typer.Option(help="A practice folder other than the one shipped.")] = SHIPPED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Turn a customer's answers into an estimate, a SOW and a proposal, with what they rest on."""
    task = {"answers": str(answers), "out": str(out), "practice": str(practice), "as_json": as_json}
    raise typer.Exit(hand_over(task))
