"""Returned copies on the pages: taken back, looked at, answered in place, settled; legible without colour."""

from __future__ import annotations

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.bridge import document_of
from fairlead.apps.redlines import actions, work
from fairlead.apps.redlines.models import Markup, Redline
from fairlead.engines.redlines.answering import titles_of
from tests import cast
from tests.apps.redlines import coming
from tests.apps.redlines.test_settling import answered
from tests.apps.redlines.test_take import with_media
from tests.engines.redlines.marking import element

SILENCE = "passive-acceptance"


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


@pytest.fixture
def markup(sow):
    return coming.taken(sow)


def page_of(client, row, query=""):
    return client.get(f"/markups/{row.pk}{query}").content.decode()


def answer(client, row, act, htmx=True, **given):
    headers = {"HX-Request": "true"} if htmx else {}
    posted = {"act": act, "version": row.version, **given}
    return client.post(f"/redlines/{row.pk}/answer", posted, headers=headers)


def give(client, sow, data, **headers):
    file = SimpleUploadedFile("sow marked.docx", data)
    address = f"/engagements/{sow.engagement_id}/markups"
    return client.post(address, {"file": file, "sender": "Ana Ruiz"}, headers=headers)


def test_a_copy_is_taken_back_from_the_agree_tab(sow, visit):
    client = visit("ana")
    assert f"/engagements/{sow.engagement_id}/markups" in client.get(
        f"/engagements/{sow.engagement_id}/agree"
    ).content.decode()  # fmt: skip
    done = give(client, sow, coming.marked(sow))
    row = Markup.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"/markups/{row.pk}")
    page = page_of(client, row)
    assert "4 changes" in page
    assert "sent by Ana Ruiz" in page
    assert "sow marked.docx" in client.get(f"/engagements/{sow.engagement_id}/markups").content.decode()


def test_words_that_only_word_would_show_are_told_on_the_page(sow, visit):
    word = coming.opened(sow)
    _, own = word.split(coming.SAID)
    field = element("fldSimple", instr='QUOTE "without a refusal"', dirty="true")
    own.addprevious(field)
    field.append(own)
    client = visit("ana")
    give(client, sow, word.bytes())
    row = Markup.objects.get()
    assert [one["code"] for one in row.findings] == ["filled-in"]
    assert "Word may show other words" in page_of(client, row)


def test_htmx_is_sent_on_and_told_what_is_wrong_in_place(sow, visit):
    client = visit("ana")
    done = give(client, sow, coming.marked(sow), HX_Request="true")
    assert done.headers["HX-Redirect"] == f"/markups/{Markup.objects.get().pk}"
    again = give(client, sow, bytes(Markup.objects.get().original.content), HX_Request="true")
    assert again.status_code == 422
    assert "the very same file" in again.content.decode()
    assert "<h1" not in again.content.decode()


def test_insertions_and_deletions_are_words_and_not_colour_alone(markup, visit):
    page = page_of(visit("ana"), markup)
    row = coming.change(markup, SILENCE)
    part = page[page.index(f'id="c{row.pk}"') :]
    part = part[: part.index("</article>")]
    inserted = " ".join(re.sub("<[^>]+>", "", text) for text in re.findall("<ins.*?</ins>", part, re.DOTALL))
    assert "[inserted:" in inserted
    assert "reasoned objection in text form" in " ".join(inserted.split())
    assert "[deleted:" in part
    assert 'title="Ana Ruiz, ' in part


def test_who_changed_what_and_when_is_text_and_no_tooltip_alone(markup, visit):
    page = page_of(visit("ana"), markup)
    part = page[page.index(f'id="c{coming.change(markup, SILENCE).pk}"') :].partition("</article>")[0]
    told = " ".join(re.sub("<[^>]+>", "", part.partition("Who changed what, and when")[2]).split())
    assert re.search(r"taken out: “[^”]+” Ana Ruiz, \d.*put in: “[^”]+” Ana Ruiz, \d", told)


