"""Who may what, computed from the rules: every role against every verb, in a state that allows the verb.

One line a question, one column a role, and in each cell
    yes   the role sees the row and its rule allows the verb
    no    the role sees the row and the rule refuses (Forbidden)
    -     the row is not there for this role (Missing)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.agreements.queries import download
from fairlead.apps.approvals.models import Delegation
from fairlead.apps.approvals.queries import consensus
from fairlead.apps.books import actions as books
from fairlead.apps.books import rules as book_rules
from fairlead.apps.books.bridge import checklist_of
from fairlead.apps.books.models import Booking
from fairlead.apps.books.queries import checklist, export, totals
from fairlead.apps.calibration.queries import track
from fairlead.apps.catalog.queries import practice_of
from fairlead.apps.changes import actions as changes
from fairlead.apps.changes.queries import needs_of
from fairlead.apps.comments import actions as comments
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.engagements import rules as engagements
from fairlead.apps.engagements import standing
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import feed
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.handover import actions as handovers
from fairlead.apps.handover.queries import drift, preview
from fairlead.apps.handover.queries import pack as told
from fairlead.apps.handover.queries import paper as handover_paper
from fairlead.apps.intake import actions as intake
from fairlead.apps.options.negotiating import sees_cost
from fairlead.apps.options.queries import inside
from fairlead.apps.pens.models import Pen
from fairlead.apps.people import actions as people
from fairlead.apps.people import rules as people_rules
from fairlead.apps.readers.models import Visit
from fairlead.apps.readers.queries import readers as readers_of
from fairlead.apps.redlines import actions as redlines
from fairlead.apps.redlines.answering import answer, tracked
from fairlead.apps.redlines.answering import told as told_of
from fairlead.apps.redlines.queries import compare
from fairlead.apps.redlines.standing import Waiting
from fairlead.apps.rounds import actions as rounds
from fairlead.apps.rounds.models import Panel, Workbook
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.scoping.queries import bank, disputes, missing
from fairlead.apps.workshops import rules as workshop_rules
from fairlead.core.access import Rule
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused
from fairlead.core.models import Token
from fairlead.core.outbox import deliver_waiting
from fairlead.core.roles import Role
from fairlead.core.rows import Row
from fairlead.core.verbs import VERBS
from tests import cast, meeting
from tests.apps.calibration import closings
from tests.apps.intake.givings import TEAMS, sent
from tests.apps.redlines import coming
from tests.apps.rounds.asking import asked
from tests.house import signing
from tests.replay import replayed

FILE = Path(__file__).with_suffix(".txt")
STRANGER = "stranger"
COLUMNS = (*(role.value for role in Role), STRANGER)
YES, NO, MISSING = "yes", "no", "-"


@dataclass(frozen=True)
class Case:
    """One line of the table. rows: what the actor has to see; about: what the rule is asked of.

    own: the user that the row belongs to, for the lines about what is one's own.
    """

    name: str
    rule: Rule
    rows: tuple[Row, ...] = ()
    about: Any = None
    own: int | None = None

    def cell(self, actor: Actor) -> str:
        actor = replace(actor, user_id=self.own) if self.own else actor
        if not all(type(row).objects.visible_to(actor).filter(pk=row.pk).exists() for row in self.rows):
            return MISSING
        refusal = self.rule(actor, self.about)
        if refusal is not None and not isinstance(refusal, Forbidden):
            return f"{refusal.code}?"
        return NO if refusal else YES


def actors(account: int) -> dict[str, Actor]:
    """One actor a role, and one who can sign in and holds none; the customer is of that account."""
    held = {role.value: cast.holding(role) for role in Role}
    contact = Role.CUSTOMER_CONTACT.value
    return {**held, contact: replace(held[contact], accounts=frozenset({account})), STRANGER: cast.holding()}


def cases() -> list[Case]:
    """Every question of the table, over the rows of a firm with a SOW approved for signature."""
    firm = cast.firm()
    estimate = cast.in_review(firm)
    panel, book = asked(firm, "dan", "cora"), rounds.send(cast.actor("ana"), estimate)
    deliver_waiting()
    estimate = cast.estimates.approve(cast.actor("theo"), estimate)
    sow = agreements.generate(cast.actor("ana"), estimate)
    option, disagreement = cast.option_of(firm), cast.disagreement_of(firm)
    engagement = cast.moved(firm.engagement, "ready")
    cast.point_of(engagement)
    engagement = cast.moved(engagement, "approve")
    return [
        *_people(firm),
        *_accounts(firm),
        *_engagements(engagement, firm.practice),
        *_estimates(estimate),
        *_options(engagement, option, disagreement),
        *_intake(engagement),
        _asked("sow.generate", estimate, engagement=Engagement(state="sow-wip")),
        _asked("sow.withdraw", sow),
        _asked("sow.share", sow, engagement=Engagement(state="sow-wip")),
        _asked("sow.withhold", sow, shared_at=cast.timezone.now(), engagement=Engagement(state="sow-wip")),
        *_changes(engagement, sow),
        *_redlines(sow),
        *_readers(firm, sow),
        *_books(engagement, sow),
        *_handover(engagement, sow),
        *_approvals(sow),
        *signing.cases(_asked, sow),
        *_rounds(engagement, panel, book),
        *_calibration(engagement),
        *_readings(engagement, sow),
        *_log(engagement, meeting.rows(firm)),
        *_workshops(engagement, meeting.rows(firm)),
    ]


def _asked(verb: str, row: Row, *, of: str = "", own: int | None = None, **changed: Any) -> Case:
    """The verb, asked of a row that is for the moment in the state that it needs (in memory alone)."""
    about = type(row).objects.get(pk=row.pk)
    for field, value in changed.items():
        setattr(about, field, value)
    rule = VERBS[verb].rule
    assert rule
    return Case(f"{verb} {of}".strip(), rule, (row,), about, own)


def _anew(verb: str) -> Case:
    rule = VERBS[verb].rule
    assert rule
    return Case(verb, rule)


_ADDING = people_rules.adding([Role.ADMINISTRATOR])
_GRANTING = people_rules.granting(Role.ADMINISTRATOR)


def _people(firm: cast.Firm) -> Iterator[Case]:
    cora, carl = cast.person("cora"), firm.contact
    token = Token.objects.get(pk=people.issue_token(cast.actor("cora"), name="laptop").token)
    notice = Notice.objects.get(user__username="theo")
    yield _anew("person.add")
    yield replace(_anew("person.add"), name="person.add (administrator)", rule=_ADDING)
    for verb in ("person.grant", "person.revoke"):
        yield replace(_asked(verb, cora, of="(administrator)"), rule=_GRANTING)
    for verb in ("person.edit", "person.grant", "person.revoke", "person.leave"):
        yield _asked(verb, cora)
        yield _asked(verb, cora, of="(own)", own=cora.user_id)
    yield _asked("person.cover", cora)
    yield _asked("person.mail", cora)
    yield _asked("person.mail", cora, of="(own)", own=cora.user_id)
    mail = Mail.objects.create(notice=notice, state="given-up", due_at=notice.created_at)
    yield _asked("mail.again", mail)
    yield _asked("mail.again", mail, of="(own)", own=notice.user_id)
    yield _anew("token.issue")
    for verb, row in (("token.revoke", token), ("notice.read", notice)):
        yield _asked(verb, row)
        yield _asked(verb, row, of="(own)", own=row.user_id)
    yield _asked("contact.invite", carl, user=None)
    for verb in ("contact.mail", "contact.reading"):
        yield _asked(verb, carl, of="(own)", own=carl.user_id)


def _accounts(firm: cast.Firm) -> Iterator[Case]:
    for verb in ("account.open", "account.import", "practice.load"):
        yield _anew(verb)
    for verb in ("account.edit", "contact.add", "engagement.open"):
        yield _asked(verb, firm.account)


def _engagements(engagement: Engagement, practice: Row) -> Iterator[Case]:
    for verb in ("engagement.edit", "engagement.price", "engagement.assign", "answer.give", "answer.import"):
        yield _asked(verb, engagement)
    for verb in ("answer.state", "answer.confirm", "answer.settle", "link.issue"):
        yield _asked(verb, engagement)
    link = Link.objects.get(pk=scoping.issue(cast.actor("ana"), engagement, name="Carl", kind="meeting").link)
    for verb in ("link.revoke", "link.steer", "link.answer"):
        yield _asked(verb, link)
    yield _asked("engagement.ask", engagement, pains="Slow", constraints="None")
    yield _asked("engagement.triage", engagement, state="open")
    for verb in ("engagement.mark", "engagement.keep"):
        yield _asked(verb, engagement)
    yield replace(_asked("engagement.adopt", engagement), rows=(engagement, practice))
    yield _asked("answer.clear", Answer.objects.filter(engagement=engagement).latest("pk"))
    for action in dict.fromkeys(move.action for move in ENGAGEMENT.moves):
        source = next(move.sources[0] for move in ENGAGEMENT.moves if move.action == action)
        case = _asked("engagement.move", engagement, of=action, state=source, estimate_state="approved",
                      sow_state="booked" if action == "win" else "agreed")  # fmt: skip
        yield replace(case, rule=engagements.move(action))
    yield _asked("estimate.draft", engagement, state="strawman-wip")


def _intake(engagement: Engagement) -> Iterator[Case]:
    """Files: who may give one in, and who may go on with one that is there (the engagement is open again)."""
    for verb in ("intake.evaluate", "intake.table", "intake.take"):
        yield _asked(verb, engagement)
    for verb in ("intake.issues", "mapping.keep"):
        yield _anew(verb)
    ana = cast.actor("ana")
    taken = intake.take(ana, engagement, content=sent(TEAMS), name="teams.csv")
    for verb in ("intake.map", "intake.apply", "intake.stop"):
        yield _asked(verb, taken)
    yield _asked("mapping.forget", intake.keep(ana, name="T", headings=["a"], columns={"a": "users"}))


def _estimates(estimate: Estimate) -> Iterator[Case]:
    said = cast.said(cast.firm())
    for verb in ("adjustment.make", "adjustment.leave", "adjustment.pace", "adjustment.agree"):
        yield _asked(verb, estimate.engagement, state="strawman-wip")
    for verb in ("adjustment.drop", "adjustment.take"):
        yield _asked(verb, said)
    yield _asked("estimate.submit", estimate, state="draft")
    yield _asked("estimate.withdraw", estimate, state="in-review")
    gates = practice_of(estimate.practice_id).gates
    for role in dict.fromkeys(gate.role for gate in gates if gate.stage == "estimate"):
        waiting = {
            "state": "in-review", "approvals": [], "gates": [{"id": "it", "role": role}],
        }  # fmt: skip
        for verb in ("estimate.approve", "estimate.return"):
            yield _asked(verb, estimate, of=f"(asked of {role})", **waiting)
            yield _asked(verb, estimate, of=f"(asked of {role}, own)", own=estimate.drawn_by, **waiting)


def _approvals(sow: Row) -> Iterator[Case]:
    """Steps as they are asked, each of its role; a point of somebody else; the pen in one's own hand."""
    making = Engagement(state="sow-wip", estimate_state="approved")
    ready = Engagement(state="ready-for-approval")
    yield _asked("sow.submit", sow, engagement=making)
    yield _asked("sow.recall", sow, engagement=ready)
    yield Case("sow.consensus", _done(lambda actor: consensus(actor, sow)), (sow,))
    for gate in ("finance", "director", "account-team", "delivery-manager"):
        for act in ("approve", "condition", "object", "hand"):
            review = cast.review_of(sow.engagement, gate)
            case = _asked(f"review.{act}", review, of=f"(asked of {review.role})", state="waiting")
            case.about.asking.sow.engagement = ready
            yield case
    point = cast.point_of(sow.engagement)
    for act in ("answer", "resolve", "overrule"):
        case = _asked(f"point.{act}", point, state="open")
        case.about.review.asking.sow.engagement = ready
        yield case
    finn = cast.person("finn")
    yield _asked("review.delegate", finn)
    yield _asked("review.delegate", finn, of="(own)", own=finn.user_id)
    row = Delegation.objects.get(pk=cast.away().pk)
    yield _asked("delegation.end", row)
    yield _asked("delegation.end", row, of="(own)", own=finn.user_id)
    yield from _pens(sow)
    yield from _comments(sow)


