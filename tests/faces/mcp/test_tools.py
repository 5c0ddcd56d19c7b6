"""An agent lists the tools, uses them with its owner's rights, and is told why when it may not."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from mcp.client.client import Client

from fairlead.core.models import Token, User
from fairlead.faces.mcp.server import server


@pytest.fixture
def agent(firm):
    def make(username):
        secret = Token.new_secret()
        Token.objects.create(
            user=User.objects.get(username=username), name="t", digest=Token.digest_of(secret)
        )

        def call(name, **arguments):
            async def talk():
                async with Client(server(secret)) as client:
                    return await client.call_tool(name, arguments)

            return async_to_sync(talk)()

        return call

    return make


def test_reads(agent, firm):
    told = agent("ana")("engagement_show", engagement=firm.engagement.pk)
    assert not told.is_error
    assert told.structured_content["answer"]["name"] == "Move to GitLab.com"
