"""A refusal of several findings reads as one sentence."""

from __future__ import annotations

from fairlead.core.errors import Invalid
from fairlead.engines.findings import Finding


def test_several_findings_are_joined_without_a_stop_before_the_semicolon():
    said = [Finding("", 0, where, "x", f"{where or 'Ana'} may not sign for the firm.") for where in ("", "b")]
    assert str(Invalid(said)) == "Ana may not sign for the firm; b: b may not sign for the firm."
