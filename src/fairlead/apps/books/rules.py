"""One predicate a verb of the books."""

from __future__ import annotations

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.states import SOW
from fairlead.apps.books.bridge import given_of, standing_of, whole_of
from fairlead.apps.books.models import Booking, Order
from fairlead.apps.books.states import BASE, ORDER, REVERSING
from fairlead.apps.changes.bridge import made_by, verdict_of
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.states import CHANGE
from fairlead.apps.engagements.rules import is_open
from fairlead.apps.engagements.states import ENGAGEMENT
from fairlead.core.access import Rule, first, in_state, needs, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
from fairlead.engines.booking import Given
from fairlead.engines.practice.closing import BookingItem

# Who collects; the practice says who of them may give what.
COLLECTORS = ENGAGEMENT_MANAGERS | {
    Role.SALES, Role.COORDINATOR, Role.FINANCE, Role.LEGAL, Role.DIRECTOR
}  # fmt: skip
# Whoever sells it does not book it: an order is checked by others (em-process 1.9).
BOOKERS = ENGAGEMENT_MANAGERS | {Role.FINANCE}
CORRECTORS = frozenset({Role.FINANCE, Role.DIRECTOR})


def open_order(actor: Actor, sow: Sow) -> Refused | None:
    return first(
        needs(actor, COLLECTORS, "collect what is booked"),
        unless(
            sow.state != "drawn-up" and not _amended_since(sow),
            WrongTime(f"This SOW is {SOW.said(sow.state)}; the newest one is booked."),
        ),
    )


def _amended_since(sow: Sow) -> bool:
    """Whether the statement of work that stands came of this one by changes: what was sold by it holds."""
    standing = Sow.objects.filter(engagement=sow.engagement_id, state="drawn-up").first()
    return standing is not None and any(made.sow_id == sow.pk for made in made_by(standing))


def whole_bookable(sow: Sow, order: int | None) -> Refused | None:
    """Whether a statement of work is to be booked, whoever asks; `order`: the one that collects for it."""
    if sow.state != "drawn-up":
        return WrongTime(f"This SOW is {SOW.said(sow.state)}; the newest one is booked.")
    standing = standing_of(sow.engagement_id)
    if standing is None or standing.order_id == order:
        return None
    return WrongTime(
        f"This engagement is in the books with {standing.sow.code}. What changed since is booked by its "
        "change: name that."
    )


def change_bookable(change: Change) -> Refused | None:
    """Whether a change is to be booked by itself, whoever asks."""
    if change.state != "in-force":
        return WrongTime(f"This change is {CHANGE.said(change.state)}; it is booked once it is in force.")
    if verdict_of(change).booking.kind == "none":
        return WrongTime("Nothing is booked for this change.")
    whole = whole_of(change.engagement_id)
    if whole is None or all(made.pk != change.pk for made in made_by(whole.sow)):
        return None
    return WrongTime(f"{change.name} is in the books already, with the statement of work that it made.")


def collect(actor: Actor, order: Order) -> Refused | None:
    """Give, waive or take back anything at all; the practice's item decides about itself."""
    return first(
        needs(actor, COLLECTORS, "give evidence for a booking"),
        unless(
            order.state != "open",
            WrongTime("This order is booked; what is in the books is corrected by reversing it."),
        ),
        unless(
            order.sow.state != "drawn-up" and not (order.change_id and _amended_since(order.sow)),
            WrongTime("Its statement of work was replaced; open the order of the newest one."),
        ),
        is_open(order.engagement) if order.change_id is None and not _again(order) else None,
    )


def _again(order: Order) -> bool:
    """Whether it is collected anew after its booking was reversed."""
    return Booking.objects.filter(order=order, kind__in=BASE).exists()


edit = attach = waive = withdraw = collect


def _holds(actor: Actor, roles: tuple[str, ...]) -> bool:
    return actor.is_system or actor.has_any(Role(role) for role in roles)


def _sells(actor: Actor, roles: tuple[str, ...] = ()) -> Refused | None:
    """Whoever holds a role of sales gives what sales gives, whatever else they hold."""
    said = "Sales gives quotes, purchase order and opportunity; it approves, signs and books nothing."
    return unless(actor.has(Role.SALES) and Role.SALES not in roles, Forbidden(said))


def gives_now(actor: Actor, item: BookingItem, given: dict[str, Given]) -> Refused | None:
    """Whether this actor may give the evidence of an item, as long as anything may be given."""
    others = [given[name] for name in item.apart if name in given]
    own = any(one.by is not None and one.by == actor.user_id for one in others)
    message = f"You may not give this: {item.name}. {_who(item.by)}"
    return first(
        unless(not item.by, WrongTime(f"{item.name}: this checks itself.")),
        unless(not _holds(actor, item.by), Forbidden(message)),
        _sells(actor, item.by),
        unless(own, Forbidden("Two people approve a booking; somebody else gives this.")),
    )


def gives(item: BookingItem) -> Rule:
    """The rule of giving one item; who gave the others is asked of the order as it is by then."""

    def rule(actor: Actor, order: Order) -> Refused | None:
        return first(collect(actor, order), gives_now(actor, item, given_of(order) if item.apart else {}))

    return rule


def takes_back(item: BookingItem) -> Rule:
    """The rule of taking one item back."""

    def rule(actor: Actor, order: Order) -> Refused | None:
        return first(collect(actor, order), gives_now(actor, item, {}))

    return rule


def waives_now(actor: Actor, item: BookingItem) -> Refused | None:
    """Whether this actor may waive an item, as long as anything may be waived."""
    message = f"You may not waive this: {item.name}. {_who(item.waived_by)}"
    return first(unless(not _holds(actor, item.waived_by), Forbidden(message)), _sells(actor, item.waived_by))


def waives(item: BookingItem) -> Rule:
    """The rule of waiving one item."""

    def rule(actor: Actor, order: Order) -> Refused | None:
        return first(collect(actor, order), waives_now(actor, item))

    return rule


def _who(roles: tuple[str, ...]) -> str:
    names = ", ".join(Role(role).label for role in roles)
    return f"These roles may: {names}." if names else "Nobody may."


def book(actor: Actor, order: Order) -> Refused | None:
    change, engagement = order.change, order.engagement
    state = "closed-won" if change or _again(order) else "approved"
    column = f"It is booked while the engagement is {ENGAGEMENT.said(state)}; it is"
    return first(
        needs(actor, BOOKERS, "book an engagement"),
        _sells(actor),
        in_state(ORDER, order.state, "book"),
        collect(actor, order) if actor.has_any(COLLECTORS) else None,
        unless(engagement.state != state, WrongTime(f"{column} {ENGAGEMENT.said(engagement.state)}.")),
    )


def reverse(actor: Actor, booking: Booking) -> Refused | None:
    return first(
        needs(actor, CORRECTORS, "reverse what is in the books"),
        unless(booking.kind in REVERSING, WrongTime("What takes an entry back is not taken back.")),
        unless(
            booking.kind == "rebooking",
            WrongTime("What was refunded and booked anew is corrected by a further change."),
        ),
        unless(hasattr(booking, "reversal"), WrongTime("This was reversed already.")),
    )


def enter(actor: Actor, order: Order) -> Refused | None:
    """Asked only from inside the verbs that book and reverse, which have been allowed already."""
    return None
