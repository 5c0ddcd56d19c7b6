"""One predicate a verb of redlines: the owner of the words accepts, whoever negotiates may say no."""

from __future__ import annotations

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.rules import is_before_them, is_current, is_negotiable
from fairlead.apps.engagements.rules import is_in_the_making, is_open
from fairlead.apps.pens.rules import is_free_for
from fairlead.apps.redlines.models import COPY, QUESTION, Markup, Redline
from fairlead.apps.redlines.standing import newest_of, waiting_in
from fairlead.apps.redlines.states import MARKUP, REDLINE
from fairlead.core.access import first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, ENGAGEMENT_ROLES, Role

TAKERS = ENGAGEMENT_MANAGERS | {Role.SALES, Role.LEGAL}
# Whoever shapes, sells, agrees or delivers may speak; an administrator keeps the system.
SPEAKERS = ENGAGEMENT_ROLES - {Role.ADMINISTRATOR}
# So many of the customer's copies and questions wait at a time, of one engagement.
MOST_COPIES, MOST_QUESTIONS = 5, 20
OWNERS = {"legal": frozenset({Role.LEGAL}), "finance": frozenset({Role.FINANCE})}
_WORDED = ("changed", "deleted", "added")
WHY_FIXED = {
    "estimate": "Its figures come from the estimate; text cannot override them. Say that it is changed at "
    "its source, or refuse this.",
    "record": "It comes from the record, not from a clause. Say that it is changed at its source, or refuse "
    "this.",
    "cover": "The front page comes from the record. Say that it is changed at its source, or refuse this.",
    "signatures": "The signature block stays as it is. Refuse this, and ask for a copy with the block in it.",
    "long": "This is too long for a clause of ours. Counter with words of your own, or refuse it.",
    "nothing": "Nothing of it is left that could be taken over. Refuse it.",
}


def acceptors(redline: Redline) -> frozenset[Role]:
    """Who may accept these words: their owner, or whom the practice names for a wording of its own."""
    if redline.variant:
        return _holders(redline.role)
    return owners(redline)


def owners(redline: Redline) -> frozenset[Role]:
    """Who answers for the words of the clause, and so may write others."""
    return OWNERS.get(redline.owner, ENGAGEMENT_MANAGERS)


def _holders(role: str) -> frozenset[Role]:
    if role in ("", Role.ENGAGEMENT_MANAGER):
        return ENGAGEMENT_MANAGERS
    return frozenset({Role(role)})


def take(actor: Actor, sow: Sow) -> Refused | None:
    """Whoever negotiates; and the customer's own people, of what is before them."""
    if actor.is_customer:
        return first(is_before_them(sow), _few(sow, COPY, MOST_COPIES))
    return first(
        needs(actor, TAKERS | {Role.CUSTOMER_CONTACT}, "take a marked copy back"), is_negotiable(sow)
    )


def ask(actor: Actor, sow: Sow) -> Refused | None:
    return first(
        needs(actor, {Role.CUSTOMER_CONTACT}, "ask about it for the customer"),
        unless(actor.is_system, Forbidden("A person asks.")),
        is_before_them(sow),
        _few(sow, QUESTION, MOST_QUESTIONS),
    )


def follow(actor: Actor, markup: Markup) -> Refused | None:
    """Asked while the paper is before them; what waits for an answer already may be added to."""
    said = "This is a copy with its own answers. Return another one, or ask a question."
    answered = not markup.redlines.filter(state="open").exists()
    return first(
        needs(actor, {Role.CUSTOMER_CONTACT}, "ask on for the customer"),
        unless(actor.is_system, Forbidden("A person asks.")),
        unless(not markup.is_question, WrongTime(said)),
        in_state(MARKUP, markup.state, "follow"),
        is_before_them(markup.sow),
        _few(markup.sow, QUESTION, MOST_QUESTIONS) if answered else None,
    )


def _few(sow: Sow, origin: str, most: int) -> Refused | None:
    """Not more at a time than somebody can answer. A question counts until it has an answer, a copy until
    the firm is done with it."""
    rows = Markup.objects.filter(
        origin=origin, sow__engagement=sow.engagement_id, state__in=("reading", "open")
    )
    if origin == QUESTION:
        rows = rows.filter(redlines__state="open")
    what = "questions" if origin == QUESTION else "returned copies"
    said = f"{most} {what} of yours wait for an answer already. Please wait for the first of them."
    return unless(rows.count() >= most, WrongTime(said))


def _of_markup(actor: Actor, markup: Markup, action: str) -> Refused | None:
    return first(needs(actor, TAKERS, "take a marked copy back"), in_state(MARKUP, markup.state, action))


def read(actor: Actor, markup: Markup) -> Refused | None:
    return _of_markup(actor, markup, "read")


def turn_away(actor: Actor, markup: Markup) -> Refused | None:
    return _of_markup(actor, markup, "turn_away")


