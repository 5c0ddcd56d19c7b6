"""Digital signatures inside a PDF, each verified for itself, by pyHanko.

Who the signer is is what their certificate says; whether anybody vouches for that certificate is not judged,
nothing is fetched, and no clock is read. Loading this takes a second, so it is loaded by the process apart
that reads files of others (apps/signing/aside.py), which also puts an end to its time and memory.
"""

from __future__ import annotations

import io
import logging
from datetime import UTC
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from fairlead.engines.documents.tree import plain
from fairlead.engines.signing.seals import (
    ALTERED,
    AS_OF_THEN,
    BROKEN,
    CHANGED,
    FIELDS,
    INTACT,
    NOTHING,
    PART,
    STAMP,
    UNREADABLE,
    WHOLE,
    Seal,
)

# More signatures than this of one file are not looked at.
MOST = 20
_LONGEST = 100
_COVERS = {SignatureCoverageLevel.ENTIRE_FILE: WHOLE, SignatureCoverageLevel.ENTIRE_REVISION: AS_OF_THEN}

# What pyHanko cannot explain is in what we say of the signature; it need not be in a log as well.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


def seals(content: bytes) -> tuple[Seal, ...]:
    """Every signature of a PDF, in the order in which they were given; one that cannot be read is told so."""
    try:
        found = PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures[:MOST]
    except Exception:  # noqa: BLE001 - whatever a stranger's file breaks is said, and in a process apart
        return ()
    return tuple(_seal(one) for one in found)


def _seal(one: Any) -> Seal:
    try:
        if one.sig_object_type == "/DocTimeStamp":
            return Seal("", "", STAMP)
        one.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
        intact, valid = validate_sig_integrity(
            one.signer_info, one.signer_cert, expected_content_type="data", actual_digest=one.compute_digest()
        )
        state = INTACT if intact and valid else BROKEN if intact else ALTERED
        covers = _COVERS.get(one.evaluate_signature_coverage(), PART)
        return Seal(_signer(one), _moment(one), state, covers, _later(one))
    except Exception:  # noqa: BLE001 - as above
        return Seal("", "", UNREADABLE)


def _signer(one: Any) -> str:
    """Whom the certificate names."""
    named = one.signer_cert.subject.native
    parts = (named.get("common_name"), named.get("organization_name"))
    return plain(", ".join(str(part) for part in parts if part))[:_LONGEST]


def _moment(one: Any) -> str:
    at = one.self_reported_timestamp
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else ""


def _later(one: Any) -> str:
    """What was done afterwards; what filling in and signing do not explain stands there as an error."""
    if one.diff_result is None:
        return NOTHING
    level = getattr(one.diff_result, "modification_level", ModificationLevel.OTHER)
    if level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES):
        return NOTHING
    return FIELDS if level == ModificationLevel.FORM_FILLING else CHANGED
