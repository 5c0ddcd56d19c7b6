"""The estimate as a living workbook (em-process 2.5 and 2.6): hours by role, standard cost, price, margin.

It stays in the firm: it shows cost. Change a yellow cell (hours, a rate, a cost, the discount) and every
figure follows by the same rules as the engine; beside them stand the figures as estimated.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from fairlead.engines.documents.breakdown import is_bought
from fairlead.engines.documents.digest import full_manifest, manifest
from fairlead.engines.documents.proposal import answer_words
from fairlead.engines.documents.sheet import (
    HOURS,
    PERCENT,
    emphasise,
    header,
    lay_out,
    money_format,
    put_date,
    put_figure,
    put_formula,
    put_input,
    put_text,
)
from fairlead.engines.documents.spreadsheet import Sheet, letters, workbook
from fairlead.engines.documents.summary import summary
from fairlead.engines.estimating.values import Estimate, Line, RoleHours
from fairlead.engines.money import MINOR_UNITS
from fairlead.engines.practice.values import Practice
from fairlead.engines.shaping.values import Shaped

_FIRST_LINE = 4  # rows 1 to 3 hold the titles, the rates and the standard costs
_FIRST_ROLE = 6  # columns A to E: id, phase, activity, kind, education
_AFTER = ("Hours", "P10 hours", "P50 hours", "P80 hours", "P90 hours", "Set price", "Price", "Cost", "Margin")


@dataclass(frozen=True, slots=True)
class RoleKey:
    """A role at one rate and one standard cost; no rate when it is only sold at a set price."""

    role: str
    unit_cost: Decimal
    rate: Decimal | None


def estimate_workbook(practice: Practice, shaped: Shaped) -> bytes:
    """The estimate as .xlsx bytes: Summary, Lines, Roles, Answers, Reasons, Lock.

    Formulas round each role's part of a line, and the discount, to the minor unit of the currency, half
    away from zero, as the engine does, so they come to the same cents. The same input gives the same bytes.
    """
    names = ("Summary", "Lines", "Roles", "Answers", "Reasons", "Lock")
    sheets = front, lines, roles, answers, reasons, lock = tuple(Sheet(name) for name in names)
    keys = role_keys(practice, shaped.estimate)
    last = _lines(lines, shaped, keys)
    _roles(roles, practice, shaped.estimate, keys, last)
    columns = {name: letters(_FIRST_ROLE + len(keys) + at) for at, name in enumerate(_AFTER)}
    summary(front, practice, shaped, columns, (_FIRST_LINE, last))
    _answers(answers, shaped)
    _reasons(reasons, shaped)
    _lock(lock, shaped)
    terms = shaped.scoping.terms
    return workbook(sheets, f"Estimate - {terms.name}", practice.firm, terms.day)


def role_keys(practice: Practice, estimate: Estimate) -> tuple[RoleKey, ...]:
    """The role columns: the roles sold by the hour at their rates, then those that only carry cost."""
    order = {role.id: position for position, role in enumerate(practice.roles)}
    parts = [(line.kind, part) for line in estimate.lines for part in line.roles]
    sold = {
        RoleKey(part.role, part.unit_cost.amount, part.rate.amount) for kind, part in parts if kind != "fixed"
    }
    known = {(key.role, key.unit_cost) for key in sold}
    rest = {
        RoleKey(part.role, part.unit_cost.amount, None)
        for kind, part in parts
        if kind == "fixed" and (part.role, part.unit_cost.amount) not in known
    }
    return tuple(
        sorted(
            sold | rest,
            key=lambda key: (order.get(key.role, len(order)), key.role, key.unit_cost, key.rate or 0),
        )
    )


def _column_of(kind: str, part: RoleHours, keys: tuple[RoleKey, ...]) -> int:
    """Position of the column of a part: same role and cost, and the same rate where the rate is sold."""
    for position, key in enumerate(keys):
        same = (key.role, key.unit_cost) == (part.role, part.unit_cost.amount)
        if same and (kind == "fixed" or key.rate == part.rate.amount):
            return position
    raise KeyError(part.role)


def _lines(sheet: Sheet, shaped: Shaped, keys: tuple[RoleKey, ...]) -> int:
    """One row for each line, its hours in a column for each role; returns the row of the last line."""
    estimate = shaped.estimate
    form = money_format(estimate.currency)
    header(
        sheet, 1, ["Line id", "Phase", "Activity", "Kind", "Education", *(key.role for key in keys), *_AFTER]
    )
    put_text(sheet, 2, 3, "Rate per hour")
    put_text(sheet, 3, 3, "Standard cost per hour")
    for at in range(len(keys)):
        put_formula(sheet, 2, _FIRST_ROLE + at, f"Roles!C{at + 2}", form)
        put_formula(sheet, 3, _FIRST_ROLE + at, f"Roles!D{at + 2}", form)
    phases = {phase.id: phase.name for phase in shaped.review.offering.phases}
    for row, line in enumerate(estimate.lines, _FIRST_LINE):
        _line(sheet, row, line, phases.get(line.phase, line.phase), keys)
    last = _FIRST_LINE + len(estimate.lines) - 1
    _line_totals(sheet, last, len(keys), form)
    widths = [
        14.0,
        18.0,
        34.0,
        12.0,
        10.0,
        *(13.0 for _ in keys),
        *(11.0 for _ in range(5)),
        15.0,
        15.0,
        15.0,
        9.0,
    ]
    lay_out(sheet, widths, f"D{_FIRST_LINE}", "1:3", hides_ids=True)
    return last


def _line(sheet: Sheet, row: int, line: Line, phase: str, keys: tuple[RoleKey, ...]) -> None:
    currency = line.price.currency
    form, places = money_format(currency), MINOR_UNITS.get(currency, 2)
    for column, text in enumerate(
        (line.id, phase, line.name, line.kind, "yes" if line.education else "no"), 1
    ):
        put_text(sheet, row, column, text)
    for part in line.roles:
        column = _FIRST_ROLE + _column_of(line.kind, part, keys)
        put_input(sheet, row, column, part.hours, HOURS)
    after = _FIRST_ROLE + len(keys)
    span = [letters(_FIRST_ROLE), letters(after - 1)]
    mine = f"{span[0]}{row}:{span[1]}{row}"
    put_formula(sheet, row, after, f"SUM({mine})" if keys else "0", HOURS)
    for offset, value in enumerate((line.p10, line.p50, line.p80, line.p90), 1):
        put_figure(sheet, row, after + offset, value, HOURS)
    rates, costs = (f"{span[0]}${at}:{span[1]}${at}" for at in (2, 3))
    if line.kind == "fixed" or is_bought(line):
        put_input(sheet, row, after + 5, line.price.amount, form)
        price = f"{letters(after + 5)}{row}"
    else:
        price = f"SUMPRODUCT(ROUND({mine}*{rates},{places}))" if keys else "0"
    put_formula(sheet, row, after + 6, price, form)
    if is_bought(line):
        put_input(sheet, row, after + 7, line.cost.amount, form)
    else:
        cost = f"SUMPRODUCT(ROUND({mine}*{costs},{places}))" if keys else "0"
        put_formula(sheet, row, after + 7, cost, form)
    _margin(sheet, row, after)


def _margin(sheet: Sheet, row: int, after: int) -> None:
    price, cost = (f"{letters(after + offset)}{row}" for offset in (6, 7))
    put_formula(sheet, row, after + 8, f"IF({price}=0,0,ROUND(({price}-{cost})/{price},4))", PERCENT)


def _line_totals(sheet: Sheet, last: int, roles: int, form: str) -> None:
    """The sum row, under the last line."""
    row, after = last + 1, _FIRST_ROLE + roles
    put_text(sheet, row, 3, "Total at list")
    summed = [
        *((column, HOURS) for column in range(_FIRST_ROLE, after + 1)),
        (after + 6, form),
        (after + 7, form),
    ]
    for column, shape in summed:
        letter = letters(column)
        whole = f"SUM({letter}{_FIRST_LINE}:{letter}{last})" if last >= _FIRST_LINE else "0"
        put_formula(sheet, row, column, whole, shape)
    _margin(sheet, row, after)
    emphasise(sheet, row, after + 8)


def _roles(
    sheet: Sheet, practice: Practice, estimate: Estimate, keys: tuple[RoleKey, ...], last: int
) -> None:
    """Rate and standard cost of each role, and what it comes to over all lines."""
    form, places = money_format(estimate.currency), MINOR_UNITS.get(estimate.currency, 2)
    header(
        sheet,
        1,
        ["Role id", "Role", "Rate per hour", "Standard cost per hour", "Hours", "Price by the hour", "Cost"],
    )
    names = {role.id: role.name for role in practice.roles}
    kinds = f"Lines!$D${_FIRST_LINE}:$D${last}"
    for at, key in enumerate(keys):
        row, letter = at + 2, letters(_FIRST_ROLE + at)
        put_text(sheet, row, 1, key.role)
        put_text(sheet, row, 2, names.get(key.role, key.role))
        if key.rate is not None:
            put_input(sheet, row, 3, key.rate, form)
        put_input(sheet, row, 4, key.unit_cost, form)
        hours = f"Lines!{letter}${_FIRST_LINE}:{letter}${last}"
        put_formula(sheet, row, 5, f"SUM({hours})", HOURS)
        put_formula(sheet, row, 6, f'SUMPRODUCT(ROUND({hours}*$C{row},{places})*({kinds}<>"fixed"))', form)
        put_formula(sheet, row, 7, f"SUMPRODUCT(ROUND({hours}*$D{row},{places}))", form)
    row = len(keys) + 2
    put_text(sheet, row, 2, "Total")
    for column, shape in ((5, HOURS), (6, form), (7, form)):
        letter = letters(column)
        put_formula(sheet, row, column, f"SUM({letter}2:{letter}{row - 1})" if keys else "0", shape)
    emphasise(sheet, row, 7)
    lay_out(sheet, [14, 34, 18, 22, 12, 18, 18], "C2", "1:1", hides_ids=True)


def _answers(sheet: Sheet, shaped: Shaped) -> None:
    """Every question that applies, with its answer, its source, or what is assumed meanwhile."""
    header(
        sheet, 1, ["Question id", "Section", "Question", "Answer", "Status", "Source", "Date", "Confidence"]
    )
    review, answers = shaped.review, shaped.scoping.answers
    questions = {question.id: question for question in review.offering.questions}
    for row, name in enumerate((name for name in review.visible if name in questions), 2):
        question, answer = questions[name], answers.get(name)
        given = answer is not None and name in review.answered
        value = answer.value if answer is not None and given else review.values.get(name, question.default)
        shown = "" if value is None else answer_words(question, value)
        status = "answered" if given else "open" if name in review.unanswered else "not given"
        texts = (
            name,
            question.section,
            question.text,
            shown if given else f"assumed: {shown}" if shown else "",
            status,
        )
        for column, text in enumerate(texts, 1):
            put_text(sheet, row, column, text)
        if answer is not None and given:
            put_text(sheet, row, 6, answer.source)
            put_date(sheet, row, 7, answer.day)
            put_text(sheet, row, 8, answer.confidence)
    lay_out(sheet, [14, 18, 50, 30, 12, 30, 12, 12], "D2", "1:1", hides_ids=True)


def _reasons(sheet: Sheet, shaped: Shaped) -> None:
    """Why each line is what it is, one sentence a row, most important first."""
    header(sheet, 1, ["Line id", "Activity", "Reason", "Depends on"])
    row = 2
    for line in shaped.estimate.lines:
        for position, sentence in enumerate(line.why):
            depends = ", ".join(line.depends) if position == 0 else ""
            for column, text in enumerate((line.id, line.name, sentence, depends), 1):
                put_text(sheet, row, column, text)
            row += 1
    lay_out(sheet, [14, 34, 90, 30], "C2", "1:1", hides_ids=True)


def _lock(sheet: Sheet, shaped: Shaped) -> None:
    """What the figures were made from: enough to make them again."""
    header(sheet, 1, ["Lock", "Value"])
    lock = shaped.estimate.lock
    pairs = [
        (field.name, str(getattr(lock, field.name)))
        for field in fields(lock)
        if field.name not in ("rates", "exchange")
    ]
    pairs.extend((f"rate {role}", rate) for role, rate in lock.rates.items())
    pairs.extend((f"exchange {currency}", rate) for currency, rate in lock.exchange.items())
    pairs.extend((("customer manifest", manifest(shaped)), ("full manifest", full_manifest(shaped))))
    for row, pair in enumerate(pairs, 2):
        for column, text in enumerate(pair, 1):
            put_text(sheet, row, column, text)
    lay_out(sheet, [28, 74], "A2", "1:1")
