"""Files as sheets of rows: .xlsx through openpyxl's streaming reader, CSV through the csv module."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice, zip_longest
from typing import IO, Any, Protocol
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, is_zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from fairlead.engines.findings import Finding, Unsound
from fairlead.engines.intake import guard
from fairlead.engines.intake.limits import LIMITS, SHEET_ROWS, Limits

Row = tuple[Any, ...]

_READABLE = "Workbooks (.xlsx) and CSV text are read."
_SNIFFED = 1 << 16
# A heading stands in one of so many first rows.
_TOP = 20
_DELIMITERS = (",", ";", "\t", "|")
# What openpyxl raises on a workbook that is not as its own writer would make it.
_MALFORMED = (
    *guard.BROKEN, InvalidFileException, ParseError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, OverflowError,
)  # fmt: skip

# A description in an issue export may be long; the guard is `Limits.cell`.
csv.field_size_limit(LIMITS.cell)


class Uncounted:
    """A formula whose result nobody ever calculated."""

    def __repr__(self) -> str:
        return "a formula without a result"


UNCOUNTED = Uncounted()


class Source(Protocol):
    """A file with its sheets. `rows` begins with row 1, blank rows included; it raises Unsound.

    checked: whether a formula without a result is told apart from an empty cell; it costs a second look.
    """

    name: str

    @property
    def sheets(self) -> tuple[str, ...]: ...
    def rows(self, sheet: str, *, checked: bool = False) -> Iterator[Row]: ...
    def top(self, sheet: str) -> tuple[Row, ...]: ...
    def merged(self, sheet: str) -> tuple[str, ...]: ...
    def size(self, sheet: str) -> int: ...


def open_source(file: IO[bytes], name: str, limits: Limits = LIMITS) -> Source:
    """The file as a Source; Unsound with what is wrong when it is no workbook and no CSV that can be read.

    file: seekable, read from its beginning; it stays open as long as the Source is used.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > limits.packed:
        message = f"the file has {size / 1e6:,.0f} MB; at most {limits.packed / 1e6:,.0f} MB are read."
        raise Unsound([Finding(name, 0, "", "too-large", message, "Leave out sheets that are not needed.")])
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"PK"):
        return _Workbook(file, name, limits)
    if head == bytes.fromhex("d0cf11e0a1b11ae1"):
        message = "this is an old or an encrypted Excel file."
        raise Unsound([Finding(name, 0, "", "format", message, "Save it as .xlsx without a password.")])
    return _Text(file, name, limits)


class _Workbook:
    def __init__(self, file: IO[bytes], name: str, limits: Limits) -> None:
        self.name, self._file, self._limits = name, file, limits
        self._scans = self._guarded()
        self._book = self._opened(values=True)
        self._tops = dict[str, tuple[Row, ...]]()
        self._parts = {sheet.title: sheet._worksheet_path for sheet in self._book.worksheets}
        if len(self._parts) > limits.sheets:
            message = f"there are {len(self._parts)} sheets; {limits.sheets} are read."
            raise Unsound([Finding(name, 0, "", "too-large", message)])

    def _guarded(self) -> Mapping[str, guard.Scan]:
        try:
            if not is_zipfile(self._file):
                raise BadZipFile("the archive breaks off")
            with ZipFile(self._file) as archive:
                if "xl/workbook.xml" not in archive.namelist():
                    message = "this is a packed file, but no Excel workbook."
                    raise Unsound([Finding(self.name, 0, "", "format", message, _READABLE)])
                scans, findings = guard.check(archive, self.name, self._limits)
        except guard.BROKEN as error:
            raise Unsound([self._unreadable(error)]) from error
        if findings:
            raise Unsound(findings)
        return scans

    def _unreadable(self, error: Exception, sheet: str = "", line: int = 0) -> Finding:
        why = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        fix = "Open it in a spreadsheet program and save it anew as .xlsx."
        return Finding(self.name, line, sheet, "broken-file", f"the workbook cannot be read: {why}.", fix)

    def _opened(self, *, values: bool) -> Any:
        self._file.seek(0)
        try:
            return load_workbook(self._file, read_only=True, data_only=values, keep_links=False)
        except _MALFORMED as error:
            raise Unsound([self._unreadable(error)]) from error

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def _scan(self, sheet: str) -> guard.Scan:
        return self._scans.get(self._parts[sheet].lstrip("/"), guard.Scan())

    def merged(self, sheet: str) -> tuple[str, ...]:
        """The ranges of merged cells, like "A1:B1"."""
        return self._scan(sheet).merged

    def size(self, sheet: str) -> int:
        """How many rows the sheet has, within a few."""
        return self._scan(sheet).rows

    def top(self, sheet: str) -> tuple[Row, ...]:
        """The first rows of a sheet, read once."""
        if sheet not in self._tops:
            self._tops[sheet] = tuple(islice(self.rows(sheet), _TOP))
        return self._tops[sheet]

    def rows(self, sheet: str, *, checked: bool = False) -> Iterator[Row]:
        """Values as they were last calculated; UNCOUNTED where a formula never was, if that is asked."""
        line = 0
        try:
            for line, row in enumerate(self._values(sheet, checked), 1):
                if line > SHEET_ROWS:
                    message = f"a row lies beyond the last one that a sheet can have ({SHEET_ROWS:,})."
                    raise Unsound([Finding(self.name, line, sheet, "too-large", message)])
                yield row
        except _MALFORMED as error:
            raise Unsound([self._unreadable(error, sheet, line + 1)]) from error

    def _values(self, sheet: str, checked: bool) -> Iterator[Row]:
        values = _streamed(self._book, sheet)
        if not checked or not self._scan(sheet).formulas:
            return values
        formulas = _streamed(self._opened(values=False), sheet)
        return (_calculated(*pair) for pair in zip_longest(values, formulas, fillvalue=()))


