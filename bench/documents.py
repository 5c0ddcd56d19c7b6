"""Documents against LibreOffice on the same record: PDF from the clause tree, Word, workbook.

Run: python -m bench.documents. Both sides are whole processes, started cold, best of a few; "warm" is one
document in a process that has already made one.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.engines.documents import cast
from tests.engines.redlines import cast as redlines_cast

from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.proposal import proposal
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.documents.workbook import estimate_workbook

ROOT = Path(__file__).resolve().parent.parent
BAR = 1 / 3
ROUNDS = 3
COLD = {
    "SOW as PDF": "from fairlead.engines.documents.pdf import pdf; pdf(sow(practice, shaped))",
    "SOW as Word": "from fairlead.engines.documents.word import docx_bytes as made; "
    "made(sow(practice, shaped))",
    "estimate workbook": "from fairlead.engines.documents.workbook import estimate_workbook as made; "
    "made(practice, shaped)",
    "all papers": "from fairlead.engines.documents.papers import papers; papers(practice, shaped)",
}
SETUP = (
    "from tests.engines.documents import cast; from fairlead.engines.documents.sow import sow; "
    "practice, shaped = cast.practice(), cast.shaped(); "
)


# A document of 60 pages and 313 clauses, made in a process of its own against LibreOffice in one: seconds of
# the processor, so that a busy machine does not count.
LONG = {
    "60 pages as PDF": ("from fairlead.engines.documents.pdf import pdf; pdf(cast.long())", "pdf", 1 / 10),
    "60 pages as Word": (
        "from fairlead.engines.documents.word import docx_bytes; docx_bytes(cast.long())",
        "docx:MS Word 2007 XML",
        1 / 4,
    ),
}
LONG_SETUP = "from tests.engines.redlines import cast; "
# What typst itself takes for the words of those pages alone, tagged and otherwise bare: the floor of the PDF.
BARE = (
    "import json, typst; from fairlead.engines.documents.tree import walk; "
    "said = [b.text for s in walk(cast.long().sections) for b in s.blocks if hasattr(b, 'text')]; "
    "page = b'#set page(margin: 2.4cm)\\n#for one in json(bytes(sys.inputs.said)) { par(one) }'; "
    "typst.compile(page, sys_inputs={'said': json.dumps(said)}, format='pdf', "
    "font_paths=typst.Fonts(include_system_fonts=False))"
)


Measure = Callable[[Callable[[], object]], float]


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the quickest of a few rounds: what the machine can do when nobody disturbs it."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor that the processes of the quickest of a few rounds took."""
    times = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        work()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def cold(code: str, setup: str = SETUP, measured: Measure = best) -> float:
    """Seconds of a whole Python process that makes the document."""
    command = [sys.executable, "-c", setup + code]
    places = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    return measured(lambda: subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **places}))


def converted(office: str, made: bytes, name: str, target: str, measured: Measure = best) -> float:
    """Seconds of LibreOffice converting the same document."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(made)
        options = [f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
        command = [office, *options, "--outdir", f"{folder}/out", str(source)]
        work = lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: E731
        work()  # the first start builds a profile; that is not counted
        return measured(work)


def run() -> bool:
    """Print the rows; True when every ratio is within its bar."""
    practice, shaped = cast.practice(), cast.shaped()
    document = sow(practice, shaped)
    warm = {
        "SOW as PDF, warm": lambda: pdf(sow(practice, cast.shaped())),
        "proposal as PDF, warm": lambda: pdf(proposal(practice, shaped)),
        "SOW as Word, warm": lambda: docx_bytes(document),
        "estimate workbook, warm": lambda: estimate_workbook(practice, shaped),
    }
    office = shutil.which("soffice")
    print("name | ours | peer | ratio | bar")
    for name, work in warm.items():
        work()
        print(f"{name} | {best(work, 5) * 1000:.0f} ms | - | - | -")
    if office is None:
        print("LibreOffice is not installed: no peer to compare with.")
        return True
    word = converted(office, docx_bytes(document), "sow.docx", "pdf")
    book = converted(
        office, estimate_workbook(practice, shaped), "estimate.xlsx", "xlsx:Calc MS Excel 2007 XML"
    )
    peers = {"estimate workbook": book}
    good = True
    for name, code in COLD.items():
        ours, peer = cold(code), peers.get(name, word)
        ratio = ours / peer
        good = good and ratio <= BAR
        print(f"{name} | {ours * 1000:.0f} ms | {peer * 1000:.0f} ms | {ratio:.2f} | <= {BAR:.2f}")
    return _long(office) and good


def _again() -> float:
    """Seconds of the processor for the PDF of a version with one clause in 25 worded otherwise, in a process
    that has set another version of it before: what a running server does."""
    first = redlines_cast.long()
    pdf(first)
    times = []
    for turn in range(ROUNDS):
        ids = {
            f"s{part}.c3": replace(redlines_cast.section(first, f"s{part}.c{4 + turn}"), id=f"s{part}.c3")
            for part in range(12)
        }
        after = redlines_cast.changed(first, ids)
        start = time.process_time()
        pdf(after)
        times.append(time.process_time() - start)
    return min(times)


def _long(office: str) -> bool:
    """The rows of 60 pages, against LibreOffice converting the same document."""
    good, made = True, docx_bytes(redlines_cast.long())
    for name, (code, target, bar) in LONG.items():
        ours = cold(code, LONG_SETUP, spent)
        peer = converted(office, made, "long.docx", target, spent)
        good = good and ours / peer <= bar
        print(f"{name} | {ours * 1000:.0f} ms | {peer * 1000:.0f} ms | {ours / peer:.2f} | <= {bar:.2f}")
        if target == "pdf":
            again = _again()
            good = good and again / peer <= bar
            said = f"{again * 1000:.0f} ms | {peer * 1000:.0f} ms | {again / peer:.2f} | <= {bar:.2f}"
            print(f"60 pages as PDF, the next version | {said}")
            floor = cold(BARE, LONG_SETUP, spent)
            words = f"{floor * 1000:.0f} ms | {peer * 1000:.0f} ms | {floor / peer:.2f}"
            print(f"the bare words of 60 pages | {words} | -")
    return good


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
