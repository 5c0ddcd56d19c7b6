"""paper.audiences and paper.variant: who may read which paper of one record, in every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairlead.apps.agreements import actions, bridge
from fairlead.apps.agreements.audiences import FORMS, variant_file, variants
from fairlead.apps.agreements.models import Sow
from fairlead.apps.engagements.models import Engagement
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.models import AuditEntry
from fairlead.engines.brand import Brand
from tests import cast

INSIDE = ("ana", "rita", "theo", "dora", "dan", "sam", "cora", "finn")
STARTS = {"pdf": b"%PDF", "docx": b"PK", "pptx": b"PK", "html": b"<article"}


@pytest.fixture
def sow(firm):
    return actions.generate(cast.actor("ana"), cast.approved(firm))


@pytest.fixture
def shown(sow):
    """The same once its engagement is approved for signature: from then on the customer sees it."""
    Engagement.objects.filter(pk=sow.engagement_id).update(state="approved")
    return Sow.objects.get(pk=sow.pk)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("paper", ["proposal", "summary"])
def test_every_paper_comes_in_every_form(form, paper, ana, sow):
    file = variant_file(ana, "executive", sow=sow, paper=paper, form=form)
    assert file.content.startswith(STARTS[form])
    assert file.name == f"{sow.title.split()[0]}-{paper}-executive.{form}"
    assert file.content == variant_file(ana, "executive", sow=sow, paper=paper, form=form).content


@pytest.mark.parametrize("who", INSIDE)
def test_the_whole_firm_reads_all_of_them_and_it_leaves_no_trace(who, sow, request):
    actor = request.getfixturevalue(who)
    before = AuditEntry.objects.count()
    found = variants(actor, sow=sow)
    assert [one.id for one in found.audiences] == ["executive", "technical", "procurement", "delivery"]
    for one in found.audiences:
        assert variant_file(actor, one.id, estimate=sow.estimate, form="html").content
    assert AuditEntry.objects.count() == before


def test_a_customer_reads_those_for_customers_with_the_statement_that_they_see(carl, shown):
    text = variant_file(carl, "executive", sow=shown, form="html").content.decode()
    assert f"{shown.price:,}" in text
    with pytest.raises(Invalid, match="no audience 'delivery'") as refused:
        variant_file(carl, "delivery", sow=shown)
    assert "delivery" not in refused.value.findings[0].fix
    with pytest.raises(Forbidden, match="stays inside the firm"):
        variants(carl, sow=shown)
    with pytest.raises(Invalid, match="No statement of work"):
        variant_file(carl, "executive", estimate=shown.estimate)


def test_a_customer_does_not_before_that_nor_a_stranger_ever(carl, max, sow):
    for actor in (carl, max):
        with pytest.raises(Missing):
            variant_file(actor, "executive", sow=sow)
    with pytest.raises(Forbidden):
        variants(max, sow=sow)


def test_papers_are_made_from_approved_estimates_alone(ana, firm):
    draft = cast.drawn_up(firm)
    assert variants(ana, estimate=draft).rows
    with pytest.raises(WrongTime, match="approved estimate"):
        variant_file(ana, "executive", estimate=draft)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"paper": "invoice"}, "no paper 'invoice'"),
        ({"form": "exe"}, "no form 'exe'"),
        ({"audience": "board"}, "no audience 'board'"),
    ],
)
def test_what_there_is_not_is_said(asked, what, ana, sow):
    with pytest.raises(Invalid, match=what):
        variant_file(ana, **{"audience": "executive", "sow": sow, **asked})


def test_a_font_that_is_not_there_is_said_and_nothing_is_made(ana, firm, monkeypatch):
    estimate = cast.approved(firm)
    plain = bridge.practice_of
    monkeypatch.setattr(
        bridge, "practice_of", lambda pk: replace(plain(pk), brand=Brand(font="Acme Grotesk"))
    )
    with pytest.raises(WrongTime, match="Acme Grotesk"):
        actions.generate(ana, estimate)
    assert not Sow.objects.exists()
