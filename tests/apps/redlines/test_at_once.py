"""Two people at two copies, or at one, at the same moment: nothing that either agreed is lost."""

from __future__ import annotations

import base64

import pytest

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.redlines import actions
from fairlead.apps.redlines.models import Markup, Redline
from fairlead.core.errors import Invalid, Stale
from tests import cast
from tests.apps.redlines import coming
from tests.apps.scoping.test_at_once import at_once

GOAL, OURS = "measured by the acceptance criteria", "measured by the criteria of acceptance"


def agreed_to(sow: Sow, text: str, by: str) -> Markup:
    """A copy with one wording of theirs, which is accepted."""
    word = coming.opened(sow)
    word.replace(text, by)
    copy = coming.taken(sow, word.bytes())
    actions.accept(cast.actor("ana"), coming.change(copy, Redline.objects.get(markup=copy).clause))
    return coming.as_it_is(copy)


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something be done once, while a function of the verbs is at work."""

    def let(module, name, doing):
        real, left = getattr(module, name), [doing]

        def working(*given, **named):
            found = real(*given, **named)
            if left:
                left.pop()()
            return found

        monkeypatch.setattr(module, name, working)

    return let


def test_of_two_copies_settled_at_once_the_second_does_not_drop_what_the_first_agreed(
    firm, ana, rita, meanwhile
):
    sow = coming.sent(firm)
    first, second = agreed_to(sow, coming.SAID, coming.WANTED), agreed_to(sow, GOAL, OURS)
    meanwhile(actions, "newest_of", lambda: actions.settle(rita, first))
    with pytest.raises(Stale, match="drew up a SOW at the same moment"):
        actions.settle(ana, second)
    assert (Sow.objects.count(), coming.as_it_is(second).state) == (2, "open")
    third = actions.settle(ana, coming.as_it_is(second)).settled
    assert {one["clause"] for one in third.wordings} == {"passive-acceptance", "purpose"}


def test_drawn_up_while_a_copy_is_settled_it_keeps_what_was_agreed(firm, ana, rita, meanwhile):
    sow = coming.sent(firm)
    copy = agreed_to(sow, coming.SAID, coming.WANTED)
    meanwhile(agreements, "agreed_in", lambda: actions.settle(rita, copy))
    with pytest.raises(Stale, match="drew up a SOW at the same moment"):
        agreements.generate(ana, coming.fresh(sow).estimate)
    assert agreements.generate(ana, coming.fresh(sow).estimate).wordings


def test_an_answer_taken_back_while_the_version_is_made_is_in_no_version(firm, ana, rita, meanwhile):
    sow = coming.sent(firm)
    copy = agreed_to(sow, coming.SAID, coming.WANTED)

    def thought_better():
        row = Redline.objects.get(markup=copy)
        actions.reopen(rita, coming.change(copy, row.clause))
        actions.refuse(rita, coming.change(copy, row.clause), note="Our standard stands.")

    meanwhile(actions, "_refuse_overtaken", thought_better)
    with pytest.raises(Stale, match="answered a change of this copy anew"):
        actions.settle(ana, copy)
    assert (Sow.objects.count(), coming.as_it_is(copy).state) == (1, "open")
    assert actions.settle(ana, coming.as_it_is(copy)).settled is None


@pytest.mark.django_db(transaction=True)
def test_the_same_file_given_in_twice_at_once_is_one_copy():
    sow = coming.sent(cast.firm())
    content = base64.b64encode(coming.marked(sow)).decode()

    def take(who):
        return lambda: actions.take(cast.actor(who), coming.fresh(sow), content=content, name="sow.docx")

    assert {type(one) for one in at_once(take("ana"), take("rita"))} == {Markup, Invalid}
    assert Markup.objects.count() == 1
