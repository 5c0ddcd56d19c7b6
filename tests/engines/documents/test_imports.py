"""Each writer can be loaded alone, and none of them loads a large library but the one that draws PDF."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"typst", "docx", "openpyxl", "numpy", "lxml"}


@pytest.mark.parametrize(
    ("module", "loaded"),
    [
        ("pdf", {"typst"}),
        ("word", set()),
        ("workbook", set()),
        ("html", set()),
        ("sow", set()),
        ("proposal", set()),
    ],
)
def test_a_writer_loads_only_what_it_needs(module: str, loaded: set[str]) -> None:
    code = f"import sys, fairlead.engines.documents.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert HEAVY.intersection(done.stdout.split()) == loaded
