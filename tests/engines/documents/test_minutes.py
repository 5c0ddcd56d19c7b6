"""Minutes and calendar files: every word is there, the same record gives the same bytes, nothing acts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import docx
import pytest
from pypdf import PdfReader
from tests.engines.documents.hostile import HOSTILE

from fairlead.engines.documents.ics import Meeting, ics
from fairlead.engines.documents.minutes import Attendee, Held, Said, minutes
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.tree import plain, strings, walk
from fairlead.engines.documents.word import docx_bytes

DAY = date(2026, 12, 3)
HELD = Held(
    "Harbour & Line", "Northwind Freight", "Move to GitLab.com", "What they need",
    "A list that all would sign.",
    "Requirements discovery", DAY, "2026-12-03, 14:30 (Europe/Berlin)", "Room 4",
    (
        Attendee("Ana Ferreira", "Facilitator", "Senior", "firm"),
        Attendee("Carl Jensen", "Decider", "Executive", "customer"),
        Attendee("Gus Guest", "Guest", "", "guest", absent=True),
    ),
    (("Welcome", 10), ("Requirements", 40)),
    (
        Said("requirement", "Single sign-on", weight="Must, 3 dots", horizon="now", became="Requirement"),
        Said("requirement", "Dark mode", weight="Could", horizon="later"),
        Said("requirement", "The wiki", parked=True),
        Said("decision", "Two waves"),
        Said("action", "Send the list", "Carl Jensen", date(2026, 12, 10)),
        Said("action", "Book the room"),
        Said("risk", "Freeze in December", "Ana Ferreira"),
        Said("question", "Who owns the domain?", "Gus Guest"),
        Said("assumption", "Licences are there"),
    ),
)  # fmt: skip


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("\u200b", "")


def test_the_sections_of_an_after_action_report_in_their_order():
    document = minutes(HELD)
    assert [section.title for section in document.sections] == [
        "Participants", "Purpose and outcomes", "Decisions", "Actions", "Requirements, in their order",
        "Risks",
        "Assumptions", "Open questions", "Roadmap", "Parked", "Next steps", "Agenda",
    ]  # fmt: skip
    ids = [block.id for section in walk(document.sections) for block in section.blocks]
    assert len(ids) == len(set(ids))
    assert "1 decision, 2 actions, 2 requirements, 1 risk, 1 assumption, 1 open question." in set(
        strings(document)
    )


def test_next_steps_are_by_day_with_their_owner():
    (section,) = (s for s in minutes(HELD).sections if s.id == "next")
    assert section.blocks[0].items == (
        "Carl Jensen: Send the list (until 10 December 2026)",
        "Nobody yet: Book the room",
        "Ask Gus Guest: Who owns the domain?",
    )


def test_nothing_captured_leaves_no_empty_section():
    document = minutes(replace(HELD, said=(), agenda=(), purpose=""))
    assert [section.id for section in document.sections] == ["participants", "purpose"]
    assert "Nothing was captured." in set(strings(document))


def test_every_word_is_in_the_pdf_and_in_word():
    document = minutes(HELD)
    shown = flat(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(document))).pages))
    assert [text for text in strings(document) if flat(text) not in shown] == []
    body = docx.Document(io.BytesIO(docx_bytes(document))).element.body
    written = flat("".join(body.itertext()))
    assert [text for text in strings(document) if flat(plain(text)) not in written] == []


def test_the_same_workshop_gives_the_same_bytes_and_another_word_another_seal():
    assert pdf(minutes(HELD)) == pdf(minutes(HELD))
    assert docx_bytes(minutes(HELD)) == docx_bytes(minutes(HELD))
    assert minutes(HELD).meta.manifest != minutes(replace(HELD, place="Room 5")).meta.manifest


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text):
    said = tuple(replace(one, text=text, owner=text) for one in HELD.said)
    held = replace(HELD, said=said, title=text, purpose=text)
    made = pdf(minutes(held))
    assert b"/URI" not in made and b"/JavaScript" not in made
    assert docx_bytes(minutes(held)).startswith(b"PK")


START = datetime(2026, 12, 3, 13, 30, tzinfo=UTC)
MEETING = Meeting("workshop-1@fairlead", 3, START, START, START + timedelta(minutes=120), "What they need")


def test_a_calendar_file_has_what_calendars_need():
    lines = ics(MEETING).decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert {"UID:workshop-1@fairlead", "SEQUENCE:3", "DTSTART:20261203T133000Z", "DTEND:20261203T153000Z",
            "SUMMARY:What they need", "STATUS:CONFIRMED", "METHOD:PUBLISH"} <= set(lines)  # fmt: skip
    assert "METHOD:CANCEL" in ics(replace(MEETING, cancelled=True)).decode()


@pytest.mark.parametrize("text", [*HOSTILE, "a;b,c\\d\r\nBEGIN:VALARM", "ü" * 400])
def test_hostile_text_starts_no_property_and_every_line_is_short(text):
    made = ics(replace(MEETING, title=text, text=text, place=text))
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    whole = made.decode().replace("\r\n ", "")
    assert whole.count("BEGIN:") - whole.count("\\nBEGIN:") == 2
    assert all(re.match(r"[A-Z-]+:", line) for line in whole.split("\r\n") if line)
    read = re.search(r"SUMMARY:(.*?)\r\n", whole)
    assert read and "\\" not in re.sub(r"\\[\\;,n]", "", read[1])
