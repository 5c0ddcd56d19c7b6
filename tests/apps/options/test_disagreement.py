"""The disagreement path of em-process 1.5: why not, the call, the alternative, what is told, closed."""

from __future__ import annotations

from datetime import date

import pytest

from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import feed
from fairlead.apps.options import actions, queries
from fairlead.apps.options.models import Disagreement
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.verbs import shown
from tests import cast
from tests.apps.options import ground

HELD = date(2026, 11, 20)


def discussed(engagement: Engagement) -> Disagreement:
    return actions.discuss(
        cast.actor("ana"), ground.disagreement(engagement), held_on=HELD, em=cast.person("ana"),
        architect=cast.person("theo"), others="Sam Adeyemi", today=cast.DAY,
    )  # fmt: skip


def defined(engagement: Engagement) -> Disagreement:
    return actions.define(
        cast.actor("theo"), discussed(engagement), alternative=ground.option(engagement, "In waves")
    )


def told(engagement: Engagement) -> Disagreement:
    return actions.communicate(
        cast.actor("ana"), defined(engagement), plan="A call with their director, then the paper.",
        next_steps="Send the comparison.", dri=cast.person("sam"), told_on=date(2026, 11, 24),
    )  # fmt: skip


def test_the_whole_path_is_on_record(ana, firm):
    engagement = ground.negotiable(firm)
    steps = [f"disagreement.{act}" for act in ("raise", "discuss", "define", "communicate", "close")]
    with cast.records(*steps[:2], "option.open", *steps[2:]):
        row = actions.close(ana, told(engagement), note="They agreed to four waves.")
    card = shown(ana, row)
    assert (card.state, card.raised_as, card.raised_by) == ("closed", "engagement-manager", "Ana Ferreira")
    assert (card.em, card.architect, card.dri) == ("Ana Ferreira", "Theo Lindqvist", "Sam Adeyemi")
    assert (card.alternative, card.outcome) == ("A In waves", "They agreed to four waves.")
    assert steps[0] in {line.verb for line in feed(ana, engagement)}


def test_an_architect_raises_it_as_one(theo, firm):
    row = actions.raise_disagreement(theo, firm.engagement, asked="One night.", why="It does not fit.")
    assert row.raised_as == "technical-architect"


def test_the_alternative_may_be_defined_again_until_it_is_told(ana, firm):
    engagement = ground.negotiable(firm)
    row = defined(engagement)
    other = ground.option(engagement, "In two steps")
    assert actions.define(ana, row, alternative=other).alternative == other


def test_it_may_be_withdrawn_until_the_customer_is_told(ana, firm):
    row = actions.withdraw(ana, discussed(ground.negotiable(firm)), note="It can be done after all.")
    assert (row.state, row.outcome) == ("withdrawn", "It can be done after all.")


def test_both_the_manager_and_the_architect_have_to_be_there(ana, firm):
    row = ground.disagreement(firm.engagement)
    with cast.refused(Invalid) as caught:
        actions.discuss(
            ana, row, held_on=date(2027, 1, 1), em=cast.person("sam"), architect=cast.person("ana"),
            today=cast.DAY,
        )  # fmt: skip
    found = [(finding.where, finding.code) for finding in caught.value.findings]
    assert found == [("held_on", "in-the-future"), ("em", "wrong-role"), ("architect", "wrong-role")]


def test_what_is_missing_is_named_at_its_field(ana, firm):
    engagement = ground.negotiable(firm)
    with cast.refused(Invalid) as caught:
        actions.raise_disagreement(ana, engagement, asked=" ", why="")
    assert [finding.where for finding in caught.value.findings] == ["asked", "why"]
    row = defined(engagement)
    with cast.refused(Invalid) as caught:
        actions.communicate(
            ana, row, plan="", next_steps=" ", dri=cast.person("sam"), told_on=date(2026, 11, 24)
        )
    assert [finding.where for finding in caught.value.findings] == ["plan", "next_steps"]


def test_the_alternative_is_a_living_option_of_the_same_engagement(ana, firm):
    engagement = ground.negotiable(firm)
    row = discussed(engagement)
    other = cast.engagements.open_engagement(
        ana, firm.account, name="Second", offering="migration-saas", today=cast.DAY
    )
    theirs = ground.option(other, "Theirs")
    with cast.refused(Invalid, "another engagement"):
        actions.define(ana, row, alternative=theirs)
    dropped = actions.drop(ana, ground.option(engagement), note="No.")
    with cast.refused(Invalid, "was dropped"):
        actions.define(ana, row, alternative=dropped)


@pytest.mark.parametrize(("make", "state"), [(ground.disagreement, True), (defined, True), (told, False)])
def test_the_engagement_knows_whether_one_is_unsettled(make, state, ana, firm):
    make(ground.negotiable(firm))
    rows = queries.heeding(ana, Engagement.objects.visible_to(ana))
    assert rows.get().disputed is state


VERBS = {
    "discuss": lambda a, d: actions.discuss(
        a, d, held_on=HELD, em=cast.person("ana"), architect=cast.person("theo"), today=cast.DAY
    ),
    "define": lambda a, d: actions.define(a, d, alternative=ground.option(d.engagement)),
    "communicate": lambda a, d: actions.communicate(
        a, d, plan="x", next_steps="y", dri=cast.person("sam"), told_on=HELD
    ),
    "close": lambda a, d: actions.close(a, d, note="x"),
    "withdraw": lambda a, d: actions.withdraw(a, d, note="x"),
}
READY = {
    "discuss": ground.disagreement, "define": discussed, "communicate": defined, "close": told,
    "withdraw": ground.disagreement,
}  # fmt: skip
WRONG = {
    "discuss": discussed, "define": ground.disagreement, "communicate": discussed, "close": defined,
    "withdraw": told,
}  # fmt: skip


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"define"}))
@pytest.mark.parametrize(
    ("who", "error"), [("sam", Forbidden), ("dora", Forbidden), ("max", Missing), ("carl", Missing)]
)
def test_the_wrong_role_is_refused(verb, who, error, firm, request):
    row = READY[verb](ground.negotiable(firm))
    with cast.refused(error):
        VERBS[verb](request.getfixturevalue(who), row)


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"define"}))
def test_the_wrong_state_is_refused(verb, ana, firm):
    row = WRONG[verb](ground.negotiable(firm))
    with cast.refused(WrongTime):
        VERBS[verb](ana, row)


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"define"}))
def test_a_stale_version_is_refused(verb, ana, firm):
    row = READY[verb](ground.negotiable(firm))
    row.version -= 1
    with cast.refused(Stale):
        VERBS[verb](ana, row)


def test_define_has_the_same_rules(ana, sam, firm):
    engagement = ground.negotiable(firm)
    row, other = discussed(engagement), ground.option(engagement)
    with cast.refused(Forbidden):
        actions.define(sam, row, alternative=other)
    seen = Disagreement.objects.get(pk=row.pk)
    seen.version -= 1
    with cast.refused(Stale):
        actions.define(ana, seen, alternative=other)
    fresh = ground.disagreement(engagement)
    with cast.refused(WrongTime):
        actions.define(ana, fresh, alternative=other)


@pytest.mark.parametrize("who", ["sam", "dora", "alma"])
def test_it_is_raised_by_those_who_shape(who, firm, request):
    with cast.refused(Forbidden):
        actions.raise_disagreement(request.getfixturevalue(who), firm.engagement, asked="x", why="y")


def test_on_a_closed_engagement_none_is_raised(ana, firm):
    engagement = cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "closed lost"):
        actions.raise_disagreement(ana, engagement, asked="x", why="y")
