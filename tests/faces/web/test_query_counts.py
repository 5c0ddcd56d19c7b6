"""How many statements each page asks of the database; the baseline may only go down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.intake import actions as intake
from fairlead.apps.redlines import actions as redlines
from tests import cast
from tests.apps.intake.givings import TEAMS, sent
from tests.apps.redlines import coming
from tests.faces.web.addresses import fill
from tests.replay import replayed

BASELINE = Path(__file__).parents[2] / "house" / "query_counts.json"
COUNTS = json.loads(BASELINE.read_text())


@pytest.fixture
@replayed
def going(firm):
    """A SOW that came back with changes, and a file of answers."""
    sow = coming.sent(firm)
    coming.taken(sow)
    carl = cast.actor("carl")
    shared = agreements.share(cast.actor("ana"), sow)
    redlines.ask(carl, coming.fresh(shared), text="How?")
    redlines.ask(carl, coming.fresh(shared), text="Why?")
    intake.take(cast.actor("ana"), firm.engagement, content=sent(TEAMS), name="teams.csv")


@pytest.fixture
def measured(firm, going, visit):
    def count(said):
        name, _, who = said.partition(" of ")
        client = visit(who or "ana")
        address = fill(name, firm)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked), "\n".join(query["sql"][:160] for query in asked.captured_queries)

    return count


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_a_page_asks_no_more_than_it_did(name, measured):
    count, statements = measured(name)
    assert count <= COUNTS[name], statements


def test_the_number_of_rows_does_not_matter(firm, visit, ana):
    client = visit("ana")

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    places = ("/", "/board", "/engagements", "/accounts", "/people", fill("account", firm))
    before = {place: asked(place) for place in places}
    em = cast.person("ana")
    for number in range(8):
        account = cast.accounts.open_account(ana, name=f"Account {number}")
        for owner in (account, firm.account):
            name = f"Work {number}"
            cast.engagements.open_engagement(ana, owner, name=name, offering="migration-saas", em=em)
        cast.accounts.add_contact(ana, firm.account, name=f"Contact {number}", email=f"c{number}@n.example")
    assert {place: asked(place) for place in places} == before