def keep(actor: Actor, markup: Markup) -> Refused | None:
    """Asked only from inside verbs that were allowed already: bytes and changes come with their file."""
    return needs(actor, TAKERS, "take a marked copy back")


def close(actor: Actor, markup: Markup) -> Refused | None:
    return _of_markup(actor, markup, "close")


def settle(actor: Actor, markup: Markup) -> Refused | None:
    sow = markup.sow
    refused = first(
        needs(actor, ENGAGEMENT_MANAGERS, "make the next version"),
        in_state(MARKUP, markup.state, "settle"),
        None if markup.is_question else _may_make_a_version(actor, markup),
    )
    if refused is not None:
        return refused
    waiting = waiting_in(actor, markup)
    unanswered = f"{waiting.open} of their changes wait for an answer; answer each of them first."
    unsaid = (
        f"{waiting.unsaid} of their changes are to be made at their source, and our newest version does not "
        "say them yet. Change it there and draw up the next version, or refuse them."
    )
    return first(
        # Where nothing is taken over no version is made, and so nothing changes under its signers.
        is_in_the_making(sow.engagement) if waiting.taken and not sow.is_proposal else None,
        unless(waiting.open > 0, WrongTime(unanswered)),
        unless(waiting.unsaid > 0, WrongTime(unsaid)),
        unless(waiting.unreplied > 0, WrongTime(unreplied_of(waiting.unreplied))),
    )


def unreplied_of(count: int) -> str:
    return (
        f"{count} of their comments have no answer that they read; reply to each of them, or say that it "
        "needs none."
    )


def _may_make_a_version(actor: Actor, markup: Markup) -> Refused | None:
    sow = markup.sow
    return first(
        _is_in_talks(actor, markup) if sow.is_proposal else is_open(sow.engagement),
        is_free_for(actor, sow.engagement),
    )


def _is_in_talks(actor: Actor, markup: Markup) -> Refused | None:
    newest = newest_of(actor, markup)
    said = "The change that proposed this SOW is decided: nothing of this copy can be made part of it."
    return first(unless(newest.state != "proposed", WrongTime(said)), is_current(newest))


def accept(actor: Actor, redline: Redline) -> Refused | None:
    return first(
        needs(actor, acceptors(redline), "accept this wording"),
        _answerable(actor, redline, "accept"),
        unless(bool(redline.fixed), WrongTime(WHY_FIXED.get(redline.fixed, ""))),
    )


def counter(actor: Actor, redline: Redline) -> Refused | None:
    held = redline.fixed not in ("", "long")
    return first(
        needs(actor, owners(redline), "write another wording of this clause"),
        _answerable(actor, redline, "counter"),
        unless(held, WrongTime(WHY_FIXED.get(redline.fixed, ""))),
        unless(redline.kind not in _WORDED, WrongTime("There are no words here to counter.")),
    )


def source(actor: Actor, redline: Redline) -> Refused | None:
    said = "These are words, and no figure or fact that is set elsewhere: accept, counter or refuse them."
    return first(
        needs(actor, ENGAGEMENT_MANAGERS, "change what a statement of work comes from"),
        _answerable(actor, redline, "source"),
        unless(not redline.sources, WrongTime(said)),
    )


def refuse(actor: Actor, redline: Redline) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS | acceptors(redline) | owners(redline), "refuse this change"),
        _answerable(actor, redline, "refuse"),
    )


def reopen(actor: Actor, redline: Redline) -> Refused | None:
    return first(
        needs(actor, ENGAGEMENT_MANAGERS | acceptors(redline) | owners(redline), "open this change again"),
        in_state(REDLINE, redline.state, "reopen"),
        _lives(redline),
        is_free_for(actor, redline.markup.sow.engagement),
    )


def reply(actor: Actor, redline: Redline) -> Refused | None:
    return first(
        needs(actor, SPEAKERS, "reply"),
        unless(actor.is_system, Forbidden("A person replies.")),
        _lives(redline),
    )


def _answerable(actor: Actor, redline: Redline, action: str) -> Refused | None:
    said = "A comment asks for no words: reply to it."
    return first(
        unless(redline.kind == "commented", WrongTime(said)),
        in_state(REDLINE, redline.state, action),
        _lives(redline),
        is_free_for(actor, redline.markup.sow.engagement),
    )


def _lives(redline: Redline) -> Refused | None:
    markup = redline.markup
    return first(
        unless(markup.state != "open", WrongTime(f"The copy is {MARKUP.said(markup.state)}.")),
        is_negotiable(markup.sow),
    )


def withhold(actor: Actor, redline: Redline) -> Refused | None:
    """Whoever may reply; who may refuse is one of these."""
    return first(
        needs(actor, SPEAKERS, "keep a reply inside"),
        unless(actor.is_system, Forbidden("A person keeps a reply inside.")),
        _lives(redline),
    )
