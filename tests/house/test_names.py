"""Names that say nothing are not used, and imports stand at the top."""

from __future__ import annotations

import ast

from tests.house.source import exceptions, functions, modules

DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "service",
    "services",
    "managers",
}


def test_no_drawers():
    named = {name for name, _ in modules() if DRAWERS & set(name.removesuffix(".py").split("/"))}
    assert named == set()


def test_no_imports_inside_functions():
    inside = {
        f"{name}:{function.name}"
        for name, tree in modules()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside - exceptions("import") == set()


def test_every_module_says_what_it_is_for():
    silent = {name for name, tree in modules() if tree.body and not ast.get_docstring(tree)}
    assert silent == set()


def test_engines_explain_their_public_functions():
    silent = {
        f"{name}:{node.name}"
        for name, tree in modules()
        if name.startswith("engines/")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    }
    assert silent == set()
