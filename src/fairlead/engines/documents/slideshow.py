"""Slides -> .pptx through python-pptx: placeholders for titles and lists, native tables and charts with their
alternative texts, notes, the firm's colours and letters in the theme. Same slides, same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from fairlead.engines.brand import Brand
from fairlead.engines.documents.letterhead import logo_of, shape_of
from fairlead.engines.documents.messages import Picture
from fairlead.engines.documents.packing import said, same_bytes
from fairlead.engines.documents.slides import Slide, Stacked, planned
from fairlead.engines.documents.tree import Callout, Document, Table, plain

_TITLES, _LIST, _ALONE = 0, 1, 5  # layouts of the library's own template
_ONE_LINE = 54  # letters of a large title
_LEFT, _WIDE, _TOP, _HIGH = Inches(0.6), Inches(12.1), Inches(2.0), Inches(4.75)


def pptx_bytes(document: Document, messages: Mapping[str, str], pictures: Mapping[str, Picture]) -> bytes:
    """The document as slides; messages, pictures: titles and charts by the ids of its sections."""
    show = _Show(document)
    show.front()
    for slide in planned(document, messages, pictures):
        show.slide(slide)
    return show.bytes()


class _Show:
    def __init__(self, document: Document) -> None:
        self.document, self.brand = document, document.meta.brand
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(13.333), Inches(7.5)
        _dress(self.deck, self.brand)
        self._place_titles()

    def _place_titles(self) -> None:
        """The template is made for narrow slides: titles and lists take the width of ours."""
        for at in (_LIST, _ALONE):
            for shape in self.deck.slide_layouts[at].placeholders:
                kind = shape.placeholder_format.idx
                if kind == 0:
                    _put(shape, _LEFT, Inches(0.7), _WIDE, Inches(0.75))
                elif kind == 1:
                    _put(shape, _LEFT, _TOP, _WIDE, _HIGH)

    def front(self) -> None:
        """The title slide: what it is, for whom, when."""
        meta = self.document.meta
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITLES])
        title, under = slide.shapes.title, slide.placeholders[1]
        _put(title, _LEFT, Inches(2.3), _WIDE, Inches(1.3))
        _put(under, _LEFT, Inches(3.7), _WIDE, Inches(2.6))
        named = f"{self.document.title}: {self.document.subtitle}"
        self._words(title.text_frame, [named], 40 if len(named) < 42 else 30, self.brand.accent, True)
        facts = [f"Prepared for {meta.customer}", *(f"{key}: {value}" for key, value in meta.facts)]
        self._words(under.text_frame, facts[:8], 15, self.brand.ink)
        picture = logo_of(self.brand)
        if picture:
            height = Inches(0.7)
            logo = slide.shapes.add_picture(
                io.BytesIO(picture), _LEFT, Inches(0.7), round(height * shape_of(picture)), height
            )
            _describe(logo, f"Logo of {meta.firm}")
        self._foot(slide)
        slide.notes_slide.notes_text_frame.text = plain(f"Manifest of the record: {meta.manifest}")

    def slide(self, plan: Slide) -> None:
        """One slide of the plan."""
        listed = isinstance(plan.content, tuple)
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_LIST if listed else _ALONE])
        size = 28 if len(plan.title) <= _ONE_LINE else 22
        self._words(slide.shapes.title.text_frame, [plan.title], size, self.brand.accent, True)
        if plan.lead:
            lead = slide.shapes.add_textbox(_LEFT, Inches(1.45), _WIDE, Inches(0.4))
            lead.name = "Lead"
            self._words(lead.text_frame, [plan.lead], 16, self.brand.quiet)
        over = slide.shapes.add_textbox(_LEFT, Inches(0.4), _WIDE, Inches(0.35))
        over.name = "Part"
        self._words(over.text_frame, [plan.over], 13, self.brand.quiet)
        match plan.content:
            case tuple():
                self._words(slide.placeholders[1].text_frame, list(plan.content), 22, self.brand.ink)
            case Table():
                self._table(slide, plan.content, plan.over)
            case Callout():
                self._statement(slide, plan.content)
            case Picture():
                self._bars(slide, plan.content)
            case Stacked():
                self._ranges(slide, plan.content)
        self._foot(slide)
        slide.notes_slide.notes_text_frame.text = plan.notes

    def _words(self, frame: Any, lines: Sequence[str], size: float, colour: str, bold: bool = False) -> None:
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.TOP
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            paragraph.space_after = Pt(size * 0.45)
            run = paragraph.add_run()
            run.text = plain(line)
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = _rgb(colour)

    def _statement(self, slide: Any, callout: Callout) -> None:
        box = slide.shapes.add_textbox(_LEFT, _TOP, _WIDE, Inches(2.6))
        box.name = "Statement"
        self._words(box.text_frame, [callout.title], 36, self.brand.ink, True)
        more = slide.shapes.add_textbox(_LEFT, Inches(3.6), Inches(10), Inches(2))
        more.name = "What it means"
        self._words(more.text_frame, [callout.text], 20, self.brand.quiet)

    def _table(self, slide: Any, table: Table, part: str) -> None:
        rows = [
            tuple(column.title for column in table.columns),
            *table.rows,
            *([table.total] if table.total else []),
        ]
        frame = slide.shapes.add_table(
            len(rows), len(table.columns), _LEFT, _TOP, _WIDE, Inches(0.36) * len(rows)
        )
        _describe(frame, f"{part}: {len(table.rows)} rows, columns {', '.join(rows[0])}")
        made = frame.table
        made.last_row = bool(table.total)
        made.horz_banding = False
        whole = sum(column.width for column in table.columns)
        for at, column in enumerate(table.columns):
            made.columns[at].width = round(_WIDE * column.width / whole)
        small = len(rows) > 7 or any(len(cell) > 60 for row in rows for cell in row)
        for y, row in enumerate(rows):
            strong = y == 0 or (bool(table.total) and y == len(rows) - 1)
            for x, text in enumerate(row):
                self._cell(
                    made.cell(y, x),
                    text,
                    strong,
                    y == 0,
                    table.columns[x].align == "right",
                    13 if small else 18,
                )

    def _cell(self, cell: Any, text: str, strong: bool, head: bool, right: bool, size: int) -> None:
        cell.margin_top = cell.margin_bottom = Inches(0.05)
        cell.fill.solid()
        ground = self.brand.accent if head else self.brand.tint if strong else "#ffffff"
        cell.fill.fore_color.rgb = _rgb(ground)
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold = Pt(size), strong
        run.font.color.rgb = _rgb("#ffffff" if head else self.brand.ink)

    def _bars(self, slide: Any, picture: Picture) -> None:
        data: Any = _chart_data(number_format="#,##0.##")
        data.categories = [plain(label) for label, _ in reversed(picture.bars)]
        data.add_series(picture.unit, [float(value) for _, value in reversed(picture.bars)])
        said_so = "; ".join(f"{label} {value:,.2f}" for label, value in picture.bars)
        chart = self._chart(
            slide, XL_CHART_TYPE.BAR_CLUSTERED, data, f"{picture.title}, {picture.unit}: {said_so}"
        )
        plot = chart.plots[0]
        plot.has_data_labels = True
        plot.data_labels.font.size = Pt(14)
        plot.data_labels.number_format = "#,##0.0" if picture.unit.startswith("days") else "#,##0.00"
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        self._paint(plot.series[0], self.brand.accent)

    def _ranges(self, slide: Any, picture: Stacked) -> None:
        """Bars that float: unseen up to the low figure, then to the likely one, then to the high one."""
        bars = list(reversed(picture.bars))
        data: Any = _chart_data(number_format="#,##0.##")
        data.categories = [plain(label) for label, *_ in bars]
        data.add_series("up to P10", [float(low) for _, low, _, _ in bars])
        data.add_series("P10 to P50", [float(likely - low) for _, low, likely, _ in bars])
        data.add_series("P50 to P90", [float(high - likely) for _, _, likely, high in bars])
        chart = self._chart(slide, XL_CHART_TYPE.BAR_STACKED, data, picture.alt)
        unseen, sure, unsure = chart.plots[0].series
        unseen.format.fill.background()
        self._paint(sure, self.brand.accent)
        self._paint(unsure, self.brand.line)
        chart.plots[0].overlap = 100

    def _chart(self, slide: Any, kind: Any, data: Any, alt: str) -> Any:
        frame = slide.shapes.add_chart(kind, _LEFT, _TOP, _WIDE, _HIGH, data)
        _describe(frame, alt)
        chart = frame.chart
        chart.has_legend = False
        chart.has_title = False
        chart.font.size = Pt(14)
        chart.font.color.rgb = _rgb(self.brand.ink)
        chart.plots[0].gap_width = 60
        chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0
        chart.category_axis.format.line.color.rgb = _rgb(self.brand.line)
        return chart

    def _paint(self, series: Any, colour: str) -> None:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)

    def _foot(self, slide: Any) -> None:
        """Firm, record and number of the slide, small."""
        box = slide.shapes.add_textbox(_LEFT, Inches(6.95), _WIDE, Inches(0.3))
        box.name = "Footer"
        meta = self.document.meta
        self._words(
            box.text_frame,
            [f"{meta.firm}  ·  {meta.customer}  ·  {meta.manifest[:16]}  ·  "],
            10,
            self.brand.quiet,
        )
        paragraph = box.text_frame.paragraphs[0]._p
        field = paragraph.makeelement(
            qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
        )
        look = field.makeelement(qn("a:rPr"), {"lang": "en", "sz": "1000"})
        words = field.makeelement(qn("a:t"), {})
        words.text = str(len(self.deck.slides))
        field.extend((look, words))
        paragraph.append(field)

    def bytes(self) -> bytes:
        """The file, with the day of the document for every time in it."""
        meta, about = self.document.meta, self.deck.core_properties
        day = datetime(meta.day.year, meta.day.month, meta.day.day, tzinfo=UTC).replace(tzinfo=None)
        about.title = plain(f"{self.document.title} – {self.document.subtitle}")
        about.author = about.last_modified_by = plain(meta.firm)
        about.subject, about.keywords = plain(meta.customer), f"manifest {meta.manifest}"
        about.created = about.modified = day
        about.revision, about.language = 1, meta.lang
        made = io.BytesIO()
        self.deck.save(made)
        return same_bytes(made.getvalue(), meta.day)


def _put(shape: Any, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = Emu(left), Emu(top), Emu(width), Emu(height)


# The library says no types of these two.
_chart_data: Any = CategoryChartData
_colour: Any = RGBColor


def _rgb(colour: str) -> Any:
    return _colour(*bytes.fromhex(colour[1:]))


def _describe(shape: Any, text: str) -> None:
    """The alternative text of a picture, table or chart."""
    next(shape._element.iter(qn("p:cNvPr"))).set("descr", plain(text)[:1000])


def _dress(deck: Any, brand: Brand) -> None:
    """The brand in the theme, so that what a speaker adds looks the same."""
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode()
    text = text.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{said(brand.office_font)}"/>')
    for old, new in (
        ("4F81BD", brand.accent),
        ("1F497D", brand.ink),
        ("EEECE1", brand.tint),
        ("C0504D", brand.quiet),
    ):
        text = text.replace(f'"{old}"', f'"{new[1:].upper()}"')
    theme._blob = text.encode()
