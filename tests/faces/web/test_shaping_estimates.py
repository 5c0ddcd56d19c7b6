"""Lines, pace, what-if and solving on the pages: what is written is kept, and what is tried is not."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.utils import translation

from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.queries import demand, lines
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.engines.money import Money
from fairlead.engines.practice.values import Kind, Question
from fairlead.engines.shaping.effects import Figure
from fairlead.faces.web.answering import typed
from fairlead.faces.web.templatetags.estimating import figure_change
from fairlead.faces.web.templatetags.ui import dollars
from fairlead.faces.web.trying import _text
from tests import cast
from tests.apps.estimates.test_adjustment import OPTIONAL


@pytest.fixture
def desk(firm, visit):
    """Ana's browser, with an estimate of complete answers on a practice with an optional line."""
    ana = cast.actor("ana")
    engagement = engagements.adopt(ana, cast.answered(firm), practice=cast.newer_practice(*OPTIONAL))
    actions.draft(ana, engagement)
    return visit("ana")


def at(firm, rest: str = "") -> str:
    return f"/engagements/{firm.engagement.pk}/estimate{rest}"


SAID = {"low": "5", "likely": "7.5", "high": "12", "basis": "hand", "reason": "Two sites."}


def test_a_line_is_said_from_the_page_and_taken_back(desk, firm):
    page = desk.get(at(firm)).content.decode()
    assert at(firm, "/lines/kickoff") in page
    form = desk.get(at(firm, "/lines/kickoff")).content.decode()
    assert 'name="likely"' in form and 'value="5.00"' in form  # what the formula says, to begin with
    sent = desk.post(
        at(firm, "/lines/kickoff"), {**SAID, "line": "kickoff", "seen": "0", "verb": "adjustment.make"}
    )
    assert sent.status_code == 302
    row = Adjustment.objects.get()
    assert (row.line, row.likely, row.said_by) == ("kickoff", Decimal("7.5"), "Ana Ferreira")
    again = desk.get(at(firm, "/lines/kickoff")).content.decode()
    assert "Back to the formula" in again and 'value="7.50"' in again
    desk.post(f"/do/adjustment.drop/{row.pk}", {"version": row.version})
    assert Adjustment.objects.get().likely is None


def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(desk, firm):
    answer = desk.post(at(firm, "/lines/kickoff"), {**SAID, "low": "9", "line": "kickoff", "seen": "0"})
    assert answer.status_code == 422
    assert "does not rise" in answer.content.decode()
    assert not Adjustment.objects.exists()


def test_somebody_faster_is_shown_and_the_second_sending_counts(desk, firm):
    row = cast.said(firm)
    stale = {**SAID, "line": "kickoff", "seen": "0"}
    answer = desk.post(at(firm, "/lines/kickoff"), stale)
    assert answer.status_code == 412
    page = answer.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert "Somebody was faster" in page and seen and int(seen[1]) == row.version
    assert desk.post(at(firm, "/lines/kickoff"), {**stale, "seen": seen[1]}).status_code == 302
    assert Adjustment.objects.get().likely == Decimal("7.5")


def test_an_optional_line_is_left_out_and_taken_in(desk, firm):
    path = at(firm, "/lines/handover")
    desk.post(path, {"verb": "adjustment.leave", "line": "handover", "reason": "They know it.", "seen": "0"})
    row = Adjustment.objects.get()
    assert row.left_out
    actions.draft(cast.actor("ana"), cast.as_it_is(firm.engagement))
    page = desk.get(at(firm)).content.decode()
    assert "Left out" in page and 'id="line-handover"' not in page
    assert "Take it in again" in desk.get(path).content.decode()


def test_a_line_of_their_own_is_added(desk, firm):
    own = {
        **SAID, "line": "night-watch", "name": "Night watch", "phase": "move", "kind": "work",
        "roles": "engineer 0.75, project-manager 0.25", "currency": "", "markup": "", "billing": "block",
    }  # fmt: skip
    assert desk.post(at(firm, "/own"), own).status_code == 302
    actions.draft(cast.actor("ana"), cast.as_it_is(firm.engagement))
    page = desk.get(at(firm)).content.decode()
    assert "Night watch" in page and "prepaid block" in page and "by hand" in page
    answer = desk.post(at(firm, "/own"), {**own, "line": "other", "roles": "engineer many"})
    assert answer.status_code == 422 and "engineer 0.75" in answer.content.decode()