def _pens(sow: Row) -> Iterator[Case]:
    """In Rita's hand for the moment: nobody holds it while the other verbs are asked."""
    engagement, rita = sow.engagement, cast.person("rita")
    held = Pen(engagement=engagement, holder=rita, since=timezone.now())
    for act in ("take", "ask"):
        yield _asked(f"pen.{act}", engagement, pen=held)
    for act in ("give", "lay"):
        yield _asked(f"pen.{act}", engagement, of="(own)", own=rita.user_id, pen=held)


def _comments(sow: Row) -> Iterator[Case]:
    row = comments.write(cast.actor("theo"), sow.engagement, about="line:kickoff", text="Why so long?")
    yield _asked("comment.write", sow.engagement)
    yield _asked("comment.answer", row)
    yield _asked("comment.resolve", row)
    yield _asked("comment.resolve", row, of="(own)", own=row.author)
    yield _asked("comment.reopen", row, state="resolved")


def _log(engagement: Engagement, rows: dict[str, Row]) -> Iterator[Case]:
    for verb in ("entry.raise", "roadmap.add"):
        yield _asked(verb, engagement)
    for verb in ("entry.edit", "entry.move"):
        yield _asked(verb, rows["entry"])
    yield _asked("entry.share", rows["entry"])
    yield _asked("entry.withhold", rows["entry"], shared=True)
    for verb in ("roadmap.edit", "roadmap.order", "roadmap.move"):
        yield _asked(verb, rows["roadmap"])


