"""One predicate a verb of approvals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.rules import is_current
from fairlead.apps.agreements.states import SOW
from fairlead.apps.approvals.bridge import waits_of
from fairlead.apps.approvals.models import Asking, Delegation, Point, Review
from fairlead.apps.approvals.states import OPEN_POINTS, PASSED, POINT, REVIEW
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import is_open, is_signed, stands
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.apps.pens.rules import is_free_for
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import held_by
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Absent, Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES, Role
from fairlead.core.standing_in import source
from fairlead.engines.agreeing.steps import Hands, barred

# Whoever shapes, sells, agrees or delivers may speak; an administrator keeps the system.
SPEAKERS = ENGAGEMENT_ROLES - {Role.ADMINISTRATOR}

# Away for longer, somebody else has the job.
LONGEST_AWAY = timedelta(days=90)

# The column of the board in which steps of each stage are answered.
_COLUMN = {"sow": "ready-for-approval", "signature": "approved"}


def roles_of(role: str) -> frozenset[Role]:
    """Who holds a role that a gate asks for: a senior engagement manager is one as well."""
    return ENGAGEMENT_MANAGERS if role == Role.ENGAGEMENT_MANAGER else frozenset({Role(role)})


def submit(actor: Actor, sow: Sow) -> Refused | None:
    engagement = sow.engagement
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "ask for approvals"),
        _is_up(sow),
        unless(
            sow.estimate.state != "approved",
            WrongTime(
                f"Its estimate is {ESTIMATE.said(sow.estimate.state)};"
                " draw the SOW up anew from an approved one."
            ),
        ),
        is_free_for(actor, engagement),
    )


def _is_up(sow: Sow) -> Refused | None:
    """Whether approvals may be asked for now."""
    engagement = sow.engagement
    if sow.state == "proposed" or _follows(sow):
        asked = Asking.objects.filter(sow=sow, state="open").exists()
        return first(
            is_current(sow) if sow.state == "proposed" else None,
            unless(asked, WrongTime("Its approvals are asked for already.")),
        )
    column = engagement.state in ("sow-wip", "estimate-feedback")
    return first(
        is_open(engagement),
        unless(
            sow.state != "drawn-up",
            WrongTime(f"This SOW is {SOW.said(sow.state)}; approvals are asked for the newest one."),
        ),
        unless(
            not column,
            WrongTime(
                "Approvals are asked for while the SOW is in work;"
                f" it is {ENGAGEMENT.said(engagement.state)}."
            ),
        ),
    )


def _follows(sow: Sow) -> bool:
    """Whether a change put it in force while the engagement was up for signature: nothing moves for it."""
    return sow.state == "drawn-up" and bool(sow.amends) and sow.engagement.state == "approved"


def recall(actor: Actor, sow: Sow) -> Refused | None:
    asked = Asking.objects.filter(sow=sow, state="open").exists()
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "take back what was asked"),
        unless(not asked, WrongTime("Nobody is asked for approval of this SOW.")),
        unless(sow.state == "signed", WrongTime("Everyone has signed it.")),
        stands(sow.engagement) if sow.state == "proposed" else _may_go_back(sow.engagement),
        is_free_for(actor, sow.engagement),
    )


def _may_go_back(engagement: Engagement) -> Refused | None:
    back = ENGAGEMENT.can(engagement.state, "rework")
    return first(
        is_open(engagement),
        unless(not back, WrongTime(f"The engagement is {ENGAGEMENT.said(engagement.state)}.")),
    )


def among(review: Review) -> Sequence[Review]:
    """Every step of the same asking: as a page has read them, else as the table has them."""
    seen: Sequence[Review] | None = review.asking.__dict__.get("steps")
    return (
        seen if seen is not None else list(Review.objects.filter(asking=review.asking_id).order_by("place"))
    )


def arranged() -> QuerySet[Delegation]:
    """Who stands in for whom today, with what both may do."""
    today = timezone.localdate()
    rows = Delegation.objects.filter(start__lte=today, end__gt=today).select_related(
        "person__user", "to__user"
    )
    return rows.prefetch_related("person__user__grants", "to__user__grants").order_by("pk")


@source
def absent(user: int) -> list[Absent]:
    """For whom a user stands in today."""
    return [absent_of(row.person) for row in arranged().filter(to__user_id=user)]


def absent_of(person: Person) -> Absent:
    """Somebody who is away, as rules ask about them."""
    return Absent(person.name, person.user_id, person.pk, held_by(person))


def stands_for(actor: Actor, review: Review) -> str | None:
    """For whom this actor answers a step: "" for themselves, the name of somebody who is away, or None."""
    own = (
        review.holder.user_id == actor.user_id
        if review.holder is not None
        else actor.has_any(roles_of(review.role))
    )
    if own:
        return ""
    return next((one.name for one in actor.absent() if is_answered_for(one, review)), None)


def is_answered_for(away: Absent, review: Review) -> bool:
    """Whether somebody else answers a step for who is away: it asks them, by name once it was handed on, else
    by a role of theirs, and it is theirs to answer. A signature is given by nobody else."""
    if review.is_signature:
        return False
    asked = away.person == review.holder_id if review.holder_id else bool(away.roles & roles_of(review.role))
    return asked and not bar(review, away.user, away.roles, among(review))


def hands_of(review: Review, steps: Iterable[Review]) -> Hands:
    """Whose hands were on the document, and who passed the other steps of the signature so far."""
    return hands(review.asking, [one for one in steps if one.pk != review.pk])


def bar(review: Review, user: int, held: Collection[Role], steps: Iterable[Review]) -> str:
    """Why this user, who holds these roles, does not answer a step for anybody; "" when they may."""
    hands = hands_of(review, steps)
    return barred(review.stage, review.role, review.vouches, user, Role.SALES in held, hands)


def hands(asking: Asking, steps: Iterable[Review]) -> Hands:
    sow = asking.sow
    makers = {sow.drawn_by, sow.estimate.drawn_by, sow.estimate.submitted_by} - {None}
    signed = {one.by for one in steps if one.stage == "signature" and one.state in PASSED} - {None}
    seller = sow.engagement.seller
    return Hands(frozenset(makers), asking.asked_by, seller.user_id if seller else None, frozenset(signed))


def _may_answer(actor: Actor, review: Review, what: str, vouching: bool = True) -> Refused | None:
    """Asked by role, by name or in somebody's place, and nothing against it. vouching: it may end in an
    approval; whoever stamps does not sign, and may still say what is wrong with it."""
    if actor.is_system or actor.user_id is None or stands_for(actor, review) is None:
        return Forbidden(f"You may not {what}. It is asked of: {_whom(review)}.")
    against = bar(review, actor.user_id, actor.roles, among(review) if vouching else ())
    return Forbidden(against) if against else None


def _whom(review: Review) -> str:
    if review.holder is not None:
        return review.holder.name
    return ", ".join(sorted(role.label for role in roles_of(review.role)))


def _lives(review: Review) -> Refused | None:
    """Only the newest version is agreed on, in the column of the board that is for it."""
    asking = review.asking
    engagement = asking.sow.engagement
    wanted = _COLUMN[review.stage]
    column = f"It is answered while the engagement is {ENGAGEMENT.said(wanted)}; it is"
    over = asking.state != "open" or asking.sow.state not in ("drawn-up", "proposed")
    gone = unless(over, WrongTime("This version is no longer up for approval."))
    if asking.sow.state == "proposed":
        return first(gone, stands(engagement))
    signed = WrongTime("Everyone has signed it; what it says is changed by a change order.")
    before = first(gone, unless(is_signed(engagement), signed))
    if before is not None or _follows(asking.sow):
        return before
    return first(
        unless(engagement.state != wanted, WrongTime(f"{column} {ENGAGEMENT.said(engagement.state)}.")),
    )


def _turn(review: Review) -> Refused | None:
    first_ones = waits_of(review, among(review))
    return unless(bool(first_ones), WrongTime(f"First comes: {', '.join(first_ones)}."))


def _answer(action: str, what: str, in_turn: bool) -> Rule:
    def rule(actor: Actor, review: Review) -> Refused | None:
        return first(
            _may_answer(actor, review, what, vouching=action != "object"),
            in_state(REVIEW, review.state, action),
            _lives(review),
            _turn(review) if in_turn else None,
        )

    return rule


_approve = _answer("approve", "approve this step", in_turn=True)
approve_with = _answer("approve_with", "approve this step", in_turn=True)
# An objection helps most when it comes early: it waits for nobody.
object_to = _answer("object", "object for this step", in_turn=False)


def approve(actor: Actor, review: Review) -> Refused | None:
    raised = "What was raised is resolved first; then it can be approved."
    return first(_approve(actor, review), unless(bool(open_points(review)), WrongTime(raised)))


def open_points(review: Review) -> list[Point]:
    """The points of a step that are neither resolved nor overruled."""
    return [point for point in review.points.all() if point.state in OPEN_POINTS]


def hand_on(actor: Actor, review: Review) -> Refused | None:
    """Any holder of the role may, so that nothing lies with somebody who is away."""
    asked = stands_for(actor, review) is not None or actor.has_any(roles_of(review.role))
    return first(
        unless(actor.is_system or not asked, Forbidden(f"It is asked of: {_whom(review)}.")),
        in_state(REVIEW, review.state, "hand_on"),
        _lives(review),
    )


def settle(actor: Actor, review: Review) -> Refused | None:
    """Asked only from inside the verbs of points, which have been allowed already."""
    return _lives(review)


def carry(actor: Actor, row: Point | Asking) -> Refused | None:
    """Asked only from inside sow.submit and sow.recall, which have been allowed already."""
    return None


def remind(actor: Actor, row: Review | Point) -> Refused | None:
    return unless(not actor.is_system, Forbidden("The firm's clocks remind, nobody else."))


def answer(actor: Actor, point: Point) -> Refused | None:
    return first(
        needs(actor, SPEAKERS, "answer a point"),
        unless(actor.is_system, Forbidden("A person answers.")),
        in_state(POINT, point.state, "answer"),
        _lives(point.review),
    )


def resolve(actor: Actor, point: Point) -> Refused | None:
    theirs = point.author == actor.user_id
    return first(
        None if theirs else _may_answer(actor, point.review, "resolve this point"),
        in_state(POINT, point.state, "resolve"),
        _lives(point.review),
    )


def overrule(actor: Actor, point: Point) -> Refused | None:
    role = point.review.overrule
    made = hands_of(point.review, ())
    sells = "Whoever sells an engagement overrules nobody about it."
    return first(
        unless(
            not role, Forbidden("Nobody overrules this step: its points are resolved, or the SOW changes.")
        ),
        None
        if not role or overrules_for(actor, point) is not None
        else needs(actor, roles_of(role), "overrule a point"),
        unless(actor.is_system, Forbidden("A person overrules, by name.")),
        unless(
            actor.user_id in {*made.makers, made.asker},
            Forbidden("Nobody overrules for what they drew up or asked for."),
        ),
        unless(actor.user_id == made.seller, Forbidden(sells)),
        unless(
            point.author == actor.user_id, Forbidden("This point is yours: resolve it if it stands no more.")
        ),
        in_state(POINT, point.state, "overrule"),
        _lives(point.review),
    )


def overrules_for(actor: Actor, point: Point) -> str | None:
    """In whose place this actor overrules: "" in their own, the name of somebody who is away and might do it
    themselves, or None."""
    if not point.review.overrule:
        return None
    made = hands_of(point.review, ())
    barred_themselves = {*made.makers, made.asker, made.seller, point.author}
    return actor.instead_of(roles_of(point.review.overrule), but=barred_themselves)


def delegate(actor: Actor, person: Person) -> Refused | None:
    own = person.user_id == actor.user_id and actor.has_any(SPEAKERS)
    return first(
        None if own else needs(actor, {Role.DIRECTOR}, "say who stands in for somebody else"),
        unless(not person.active, WrongTime(f"{person.name} has left.")),
    )


def end(actor: Actor, delegation: Delegation) -> Refused | None:
    over = delegation.end <= timezone.localdate()
    return first(
        None
        if delegation.person.user_id == actor.user_id and actor.has_any(SPEAKERS)
        else needs(actor, {Role.DIRECTOR}, "end what somebody else arranged"),
        unless(over, WrongTime("It is over.")),
    )