def test_a_moved_clause_follows_one_that_is_named_by_its_title(sow, visit):
    word = coming.opened(sow)
    word.control("effective").addnext(word.cut("property"))
    copy = coming.taken(sow, word.bytes())
    row = Redline.objects.get(markup=copy, kind="moved")
    titles = titles_of(document_of(copy.sow).sections)
    page = " ".join(page_of(visit("ana"), copy).split())
    assert titles[row.after] != row.after
    assert f"it follows “{titles[row.after]}” now" in html.unescape(page)


def test_where_nothing_was_taken_over_no_next_version_is_promised(markup, visit):
    coming.refuse_the_rest(markup)
    page = page_of(visit("ana"), markup)
    assert "/do/markup.settle/" in page
    assert "make the next version" not in page


def test_a_file_larger_than_promised_is_refused_before_it_is_read(sow, visit, monkeypatch):
    monkeypatch.setattr(work, "LIMIT", 5_000_000)
    monkeypatch.setattr(TemporaryUploadedFile, "read", None)
    done = give(visit("ana"), sow, b"x" * 5_000_001)
    assert done.status_code == 422
    said = done.content.decode()
    assert "This file is too large. At most 5 MB are read." in " ".join(said.split())
    assert "file</b>:" not in said


def test_an_unreadable_file_says_why_and_is_kept(sow, visit):
    client = visit("ana")
    give(client, sow, b"%PDF-1.7 no word at all")
    row = Markup.objects.get()
    page = page_of(client, row)
    assert "Cannot be taken" in page
    assert "PDF" in page
    kept = client.get(f"/markups/{row.pk}/file")
    assert kept.content == b"%PDF-1.7 no word at all"
    assert kept.headers["Content-Disposition"].startswith("attachment")


