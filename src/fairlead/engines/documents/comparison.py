"""Options compared, as a paper: side by side, the recommendation, and the best argument against it.

Two audiences from one record: a customer's copy reads no cost and no margin; the firm's own has both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from fairlead.engines.documents.tree import (
    Bar,
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Meta,
    Paragraph,
    Ranges,
    Section,
    Table,
    numbered,
    strings,
    worded,
)
from fairlead.engines.estimating.values import Spread
from fairlead.engines.figures import column, hours, long_date, percent, spread_amount
from fairlead.engines.options.advice import Advice
from fairlead.engines.options.compare import Comparison, Row
from fairlead.engines.options.criteria import said
from fairlead.engines.options.figures import Figures
from fairlead.engines.practice.values import Practice

CUSTOMER, INSIDE = "customer", "inside"


@dataclass(frozen=True, slots=True)
class Way:
    """One option in words: what it is, what it leaves out that another has, and its frozen figures."""

    letter: str
    name: str
    idea: str
    approach: str
    figures: Figures
    without: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Who the paper is for and when its figures were frozen. reason: why people recommend what they do."""

    customer: str
    engagement: str
    offering: str
    day: date
    currency: str
    unit: str
    reason: str = ""


def options_compared(
    practice: Practice,
    heading: Heading,
    ways: Sequence[Way],
    comparison: Comparison,
    advice: Advice,
    audience: str,
) -> Document:
    """The paper for an audience, "customer" or "inside". Cost and margin are read for the latter alone."""
    paper = _Paper(practice, heading, ways, comparison, advice, audience == INSIDE)
    sections = (
        paper.short(),
        paper.beside(),
        paper.criteria(),
        paper.against(),
        Section("sure", "", "How firm the ranking is", (Bullets("sure.list", advice.sensitivity),)),
        Section("options", "", "The options one by one", (), tuple(paper.option(way) for way in ways)),
    )
    made = Document("Options compared", heading.engagement, paper.meta(), numbered(sections))
    seen = "\n".join((audience, *strings(made)))
    manifest = hashlib.sha256(seen.encode()).hexdigest()
    return replace(made, meta=replace(made.meta, manifest=manifest))


