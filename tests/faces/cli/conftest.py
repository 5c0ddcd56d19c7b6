"""The command line as a script sees it: arguments in; code, stdout and stderr out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from fairlead.faces.cli.main import main


@dataclass(frozen=True)
class Told:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def fairlead(capsys, monkeypatch):
    """Run `fairlead` in this process, so that it works in the test's transaction."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("FAIRLEAD_DEMO", "0")
    monkeypatch.delenv("FAIRLEAD_USER", raising=False)

    def run(*arguments: object) -> Told:
        monkeypatch.setattr("sys.argv", ["fairlead", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Told(left.value.code or 0, said.out, said.err)

    return run
