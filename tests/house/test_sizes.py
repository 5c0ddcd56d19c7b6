"""Small on purpose: budgets for modules, functions and templates."""

from __future__ import annotations

from statistics import median

from tests.house.source import HOUSE, exceptions, functions, length, modules

MODULE, FUNCTION, VIEW, TEMPLATE, TYPICAL = 400, 50, 25, 150, 12


def test_modules_are_short():
    long = {name for name, _ in modules() if len((HOUSE / name).read_text().splitlines()) > MODULE}
    assert long - exceptions("module") == set()


def test_functions_are_short():
    long = {
        f"{name}:{node.name}"
        for name, tree in modules()
        for node in functions(tree)
        if length(node) > FUNCTION
    }
    assert long - exceptions("function") == set()


def test_views_are_thin():
    views = [m for m in modules() if m[0].startswith("faces/web/") and m[0].count("/") == 2]
    long = {
        f"{name}:{node.name}"
        for name, tree in views
        for node in functions(tree)
        if node.args.args and node.args.args[0].arg == "request" and length(node) > VIEW
    }
    assert long - exceptions("view") == set()


def test_the_typical_function_is_shorter_still():
    assert median(length(node) for _, tree in modules() for node in functions(tree)) < TYPICAL


def test_templates_are_short():
    long = {
        path.relative_to(HOUSE).as_posix()
        for path in HOUSE.rglob("*.html")
        if len(path.read_text().splitlines()) > TEMPLATE
    }
    assert long - exceptions("template") == set()
