"""The cellar can be carried to another house: engines run without Django, its database or its faces."""

from __future__ import annotations

import subprocess
import sys

from tests.house.source import HOUSE

FOREIGN = ("django", "ninja", "pydantic", "psycopg", "procrastinate", "typer", "rich", "allauth")

ASK = """
import importlib, pkgutil, sys
import fairlead.engines as engines
for found in pkgutil.walk_packages(engines.__path__, "fairlead.engines."):
    importlib.import_module(found.name)
print(",".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_engines_import_nothing_of_the_upper_floors():
    loaded = (
        subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, cwd=HOUSE)
        .stdout.strip()
        .split(",")
    )
    assert not set(FOREIGN) & set(loaded)
