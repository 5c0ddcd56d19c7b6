"""Visitors of the desk: each member of the cast with a browser of their own."""

from __future__ import annotations

import pytest
from django.test import Client

from fairlead.apps.intake import actions
from fairlead.core.models import User
from tests import cast
from tests.apps.intake.givings import TEAMS, sent
from tests.replay import replayed

BACKEND = "fairlead.core.signin.Backend"


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


@pytest.fixture
def visit(firm):
    """A client by username; the empty name has not signed in."""
    return lambda username: signed_in(username) if username else Client()


@pytest.fixture
@replayed
def work(firm):
    """The firm's engagement with an estimate that Ana drew up, and a file that waits to be applied."""
    actions.take(cast.actor("ana"), firm.engagement, content=sent(TEAMS), name="teams.csv")
    return cast.drawn_up(firm).engagement
