"""One meeting as an iCalendar file (RFC 5545): times in UTC, text escaped, lines folded at 75 octets.

The library for feeds is not among the parts yet; one event needs four rules, and they are here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_FOLD = 75


@dataclass(frozen=True, slots=True)
class Meeting:
    """uid: the same for every version; sequence: which version it is. All moments have a zone."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    title: str
    text: str = ""
    place: str = ""
    cancelled: bool = False


def ics(meeting: Meeting) -> bytes:
    """The file as UTF-8 with CRLF; the same meeting gives the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Fairlead//Workshops//EN",
        f"METHOD:{'CANCEL' if meeting.cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_text(meeting.uid)}",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{_moment(meeting.stamp)}",
        f"DTSTART:{_moment(meeting.start)}",
        f"DTEND:{_moment(meeting.end)}",
        f"SUMMARY:{_text(meeting.title)}",
        *([f"DESCRIPTION:{_text(meeting.text)}"] if meeting.text else []),
        *([f"LOCATION:{_text(meeting.place)}"] if meeting.place else []),
        f"STATUS:{'CANCELLED' if meeting.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _moment(then: datetime) -> str:
    return f"{then.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line, no letter cut in two; what follows begins with a blank."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode(errors="replace"))
        if size + width > (_FOLD if len(parts) == 1 else _FOLD - 1):
            parts.append("")
            size = 0
        parts[-1] += letter
        size += width
    return "\r\n ".join(parts)
