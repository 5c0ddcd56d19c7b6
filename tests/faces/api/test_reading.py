"""Reading through the API: one row, many rows by the page, files, and who sees what."""

from __future__ import annotations


def test_a_row_is_shown_as_its_card_with_its_version_as_tag(caller, firm):
    answer = caller("ana").get(f"/engagements/{firm.engagement.pk}")
    assert answer.status_code == 200
    assert answer.data["name"] == "Move to GitLab.com"
    assert answer.data["discount"] == "0.00"
    assert answer.data["priced_on"] == "2026-11-23"
    assert answer.headers["ETag"] == f'"{firm.engagement.version}"'
