"""Tags of discovery: questions and answers as people read them, and what the last answer moved."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fairlead.apps.scoping.queries import AnswerCard, Asked, SaidCard
from fairlead.engines.estimating.values import Estimate
from fairlead.engines.findings import Finding
from fairlead.faces.web.answering import Posted
from fairlead.faces.web.fields import Choices
from fairlead.faces.web.live import Live
from fairlead.faces.web.templatetags.ui import plain, shown, signed

register = template.Library()


@register.simple_tag
def asked_of(live: Live, question: str) -> Asked | None:
    """The question as it stands, or None while it does not apply."""
    return live.asked(question)


@register.simple_tag
def answer_text(asked: Asked, posted: Posted | None = None, blank: bool = False) -> Any:
    """What stands in the field of a question: what was just written if it was refused, else the answer."""
    value = posted.value if posted else asked.answer.value if asked.answer else None
    value = None if blank else value
    if asked.kind == "choices":
        return value or []
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(value)


@register.filter
def answer_word(asked: Asked) -> str:
    """The answer as people read it: options by their label."""
    return value_word(asked, asked.answer.value if asked.answer else None)


@register.filter
def value_word(asked: Asked, value: Any) -> str:
    """A value as the question's reader would say it."""
    labels = dict(asked.options)
    if isinstance(value, list):
        return ", ".join(labels.get(item, str(item)) for item in value)
    return labels.get(value, shown(value)) if isinstance(value, str) else shown(value)


@register.filter
def plainly(finding: Finding, asked: Asked) -> str:
    """What is wrong with an answer, in words for somebody who does not know our files."""
    if finding.where == "ask":
        return _("That name is too long; 200 letters are the most.")
    if finding.code == "wrong-type" and asked.kind == "integer":
        return _("Please write a whole number, in figures.")
    if finding.code == "wrong-type" and asked.kind == "number":
        return _("Please write a number, in figures.")
    if finding.code == "out-of-bounds":
        return _("That number cannot be right.") + f" {finding.fix}"
    if finding.code == "too-long":
        return _("That text is too long.")
    return _("This is not one of the answers that can be given.")


@register.simple_tag
def source_word(answer: AnswerCard | SaidCard, sources: Choices, confidences: Choices) -> str:
    """Where an answer comes from, in one line."""
    who = answer.said_by or dict(sources).get(answer.source, answer.source)
    who = f"{who}, {_('customer link')}" if answer.source == "customer-link" else who
    day = date_format(answer.said_on, "SHORT_DATE_FORMAT")
    return f"{who} · {day} · {dict(confidences).get(answer.confidence, '').lower()}"


@register.simple_tag
def shift(live: Live, before: Estimate | None = None) -> SafeString:
    """How much the last answer moved the price; nothing when it did not."""
    if not before or live.estimate is None or live.estimate.price == before.price:
        return mark_safe("")
    delta = live.estimate.price - before.price
    up = delta.amount > 0
    return format_html(
        '<span class="shift shift-{}"><span aria-hidden="true">{}</span>{}'
        '<span class="hush">{}</span></span>',
        "up" if up else "down", "▲" if up else "▼", signed(delta, whole=True), _("by the last answer"),
    )  # fmt: skip
