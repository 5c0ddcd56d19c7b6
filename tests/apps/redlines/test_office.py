"""Held against the world: LibreOffice marks up the SOW that was sent, and it goes through the verbs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from fairlead.apps.redlines import actions
from tests import cast, office
from tests.apps.redlines import coming

SOFFICE, PYTHON = office.find()
EDITS = (
    {"do": "track", "on": True},
    {"do": "replace", "text": "that names an unmet criterion", "by": "in text form"},
    {"do": "comment", "on": "measured by the acceptance criteria", "author": "Ben Ode", "text": "And ours?",
     "resolved": 0},
)  # fmt: skip


@pytest.mark.skipif(not SOFFICE, reason=office.ABSENT)
def test_what_libreoffice_marked_is_answered_and_in_the_next_version(ana, firm, tmp_path):
    sow = coming.sent(firm)
    source, target = tmp_path / "sow.docx", tmp_path / "back.docx"
    source.write_bytes(coming.word(sow))
    jobs = [{"source": str(source), "target": str(target), "steps": EDITS}]
    (tmp_path / "jobs.json").write_text(json.dumps(jobs))
    script = str(Path(coming.__file__).parents[2] / "engines" / "redlines" / "in_office.py")
    command = [PYTHON, script, SOFFICE, str(tmp_path), str(tmp_path / "jobs.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    markup = coming.taken(sow, target.read_bytes())
    assert (markup.state, markup.share, markup.manifest) == ("open", 1.0, sow.manifest)
    kinds = {row.clause: (row.kind, row.silent) for row in markup.redlines.all()}
    assert kinds == {"passive-acceptance": ("changed", False), "purpose": ("commented", False)}
    actions.accept(ana, coming.change(markup, "passive-acceptance"))
    coming.refuse_the_rest(markup)
    made = coming.fresh(actions.settle(ana, coming.as_it_is(markup)).settled)
    assert "without a written refusal in text form" in coming.opened(made).root.xpath("string()")
    assert cast.as_it_is(firm.engagement).state == "sow-wip"
