"""Tags of the desk: figures in the reader's language, buttons that ask the rules, small drawings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fairlead.apps.desk.mailing import place_of
from fairlead.apps.engagements.queries import Column, EngagementCard
from fairlead.apps.options.comparing import Compared
from fairlead.apps.rounds.queries import JudgementCard
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused
from fairlead.core.models import User
from fairlead.core.roles import ENGAGEMENT_ROLES, Role
from fairlead.core.verbs import VERBS
from fairlead.engines.estimating.consensus import Pooled
from fairlead.engines.estimating.values import Line, Spread
from fairlead.engines.money import Money
from fairlead.engines.options.compare import Row as CriterionRow
from fairlead.engines.options.criteria import said as said_figure
from fairlead.faces.web import customers, drawing, importing, wording
from fairlead.faces.web.spine import Step, stage_of, steps
from fairlead.faces.web.tones import tone

register = template.Library()

LONG = 14

register.filter("tone", tone)
register.filter("stage_word", customers.stage_word)
register.filter("told_word", customers.told_word)


@register.filter
def plain(value: object) -> str:
    """The value as machines read it: for attributes and addresses, never localised."""
    return "" if value is None else str(value)


@register.filter
def money(amount: Decimal | Money | None, currency: str = "") -> str:
    return wording.money(amount, currency)


@register.filter
def dollars(amount: Decimal | Money | None, currency: str = "") -> str:
    """Money in whole units, where cents would only be noise."""
    return wording.money(amount, currency, whole=True)


@register.filter
def hours(value: Decimal | float | None) -> str:
    # To the quarter hour that prices are made from: a reader who multiplies comes to the same cents.
    return f"{wording.number(value, 2)}\u00a0h"


@register.filter
def number(value: Decimal | float | None) -> str:
    return wording.number(value)


@register.filter
def percent(share: Decimal | float | None) -> str:
    return wording.percent(share)


@register.filter
def size(octets: int) -> str:
    return wording.size(octets)


@register.filter
def timer(seconds: int) -> str:
    """Seconds left as 4:05; past the end as −0:30."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'−' if seconds < 0 else ''}{minutes}:{rest:02}"


@register.filter
def recorded(text: str) -> SafeString:
    """A text as it is kept, its digests by their first letters."""
    return wording.recorded(text)


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key, "")


@register.filter
def initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2]).upper()


@register.filter
def shown(value: Any) -> str:
    """A recorded value as people read it."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return format_html_join(", ", "{}", ((shown(item),) for item in value))
    if isinstance(value, dict):
        return _summed_up(value)
    if isinstance(value, float | Decimal):
        return wording.number(value, 4)
    return wording.number(value, 0) if isinstance(value, int) else wording.recorded(str(value))


# What a row that was recorded with another is called by, the first of these that it has.
_CALLED = ("name", "title", "item", "section", "text", "question", "kind")


def _summed_up(facts: dict[str, Any]) -> str:
    """Several recorded facts: what they are called by, or each that says something."""
    called = next((facts[key] for key in _CALLED if facts.get(key)), None)
    if called is not None:
        return shown(called)
    said = ((key.replace("_", " "), shown(value)) for key, value in facts.items() if value)
    return format_html_join(", ", "{} {}", said)


@register.filter
def ago(then: datetime) -> SafeString:
    """How long ago, with the exact moment for whoever wants it."""
    return _passed(then, wording.ago(then))


@register.filter
def age(then: datetime) -> SafeString:
    """For how long, with the exact moment for whoever wants it."""
    return _passed(then, wording.gone_by(then))


def _passed(then: datetime, said: str) -> SafeString:
    exact = date_format(localtime(then), "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', then.isoformat(), exact, said)


@register.filter
def clock(due: datetime) -> SafeString:
    """How long until it is due, or how late it is, with the exact moment for whoever wants it."""
    said, exact = wording.time_left(due), date_format(localtime(due), "DATETIME_FORMAT")
    late = " late" if due < timezone.now() else ""
    return format_html(
        '<time class="clock{}" datetime="{}" title="{}">{}{}</time>',
        late, due.isoformat(), exact, drawing.icon("alert" if late else "clock"), said,
    )  # fmt: skip


@register.filter
def here(at: datetime | None) -> str:
    """A moment in the zone that it is given in, with the name of that zone."""
    return f"{date_format(at, 'D j M, H:i')} {at.tzname()}" if at else "–"


@register.filter
def fact_word(fact: str) -> str:
    """A fact of the practice's clocks as people read it."""
    return fact.replace("-", " ").replace("_", " ").capitalize()


_ROUTES = {"standard-sku": "Standard SKU", "custom-sow": "Custom SOW"}


@register.filter
def route_word(to: str) -> str:
    """A vehicle of the sale as people read it."""
    return _ROUTES.get(to) or fact_word(to)


@register.filter
def inside(actor: Actor) -> bool:
    """Whether somebody is of the firm."""
    return actor.has_any(ENGAGEMENT_ROLES)


@register.filter
def stands_long(then: datetime) -> bool:
    """Whether something stood in its column for two weeks: time to ask."""
    return (timezone.now() - then).days >= LONG


@register.filter
def stage(tab: str) -> str:
    """The stage that a page of an engagement belongs to."""
    return stage_of(tab)[0]


