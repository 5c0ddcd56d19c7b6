"""The pages of calibration: the record and its chart, a proposal decided, actuals taken in, what is alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairlead.apps.calibration.models import Actual, Calibration
from fairlead.apps.calibration.queries import similar
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.estimates.bridge import figures_of
from fairlead.core.errors import Stale
from fairlead.core.verbs import READINGS, VERBS
from tests import cast
from tests.apps.calibration.closings import FIRST, another, closing, history, lines_of, living, won

LINE = "wave-plan"


@pytest.fixture
def past(firm):
    return history(firm, 8, {LINE: 1.6})


def page(client, address, status=200, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_record_is_a_chart_and_a_table_that_says_the_same(past, visit):
    shown = page(visit("ana"), "/calibration")
    assert 'role="img" aria-label="How promises held: P50:' in shown
    assert "8 closed engagements" in shown
    assert "too few to conclude" in shown
    assert shown.count('<th scope="row">P') == 3
    assert "Migration to GitLab.com</a>" in shown


def test_a_figure_leads_to_the_engagements_behind_it(past, visit):
    shown = page(visit("ana"), "/calibration", by="line")
    assert f"by=line&amp;group={LINE}&amp;offering=" in shown
    behind = page(visit("ana"), "/calibration/closed", by="line", group=LINE)
    assert behind.count(f'<td class="quiet">{LINE}') == 8
    assert "Only 8 closed" in behind


def test_managers_find_themselves_alone(past, visit):
    assert "Rita Okafor" in page(visit("dora"), "/calibration", by="em")
    own = page(visit("ana"), "/calibration", by="em")
    assert "Ana Ferreira</a>" in own
    assert "Rita Okafor" not in own


@pytest.mark.parametrize(
    "address", ["/calibration?by=weather&offering=none", "/calibration/closed?by=firm&group=x"]
)
def test_an_address_that_is_none_is_the_whole(address, visit):
    assert "Calibration" in page(visit("ana"), address)


def test_an_empty_record_says_what_it_is_for(visit):
    shown = page(visit("ana"), "/calibration")
    assert "Nothing is closed here yet" in shown
    assert "Import actuals" in shown
    assert "Import actuals" not in page(visit("sam"), "/calibration")
    assert "Nothing is closed here" in page(visit("ana"), "/calibration/closed")
    assert page(visit("carl"), "/calibration", status=404)


def test_too_little_to_propose_from_is_said(firm, visit):
    answer = visit("ana").post("/calibration/propose", {"offering": "migration-saas"})
    assert answer.status_code == 409
    assert "are too few to correct anything" in answer.content.decode()
    assert Calibration.objects.count() == 0


def test_a_proposal_is_made_shown_and_accepted_line_by_line(past, visit):
    made = visit("ana").post("/calibration/propose", {"offering": "migration-saas"})
    row = Calibration.objects.get()
    assert made.url == f"/calibration/{row.pk}"
    assert "Accept what is chosen" not in page(visit("ana"), made.url)
    rita = visit("rita")
    shown = page(rita, made.url)
    assert "The last 8 estimates run again" in shown
    assert f'value="{LINE}" checked' in shown
    none = rita.post(made.url, {"version": row.version})
    assert none.status_code == 422
    assert "No line was chosen." in none.content.decode()
    done = rita.post(made.url, {"version": row.version, "lines": [LINE], "note": "As seen."}, follow=True)
    text = done.content.decode()
    assert "the practice is now 2026.11.1" in text
    assert "What it changed" in text and "accepted</span>" in text
    assert PracticeVersion.objects.latest("pk").label == "2026.11.1"


def test_a_stale_decision_is_met_with_what_changed(past, visit):
    visit("ana").post("/calibration/propose", {"offering": "migration-saas"})
    row = Calibration.objects.get()
    answer = visit("rita").post(f"/calibration/{row.pk}", {"version": row.version + 3, "lines": [LINE]})
    assert answer.status_code == 412
    assert Calibration.objects.get().state == "proposed"


def test_a_rejection_stands_on_the_page(past, visit):
    visit("ana").post("/calibration/propose", {"offering": "migration-saas"})
    row = Calibration.objects.get()
    said = {"version": row.version, "note": "One <b>customer</b>.", "next": f"/calibration/{row.pk}"}
    text = visit("dora").post(f"/do/calibration.reject/{row.pk}", said, follow=True).content.decode()
    assert "You rejected a calibration." in text
    assert "One &lt;b&gt;customer&lt;/b&gt;." in text


def test_a_file_is_checked_first_and_every_wrong_cell_is_named(firm, visit):
    engagement, dan = won(firm), visit("dan")
    text = f"engagement,line,hours,finished\n{engagement.pk},kick-off,many,{FIRST}\n"
    answer = dan.post("/actuals/import", {"csv": text, "name": "close.csv"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "2 things are wrong; nothing was recorded" in shown
    assert "unknown" not in shown and "&#x27;many&#x27; is no number" in shown
    right = "\n".join(
        ["engagement,line,hours,days,finished", *closing(engagement, lines_of(engagement), FIRST, {}, 1)]
    )
    found = dan.post("/actuals/import", {"csv": right, "name": "close.csv"}).content.decode()
    assert "rows would be recorded" in found
    assert Actual.objects.count() == 0
    dan.post("/actuals/import", {"csv": right, "name": "close.csv", "sure": "1"})
    assert len(living(engagement)) == len(lines_of(engagement)) + 1


def test_what_it_took_is_recorded_and_corrected_beside_the_engagement(firm, visit):
    engagement, dan = won(firm), visit("dan")
    address = f"/engagements/{engagement.pk}/actuals"
    assert "Nothing is recorded yet" in page(dan, address)
    wrong = dan.post(address, {"line": LINE, "hours": "twelve", "finished": ""})
    assert wrong.status_code == 422
    assert wrong.content.decode().count('class="wrong"') == 2
    dan.post(address, {"line": LINE, "hours": "12.5", "finished": str(FIRST), "cost": "1500"})
    row = Actual.objects.get()
    assert "$1,500.00" in page(dan, address)
    assert "$1,500.00" not in page(visit("cora"), address)
    assert page(dan, f"/actuals/{row.pk}/correct").count("12.50") == 1
    dan.post(f"/actuals/{row.pk}/correct", {"version": "1", "hours": "13", "note": "A day was missing."})
    shown = page(dan, address)
    assert "1 record was corrected or taken back" in shown
    assert living(engagement) == {LINE: 13}
    later = Actual.objects.living().get()
    assert "Take it back" in page(dan, f"/actuals/{later.pk}/correct")
    said = {"version": "1", "note": "Not ours.", "next": address}
    told = dan.post(f"/do/actual.reverse/{later.pk}", said, follow=True).content.decode()
    assert "You took back what was recorded." in told
    assert living(engagement) == {}


def test_before_it_is_won_the_page_says_so(work, visit):
    shown = page(visit("ana"), f"/engagements/{work.pk}/actuals")
    assert "was won with an approved estimate" in shown
    assert "id_hours" not in shown


def test_similar_engagements_stand_beside_the_lines(past, visit, ana, firm):
    fresh = cast.engagements.open_engagement(
        ana, firm.account, name="Beside", offering="migration-saas", today=cast.DAY
    )
    cast.scoping.import_answers(ana, fresh, text=cast.ANSWERS.read_text(), dry_run=False)
    address = f"/engagements/{fresh.pk}/similar"
    shown = page(visit("ana"), address)
    assert "8 of this offering are closed" in shown
    assert "nothing: the same answers" in shown
    assert f'id="line-{LINE}"' in shown
    assert "reference class of 5 similar engagements" in shown.lower()
    own = f"/engagements/{fresh.pk}/estimate/lines/{LINE}"
    beside = page(visit("ana"), own)
    assert "reference class of 5 similar engagements" in beside.lower()
    assert f'action="{address}/{LINE}"' in beside and f'name="next" value="{own}"' in beside
    cast.estimates.draft(ana, fresh)
    assert f"{address}#line-{LINE}" in page(visit("ana"), f"/engagements/{fresh.pk}/estimate")
    another(past[0], 40)
    with CaptureQueriesContext(connection) as asked:
        visit("ana").get(address)
    assert len(asked) <= 24, [query["sql"][:90] for query in asked.captured_queries]


def test_the_reference_may_be_taken_as_a_lines_range(past, visit, ana, firm):
    fresh = cast.engagements.open_engagement(
        ana, firm.account, name="Beside", offering="migration-saas", today=cast.DAY
    )
    cast.scoping.import_answers(ana, fresh, text=cast.ANSWERS.read_text(), dry_run=False)
    address = f"/engagements/{fresh.pk}/similar"
    assert "in place of the formula" in page(visit("ana"), address)
    assert "in place of the formula" not in page(visit("sam"), address)
    (wanted,) = similar(ana, fresh, line=LINE).lines
    for seen in ("0", "1"):
        with cast.records("adjustment.make"):
            told = visit("ana").post(f"{address}/{LINE}", {"seen": seen}, follow=True)
        assert "You took the range of the reference class." in told.content.decode()
    (said,) = READINGS["adjustment.list"].function(ana, engagement=fresh)
    assert (said.line, said.basis) == (LINE, "reference")
    assert [float(part) for part in (said.low, said.likely, said.high)] == [
        wanted.hours[p] for p in (10, 50, 90)
    ]
    assert "Northwind Freight: " in said.reason
    with cast.refused(Stale):
        given = {"low": Decimal(1), "likely": Decimal(2), "high": Decimal(3), "reason": "Older.", "seen": 0}
        VERBS["adjustment.make"].function(ana, fresh, line=LINE, **given)
    assert visit("sam").post(f"{address}/{LINE}", {"seen": "2"}).status_code == 403
    assert visit("ana").post(f"{address}/nothing-like-it", {"seen": "0"}).status_code == 404
    line = next(one for one in figures_of(cast.estimates.draft(ana, fresh)).lines if one.id == LINE)
    assert float(line.hours) == pytest.approx(wanted.hours[50], abs=0.25)
    assert any("similar engagements" in why for why in line.why)


def test_what_cannot_be_priced_says_why(firm, visit, ana):
    cast.answered(firm)
    row = cast.Answer.objects.get(question="projects")
    cast.scoping.give(ana, firm.engagement, question="projects", value=1, seen=row.version)
    assert page(visit("ana"), f"/engagements/{firm.engagement.pk}/similar")


def test_the_record_asks_as_much_of_the_database_for_many_as_for_few(past, visit, firm):
    client = visit("dora")

    def asked():
        client.get("/calibration")
        with CaptureQueriesContext(connection) as found:
            client.get("/calibration")
        return len(found)

    before = asked()
    more = [another(past[0], place) for place in range(50, 56)]
    lines = lines_of(past[0])
    rows = [row for place, one in enumerate(more) for row in closing(one, lines, FIRST, {}, place)]
    cast_rows = "\n".join(["engagement,line,hours,days,finished", *rows])
    visit("dan").post("/actuals/import", {"csv": cast_rows, "sure": "1"})
    assert asked() == before
