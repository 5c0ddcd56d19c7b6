"""Proposal and SOW summary by audience, from one record, and what differs between them.

Which parts an audience reads is practice text. Papers for customers are theirs with the statement of work
that they see; those of audiences inside the firm never are.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from fairlead.apps.agreements.bridge import drawn, estimate_behind, our_letters
from fairlead.apps.agreements.models import Sow
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.estimates.states import ESTIMATE
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Missing, WrongTime, invalid
from fairlead.core.files import Download
from fairlead.core.roles import ENGAGEMENT_ROLES
from fairlead.core.verbs import reading
from fairlead.engines.documents.audiences import PAPERS, PROPOSAL, Row, differences, variant
from fairlead.engines.documents.html import html
from fairlead.engines.documents.messages import messages, pictures
from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.tree import Document
from fairlead.engines.documents.word import docx_bytes
from fairlead.engines.practice.values import Audience, Practice
from fairlead.engines.shaping.values import Shaped

FORMS = ("pdf", "docx", "pptx", "html")


@dataclass(frozen=True, slots=True)
class AudienceCard:
    """Who a variant is for. reads: "customer" or "inside" (of the firm)."""

    id: str
    name: str
    reads: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Variants:
    """The variants of one paper: for whom they are, and which part and figure each of them shows."""

    paper: str
    estimate: int
    audiences: tuple[AudienceCard, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    practice: Practice
    shaped: Shaped
    estimate: Estimate
    number: str


@reading("paper.audiences")
def variants(
    actor: Actor, *, sow: Sow | None = None, estimate: Estimate | None = None, paper: str = PROPOSAL
) -> Variants:
    """What differs between the variants of a "proposal" or a SOW "summary", by part and figure."""
    if not actor.has_any(ENGAGEMENT_ROLES):
        raise Forbidden("How papers differ by audience stays inside the firm.")
    source = _source(actor, sow, estimate, paper)
    cards = tuple(AudienceCard(a.id, a.name, a.reads, a.purpose) for a in source.practice.audiences)
    return Variants(
        paper, source.estimate.pk, cards, differences(source.practice, source.shaped, paper)
    )  # fmt: skip


@reading("paper.variant")
def variant_file(
    actor: Actor,
    audience: str,
    *,
    sow: Sow | None = None,
    estimate: Estimate | None = None,
    paper: str = PROPOSAL,
    form: str = "pdf",
) -> Download:
    """The "proposal" or SOW "summary" for an audience as "pdf", "docx", "pptx" (slides) or "html"."""
    if form not in FORMS:
        raise invalid("form", f"There is no form {form[:40]!r}.", f"There are: {', '.join(FORMS)}.")
    source, whose, document = _drawn(actor, audience, sow, estimate, paper)
    with our_letters():
        content = _content(source, whose, document, form)
    name = source.number or f"estimate-v{source.estimate.number}"
    return Download.of(f"{name}-{paper}-{whose.id}.{form}", content)


def variant_page(actor: Actor, audience: str, sow: Sow | None, estimate: Estimate | None, paper: str) -> str:
    """The same as an HTML fragment for a page, every text in it escaped."""
    return html(_drawn(actor, audience, sow, estimate, paper)[2], top=2)


def _content(source: _Source, whose: Audience, document: Document, form: str) -> bytes:
    if form == "html":
        return html(document).encode()
    if form == "pptx":
        # The library behind slides is large; it is loaded for whoever asks for some.
        draw = import_module("fairlead.engines.documents.slideshow").pptx_bytes
        titles = messages(source.practice, source.shaped, whose)
        made: bytes = draw(document, titles, pictures(source.practice, source.shaped))
        return made
    return pdf(document) if form == "pdf" else docx_bytes(document)


def _drawn(
    actor: Actor, audience: str, sow: Sow | None, estimate: Estimate | None, paper: str
) -> tuple[_Source, Audience, Document]:
    source = _source(actor, sow, estimate, paper)
    if estimate is not None and sow is None and estimate.state != "approved":
        raise WrongTime(
            f"Papers are made from an approved estimate; this one is {ESTIMATE.said(estimate.state)}."
        )
    whose = next((one for one in source.practice.audiences if one.id == audience), None)
    if whose is None or (whose.reads != "customer" and not actor.has_any(ENGAGEMENT_ROLES)):
        shown = [
            one.id
            for one in source.practice.audiences
            if actor.has_any(ENGAGEMENT_ROLES) or one.reads == "customer"
        ]
        fix = f"There are: {', '.join(shown) or 'none'}."
        raise invalid("audience", f"There is no audience {audience[:40]!r}.", fix)
    if not whose.parts(paper):
        raise invalid("paper", f"{whose.name} have no {paper}.", "See [[audience]] in papers.toml.")
    return source, whose, variant(source.practice, source.shaped, whose, paper, source.number)


def _source(actor: Actor, sow: Sow | None, estimate: Estimate | None, paper: str) -> _Source:
    """What the paper is made from: a statement of work that the actor sees, or an estimate of the firm."""
    if paper not in PAPERS:
        raise invalid("paper", f"There is no paper {paper[:40]!r}.", f"It is {' or '.join(PAPERS)}.")
    if sow is None and (estimate is None or not actor.has_any(ENGAGEMENT_ROLES)):
        raise invalid("sow", "No statement of work and no estimate is named.", "Give one of them.")
    if sow is not None and not Sow.objects.visible_to(actor).filter(pk=sow.pk).exists():
        raise Missing(f"There is no sow {sow.pk}.")
    made = estimate_behind(sow, estimate)
    it = drawn(made, sow)
    return _Source(it.practice, it.shaped, made, sow.code if sow is not None else "")