@register.filter
def pages_of_stage(tab: str) -> tuple[tuple[str, Any], ...]:
    """All pages of the stage that a page belongs to."""
    return stage_of(tab)[1]


@register.simple_tag(takes_context=True)
def moves(context: template.Context, card: EngagementCard) -> list[Step]:
    """The moves of a card that need no word of explanation and can be made now."""
    possible = (step for step in steps(context["actor"], card) if not step.blocked and not step.reasons)
    return [step for step in possible if step.note != "required"]


@register.simple_tag
def worth(column: Column) -> str:
    """What a column is worth, currency by currency: amounts in two currencies are never added up."""
    return " + ".join(wording.money(sum_.amount, sum_.currency, whole=True) for sum_ in column.worth)


@register.simple_tag
def amounts(sums: tuple[Money, ...]) -> str:
    """Sums currency by currency, or a dash."""
    return " + ".join(wording.money(one, whole=True) for one in sums) or "–"


@register.filter
def undo_seq(message: Message) -> str:
    """The audit entry that a message offers to undo."""
    return next((tag.removeprefix("undo-") for tag in message.tags.split() if tag.startswith("undo-")), "")


@register.simple_tag
def demo_people() -> list[dict[str, str]]:
    """Who of the demo firm can sign in with one click; nobody outside demo mode."""
    if not settings.DEMO:
        return []
    people = User.objects.filter(demo=True, is_active=True).prefetch_related("grants").order_by("pk")
    return [
        {
            "username": user.username,
            "password": f"fairlead-demo-{user.username}",
            "name": str(user),
            "title": ", ".join(Role(grant.role).label for grant in user.grants.all()),
        }
        for user in people
    ]


@register.filter
def fate_word(fate: str) -> str:
    """What becomes of a line of a file, in a word."""
    return str(importing.FATES.get(fate, fate))


@register.filter
def fate_tone(fate: str) -> str:
    return importing.TONES.get(fate, "")


@register.simple_tag
def icon(name: str) -> SafeString:
    return drawing.icon(name)


@register.simple_tag
def line_range(line: Line, most: Decimal) -> SafeString:
    return _hours_range(line.p10, line.p50, line.p90, most)


@register.simple_tag
def judged_range(said: JudgementCard | Pooled, most: Decimal) -> SafeString:
    """What one expert said of a line, or all together, against the most that anybody said of any line."""
    return _hours_range(said.low, said.likely, said.high, most)


def _hours_range(low: Decimal, likely: Decimal, high: Decimal, most: Decimal) -> SafeString:
    said = _("%(low)s to %(high)s hours, likely %(mid)s") % {
        "low": wording.number(low), "high": wording.number(high), "mid": wording.number(likely),
    }  # fmt: skip
    return drawing.line_range(low, likely, high, most, said)


@register.simple_tag
def total_range(spread: Spread, price: Money) -> SafeString:
    cash = {
        name: wording.money(getattr(spread, name), price.currency, whole=True)
        for name in ("p10", "p50", "p80", "p90")
    }
    said = _("Price range: P10 %(p10)s, P50 %(p50)s, P80 %(p80)s, P90 %(p90)s.") % cash
    return drawing.total_range(spread.p10, spread.p50, spread.p80, spread.p90, price.amount, said)


@register.simple_tag
def may(actor: Actor, verb: str, row: Any = None) -> bool:
    """Whether this actor may use that verb on that row, now."""
    rule = VERBS[verb].rule
    return rule is not None and rule(actor, row) is None


@register.inclusion_tag("parts/button.html", takes_context=True)
def button(
    context: template.Context,
    verb: str,
    row: Any,
    label: str,
    kind: str = "",
    note: str = "",
    action: str = "",
    reasons: tuple[tuple[str, str], ...] = (),
    said: str = "",
) -> dict[str, Any]:
    """The button of a verb, if its rule allows it now.

    note: "optional" or "required" opens a field for it first; said: what stands above that field.
    """
    rule = VERBS[verb].rule
    refused: Refused | None = rule(context["actor"], row) if rule else None
    return {
        "verb": verb, "row": row, "label": label, "kind": kind, "note": note, "action": action,
        "reasons": reasons, "said": said, "allowed": refused is None,
        "request": context["request"], "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.simple_tag
def score_cell(found: Compared, line: CriterionRow, row: Any) -> SafeString:
    """The figure of an option by a criterion, its score, and a mark where it is the best."""
    figure, score = line.figures[row.letter], line.scores[row.letter]
    if figure is None or score is None:
        return format_html('<span class="quiet">{}</span>', _("not judged"))
    said = said_figure(line.criterion, figure, found.currency, found.unit)
    best = format_html(' <span class="tag">{}</span>', _("best")) if row.letter in line.best else ""
    return format_html(
        '<span>{}{}<br><span class="small quiet">{}</span></span>',
        said,
        best,
        number_format(round(score, 2), 2),
    )


@register.filter
def signed(value: Decimal | Money, whole: bool = False) -> str:
    """A change with its sign."""
    amount = value.amount if isinstance(value, Money) else value
    text = wording.money(value, whole=whole) if isinstance(value, Money) else wording.number(value, 2)
    return f"+{text}" if amount > 0 else text.replace("-", "−")


@register.filter
def place(notice: Any) -> str:
    """Where a notice leads, on its page as in its mail."""
    return place_of(notice)


@register.filter
def role_word(role: str) -> str:
    return Role(role).label if role in set(Role) else role
