"""Tags of what is said about a form: what a finding is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import template

from fairlead.core.verbs import READINGS, VERBS
from fairlead.engines.findings import Finding

register = template.Library()


@cache
def _arguments() -> frozenset[str]:
    operations = (*VERBS.values(), *READINGS.values())
    # "file": what an upload is called in every form.
    return frozenset(["file", *(one.name for operation in operations for one in operation.parameters)])


# A row by its number says nothing to whoever reads a page: the sentence names it.
_ROW = re.compile(r"[a-z]+ \d+")


@register.simple_tag(takes_context=True)
def about(context: Mapping[str, Any], finding: Finding) -> str:
    """What stands before the sentence of a finding: the label of its field, where the page names it in
    `labels`; a question, a row's column or a clause; "" for an argument of a verb, which says nothing to
    whoever reads no code."""
    label = (context.get("labels") or {}).get(finding.where, "")
    hidden = (finding.where in _arguments() and not finding.line) or bool(_ROW.fullmatch(finding.where))
    return str(label) if label or hidden else finding.where
