"""Small drawings as SVG: ranges and icons. Attributes alone, so that the strict CSP lets them be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Number = Decimal | float | int


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from values to places on a drawing of that width, with a margin on both sides."""

    low: float
    high: float
    width: float
    margin: float = 4

    def __call__(self, value: Number) -> float:
        span = self.high - self.low
        share = (float(value) - self.low) / span if span else 0.5
        return round(self.margin + min(max(share, 0.0), 1.0) * (self.width - 2 * self.margin), 1)


def line_range(p10: Number, p50: Number, p90: Number, most: Number, said: str) -> SafeString:
    """The range of one line against the longest range of its table: a bar from P10 to P90, a tick at P50."""
    at = Scale(0, float(most) or 1.0, 120, 2)
    left, right = at(p10), at(p90)
    return format_html(
        '<svg class="range" viewBox="0 0 120 12" width="120" height="12" role="img" aria-label="{}">'
        '<line class="range-rail" x1="2" x2="118" y1="6" y2="6"/>'
        '<rect class="range-bar" x="{}" y="3.5" width="{}" height="5" rx="2.5"/>'
        '<line class="range-tick" x1="{}" x2="{}" y1="1" y2="11"/></svg>',
        said, left, round(max(right - left, 1.5), 1), at(p50), at(p50),
    )  # fmt: skip


def total_range(p10: Number, p50: Number, p80: Number, p90: Number, price: Number, said: str) -> SafeString:
    """The range of a total: P10 to P90, the middle and P80 marked, and where the price stands in it."""
    low, high = min(float(p10), float(price)), max(float(p90), float(price))
    at = Scale(low, high, 300, 8)
    return format_html(
        '<svg class="range range-total" viewBox="0 0 300 34" role="img" aria-label="{}">'
        '<line class="range-rail" x1="8" x2="292" y1="20" y2="20"/>'
        '<rect class="range-wide" x="{}" y="15" width="{}" height="10" rx="5"/>'
        '<rect class="range-bar" x="{}" y="15" width="{}" height="10" rx="3"/>'
        '<line class="range-tick" x1="{}" x2="{}" y1="11" y2="29"/>'
        '<path class="range-flag" d="M{} 12 l-5 -8 h10 z"/></svg>',
        said, at(p10), round(at(p90) - at(p10), 1), at(p50), round(at(p80) - at(p50), 1), at(p50), at(p50),
        at(price),
    )  # fmt: skip


def span_bar(start: Number, finish: Number, late: Number, most: Number, said: str) -> SafeString:
    """When something is worked on against the whole time: solid as is likely, pale on to the late end."""
    at = Scale(0, float(most) or 1.0, 300, 2)
    left, right, end = at(start), at(finish), at(max(late, finish))
    return format_html(
        '<svg class="range span" viewBox="0 0 300 14" role="img" aria-label="{}">'
        '<line class="range-rail" x1="2" x2="298" y1="7" y2="7"/>'
        '<rect class="range-wide" x="{}" y="3" width="{}" height="8" rx="3"/>'
        '<rect class="range-bar" x="{}" y="3" width="{}" height="8" rx="3"/></svg>',
        said, left, round(max(end - left, 2), 1), left, round(max(right - left, 2), 1),
    )  # fmt: skip


_ICONS = {
    "desk": '<path d="M2.5 9.5 8 3l5.5 6.5"/><path d="M4 8.5V13h8V8.5"/>',
    "board": '<rect x="2.5" y="3" width="3" height="10" rx="1"/>'
    '<rect x="6.5" y="3" width="3" height="6.5" rx="1"/>'
    '<rect x="10.5" y="3" width="3" height="8" rx="1"/>',
    "engagements": '<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h7"/>',
    "accounts": '<path d="M3 13.5V3.5l6-1.2v11.2M9 6h4v7.5M1.8 13.5h12.4"/><path d="M5.3 6h1.4M5.3 9h1.4"/>',
    "practices": '<path d="M8 4C6.5 3 4.5 2.8 2.5 3v9.5c2-.2 4 0 5.5 1 1.5-1 3.5-1.2 5.5-1V3'
    'C11.5 2.8 9.5 3 8 4Zm0 0v9.5"/>',
    "calibrations": '<path d="M2.5 13.5v-11M2.5 13.5h11"/><path d="m4.500 11.500 8-8"/>'
    '<circle cx="6" cy="8" r="1"/><circle cx="10.500" cy="7" r="1"/>',
    "books": '<path d="M3 3.500c2-.8 3.500-.6 5 .5v9c-1.500-1.100-3-1.300-5-.5z"/>'
    '<path d="M13 3.500c-2-.8-3.500-.6-5 .5v9c1.500-1.100 3-1.300 5-.5z"/>',
    "people": '<circle cx="6" cy="5.5" r="2.3"/><path d="M1.8 13c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4"/>'
    '<path d="M10.5 3.400a2.2 2.2 0 0 1 0 4.200M12 9.400c1.3.6 2 1.8 2.2 3.6"/>',
    "check": '<path d="m3 8.5 3.2 3L13 4.5"/>',
    "alert": '<path d="M8 2.5 14.5 13.500h-13Z"/><path d="M8 6.500v3M8 11.600v.2"/>',
    "arrow": '<path d="M3 8h10M9 4l4 4-4 4"/>',
    "down": '<path d="m4 6 4 4 4-4"/>',
    "undo": '<path d="M5.5 3 2.5 6l3 3"/><path d="M2.8 6h6.700a3.5 3.5 0 0 1 0 7H6"/>',
    "file": '<path d="M4 1.800h5.500L12.5 5v9.200H4Z"/><path d="M9.3 2v3.300h3"/>',
    "pen": '<path d="m3 13 .800-3L10.500 3.300l2.200 2.200L6 12.200Z"/><path d="m9 4.800 2.200 2.200"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "bell": '<path d="M4 11V7a4 4 0 0 1 8 0v4l1.2 1.500H2.800Z"/><path d="M6.6 14.200h2.8"/>',
    "clock": '<circle cx="8" cy="8" r="5.700"/><path d="M8 4.800V8l2.2 1.5"/>',
    "key": '<circle cx="5" cy="11" r="2.7"/><path d="m7 9 6.2-6.200M11 5l2 2"/>',
}


def bar(value: Number, most: Number) -> SafeString:
    """A plain bar for the eye alone: how much of the most; the figure always stands beside it."""
    width = Scale(0, float(most) or 1.0, 120, 0)(value)
    return format_html(
        '<svg class="range" viewBox="0 0 120 8" width="120" height="8" aria-hidden="true">'
        '<rect class="range-bar" width="{}" height="8" rx="2"/></svg>',
        max(width, 1.5),
    )


def icon(name: str) -> SafeString:
    """A drawing of that name, for the eye alone: the word always stands beside it."""
    return mark_safe(  # noqa: S308 - constants of this module
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        f"{_ICONS[name]}</svg>"
    )
