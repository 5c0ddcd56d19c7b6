"""What the audit keeps for machines is read by people: moments to the minute, digests shortened."""

from __future__ import annotations

from django.utils import timezone

from fairlead.apps.engagements.queries import FeedLine
from fairlead.faces.web import wording
from fairlead.faces.web.history import deed
from fairlead.faces.web.templatetags.ui import shown
from tests import cast
from tests.apps.approvals import agreeing

WHOLE = "c2a0d631a535264402b90d65d80948ea42fb0c4180a74fb44018c74480e61f66"


def test_a_moment_is_said_to_the_minute_in_a_zone_that_is_named():
    assert shown("2026-11-27 04:04:37.896498+00:00") == "27 Nov 2026, 04:04 UTC"
    assert shown("2026-11-27T04:04:37Z") == "27 Nov 2026, 04:04 UTC"
    with timezone.override("Europe/Berlin"):
        assert shown("2026-11-27T04:04:37Z") == "27 Nov 2026, 05:04 CET"
    assert shown("2026-11-27") == "2026-11-27"


def test_a_digest_is_said_by_its_first_letters_with_the_whole_at_hand():
    short = f'<abbr class="sha" title="{WHOLE}">c2a0d631a5…</abbr>'
    assert shown(WHOLE) == short
    assert shown(f"I read <it>, {WHOLE}.") == f"I read &lt;it&gt;, {short}."
    assert wording.recorded(f"sha256:{WHOLE}").startswith(f'<abbr class="sha" title="sha256:{WHOLE}">c2a0')


def test_what_was_recorded_with_a_row_is_said_by_name_and_stays_escaped():
    assert shown([{"id": 1, "name": "Grace <Hall>"}, {"item": "quote"}]) == "Grace &lt;Hall&gt;, quote"
    assert shown({"python": "3.11", "empty": ""}) == "python 3.11"


def test_what_a_new_row_keeps_sealed_is_not_listed_and_that_it_changed_is():
    def fields(before, after):
        line = FeedLine(1, timezone.now(), "Ana", "web", "review.approve", "review", 1, "", before, after)
        return [field.name for field in deed(line).fields]

    assert fields({}, {"statement": f"sha256:{WHOLE}", "state": "open"}) == ["state"]
    assert fields({"pack": "sha256:0"}, {"pack": f"sha256:{WHOLE}"}) == ["pack"]


def test_the_page_of_activity_shows_no_raw_record(firm, visit):
    agreeing.asked(firm)
    cast.agreed(firm.engagement)
    page = visit("ana").get(f"/engagements/{firm.engagement.pk}/activity").content.decode()
    feed = page[page.index('class="feed"') :]
    assert "{&#x27;" not in feed and "sha256:" not in feed.replace('title="sha256:', "")
