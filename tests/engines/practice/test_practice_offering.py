"""One offering of a practice, read without the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import fairlead
from fairlead.engines.practice.load import load_offering, load_practice

SHIPPED = Path(fairlead.__file__).parent / "practice"
WHOLE, _ = load_practice(SHIPPED)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "practice"))


@pytest.mark.parametrize("offering", [one.id for one in WHOLE.offerings])
def test_it_is_the_same_offering_of_the_same_practice(offering):
    alone, findings = load_offering(SHIPPED, offering)
    assert findings == ()
    assert alone.offerings == (WHOLE.offering(offering),)
    assert (alone.digest, alone.texts) == (WHOLE.digest, WHOLE.texts)
    for name in ("gates", "routes", "clauses"):
        mine = [one for one in getattr(WHOLE, name) if one.offering in ("", offering)]
        assert list(getattr(alone, name)) == mine
    assert (alone.rates, alone.skus, alone.clocks) == (WHOLE.rates, WHOLE.skus, WHOLE.clocks)


def test_what_is_wrong_with_another_does_not_matter(folder):
    broken = folder / "offerings" / "discovery" / "activities.toml"
    broken.write_text(broken.read_text().replace("effort = ", "effort = nothing", 1))
    assert load_offering(folder, "migration-saas")[0].offering("migration-saas")
    assert load_practice(folder)[0] is None


@pytest.mark.parametrize("place", ["offerings/migration-saas/activities.toml", "shared/moving.toml"])
def test_what_is_wrong_with_it_comes_with_all_the_rest(folder, place):
    for name in (place, "offerings/discovery/activities.toml"):
        broken = folder / name
        broken.write_text(broken.read_text().replace("\nphase = ", "\nphaze = ", 1))
    practice, findings = load_offering(folder, "migration-saas")
    assert practice is None
    assert {finding.file for finding in findings} == {place, "offerings/discovery/activities.toml"}
    assert findings == load_practice(folder)[1]


@pytest.mark.parametrize("offering", ["", "none-such", "../shared", "offerings/discovery"])
def test_without_such_an_offering_it_is_the_whole(offering):
    assert load_offering(SHIPPED, offering) == (WHOLE, ())


def test_without_a_practice_that_is_said(tmp_path):
    practice, (finding,) = load_offering(tmp_path, "migration-saas")
    assert (practice, finding.code) == (None, "missing-file")