@dataclass(frozen=True, slots=True)
class _Paper:
    practice: Practice
    heading: Heading
    ways: Sequence[Way]
    comparison: Comparison
    advice: Advice
    inside: bool

    def meta(self) -> Meta:
        facts = (
            ("Service", self.heading.offering),
            ("Figures as of", long_date(self.heading.day)),
            ("Currency", self.heading.currency),
            ("Options", str(len(self.ways))),
            *((("Copy", "Inside the firm: with cost and margin"),) if self.inside else ()),
        )
        return Meta(
            self.practice.firm,
            self.heading.customer,
            self.heading.day,
            "",
            facts=facts,
            brand=self.practice.brand,
        )

    def short(self) -> Section:
        own = self.comparison.candidate(self.advice.recommended)
        reason = (Paragraph("short.reason", self.heading.reason),) if self.heading.reason else ()
        blocks: tuple[Block, ...] = (
            Callout("short.callout", f"We recommend option {own.label}", self.advice.reasons[0]),
            *reason,
            *((Bullets("short.reasons", self.advice.reasons[1:]),) if self.advice.reasons[1:] else ()),
        )
        return Section("short", "", "What we recommend", blocks)

    def _columns(self, first: str) -> tuple[Column, ...]:
        return (Column(first, 2.3), *(Column(way.letter, 1.6, "right") for way in self.ways))

    def beside(self) -> Section:
        """The figures of all options, side by side, and their price ranges on one scale."""
        table = Table("beside.table", self._columns("Figure"), tuple(self._facts()))
        names = Bullets(
            "beside.names", tuple(f"{way.letter}: {way.name}. {way.idea}".strip() for way in self.ways)
        )
        return Section("beside", "", "Side by side", (names, table, self._chart()))

    def _facts(self) -> Sequence[tuple[str, ...]]:
        figures = [way.figures for way in self.ways]
        shown = [
            ("Price", [self._cash(one.price.amount) for one in figures]),
            ("Price, one in two (P50)", [self._cash(one.spread.p50) for one in figures]),
            ("Price, four in five (P80)", [self._cash(one.spread.p80) for one in figures]),
            ("Price, nine in ten (P90)", [self._cash(one.spread.p90) for one in figures]),
            (f"{_time(self.heading.unit)} (P80)", column([one.duration for one in figures])),
            ("Days of work in the price", column([one.days for one in figures])),
            ("Different roles needed", [str(len(one.people)) for one in figures]),
            ("Hours on unsure answers", [percent(one.unsure * 100) for one in figures]),
            ("Lines that others have", [str(len(way.without)) for way in self.ways]),
        ]
        if self.inside:
            shown.append(("Cost", [self._cash(one.cost.amount) for one in figures]))
            shown.append(("Margin", [percent(one.margin * 100) for one in figures]))
        return [(name, *cells) for name, cells in shown]

    def _cash(self, value: Decimal) -> str:
        return spread_amount(value, "").strip()

    def _chart(self) -> Ranges:
        most = max(way.figures.spread.p90 for way in self.ways) or Decimal(1)
        bars = tuple(self._bar(way.letter, way.figures.spread, most) for way in self.ways)
        caption = f"Price in {self.heading.currency}. The bar runs from P10 to P90; the mark is P50."
        alt = "; ".join(f"{bar.label}: {bar.words}" for bar in bars)
        return Ranges("beside.chart", bars, "0", self._cash(most), caption, f"{caption} {alt}")

    def _bar(self, label: str, spread: Spread, most: Decimal) -> Bar:
        p10, p50, p90 = (float(value / most) for value in (spread.p10, spread.p50, spread.p90))
        low, middle, high = (self._cash(value) for value in (spread.p10, spread.p50, spread.p90))
        return Bar(f"Option {label}", p10, p50, p90, f"{low} to {high}, likely {middle}")

    def criteria(self) -> Section:
        """Weights, figures and scores, the points they come to, and the rule behind each score."""
        columns = self._columns("Criterion and weight")
        rows = tuple(self._criterion(row) for row in self.comparison.rows)
        points = tuple(f"{self.comparison.points[way.letter]:.1f}" for way in self.ways)
        rules = tuple(f"{row.criterion.name}: {row.criterion.rule}" for row in self.comparison.rows)
        blocks: tuple[Block, ...] = (
            Table("criteria.table", columns, rows, ("Points of 100", *points)),
            Paragraph(
                "criteria.lead",
                "Each cell has the figure or judgement and, in brackets, its score from 0 to 1.",
            ),
            Bullets("criteria.rules", rules),
            *self._judgements(),
        )
        return Section("criteria", "", "Criteria, weights and scores", blocks)

    def _criterion(self, row: Row) -> tuple[str, ...]:
        weight = f"{row.criterion.weight}%" if row.counted else f"{row.criterion.weight}%, not counted"
        cells = (self._cell(row, way.letter) for way in self.ways)
        return (f"{row.criterion.name} ({weight})", *cells)

    def _cell(self, row: Row, letter: str) -> str:
        figure, score = row.figures[letter], row.scores[letter]
        if figure is None or score is None:
            return "not judged"
        text = said(row.criterion, figure, "", self.heading.unit).strip()
        return f"{text} ({score:.2f})"

    def _judgements(self) -> tuple[Bullets, ...]:
        """Why people judged as they did, and what shows it."""
        names = {row.criterion.id: row.criterion.name for row in self.comparison.rows}
        items = tuple(
            f"{names[key]}, option {one.id}: {mark.mark} of 5. {mark.reason} {mark.evidence}".strip()
            for one in self.comparison.candidates
            for key, mark in one.marks.items()
            if key in names
        )
        return (Bullets("criteria.judgements", items),) if items else ()

    def against(self) -> Section:
        rival = self.comparison.candidate(self.advice.rival)
        lead = Paragraph(
            "against.lead", f"The strongest case for option {rival.label}, and what speaks against ours:"
        )
        return Section(
            "against",
            "",
            "The best argument against it",
            (lead, Bullets("against.list", self.advice.against)),
        )

    def option(self, way: Way) -> Section:
        """One option: its idea and approach, who works on it, what it leaves out, its risks."""
        node = f"options.{way.letter.lower()}"
        names = {role.id: role.name for role in self.practice.roles}
        people = tuple((names.get(role, role), hours(value)) for role, value in way.figures.people)
        inner = [
            Section(f"{node}.people", "", "Who works on it", (_people(node, people),)) if people else None,
            _listed(f"{node}.without", "Not part of it", way.without),
            _listed(f"{node}.risks", "What could change it", way.figures.risks),
            _listed(f"{node}.changed", "Different since it was estimated", way.changed),
        ]
        blocks = (*worded(f"{node}.idea", way.idea), *worded(f"{node}.approach", way.approach))
        sections = tuple(section for section in inner if section)
        return Section(node, "", f"Option {way.letter}: {way.name}", blocks, sections)


def _time(unit: str) -> str:
    return "Weeks on the calendar" if unit == "weeks" else "Days of work"


def _people(node: str, people: Sequence[tuple[str, str]]) -> Table:
    columns = (Column("Role", 5), Column("Hours", 1.5, "right"))
    return Table(f"{node}.people.table", columns, tuple(people))


def _listed(node: str, title: str, items: tuple[str, ...]) -> Section | None:
    return Section(node, "", title, (Bullets(f"{node}.list", items),)) if items else None
