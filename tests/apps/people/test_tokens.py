"""token.issue and token.revoke: keys that act as their owner, seen by their owner alone."""

from __future__ import annotations

import pytest

from fairlead.apps.people import actions
from fairlead.apps.people.queries import token_card, tokens
from fairlead.core.actor import system
from fairlead.core.errors import Forbidden, Missing, Stale
from fairlead.core.models import AuditEntry, Token
from fairlead.core.rows import find
from tests import cast


def test_a_secret_is_shown_once_and_only_its_hash_is_kept(ana, firm):
    with cast.records("token.issue"):
        secret = actions.issue_token(ana, name="laptop")
    token = Token.objects.get(pk=secret.token)
    assert secret.secret.startswith("flt_")
    assert (token.user_id, token.digest) == (ana.user_id, Token.digest_of(secret.secret))
    assert not AuditEntry.objects.filter(body__contains=secret.secret).exists()


@pytest.mark.parametrize("who", ["carl", "max"])
def test_a_customer_and_a_stranger_hold_no_token(who, firm, request):
    with cast.refused(Forbidden, "person of the firm"):
        actions.issue_token(request.getfixturevalue(who), name="laptop")


def test_scheduled_work_holds_no_token(firm):
    with cast.refused(Forbidden, "person of the firm"):
        actions.issue_token(system("nightly sweep"), name="laptop")


def test_the_owner_makes_it_useless(ana, firm):
    secret = actions.issue_token(ana, name="laptop")
    with cast.records("token.revoke"):
        token = actions.revoke_token(ana, Token.objects.get(pk=secret.token))
    assert token_card(ana, token).revoked
    assert not Token.objects.filter(digest=Token.digest_of(secret.secret)).exists()


@pytest.mark.parametrize("who", ["rita", "dora", "alma", "carl", "max"])
def test_nobody_else_sees_it(who, ana, firm, request):
    other = request.getfixturevalue(who)
    token = Token.objects.get(pk=actions.issue_token(ana, name="laptop").token)
    assert (list(tokens(ana)), list(tokens(other))) == ([token], [])
    with cast.refused(Missing):
        actions.revoke_token(other, token)
    with pytest.raises(Missing):
        find(other, Token, token.pk)


def test_a_stale_version_is_refused(ana, firm):
    seen = Token.objects.get(pk=actions.issue_token(ana, name="laptop").token)
    actions.revoke_token(ana, find(ana, Token, seen.pk))
    with cast.refused(Stale):
        actions.revoke_token(ana, seen)
