"""Each writer can be loaded alone: a PDF does not pay for Word, nor Word for the workbook."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("pdf", {"docx", "openpyxl", "numpy", "lxml"}),
        ("word", {"typst", "openpyxl", "numpy"}),
        ("workbook", {"typst", "docx"}),
        ("html", {"typst", "docx", "openpyxl", "numpy", "lxml"}),
        ("sow", {"typst", "docx", "openpyxl", "numpy", "lxml"}),
    ],
)
def test_a_writer_loads_only_its_own_library(module: str, without: set[str]) -> None:
    code = f"import sys, fairlead.engines.documents.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert without.isdisjoint(done.stdout.split())
