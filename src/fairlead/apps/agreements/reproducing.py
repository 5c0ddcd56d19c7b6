"""A statement of work made again from what it keeps: the same cents, and by the same tools the same bytes."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from fairlead import __version__
from fairlead.apps.agreements.bridge import agreed_in, papers_of
from fairlead.apps.agreements.models import Paper, Sow
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, WrongTime
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import reading

# What draws the papers: with the same versions of these the same bytes come out.
_TOOLS = ("typst", "openpyxl", "numpy")


def toolchain() -> dict[str, str]:
    """The versions of what computes and draws here, by name."""
    found = {name: version(name) for name in _TOOLS}
    return {"fairlead": __version__, "python": platform.python_version(), **found}


@dataclass(frozen=True, slots=True)
class PaperAgain:
    """One paper: its SHA-256 as it is kept, and as it comes out today."""

    kind: str
    kept: str
    again: str

    @property
    def same(self) -> bool:
        return self.kept == self.again


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What came out today.

    figures: every cent and hour is the same; manifest: so are lock and wording, as the hash `printed` in the
    papers says. tools: what differs of the toolchain, (name, then, now). trouble: why it could not be made.
    """

    figures: bool
    manifest: bool
    printed: str
    papers: tuple[PaperAgain, ...]
    tools: tuple[tuple[str, str, str], ...]
    trouble: str = ""


@reading("sow.reproduce")
def reproduce(actor: Actor, sow: Sow) -> Reproduced:
    """Make a statement of work again from its frozen answers, its practice and what was agreed with the
    customer, and hold the result against what was kept. Nothing is changed."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("What a statement of work is made from stays inside the firm.")
    tools = _differing(sow.toolchain, toolchain())
    try:
        made, _ = papers_of(sow.estimate, sow.code, agreed_in(sow), sow.amends)
    except WrongTime as refused:
        return Reproduced(False, False, sow.manifest, (), tools, str(refused))
    kept = Paper.objects.visible_to(actor).filter(sow=sow).order_by("kind").values_list("kind", "sha256")
    papers = tuple(
        PaperAgain(kind, sha256, hashlib.sha256(made.files.get(kind, b"")).hexdigest())
        for kind, sha256 in kept
    )
    # The figures were held to the cent before anything was drawn: `papers_of` refuses others.
    return Reproduced(True, made.manifest == sow.manifest, sow.manifest, papers, tools)


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    names = dict.fromkeys((*then, *now)) if then else {}
    return tuple(
        (name, then.get(name, ""), now.get(name, "")) for name in names if then.get(name) != now.get(name)
    )
