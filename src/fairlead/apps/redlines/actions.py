"""Verbs of redlines: a file is taken back, each change in it answered, and the next version made of that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.agreements.actions import amend, estimate_for
from fairlead.apps.agreements.bridge import agreed_in, amended_by, shaped_again
from fairlead.apps.agreements.models import Sow
from fairlead.apps.intake.actions import decoded, file_of
from fairlead.apps.redlines import rules, work
from fairlead.apps.redlines.bridge import amendments_of, asked, in_rows
from fairlead.apps.redlines.events import MarkupAsked, MarkupSettled, QuestionAnswered
from fairlead.apps.redlines.models import COPY, FIRM, QUESTION, THEIRS, Markup, Redline
from fairlead.apps.redlines.standing import clauses_of, newest_of, ours_of
from fairlead.apps.redlines.states import MARKUP, REDLINE, TAKEN
from fairlead.apps.redlines.talk import is_answer, waiting
from fairlead.core.actor import Actor, carried
from fairlead.core.errors import Invalid, Stale, WrongTime, invalid
from fairlead.core.files import plain_line
from fairlead.core.talk import sentence
from fairlead.core.verbs import verb
from fairlead.core.writing import Change, admit, creating, take_turn, writing
from fairlead.engines.agreed_rows import read
from fairlead.engines.amending import LONGEST, Lost, amended, merged
from fairlead.engines.findings import Finding
from fairlead.engines.redlines.values import Comment
from fairlead.engines.redlines.words import keys
from fairlead.engines.shaping.values import Shaped

MOST_NOTE = 4000
MOST_REPLIES = 200
# The letters of one question of the customer's.
MOST_QUESTION = 2000
MOST_NAME = 80


@verb("markup.take", rules.take)
def take(actor: Actor, sow: Sow, *, content: str, name: str, sender: str = "") -> Markup:
    """Take back a Word file (base64 of its bytes) that was made from a SOW. It is kept as it came; what was
    changed in it is found out, at once or by the worker; a file that cannot be read says why. A contact of
    the customer returns a copy of what was put before them."""
    admit(actor, sow, rules.take)
    theirs = actor.is_customer
    data = decoded(content)
    if len(data) > work.LIMIT:
        most = f"At most {work.LIMIT // 1_000_000} MB are read: ask for a copy without pictures."
        raise invalid("content", f"The file has {len(data) / 1e6:,.1f} MB.", most, "too-large")
    file = file_of(data, name)
    _refuse_twice(sow, file.sha256, theirs)
    markup = Markup(
        sow=sow, name=file.name, size=len(data), sha256=file.sha256,
        sender=plain_line(actor.name if theirs else sender), origin=COPY if theirs else FIRM,
        given_in_by=actor.name[:200],
    )  # fmt: skip
    # What it is held against, and what is found in it, is for the firm alone.
    inside = carried(actor, f"{actor.name} returned {sow.code}") if theirs else actor
    result = work.result_of(inside, markup, data) if work.is_light(data) else None
    if result:
        result.put(markup)
    with transaction.atomic():
        take_turn()
        _refuse_twice(sow, file.sha256, theirs)
        with creating(actor, "markup.take", markup, rules.take, about=sow, note=file.name) as change:
            if result:
                work.tell(change, result.rows)
        work.keep_original(inside, markup, data)
        if result:
            work.keep_rows(inside, markup, result.rows)
        else:
            work.later(markup)
    return markup


@verb("markup.ask", rules.ask)
def ask(actor: Actor, sow: Sow, *, text: str, clause: str = "") -> Markup:
    """Ask about a SOW that was put before you, or about one clause of it (its id). The firm answers it like a
    comment of a marked copy; what it answers for your eyes stands beside the question."""
    admit(actor, sow, rules.ask)
    sentence(text, "text", "Write your question.", MOST_QUESTION)
    number, title = _clause_of(sow, clause) if clause else ("", "")
    markup = Markup(
        sow=sow, origin=QUESTION, state="open", name=_begins(text), size=0,
        sender=actor.name[:200], given_in_by=actor.name[:200],
    )  # fmt: skip
    comment = Comment("1", actor.name, timezone.now(), text.strip(), "")
    with transaction.atomic():
        with creating(actor, "markup.ask", markup, rules.ask, about=sow, note=title) as change:
            change.announce(MarkupAsked(sow.engagement_id, sow.code, title, text.strip()[:300], actor.name))
        inside = carried(actor, f"{actor.name} asks about {sow.code}")
        work.keep_rows(inside, markup, [asked(comment, clause, number, title)])
    return markup


def _begins(text: str) -> str:
    """How a question begins, for the lists that it stands in."""
    line = plain_line(text, MOST_QUESTION)
    return line if len(line) <= MOST_NAME else f"{line[: MOST_NAME - 1].rsplit(' ', 1)[0]}…"


@verb("markup.follow", rules.follow)
def follow(actor: Actor, markup: Markup, *, text: str) -> Markup:
    """Ask on, in the thread of a question of yours: it waits for an answer of the firm again, also where it
    was settled."""
    admit(actor, markup, rules.follow)
    sentence(text, "text", "Write your question.", MOST_QUESTION)
    inside = carried(actor, f"{actor.name} asks on about {markup.sow.code}")
    with writing(actor, "markup.follow", markup, rules.follow) as change:
        row, sow = change.row, change.row.sow
        row.state, row.settled_at, row.settled_by = MARKUP.next(row.state, "follow"), None, ""
        title = work.ask_on(inside, row, Comment("", actor.name, timezone.now(), text.strip(), ""))
        change.announce(MarkupAsked(sow.engagement_id, sow.code, title, text.strip()[:300], actor.name))
    return change.row


def _clause_of(sow: Sow, clause: str) -> tuple[str, str]:
    clauses = clauses_of(sow)
    if clause not in clauses:
        raise invalid(
            "clause", f"There is no clause {clause[:80]!r} in it.", "Choose one, or none.", "no-clause"
        )
    return clauses[clause]


def _refuse_twice(sow: Sow, sha256: str, theirs: bool) -> None:
    """The same bytes are answered once; a file that was put aside or turned away may be taken again."""
    same = Markup.objects.filter(sha256=sha256, sow__engagement=sow.engagement_id)
    row = same.exclude(state__in=("closed", "unreadable")).order_by("pk").first()
    if row is None:
        return
    if theirs:
        message = f"The very same file came in on {row.created_at:%d %B %Y}."
        raise invalid("content", message, "There is nothing more to do for it.", "twice")
    message = f"{row.given_in_by} took back the very same file on {row.created_at:%d %B %Y}."
    fix = "Put that one aside first, if it is to be read anew."
    if row.state == "settled":
        message += " It is settled already."
        fix = "What was answered stands. Ask for a copy of our newest version with what they still want."
    raise invalid("content", message, fix, "twice")


@verb("markup.close", rules.close)
def close(actor: Actor, markup: Markup, *, note: str) -> Markup:
    """Put a file aside, with the reason; it stays on record and nothing of it is taken over."""
    admit(actor, markup, rules.close)
    sentence(note, "note", "Say why it is put aside.", MOST_NOTE)
    with writing(actor, "markup.close", markup, rules.close, note=note) as change:
        change.row.state = MARKUP.next(change.row.state, "close")
    return change.row


@verb("markup.settle", rules.settle)
def settle(actor: Actor, markup: Markup, *, note: str = "") -> Markup:
    """Make the next version with everything that was accepted and countered in it; with nothing of that,
    the version that stands is the answer."""
    admit(actor, markup, rules.settle)
    rows = list(
        Redline.objects.visible_to(actor).filter(markup=markup).select_related("on").order_by("place")
    )
    taken = [row for row in rows if row.state in TAKEN]
    newest = newest_of(actor, markup)
    _refuse_overtaken(newest, taken)
    with transaction.atomic():
        made = amend(actor, newest, _agreed(actor, newest, taken), note=markup.name) if taken else None
        with writing(actor, "markup.settle", markup, rules.settle, note=note) as change:
            row = change.row
            _refuse_answered_anew(rows)
            row.state, row.settled = MARKUP.next(row.state, "settle"), made
            row.settled_at, row.settled_by = timezone.now(), actor.name
            said, theirs = made.code if made else "", row.origin in THEIRS
            change.announce(MarkupSettled(newest.engagement_id, newest.code, said, actor.name, theirs))
    return change.row


def _refuse_answered_anew(rows: Iterable[Redline]) -> None:
    """The version was made of the answers as they were read: none of them is another by now."""
    now = dict(Redline.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "version"))
    if any(now.get(row.pk) != row.version for row in rows):
        raise Stale("Somebody answered a change of this copy anew at the same moment. Look at it first.")


def _refuse_overtaken(newest: Sow, rows: list[Redline]) -> None:
    """Nothing is written over what we changed after it had been answered."""
    now = ours_of(newest)
    late = [row for row in rows if row.on and row.on_id != newest.pk]
    changed = [row for row in late if row.on and ours_of(row.on).get(row.clause) != now.get(row.clause)]
    message = f"{{}} has changed in version {newest.number} since this was answered."
    fix = "Look at the three texts and answer it anew."
    found = [Finding("", 0, row.clause, "changed-since", message.format(row), fix) for row in changed]
    if found:
        raise Invalid(found)


def _agreed(actor: Actor, newest: Sow, rows: list[Redline]) -> Any:
    """What was agreed before and now, one wording a clause; Invalid when one of these cannot be written."""
    practice, shaped = shaped_again(estimate_for(actor, newest))
    new = amendments_of(rows, shaped, _as_sent)
    agreed = merged(agreed_in(newest), new)
    ours = {row.pk for row in rows}
    gone = [row for row in rows if row.pk not in {one.source for one in new}]
    found = [_gone(row) for row in gone]
    found += [_finding(one) for one in amended(practice, shaped, agreed).lost if one.source in ours]
    if found:
        raise Invalid(found)
    return agreed


def _as_sent(row: Redline) -> Shaped:
    """What the version said that the change is held against."""
    sow = row.markup.sow
    return amended_by(sow.estimate, agreed_in(sow))[1].shaped


def _finding(one: Lost) -> Finding:
    return Finding("", 0, one.clause, one.code, f"{one.title}: {one.why}", one.fix)


def _gone(row: Redline) -> Finding:
    message = f"{row} stands in the statement of work no more."
    return Finding("", 0, row.clause, "clause-gone", message, "Refuse it, with that as the reason.")


@verb("redline.accept", rules.accept)
def accept(actor: Actor, redline: Redline, *, note: str = "", over: bool = False) -> Redline:
    """Accept what they want: the next version says it. Where we have changed the clause as well since it was
    sent, over says that theirs is to stand in place of ours."""
    admit(actor, redline, rules.accept)
    newest = newest_of(actor, redline.markup)
    if not over:
        _refuse_conflict(newest, redline)
    _try(actor, newest, redline, "accept")
    with writing(actor, "redline.accept", redline, rules.accept, note=note) as change:
        _answered(change, "accept", note, newest)
    return change.row


@verb("redline.counter", rules.counter)
def counter(actor: Actor, redline: Redline, *, text: str, note: str, title: str = "") -> Redline:
    """Counter with a wording of ours, with the reason that the customer reads: the next version says it."""
    admit(actor, redline, rules.counter)
    sentence(text, "text", "Write the wording.", LONGEST)
    sentence(note, "note", "Say why, as the customer reads it.", MOST_NOTE)
    newest = newest_of(actor, redline.markup)
    redline.answer, redline.answer_title = text.strip(), title.strip()
    if in_rows(redline) and not read(_as_sent(redline), redline.clause, redline.answer):
        fix = "Write each row on a line of its own with “|” between its cells, as the change has them."
        raise invalid("text", "These are not the rows of this section in other words.", fix, "no-rows")
    _try(actor, newest, redline, "counter")
    _refuse_their_own(redline, text, title)
    with writing(actor, "redline.counter", redline, rules.counter, note=note) as change:
        _answered(change, "counter", note, newest)
        change.row.answer, change.row.answer_title = text.strip(), title.strip()
    return change.row


@verb("redline.source", rules.source)
def source(actor: Actor, redline: Redline, *, note: str = "", instead: str = "") -> Redline:
    """Say that what they want is changed where it is set (the terms, the estimate, the record), with a word
    that the customer reads. It stays open until our newest version says it, or it is refused.

    instead: what we offer in its place ("45 days"), as the customer reads it; it stays open then until our
    newest version says something else there than was sent.
    """
    admit(actor, redline, rules.source)
    for field, said in (("note", note), ("instead", instead)):
        if said:
            sentence(said, field, "Say it, as the customer reads it.", MOST_NOTE)
    newest = newest_of(actor, redline.markup)
    with writing(actor, "redline.source", redline, rules.source, note=note) as change:
        _answered(change, "source", note, newest)
        change.row.answer, change.row.answer_title = instead.strip(), ""
    return change.row


@verb("redline.refuse", rules.refuse)
def refuse(actor: Actor, redline: Redline, *, note: str) -> Redline:
    """Refuse a change, with the reason that the customer reads: our words stand."""
    admit(actor, redline, rules.refuse)
    sentence(note, "note", "Say why, as the customer reads it.", MOST_NOTE)
    newest = newest_of(actor, redline.markup)
    with writing(actor, "redline.refuse", redline, rules.refuse, note=note) as change:
        _answered(change, "refuse", note, newest)
    return change.row


@verb("redline.reply", rules.reply)
def reply(
    actor: Actor,
    redline: Redline,
    *,
    text: str,
    comment: str = "",
    inside: bool = False,
    enough: bool = False,
) -> Redline:
    """Reply to a comment of theirs, which they read in our answer, and which answers a comment that stands
    alone; or, with inside, or of a change without a comment, say something that stays inside the firm.
    With enough, which stays inside, it is said that the comment needs no answer for their eyes."""
    admit(actor, redline, rules.reply)
    sentence(text, "text", "Write the reply.", MOST_NOTE)
    if comment and comment not in {one["id"] for one in redline.comments}:
        there = ", ".join(one["id"] for one in redline.comments) or "none"
        raise invalid("comment", f"There is no comment {comment} on it.", f"There are: {there}.")
    with writing(actor, "redline.reply", redline, rules.reply) as change:
        row = change.row
        comment = comment or (row.comments[0]["id"] if row.kind == "commented" else "")
        if enough and not comment:
            raise invalid("comment", "Which comment needs no answer?", "Name it.", "empty")
        inside = inside or enough or not comment
        if len(row.replies) >= MOST_REPLIES:
            raise WrongTime("There are too many replies here; go on in a call.")
        said = _said(actor, text, comment, inside) | ({"enough": True} if enough else {})
        row.replies = [*row.replies, said]
        answers = is_answer(said) and not waiting(row.comments, row.replies)
        if row.kind == "commented" and answers and REDLINE.can(row.state, "note"):
            _answered(change, "note", "", row.on)
        if row.markup.is_question and not inside:
            sow = row.markup.sow
            change.announce(QuestionAnswered(sow.engagement_id, sow.code, actor.name))
    return change.row


def _said(actor: Actor, text: str, comment: str, inside: bool) -> dict[str, Any]:
    by = {"by": actor.user_id, "name": actor.name, "at": timezone.now().isoformat(timespec="seconds")}
    return {**by, "text": text.strip(), "comment": comment, "inside": inside}


@verb("redline.reopen", rules.reopen)
def reopen(actor: Actor, redline: Redline, *, note: str = "") -> Redline:
    """Take an answer back; what was written stays on record."""
    with writing(actor, "redline.reopen", redline, rules.reopen, note=note) as change:
        row = change.row
        row.answer = "" if row.state == "sourced" else row.answer
        row.state, row.on = REDLINE.next(row.state, "reopen"), None
    return change.row


@verb("redline.withhold", rules.withhold)
def withhold(actor: Actor, redline: Redline, *, reply: int) -> Redline:
    """Keep a reply inside the firm after all, so that it is in no answer to the customer any more. reply: its
    place among the replies of the change, the first is 0. A comment that it alone answered is open again."""
    admit(actor, redline, rules.withhold)
    with writing(actor, "redline.withhold", redline, rules.withhold) as change:
        row = change.row
        if not 0 <= reply < len(row.replies):
            said = f"There are {len(row.replies)} replies, and the first is 0."
            raise invalid("reply", f"There is no reply {reply} here.", said, "no-reply")
        if row.replies[reply].get("inside", True):
            raise WrongTime("This reply stays inside the firm already.")
        row.replies = [one | {"inside": True} if at == reply else one for at, one in enumerate(row.replies)]
        open_again = waiting(row.comments, row.replies) or not any(is_answer(one) for one in row.replies)
        if row.state == "noted" and open_again:
            row.state, row.on = REDLINE.next(row.state, "reopen"), None
    return change.row


def _answered(change: Change[Redline], action: str, note: str, newest: Sow | None) -> None:
    row, actor = change.row, change.actor
    row.answer = "" if row.state == "sourced" else row.answer  # an offer at the source is no wording
    row.state = REDLINE.next(row.state, action)
    row.by, row.by_name, row.at, row.note = actor.user_id, actor.name, timezone.now(), note.strip()
    row.on = newest


def _refuse_conflict(newest: Sow, redline: Redline) -> None:
    """A clause that both sides have changed is not overwritten without anybody saying so."""
    markup = redline.markup
    if redline.kind == "added" or markup.sow_id == newest.pk:
        return
    if ours_of(markup.sow).get(redline.clause) != ours_of(newest).get(redline.clause):
        message = f"We have changed {redline} as well since version {markup.sow.number} was sent."
        fix = (
            "Counter with words that say both, refuse theirs, or say that theirs is to stand instead (over)."
        )
        raise invalid("over", message, fix, "both-changed")


def _refuse_their_own(redline: Redline, text: str, title: str) -> None:
    """Whoever counters says something else: what they want word for word is accepted, by who may."""
    theirs, same = redline.wanted_title.strip(), keys(text) == keys(redline.wording)
    if same and redline.kind != "deleted" and title.strip() in ("", theirs):
        fix = "Accept them, or write what we would say."
        raise invalid("text", "These are the words that they want.", fix, "their-own")


def _try(actor: Actor, newest: Sow, redline: Redline, action: str) -> None:
    """Whether the next version could say it: every figure in it has to be the record's."""
    state = redline.state
    redline.state = REDLINE.next(state, action)
    try:
        _agreed(actor, newest, [redline])
    finally:
        redline.state = state
