"""Tags of the pages about who read what."""

from __future__ import annotations

from django import template
from django.urls import reverse

from fairlead.engines.documents.html import anchor
from fairlead.faces.web import readers

register = template.Library()

register.filter("length_said", readers.length)


@register.filter
def file_said(kind: str) -> str:
    """A kind of file as people call it."""
    return str(readers.FILES.get(kind, kind))


@register.filter
def clause_address(clause: str, sow: int) -> str:
    """Where a clause of a statement of work is read."""
    return f"{reverse('sow-read', args=[sow])}#{anchor(clause)}"


@register.filter
def read_by(row: object) -> list[tuple[str, str]]:
    """Who read a version, each with what they did in words."""
    return readers.lines(row)