def test_a_large_file_shows_that_it_is_being_read(sow, visit):
    client = visit("ana")
    give(client, sow, with_media(sow, 700_000))
    row = Markup.objects.get()
    assert "The file is being read" in page_of(client, row)
    part = client.get(f"/markups/{row.pk}/progress", headers={"HX-Request": "true"})
    assert "<h1" not in part.content.decode()
    actions.close(cast.actor("ana"), row, note="Wrong.")
    done = client.get(f"/markups/{row.pk}/progress", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == f"/markups/{row.pk}"
    assert client.get(f"/markups/{row.pk}/progress").status_code == 302


def test_a_change_is_answered_in_place_and_the_sum_follows(markup, visit):
    client, row = visit("ana"), coming.change(markup, SILENCE)
    done = answer(client, row, "accept")
    text = done.content.decode()
    assert (done.status_code, coming.change(markup, SILENCE).state) == (200, "accepted")
    assert text.startswith(f'\n<article class="panel mark" id="c{row.pk}"')
    assert 'hx-swap-oob="true"' in text
    assert "1 accepted" in " ".join(text.split())


def test_without_scripts_it_goes_back_to_the_change(markup, visit):
    row = coming.change(markup, SILENCE)
    done = answer(visit("ana"), row, "refuse", htmx=False, note="Our standard.")
    assert (done.status_code, done.headers["Location"]) == (302, f"/markups/{markup.pk}#c{row.pk}")


def test_what_is_wrong_with_an_answer_is_said_beside_it_and_what_was_written_stays(markup, visit):
    row = coming.change(markup, SILENCE)
    words = "A deliverable is accepted when 31 business days have passed."
    done = answer(visit("ana"), row, "counter", text=words, note="Half way.")
    text = done.content.decode()
    assert (done.status_code, coming.change(markup, SILENCE).state) == (422, "open")
    assert "31 business days is not what the record says" in text
    assert words in text.partition("<textarea")[2]
    assert text.count("Half way.") == 1  # and not in the other answers as well


def test_a_stale_answer_is_refused_and_says_so(markup, visit):
    row = coming.change(markup, SILENCE)
    actions.accept(cast.actor("rita"), coming.change(markup, SILENCE))
    done = answer(visit("ana"), row, "refuse", note="No.")
    assert done.status_code == 412
    assert coming.change(markup, SILENCE).state == "accepted"


def test_an_unknown_answer_is_not_there(markup, visit):
    assert answer(visit("ana"), coming.change(markup, SILENCE), "settle").status_code == 404


def test_buttons_are_those_of_the_role(markup, visit):
    def acts(who, clause):
        row = coming.change(markup, clause)
        page = page_of(visit(who), markup)
        part = page[page.index(f'id="c{row.pk}"') :]
        return set(re.findall(r'name="act" value="(\w+)"', part[: part.index("</article>")]))

    assert acts("ana", SILENCE) == {"accept", "counter", "refuse", "reply"}
    assert acts("ana", "effective") == {"refuse", "reply"}
    assert acts("lea", "effective") == {"accept", "counter", "refuse", "reply"}
    assert acts("cora", SILENCE) == {"reply"}
    assert acts("ana", "purpose") == {"reply"}


def test_what_both_changed_stands_three_times_side_by_side(ana, sow, visit):
    late = coming.opened(sow)
    late.replace("an unmet criterion", "a criterion that is missed")
    first = coming.taken(sow)
    actions.accept(ana, coming.change(first, SILENCE))
    coming.refuse_the_rest(first)
    actions.settle(ana, coming.as_it_is(first))
    row = coming.taken(sow, late.bytes())
    page = page_of(visit("ana"), row)
    assert "Both sides have changed this clause" in page
    three = page[page.index('class="three"') :]
    for text in (coming.SAID, "a criterion that is missed", coming.WANTED):
        assert text in three[: three.index("</article>")]
    assert "Take theirs in place of ours" in page
    done = answer(visit("ana"), coming.change(row, SILENCE), "accept")
    assert done.status_code == 422
    said = done.content.decode()
    assert "We have changed" in said and "over</b>:" not in said  # the name of an argument is no word


def test_settling_makes_the_next_version_and_the_agree_tab_says_what_it_carries(ana, markup, visit):
    client = visit("ana")
    answer(client, coming.change(markup, SILENCE), "accept")
    coming.refuse_the_rest(markup)
    row = coming.as_it_is(markup)
    client.post(f"/do/markup.settle/{row.pk}", {"version": row.version, "next": f"/markups/{row.pk}"})
    assert coming.as_it_is(markup).state == "settled"
    agree = " ".join(client.get(f"/engagements/{markup.sow.engagement_id}/agree").content.decode().split())
    assert "1 clause says what was agreed with the customer" in agree
    made = coming.fresh(coming.as_it_is(markup).settled)
    engagement = cast.engagements.price(ana, cast.as_it_is(made.engagement), acceptance_days=10)
    estimate = cast.estimates.submit(ana, cast.estimates.draft(ana, engagement))
    for username in ("theo", "dora"):
        if estimate.state == "in-review" and cast.actor(username).has_any(estimate.awaited):
            estimate = cast.estimates.approve(cast.actor(username), estimate)
    agreements.generate(ana, estimate)
    agree = client.get(f"/engagements/{markup.sow.engagement_id}/agree").content.decode()
    assert "Agreed with the customer, and not kept in this version" in agree


def test_open_ones_alone_and_then_none(markup, visit):
    client = visit("ana")
    coming.refuse_the_rest(markup)
    assert "Everything is answered" in page_of(client, markup, "?state=open")


@pytest.mark.parametrize("who", ["carl", "max"])
def test_nobody_outside_the_firm_finds_it(who, markup, visit):
    client = visit(who)
    for address in (f"/markups/{markup.pk}", f"/markups/{markup.pk}/file"):
        assert client.get(address).status_code == 404
    assert answer(client, Redline.objects.first(), "accept").status_code == 404


def test_hostile_names_and_words_are_shown_as_text(sow, visit):
    word = coming.opened(sow)
    word.insert("an unmet criterion", "<script>alert(1)</script>", author="<b>Eve</b>")
    row = coming.taken(sow, word.bytes(), name="<img src=x>.docx", sender="<i>x</i>")
    page = page_of(visit("ana"), row)
    for mark in ("<script>alert", "<b>Eve", "<img src=x", "<i>x</i>"):
        assert mark not in page


def test_the_number_of_changes_does_not_matter(sow, visit):
    def asked(row):
        client = visit("ana")
        client.get(f"/markups/{row.pk}")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/markups/{row.pk}")
        return len(found)

    one = coming.opened(sow)
    one.replace("an unmet criterion", "a criterion that is missed")
    few = coming.taken(sow, one.bytes())
    many = coming.opened(sow)
    for tag in ("effective", "property", "staff", "customer-responsibility", "governed-by-agreement"):
        many.delete_clause(tag)
    assert asked(coming.taken(sow, many.bytes())) == asked(few)


def test_once_every_change_is_answered_the_answer_can_be_taken(markup, visit):
    client = visit("ana")
    assert "Our answer (Word)" not in page_of(client, markup)
    refused = client.get(f"/markups/{markup.pk}/answer.docx")
    assert refused.status_code == 409
    coming.refuse_the_rest(markup)
    assert "Our answer (Word)" in page_of(client, markup)
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("tracked", b"PK")):
        got = client.get(f"/markups/{markup.pk}/answer.{form}")
        assert (got.status_code, got.content[: len(start)]) == (200, start)
        assert got.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/markups/{markup.pk}/answer.odt").status_code == 404
    assert visit("carl").get(f"/markups/{markup.pk}/answer.docx").status_code == 404


