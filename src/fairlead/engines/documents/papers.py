"""All papers of a shaped engagement, by file name."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from fairlead.engines.documents.digest import manifest
from fairlead.engines.documents.pdf import pdf, unprintable
from fairlead.engines.documents.proposal import proposal
from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.documents.workbook import estimate_workbook
from fairlead.engines.findings import Finding
from fairlead.engines.practice.values import Practice
from fairlead.engines.shaping.result import result_bytes
from fairlead.engines.shaping.values import Shaped


@dataclass(frozen=True, slots=True)
class Papers:
    """The files by name, and the manifest that is printed in them. findings: what is wrong with them as they
    were drawn on this machine; they are made all the same."""

    manifest: str
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()


def papers(practice: Practice, shaped: Shaped, number: str = "", amends: str = "") -> Papers:
    """Draw every paper. number: the SOW number, "" for a draft; amends: which SOW it amends, and by what.
    The same input gives the same bytes."""
    statement = sow(practice, shaped, number, amends)
    # Typst compiles outside the interpreter lock, so both PDFs are drawn beside the other papers.
    with ThreadPoolExecutor(max_workers=2) as beside:
        sow_pdf = beside.submit(pdf, statement)
        proposal_pdf = beside.submit(pdf, proposal(practice, shaped))
        files = {
            "estimate.xlsx": estimate_workbook(practice, shaped),
            "sow.docx": docx_bytes(statement),
            "result.json": result_bytes(shaped),
            "sow.pdf": sow_pdf.result(),
            "proposal.pdf": proposal_pdf.result(),
        }
    missing = unprintable(statement)
    return Papers(manifest(shaped), files, (missing,) if missing else ())
