"""sow.reproduce: the same cents and bytes from what is kept, and what it says when they are not."""

from __future__ import annotations

import pytest

from fairlead.apps.agreements import reproducing
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.agreements.reproducing import reproduce, toolchain
from fairlead.core.errors import Forbidden
from tests import cast
from tests.core.tampering import unguarded


@pytest.fixture
def sow(firm):
    return cast.signable(firm)


def test_it_comes_out_to_the_byte(ana, sow):
    assert sow.toolchain == toolchain() and sow.toolchain["typst"]
    found = reproduce(ana, sow)
    assert (found.figures, found.manifest, found.tools, found.trouble) == (True, True, (), "")
    assert {one.kind for one in found.papers} == set(Paper.objects.values_list("kind", flat=True))
    assert all(one.same for one in found.papers)


def test_another_paper_and_another_tool_are_named(ana, sow, monkeypatch):
    unguarded(
        "UPDATE agreements_paper SET sha256 = %s WHERE kind = 'sow.pdf'", "0" * 64, table="agreements_paper"
    )
    monkeypatch.setattr(reproducing, "toolchain", lambda: {**toolchain(), "typst": "99.0"})
    found = reproduce(ana, Sow.objects.select_related("estimate").get(pk=sow.pk))
    assert [one.kind for one in found.papers if not one.same] == ["sow.pdf"]
    assert [(name, now) for name, _, now in found.tools] == [("typst", "99.0")]


def test_figures_that_cannot_be_made_again_are_said(ana, sow):
    change = "figures = jsonb_set(figures, '{estimate,hours}', '\"1\"')"
    unguarded(f"UPDATE estimates_estimate SET {change}", table="estimates_estimate")
    found = reproduce(ana, Sow.objects.select_related("estimate__engagement").get(pk=sow.pk))
    assert not found.figures and "cannot be reproduced" in found.trouble


def test_a_wrong_manifest_is_said(ana, sow):
    Sow.objects.filter(pk=sow.pk).update(manifest="0" * 64)
    assert not reproduce(ana, Sow.objects.select_related("estimate").get(pk=sow.pk)).manifest


@pytest.mark.parametrize("who", ["carl", "max"])
def test_others_do_not_read_it(who, sow):
    with pytest.raises(Forbidden):
        reproduce(cast.actor(who), sow)
