"""Papers: kept byte for byte, saved and never shown, and told apart by version."""

from __future__ import annotations

import hashlib

import pytest

from fairlead.apps.agreements.models import Paper, Sow
from tests import cast


@pytest.fixture
def sow(firm, visit):
    estimate = cast.approved(firm)
    client = visit("ana")
    answer = client.post(f"/do/sow.generate/{estimate.pk}", {"version": estimate.version})
    assert answer.status_code == 302
    return Sow.objects.get()


def test_a_paper_is_downloaded_as_it_was_made(sow, visit):
    for paper in Paper.objects.all():
        answer = visit("ana").get(f"/papers/{paper.pk}")
        assert hashlib.sha256(answer.content).hexdigest() == paper.sha256
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert paper.kind in answer.headers["Content-Disposition"]


def test_the_pdf_is_one(sow, visit):
    paper = Paper.objects.get(kind="sow.pdf")
    assert visit("ana").get(f"/papers/{paper.pk}").content.startswith(b"%PDF")


def test_the_page_lists_them_with_size_and_digest(sow, firm, visit):
    page = visit("ana").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    for paper in Paper.objects.all():
        assert paper.sha256 in page
        assert paper.get_kind_display() in page


def test_cost_papers_are_not_the_sellers(sow, firm, visit):
    sam = visit("sam")
    workbook = Paper.objects.get(kind="estimate.xlsx")
    assert (
        f"/papers/{workbook.pk}" not in sam.get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    )
    assert sam.get(f"/papers/{workbook.pk}").status_code == 403


def test_a_signed_sow_is_withdrawn_with_its_reason(firm, visit):
    row = cast.signable(firm)
    cast.signed(firm.engagement)
    answer = visit("ana").post(f"/do/sow.withdraw/{row.pk}", {"version": row.version, "note": ""})
    assert (answer.status_code, Sow.objects.get().state) == (422, "drawn-up")


def test_a_withdrawn_sow_stays_on_record(sow, firm, visit):
    client = visit("ana")
    client.post(f"/do/sow.withdraw/{sow.pk}", {"version": sow.version, "note": "Wrong party."})
    page = client.get(f"/engagements/{firm.engagement.pk}/agree").content.decode()
    assert "Withdrawn" in page
    paper = Paper.objects.get(kind="sow.pdf")
    assert visit("carl").get(f"/papers/{paper.pk}").status_code == 404
