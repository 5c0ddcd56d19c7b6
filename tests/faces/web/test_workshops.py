"""Pages of workshops, log and roadmap: for whom, kept, polled cheaply, stale said with both texts."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairlead.apps.risks.models import Entry, RoadmapItem
from fairlead.apps.workshops import actions
from fairlead.apps.workshops.models import AgendaItem, Capture, Participant, Vote, Workshop
from tests import cast, meeting

HTMX = {"HX-Request": "true"}


@pytest.fixture
def live(firm):
    return meeting.running(firm)


def seen(page):
    return re.search(r"pulse\?seen=([^\"]+)\"", page)[1]


def test_a_workshop_is_planned_on_the_page(firm, visit):
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}/workshops"
    page = client.get(place).content.decode()
    assert "mandatory scoping questions have no answer" in page
    body = {
        "method": "dots",
        "day": "2026-12-03",
        "time": "25:00",
        "zone": "UTC",
        "dots": "3",
        "title": "Order",
    }
    wrong = client.post(f"{place}/new", body)
    assert (wrong.status_code, "Write it like 09:30." in wrong.content.decode()) == (422, True)
    made = client.post(f"{place}/new", {**body, "time": "09:15"})
    workshop = Workshop.objects.get()
    assert made.headers["Location"] == f"/workshops/{workshop.pk}"
    page = client.get(made.headers["Location"]).content.decode()
    assert "Who is missing for this method" in page
    assert "Start the workshop" in page


def test_a_page_says_the_hour_of_the_place(firm, visit):
    workshop = meeting.planned(firm)
    assert (
        "Dec. 3, 2026, 14:30 (Europe/Berlin)"
        in visit("ana").get(f"/workshops/{workshop.pk}").content.decode()
    )
    listed = visit("ana").get(f"/engagements/{firm.engagement.pk}/workshops").content.decode()
    assert "14:30 Europe/Berlin" in listed


def test_who_leads_gives_the_dots_of_a_guest(live, visit):
    capture = meeting.captured(live)
    place = f"/workshops/{live.pk}/guests"
    body = {"capture": capture.pk, "guest": meeting.seat(live, "Gus").pk, "dots": "3"}
    assert "Gus Guest" in visit("ana").get(f"/workshops/{live.pk}/live").content.decode()
    assert visit("ana").post(place, body, headers=HTMX).status_code == 200
    assert (Vote.objects.get().dots, Vote.objects.get().guest.name) == (3, "Gus Guest")
    assert visit("ana").post(place, {**body, "guest": ""}, headers=HTMX).status_code == 422
    assert visit("cora").post(place, body, headers=HTMX).status_code == 403
    assert "Dots of a guest" not in visit("cora").get(f"/workshops/{live.pk}/live").content.decode()


def test_agenda_and_people_are_added_there(firm, visit):
    workshop = meeting.planned(firm)
    client, place = visit("ana"), f"/workshops/{workshop.pk}"
    client.post(place, {"verb": "agenda.add", "title": "Break", "minutes": "10", "step": ""})
    assert AgendaItem.objects.filter(title="Break", minutes=10).exists()
    client.post(place, {"verb": "participant.add", "name": "Nell", "part": "scribe", "seniority": ""})
    assert Participant.objects.filter(name="Nell", part="scribe").exists()
    wrong = client.post(place, {"verb": "participant.add", "name": "", "part": "scribe"})
    assert (wrong.status_code, "Fill one of the three." in wrong.content.decode()) == (422, True)
    item = AgendaItem.objects.get(title="Break")
    client.post(f"/agenda/{item.pk}/edit", {"version": 1, "title": "Tea", "minutes": "12", "step": ""})
    assert AgendaItem.objects.get(pk=item.pk).title == "Tea"


def test_two_capture_and_each_sees_the_others(live, visit):
    ana, theo = visit("ana"), visit("theo")
    place = f"/workshops/{live.pk}"
    theirs = theo.get(f"{place}/live").content.decode()
    kept = ana.post(f"{place}/captures", {"text": "k: Freeze in December", "kind": "action"}, headers=HTMX)
    assert "Freeze in December" in kept.content.decode()
    assert "<html" not in kept.content.decode()
    news = theo.get(f"{place}/pulse?seen={seen(theirs)}", headers=HTMX)
    page = news.content.decode()
    assert (news.status_code, "Freeze in December" in page) == (200, True)
    ana.get(f"{place}/live")
    page = theo.get(f"{place}/pulse", headers=HTMX).content.decode()
    assert "Ana Ferreira" in page
    assert theo.get(f"{place}/pulse?seen={seen(page)}", headers=HTMX).status_code == 204


def test_without_a_script_the_line_is_kept_too(live, visit):
    answer = visit("ana").post(f"/workshops/{live.pk}/captures", {"text": "d: Two waves", "kind": "risk"})
    assert answer.headers["Location"] == f"/workshops/{live.pk}/live"
    assert Capture.objects.get().kind == "decision"


def test_a_refused_line_is_said_at_the_top_and_the_field_is_left(live, visit):
    answer = visit("ana").post(
        f"/workshops/{live.pk}/captures", {"text": "r: ", "kind": "risk"}, headers=HTMX
    )
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#toasts"


def test_a_poll_that_finds_nothing_new_costs_little(live, visit):
    for number in range(30):
        meeting.captured(live, f"r: Line {number}")
    client = visit("ana")
    page = client.get(f"/workshops/{live.pk}/live").content.decode()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/workshops/{live.pk}/pulse?seen={seen(page)}", headers=HTMX)
    assert answer.status_code == 204
    assert len(asked) <= 6, [query["sql"][:90] for query in asked]


def test_the_number_of_notes_does_not_change_the_number_of_queries(live, visit):
    client = visit("ana")

    def asked():
        client.get(f"/workshops/{live.pk}/live")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/workshops/{live.pk}/live")
        return len(found)

    meeting.captured(live)
    before = asked()
    for number in range(12):
        meeting.captured(live, f"k: Risk {number}")
    assert asked() == before


def test_notes_are_marked(live, visit):
    capture = meeting.captured(live)
    client, place = visit("ana"), f"/captures/{capture.pk}/mark"
    client.post(place, {"version": 1, "dots": "2"}, headers=HTMX)
    assert Vote.objects.get().dots == 2
    client.post(place, {"version": 1, "moscow": "must"}, headers=HTMX)
    assert Capture.objects.get().moscow == "must"
    stale = visit("theo").post(place, {"version": 1, "action": "park"}, headers=HTMX)
    assert stale.status_code == 412
    assert "must" in stale.content.decode()
    client.post(place, {"version": 2, "action": "park"}, headers=HTMX)
    assert Capture.objects.get().state == "parked"


def test_who_edits_what_another_changed_sees_both_texts(live, visit, theo):
    capture = meeting.captured(live)
    actions.edit_capture(theo, Capture.objects.get(), text="Single sign-on through Okta")
    body = {"version": 1, "text": "Single sign-on by March", "kind": "requirement"}
    answer = visit("ana").post(f"/captures/{capture.pk}/edit", body)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Somebody was faster." in page
    assert "Theo Lindqvist" in page
    assert "Single sign-on through Okta" in page
    assert ">Single sign-on by March</textarea>" in page
    assert Capture.objects.get().text == "Single sign-on through Okta"
    visit("ana").post(f"/captures/{capture.pk}/edit", {**body, "version": 2})
    assert Capture.objects.get().text == "Single sign-on by March"


def test_the_clock_is_everybodys_and_one_press_is_one_item(live, visit):
    place = f"/workshops/{live.pk}/clock"
    version = Workshop.objects.get().version
    page = visit("ana").post(place, {"version": version, "action": "next"}, headers=HTMX).content.decode()
    assert 'data-left="1200"' in page or 'data-left="1199"' in page
    late = visit("theo").post(place, {"version": version, "action": "next"}, headers=HTMX)
    assert late.status_code == 412
    assert Workshop.objects.get().item.place == 2


def test_landing_is_shown_first_and_then_done(live, visit, ana):
    meeting.captured(live, "k: Freeze in December")
    closed = actions.close(ana, Workshop.objects.get())
    client, place = visit("ana"), f"/workshops/{live.pk}/landing"
    page = client.get(place).content.decode()
    assert "1 thing would come of" in page
    assert not Entry.objects.exists()
    assert client.post(place, {"version": closed.version - 1}).status_code == 412
    client.post(place, {"version": closed.version})
    entry = Entry.objects.get()
    page = client.get(f"/workshops/{live.pk}").content.decode()
    assert f'href="/entries/{entry.pk}"' in page
    assert f'href="/workshops/{live.pk}"' in client.get(f"/entries/{entry.pk}").content.decode()


@pytest.mark.parametrize(("name", "magic"), [
    ("minutes.pdf", b"%PDF-"), ("minutes.docx", b"PK"), ("calendar", b"BEGIN:VCALENDAR"),
])  # fmt: skip
def test_files_are_saved_and_not_shown(name, magic, live, visit):
    answer = visit("ana").get(f"/workshops/{live.pk}/{name}")
    assert answer.content.startswith(magic)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert visit("ana").get(f"/workshops/{live.pk}/minutes.exe").status_code == 422


@pytest.mark.parametrize("who", ["carl", "max"])
@pytest.mark.parametrize("page", ["", "/edit", "/live", "/pulse", "/landing", "/minutes.pdf", "/calendar"])
def test_nobody_outside_finds_a_workshop(who, page, live, visit):
    assert visit(who).get(f"/workshops/{live.pk}{page}").status_code == 404


def test_the_log_is_narrowed_by_the_address(firm, visit):
    meeting.raised(firm, "risk", "Cutover slips")
    meeting.raised(firm, "assumption", "Licences are there")
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}/risks"
    page = client.get(place).content.decode()
    assert ("Cutover slips" in page, "Licences are there" in page) == (True, False)
    page = client.get(f"{place}?kind=scope").content.decode()
    assert ("Cutover slips" in page, "Licences are there" in page) == (False, True)
    assert "Nothing here" in client.get(f"{place}?kind=issue&due=nonsense").content.decode()
    assert client.get(f"{place}?owner=999999").status_code == 404
    assert b"Cutover slips" in client.get(f"{place}/table?kind=log").content


def test_an_entry_is_written_changed_and_shared(firm, visit):
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}/risks"
    body = {"kind": "risk", "title": "Freeze", "priority": "high", "probability": "140", "impact_days": "5"}
    wrong = client.post(f"{place}/new", body)
    assert (wrong.status_code, 'id="id_probability-wrong"' in wrong.content.decode()) == (422, True)
    client.post(f"{place}/new", {**body, "probability": "40"})
    entry = Entry.objects.get()
    client.post(
        f"/entries/{entry.pk}", {"version": 1, "title": "Freeze", "priority": "low", "escalated": "1"}
    )
    entry = Entry.objects.get()
    assert (entry.priority, entry.escalated) == ("low", True)
    assert "Freeze" not in visit("carl").get(place).content.decode()
    client.post(f"/do/entry.share/{entry.pk}", {"version": entry.version, "next": place})
    page = visit("carl").get(place).content.decode()
    assert "Freeze" in page
    assert "Write into the log" not in page
    assert f"/entries/{entry.pk}" not in page
    assert visit("carl").get(f"/entries/{entry.pk}").status_code == 404


def test_the_roadmap_has_three_columns(firm, visit):
    client, place = visit("ana"), f"/engagements/{firm.engagement.pk}/roadmap"
    client.post(place, {"title": "Runners", "horizon": "now", "text": "", "period": "Q1 2027"})
    first = RoadmapItem.objects.get()
    client.post(place, {"title": "Sign-on", "horizon": "next", "text": "", "period": "", "needs": first.pk})
    page = client.get(place).content.decode()
    assert "Waits for" in page
    second = RoadmapItem.objects.get(title="Sign-on")
    body = {"version": 1, "title": "Runners", "horizon": "now", "needs": second.pk}
    wrong = client.post(f"/roadmap/{first.pk}/edit", body)
    assert (wrong.status_code, "wait for itself" in wrong.content.decode()) == (422, True)
    assert visit("carl").get(place).status_code == 404


def test_hostile_words_are_text_on_the_wall_and_in_the_log(firm, live, visit):
    hostile = "<script>alert('ahoy')</script>\"'&{{ 7|add:7 }}"
    meeting.captured(live, f"k: {hostile}")
    meeting.raised(firm, title=hostile, text=hostile, owner_name=hostile[:60])
    client = visit("ana")
    for place in (
        f"/workshops/{live.pk}/live",
        f"/workshops/{live.pk}",
        f"/engagements/{firm.engagement.pk}/risks",
    ):
        page = client.get(place).content.decode()
        assert "alert(&#x27;ahoy" in page, place
        assert "<script>alert" not in page


def test_every_form_of_the_cast_is_refused_to_who_may_not(firm, live, visit):
    capture = meeting.captured(live)
    for place, body in [
        (f"/workshops/{live.pk}/captures", {"text": "r: x"}),
        (f"/captures/{capture.pk}/mark", {"dots": "1", "version": 1}),
        (f"/workshops/{live.pk}/clock", {"action": "next"}),
        (f"/workshops/{live.pk}/landing", {"version": 1}),
        (f"/engagements/{firm.engagement.pk}/risks/new", {"kind": "risk", "title": "X"}),
    ]:
        assert visit("finn").post(place, body).status_code in {403, 409}, place
        assert visit("carl").post(place, body).status_code == 404, place
    assert cast.AuditEntry.objects.filter(who="Finn Marlowe").count() == 0