_STATES = {"start": "planned", "cancel": "planned", "reopen": "closed", "land": "closed"}


def _workshops(engagement: Engagement, rows: dict[str, Row]) -> Iterator[Case]:
    yield _asked("workshop.plan", engagement)
    for verb in ("agenda.add", "participant.add", "capture.add", "workshop.edit", "workshop.close",
                 "workshop.time"):  # fmt: skip
        yield _asked(verb, rows["workshop"])
    for act, state in _STATES.items():
        yield _asked(f"workshop.{act}", rows["workshop"], state=state)
    for verb in ("agenda.edit", "agenda.order"):
        yield _asked(verb, rows["agenda"])
    yield _asked(
        "agenda.drop", rows["agenda"], workshop=meeting.Workshop(state="planned", engagement=engagement)
    )
    for verb in ("participant.edit", "participant.drop"):
        yield _asked(verb, rows["participant"])
    for verb in ("capture.edit", "capture.move", "vote.cast"):
        yield _asked(verb, rows["capture"])
    yield replace(
        _asked("vote.cast", rows["capture"], of="(of a guest)"), rule=workshop_rules.vote_for_a_guest
    )


def _options(engagement: Engagement, option: Row, disagreement: Row) -> Iterator[Case]:
    making = Engagement(state="sow-wip")
    for verb in ("option.open", "criterion.weigh", "disagreement.raise"):
        yield _asked(verb, engagement, state="strawman-wip")
    for act in ("change", "estimate", "score", "recommend", "choose", "drop"):
        yield _asked(f"option.{act}", option, state="estimated", engagement=making)
    states = {"discuss": "open", "define": "discussed", "communicate": "alternative", "close": "communicated"}
    for act, state in {**states, "withdraw": "open"}.items():
        yield _asked(f"disagreement.{act}", disagreement, state=state, engagement=making)


