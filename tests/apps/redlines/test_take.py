"""Taking a marked copy back: what is kept, what is found, and what is turned away."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.desk.models import Notice
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.redlines import actions, work
from fairlead.apps.redlines.models import Markup, Original, Redline
from fairlead.apps.redlines.queries import download, marked, markup_card
from fairlead.apps.redlines.tasks import read_copy, recover_copies
from fairlead.core.audit import verify_sealed
from fairlead.core.errors import Forbidden, Invalid, Missing, WrongTime
from fairlead.core.jobs import MOST_ATTEMPTS
from fairlead.core.models import Event
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import find
from tests import cast
from tests.apps.redlines import coming
from tests.core import test_jobs as jobs
from tests.engines.redlines.marking import element, q
from tests.engines.redlines.test_refused import bombs, with_parts

TAKEN = ("markup.take", "original.keep", "redline.find")
BOMBS = bombs()
# The bad input of issue 4, by what the reader of the page is told.
HOSTILE = {
    name: BOMBS[name]
    for name in ("a zip bomb", "entities", "an outside entity", "macros", "a docm by its type", "a password",
                 "a zip password", "a PDF", "too many parts", "absurd nesting", "an old .doc")
}  # fmt: skip


@pytest.fixture
def sow(firm):
    return coming.sent(firm)


def codes(copy):
    return [one["code"] for one in copy.findings]


@pytest.mark.parametrize("who", ["ana", "rita", "sam", "lea"])
def test_every_change_is_found_with_who_and_when(who, sow):
    with cast.records(*TAKEN) as lines:
        copy = coming.taken(sow, who=who)
    assert {line.thread for line in lines} == {sow.thread}
    assert (copy.state, copy.sow, copy.manifest, copy.share) == ("open", sow, sow.manifest, 1.0)
    found = [(row.kind, row.clause, row.owner, row.authors) for row in copy.redlines.all()]
    assert found == [
        ("deleted", "effective", "legal", ["Ana Ruiz"]),
        ("commented", "purpose", "ps", ["Ben Ode"]),
        ("changed", "passive-acceptance", "ps", ["Ana Ruiz"]),
        ("added", "@added-1", "legal", ["Ana Ruiz"]),
    ]
    row = coming.change(copy, "passive-acceptance")
    assert f"{row.last_at:%Y-%m-%d %H:%M}" == "2026-12-01 10:30"
    gone, new = (
        "".join(text for kind, text, *_ in row.pieces if kind == one) for one in ("deleted", "inserted")
    )
    assert (gone, new) == (coming.SAID, coming.WANTED)
    assert coming.WANTED in row.wording


def test_the_file_is_kept_as_it_came_and_nothing_changes_it(ana, sow):
    data = coming.marked(sow)
    copy = coming.taken(sow, data)
    assert download(ana, copy).content == data
    original = Original.objects.get(markup=copy)
    for broken in (lambda: original.delete(), lambda: original.save()):
        with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
            broken()


def test_the_audit_keeps_its_hash_and_counts_what_was_found(sow):
    with cast.records(*TAKEN) as lines:
        copy = coming.taken(sow)
    kept, found = lines[1].facts["after"], lines[2].facts["after"]
    assert kept["content"] == f"sha256:{copy.sha256}"
    assert found["rows"] == 4


@pytest.mark.parametrize("who", ["theo", "dora", "dan", "cora", "finn", "alma"])
def test_others_take_nothing_back(who, sow, request):
    with cast.refused(Forbidden, "take a marked copy back"):
        actions.take(request.getfixturevalue(who), sow, content="", name="x.docx")


@pytest.mark.parametrize("who", ["max", "carl"])
def test_neither_a_stranger_nor_the_customer_sees_it(who, sow, request):
    copy, actor = coming.taken(sow), request.getfixturevalue(who)
    for row in (copy, copy.redlines.first(), copy.original):
        with pytest.raises(Missing):
            find(actor, type(row), row.pk)


def test_of_closed_work_nothing_comes_back(ana, firm, sow):
    engagements.move(ana, cast.as_it_is(firm.engagement), action="lose", reason="price", note="Too dear.")
    with cast.refused(WrongTime):
        actions.take(ana, coming.fresh(sow), content="", name="x.docx")


def test_the_very_same_file_is_not_read_twice(ana, sow):
    copy = coming.taken(sow)
    content = base64.b64encode(bytes(copy.original.content)).decode()
    with cast.refused(Invalid, "the very same file"):
        actions.take(ana, sow, content=content, name="again.docx")
    actions.close(ana, copy, note="Read it anew.")
    assert actions.take(ana, sow, content=content, name="again.docx").pk != copy.pk


def test_a_file_that_was_turned_away_may_be_taken_again(sow):
    """Nothing of it was answered, and nobody can put it aside."""
    data = b"%PDF-1.4 nothing"
    first = coming.taken(sow, data)
    assert first.state == "unreadable"
    assert coming.taken(coming.fresh(sow), data).pk != first.pk


def test_of_a_file_that_is_settled_it_says_so(ana, sow):
    copy = coming.taken(sow)
    content = base64.b64encode(bytes(copy.original.content)).decode()
    coming.refuse_the_rest(copy)
    actions.settle(ana, coming.as_it_is(copy))
    with cast.refused(Invalid, "It is settled already") as caught:
        actions.take(ana, coming.fresh(sow), content=content, name="again.docx")
    (finding,) = caught.value.findings
    assert finding.code == "twice"
    assert "Put that one aside" not in finding.fix


@pytest.mark.parametrize(
    ("sender", "kept"),
    [
        ("a\x00b", "ab"),
        ("\x00", ""),
        (" Ana\r\n\tRuiz\x1b[31m ", "Ana Ruiz[31m"),
        ("Zoë \ud800", "Zoë"),
        ("x" * 300, "x" * 200),
    ],
)
def test_who_sent_it_is_kept_without_control_characters(sender, kept, sow):
    assert coming.taken(sow, sender=sender).sender == kept


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_honest_word_file_is_turned_away_and_kept(name, sow):
    data, code = HOSTILE[name]
    copy = coming.taken(sow, data, name="sow.docx")
    if copy.state == "reading":
        read_copy(copy.pk)
        copy = coming.as_it_is(copy)
    assert (copy.state, set(codes(copy))) == ("unreadable", {code})
    assert bytes(copy.original.content) == data
    assert not copy.redlines.exists()


def test_more_than_fifty_megabytes_are_not_taken(ana, sow):
    content = b"PK\x03\x04" + b"\0" * 50_000_000
    with cast.refused(Invalid, "50.0 MB"):
        actions.take(ana, sow, content=content, name="sow.docx")
    assert not Markup.objects.exists()


def test_what_is_no_file_at_all_is_said(ana, sow):
    with cast.refused(Invalid, "not base64"):
        actions.take(ana, sow, content="{}", name="sow.docx")
    with cast.refused(Invalid, "nothing in it"):
        actions.take(ana, sow, content="", name="sow.docx")


def test_a_name_is_no_path(sow):
    copy = coming.taken(sow, name="..\\..\\etc/<script>.docx")
    assert copy.name == "<script>.docx"


def test_a_large_file_is_read_by_the_worker(sow):
    data = with_media(sow, 700_000)
    with cast.records("markup.take", "original.keep"):
        copy = coming.taken(sow, data)
    assert copy.state == "reading"
    with cast.records("redline.find", "markup.read"):
        read_copy(copy.pk)
    copy = coming.as_it_is(copy)
    assert (copy.state, copy.redlines.count()) == ("open", 4)
    assert Event.objects.filter(name="markup.read").count() == 1
    read_copy(copy.pk)  # a second message changes nothing
    assert copy.redlines.count() == 4


def test_a_small_file_that_unpacks_to_much_is_read_by_the_worker_too(sow):
    data = with_parts({"word/media/a.bin": bytes(range(256)) * 30_000})
    assert (len(data) < work.AT_ONCE, work.is_light(data)) == (True, False)
    assert coming.taken(sow, data).state == "reading"


def test_what_was_put_aside_is_not_read_any_more(ana, sow):
    copy = coming.taken(sow, with_media(sow, 700_000))
    actions.close(ana, copy, note="The wrong file.")
    read_copy(copy.pk)
    assert (coming.as_it_is(copy).state, copy.redlines.count()) == ("closed", 0)


def with_media(sow, size):
    """The marked file with a picture in it that does not pack."""
    copy = coming.Copy(coming.marked(sow))
    copy.parts["word/media/photo.jpg"] = b"".join(
        (number * 2654435761 % 2**32).to_bytes(4, "big") for number in range(size // 4)
    )
    return copy.bytes()


def test_a_copy_of_an_older_version_is_held_against_that_one(ana, sow):
    data = coming.marked(sow)
    newer = coming.fresh(agreements.generate(ana, sow.estimate))
    changed = coming.Copy(data)
    copy = coming.taken(newer, changed.bytes())
    # The same estimate and words: the two versions say the same, and either will do.
    assert copy.sow in (sow, newer)
    assert "other-version" not in codes(copy)


def test_the_sow_of_another_engagement_is_named_and_not_mixed_in(ana, firm, sow):
    other = another(firm)
    copy = coming.taken(other, coming.marked(sow))
    assert (copy.state, codes(copy), copy.redlines.count()) == ("unreadable", ["other-sow"], 0)
    message = copy.findings[0]["message"]
    assert message == f"This is {sow.title.split()[0]}, of Northwind Freight, Move to GitLab.com."


def another(firm):
    """A SOW of another engagement of the same account, with other answers."""
    ana = cast.actor("ana")
    second = cast.engagements.open_engagement(
        ana,
        firm.account,
        name="Second move",
        offering="migration-saas",
        em=cast.person("ana"),
        today=cast.DAY,
    )
    cast.scoping.import_answers(ana, second, text=cast.ANSWERS.read_text(), dry_run=False)
    engagements.price(ana, cast.as_it_is(second), discount=Decimal("1.50"))
    estimate = cast.estimates.submit(ana, cast.estimates.draft(ana, cast.as_it_is(second)))
    if estimate.state == "in-review":
        estimate = cast.estimates.approve(cast.actor("theo"), estimate)
    return coming.fresh(agreements.generate(ana, estimate))


def test_another_document_is_no_copy_and_its_text_is_shown(sow):
    other = coming.opened(sow)
    for child in list(other.body):
        if child.tag != q("sectPr"):
            other.body.remove(child)
    for text in ("Terms of purchase of Northwind Freight.", "The supplier delivers on working days."):
        other.body.insert(0, other.new(text, tracked=False))
    other.parts["docProps/core.xml"] = other.parts["docProps/core.xml"].replace(sow.manifest.encode(), b"")
    copy = coming.taken(sow, other.bytes())
    assert copy.state == "unreadable"
    assert "not-ours" in codes(copy)
    assert {row.kind for row in copy.redlines.all()} == {"foreign"}
    assert "The supplier delivers" in "".join(row.wanted for row in copy.redlines.all())


def test_a_deleted_signature_page_is_said_and_cannot_be_accepted(ana, lea, sow):
    copy = coming.opened(sow)
    copy.cut("signatures")
    copy = coming.taken(sow, copy.bytes())
    assert "signature-block-deleted" in codes(copy)
    row = coming.change(copy, "signatures")
    assert (row.kind, row.fixed, row.silent) == ("deleted", "signatures", True)
    with cast.refused(WrongTime, "signature block stays"):
        actions.accept(ana, row)


def test_lost_controls_are_said_and_their_clauses_found_all_the_same(sow):
    copy = coming.opened(sow)
    copy.replace(coming.SAID, coming.WANTED)
    for tag in copy.tags():
        copy.unwrap(tag)
    copy.forget_bookmarks()
    copy = coming.taken(sow, copy.bytes())
    assert "controls-lost" in codes(copy)
    row = coming.change(copy, "passive-acceptance")
    assert (row.kind, row.found) == ("changed", "heading")


def test_comments_keep_their_threads_and_what_stands_nowhere_is_shown(ana, sow):
    copy = coming.opened(sow)
    first = copy.comment("measured by the acceptance criteria", "What of our targets?", author="Ben Ode")
    copy.comment("by nothing else", "See above.", author="Ana Ruiz", reply_to=first)
    lost = element("comment", element("p", element("r", element("t", text="And the rest?"))), id="777")
    copy.comments.append(lost)
    copy.extended.append(("777", "", "0"))
    copy = coming.taken(sow, copy.bytes())
    row = coming.change(copy, "purpose")
    assert [(one["author"], bool(one["reply_to"])) for one in row.comments] == [
        ("Ben Ode", False), ("Ana Ruiz", True),
    ]  # fmt: skip
    loose = coming.change(copy, "@comment-777")
    assert (loose.kind, loose.comments[0]["text"]) == ("commented", "And the rest?")
    # Said of its own row, so that the page lists it once.
    assert [one["where"] for one in copy.findings if one["code"] == "comment-without-place"] == [loose.clause]


def test_a_silent_edit_is_told_from_a_tracked_one(sow):
    copy = coming.opened(sow)
    copy.silently("written refusal", "spoken refusal")
    row = coming.change(coming.taken(sow, copy.bytes()), "passive-acceptance")
    assert (row.silent, row.authors) == (True, [])


def test_many_loose_passages_are_kept_as_few_rows(sow):
    copy = coming.opened(sow)
    control = copy.control("property")
    for number in range(900):
        control.addnext(copy.new(f"Passage {number} of the customer.", "Heading2"))
    copy = coming.taken(sow, copy.bytes())
    if copy.state == "reading":
        read_copy(copy.pk)
    rows = list(coming.as_it_is(copy).redlines.all())
    assert len(rows) <= 610
    assert "Passage 0 of the customer." in "".join(row.wanted for row in rows)
    assert "Passage 899 of the customer." in "".join(row.wanted for row in rows)


def test_the_owner_of_the_words_and_the_lead_are_told(sow):
    coming.taken(sow)
    event = Event.objects.get(name="markup.read")
    assert event.facts["roles"] == ["legal"]
    assert event.facts["changes"] == 4


def test_cards_and_the_comparison_say_the_same(ana, cora, sow):
    copy = coming.taken(sow)
    for actor in (ana, cora):
        found, rows = marked(actor, copy)
        assert [one.change.clause for one in found.changes] == [row.clause for row in rows]
        assert (found.waiting, found.newest) == (4, 1)
    assert markup_card(ana, copy).number == 1
    assert Redline.objects.count() == 4


def test_a_file_whose_reading_came_to_no_end_is_begun_again_and_then_turned_away(sow):
    data = with_media(sow, 700_000)
    copy = coming.taken(sow, data)
    ProcrastinateJob.objects.filter(task_name="markup.read").delete()
    recover_copies(0)
    (job,) = ProcrastinateJob.objects.filter(task_name="markup.read")
    assert job.args == {"markup_id": copy.pk}
    for _ in range(MOST_ATTEMPTS):
        jobs.begun(job.pk)
        jobs.revived()
        recover_copies(0)
    copy = coming.as_it_is(copy)
    assert (copy.state, codes(copy), copy.redlines.count()) == ("unreadable", ["not-read"], 0)
    assert "begun 3 times" in copy.findings[0]["message"]
    assert bytes(copy.original.content) == data
    assert Event.objects.filter(name="markup.read").latest("pk").facts["state"] == "unreadable"
    read_copy(job.args["markup_id"])  # the attempt that was thought dead comes to its end after all
    assert coming.as_it_is(copy).state == "unreadable"
    recover_copies(0)
    assert ProcrastinateJob.objects.filter(task_name="markup.read").count() == 1


def test_a_file_that_is_being_read_is_left_alone(sow):
    copy = coming.taken(sow, with_media(sow, 700_000))
    recover_copies(0)
    assert ProcrastinateJob.objects.filter(task_name="markup.read").count() == 1
    assert coming.as_it_is(copy).state == "reading"


def test_whoever_leads_and_whoever_owns_the_words_is_told_that_it_came(sow):
    """The clause on property is Legal's; what the customer wrote behind it, and of silence, is not."""
    copy = coming.taken(sow)
    deliver_waiting()
    told = {notice.user.username for notice in Notice.objects.filter(text__contains="came back with")}
    assert "ana" in told
    owners = {row.owner for row in copy.redlines.all() if row.kind != "commented" and not row.fixed}
    assert ("lea" in told) == ("legal" in owners) and ("finn" in told) == ("finance" in owners)
    assert not Event.objects.exclude(trouble="").exists()


def test_the_audit_vouches_for_every_change_that_was_found(sow):
    """What was found is on record as it came, so that a row that somebody alters beside the verbs is seen."""
    copy = coming.taken(sow)
    assert verify_sealed() == ()
    row = copy.redlines.latest("pk")
    row.wording = "Altered beside the verbs."
    row.save()
    assert [(one.where, one.code) for one in verify_sealed()] == [(f"redline {row.pk}", "altered")]
