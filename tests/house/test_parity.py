"""One verb, one function, every door: what the register holds, each door offers under its name."""

from __future__ import annotations

import ast
import json
from functools import cache

import pytest
import typer

from fairlead.core.verbs import CARDS, READINGS, VERBS
from fairlead.faces.api.app import api
from fairlead.faces.calling.inputs import row_of
from fairlead.faces.cli.doors import NOUNS
from fairlead.faces.cli.nouns import group_of
from fairlead.faces.mcp.tools import offers
from tests.house.source import modules

EVERYTHING = {**VERBS, **READINGS}


@cache
def _schema():
    """What the API says of itself."""
    return json.loads(api.described())


def _described():
    return {
        operation["operationId"]: (method, operation)
        for path in _schema()["paths"].values()
        for method, operation in path.items()
    }


def test_the_api_offers_everything_and_nothing_else():
    assert set(_described()) == set(EVERYTHING)


def test_the_terminal_offers_everything_and_nothing_else():
    commands = {f"{noun}.{command.name}" for noun in NOUNS for command in group_of(noun).registered_commands}
    assert commands == set(EVERYTHING)


def test_agents_are_offered_everything_and_nothing_else():
    assert {offer.tool.title for offer in offers().values()} == set(EVERYTHING)
    assert {offer.operation.name for offer in offers().values()} == set(EVERYTHING)


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_every_door_takes_the_same_arguments(name):
    operation = EVERYTHING[name]
    wanted = {parameter.name for parameter in operation.parameters}
    method, described = _described()[name]
    assert method == ("post" if operation.writes else "get")
    assert _api_arguments(described, operation) >= wanted
    assert set(offers()[name.replace(".", "_")].model.model_fields) >= wanted
    command = typer.main.get_group(group_of(operation.noun)).commands[operation.act]
    assert {parameter.name for parameter in command.params} >= wanted


def _api_arguments(described, operation):
    found = {parameter["name"] for parameter in described["parameters"]}
    schemas = _schema()["components"]["schemas"]
    bodies = described.get("requestBody", {}).get("content", {})
    if content := bodies.get("application/json"):
        found |= set(schemas[content["schema"]["$ref"].rpartition("/")[2]]["properties"])
    # A file may come as it is, with the same arguments beside it.
    assert ("multipart/form-data" in bodies) == ("content" in found), operation.name
    assert set(bodies) <= {"application/json", "multipart/form-data"}
    return found | ({operation.target.name} if operation.target and "id" in found else set())


def test_every_row_that_a_door_may_show_has_a_card():
    rows = {row_of(parameter) for operation in EVERYTHING.values() for parameter in operation.parameters}
    rows |= {
        o.returns for o in EVERYTHING.values() if isinstance(o.returns, type) and hasattr(o.returns, "noun")
    }
    assert rows - {None} <= set(CARDS)


def _first_texts(tree):
    """(verb decorator's name, audit codes written inside) of every verb of a module."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "verb":
                yield (
                    ast.literal_eval(decorator.args[0]),
                    [
                        ast.unparse(call.args[1])
                        for call in ast.walk(function)
                        if isinstance(call, ast.Call)
                        and ast.unparse(call.func) in {"writing", "creating", "bulk"}
                    ],
                )


def test_every_verb_is_on_record_under_its_own_name():
    """Moves on the board are the one exception: each is on record as itself (`engagement.win`)."""
    seen = set()
    for name, tree in modules():
        if not (name.startswith("apps/") and name.endswith("actions.py")):
            continue
        for verb, codes in _first_texts(tree):
            seen.add(verb)
            if verb == "engagement.move":
                assert codes == ["f'engagement.{action}'"]
            else:
                assert repr(verb) in codes or verb == "answer.import", (verb, codes)
                assert set(codes) <= {repr(verb)}, (verb, codes)
    assert seen == set(VERBS)


def test_every_name_is_a_noun_and_an_act_in_plain_letters():
    for name, operation in EVERYTHING.items():
        assert name == f"{operation.noun}.{operation.act}"
        assert all(part.isalpha() and part.islower() for part in name.split("."))
        assert operation.help, f"{name} says nothing about itself"


def test_every_verb_has_a_rule():
    assert [name for name, operation in VERBS.items() if operation.rule is None] == []
