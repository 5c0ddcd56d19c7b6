"""Tags of what waits for somebody: where an item leads, and by how much it moves a price."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.urls import reverse

from fairlead.apps.desk.queries import Todo
from fairlead.engines.money import Money
from fairlead.faces.web.templatetags.ui import signed

register = template.Library()


@register.filter
def door(item: Todo) -> str:
    """The page where an item is decided or gone on with."""
    if item.kind == "estimate":
        return f"{reverse('estimate', args=[item.engagement])}?v={item.version}"
    if item.kind == "signature":
        return reverse("signature", args=[item.about])
    if item.kind == "handover":
        return reverse("handover", args=[item.engagement])
    if item.kind == "comment":
        return f"{reverse('comments', args=[item.engagement])}#comment-{item.about}"
    if item.kind == "copy":
        return reverse("markup", args=[item.about])
    if item.kind in ("move", "booking"):
        return reverse("agree" if item.kind == "move" else "order", args=[item.engagement])
    part = "#standing-title" if item.kind in ("approval", "point") else ""
    if item.change is not None:
        return f"{reverse('change', args=[item.change])}{part}"
    return f"{reverse('agree' if part else 'engagement', args=[item.engagement])}{part}"


@register.filter
def moved(by: Decimal, currency: str) -> str:
    """By how much a price moves, with its sign."""
    return signed(Money(by, currency))
