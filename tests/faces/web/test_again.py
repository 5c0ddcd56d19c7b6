"""The page on which a statement of work is made again."""

from __future__ import annotations

import pytest

from tests import cast


def test_it_says_what_came_out(firm, visit):
    sow = cast.signable(firm)
    page = visit("ana").get(f"/sows/{sow.pk}/again").content.decode()
    assert "Every cent and every hour is the same." in page and sow.manifest in page
    assert "Made again" in visit("ana").get(f"/engagements/{firm.engagement.pk}/agree").content.decode()


@pytest.mark.parametrize("who", ["carl", "max"])
def test_others_find_no_page(who, firm, visit):
    sow = cast.signable(firm)
    assert visit(who).get(f"/sows/{sow.pk}/again").status_code in (403, 404)
