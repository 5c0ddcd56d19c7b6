"""Evaluate reports as their own tool writes them: the published sheets and columns, shared texts.

The XML is written by hand, row by row: it is what the tool's writer makes (shared strings, booleans as the
texts True and False, a merged heading and formulas with a cached nought on App Stats), and 200,000 projects
are written in seconds.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator
from typing import IO, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from fairlead.engines.intake.layouts import GITLAB, REPORT_COLUMNS, USER_COLUMNS, Kind

PROJECT_NAMES = tuple(column.name for column in GITLAB.columns)
USER_NAMES = tuple(column.name for column in USER_COLUMNS)
REPORT_NAMES = tuple(column.name for column in REPORT_COLUMNS)

_OVER = {
    "pipelines": 5_000, "issues": 5_000, "branches": 1_000, "commit_count": 50_000, "merge_requests": 5_000,
    "storage_size": 20e9, "repository_size": 5e9, "tags": 5_000, "packages_size": 20e9,
    "container_registry_size": 20e9,
}  # fmt: skip


def project(number: int, **said: Any) -> dict[str, Any]:
    """One project: small, private, active in 2026, with nothing that is special, but for what is said."""
    values: dict[str, Any] = {
        column.name: "False"
        if column.kind is Kind.FLAG
        else 0
        if column.kind in (Kind.COUNT, Kind.SIZE)
        else ""
        for column in GITLAB.columns
    }
    values |= {
        "project": f"service-{number}", "id": number, "url": f"https://git.example/group/service-{number}",
        "kind": "group", "namespace": "group", "last_activity_at": "2026-03-01T09:00:00.000Z",
        "commit_count": 120, "storage_size": 40_000_000, "repository_size": 25_000_000, "branches": 4,
        "visibility": "private",
    }  # fmt: skip
    values |= said
    for name, limit in _OVER.items():
        over = f"{name}_over"
        if over not in said and isinstance(values[name], int | float):
            values[over] = str(values[name] > limit)
    return values


def user(number: int, **said: Any) -> dict[str, Any]:
    """One active person."""
    return {
        "username": f"person{number}", "email": f"person{number}@example.com", "state": "active",
        "user_type": "human", "bot": "False", "external": "False", "last_activity_on": "2026-03-01",
        "using_license_seat": "True", "is_admin": "False", "is_auditor": "False",
    } | said  # fmt: skip


def report(
    projects: Iterable[dict[str, Any]], users: Iterable[dict[str, Any]] = (), *,
    stats: Iterable[tuple[Any, ...]] = (("GitLab Version", "17.8.2-ee"), ("Enumeration", "COMPLETE")),
    flagged: Iterable[tuple[str, str]] = (), names: dict[str, str] | None = None,
    columns: tuple[str, ...] = PROJECT_NAMES,
) -> Workbook:  # fmt: skip
    """A small report through openpyxl, to be changed by tests. names: sheets that go by another name."""
    book = Workbook()
    called = names or {}
    first = book.active
    first.title = called.get("App Stats", "App Stats")
    first.append(("Account", None, "Comments"))
    first.merge_cells("A1:B1")
    for line in stats:
        first.append(line)
    _sheet(book, called.get("Evaluate Report", "Evaluate Report"), REPORT_NAMES, flagged)
    _sheet(book, called.get("Flagged Projects", "Flagged Projects"), PROJECT_NAMES, ())
    _sheet(
        book, called.get("Users", "Users"), USER_NAMES, ([row[name] for name in USER_NAMES] for row in users)
    )
    rows = ([row.get(name) for name in columns] for row in projects)
    _sheet(book, called.get("Raw Project Data", "Raw Project Data"), columns, rows)
    return book


def _sheet(book: Workbook, title: str, names: Iterable[str], rows: Iterable[Any]) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(names))
    for row in rows:
        sheet.append(list(row))


def saved(book: Workbook) -> io.BytesIO:
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def many(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Projects as large firms have them: most small, some that are special."""
    chance = random.Random(seed)  # noqa: S311 - made up
    for number in range(1, count + 1):
        large = chance.random() < 0.004
        yield project(
            number,
            last_activity_at=f"{chance.randint(2019, 2026)}-0{chance.randint(1, 9)}-11T08:00:00Z",
            pipelines=chance.randint(0, 5_400), issues=chance.randint(0, 900),
            commit_count=int(chance.lognormvariate(5, 1.4)),
            repository_size=int(6e9 if large else chance.lognormvariate(17, 1)),
            storage_size=chance.randint(10**6, 10**9), package_count=int(chance.random() < 0.02),
            container_registry_size=chance.randint(0, 10**8), container_tag_count=chance.randint(0, 30),
            archived=str(chance.random() < 0.1), is_fork=str(chance.random() < 0.1),
            namespace=f"group-{number % 400}", languages='{"Python": 71.2, "Shell": 28.8}',
        )  # fmt: skip


def write_large(
    file: IO[bytes], count: int, users: int = 0, columns: tuple[str, ...] = PROJECT_NAMES
) -> None:
    """A report of that many projects, as the tool's own writer lays it down."""
    texts = dict[str, int]()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _BOOK_RELS)
        sheets = (
            (USER_NAMES, (user(number) for number in range(1, users + 1))),
            (columns, many(count)),
        )
        for number, (names, rows) in enumerate(sheets, 1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                _write_sheet(part, names, rows, texts)
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                part.write(f"<si><t>{escape(text)}</t></si>".encode())
            part.write(b"</sst>")


def _write_sheet(
    part: IO[bytes], names: tuple[str, ...], rows: Iterable[dict[str, Any]], texts: dict[str, int]
) -> None:
    letters = [get_column_letter(place) for place in range(1, len(names) + 1)]
    part.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
    part.write(_row(1, letters, names, dict(zip(names, names, strict=True)), texts))
    for line, row in enumerate(rows, 2):
        part.write(_row(line, letters, names, row, texts))
    part.write(b"</sheetData></worksheet>")


def _row(
    line: int, letters: list[str], names: tuple[str, ...], row: dict[str, Any], texts: dict[str, int]
) -> bytes:
    cells = [
        f'<c r="{letter}{line}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        if isinstance(value, str) else f'<c r="{letter}{line}"><v>{value}</v></c>'
        for letter, name in zip(letters, names, strict=True)
        if (value := row[name]) != ""
    ]  # fmt: skip
    return f'<row r="{line}">{"".join(cells)}</row>'.encode()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>'
)
_RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Users" sheetId="1" r:id="rId1"/>'
    '<sheet name="Raw Project Data" sheetId="2" r:id="rId2"/></sheets></workbook>'
)
_BOOK_RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
