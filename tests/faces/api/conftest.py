"""Callers of the API: each member of the cast with a token of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from fairlead.core.models import Token, User

ROOT = "/api/v1"


@dataclass
class Caller:
    """Someone who sends JSON with a token."""

    secret: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response; `.data` is its JSON. Header names are written with underscores."""
        sent = body if isinstance(body, bytes | str) else json.dumps(body) if body is not None else ""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            named["Authorization"] = f"Bearer {self.secret}"
        client = Client(raise_request_exception=False)
        response = client.generic(method, ROOT + path, sent, content_type="application/json", headers=named)
        if "json" in response.headers.get("Content-Type", ""):
            response.data = response.json()
        return response

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("POST", path, body, **headers)


@pytest.fixture
def caller(firm):
    """A caller by username; the empty name has no token."""

    def make(username: str) -> Caller:
        if not username:
            return Caller("")
        secret = Token.new_secret()
        user = User.objects.get(username=username)
        Token.objects.create(user=user, name="tests", digest=Token.digest_of(secret))
        return Caller(secret)

    return make
