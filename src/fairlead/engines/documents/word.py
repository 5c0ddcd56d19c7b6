"""Document -> Word (.docx). Each section and clause stands in a content control that carries its id, so
that a copy marked up by the customer can be read back clause by clause."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from fairlead.engines.documents.packing import package, said
from fairlead.engines.documents.tree import (
    Block,
    Bullets,
    Callout,
    Document,
    Drawing,
    Facts,
    Paragraph,
    Ranges,
    Section,
    Signatures,
    Table,
    plain,
)
from fairlead.engines.documents.word_parts import TABLE_STYLE, TEXT_WIDTH, parts, run

_TAG = 64  # Word refuses longer tags
_WHOLE = 9  # a table with more rows may break over pages


def docx_bytes(document: Document) -> bytes:
    """The document as .docx bytes; the same document gives the same bytes.

    Content control tags are the ids of the sections; an id longer than 64 characters keeps its start and
    ends in a hash, as Word allows no more. Heading numbers are counted by Word and equal `section.number`.
    """
    body = _cover(document) + "".join(_section(section, 1) for section in document.sections)
    return package(parts(document, body))


def tag_of(node_id: str) -> str:
    """The content control tag of a clause id: the id itself up to 64 characters."""
    name = plain(node_id)
    if len(name) <= _TAG:
        return name
    return f"{name[: _TAG - 13]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def bookmark_of(node_id: str) -> str:
    """The hidden bookmark on a clause's heading: it stays where programs drop content controls."""
    return f"_clause_{_number(node_id)}"


def _number(node_id: str) -> int:
    return max(int.from_bytes(hashlib.sha256(node_id.encode(errors="replace")).digest()[:4], "big") >> 1, 1)


def _paragraph(
    text: str, style: str = "Normal", bold: bool = False, align: str = "", keep: bool = False
) -> str:
    """A paragraph in a style; `keep` holds it on the page of what follows."""
    stay = "<w:keepNext/>" if keep else ""
    side = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{stay}{side}</w:pPr>{run(text, bold)}</w:p>'


def _cover(document: Document) -> str:
    meta = document.meta
    contents = "".join(
        _paragraph(f"{section.number}\u2002{section.title}", "Cell") for section in document.sections
    )
    return (
        _paragraph(meta.firm, "Quiet")
        + _paragraph(document.title, "Title")
        + _paragraph(document.subtitle, "Subtitle")
        + _paragraph("Prepared for", "Quiet")
        + _paragraph(meta.customer, bold=True)
        + _facts(meta.facts)
        + _paragraph("Contents", "Caption")
        + contents
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    )


def _section(section: Section, level: int) -> str:
    """A content control around the heading, the blocks and the controls of the subsections."""
    following = [*section.blocks[1:], None]
    blocks = "".join(
        _block(block, isinstance(after, Table))
        for block, after in zip(section.blocks, following, strict=False)
    )
    inner = "".join(_section(one, level + 1) for one in section.sections)
    properties = _control(section, _number(section.id))
    heading = _heading(section, level)
    return (
        f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{heading}{blocks}{inner}</w:sdtContent></w:sdt>"
    )


def _control(section: Section, number: int) -> str:
    return (
        f'<w:alias w:val="{said(section.title[:_TAG])}"/><w:tag w:val="{said(tag_of(section.id))}"/>'
        f'<w:id w:val="{number}"/>'
    )


def _heading(section: Section, level: int) -> str:
    """The heading, with a bookmark and an unseen control of its own around the words.

    LibreOffice 7.4 turns a control around paragraphs into one around the words of the first of them, and then
    loses those words when they are commented on, and writes a broken file when they are struck out; not so
    where they have a control already.
    """
    number = _number(section.id)
    properties = _control(section, _number(f"{section.id} title")) + '<w15:appearance w15:val="hidden"/>'
    words = run(section.title)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Heading{min(level, 3)}"/></w:pPr>'
        f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_of(section.id)}"/>'
        f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{words}</w:sdtContent></w:sdt>"
        f'<w:bookmarkEnd w:id="{number}"/></w:p>'
    )