def _changes(engagement: Engagement, sow: Sow) -> Iterator[Case]:
    change = changes.open_change(cast.actor("ana"), engagement, title="T", reason="R", scope=True)
    assert change.sow == sow
    yield _asked("change.open", engagement)
    for verb in ("edit", "shape", "ask"):
        yield _asked(f"change.{verb}", change)
    for verb in ("redraft", "refuse", "withdraw"):
        yield _asked(f"change.{verb}", change, state="asked")
    gives = {"approve": "leadership-approves", "confirm": "customer-confirms", "sign": "both-sign"}
    for verb, need in gives.items():
        yield _asked(f"change.{verb}", change, state="asked", verdict={"needs": [need]})
    yield Case("change.needs", _done(lambda actor: needs_of(actor, engagement, scope=True)), (engagement,))


def _redlines(sow: Sow) -> Iterator[Case]:
    """What came back; each answer asked of words that ours, Legal and Finance own."""
    markup = coming.taken(coming.fresh(sow))
    live = Engagement(state="sow-wip")
    yield _asked("markup.take", sow)
    yield _asked("markup.ask", sow)
    yield _asked("sow.agree", sow)
    question = coming.as_it_is(redlines.ask(cast.actor("carl"), sow, text="How?"))
    yield Case("markup.told", _done(lambda actor: told_of(actor, question)), (question,))
    yield _asked("markup.follow", question)
    yield _asked("markup.close", markup)
    case = _asked("markup.settle", markup)
    case.about.waiting, case.about.sow.engagement = Waiting(0, 0), live
    yield case
    row = coming.change(markup, "passive-acceptance")
    for owner in ("ps", "legal", "finance"):
        for act in ("accept", "counter", "refuse"):
            yield _asked(f"redline.{act}", row, of=f"(words of {owner})", owner=owner)
    yield _asked("redline.accept", row, of="(a fallback)", variant="spare", role="director")
    yield _asked("redline.source", row, sources=["terms"])
    yield _asked("redline.reopen", row, state="refused")
    yield _asked("redline.reply", row)
    yield _asked("redline.withhold", row)
    yield Case("markup.compare", _done(lambda actor: compare(actor, markup)), (markup,))
    plain = coming.taken(coming.fresh(sow), coming.word(sow))
    yield Case("markup.answer", _done(lambda actor: answer(actor, plain)), (plain,))
    yield Case("markup.tracked", _done(lambda actor: tracked(actor, plain)), (plain,))


