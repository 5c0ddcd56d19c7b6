"""Tags of comments: how many stand open on a clause or line, and the door to them."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def comments_on(engagement: Any, kind: str, key: str) -> SafeString:
    """How many open comments there are on a clause or line, as a tag; nothing where there are none."""
    n = _open(engagement, kind, key)
    return format_html(' <span class="tag tag-said">{}</span>', _said(n)) if n else SafeString("")


@register.simple_tag
def comment_door(engagement: Any, kind: str, key: str, title: str) -> SafeString:
    """The link to what is said of a clause or line, or to the form that begins it."""
    n, about = _open(engagement, kind, key), f"{kind}:{key}"
    if n:
        to, said = f"{reverse('comments', args=[engagement.pk])}#on-{slugify(about)}", _said(n)
    else:
        query = urlencode({"about": about})
        to, said = f"{reverse('comment-new', args=[engagement.pk])}?{query}", _("Comment")
    return format_html('<a class="btn btn-s" href="{}">{}<span class="hush">: {}</span></a>', to, said, title)


def _open(engagement: Any, kind: str, key: str) -> int:
    return int(engagement.commented.count(f"{kind}:{key}"))


def _said(n: int) -> str:
    return ngettext("%(n)d comment", "%(n)d comments", n) % {"n": n}
