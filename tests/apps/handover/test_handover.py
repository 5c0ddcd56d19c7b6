"""A hand-over from its assembling to its acceptance: docs/spec/handover.md."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from fairlead.apps.changes import actions as changes
from fairlead.apps.desk.models import Notice
from fairlead.apps.handover import actions
from fairlead.apps.handover.models import Handover, Question, Readiness, Reading
from fairlead.apps.handover.queries import (
    drift,
    handover_card,
    handovers,
    pack,
    paper,
    preview,
    questions,
    readings,
    to_state,
)
from fairlead.apps.risks import actions as log
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
from fairlead.core.rows import find
from fairlead.engines.handing import SECTIONS, digest
from tests import cast
from tests.apps.changes import shaping


@pytest.fixture
def sow(firm):
    cast.prepared(firm.engagement)
    return cast.signable(firm)


@pytest.fixture
def handed(sow):
    return actions.hand(cast.actor("ana"), sow)


def again(row: Handover) -> Handover:
    return handovers(cast.actor("ana")).get(pk=row.pk)


def part(found, name):
    return next(one for one in found.parts if one.id == name)


def texts(found, name):
    return [entry.text for entry in part(found, name).entries]


def notices(username: str) -> list[str]:
    deliver_waiting()
    return list(Notice.objects.filter(user__username=username).values_list("text", flat=True))


# ------------------------------------------------------------------ what is told


def test_the_pack_is_assembled_from_the_record(sow, ana, firm):
    engagement = cast.as_it_is(firm.engagement)
    log.raise_entry(ana, engagement, kind="risk", title="The link is slow", priority="high")
    log.raise_entry(ana, engagement, kind="decision", title="No move in December")
    log.raise_entry(ana, engagement, kind="question", title="Who restarts Gitaly?")
    found = preview(ana, sow)
    assert texts(found, "drivers")[:2] == ["Merges take a day.", "Nothing moves at a quarter's end."]
    first = texts(found, "deliverables")[0]
    assert " h" in first and "Accepted when:" in first
    for name in ("assumptions", "exclusions", "duties", "work"):
        assert part(found, name).entries, name
    assert any(text.startswith("Risk: The link is slow") for text in texts(found, "risks"))
    assert any("waits for" in text for text in texts(found, "risks"))
    assert "Ana Ferreira, engagement manager" in texts(found, "contacts")
    assert "Carl Jensen, carl@northwind.example" in texts(found, "contacts")
    assert "Decided: No move in December." in texts(found, "commitments")
    answers = [entry for entry in part(found, "commitments").entries if entry.key == "answer-users"]
    assert "1200" in answers[0].text and answers[0].source
    assert texts(found, "open") == ["Open question: Who restarts Gitaly?"]
    assert part(found, "findings").entries[0].key == "verdict"


def test_readiness_is_read_off_the_record_and_stated_by_people(sow, ana, sam, firm):
    engagement = cast.as_it_is(firm.engagement)
    known = {entry.key: entry for entry in part(preview(ana, sow), "readiness").entries}
    assert list(known) == [
        "stage", "commit", "sow-agreed", "quote", "msa", "close-plan", "skills", "intake",
    ]  # fmt: skip
    held = {key for key, entry in known.items() if entry.text.endswith("holds.")}
    assert held == {"stage", "msa"}
    with cast.records("readiness.state"):
        actions.state(sam, engagement, item="commit", note="Forecast of Monday")
    cast.collected(engagement)
    found = {entry.key: entry for entry in part(preview(ana, sow), "readiness").entries}
    assert found["commit"].text.endswith("holds.") and "Forecast of Monday" in found["commit"].source
    assert found["quote"].text.endswith("holds.")
    actions.state(sam, engagement, item="commit", holds=False)
    assert "commit: is open" in texts(preview(ana, sow), "readiness")[1].lower()
    cast.moved(firm.engagement)
    assert [name for name, _label in to_state(engagement)] == ["commit", "close-plan", "skills", "intake"]


def test_what_the_record_says_nobody_states(ana, dan, firm):
    with cast.refused(Invalid, "There are: commit, close-plan, skills, intake|Nobody states"):
        actions.state(ana, firm.engagement, item="msa")
    with cast.refused(Forbidden, "say what is ready"):
        actions.state(dan, firm.engagement, item="commit")
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "nothing is scheduled"):
        actions.state(ana, cast.as_it_is(firm.engagement), item="commit")


# ------------------------------------------------------------------ handing over


def test_it_is_frozen_and_delivery_hears_of_it(sow, ana):
    with cast.records("handover.hand") as lines:
        row = actions.hand(ana, sow, pm=cast.person("cora"))
    assert (str(row), row.state) == (f"HO-{sow.engagement_id}-1", "handed")
    assert row.digest == digest(pack(ana, row))
    assert "pains" not in str(lines[0].facts["after"])
    assert any("hands over to delivery" in text for text in notices("dan"))
    assert any("hands over to delivery" in text for text in notices("cora"))


@pytest.mark.parametrize("who", ["sam", "dan", "theo", "dora", "cora", "alma"])
def test_others_hand_nothing_over(who, sow):
    with cast.refused(Forbidden, "hand work over"):
        actions.hand(cast.actor(who), sow)


def test_before_the_approval_nothing_is_handed_over(firm, ana):
    early = cast.sow_of(cast.approved(firm).engagement)
    with cast.refused(WrongTime, "approved for signature"):
        actions.hand(ana, early)


def test_a_stranger_sees_no_hand_over(handed, max, carl):
    for who in (max, carl):
        with cast.refused(Missing):
            find(who, Handover, handed.pk)
        for reading in (pack, drift, paper):
            with pytest.raises(Forbidden):
                reading(who, handed)
        with pytest.raises(Forbidden):
            preview(who, handed.sow)


def test_the_database_keeps_what_was_told(handed, dan):
    actions.read(dan, again(handed), section="risks")
    for spoil in (
        lambda: Handover.objects.filter(pk=handed.pk).update(digest="0" * 64),
        lambda: Handover.objects.filter(pk=handed.pk).delete(),
        lambda: Reading.objects.all().update(section="open"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


def test_new_facts_are_drift_and_a_new_version_takes_them_in(handed, ana, sow, firm):
    assert not drift(ana, again(handed))
    log.raise_entry(ana, cast.as_it_is(firm.engagement), kind="risk", title="A freeze in January")
    found = drift(ana, again(handed))
    assert [(one.section, one.kind) for one in found] == [("risks", "new")]
    with cast.records("handover.replace", "handover.hand"):
        second = actions.hand(ana, sow)
    assert (second.number, again(handed).state) == (2, "replaced")
    assert not drift(ana, again(second))
    with cast.refused(WrongTime, "newer version"):
        actions.read(cast.actor("dan"), again(handed), section="risks")


# ------------------------------------------------------------------ reading, asking, accepting


def test_delivery_reads_section_by_section(handed, dan, sam):
    with cast.records("handover.read") as lines:
        actions.read(dan, handed, section="risks")
    assert lines[0].facts["after"]["readings"][0]["section"] == "risks"
    actions.read(dan, again(handed), section="all")
    assert len(readings(dan, handover=handed)) == len(SECTIONS)
    with cast.refused(Forbidden, "read it for delivery"):
        actions.read(sam, again(handed), section="risks")
    with cast.refused(Invalid, "rsks"):
        actions.read(dan, again(handed), section="rsks")


def test_a_question_is_open_until_its_asker_closes_it(handed, ana, dan, sam, cora):
    with cast.refused(Invalid, "no question"):
        actions.ask(dan, handed, section="risks", text=" ")
    with cast.records("question.ask"):
        asked = actions.ask(dan, handed, section="risks", text="How slow is the link?")
    assert any("How slow is the link?" in text for text in notices("ana"))
    with cast.refused(Forbidden, "until Dan Whitlock"):
        actions.close(cora, asked)
    with cast.refused(Forbidden, "close a question"):
        actions.close(ana, asked)
    with cast.refused(Forbidden, "answer a question"):
        actions.answer(cora, asked, text="Slow.")
    with cast.refused(Invalid, "says something"):
        actions.answer(ana, asked, text=" ")
    with cast.records("question.answer"):
        asked = actions.answer(ana, asked, text="2 MB a second.")
    assert any("answered your question" in text for text in notices("dan"))
    actions.answer(sam, asked, text="At night 8.")
    assert handover_card(ana, again(handed)).open_questions == 1
    asked = Question.objects.get()
    with cast.records("question.close"):
        actions.close(dan, asked)
    assert handover_card(ana, again(handed)).open_questions == 0
    with cast.refused(WrongTime):
        actions.answer(ana, asked, text="And by day?")
    with cast.refused(Forbidden, "read it for delivery"):
        actions.ask(sam, again(handed), section="risks", text="?")


def test_it_is_accepted_by_delivery_once_it_is_read(handed, ana, dan, sam, cora):
    for who in (sam, cora, cast.actor("dora")):
        with cast.refused(Forbidden, "accept it"):
            actions.accept(who, handed)
    with cast.refused(WrongTime, "you have not read: Business drivers, Deliverables"):
        actions.accept(dan, handed)
    actions.read(dan, handed, section="all")
    with cast.records("handover.accept"):
        done = actions.accept(dan, again(handed))
    assert (done.state, done.accepted_name) == ("accepted", "Dan Whitlock")
    assert any("accepts HO-" in text for text in notices("ana"))
    with cast.refused(WrongTime):
        actions.accept(dan, again(handed))


def test_with_questions_open_it_is_accepted_with_reservations_or_not(handed, ana, dan):
    asked = actions.ask(dan, handed, section="work", text="Who is the architect?")
    actions.read(dan, again(handed), section="all")
    with cast.refused(WrongTime, "Questions are open: 1"):
        actions.accept(dan, again(handed))
    row = actions.accept(dan, again(handed), reservations="No architect is named.")
    assert (row.state, row.reservations) == ("reserved", "No architect is named.")
    with cast.refused(WrongTime, "already"):
        actions.accept(dan, again(handed), reservations="Still none.")
    actions.close(dan, Question.objects.get(pk=asked.pk))
    lifted = actions.accept(dan, again(handed))
    assert (lifted.state, lifted.reservations) == ("accepted", "")


def test_the_named_project_manager_accepts_and_whoever_handed_over_does_not(sow, ana, cora):
    row = actions.hand(ana, sow, pm=cast.person("cora"))
    actions.read(cora, row, section="all")
    both = type(ana)("Both", ana.user_id, ana.roles | {Role.DELIVERY_MANAGER})
    with cast.refused(Forbidden, "You handed it over"):
        actions.accept(both, again(row))
    assert actions.accept(cora, again(row)).accepted_name == "Cora Nilsen"


def test_two_at_once_do_not_lose_each_other(handed, dan, cora):
    seen = again(handed)
    actions.read(dan, again(handed), section="all")
    actions.accept(dan, again(handed))
    with cast.refused(Stale):
        actions.read(cora, seen, section="risks")


def test_questions_stay_when_a_new_version_comes(handed, ana, dan, sow):
    actions.ask(dan, handed, section="risks", text="How slow?")
    second = actions.hand(ana, sow)
    assert handover_card(ana, again(second)).open_questions == 1
    assert questions(dan, engagement=sow.engagement, state="live").count() == 1


def test_the_paper_has_the_pack_the_questions_and_the_digest(handed, ana, dan):
    asked = actions.ask(dan, handed, section="risks", text="How slow is the link?")
    actions.answer(ana, asked, text="2 MB a second.")
    file = paper(ana, again(handed))
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
    for said in ("Merges take a day.", "How slow is the link?", "2 MB a second.", handed.digest[:12]):
        assert said in words, said
    assert file.name == f"{handed}.pdf" and paper(ana, again(handed), kind="docx").content[:2] == b"PK"
    with pytest.raises(Invalid):
        paper(ana, again(handed), kind="exe")


def test_what_was_stated_stays(sam, firm):
    actions.state(sam, firm.engagement, item="commit")
    with pytest.raises(DatabaseError), transaction.atomic():
        Readiness.objects.all().delete()


def test_the_pack_says_what_was_changed_since_the_sow(ana, dora, finn, sow, handed, firm):
    """In force, or allowed as work at risk: what, hours, money, days, by whom and when; none of it before."""
    assert texts(pack(ana, handed), "changes") == [] == list(drift(ana, handed))
    swap = changes.ask(ana, cast.changed(firm, title="SSO for runners", days=0, scope=True, hours=40))
    assert not drift(ana, handed)
    changes.confirm(ana, swap, note="Mail of Grace Hall.", on=date(2026, 11, 20))
    (found,) = drift(ana, handed)
    assert (found.section, found.kind) == ("changes", "new")
    assert found.now == f"{swap.name}: SSO for runners. +40 h."
    risky = cast.changed(firm, title="More teams", price=Decimal(15_000), days=98, unsigned=True)
    changes.approve(dora, changes.ask(ana, risky), note="Two weeks.")
    second = actions.hand(ana, sow)
    assert second.digest != handed.digest
    said = part(pack(ana, second), "changes").entries
    assert [entry.text.partition(":")[0] for entry in said] == [swap.name, risky.name]
    assert said[0].source == "The customer confirms in writing: Ana Ferreira, 2026-11-20"
    for one in ("+15,000.00 USD", "the end moves by +98 days", "Work at risk", "Both parties sign"):
        assert one in said[1].text, one
    assert "Dora Castellan" in said[1].source
    read = PdfReader(io.BytesIO(paper(ana, second).content))
    assert "SSO for runners" in " ".join(page.extract_text() for page in read.pages)


def test_an_amended_sow_is_what_the_pack_is_held_against(ana, firm):
    cast.prepared(firm.engagement)
    handed = actions.hand(ana, cast.signable(firm))
    change = shaping.signed(shaping.asked(firm))
    found = drift(ana, handed)
    assert {"deliverables", "work", "changes"} <= {one.section for one in found}
    second = actions.hand(ana, shaping.fresh(change.amended))
    assert not drift(ana, second)
    assert change.amended.code in texts(pack(ana, second), "changes")[0]
