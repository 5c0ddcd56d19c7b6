"""A customer who signs in tries everything: every verb is refused, and no trace of it is left."""

from __future__ import annotations

import pytest

from fairlead.core.models import AuditEntry, Event
from fairlead.core.verbs import VERBS
from fairlead.faces.api.routes import routes
from tests.faces.asking import rows_of

# Everyone who signs in keeps their own tokens; a contact decides what comes by mail and what is noted.
OWN = {"token.issue", "contact.mail", "contact.reading"}
WRITES = [route for route in routes() if route.operation.writes and route.operation.name not in OWN]


@pytest.fixture
def rows(firm):
    return rows_of(firm)


def _send(call, route, rows, query=""):
    arguments, target = rows.arguments(route.operation), route.operation.target
    number = arguments.pop(target.name) if target else 0
    return call.post(route.path.replace("{int:id}", str(number)) + query, arguments)


@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.operation.name)
def test_no_verb_is_a_customers(caller, rows, route):
    call, before = caller("carl"), (AuditEntry.objects.count(), Event.objects.count())
    for query in ("", "?dry_run=true"):
        answer = _send(call, route, rows, query)
        assert answer.status_code in {403, 404}, answer.content
    assert (AuditEntry.objects.count(), Event.objects.count()) == before


def test_every_verb_was_tried():
    assert {route.operation.name for route in WRITES} | OWN == set(VERBS)


def test_a_customer_sees_their_engagement_without_what_stays_inside(caller, firm):
    engagement = caller("carl").get(f"/engagements/{firm.engagement.pk}").data
    assert engagement["name"] == "Move to GitLab.com"
    assert (engagement["price"], engagement["pains"], engagement["discount"]) == (None, "", "0")
