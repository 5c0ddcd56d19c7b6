"""The firm's own practice and its examples, and the documents that the linter reads; changed word by word."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from fairlead.engines.documents.sow import sow
from fairlead.engines.documents.tree import (
    Bullets,
    Callout,
    Document,
    Paragraph,
    Section,
    Table,
    numbered,
    walk,
)
from fairlead.engines.findings import Finding
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.reading import read_folder
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.textfile import read_scoping
from fairlead.engines.shaping.shape import shape
from fairlead.engines.shaping.values import Shaped

ROOT = Path(__file__).parents[3]
EXAMPLES = {path.stem: path for path in sorted((ROOT / "examples").glob("**/*.toml"))}
HOURLY, FIXED = "migration-northwind", "implementation-k8s"


@cache
def texts() -> dict[str, str]:
    found, wrong = read_folder(ROOT / "src" / "fairlead" / "practice")
    assert not wrong
    return found


@cache
def practice() -> Practice:
    found, wrong = load_texts(texts())
    assert found is not None, wrong
    return found


def practice_with(*swaps: tuple[str, str]) -> Practice:
    """The practice with words of sow.toml replaced."""
    changed = dict(texts())
    for old, new in swaps:
        assert old in changed["sow.toml"]
        changed["sow.toml"] = changed["sow.toml"].replace(old, new, 1)
    found, wrong = load_texts(changed)
    assert found is not None, wrong
    return found


def tried(
    name: str, more: str = "", by: Practice | None = None, swap: tuple[str, str] | None = None, **changed: str
) -> tuple[Shaped | None, tuple[Finding, ...]]:
    """An example shaped, with lines put before its answers, and keys of its engagement changed;
    swap: words of the file replaced."""
    text = EXAMPLES[name].read_text(encoding="utf-8").replace("[answers]", f"{more}\n[answers]", 1)
    if swap:
        assert swap[0] in text
        text = text.replace(*swap)
    lines = [line for line in text.splitlines() if line.split(" = ")[0] not in changed]
    at = lines.index("[engagement]") + 1
    lines[at:at] = [f"{key} = {value}" for key, value in changed.items() if value]
    known = by or practice()
    scoping, wrong = read_scoping("\n".join(lines), name, known)
    return shape(known, scoping) if scoping is not None else (None, wrong)


def shaped(
    name: str = HOURLY,
    more: str = "",
    by: Practice | None = None,
    swap: tuple[str, str] | None = None,
    **changed: str,
) -> Shaped:
    found, wrong = tried(name, more, by, swap, **changed)
    assert found is not None, wrong
    return found


def document(made: Shaped, by: Practice | None = None) -> Document:
    return sow(by or practice(), made, "SOW-7-1")


def reworded(made: Document, old: str, new: str) -> Document:
    """The document as somebody has changed it: the words everywhere, in prose and in tables."""
    changed = replace(made, sections=tuple(_section(one, old, new) for one in made.sections))
    assert changed != made, f"{old} is not in the document"
    return changed


def _section(one: Section, old: str, new: str) -> Section:
    blocks = tuple(_block(block, old, new) for block in one.blocks)
    return replace(one, blocks=blocks, sections=tuple(_section(inner, old, new) for inner in one.sections))


def _block(block, old: str, new: str):
    match block:
        case Paragraph(text=text) | Callout(text=text):
            return replace(block, text=text.replace(old, new))
        case Bullets(items=items):
            return replace(block, items=tuple(item.replace(old, new) for item in items))
        case Table(rows=rows):
            return replace(block, rows=tuple(tuple(cell.replace(old, new) for cell in row) for row in rows))
        case _:
            return block


@cache
def long() -> Document:
    """The firm's SOW with 300 clauses more, of a hundred words and more each."""
    made = document(shaped())
    legal = [one for one in walk(made.sections) for block in one.blocks if isinstance(block, Paragraph)]
    clauses = [one for one in legal if len(one.blocks) == 1 and len(one.blocks[0].text) > 250]
    more = tuple(
        Section(
            f"x{n}", "", "Clause", (Paragraph(f"x{n}.text", f"{n} {one.blocks[0].text} {one.title} {n}."),)
        )
        for n in range(300)
        for one in (clauses[n % len(clauses)],)
    )
    return replace(made, sections=numbered((*made.sections, Section("legal", "", "Legal", (), more))))