def _streamed(book: Any, sheet: str) -> Iterator[Row]:
    found = book[sheet]
    found.reset_dimensions()  # the size that a sheet claims to have is often wrong
    rows: Iterator[Row] = found.iter_rows(values_only=True)
    return rows


def _calculated(values: Row, formulas: Row) -> Row:
    if len(values) < len(formulas):
        values = (*values, *(None,) * (len(formulas) - len(values)))
    return tuple(
        UNCOUNTED if value is None and formula is not None else value
        for value, formula in zip(values, formulas, strict=False)
    )


class _Text:
    """A CSV file: one sheet, named like the file. UTF-8 with or without its mark, UTF-16 with it."""

    def __init__(self, file: IO[bytes], name: str, limits: Limits) -> None:
        self.name, self._file, self._limits = name, file, limits
        self.sheets: tuple[str, ...] = (name.rpartition("/")[2].rpartition(".")[0] or name,)
        self._encoding = self._known_encoding()
        self._delimiter, self._skip = self._sniffed()

    def merged(self, _sheet: str) -> tuple[str, ...]:
        return ()

    def size(self, _sheet: str) -> int:
        """How many lines the file has: at least as many as rows."""
        self._file.seek(0)
        return sum(chunk.count(b"\n") for chunk in iter(lambda: self._file.read(1 << 20), b""))

    def _known_encoding(self) -> str:
        head = self._file.read(4)
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        if b"\0" in head:
            fix = f"{_READABLE} Save it as CSV UTF-8."
            raise Unsound([Finding(self.name, 1, "", "encoding", "this is not text.", fix)])
        return "utf-8-sig"

    def _lines(self) -> Iterator[str]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self._encoding, newline="")
        line = 0
        try:
            while piece := text.readline(self._limits.row):
                line += 1
                if "\0" in piece:
                    raise Unsound([Finding(self.name, line, "", "encoding", "this is not text.", _READABLE)])
                yield piece
        except UnicodeError as error:
            message = (
                "this is not UTF-8 text." if self._encoding != "utf-16" else "this UTF-16 text is broken."
            )
            wrong = Finding(
                self.name, self._broken_line(line), "", "encoding", message, "Save it as CSV UTF-8."
            )
            raise Unsound([wrong]) from error
        finally:
            if not self._file.closed:
                text.detach()  # else it would close the file with itself

    def _broken_line(self, read: int) -> int:
        """The line that is not UTF-8: text is decoded in pieces, and a piece has many lines."""
        if self._encoding == "utf-16":
            return read + 1
        self._file.seek(0)
        for line, raw in enumerate(iter(lambda: self._file.readline(self._limits.row), b""), 1):
            try:
                raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                return line
        return read + 1

    def _sniffed(self) -> tuple[str, int]:
        """(the delimiter, lines before the first row): the sign that parts the first row the most often."""
        first = next(self._lines(), "")
        if first.lower().startswith("sep=") and len(first.strip()) == 5:
            return first.strip()[4], 1
        counts = {sign: len(next(csv.reader([first[:_SNIFFED]], delimiter=sign), [])) for sign in _DELIMITERS}
        return max(counts, key=lambda sign: counts[sign]), 0

    def top(self, sheet: str) -> tuple[Row, ...]:
        """The first rows of the file."""
        return tuple(islice(self.rows(sheet), _TOP))

    def rows(self, sheet: str, *, checked: bool = False) -> Iterator[Row]:
        """Texts; a row of the file is one record, however many lines it takes."""
        reader = csv.reader(islice(self._lines(), self._skip, None), delimiter=self._delimiter, strict=True)
        try:
            for cells in reader:
                yield tuple(cells)
        except csv.Error as error:
            wrong = Finding(
                self.name, reader.line_num + self._skip, "", "broken-csv", f"the file breaks off: {error}.",
                "Close every quote; a cell holds at most a million signs.",
            )  # fmt: skip
            raise Unsound([wrong]) from error
