"""Importing on the pages: what a file would change, line by line; then it is applied, mapped or dropped."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairlead.apps.intake import actions, work
from fairlead.apps.intake.models import ColumnMapping, Intake, Reference
from fairlead.apps.scoping.models import Answer
from tests.apps.intake.givings import NAME, TEAMS, broken, sent, whole
from tests.engines.intake.exports import TABLE, export, issue
from tests.engines.intake.workbooks import saved

HOSTILE = "<script>alert('ahoy')</script>"


@pytest.fixture
def ana_at(visit):
    return visit("ana")


def give(client, firm, data, name=NAME, **headers):
    content = data if isinstance(data, bytes) else saved(data).getvalue()
    file = SimpleUploadedFile(name, content)
    return client.post(f"/engagements/{firm.engagement.pk}/intake", {"file": file}, headers=headers)


def page_of(client, row):
    return client.get(f"/intake/{row.pk}").content.decode()


def test_a_report_is_given_in_looked_at_and_applied(ana_at, firm):
    answer = give(ana_at, firm, whole())
    row = Intake.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/intake/{row.pk}")
    page = page_of(ana_at, row)
    assert "7 answers would be new" in page
    assert "service-1" in page
    assert not Answer.objects.exists()
    answer = ana_at.post(f"/intake/{row.pk}/apply", {"version": row.version}, follow=True)
    assert "7 answers were taken from it" in answer.content.decode()
    assert Answer.objects.count() == 7
    assert NAME in ana_at.get(f"/engagements/{firm.engagement.pk}/intake").content.decode()


def test_htmx_is_sent_on_and_told_what_is_wrong_in_place(ana_at, firm):
    answer = give(ana_at, firm, whole(), HX_Request="true")
    assert answer.headers["HX-Redirect"] == f"/intake/{Intake.objects.get().pk}"
    answer = give(ana_at, firm, b"PK\x03\x04", HX_Request="true")
    assert answer.status_code == 422
    assert "<h1" not in answer.content.decode()
    assert "cannot be read" in answer.content.decode()


def test_errors_come_first_and_keep_it_out(ana_at, firm):
    give(ana_at, firm, broken())
    row = Intake.objects.get()
    page = page_of(ana_at, row)
    assert page.index("Raw Project Data!U2") < page.index("source_scm")
    assert "Take these answers" not in page
    refused = ana_at.post(f"/intake/{row.pk}/apply", {"version": row.version})
    assert refused.status_code == 422
    assert "Raw Project Data!U2" in refused.content.decode()
    ana_at.post(f"/intake/{row.pk}/apply", {"version": row.version, "only_sound": "1"})
    assert Answer.objects.get(question="projects").value == 2


def test_lines_are_narrowed_and_downloaded_safely(ana_at, ana, firm):
    data = TEAMS.replace(b"120", b"=cmd()")
    row = actions.take(ana, firm.engagement, content=sent(data), name="t.csv")
    only = ana_at.get(f"/intake/{row.pk}?fate=new").content.decode()
    assert "t!B2" not in only
    assert "registry_gb" in only
    answer = ana_at.get(f"/intake/{row.pk}/lines.csv")
    text = b"".join(answer.streaming_content).decode()
    assert text.splitlines()[0].startswith("Fate,Where,Row")
    assert "t!B2" in text
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_text_that_a_spreadsheet_would_calculate_stays_a_text(ana_at, ana, firm):
    data = b"source version,x\n=1+1,2\n"
    row = actions.take(ana, firm.engagement, content=sent(data), name="t.csv")
    text = b"".join(ana_at.get(f"/intake/{row.pk}/lines.csv").streaming_content).decode()
    assert "'=1+1" in text


def test_columns_are_mapped_and_remembered(ana_at, ana, firm):
    row = actions.take(ana, firm.engagement, content=sent(TEAMS), name="teams.csv")
    assert 'name="question-1"' in page_of(ana_at, row)
    said = {"version": row.version, "question-1": "users", "way-1": "most", "remember": "Teams"}
    assert ana_at.post(f"/intake/{row.pk}/columns", said).status_code == 302
    assert Intake.objects.get().columns == {"active users": "users most"}
    assert ColumnMapping.objects.get().columns == {"active users": "users most"}


def test_a_long_file_is_polled_and_can_be_stopped(ana_at, ana, firm, monkeypatch):
    monkeypatch.setattr(work, "AT_ONCE", 0)
    row = actions.take(ana, firm.engagement, content=sent(whole()), name=NAME)
    assert "every 2s" in page_of(ana_at, row)
    part = ana_at.get(f"/intake/{row.pk}/progress", headers={"HX-Request": "true"})
    assert (part.status_code, "<progress" in part.content.decode()) == (200, True)
    ana_at.post(f"/do/intake.stop/{row.pk}", {"version": row.version})
    assert Intake.objects.get().state == "stopped"
    part = ana_at.get(f"/intake/{row.pk}/progress", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == f"/intake/{row.pk}"
    assert "nothing was changed" in page_of(ana_at, row)


def test_a_file_that_is_too_large_is_not_kept(ana_at, firm, monkeypatch):
    monkeypatch.setattr("fairlead.faces.web.uploads.LIMITS", type("L", (), {"packed": 10}))
    answer = give(ana_at, firm, b"a,b\n" + b"1,2\n" * 60_000, "t.csv")
    assert answer.status_code == 422
    assert "too large" in answer.content.decode()
    assert not Intake.objects.exists()


def test_no_file_is_said(ana_at, firm):
    answer = ana_at.post(f"/engagements/{firm.engagement.pk}/intake", {})
    assert (answer.status_code, "No file was chosen" in answer.content.decode()) == (422, True)


def test_names_in_files_are_text(ana_at, ana, firm):
    data = f"{HOSTILE},users\n{HOSTILE},{HOSTILE}\n".encode()
    row = actions.take(ana, firm.engagement, content=sent(data), name=f"{HOSTILE}.csv")
    assert "<script>alert" not in page_of(ana_at, row)
    assert "<script>alert" not in ana_at.get(f"/engagements/{firm.engagement.pk}/intake").content.decode()


@pytest.mark.parametrize("who", ["carl", "max"])
def test_others_find_nothing(who, visit, ana, firm):
    row = actions.take(ana, firm.engagement, content=sent(TEAMS), name="teams.csv")
    for path in (
        f"/intake/{row.pk}",
        f"/intake/{row.pk}/lines.csv",
        f"/engagements/{firm.engagement.pk}/intake",
    ):
        assert visit(who).get(path).status_code == 404


def test_issues_are_checked_and_imported(ana_at, firm):
    file = SimpleUploadedFile("issues.csv", export(issue(7, Description=TABLE), issue(8, "Nobody")))
    page = ana_at.post("/engagements/import", {"file": file, "offering": "migration-saas"}).content.decode()
    assert "no account" in page
    assert "Import only what is sound" in page
    assert not Reference.objects.exists()
    content = sent(export(issue(7, Description=TABLE), issue(8, "Nobody")))
    said = {"content": content, "name": "issues.csv", "offering": "migration-saas", "sure": "all"}
    assert ana_at.post("/engagements/import", said).status_code == 422
    assert ana_at.post("/engagements/import", said | {"sure": "sound"}).status_code == 302
    assert [row.key for row in Reference.objects.all()] == ["7"]
    made = Reference.objects.get().engagement
    assert Reference.objects.get().url in ana_at.get(f"/engagements/{made.pk}/intake").content.decode()


@pytest.mark.parametrize("who", ["theo", "finn"])
def test_issues_are_for_those_who_open_engagements(who, visit, firm):
    assert visit(who).get("/engagements/import").status_code == 403
