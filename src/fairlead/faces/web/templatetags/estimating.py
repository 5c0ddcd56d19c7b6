"""What the pages of estimates need beside `ui`: words for kinds and figures, and the bars of a timetable."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairlead.engines.estimating.demand import Demand
from fairlead.engines.estimating.values import Span, Timetable
from fairlead.engines.shaping.effects import Figure
from fairlead.faces.web import drawing, wording
from fairlead.faces.web.templatetags.ui import signed

register = template.Library()

FIGURES = {
    "price": gettext_lazy("Price"),
    "list_price": gettext_lazy("List price"),
    "cost": gettext_lazy("Standard cost"),
    "margin": gettext_lazy("Margin"),
    "hours": gettext_lazy("Hours"),
    "days": gettext_lazy("Days"),
    "contingency": gettext_lazy("Contingency"),
    "weeks": gettext_lazy("Weeks"),
}
_MONEY, _SHARES = {"price", "list_price", "cost"}, {"margin", "contingency"}

WORDS = {
    "fixed": gettext_lazy("set price"),
    "contingency": gettext_lazy("contingency"),
    "vendor": gettext_lazy("subcontractor"),
    "travel": gettext_lazy("travel"),
    "expense": gettext_lazy("expense"),
    "hand": gettext_lazy("by hand"),
    "reference": gettext_lazy("similar engagements"),
    "experts": gettext_lazy("experts"),
    "workbook": gettext_lazy("workbook"),
    "time-and-materials": gettext_lazy("time and materials"),
    "fixed-fee": gettext_lazy("fixed fee"),
    "block": gettext_lazy("prepaid block"),
    "training": gettext_lazy("training"),
    "recurring": gettext_lazy("recurring"),
    "consulting": gettext_lazy("Consulting"),
    "education": gettext_lazy("Education"),
}


@register.filter
def word(key: str) -> str:
    """A kind, basis or way of billing as people say it; what nobody says is nothing."""
    return str(WORDS.get(key, ""))


@register.filter
def exact(percentage: Decimal) -> str:
    """A percentage with both of its decimals, as quotes hold it."""
    return wording.number(percentage, 2)


@register.filter
def figure_word(key: str) -> str:
    return str(FIGURES.get(key, key))


@register.simple_tag
def figure_cell(value: Decimal | None, key: str, currency: str) -> str:
    """A figure of a comparison as it is read: money, a share, or a number."""
    if key in _MONEY:
        return wording.money(value, currency)
    return wording.percent(value) if key in _SHARES else wording.number(value, 2)


@register.simple_tag
def figure_change(figure: Figure, currency: str) -> str:
    """By how much a figure changes, with its sign; a share a place finer than it is shown itself."""
    text, nothing = (_change_cell(value, figure.id, currency) for value in (abs(figure.delta), Decimal(0)))
    return text if text == nothing else f"{'+' if figure.delta > 0 else '−'}{text}"


def _change_cell(value: Decimal, key: str, currency: str) -> str:
    return wording.percent(value, 2) if key in _SHARES else figure_cell(value, key, currency)


@register.simple_tag
def difference(before: Decimal, after: Decimal) -> str:
    return signed(after - before)


@register.simple_tag
def span_bar(span: Span, table: Timetable) -> SafeString:
    """A phase against the whole: likely start to finish, and on to where it may end."""
    most = max((phase.p90 for phase in table.phases), default=Decimal(1))
    said = _("%(name)s: from day %(start)s to day %(finish)s, in nine of ten runs by day %(late)s") % {
        "name": span.name, "start": wording.number(span.start), "finish": wording.number(span.finish),
        "late": wording.number(span.p90),
    }  # fmt: skip
    return drawing.span_bar(span.start, span.finish, span.p90, most, said)


@register.filter
def periods(demand: Demand) -> list[str]:
    """The heads of the columns: first days of weeks, months, or their numbers while no start is known."""
    if demand.unit == "week":
        named = [date_format(day, "j M") for day in demand.starts]
        return named or [_("Week %(n)s") % {"n": number} for number in range(1, demand.periods + 1)]
    named = [date_format(day, "M Y") for day in demand.starts]
    return named or [_("Month %(n)s") % {"n": number} for number in range(1, demand.periods + 1)]
