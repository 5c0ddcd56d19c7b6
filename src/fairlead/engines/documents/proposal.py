"""The proposal: what the customer told us, how we would do it, and the honest range of price and days."""

from __future__ import annotations

from decimal import Decimal

from fairlead.engines.documents import parts
from fairlead.engines.documents.breakdown import ACROSS, PhaseLines, by_phase, effort, effort_by_role, hourly
from fairlead.engines.documents.milestones import chosen_times
from fairlead.engines.documents.tree import (
    Bar,
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Facts,
    Paragraph,
    Ranges,
    Section,
    Table,
    numbered,
    worded,
)
from fairlead.engines.estimating.values import Line, Spread
from fairlead.engines.figures import column, hours, long_date, parts_of, spread_amount
from fairlead.engines.practice.values import Practice, Question
from fairlead.engines.shaping.values import Shaped

BARS = 10
MOVERS = 5
_ODDS = (
    ("P50", "One in two", "p50"),
    ("P80", "Four in five", "p80"),
    ("P90", "Nine in ten", "p90"),
)


def proposal(practice: Practice, shaped: Shaped) -> Document:
    """The proposal of a shaped engagement; ranges are the simulated P10 to P90 of the estimate.

    Under a fixed fee the price does not vary, so only the work is shown as a range. No cost and no
    margin is read. Sections that come out empty are left out.
    """
    sections = (
        _value(shaped),
        _understanding(shaped),
        _approach(shaped),
        Section("deliverables", "", "What you will have", parts.deliverables(shaped, "deliverables")),
        _range(shaped),
        _team(practice, shaped),
        _timeline(practice, shaped),
        Section("terms", "", "Terms of scope", (), parts.scope_sections(shaped)),
        _risks(shaped),
        _next_steps(shaped),
    )
    full = tuple(section for section in sections if section.blocks or section.sections)
    meta = parts.meta(practice, shaped)
    return Document("Proposal", shaped.scoping.terms.name, meta, numbered(full))


def proposal_parts(practice: Practice, shaped: Shaped) -> dict[str, Section]:
    """The sections of a proposal by their ids, for papers that show some of them: the price apart from its
    range, which may be none."""
    price = _range(shaped)
    at = next(
        (at for at, block in enumerate(price.blocks) if block.id in ("price.odds", "price.chart")), None
    )
    sections = (
        _value(shaped),
        _understanding(shaped),
        _approach(shaped),
        Section("deliverables", "", "What you will have", parts.deliverables(shaped, "deliverables")),
        Section("price", "", "Price", price.blocks[:at]),
        Section("range", "", "How sure the figures are", price.blocks[at:] if at is not None else ()),
        _team(practice, shaped),
        _timeline(practice, shaped),
        Section("terms", "", "Terms of scope", (), parts.scope_sections(shaped)),
        _risks(shaped),
        _next_steps(shaped),
    )
    return {section.id: section for section in sections}


def _value(shaped: Shaped) -> Section:
    offering = shaped.review.offering
    blocks = (*worded("value.value", offering.value), *worded("value.summary", offering.summary))
    return Section("value", "", "Why this is worth doing", blocks)


def _understanding(shaped: Shaped) -> Section:
    """The answers that the estimate stands on: mandatory ones, and those that a line depends on."""
    needed = {question for line in shaped.estimate.lines for question in line.depends}
    questions = {question.id: question for question in shaped.review.offering.questions}
    found = [questions[name] for name in shaped.review.answered if name in questions]
    told = [question for question in found if question.mandatory or question.id in needed] or found
    if not told:
        return Section("understanding", "", "What you told us")
    columns = (Column("Question", 5), Column("Answer", 4))
    rows = tuple(
        (question.text, answer_words(question, shaped.scoping.answers[question.id].value))
        for question in told
    )
    lead = Paragraph(
        "understanding.lead",
        "The price and the plan stand on these answers. If one is different, so are they.",
    )
    return Section(
        "understanding", "", "What you told us", (lead, Table("understanding.table", columns, rows))
    )


