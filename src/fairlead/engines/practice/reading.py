"""TOML with the line of every key: values from tomli, lines from `lines`.

Nothing here knows what a practice is; scoping files are read by the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli

from fairlead.engines.findings import Finding
from fairlead.engines.practice.lines import Key, Lines

MAX_FILE = 1_000_000
MAX_TOTAL = 10_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """One TOML text, with the 1-based lines of its tables, array elements and keys by path.

    Numbers with a point are Decimal, exactly as written."""

    name: str
    values: Mapping[str, Any]
    lines: Lines

    def line(self, path: Key) -> int:
        """The line of a path, or of the nearest thing around it; 1 for the file as a whole."""
        return self.lines.at(path)

    def finding(self, path: Key, code: str, message: str, fix: str = "") -> Finding:
        return Finding(self.name, self.line(path), self.where(path), code, message, fix)

    def where(self, path: Key) -> str:
        """("question", 2, "least") -> "question.users.least"; without an id "question[2].least"."""
        text = ""
        value: Any = self.values
        for part in path:
            value = _inside(value, part)
            named = value.get("id") if isinstance(part, int) and isinstance(value, dict) else part
            if isinstance(named, str):
                text += f".{named}" if text else named
            else:
                text += f"[{part}]"
        return text


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, dict) and isinstance(part, str):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def decoded(data: bytes, name: str) -> str | Finding:
    """The text of a file; "too-big", "wrong-encoding" or "byte-order-mark" when it may not be one."""
    if len(data) > MAX_FILE:
        return _too_big(name, len(data))
    if data.startswith(b"\xef\xbb\xbf"):
        fix = "Save it as UTF-8 without one."
        return Finding(name, 1, "", "byte-order-mark", "The file starts with a byte order mark.", fix)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "another encoding"
        message = f"The file is not UTF-8 (byte {error.start + 1:,} is not); it looks like {guess}."
        return Finding(name, line, "", "wrong-encoding", message, "Save it as UTF-8.")


def _too_big(name: str, size: int) -> Finding:
    message = f"The file has {size / 1e6:,.1f} MB; at most {MAX_FILE / 1e6:g} MB are read."
    return Finding(name, 0, "", "too-big", message, "Split it, or remove what does not belong there.")


def read_folder(root: Path) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Every *.toml under `root` by its path relative to it, in order; sizes are asked before reading."""
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    if not root.is_dir():
        fix = "Name a folder that holds practice.toml."
        return {}, (Finding(str(root), 0, "", "no-folder", "There is no such folder.", fix),)
    total = 0
    for path in sorted(root.rglob("*.toml"), key=lambda path: path.relative_to(root).as_posix()):
        name = path.relative_to(root).as_posix()
        size = path.stat().st_size
        total += size
        if total > MAX_TOTAL:
            message = f"The practice has more than {MAX_TOTAL / 1e6:g} MB of text."
            findings.append(Finding(name, 0, "", "too-big", message))
            break
        text = decoded(path.read_bytes(), name) if size <= MAX_FILE else _too_big(name, size)
        if isinstance(text, Finding):
            findings.append(text)
        else:
            texts[name] = text
    return texts, tuple(findings)


def parse(text: str, name: str) -> Document | Finding:
    """Read one TOML text; a "syntax" Finding with its line when it is not TOML."""
    try:
        values = tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        return _syntax(str(error), text, name)
    except RecursionError:
        return Finding(name, 0, "", "syntax", "The values are nested too deeply to be read.")
    return Document(name, values, Lines(text))


def _syntax(message: str, text: str, name: str) -> Finding:
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    line, column = text.count("\n") + 1, ""
    if found:
        message = message[: found.start()]
        if found[1]:
            line, column = int(found[1]), f" in column {found[2]}"
    message = f"{message}{column}."
    return Finding(name, line, "", "syntax", message, _advice(text, line, message))


def _advice(text: str, line: int, message: str) -> str:
    lines = text.splitlines()
    here = lines[line - 1].strip() if line <= len(lines) else ""
    if "overwrite" in message or "twice" in message:
        return "Every key and table may stand once; join the two or rename one."
    if re.match(r"^[\w.-]+\s*=\s*[A-Za-z]", here) and "true" not in here and "false" not in here:
        return 'Texts stand in quotes: key = "value".'
    if re.match(r"^[\w.-]+\s*:", here):
        return "TOML writes key = value, not key: value."
    return ""