def _block(block: Block, before_table: bool = False) -> str:
    match block:
        case Paragraph(text=text):
            return _paragraph(text, keep=before_table)
        case Bullets(items=items):
            return "".join(_paragraph(item, "ListBullet") for item in items)
        case Callout(title=title, text=text):
            return _paragraph(title, "Notice", True, keep=True) + (_paragraph(text, "Notice") if text else "")
        case Facts(pairs=pairs):
            return _facts(pairs)
        case Table():
            return _table(block)
        case Ranges():
            return _ranges(block)
        case Signatures():
            return _signatures(block)
        case Drawing(alt=alt):
            return _paragraph(alt)


def _widths(weights: Iterable[float]) -> list[int]:
    shares = list(weights)
    return [round(TEXT_WIDTH * share / sum(shares)) for share in shares]


def _grid(widths: Sequence[int], rows: str, first: bool, last: bool, style: str = TABLE_STYLE) -> str:
    """A table of fixed width, and the empty paragraph that Word wants after it."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = (
        f'<w:tblLook w:firstRow="{int(first)}" w:lastRow="{int(last)}" w:firstColumn="0" w:lastColumn="0" '
        'w:noHBand="1" w:noVBand="1"/>'
    )
    whole = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    about = f'<w:tblStyle w:val="{style}"/>{whole}'
    return (
        f"<w:tbl><w:tblPr>{about}{look}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        f"{_paragraph('', 'Cell')}"
    )


def _row(widths: Sequence[int], cells: Iterable[str], header: bool = False) -> str:
    repeat = "<w:tblHeader/>" if header else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for width, content in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{made}</w:tr>"


def _table(table: Table) -> str:
    """Real header row (repeated on every page); a short table is held on one page."""
    widths = _widths(column.width for column in table.columns)
    aligns = ["right" if column.align == "right" else "" for column in table.columns]
    whole = len(table.rows) <= _WHOLE

    def cells(row: tuple[str, ...], bold: bool = False, keep: bool = whole) -> list[str]:
        pairs = zip(row, aligns, strict=True)
        return [_paragraph(text, "Cell", bold, align, keep) for text, align in pairs]

    body = [*table.rows, *([table.total] if table.total else [])]
    made = [_row(widths, cells(tuple(column.title for column in table.columns), True), header=True)]
    for position, row in enumerate(body, 1):
        last = position == len(body)
        made.append(_row(widths, cells(row, last and bool(table.total), whole and not last)))
    caption = _paragraph(table.caption, "Caption", keep=True) if table.caption else ""
    return caption + _grid(widths, "".join(made), True, bool(table.total))


def _facts(pairs: tuple[tuple[str, str], ...]) -> str:
    if not pairs:
        return ""
    widths = _widths((1, 2))
    rows = (_row(widths, (_paragraph(key, "Quiet"), _paragraph(value, "Cell"))) for key, value in pairs)
    return _grid(widths, "".join(rows), False, False, "TableNormal")


def _ranges(block: Ranges) -> str:
    """The chart in words: Word gets figures that can be edited, not a picture of them."""
    widths = _widths((1, 1))
    rows = (
        _row(widths, (_paragraph(bar.label, "Cell"), _paragraph(bar.words, "Cell"))) for bar in block.bars
    )
    return _paragraph(block.caption, "Caption") + _grid(widths, "".join(rows), False, False)


def _signatures(block: Signatures) -> str:
    widths = _widths(1 for _ in block.parties)
    cells = (
        _paragraph(party, "Cell", bold=True, keep=True) + "".join(_line(label) for label in block.lines)
        for party in block.parties
    )
    return _grid(widths, _row(widths, cells), False, False, "TableNormal")


def _line(label: str) -> str:
    """A line to write on, and its label under it."""
    rule = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="5B6473"/></w:pBdr>'
    room = '<w:spacing w:before="480" w:after="0"/><w:ind w:right="500"/>'
    empty = f'<w:p><w:pPr><w:pStyle w:val="Cell"/><w:keepNext/>{rule}{room}</w:pPr></w:p>'
    return empty + _paragraph(label, "Quiet")