def test_the_pace_is_set_and_shows_in_the_timetable(desk, firm):
    engagements.edit(cast.actor("ana"), cast.as_it_is(firm.engagement), start_on=cast.DAY)
    pace = {
        "people": "2",
        "weekly_hours": "20",
        "country": "DE",
        "freezes": "2026-12-18 to 2027-01-04: year end",
        "seen": "0",
    }
    assert desk.post(at(firm, "/pace"), pace).status_code == 302
    actions.draft(cast.actor("ana"), cast.as_it_is(firm.engagement))
    page = desk.get(at(firm)).content.decode()
    assert "At most 2 people at once, 4 h a working day each." in page
    assert "2026-12-18 to 2027-01-04" in page
    wrong = desk.post(at(firm, "/pace"), {**pace, "freezes": "in summer\n", "seen": "1"})
    assert wrong.status_code == 422 and "is no freeze" in wrong.content.decode()


TRIED = {"q1": "projects", "v1": "9,000", "discount": "5.5", "people": "3", "leave": "handover"}


def test_what_is_tried_shows_everything_and_keeps_nothing(desk, firm):
    trace = cast.trace()
    page = desk.get(at(firm, "/what-if"), TRIED).content.decode()
    for words in ("Take these answers", "Margin", "Weeks", "Sentences of the papers", "<del>", "Together"):
        assert words in page
    assert page.count("taken out: </span>") and page.count("<del>") == page.count("taken out: </span>")
    assert cast.trace() == trace


def test_what_was_tried_is_taken_and_put_back(desk, firm):
    before = Answer.objects.get(question="projects").value
    taken = desk.post(at(firm, "/what-if"), TRIED)
    assert taken.status_code == 302
    assert Answer.objects.get(question="projects").value == 9000
    assert Adjustment.objects.get(line="handover").left_out
    assert Adjustment.objects.get(line="").pace["people"] == 3
    back = desk.get(taken.headers["Location"]).content.decode()
    assert "Put it back" in back
    assert desk.post(at(firm, "/what-if"), kept(back)).status_code == 302
    assert Answer.objects.get(question="projects").value == before
    assert not Adjustment.objects.get(line="handover").left_out


def kept(page: str) -> dict[str, str]:
    """What the button that keeps what was tried sends along."""
    return dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition("moves-title")[2])
    )


def discount_of(firm) -> Decimal:
    return cast.as_it_is(firm.engagement).discount


def test_a_discount_of_nothing_is_put_back_too(desk, firm):
    assert discount_of(firm) == 0
    taken = desk.post(at(firm, "/what-if"), {"discount": "5.5"})
    assert discount_of(firm) == Decimal("5.5")
    back = desk.get(taken.headers["Location"]).content.decode()
    assert "would put everything back" in back
    desk.post(at(firm, "/what-if"), kept(back))
    assert discount_of(firm) == 0


def test_what_was_not_said_before_is_named_for_it_cannot_be_put_back(desk, firm):
    ana = cast.actor("ana")
    scoping.clear(ana, Answer.objects.get(question="projects"))
    asked = {"q1": "projects", "v1": "9,000", "start": "2027-02-01", "discount": "5"}
    back = desk.get(desk.post(at(firm, "/what-if"), asked).headers["Location"]).content.decode()
    assert "would put the rest back" in back and "everything back" not in back
    note = back[back.index("cannot be put back here") :].partition("</ul>")[0]
    assert note.count("<li>") == 2 and "<li>Start</li>" in note
    alone = {"q1": "projects", "v1": "8,000", "stays": "<b>", "back": "1"}
    assert "<b><" not in desk.get(at(firm, "/what-if"), alone).content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("value", [1234567, 1234567.0, 1234567.125, 0.125, 0.1, 1e-7, 1e15, 123456789.5])
def test_a_figure_that_is_put_back_is_the_same_to_the_last_digit(value, language):
    asked = Question("size", "How large?", Kind.NUMBER, "", "", "")
    with translation.override(language):
        assert typed(_text(value), asked) == value
    assert _text(1234567.0) == "1234567"


