"""Who acts. Always an explicit first argument; there is no default actor and no skip flag."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from fairlead.core.roles import Role


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who is away today: the user and person that they are, and the roles that they hold."""

    name: str
    user: int
    person: int
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an agent on behalf of a person, or scheduled work.

    via: the door that was used: "web", "api", "cli", "mcp", "link", "job" or "code".
    accounts: for a customer contact, the accounts that are theirs.
    link: for whoever holds a customer link, its number; they hold no role, and may answer by it alone.
    signs: for whoever holds a signing link, the number of the signature that they may give, and nothing else.
    address, agent: from where the request came and with what, as far as the door knows.
    absent: for whom they stand in today; looked up when it is asked, for hardly anything asks.
    """

    name: str
    user_id: int | None = None
    roles: frozenset[Role] = frozenset()
    accounts: frozenset[int] = frozenset()
    via: str = "code"
    reason: str = field(default="")
    link: int | None = None
    signs: int | None = None
    address: str = ""
    agent: str = ""
    absent: Callable[[], Sequence[Absent]] = field(default=tuple, compare=False, repr=False)

    @property
    def is_system(self) -> bool:
        """Scheduled work and set-up: nobody's user, and it says why it acts."""
        return self.user_id is None and bool(self.reason)

    @property
    def is_customer(self) -> bool:
        """Someone of a customer, who holds no role of the firm."""
        return self.roles == {Role.CUSTOMER_CONTACT}

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def has_any(self, roles: Iterable[Role]) -> bool:
        return not self.roles.isdisjoint(roles)

    def instead_of(self, roles: Iterable[Role], but: Collection[int | None] = ()) -> str | None:
        """In whose place they do what these roles may: "" in their own, the name of somebody who is away, or
        None for nobody's. but: users who may not do it themselves, and so nobody in their place."""
        wanted = frozenset(roles)
        if self.has_any(wanted):
            return ""
        away = (one for one in self.absent() if one.user not in but)
        return next((one.name for one in away if one.roles & wanted), None)

    def remembering(self) -> Actor:
        """The same, who looks up once for whom they stand in: for the time of a request or a list."""
        return replace(self, absent=cache(self.absent))

    def through(self, via: str) -> Actor:
        return replace(self, via=via)

    def seen(self, address: str, agent: str) -> Actor:
        """The same, with what the door knows of where they are."""
        return replace(self.remembering(), address=address[:80], agent=agent[:400])


def system(reason: str) -> Actor:
    """Scheduled work and set-up. It says why it acts, and that is written beside what it did."""
    if not reason.strip():
        raise ValueError("A system actor says why it acts.")
    return Actor(name="Fairlead", roles=frozenset({Role.ADMINISTRATOR}), via="job", reason=reason)


def bearer(name: str, link: int) -> Actor:
    """Whoever holds a customer link: no user, no role, and so refused by every rule but the link's own."""
    return Actor(name=name, via="link", link=link)


def signer(name: str, signature: int) -> Actor:
    """Whoever holds a signing link: likewise, and refused by every rule but that of this signature."""
    return Actor(name=name, via="link", signs=signature)


def carried(actor: Actor, reason: str) -> Actor:
    """What a verb does for someone who may use it and nothing else: by their name and door, as set-up."""
    return replace(system(reason), name=actor.name, via=actor.via)


def said_by(name: str, instead_of: str) -> str:
    """Who did something, and in whose place if not in their own."""
    return f"{name} for {instead_of}" if instead_of else name
