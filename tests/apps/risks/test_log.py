"""The log: raised, changed, moved, shared; and who sees what of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairlead.apps.risks import actions, queries
from fairlead.apps.risks.models import Entry
from fairlead.apps.risks.states import ENTRY, KINDS, moves_of
from fairlead.core.errors import Forbidden, Invalid, Missing, Stale, WrongTime
from fairlead.core.rows import find
from fairlead.core.undoing import undo
from tests import cast, meeting

OUTSIDE = ["finn", "alma"]

# Every verb of an entry, as a call that would change it.
VERBS = {
    "entry.edit": lambda actor, row: actions.edit(actor, row, title="Cutover slips by a week"),
    "entry.move": lambda actor, row: actions.move(actor, row, action="start"),
    "entry.share": actions.share,
    "entry.withhold": actions.withhold,
}


@pytest.fixture
def entry(firm):
    return meeting.raised(firm)


def ready(verb: str, firm: cast.Firm) -> Entry:
    """An entry that the verb can be asked of."""
    row = meeting.raised(firm)
    return actions.share(cast.actor("ana"), row) if verb == "entry.withhold" else row


def test_an_entry_keeps_what_was_said(dan, firm):
    with cast.records("entry.raise") as lines:
        row = actions.raise_entry(
            dan, firm.engagement, kind="risk", title=" Freeze in December ", owner_name="Carl Jensen",
            due_on=date(2026, 12, 1), priority="high", probability=60, impact_days=10,
            impact_budget=Decimal("12000.00"), impact_scope="Wave 3 moves", response="Move wave 3 up.",
        )  # fmt: skip
    assert (row.title, row.state, row.shared, row.escalated) == ("Freeze in December", "open", False, False)
    assert lines[0].thread == f"engagement:{firm.engagement.pk}"
    card = queries.entry_card(dan, Entry.objects.get())
    assert (card.owner, card.impact_budget, card.live) == ("Carl Jensen", Decimal("12000.00"), True)


@pytest.mark.parametrize("who", [*OUTSIDE, "carl"])
def test_who_does_not_shape_or_deliver_raises_nothing(who, firm, request):
    with cast.refused(Forbidden, "write into the log"):
        actions.raise_entry(request.getfixturevalue(who), firm.engagement, kind="risk", title="X")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("kind", {"kind": "wish"}),
        ("title", {"title": "  "}),
        ("title", {"title": "x" * 201}),
        ("priority", {"priority": "urgent"}),
        ("probability", {"probability": 101}),
        ("impact_days", {"impact_days": 4000}),
        ("impact_budget", {"impact_budget": Decimal("-1")}),
        ("", {"kind": "issue", "probability": 10}),
        ("", {"owner_name": "Carl", "owner": "theo"}),
    ],
)
def test_a_wrong_field_is_named(ana, firm, field, said):
    given = {"kind": "risk", "title": "Something", **said}
    if "owner" in given:
        given["owner"] = cast.person(given["owner"])
    with cast.refused(Invalid) as caught:
        actions.raise_entry(ana, firm.engagement, **given)
    assert [finding.where for finding in caught.value.findings] == [field]


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_writes_one_line(verb, ana, firm):
    row = ready(verb, firm)
    with cast.records(verb):
        assert VERBS[verb](ana, row).version == row.version


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["finn", "alma", "carl"])
def test_a_verb_refuses_the_wrong_role(verb, who, firm, request):
    row = ready(verb, firm)
    before = Entry.objects.values().get()
    with cast.refused((Forbidden, Missing)):
        VERBS[verb](request.getfixturevalue(who), row)
    assert Entry.objects.values().get() == before


@pytest.mark.parametrize("verb", ["entry.share", "entry.withhold"])
@pytest.mark.parametrize("who", ["theo", "sam", "cora"])
def test_what_the_customer_sees_is_said_by_who_leads(verb, who, firm, request):
    row = ready(verb, firm)
    with cast.refused(Forbidden, "share with the customer"):
        VERBS[verb](request.getfixturevalue(who), row)


@pytest.mark.parametrize("verb", VERBS)
def test_a_stale_version_is_refused(verb, ana, theo, firm):
    row = ready(verb, firm)
    actions.edit(theo, Entry.objects.get(), text="Seen by Theo")
    with cast.refused(Stale):
        VERBS[verb](ana, row)
    assert Entry.objects.get().text == "Seen by Theo"


@pytest.mark.parametrize("verb", VERBS)
def test_of_a_lost_engagement_nothing_changes(verb, ana, firm):
    row = ready(verb, firm)
    cast.moved(firm.engagement, "lose")
    with cast.refused(WrongTime, "was lost"):
        VERBS[verb](ana, Entry.objects.get(pk=row.pk))


def test_after_the_sale_the_log_goes_on(dan, firm):
    sow = cast.signable(firm)
    cast.booked(sow.engagement)
    assert actions.raise_entry(dan, firm.engagement, kind="issue", title="Runner quota").state == "open"


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
def test_an_entry_ends_in_the_ways_of_its_kind(kind, ana, firm):
    for action in dict.fromkeys(move.action for move in ENTRY.moves):
        row = meeting.raised(firm, kind)
        if action == "reopen":
            row = actions.move(ana, row, action="drop", note="Not ours.")
        if action in moves_of(kind):
            assert actions.move(ana, row, action=action, note="So be it.").state == ENTRY.next(
                row.state, action
            )
        else:
            with cast.refused(WrongTime, f"knows no {action}"):
                actions.move(ana, row, action=action)


def test_what_is_dropped_has_its_reason(ana, entry):
    with cast.refused(Invalid, "reason"):
        actions.move(ana, entry, action="drop")
    dropped = actions.move(ana, entry, action="drop", note="They bought runners.")
    assert (dropped.state, dropped.outcome) == ("dropped", "They bought runners.")
    opened = actions.move(ana, dropped, action="reopen")
    assert (opened.state, opened.outcome) == ("open", "")
    with cast.refused(WrongTime):
        actions.move(ana, opened, action="reopen")


def test_an_owner_takes_the_place_of_the_other(ana, entry):
    named = actions.edit(ana, entry, owner_name="Carl Jensen")
    ours = actions.edit(ana, named, owner=cast.person("theo"))
    assert (ours.owner.name, ours.owner_name) == ("Theo Lindqvist", "")
    theirs = actions.edit(ana, ours, owner_name="Carl Jensen")
    assert (theirs.owner, theirs.owner_name) == (None, "Carl Jensen")
    with cast.refused(Invalid, "not both"):
        actions.edit(ana, theirs, owner=cast.person("theo"), owner_name="Somebody")


def test_an_edit_can_be_undone(ana, entry):
    with cast.records("entry.edit") as lines:
        actions.edit(ana, entry, escalated=True, priority="high")
    undo(ana, lines[0].seq)
    row = Entry.objects.get()
    assert (row.escalated, row.priority, row.weight) == (False, "medium", 2)


def test_a_customer_sees_what_was_shared_without_what_it_costs(ana, carl, firm, entry):
    assert not queries.entries(carl).exists()
    with pytest.raises(Missing):
        find(carl, Entry, entry.pk)
    actions.share(ana, actions.edit(ana, entry, impact_budget=Decimal(5000)))
    (row,) = queries.entries(carl, engagement=firm.engagement)
    assert queries.entry_card(carl, row).impact_budget is None
    assert queries.entry_card(ana, row).impact_budget == Decimal(5000)
    actions.withhold(ana, row)
    assert not queries.entries(carl).exists()


def test_a_stranger_finds_nothing(max, entry):
    with pytest.raises(Missing):
        find(max, Entry, entry.pk)


def test_the_weightiest_comes_first_and_filters_narrow(ana, firm):
    low = meeting.raised(firm, "action", "Low", priority="low", due_on=date(2026, 12, 1))
    high = meeting.raised(firm, "risk", "High", priority="high", owner=cast.person("theo"))
    note = meeting.raised(firm, "assumption", "They have licences")
    assert [row.title for row in queries.entries(ana)] == ["High", "They have licences", "Low"]
    assert list(queries.entries(ana, kind="log")) == [high, low]
    assert list(queries.entries(ana, kind="scope")) == [note]
    assert list(queries.entries(ana, owner=cast.person("theo"))) == [high]
    assert list(queries.entries(ana, due_by=date(2026, 12, 1))) == [low]
    assert list(queries.entries(ana, q="licen")) == [note]
    actions.move(ana, low, action="finish")
    assert list(queries.entries(ana, kind="action", state="live")) == []
    assert list(queries.entries(ana, state="closed")) == [low]


def test_the_table_holds_no_formula(ana, carl, firm):
    meeting.raised(firm, title='=HYPERLINK("x")', text="@SUM(A1)", impact_budget=Decimal("1200.50"))
    text = queries.export(ana, firm.engagement).content.decode("utf-8-sig")
    head, line = text.splitlines()
    assert head.startswith("Number,Kind,Title")
    assert "'=HYPERLINK" in line
    assert "'@SUM(A1)" in line
    assert "1200.50,USD" in line
    assert len(queries.export(carl, firm.engagement).content.decode("utf-8-sig").splitlines()) == 1
