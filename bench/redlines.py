"""A Word file of 60 pages taken back, clause by clause, two versions of 300 clauses compared, and one linted.

Run: python -m bench redlines. The peer of taking back is python-docx merely opening the same file. The
copies are marked up as Word does it: words replaced in 108 clauses, 12 clauses deleted, 24 comments.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
from tests.engines.linting import cast as linting
from tests.engines.redlines import cast
from tests.engines.redlines.marking import Copy, element, q
from tests.engines.redlines.marking import run as words_of

from fairlead.engines.documents.tree import Document, Paragraph
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.linting.lint import lint
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.versions import compared

ROUNDS = 5
BACK_BAR, COMPARE_BAR = 1000, 100
EDITED = tuple(f"s{part}.c{at}" for part in range(12) for at in range(0, 25, 3))


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the processor in the quickest of a few rounds: a busy machine does not count."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def marked_up(document: Document) -> Copy:
    """The customer's copy: tracked words, deleted clauses, comments."""
    copy = Copy(docx_bytes(document))
    for name in EDITED:
        paragraph = copy.paragraphs(name)[1]
        words = "".join(paragraph.itertext(q("t"))).split()
        for own in list(paragraph.iter(q("r"))):
            paragraph.remove(own)
        paragraph.append(words_of(" ".join(words[:10]) + " "))
        paragraph.append(element("del", words_of(words[10], True), **copy.hand()))
        paragraph.append(element("ins", words_of("other words"), **copy.hand()))
        paragraph.append(words_of(" " + " ".join(words[11:])))
    for part in range(12):
        copy.delete_clause(f"s{part}.c1")
        for at in (2, 4):
            copy.comment(f"Clause on point {part}.{at}", "Why is this needed?")
    return copy


def bared(copy: Copy) -> bytes:
    """The same without any control or bookmark, as from a program that keeps neither."""
    copy.forget_bookmarks()
    for tag in copy.tags():
        copy.unwrap(tag)
        copy.unwrap(tag)
    return copy.bytes()


def edited(document: Document, names: tuple[str, ...]) -> Document:
    """A newer version: two words of each paragraph of some clauses are others."""
    ids = {}
    for name in names:
        section = cast.section(document, name)
        blocks = tuple(
            replace(
                one, text=one.text.replace(" a ", " any ", 1).replace("working", "calendar", 1) + " So be it."
            )
            if isinstance(one, Paragraph)
            else one
            for one in section.blocks
        )
        ids[name] = replace(section, blocks=blocks)
    return cast.changed(document, ids)


def saved(data: bytes, office: str) -> bytes:
    """The copy after LibreOffice opened and saved it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sow.docx").write_bytes(data)
        options = [f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        target = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", f"{folder}/out", f"{folder}/sow.docx"]
        subprocess.run([office, *options, *target], check=True, capture_output=True)
        return (Path(folder) / "out" / "sow.docx").read_bytes()


def _back(name: str, data: bytes, document: Document) -> None:
    """One row of taking back; it must find all that was marked up."""
    returned = take_back(data, "sow.docx", document)
    kinds = [one.kind for one in returned.clauses]
    assert (kinds.count("edited"), kinds.count("deleted")) == (len(EDITED), 12), returned.findings
    assert returned.share == 1.0 and returned.tally.comments == 24
    ours = best(lambda: take_back(data, "sow.docx", document))
    peer = best(lambda: docx.Document(io.BytesIO(data)))
    print(f"{name} | {ours:.0f} ms | {peer:.0f} ms | {ours / peer:.2f} | <= {BACK_BAR} ms")


def _compare(name: str, old: Document, new: Document, changed: int, bar: str = "-") -> None:
    """One row of comparing; it must find every changed clause."""
    assert len(compared(old, new).changed) == changed
    ours = best(lambda: compared(old, new))
    print(f"{name} | {ours:.0f} ms | - | - | {bar}")


def run() -> None:
    """Print the rows."""
    document = cast.long()
    print("name | ours | peer | ratio | bar")
    copy = marked_up(document)
    data = copy.bytes()
    _back("60 pages back from Word, 120 clauses changed", data, document)
    office = shutil.which("soffice")
    if office:
        mild = marked_up(document)
        _back("the same, saved by LibreOffice (no controls)", saved(mild.bytes(), office), document)
    _back("the same, without controls and bookmarks", bared(copy), document)
    every = tuple(f"s{part}.c{at}" for part in range(12) for at in range(25))
    _compare(
        "two versions of 300 clauses, 108 changed",
        document,
        edited(document, EDITED),
        len(EDITED),
        f"<= {COMPARE_BAR} ms",
    )
    _compare("two versions of 300 clauses, all changed", document, edited(document, every), len(every))
    made, clauses = linting.shaped(), linting.long()
    ours = best(lambda: lint(linting.practice(), made, clauses))
    print(f"300 clauses read by the linter | {ours:.0f} ms | - | - | <= {BACK_BAR} ms")


if __name__ == "__main__":
    run()
