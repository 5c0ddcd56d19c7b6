"""The seam for services that have documents signed: one is built in, one takes files back, others plug in.

A service of somebody else is a class of these four members, named by `FAIRLEAD_SIGNING` as
`package.module:Class` (docs/howto/signing-services.md). What it brings back comes in through
`countersigned.take`, and is held against what was sent like any other file.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar, Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Party:
    """One who signs, as a service needs it. side: "customer" or "firm"."""

    side: str
    name: str
    title: str
    email: str


@dataclass(frozen=True, slots=True)
class Out:
    """A document that is out for signature. key: the number of its sending, to know it by again."""

    key: int
    title: str
    content: bytes
    sha256: str
    parties: tuple[Party, ...]


class Service(Protocol):
    """in_house: whether signatures are given here. post: called once a document is out, by the worker, at
    least once; it gives what the service calls the document, or "". What it raises is tried again."""

    id: ClassVar[str]
    label: ClassVar[str]
    in_house: ClassVar[bool]

    def post(self, out: Out) -> str: ...


class BuiltIn:
    """Signed here: customers by their link, the firm's people signed in."""

    id: ClassVar[str] = "built-in"
    label: ClassVar[str] = "Signed here"
    in_house: ClassVar[bool] = True

    def post(self, out: Out) -> str:
        return ""


class Upload:
    """Signed elsewhere, by hand or by any program: the file goes out and comes back through people."""

    id: ClassVar[str] = "upload"
    label: ClassVar[str] = "Signed elsewhere, and given in as a file"
    in_house: ClassVar[bool] = False

    def post(self, out: Out) -> str:
        return ""


_OWN: dict[str, type[Service]] = {service.id: service for service in (BuiltIn, Upload)}


def chosen() -> Service:
    """The service that the firm has set."""
    return named(settings.SIGNING)


def named(name: str) -> Service:
    """A service by its id, or by the place of its class; LookupError when there is none."""
    if name in _OWN:
        return _OWN[name]()
    module, _, kind = name.partition(":")
    if not kind:
        raise LookupError(f"There is no signing service {name!r}; there are: {', '.join(_OWN)}.")
    found: Service = getattr(import_module(module), kind)()
    return found


def known(sending_service: str) -> Service | None:
    """The service that a document went out through, if it is still the one that is set or one of our own."""
    if sending_service in _OWN:
        return _OWN[sending_service]()
    now = chosen()
    return now if now.id == sending_service else None
