"""The source of the house, read as trees, for the tests that hold its laws."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "fairlead"


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the house but migrations: its path from `fairlead/`, and its tree."""
    return tuple(
        (path.relative_to(HOUSE).as_posix(), ast.parse(path.read_text()))
        for path in sorted(HOUSE.rglob("*.py"))
        if "migrations" not in path.parts
    )


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function with its docstring, as the study of model codebases counts them."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def exceptions(law: str) -> set[str]:
    """The signed exceptions to a law. The list may only shrink."""
    lines = (ROOT / "tests" / "house" / "exceptions.txt").read_text().splitlines()
    return {line.split()[1] for line in lines if line.startswith(f"{law} ")}
