"""Document -> a semantic HTML fragment for a page. Every string is escaped; no style, no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from fairlead.engines.documents.tree import (
    Bar,
    Block,
    Bullets,
    Callout,
    Document,
    Drawing,
    Facts,
    Marked,
    Paragraph,
    Ranges,
    Section,
    Signatures,
    Table,
    marked_lines,
    plain,
)


def html(document: Document, top: int = 1) -> str:
    """The document as one <article>: section ids are the clause ids, figures carry the class "figure".

    top: the level of its title among headings, 1 where it stands alone.
    """
    meta = document.meta
    head = (
        f"<header><h{top}>{_text(document.title)}</h{top}><p>{_text(document.subtitle)}</p>"
        f"<p>{_text(meta.customer)}</p>{_facts(meta.facts)}</header>"
    )
    body = "".join(_section(section, top + 1) for section in document.sections)
    foot = f"<footer><p>{_text(meta.firm)}</p><p><code>{_text(meta.manifest)}</code></p></footer>"
    return f'<article class="document" lang="{_text(meta.lang)}">{head}{body}{foot}</article>'


@dataclass(frozen=True, slots=True)
class Clause:
    """A section for a page that puts something beside each of them: its own blocks as HTML, without the
    sections in it, which come after it. anchor: the id of its element; depth: 0 for a section of the
    document; body: "" where it only holds others."""

    id: str
    anchor: str
    number: str
    title: str
    depth: int
    body: str


def clauses(document: Document) -> tuple[Clause, ...]:
    """Every section of the document in the order of reading, each by itself."""

    def within(sections: tuple[Section, ...], depth: int) -> Iterator[Clause]:
        for one in sections:
            title, body = plain(one.title), _blocks(one)
            yield Clause(one.id, anchor(one.id), one.number, title, depth, body)
            yield from within(one.sections, depth + 1)

    return tuple(within(document.sections, 0))


def _text(value: str) -> str:
    return escape(plain(value), quote=True)


def _section(section: Section, level: int) -> str:
    rank = min(level, 6)
    title = f'<h{rank}><span class="number">{_text(section.number)}</span> {_text(section.title)}</h{rank}>'
    inner = "".join(_section(one, level + 1) for one in section.sections)
    return f'<section id="{_text(anchor(section.id))}">{title}{_blocks(section)}{inner}</section>'


def _blocks(section: Section) -> str:
    return "".join(_block(block) for block in section.blocks)


def anchor(clause: str) -> str:
    """The id of the element of a clause: no blanks, and a prefix so that it never meets an id of the page."""
    return "clause-" + plain(clause).replace(" ", "-")


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text):
            return f"<p>{_text(text)}</p>"
        case Bullets(items=items):
            return _list(items)
        case Callout(title=title, text=text):
            return (
                f'<aside class="callout"><p><strong>{_text(title)}</strong></p><p>{_text(text)}</p></aside>'
            )
        case Facts(pairs=pairs):
            return _facts(pairs)
        case Marked(runs=runs):
            return f"<p>{''.join(_marked(kind, words) for kind, words in runs)}</p>"
        case Table():
            return _table(block)
        case Ranges():
            return _ranges(block)
        case Drawing(path=path, width=width, height=height, alt=alt):
            frame = f'role="img" aria-label="{_text(alt)}" viewBox="0 0 {width} {height}" width="100%"'
            return f'<figure class="hand"><svg {frame}><path d="{_text(path)}"/></svg></figure>'
        case Signatures(parties=parties, lines=lines):
            return "".join(
                f'<section class="signature"><p>{_text(one)}</p>{_list(lines)}</section>' for one in parties
            )


def _marked(kind: str, words: str) -> str:
    tag = {"inserted": "ins", "deleted": "del"}.get(kind, "span")
    return f"<{tag}>{'<br>'.join(escape(line, quote=True) for line in marked_lines(words))}</{tag}>"


def _list(items: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{_text(item)}</li>" for item in items) + "</ul>"


def _facts(pairs: tuple[tuple[str, str], ...]) -> str:
    rows = "".join(f"<div><dt>{_text(key)}</dt><dd>{_text(value)}</dd></div>" for key, value in pairs)
    return f"<dl>{rows}</dl>" if rows else ""


def _table(table: Table) -> str:
    kinds = [' class="figure"' if column.align == "right" else "" for column in table.columns]

    def row(cells: tuple[str, ...], tag: str, attributes: str = "") -> str:
        made = (
            f"<{tag}{kind}{attributes}>{_text(cell)}</{tag}>" for cell, kind in zip(cells, kinds, strict=True)
        )
        return f"<tr>{''.join(made)}</tr>"

    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    head = row(tuple(column.title for column in table.columns), "th", ' scope="col"')
    body = "".join(row(cells, "td") for cells in table.rows)
    foot = f"<tfoot>{row(table.total, 'td')}</tfoot>" if table.total else ""
    made = f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody>{foot}</table>"
    # Wider than the screen it is scrolled by itself, by keys as well.
    said = _text(table.caption or ", ".join(column.title for column in table.columns))
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{said}">{made}</div>'


_BAR_HEIGHT, _SCALE = 22, 400


def _ranges(block: Ranges) -> str:
    """The chart as inline SVG with its words as a list for those who do not see it."""
    height = _BAR_HEIGHT * len(block.bars)
    bars = "".join(_bar(bar, position) for position, bar in enumerate(block.bars))
    frame = f'role="img" aria-label="{_text(block.alt)}" viewBox="0 0 {_SCALE} {height}" width="100%"'
    drawing = f"<svg {frame}>{bars}</svg>"
    words = _list(tuple(f"{bar.label}: {bar.words}" for bar in block.bars))
    return f'<figure class="ranges">{drawing}{words}<figcaption>{_text(block.caption)}</figcaption></figure>'


def _bar(bar: Bar, position: int) -> str:
    top = position * _BAR_HEIGHT
    left, width = bar.p10 * _SCALE, max((bar.p90 - bar.p10) * _SCALE, 1.0)
    return (
        f'<rect x="{left:.1f}" y="{top + 4}" width="{width:.1f}" height="14" class="range"/>'
        f'<rect x="{bar.p50 * _SCALE:.1f}" y="{top + 1}" width="2" height="20" class="likely"/>'
    )