def test_a_reply_says_whether_the_customer_reads_it(markup, visit):
    client = visit("ana")
    row = coming.change(markup, "purpose")
    key = row.comments[0]["id"]
    part = answer(client, row, "reply", text="Say nothing of it.", comment=key, inside="1").content.decode()
    assert "inside the firm" in part
    assert coming.change(markup, "purpose").state == "open"
    answer(client, coming.change(markup, "purpose"), "reply", text="In annex 1.", comment=key)
    row = coming.change(markup, "purpose")
    assert (row.state, [one["inside"] for one in row.replies]) == ("noted", [True, False])


def test_a_reply_is_kept_inside_after_all(markup, visit):
    client, row = visit("ana"), coming.change(markup, "purpose")
    key = row.comments[0]["id"]
    part = answer(client, row, "reply", text="Sixty days, at most.", comment=key).content.decode()
    assert "Keep it inside the firm" in part
    part = answer(client, coming.change(markup, "purpose"), "withhold", reply="0").content.decode()
    assert "Keep it inside the firm" not in part and "inside the firm" in part
    row = coming.change(markup, "purpose")
    assert (row.state, row.replies[0]["inside"]) == ("open", True)
    for wrong in ("7", "x", "²", ""):
        assert answer(client, row, "withhold", reply=wrong).status_code == 422
    assert answer(visit("carl"), row, "withhold", reply="0").status_code == 404


def test_what_is_changed_at_its_source_leads_there(sow, visit):
    word = coming.opened(sow)
    word.replace("5 business days", "8 business days")
    copy = coming.taken(sow, word.bytes())
    client, row = visit("ana"), coming.change(copy, SILENCE)
    assert "Change it at its source" in page_of(client, copy)
    part = answer(client, row, "source", note="Eight, then.").content.decode()
    assert f"/engagements/{sow.engagement_id}/terms" in part
    assert f"/engagements/{sow.engagement_id}/wording" in part
    assert "Eight, then." in part
    assert "1 change is to be made at its source" in part
    sam = page_of(visit("sam"), copy)
    assert 'value="source"' not in sam


def test_the_page_says_which_comment_has_no_answer_that_they_read(sow, visit):
    word = coming.opened(sow)
    word.replace(coming.SAID, coming.WANTED)
    word.comment("The day of the request is", "Of which request?")
    markup, client = coming.taken(sow, word.bytes()), visit("ana")
    coming.refuse_the_rest(markup)
    page = page_of(client, markup)
    assert "Needs an answer" in page
    assert "1 comment of theirs has no answer that they read" in page
    assert "Settle</button>" not in page
    row = coming.change(markup, SILENCE)
    part = answer(client, row, "reply", comment=row.comments[0]["id"], enough="1", text="It needs no answer.")
    assert "Needs an answer" not in part.content.decode()
    assert "has no answer that they read" not in page_of(client, markup)


def test_what_was_settled_is_not_said_to_be_changed_by_both_sides(sow, visit):
    copy = answered(sow, countered=True)
    assert actions.settle(cast.actor("ana"), copy).settled_id
    page = visit("ana").get(f"/markups/{copy.pk}").content.decode()
    assert "The version made of it" in page
    assert "changed by both sides" not in page and "Both sides have changed" not in page