def _readers(firm: cast.Firm, sow: Sow) -> Iterator[Case]:
    """A visit of Carl's that is over, and what everybody may read of it."""
    then, carl = timezone.now() - timedelta(hours=1), firm.contact
    visit = Visit.objects.create(sow=sow, contact=carl, name=carl.name, begun=then, last=then)
    yield _asked("visit.begin", sow, of="(own)", own=carl.user_id)
    for verb in ("visit.note", "visit.download"):
        yield _asked(verb, visit, of="(own)", own=carl.user_id, last=timezone.now())
    yield Case("sow.readers", _done(lambda actor: readers_of(actor, sow)), (sow,))


def _books(engagement: Engagement, sow: Sow) -> Iterator[Case]:
    """The checklist's items by the roles that they name; an entry of the books, which is laid down."""
    order = books.open_order(cast.actor("ana"), sow)
    yield _asked("order.open", sow)
    for verb in ("edit", "attach", "waive", "withdraw"):
        yield _asked(f"order.{verb}", order)
    for item in checklist_of(order)[0]:
        if item.by:
            yield replace(_asked("order.attach", order, of=item.id), rule=book_rules.gives(item))
        if item.waived_by:
            yield replace(_asked("order.waive", order, of=item.id), rule=book_rules.waives(item))
    # An entry is laid down below: it is booked anew, once that is reversed.
    yield _asked("booking.book", order, engagement=Engagement(state="closed-won"))
    yield Case("order.checklist", _done(lambda actor: checklist(actor, order)), (order,))
    entry = Booking.objects.create(
        engagement=engagement, order=order, sow=sow, kind="booking", currency="USD", on=cast.DAY,
        quarter="Q427", manifest="", by_name="Ana",
    )  # fmt: skip
    yield _asked("booking.reverse", entry)
    for name, reading in (("totals", totals), ("export", export)):
        yield Case(f"booking.{name}", _done(reading))


def _handover(engagement: Engagement, sow: Sow) -> Iterator[Case]:
    """A version, a question of Dan's; what each role sees of it."""
    ana, dan = cast.actor("ana"), cast.actor("dan")
    sow = cast.sow_of(engagement)
    row = handovers.hand(ana, sow)
    question = handovers.ask(dan, row, section="risks", text="How?")
    yield _asked("handover.hand", sow)
    for verb in ("handover.read", "handover.accept", "question.ask"):
        yield _asked(verb, row)
    yield _asked("handover.accept", row, of="(own)", own=ana.user_id)
    for verb in ("question.answer", "question.close"):
        yield _asked(verb, question)
    yield _asked("question.close", question, of="(own)", own=dan.user_id)
    yield _asked("readiness.state", engagement)
    for name, reading in (("pack", told), ("drift", drift), ("paper", handover_paper)):
        yield Case(f"handover.{name}", _done(lambda actor, reading=reading: reading(actor, row)), (row,))
    yield Case("handover.preview", _done(lambda actor: preview(actor, sow)), (sow,))


