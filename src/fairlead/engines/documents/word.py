"""Document -> Word (.docx). Each section and clause stands in a content control that carries its id, so
that a copy marked up by the customer can be read back clause by clause."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any

import docx

from fairlead.engines.documents.packing import packed
from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Callout,
    Document,
    Facts,
    Paragraph,
    Ranges,
    Section,
    Signatures,
    Table,
    plain,
)
from fairlead.engines.documents.word_styles import TABLE_STYLE, TEXT_WIDTH, dress, element, text_run

_TAG = 64  # Word refuses longer tags
_WHOLE = 9  # a table with more rows may break over pages


def docx_bytes(document: Document) -> bytes:
    """The document as .docx bytes; the same document gives the same bytes.

    Content control tags are the ids of the sections; an id longer than 64 characters keeps its start and
    ends in a hash, as Word allows no more.
    """
    word = docx.Document()
    dress(word, document)
    body = word.element.body
    end = body.sectPr
    for node in (*_cover(document), *(_section(section, 1) for section in document.sections)):
        end.addprevious(node)
    target = io.BytesIO()
    word.save(target)
    return packed(target.getvalue())


def tag_of(node_id: str) -> str:
    """The content control tag of a clause id: the id itself up to 64 characters."""
    name = plain(node_id)
    return (
        name if len(name) <= _TAG else f"{name[: _TAG - 13]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    )


def _paragraph(
    text: str, style: str = "Normal", bold: bool = False, align: str = "", keep: bool = False
) -> Any:
    """A paragraph in a style; `keep` holds it on the page of what follows."""
    properties = element("w:pPr", element("w:pStyle", w_val=style))
    if keep:
        properties.append(element("w:keepNext"))
    if align:
        properties.append(element("w:jc", w_val=align))
    return element("w:p", properties, text_run(text, bold))


def _cover(document: Document) -> list[Any]:
    meta = document.meta
    contents = [_paragraph(f"{section.number}  {section.title}") for section in document.sections]
    broken = element("w:p", element("w:r", element("w:br", w_type="page")))
    return [
        _paragraph(meta.firm, "Quiet"),
        _paragraph(document.title, "Title"),
        _paragraph(document.subtitle, "Subtitle"),
        _paragraph("Prepared for", "Quiet"),
        _paragraph(meta.customer, bold=True),
        *_facts(meta.facts),
        _paragraph("Contents", bold=True),
        *contents,
        broken,
    ]


def _section(section: Section, level: int) -> Any:
    """A content control around the heading, the blocks and the controls of the subsections."""
    content = element("w:sdtContent", _paragraph(section.title, f"Heading{min(level, 3)}"))
    for position, block in enumerate(section.blocks, 1):
        content.extend(
            _block(
                block,
                before_table=any(isinstance(one, Table) for one in section.blocks[position : position + 1]),
            )
        )
    content.extend(_section(inner, level + 1) for inner in section.sections)
    number = int.from_bytes(hashlib.sha256(section.id.encode()).digest()[:4], "big") >> 1
    properties = element(
        "w:sdtPr",
        element("w:alias", w_val=plain(section.title)[:_TAG]),
        element("w:tag", w_val=tag_of(section.id)),
        element("w:id", w_val=str(max(number, 1))),
    )
    return element("w:sdt", properties, content)


def _block(block: Block, before_table: bool = False) -> list[Any]:
    match block:
        case Paragraph(text=text):
            return [_paragraph(text, keep=before_table)]
        case Bullets(items=items):
            return [_paragraph(item, "ListBullet") for item in items]
        case Callout(title=title, text=text):
            return [_paragraph(title, "Notice", bold=True), *([_paragraph(text, "Notice")] if text else [])]
        case Facts(pairs=pairs):
            return _facts(pairs)
        case Table():
            return _table(block)
        case Ranges():
            return _ranges(block)
        case Signatures():
            return _signatures(block)


def _widths(weights: Iterable[float]) -> list[int]:
    shares = list(weights)
    return [round(TEXT_WIDTH * share / sum(shares)) for share in shares]


def _grid(widths: list[int], rows: list[Any], look: dict[str, str], style: str = TABLE_STYLE) -> list[Any]:
    """A table of fixed width, and the empty paragraph that Word wants after it."""
    properties = element(
        "w:tblPr",
        element("w:tblStyle", w_val=style),
        element("w:tblW", w_w=str(sum(widths)), w_type="dxa"),
        element("w:tblLayout", w_type="fixed"),
        element("w:tblLook", **look),
    )
    columns = element("w:tblGrid", *(element("w:gridCol", w_w=str(width)) for width in widths))
    return [element("w:tbl", properties, columns, *rows), _paragraph("", "Cell")]


def _row(widths: list[int], cells: Iterable[list[Any]], header: bool = False) -> Any:
    properties = element("w:trPr", element("w:cantSplit"))
    if header:
        properties.append(element("w:tblHeader"))
    made = element("w:tr", properties)
    for width, content in zip(widths, cells, strict=True):
        made.append(
            element("w:tc", element("w:tcPr", element("w:tcW", w_w=str(width), w_type="dxa")), *content)
        )
    return made


def _look(first: bool, last: bool) -> dict[str, str]:
    return {
        "w_firstRow": str(int(first)),
        "w_lastRow": str(int(last)),
        "w_firstColumn": "0",
        "w_lastColumn": "0",
        "w_noHBand": "1",
        "w_noVBand": "1",
    }


def _table(table: Table) -> list[Any]:
    widths = _widths(column.width for column in table.columns)
    aligns = ["right" if column.align == "right" else "" for column in table.columns]

    whole = len(table.rows) <= _WHOLE

    def cells(row: tuple[str, ...], last: bool = False) -> list[list[Any]]:
        return [
            [_paragraph(text, "Cell", bool(table.total) and last, align, keep=whole and not last)]
            for text, align in zip(row, aligns, strict=True)
        ]

    rows = [_row(widths, cells(tuple(column.title for column in table.columns)), header=True)]
    body = [*table.rows, *([table.total] if table.total else [])]
    rows.extend(_row(widths, cells(row, last=position == len(body))) for position, row in enumerate(body, 1))
    caption = [_paragraph(table.caption, "Caption", keep=True)] if table.caption else []
    return [*caption, *_grid(widths, rows, _look(True, bool(table.total)))]


def _facts(pairs: tuple[tuple[str, str], ...]) -> list[Any]:
    if not pairs:
        return []
    widths = _widths((1, 2))
    rows = [_row(widths, [[_paragraph(key, "Quiet")], [_paragraph(value, "Cell")]]) for key, value in pairs]
    return _grid(widths, rows, _look(False, False), "TableNormal")


def _ranges(block: Ranges) -> list[Any]:
    """The chart in words: Word gets figures that can be edited, not a picture of them."""
    widths = _widths((1, 1))
    rows = [
        _row(widths, [[_paragraph(bar.label, "Cell")], [_paragraph(bar.words, "Cell")]]) for bar in block.bars
    ]
    return [_paragraph(block.caption, "Caption"), *_grid(widths, rows, _look(False, False))]


def _signatures(block: Signatures) -> list[Any]:
    widths = _widths(1 for _ in block.parties)
    cells = [
        [_paragraph(party, "Cell", bold=True), *(node for label in block.lines for node in _line(label))]
        for party in block.parties
    ]
    return _grid(widths, [_row(widths, cells)], _look(False, False), "TableNormal")


def _line(label: str) -> list[Any]:
    """A line to write on, and its label under it."""
    empty = _paragraph("", "Cell", keep=True)
    empty.pPr.append(
        element("w:pBdr", element("w:bottom", w_val="single", w_sz="4", w_space="1", w_color="5B6473"))
    )
    empty.pPr.append(element("w:spacing", w_before="360", w_after="0"))
    empty.pPr.append(element("w:ind", w_right="500"))
    return [empty, _paragraph(label, "Quiet")]
