"""One door for writes: only the ground floor saves, creates, updates or deletes rows."""

from __future__ import annotations

import ast

from tests.house.source import exceptions, modules

ROOMS = ("apps/", "faces/", "core/")

# These names are the ORM's own; `create`, `update` and `delete` belong to others too, so they count on
# what can only be a manager, a queryset or a row.
ALWAYS = {"bulk_create", "bulk_update", "update_or_create", "get_or_create"}
ON_ROWS = {"create", "update", "delete"}
QUERYSET = ("objects", ".filter(", ".all()", ".exclude(", "visible_to(")
# Documents are saved as well; they are no rows.
NOT_ROWS = {"document", "book", "workbook"}


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    attr, on = call.func.attr, ast.unparse(call.func.value)
    if attr == "save":
        return on not in NOT_ROWS
    return attr in ALWAYS or (attr in ON_ROWS and any(part in on for part in QUERYSET))


def _writes(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Call) and _is_write(node) for node in ast.walk(tree))


def test_only_the_door_writes():
    writing = {name for name, tree in modules() if name.startswith(ROOMS) and _writes(tree)}
    assert writing - exceptions("writes") == set()


def test_the_list_of_exceptions_only_shrinks():
    needed = {name for name, tree in modules() if _writes(tree)}
    assert exceptions("writes") - needed == set()