def test_what_a_colleague_answered_after_the_look_is_not_written_over(desk, firm):
    page = desk.get(at(firm, "/what-if"), TRIED).content.decode()
    row = Answer.objects.get(question="projects")
    scoping.give(cast.actor("rita"), row.engagement, question="projects", value=7000, seen=row.version)
    answer = desk.post(at(firm, "/what-if"), kept(page))
    said = answer.content.decode()
    assert answer.status_code == 412
    assert "Somebody was faster." in said and "7000" in said
    assert Answer.objects.get(question="projects").value == 7000
    assert not Adjustment.objects.exists()
    assert desk.post(at(firm, "/what-if"), kept(said)).status_code == 302
    assert Answer.objects.get(question="projects").value == 9000


@pytest.mark.parametrize("between", [
    lambda firm: engagements.price(cast.actor("rita"), cast.as_it_is(firm.engagement), discount=Decimal(2)),
    lambda firm: actions.leave(cast.actor("rita"), cast.as_it_is(firm.engagement), line="handover"),
    lambda firm: actions.set_pace(cast.actor("rita"), cast.as_it_is(firm.engagement), people=5),
])  # fmt: skip
def test_nor_are_terms_lines_and_pace(between, desk, firm):
    page = desk.get(at(firm, "/what-if"), TRIED).content.decode()
    between(firm)
    assert desk.post(at(firm, "/what-if"), kept(page)).status_code == 412
    assert discount_of(firm) != Decimal("5.5")


def test_what_has_nothing_to_do_with_it_may_change(desk, firm):
    page = desk.get(at(firm, "/what-if"), TRIED).content.decode()
    row = Answer.objects.get(question="users")
    scoping.give(cast.actor("rita"), row.engagement, question="users", value=700, seen=row.version)
    assert desk.post(at(firm, "/what-if"), kept(page)).status_code == 302


def test_what_is_wrong_with_a_field_stands_at_it(desk, firm):
    page = desk.get(at(firm, "/what-if"), {"discount": "much", "start": "soon"}).content.decode()
    assert 'id="id_discount-wrong"' in page and 'id="id_start-wrong"' in page
    assert "discount</b>:" not in page


NONSENSE = [
    ({"discount": "nan"}, "a number, like"),
    ({"q1": "projects", "v1": "nan"}, "projects"),
    ({"q1": "projects", "v1": "1e400"}, "projects"),
    ({"discount": "much"}, "cannot be read"),
    ({"q1": "projects", "v1": "lots"}, "projects:"),
    ({"discount": "7.583"}, "7.58 % gives"),
]


@pytest.mark.parametrize(("asked", "said"), NONSENSE)
def test_what_makes_no_sense_is_said(desk, firm, asked, said):
    answer = desk.get(at(firm, "/what-if"), asked)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_target_is_solved_and_the_way_can_be_tried(desk, firm):
    page = desk.get(at(firm, "/solve"), {"margin": "55"}).content.decode()
    link = re.search(r'href="(/engagements/\d+/estimate/what-if\?discount=[\d.]+)"', page)
    assert link
    assert "What it changes" in desk.get(link[1]).content.decode()
    assert 'aria-labelledby="way-1"' in page and re.search(r'<h2 id="way-1">\s*Way 1', page)
    assert "no wished start" in desk.get(at(firm, "/solve"), {"end": "2027-01-01"}).content.decode()


@pytest.mark.parametrize("name", ["margin", "price"])
@pytest.mark.parametrize("text", ["x", "nan", "-nan", "sNaN", "infinity", "1e999999"])
def test_a_target_that_is_no_number_is_refused(desk, firm, name, text):
    answer = desk.get(at(firm, "/solve"), {name: text})
    assert answer.status_code == 422
    assert "This cannot be read" in answer.content.decode()


def test_an_approval_that_the_answers_left_behind_is_marked(desk, firm, visit):
    ana = cast.actor("ana")
    estimate = actions.submit(ana, Estimate.objects.latest("pk"))
    actions.approve(cast.actor("theo"), estimate)
    assert "Changed since" not in desk.get(at(firm)).content.decode()
    cast.said(firm)
    page = desk.get(at(firm)).content.decode()
    assert "Changed since it was drawn up" in page
    refused = desk.post(
        f"/do/sow.generate/{estimate.pk}", {"version": Estimate.objects.get(pk=estimate.pk).version}
    )
    assert refused.status_code == 409


