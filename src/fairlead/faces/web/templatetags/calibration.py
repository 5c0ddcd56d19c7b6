"""Tags of the calibration pages: the chart of promises and how they held, ratios as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fairlead.apps.calibration.queries import HitCard, TrackCard
from fairlead.faces.web import wording
from fairlead.faces.web.drawing import Scale

register = template.Library()

_WIDE, _HIGH = 320, 240
_X, _Y = Scale(40, 100, _WIDE - 54, 0), Scale(100, 0, _HIGH - 34, 0)
_LEFT, _TOP = 46, 8


def _x(percent: float) -> float:
    return round(_LEFT + _X(percent), 1)


def _y(percent: float) -> float:
    return round(_TOP + _Y(percent), 1)


@register.simple_tag
def hit_chart(track: TrackCard) -> SafeString:
    """Promised percentiles against the share that stayed within them, with 95 % intervals."""
    hits = [hit for hit in track.hits if hit.share is not None]
    said = "; ".join(_hit_said(hit) for hit in hits) or _("nothing was promised")
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}'
        '<line class="chart-fit" x1="{}" y1="{}" x2="{}" y2="{}"/>{}</svg>',
        _WIDE, _HIGH, _("How promises held: %(said)s.") % {"said": said}, _grid(), _ticks(),
        _x(40), _y(40), _x(100), _y(100), _marks(hits),
    )  # fmt: skip


def _hit_said(hit: HitCard) -> str:
    return f"P{hit.level}: {wording.percent(hit.share, 0)} ({hit.hits}/{hit.n})"


def _grid() -> SafeString:
    lines = '<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
    places = ((_x(40), _x(100), _y(level), _y(level)) for level in (0, 25, 50, 75, 100))
    return format_html_join("", lines, places)


def _ticks() -> SafeString:
    text = '<text class="chart-text" x="{}" y="{}" text-anchor="{}">{}</text>'
    up = [(_LEFT - 6, _y(level) + 4, "end", f"{level} %") for level in (0, 25, 50, 75, 100)]
    along = [(_x(level), _HIGH - 10, "middle", f"P{level}") for level in (50, 80, 90)]
    return format_html_join("", text, [*up, *along])


def _marks(hits: Iterable[HitCard]) -> SafeString:
    mark = (
        '<line class="chart-bar" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<circle class="chart-dot{4}" cx="{0}" cy="{3}" r="4.5"/>'
    )
    return format_html_join(
        "",
        mark,
        (
            (_x(hit.level), _y(100 * hit.low), _y(100 * hit.high), _y(100 * (hit.share or 0)),
             "" if hit.holds else " chart-off")
            for hit in hits
        ),
    )  # fmt: skip


@register.simple_tag
def ratio_bar(ratio: float, most: float) -> SafeString:
    """Actual over estimate as a bar from 1, for the eye alone: the figure stands beside it."""
    at = Scale(0, max(most, 1.5), 120, 2)
    left, right = sorted((at(1), at(ratio)))
    return format_html(
        '<svg class="range" viewBox="0 0 120 12" width="120" height="12" aria-hidden="true">'
        '<line class="range-rail" x1="2" x2="118" y1="6" y2="6"/>'
        '<rect class="{}" x="{}" y="3.5" width="{}" height="5" rx="2"/>'
        '<line class="range-tick" x1="{}" x2="{}" y1="1" y2="11"/></svg>',
        "chart-over" if ratio > 1 else "range-bar", left, round(max(right - left, 1), 1), at(1), at(1),
    )  # fmt: skip


@register.filter
def times(value: float | None) -> str:
    """A factor: × 1.12, a dash for what is not known."""
    return "–" if value is None else f"×\u00a0{wording.number(value, 2)}"


@register.filter
def spread(value: float | None) -> str:
    """A spread in logs: to the hundredth, a dash for what is not known."""
    return "–" if value is None else wording.number(value, 2)


@register.filter
def held(hit: HitCard) -> str:
    """How often a promise held: 12 of 20."""
    if hit.share is None:
        return "–"
    return _("%(hits)d of %(n)d") % {"hits": hit.hits, "n": hit.n}


@register.filter
def held_between(hit: HitCard) -> str:
    """The share with its interval, as people read it."""
    if hit.share is None:
        return _("none was promised")
    low, high = (wording.number(100 * value, 0) for value in (hit.low, hit.high))
    return f"{wording.percent(hit.share, 0)} ({low}–{high})"
