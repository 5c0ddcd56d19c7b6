"""The table of who may what is the one that was agreed: tests/house/permissions.txt.

After a wanted change of a rule:  FAIRLEAD_REWRITE=1 python -m pytest tests/house/test_permissions.py
"""

from __future__ import annotations

import difflib
import os

import pytest

from fairlead.core.roles import Role
from fairlead.core.verbs import VERBS
from tests.house.permissions import COLUMNS, FILE, MISSING, NO, STRANGER, YES, matrix, written


@pytest.fixture
def table(db):
    return matrix()


def who(row: dict[str, str]) -> set[str]:
    return {column for column in COLUMNS if row[column] == YES}


def who_does(table: dict[str, dict[str, str]], column: str) -> set[str]:
    return {name for name, row in table.items() if row[column] == YES}


def test_it_is_the_agreed_one(table):
    now = written(table)
    if os.environ.get("FAIRLEAD_REWRITE"):
        FILE.write_text(now)
    agreed = FILE.read_text()
    texts = agreed.splitlines(), now.splitlines()
    difference = difflib.unified_diff(*texts, "agreed", "now", lineterm="", n=0)
    assert now == agreed, "Who may what has changed:\n" + "\n".join(difference)


def test_every_verb_is_asked_of_every_role_in_a_state_that_allows_it(table):
    assert {name.split()[0] for name in table} >= set(VERBS)
    for name, row in table.items():
        assert set(row) == set(COLUMNS)
        assert set(row.values()) <= {YES, NO, MISSING}, name


OWN = {"token.revoke (own)", "notice.read (own)", "mail.again (own)"}


def test_a_customer_reads_the_sow_asks_about_it_and_returns_a_copy(table):
    theirs = who_does(table, Role.CUSTOMER_CONTACT.value)
    papers = {f"paper.download {kind}" for kind in ("sow.pdf", "sow.docx", "proposal.pdf")}
    read = {f"visit.{act} (own)" for act in ("begin", "note", "download")}
    asked = {"sow.agree", "markup.take", "markup.ask", "markup.follow", "markup.told"}
    assert theirs == OWN | papers | asked | read | {"contact.mail (own)", "contact.reading (own)"}


READS = (
    "paper.download", "answer.bank", "answer.missing", "answer.disputes", "engagement.feed",
    "engagement.clocks", "engagement.suggest", "engagement.queue", "engagement.idle", "engagement.winrate",
    "option.compare", "option.frontier", "calibration.track", "change.needs", "sow.consensus",
    "sow.readers", "markup.compare", "markup.answer", "markup.tracked", "markup.told",
    "order.checklist", "booking.totals", "booking.export", "handover.pack", "handover.drift",
    "handover.paper", "handover.preview",
)  # fmt: skip


def test_an_administrator_keeps_people_reads_and_does_nothing_else(table):
    reads = {name for name in table if name.startswith(READS)}
    people = {name for name in table if name.startswith("person.")}
    themselves = {"person.grant (own)", "person.revoke (own)", "person.leave (own)", "person.mail"}
    theirs = who_does(table, Role.ADMINISTRATOR.value)
    contact = {"contact.mail (own)", "contact.reading (own)"}
    assert theirs == OWN | contact | {"token.issue", "mail.again"} | reads | (people - themselves)


def test_nobody_else_makes_or_unmakes_an_administrator(table):
    climbing = {name for name in table if name.endswith("(administrator)")}
    assert climbing == {f"person.{verb} (administrator)" for verb in ("add", "grant", "revoke")}
    assert all(who(table[name]) == {"administrator"} for name in climbing)


def test_a_stranger_does_and_sees_nothing(table):
    assert {name for name, row in table.items() if row[STRANGER] == YES} == OWN
    asked_of_nothing = {name for name, row in table.items() if row[STRANGER] == NO}
    assert asked_of_nothing == {
        "account.import", "account.open", "actual.import", "booking.export", "booking.totals",
        "calibration.propose", "calibration.track",
        "intake.issues", "mapping.keep", "person.add", "person.add (administrator)", "practice.load",
        "token.issue",
    }  # fmt: skip


def test_nobody_approves_or_returns_their_own(table):
    own = {name: row for name, row in table.items() if name.startswith("estimate.") and "own" in name}
    assert len(own) >= 2
    assert all(who(row) == set() for row in own.values())


def test_sellers_do_not_approve_price_review_or_book(table):
    for name, row in table.items():
        if any(
            word in name for word in ("approve", "price", "move win", "estimate.", "sow.", "practice.load")
        ):
            # The account team takes the stamped SOW to the customer (em-process 1.9); it does not sign it.
            own = name.endswith("(asked of sales)") or name in ("sow.consensus", "sow.readers", "sow.send")
            assert row["sales"] == NO or name.startswith("paper.") or own, name


def test_an_approval_is_given_by_the_role_that_is_asked_and_no_other(table):
    for name, row in table.items():
        if name.startswith("estimate.approve") and "own" not in name:
            assert who(row) == {name.partition("asked of ")[2].rstrip(")")}


def test_a_practice_is_loaded_by_those_who_answer_for_it(table):
    assert who(table["practice.load"]) == {"director", "senior-engagement-manager"}


def test_recruiters_see_people_and_nothing_else(table):
    for name, row in table.items():
        if row["recruiter"] == YES:
            assert name in OWN | {"person.edit (own)", "person.mail (own)", "token.issue"}