def _rounds(engagement: Engagement, panel: Panel, book: Workbook) -> Iterator[Case]:
    live = Engagement(state="strawman-wip")
    yield _asked("panel.open", engagement, state="strawman-wip")
    states = {"reveal": "judging", "again": "revealed", "close": "revealed", "cancel": "judging"}
    for verb, state in states.items():
        yield _asked(f"panel.{verb}", panel, engagement=live, state=state)
    yield _asked("judgement.give", panel, engagement=live)
    yield _asked("judgement.give", panel, of="(asked)", own=panel.experts[0]["user"], engagement=live)
    estimate = Estimate(state="draft", engagement=live)
    yield _asked("workbook.send", book.estimate, state="draft", engagement=live)
    yield _asked("workbook.take", book, estimate=estimate)


def _calibration(engagement: Engagement) -> Iterator[Case]:
    actual, proposal = closings.kept(engagement)
    yield _asked("actual.record", actual.engagement)
    yield _anew("actual.import")
    for verb in ("actual.correct", "actual.reverse"):
        yield _asked(verb, actual)
    yield _anew("calibration.propose")
    for verb in ("calibration.accept", "calibration.reject"):
        yield _asked(verb, proposal)
    yield Case("calibration.track", _done(track))


def _readings(engagement: Engagement, sow: Row) -> Iterator[Case]:
    """Readings that refuse: they have no rule of their own to ask, so they are done."""
    yield Case("answer.missing", _done(lambda actor: missing(actor, engagement)), (engagement,))
    yield Case("answer.disputes", _done(lambda actor: disputes(actor, engagement)), (engagement,))
    yield Case("answer.bank", _done(lambda actor: bank(actor, engagement)), (engagement,))
    for name in ("clocks_of", "suggest"):
        asked = getattr(standing, name)
        said = f"engagement.{name.removesuffix('_of')}"
        yield Case(said, _done(lambda actor, asked=asked: asked(actor, engagement)), (engagement,))
    for name in ("queue", "idle", "winrate"):
        yield Case(f"engagement.{name}", _done(getattr(standing, name)), (engagement,))
    yield Case("option.compare", _done(lambda actor: inside(actor)), (engagement,))
    yield Case("option.frontier", _done(lambda actor: sees_cost(actor)), (engagement,))
    yield Case("engagement.feed", _done(lambda actor: feed(actor, engagement)), (engagement,))
    for paper in Paper.objects.filter(sow=sow).order_by("kind"):
        yield Case(f"paper.download {paper.kind}", _done(lambda a, p=paper: download(a, p)), (paper,))


def _done(reading: Any) -> Rule:
    def rule(actor: Actor, _: object) -> Refused | None:
        try:
            reading(actor)
        except Refused as refusal:
            return refusal
        return None

    return rule


@replayed
def matrix() -> dict[str, dict[str, str]]:
    """The table: line by line, and in each line the cell of every role."""
    acting = actors(cast.firm().account.pk)
    return {
        case.name: {column: case.cell(acting[column]) for column in COLUMNS}
        for case in sorted(cases(), key=lambda case: case.name)
    }


def written(table: dict[str, dict[str, str]]) -> str:
    """The table as text: the roles stand slanted above, so that a column is as wide as a cell."""
    width = max(map(len, table)) + 2
    head = [f"{'':{width}}{'|   ' * place}{column}" for place, column in enumerate(COLUMNS)]
    lines = [
        f"{name:{width}}" + "".join(f"{row[column]:4}" for column in COLUMNS).rstrip()
        for name, row in table.items()
    ]
    return "\n".join([*_preface(), *head, *lines]) + "\n"


def _preface() -> Iterable[str]:
    return (
        "# Who may what: yes = allowed, no = forbidden, - = the row is not there for this role (missing).",
        "# Computed from the rules by tests/house/permissions.py. After a wanted change of a rule write it",
        "# anew and read the difference, which is the change of who may what:",
        "#     FAIRLEAD_REWRITE=1 python -m pytest tests/house/test_permissions.py",
    )
