"""Figures as people read them, in the reader's own language: money, hours, shares, time gone by."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fairlead.engines.money import Money, minor_unit

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "AUD": "A$", "CAD": "C$", "INR": "₹", "CHF": "CHF "}

# Languages that write the sign before the amount.
_BEFORE = {"en", "ja", "zh", "ko", "th", "nl"}


def money(amount: Decimal | Money | None, currency: str = "", whole: bool = False) -> str:
    """$1,234.50 or 1.234,50 €, as the reader's language has it; a dash for what is not known."""
    if isinstance(amount, Money):
        amount, currency = amount.amount, amount.currency
    if amount is None:
        return "–"
    unit = Decimal(1) if whole else minor_unit(currency)
    rounded = Decimal(amount).quantize(unit, rounding=ROUND_HALF_UP)
    figure = number_format(
        abs(rounded), decimal_pos=max(-int(unit.as_tuple().exponent), 0), force_grouping=True
    )
    minus = "−" if rounded < 0 else ""
    sign = _SIGNS.get(currency, f"{currency} " if currency else "")
    if (get_language() or "en").partition("-")[0] in _BEFORE:
        return f"{minus}{sign}{figure}".replace(" ", "\u00a0")
    return f"{minus}{figure}\u00a0{sign.strip()}".strip()


def number(value: Decimal | float | int | None, places: int = 1) -> str:
    """A number with at most that many places, and none that are nought."""
    if value is None:
        return "–"
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    plain = rounded.normalize() + 0  # a little less than nought is nought
    shown = max(-int(plain.as_tuple().exponent), 0)
    return number_format(plain, decimal_pos=shown, force_grouping=True)


def percent(share: Decimal | float | None, places: int = 1) -> str:
    """A share of one as a percentage."""
    return "–" if share is None else f"{number(Decimal(str(share)) * 100, places)}\u00a0%"


def ago(then: datetime) -> str:
    """How long ago: "just now", "5 min ago"."""
    said = gone_by(then)
    return said if said == _("just now") else _("%(time)s ago") % {"time": said}


def gone_by(then: datetime) -> str:
    """How long something stands, in the one unit that matters."""
    seconds = max((timezone.now() - then).total_seconds(), 0)
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if minutes < 1:
        return _("just now")
    if hours < 1:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    if days < 1:
        return ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def time_left(due: datetime) -> str:
    """How long until something is due, or how late it is, in the one unit that matters."""
    seconds = (due - timezone.now()).total_seconds()
    hours = int(abs(seconds) // 3600)
    if hours >= 48:
        length = ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
    elif hours:
        length = ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours}
    else:
        length = ngettext("%(n)d min", "%(n)d min", int(abs(seconds) // 60)) % {"n": int(abs(seconds) // 60)}
    return (_("%(length)s left") if seconds >= 0 else _("%(length)s late")) % {"length": length}


def size(octets: int) -> str:
    """How big a file is."""
    return f"{number(octets / 1024)} kB" if octets < 1_000_000 else f"{number(octets / 1_048_576)} MB"


_DIGEST = re.compile(r"((?:sha256:)?[0-9a-f]{40,128})")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)")


def recorded(text: str) -> SafeString:
    """A recorded text as people read it: a moment to the minute, and digests by their first letters, the
    whole of each on demand."""
    if _MOMENT.fullmatch(text):
        return conditional_escape(moment(datetime.fromisoformat(text)))
    parts = _DIGEST.split(text)
    return format_html_join("", "{}", ((digest(part) if n % 2 else part,) for n, part in enumerate(parts)))


def moment(then: datetime) -> str:
    """A moment to the minute, with the name of its zone."""
    local = timezone.localtime(then)
    return f"{date_format(local, 'j M Y, H:i')} {local.tzname()}"


def digest(whole: str) -> SafeString:
    """The first letters of a digest, with all of it in its title."""
    return format_html('<abbr class="sha" title="{}">{}…</abbr>', whole, whole.removeprefix("sha256:")[:10])
