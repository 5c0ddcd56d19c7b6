"""Where things stand in the document that their file amounts to, and which rows of its tables changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engines.redlines import cast

from fairlead.engines.documents.tree import Column, Facts, Section, Table, walk
from fairlead.engines.redlines.theirs import Want, as_they_want


def part(name, *inner):
    return Section(name, "", name.title(), cast.clause(name, "", f"Text {name}.").blocks, inner)


LINE = cast.document(part("s", *(part(name) for name in "abcdef")))
TREE = cast.document(part("a", part("a1"), part("a2")), part("b", part("b1")), part("c"), part("d"))


def added(name, after):
    return Want(name, "added", f"Of {name}.", name, after=after)


def moved(name, after):
    return Want(name, "moved", moved=True, after=after)


def order(document, *wants):
    return [one.id for one in walk(as_they_want(document, wants).sections)]


def test_two_passages_after_one_clause_stand_as_they_were_written():
    assert order(TREE, added("x", "a1"), added("y", "a1")) == ["a", "a1", "x", "y", "a2", "b", "b1", "c", "d"]
    assert order(TREE, added("x", "a"), added("y", "a"))[:4] == ["a", "x", "y", "a1"]
    assert order(TREE, added("x", "gone"), added("y", "gone"))[-2:] == ["x", "y"]


def test_a_passage_and_a_clause_that_moved_behind_one_clause():
    assert order(LINE, moved("f", "a"), added("x", "a")) == ["s", "a", "x", "f", "b", "c", "d", "e"]


@pytest.mark.parametrize("after", ["", "@cover"])
def test_what_moves_to_the_front_stands_there(after):
    assert order(TREE, moved("c", after)) == ["c", "a", "a1", "a2", "b", "b1", "d"]
    assert order(TREE, added("x", after), added("y", after))[:3] == ["x", "y", "a"]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_clause_that_moved_takes_what_moved_behind_it_along(backwards):
    wants = [moved("a", "b"), moved("b", "f")]
    assert order(LINE, *(reversed(wants) if backwards else wants)) == ["s", "c", "d", "e", "f", "b", "a"]


def test_what_follows_a_clause_of_a_section_that_moved_goes_along():
    assert order(TREE, moved("a", "c"), added("x", "a1")) == ["b", "b1", "c", "a", "a1", "x", "a2", "d"]


def test_a_section_that_moved_behind_another_is_no_part_of_it():
    made = as_they_want(TREE, (moved("b", "c"),))
    assert [one.id for one in made.sections] == ["a", "c", "b", "d"]


def test_a_passage_after_a_clause_that_is_struck_out_stands_in_its_place():
    assert order(TREE, Want("a1", "deleted"), added("x", "a1"))[:3] == ["a", "x", "a2"]
    assert order(TREE, Want("c", "deleted"), added("x", "c"))[-2:] == ["x", "d"]


COLUMNS = (Column("What", 2), Column("Hours", 1))
TWICE = Table("p.t", COLUMNS, (("Consulting", "8"), ("Consulting", "8"), ("Travel", "")), ("Total", "16"))


def table(*cells):
    document = cast.document(Section("p", "", "P", (TWICE, Facts("p.f", (("Hours", "16"), ("Rate", "9"))))))
    made = as_they_want(document, (Want("p", "changed", cells=cells),))
    return made.sections[0].blocks


def test_of_two_rows_that_read_the_same_the_one_that_they_changed_changes():
    found, _ = table(("Consulting", "Hours", "8", "4"), ("Total", "Hours", "16", "12"))
    assert found == replace(
        TWICE, rows=(("Consulting", "4"), ("Consulting", "8"), ("Travel", "")), total=("Total", "12")
    )
    found, _ = table(("Consulting", "Hours", "8", "4"), ("Consulting", "Hours", "8", "2"))
    assert [row[1] for row in found.rows] == ["4", "2", ""]


def test_a_row_that_they_emptied_is_gone():
    found, facts = table(
        ("Consulting", "What", "Consulting", ""), ("Consulting", "Hours", "8", ""),
        ("Total", "What", "Total", ""), ("Total", "Hours", "16", ""),
        ("Rate", "column 1", "Rate", ""), ("Rate", "column 2", "9", ""),
    )  # fmt: skip
    assert found == replace(TWICE, rows=(("Consulting", "8"), ("Travel", "")), total=())
    assert facts.pairs == (("Hours", "16"),)
