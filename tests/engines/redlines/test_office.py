"""Held against the world: LibreOffice edits our file with tracking on and saves it; python-docx saves it."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import docx
import pytest
from bench.redlines import edited
from tests import office
from tests.engines.redlines import cast
from tests.engines.redlines.test_tracked import plain_view, put_after, words_of

from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.tracked import tracked_docx
from fairlead.engines.redlines.versions import compared

SOFFICE, PYTHON = office.find()
SCRIPT = Path(__file__).with_name("in_office.py")
SENT = cast.short()
LONG = cast.long()
# Word or LibreOffice, with what it does to a file: steps in order, tracked until tracking is switched off.
EDITS = (
    {"do": "track", "on": True},
    {"do": "insert", "after": "payable within 30 days", "text": " and not before"},
    {"do": "delete", "text": ", in English"},
    {"do": "replace", "text": "15 days", "by": "90 days"},
    {"do": "comment", "on": "the schedule moves", "author": "Ana Ruiz", "text": "How far?", "resolved": 1},
    {"do": "paragraph", "after": "agreed in writing.", "text": "Hotels are of four stars."},
    {"do": "replace", "text": "63,352.76", "by": "60,000.00"},
    {"do": "track", "on": False},
    {"do": "replace", "text": "administrator access", "by": "read access"},
)  # fmt: skip
HEADINGS = (
    {"do": "track", "on": True},
    {"do": "delete_clause", "from": "Delay", "to": "the schedule moves with it"},
    {"do": "replace", "text": "Remote work", "by": "Work from afar"},
    {"do": "comment", "on": "Invoices", "author": "Ana Ruiz", "text": "Which?"},
)

ENDING = {"do": "move_up", "to": "days' written notice.", "times": 2}
MOVES = ({"do": "track", "on": True}, {**ENDING, "from": "Either party may"})
NEXT = put_after(put_after(edited(SENT, ("ending",)), "delay", "duties"), "signatures", "scope")
OURS = tracked_docx(SENT, NEXT, compared(SENT, NEXT))
SILENT_MOVE = ({"do": "track", "on": False}, {**ENDING, "from": "Ending early"})


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Our files after LibreOffice opened, edited and saved them, in one start of the program."""
    if not SOFFICE:
        pytest.skip(office.ABSENT)
    folder = tmp_path_factory.mktemp("office")
    jobs = {
        "edited": (SENT, EDITS),
        "headings": (SENT, HEADINGS),
        "moved": (SENT, MOVES),
        "moved silently": (SENT, SILENT_MOVE),
        "saved": (SENT, ()),
        "long": (LONG, ()),
        "ours": (OURS, ()),
        "ours accepted": (OURS, ({"do": "accept_all"},)),
        "ours rejected": (OURS, ({"do": "reject_all"},)),
    }
    listed = []
    for name, (document, steps) in jobs.items():
        made = document if isinstance(document, bytes) else docx_bytes(document)
        (folder / f"{name}.docx").write_bytes(made)
        target = str(folder / f"{name}-back.docx")
        listed.append({"source": str(folder / f"{name}.docx"), "target": target, "steps": steps})
    (folder / "jobs.json").write_text(json.dumps(listed))
    command = [PYTHON, str(SCRIPT), SOFFICE, str(folder), str(folder / "jobs.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return {name: (folder / f"{name}-back.docx").read_bytes() for name in jobs}


def edits(change) -> list[tuple[str, str, str]]:
    return [(one.kind, one.text.strip(), one.author) for one in change.pieces if one.kind != "kept"]


@pytest.mark.slow
def test_every_tracked_edit_of_libreoffice_is_found(saved: dict[str, bytes]) -> None:
    returned = take_back(saved["edited"], "back.docx", SENT)
    assert edits(returned.clause("invoices")) == [("inserted", "and not before", "Ana Ruiz")]
    assert edits(returned.clause("remote")) == [
        ("deleted", ", in English", "Ana Ruiz"),
        ("inserted", "Hotels are of four stars.", "Ana Ruiz"),
    ]
    assert edits(returned.clause("ending")) == [
        ("deleted", "15 days", "Ana Ruiz"),
        ("inserted", "90 days", "Ana Ruiz"),
    ]
    assert [(one.sent, one.wanted) for one in returned.clause("price").figures] == [
        ("63,352.76", "60,000.00")
    ]
    comment = returned.clause("delay").comments[0]
    assert (comment.text, comment.anchor, comment.resolved) == ("How far?", "the schedule moves", True)
    assert comment.author == "Ana Ruiz"
    assert [one.id for one in returned.changed] == [
        "duties",
        "remote",
        "price",
        "invoices",
        "delay",
        "ending",
    ]
    assert all(one.at for change in returned.clauses for one in change.pieces if one.tracked)


@pytest.mark.slow
def test_its_edit_with_tracking_off_is_silent(saved: dict[str, bytes]) -> None:
    returned = take_back(saved["edited"], "back.docx", SENT)
    assert [one.id for one in returned.clauses if one.silent] == ["duties"]
    assert edits(returned.clause("duties")) == [("deleted", "administrator", ""), ("inserted", "read", "")]


@pytest.mark.slow
def test_headings_struck_out_changed_and_commented_in_it(saved: dict[str, bytes]) -> None:
    returned = take_back(saved["headings"], "back.docx", SENT)
    change = returned.clause("delay")
    assert (change.kind, change.silent, change.authors) == ("deleted", False, ("Ana Ruiz",))
    assert returned.clause("remote").wanted_title == "Work from afar"
    assert [one.text for one in returned.clause("invoices").comments] == ["Which?"]
    assert [one.id for one in returned.changed] == ["remote", "invoices", "delay"]
    assert {finding.code for finding in returned.findings} == {"controls-lost", "clause-deleted"}


@pytest.mark.slow
def test_a_paragraph_moved_with_tracking_is_found_at_both_ends(saved: dict[str, bytes]) -> None:
    returned = take_back(saved["moved"], "back.docx", SENT)
    text = "Either party may end this with 15 days' written notice."
    assert edits(returned.clause("ending")) == [("moved-away", text, "Ana Ruiz")]
    assert edits(returned.clause("delay")) == [("moved-here", text, "Ana Ruiz")]
    assert returned.tally.moved == 4


@pytest.mark.slow
def test_a_clause_moved_with_tracking_off(saved: dict[str, bytes]) -> None:
    returned = take_back(saved["moved silently"], "back.docx", SENT)
    assert [(one.id, one.kind, one.after, one.silent) for one in returned.changed] == [
        ("ending", "moved", "invoices", True)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "document"), [("saved", SENT), ("long", LONG)])
def test_every_clause_survives_a_save_in_libreoffice(saved: dict[str, bytes], name: str, document) -> None:
    returned = take_back(saved[name], "back.docx", document)
    assert {one.kind for one in returned.clauses} == {"unchanged"}
    assert {one.found for one in returned.clauses if one.id != "@cover"} <= {"control", "heading"}
    assert returned.share == 1.0
    assert returned.outside == ()
    assert returned.manifest == cast.MANIFEST
    assert {finding.code for finding in returned.findings} <= {"controls-lost"}


@pytest.mark.parametrize("document", [SENT, LONG])
def test_every_clause_survives_a_save_in_python_docx(document) -> None:
    target = io.BytesIO()
    docx.Document(io.BytesIO(docx_bytes(document))).save(target)
    returned = take_back(target.getvalue(), "back.docx", document)
    assert {(one.kind, one.found) for one in returned.clauses if one.id != "@cover"} == {
        ("unchanged", "control")
    }
    assert returned.findings == ()


@pytest.mark.slow
def test_a_move_of_ours_is_one_in_libreoffice_too(saved: dict[str, bytes]) -> None:
    returned = take_back(saved["ours"], "back.docx", SENT)
    delay = returned.clause("delay")
    assert (delay.kind, delay.moved, delay.silent) == ("moved", True, False)
    assert returned.tally.moved > 0
    assert returned.clause("ending").authors == ("Harbour Services",)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "version"), [("ours rejected", SENT), ("ours accepted", NEXT)])
def test_accepting_and_rejecting_in_libreoffice_gives_the_versions(saved, name, version) -> None:
    assert plain_view(saved[name], "ins") == plain_view(saved[name], "del") == words_of(version)
