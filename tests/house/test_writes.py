"""One door for writes: only the ground floor saves, creates, updates or deletes rows."""

from __future__ import annotations

import ast

from tests.house.source import exceptions, modules

WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}
ROOMS = ("apps/", "faces/", "core/")


def _writes(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        called = node.func
        if called.attr in WRITES and not (
            isinstance(called.value, ast.Name) and called.value.id in {"document", "book"}
        ):
            return True
        # `.update` of a queryset; a dict or set has one too, but not on `.objects` or `.filter()`.
        if called.attr == "update" and "objects" in ast.unparse(called.value):
            return True
    return False


def test_only_the_door_writes():
    writing = {name for name, tree in modules() if name.startswith(ROOMS) and _writes(tree)}
    assert writing - exceptions("writes") == set()


def test_the_list_of_exceptions_only_shrinks():
    needed = {name for name, tree in modules() if _writes(tree)}
    assert exceptions("writes") - needed == set()