def test_sellers_do_not_read_what_a_journey_costs(desk, firm, visit):
    cast.said(
        firm,
        line="flights",
        likely="1111",
        name="Flights",
        phase="move",
        kind="travel",
        markup=Decimal("0.5"),
    )
    estimate = actions.draft(cast.actor("ana"), cast.as_it_is(firm.engagement))
    assert "1,111.00" in desk.get(at(firm)).content.decode()
    assert "1,111.00" not in visit("sam").get(at(firm)).content.decode()
    own = at(firm, "/lines/flights")
    assert "1,111.00" in desk.get(own).content.decode()
    assert "1,111.00" not in visit("sam").get(own).content.decode()
    cards = {card.id: card for card in lines(cast.actor("sam"), Estimate.objects.get(pk=estimate.pk))}
    assert cards["flights"].why == () and cards["flights"].cost is None


def test_sellers_see_no_margin_where_things_are_tried(desk, firm, visit):
    sam = visit("sam")
    page = sam.get(at(firm, "/what-if"), TRIED).content.decode()
    assert "Standard cost" not in page and "Margin" not in page
    assert 'name="margin"' not in sam.get(at(firm, "/solve")).content.decode()


@pytest.mark.parametrize("rest", ["/lines/kickoff", "/own", "/pace", "/what-if", "/solve"])
def test_strangers_find_none_of_it(firm, visit, rest):
    assert visit("max").get(at(firm, rest)).status_code == 404
    assert visit("carl").get(at(firm, rest)).status_code == 404


def test_the_page_says_who_is_needed_when(desk, firm, visit):
    page = desk.get(at(firm)).content.decode()
    panel = page[page.index("Who is needed when") :]
    panel = panel[: panel.index("</section>")]
    assert "Likely hours by week" in panel and "Senior engineer" in panel
    found = demand(cast.actor("ana"), Estimate.objects.get())
    assert panel.count('<th scope="col"') == found.periods + 2
    assert "contingency" in panel


def test_any_two_versions_are_compared(desk, firm):
    for line, likely in (("kickoff", "9"), ("wave-plan", "4")):
        cast.said(firm, line=line, likely=likely)
        actions.draft(cast.actor("ana"), cast.as_it_is(firm.engagement))
    one, two, three = (dollars(Money(row.price, row.currency)) for row in Estimate.objects.order_by("number"))
    for asked, head in (
        ("", f"{two} → {three}"),
        ("?v=3&since=1", f"{one} → {three}"),
        ("?v=1&since=3", f"{three} → {one}"),
        ("?v=2", f"{one} → {two}"),
    ):
        assert head in desk.get(at(firm, asked)).content.decode(), asked
    for since in ("1", "99", "<b>", ""):  # against itself or none: the page asks which
        page = desk.get(at(firm), {"v": "1", "since": since}).content.decode()
        assert "Choose the version to compare with." in page


def test_as_many_answers_as_wanted_are_tried_at_once(desk, firm):
    """Every look has one free place more than was filled in."""
    first = desk.get(at(firm, "/what-if")).content.decode()
    assert 'name="q3"' in first and 'name="q4"' not in first
    wanted = {"projects": "9,000", "users": "2,100", "portfolios": "4", "runners": "3", "integrations": "2"}
    sent = {
        f"{part}{n}": text
        for n, pair in enumerate(wanted.items(), 1)
        for part, text in zip("qv", pair, strict=True)
    }
    page = desk.get(at(firm, "/what-if"), sent).content.decode()
    assert 'name="q6"' in page and 'name="q7"' not in page
    assert desk.post(at(firm, "/what-if"), sent).status_code == 302
    held = dict(Answer.objects.filter(question__in=wanted, state="stands").values_list("question", "value"))
    assert held == {key: int(text.replace(",", "")) for key, text in wanted.items()}


@pytest.mark.parametrize("said", ["Microsoft Entra ID", "microsoft entra id", "entra-id"])
def test_a_choice_is_written_as_it_reads_in_the_list(desk, firm, said):
    assert desk.post(at(firm, "/what-if"), {"q1": "sso_provider", "v1": said}).status_code == 302
    assert Answer.objects.get(question="sso_provider", state="stands").value == "entra-id"


@pytest.mark.parametrize(
    ("key", "delta", "said"),
    [("margin", "0.0013", "+0.13\u00a0%"), ("contingency", "-0.00002", "0\u00a0%"),
     ("hours", "-12.5", "−12.5"), ("price", "3300", "+$3,300.00")],
)  # fmt: skip
def test_a_figure_says_by_how_much_it_moves(key, delta, said):
    figure = Figure(key, Decimal(0), Decimal(delta))
    assert figure_change(figure, "USD") == said