def answer_words(question: Question, value: object) -> str:
    """An answer as people say it: labels for choices, days in words, Yes and No, figures with unit."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float | Decimal):
        return f"{hours(Decimal(str(value)))} {question.unit}".strip()
    return question.said(value) or "None"


def _approach(shaped: Shaped) -> Section:
    blocks = worded("approach.text", shaped.review.offering.approach)
    inner = tuple(_approach_phase(phase) for phase in by_phase(shaped) if phase.id != ACROSS)
    return Section("approach", "", "How we would do it", blocks, inner)


def _approach_phase(phase: PhaseLines) -> Section:
    node_id = f"approach.{phase.id}"
    lead = (Paragraph(f"{node_id}.summary", phase.summary),) if phase.summary else ()
    items = tuple(
        f"{line.name}: {line.description}" if line.description else line.name for line in phase.lines
    )
    return Section(node_id, "", phase.name, (*lead, Bullets(f"{node_id}.list", items)))


def _range(shaped: Shaped) -> Section:
    """The price, the range in words and figures, and where the range comes from."""
    price = shaped.estimate.price
    fixed = parts.is_fixed_fee(shaped)
    kind = "Fixed fee" if fixed else "Target price"
    text = (
        "The fee holds for the scope of this proposal, however many hours it takes."
        if fixed
        else f"Time and materials. The target is set at {shaped.estimate.lock.confidence}% confidence: it "
        "includes a contingency for what is not yet known."
    )
    blocks: list[Block] = [
        Callout("price.total", f"{kind}: {price}", text),
        parts.price_table(shaped, "price.table"),
    ]
    blocks.extend(_odds(shaped, fixed))
    blocks.extend(_chart(shaped))
    return Section("price", "", "Price and days, with their range", tuple(blocks))


def _odds(shaped: Shaped, fixed: bool) -> tuple[Block, ...]:
    """The table of P50, P80 and P90, each explained in words."""
    spreads = shaped.estimate.spreads
    days, price = spreads.get("days"), spreads.get("price")
    if days is None:
        return ()
    show_price = price is not None and not fixed
    columns = [Column("Level", 1), Column("In words", 5), Column("Days of work", 2, "right")]
    shown = column([_at(days, at) for _, _, at in _ODDS])
    rows = []
    for (level, words, at), day_figure in zip(_ODDS, shown, strict=True):
        row = [level, f"{words} engagements like this one end at or below", day_figure]
        rows.append(
            (*row, spread_amount(_at(price, at), shaped.estimate.currency))
            if show_price and price
            else tuple(row)
        )
    if show_price:
        columns.append(Column("Price", 2, "right"))
    return (Table("price.odds", tuple(columns), tuple(rows), caption="How sure the figures are"),)


def _at(spread: Spread, name: str) -> Decimal:
    return {"p10": spread.p10, "p50": spread.p50, "p80": spread.p80, "p90": spread.p90}[name]


def _chart(shaped: Shaped) -> tuple[Ranges, ...]:
    """One bar for each of the largest pieces of work, P10 to P90 in hours, in file order."""
    uncertain = [line for line in hourly(shaped.estimate.lines) if line.kind == "work" and line.p90 > 0]
    largest = sorted(uncertain, key=lambda line: (-line.p90, line.id))[:BARS]
    lines = [line for line in uncertain if line in largest]
    if not lines:
        return ()
    scale = max(line.p90 for line in lines)
    bars = tuple(_bar(line, scale) for line in lines)
    caption = "Hours by piece of work. The bar runs from P10 to P90; the mark is the likely figure (P50)."
    alt = "; ".join(f"{bar.label}: {bar.words}" for bar in bars)
    return (Ranges("price.chart", bars, "0", f"{hours(scale)} hours", caption, f"{caption} {alt}"),)


def _bar(line: Line, scale: Decimal) -> Bar:
    p10, p50, p90 = (float(value / scale) for value in (line.p10, line.p50, line.p90))
    words = f"{hours(line.p10)} to {hours(line.p90)}, likely {hours(line.p50)}"
    return Bar(line.name, p10, p50, p90, words)


def _team(practice: Practice, shaped: Shaped) -> Section:
    roles = effort_by_role(practice, shaped.estimate)
    return Section("team", "", "Who does it", parts.effort_table(practice, roles, "Role", "team.table"))


def _timeline(practice: Practice, shaped: Shaped) -> Section:
    """When the work is likely to be done: the period, and each phase with its days of work and its end."""
    start = shaped.scoping.terms.start
    lead = Facts(
        "timeline.start",
        (("Planned start", long_date(start) if start else "To be agreed"), *parts.period(shaped)),
    )
    rows = effort(shaped)
    if not rows:
        return Section("timeline", "", "When", (lead,))
    likely, hours_a_day = _likely_ends(shaped), practice.hours_per_day
    worked = sum((value for _, value in rows), Decimal(0)) / hours_a_day
    days = column([*parts_of(worked, [value for _, value in rows]), worked])
    dated = [Column("Likely until", 2)] if likely else []
    columns = (Column("Phase", 4), *dated, Column("Days of work", 1.5, "right"))
    cells = tuple(
        (name, *([likely.get(name, "")] if likely else []), shown)
        for (name, _), shown in zip(rows, days, strict=False)
    )
    total = ("Total", *([""] if likely else []), days[-1])
    note = "Days of work are not calendar days. " + (_PLANNED if likely else _UNPLANNED)
    table = Table("timeline.table", columns, cells, total)
    return Section("timeline", "", "When", (lead, table, Paragraph("timeline.note", note)))


_PLANNED = "The calendar counts with the people of the plan; it is confirmed when they are named."
_UNPLANNED = "The calendar follows when people are named."


def _likely_ends(shaped: Shaped) -> dict[str, str]:
    """When each phase is likely to end, by its name: a day where the start is known, else a week of work; or
    in the words of what is delivered by it, where the customer chooses the time."""
    table, chosen = shaped.estimate.timetable, chosen_times(shaped)
    return {
        span.name: chosen.get(span.id) or parts.likely_end(span.ends, span.week)
        for span in (table.phases if table else ())
    }


def _risks(shaped: Shaped) -> Section:
    sections = (
        Section("risks.open", "", "Not answered yet", _unanswered(shaped)),
        Section("risks.settle", "", "To be settled", _to_settle(shaped)),
        Section("risks.movers", "", "What moves the figures most", _movers(shaped)),
    )
    return Section("risks", "", "What could change this", (), tuple(one for one in sections if one.blocks))


def _unanswered(shaped: Shaped) -> tuple[Bullets, ...]:
    questions = {question.id: question for question in shaped.review.offering.questions}
    items = tuple(_assumed(questions[name]) for name in shaped.review.unanswered if name in questions)
    return (Bullets("risks.open.list", items),) if items else ()


def _assumed(question: Question) -> str:
    if question.default in (None, "", (), []):
        return question.text
    return f"{question.text} Until we know, we count with: {answer_words(question, question.default)}."


def _to_settle(shaped: Shaped) -> tuple[Bullets, ...]:
    """Answers that contradict each other, and answers that were given with low confidence."""
    questions = {question.id: question for question in shaped.review.offering.questions}
    unsure = tuple(
        f"Please confirm: {questions[name].text} We were told: {answer_words(questions[name], answer.value)}."
        for name, answer in shaped.scoping.answers.items()
        if name in questions and name in shaped.review.answered and answer.confidence == "low"
    )
    items = (*(rule.message for rule in shaped.review.contradictions), *unsure)
    return (Bullets("risks.settle.list", items),) if items else ()


def _movers(shaped: Shaped) -> tuple[Bullets, ...]:
    work = [line for line in hourly(shaped.estimate.lines) if line.p90 > line.p10]
    widest = sorted(work, key=lambda line: (line.p10 - line.p90, line.id))[:MOVERS]
    items = tuple(
        f"{line.name}: between {hours(line.p10)} and {hours(line.p90)} hours."
        for line in widest
        if line.kind == "work"
    )
    return (Bullets("risks.movers.list", items),) if items else ()


def _next_steps(shaped: Shaped) -> Section:
    count = len(shaped.review.unanswered)
    questions = {0: (), 1: ("Answer the open question above.",)}.get(
        count, (f"Answer the {count} open questions above.",)
    )
    items = (
        *questions,
        "Read the assumptions, exclusions and duties, and tell us what is not right.",
        f"Agree the price. It stands on the rates of {long_date(shaped.scoping.terms.day)}.",
        "We then write the statement of work from the same record, with the same figures.",
    )
    return Section("next", "", "Next steps", (Bullets("next.list", items),))
