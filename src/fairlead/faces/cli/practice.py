"""`fairlead practice check`: everything that is wrong with a practice folder, with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairlead.engines.practice.load import load_practice

SHIPPED = Path(__file__).parents[2] / "practice"


def check(
    folder: Annotated[
        Path, typer.Argument(help="The practice folder; by default the one that ships.")
    ] = SHIPPED,
) -> None:
    """Check a practice: its schema, its references, its formulas."""
    practice, findings = load_practice(folder)
    for finding in sorted(findings):
        typer.echo(str(finding), err=True)
    if practice is None or findings:
        typer.echo(f"{len(findings)} error{'s' if len(findings) != 1 else ''} in {folder}.", err=True)
        raise typer.Exit(1)
    questions = sum(len(offering.questions) for offering in practice.offerings)
    offerings = len(practice.offerings)
    typer.echo(f"{practice.name} {practice.version}: {offerings} offerings, {questions} questions, sound.")
