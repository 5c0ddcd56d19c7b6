"""practice.load: the practice as text becomes a version that never changes."""

from __future__ import annotations

import pytest

from fairlead.apps.catalog import actions
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.catalog.queries import practice_card, practices
from fairlead.core.errors import Forbidden, Invalid, Missing
from fairlead.core.recording import sealed
from fairlead.core.rows import find
from tests import cast

RULES = "offerings/migration-saas/rules.toml"
ACTIVITIES = "offerings/migration-saas/activities.toml"


def changed(old: str = "[[", new: str = "# A remark.\n[[") -> dict[str, str]:
    texts = cast.practice_texts()
    return {**texts, RULES: texts[RULES].replace(old, new, 1)}


@pytest.mark.parametrize("who", ["rita", "dora"])
def test_a_changed_text_is_a_new_version(who, firm, request):
    with cast.records("practice.load") as lines:
        row = actions.load(request.getfixturevalue(who), texts=changed())
    assert row.pk > firm.practice.pk
    assert row.digest != firm.practice.digest
    assert (row.name, row.label, row.texts) == (firm.practice.name, "2026.11", changed())
    assert lines[0].facts["after"]["digest"] == row.digest
    assert lines[0].facts["after"]["texts"] == sealed(row.texts)


def test_the_same_text_again_is_the_version_that_is_there(dora, firm):
    with cast.records():
        assert actions.load(dora, texts=cast.practice_texts()) == firm.practice
    assert PracticeVersion.objects.count() == 1


@pytest.mark.parametrize("who", ["ana", "sam", "theo", "dan", "cora", "finn", "alma", "carl", "max"])
def test_the_wrong_role_is_refused_before_a_text_is_read(who, firm, request):
    for texts in (changed(), cast.practice_texts(), {"practice.toml": "no practice"}):
        with cast.refused(Forbidden, "load a practice"):
            actions.load(request.getfixturevalue(who), texts=texts)
    assert PracticeVersion.objects.count() == 1


def test_every_error_comes_back_with_its_file_and_line(dora, firm):
    texts = changed("repos_over_5gb > projects", "repos_over_5gb > projectz")
    texts[ACTIVITIES] = texts[ACTIVITIES].replace("users / 1000.0", "userz / 1000.0", 1)
    with cast.refused(Invalid) as caught:
        actions.load(dora, texts=texts)
    assert {f.file for f in caught.value.findings} == {RULES, ACTIVITIES}
    assert all(f.line > 0 and f.message for f in caught.value.findings)


def test_the_card_lists_the_offerings(ana, firm):
    card = practice_card(ana, firm.practice)
    shown = {o.id: (o.questions > 20, o.activities > 10) for o in card.offerings}
    assert list(shown) == sorted(shown) and len(shown) > 10
    assert shown["implementation-ha"] == shown["migration-saas"] == (True, True)


def test_the_newest_stands_first_and_a_stranger_and_a_customer_see_none(cora, carl, max, dora, firm):
    newer = actions.load(dora, texts=changed())
    assert list(practices(cora)) == [newer, firm.practice]
    for who in (carl, max):
        assert list(practices(who)) == []
        with pytest.raises(Missing):
            find(who, PracticeVersion, newer.pk)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('zone = "Mars/Base"', "is no time zone"), ('open = "29:00"', "is no time of day"),
        ('country = "ZZ"', "no public holidays are known"),
    ],
)  # fmt: skip
def test_working_hours_that_no_clock_can_run_by_are_refused(line, said, dora, firm):
    texts = cast.practice_texts()
    market = texts["market.toml"].replace(line.partition("=")[0] + "=", "#", 1)
    with cast.refused(Invalid, f"(?i){said}"):
        actions.load(
            dora, texts={**texts, "market.toml": market.replace("[working]", f"[working]\n{line}", 1)}
        )
