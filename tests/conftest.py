"""Fixtures: every member of the cast as an actor, and the firm that they work in."""

from __future__ import annotations

import os

os.environ.setdefault("FAIRLEAD_TEST", "1")
os.environ.setdefault("FAIRLEAD_SECRET", "tests-sign-with-this-key-and-nothing-else-does")

import pytest
from django.conf import settings as django
from hypothesis import settings

from tests import cast, replay

# How long an example takes is the machine's affair: what is slow shows in bench/, never as a failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure():
    """Passwords that are quick to make: the tests ask whether one fits, never how long it would hold out."""
    django.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *django.PASSWORD_HASHERS]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The firm is raised once; each test works on it in a transaction of its own."""
    with django_db_blocker.unblock():
        cast.firm()
        replay.found()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """A test begins where the firm was founded."""
    replay.begin()


@pytest.fixture
def monkeypatch():
    """As pytest gives it; what it patches is noticed."""
    with replay.Patch.context() as patch:
        yield patch


@pytest.fixture
def firm(db):
    return cast.firm()


def _member(username):
    @pytest.fixture(name=username)
    def member(firm):
        return cast.actor(username)

    return member


ana, rita, theo, dora, dan, sam, cora, finn, lea, alma, carl, max_ = (
    _member(name)
    for name in ("ana", "rita", "theo", "dora", "dan", "sam", "cora", "finn", "lea", "alma", "carl", "max")
)
