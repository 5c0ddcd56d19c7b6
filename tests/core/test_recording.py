"""What goes on record says what was written, and a seal is the same before and after a trip to the table."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from fairlead.apps.agreements.models import Paper
from fairlead.core.recording import canonical, plain, recorded, sealed

HELLO = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


def test_exact_values_are_kept_as_text():
    said = {"price": Decimal("1.50"), "day": date(2026, 11, 23), "terms": (1, None, True)}
    assert plain(said) == {"price": "1.50", "day": "2026-11-23", "terms": [1, None, True]}


def test_the_worked_seals_of_the_spec():
    """docs/spec/audit.md: bytes as they are, everything else as its JSON with sorted keys."""
    assert sealed(b"hello") == sealed(memoryview(b"hello")) == HELLO
    value = {"b": [2.0, 0.5], "a": Decimal("1.50")}
    assert canonical(value) == '{"a":"1.50","b":[2,0.5]}'
    assert sealed(value) == "sha256:" + hashlib.sha256(b'{"a":"1.50","b":[2,0.5]}').hexdigest()


@pytest.mark.parametrize(
    "value", [1, 1.0, -0.0, 0.1, 1e16, 1e23, 1e-7, 123456789.000001, 2**70, "1.0", "é\u2028", [], {"a": None}]
)
def test_a_seal_outlives_the_table(db, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps([value])])
        ((stored,),) = cursor.fetchall()
    assert sealed(json.loads(stored)) == sealed([value])


def test_two_values_have_two_seals():
    values = [1, 2, 0.5, "1", [1], {"a": 1}, None, True, ""]
    assert len({sealed(value) for value in values}) == len(values)


def test_only_what_is_sealed_is_hashed():
    paper = Paper(kind="sow.pdf", content=b"hello", size=5)
    assert recorded(paper, {"kind": "sow.pdf", "content": b"hello", "size": 5}) == {
        "kind": "sow.pdf", "content": HELLO, "size": 5,
    }  # fmt: skip
    assert recorded(paper, {"content": None}) == {"content": None}
