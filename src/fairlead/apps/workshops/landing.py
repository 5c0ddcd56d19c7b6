"""What each capture becomes, and laying it down. Everything here happens inside `workshop.land`.

| captured | becomes |
|---|---|
| requirement with question and answer | the answer; where the one on file differs, an open question |
| requirement | a requirement in the scope, and by its rank an item of the roadmap |
| requirement that won't be | an exclusion in the scope |
| assumption | an assumption in the scope |
| decision | a decision in the log, taken |
| action, risk, question | an entry of the log, with its owner and its day |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from fairlead.apps.risks.actions import lay, lay_on_roadmap
from fairlead.apps.risks.states import KINDS
from fairlead.apps.scoping.actions import state
from fairlead.apps.scoping.standing import same, standing_of
from fairlead.apps.scoping.states import BESIDE
from fairlead.apps.workshops import rules
from fairlead.apps.workshops.answering import question_of, value_of
from fairlead.apps.workshops.methods import BY_ID
from fairlead.apps.workshops.models import Capture, Vote, Workshop
from fairlead.core.actor import Actor
from fairlead.core.errors import Refused
from fairlead.core.writing import writing
from fairlead.engines.prioritising import Item, Ranked, ranked

_KIND_WORDS = dict(KINDS)
_PRIORITY = {"now": "high", "next": "medium", "later": "low"}


@dataclass(frozen=True, slots=True)
class Landed:
    """One thing that came of a capture. noun: answer, entry or roadmap; `conflict` when it clashed."""

    capture: int
    text: str
    noun: str
    id: int
    label: str
    note: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Landing:
    """What landing did, or, as a dry run, would do."""

    workshop: int
    dry_run: bool
    steps: tuple[Landed, ...]

    @property
    def conflicts(self) -> tuple[Landed, ...]:
        return tuple(step for step in self.steps if step.conflict)


def lay_down(actor: Actor, workshop: Workshop) -> tuple[Landed, ...]:
    """Lay down every capture that has not landed yet, in their order; parked and dropped ones stay behind."""
    captures = kept(actor, workshop)
    order = {place.id: place for place in order_of(workshop, captures, dots_of(actor, workshop))}
    steps = list[Landed]()
    for capture in sorted(captures, key=lambda one: order[one.pk].rank):
        if not capture.landed:
            made = list(_became(actor, workshop, capture, order[capture.pk]))
            _mark(actor, capture, made)
            steps += made
    return tuple(steps)


def kept(actor: Actor, workshop: Workshop) -> list[Capture]:
    """The captures that count, with who owns them, as they were captured."""
    rows = Capture.objects.visible_to(actor).filter(workshop=workshop, state="kept")
    return list(rows.select_related("owner__person", "workshop__engagement", "item").order_by("pk"))


def dots_of(actor: Actor, workshop: Workshop) -> Mapping[int, int]:
    """Dots by capture."""
    votes = Vote.objects.visible_to(actor).filter(workshop=workshop)
    return dict(votes.values_list("capture").annotate(n=Sum("dots")).order_by())


def order_of(workshop: Workshop, captures: Iterable[Capture], dots: Mapping[int, int]) -> tuple[Ranked, ...]:
    """The captures in order, kind by kind: a risk does not compete with a requirement."""
    kinds = dict[str, list[Item]]()
    for row in captures:
        item = Item(row.pk, row.pk, row.moscow, dots.get(row.pk, 0), row.value, row.effort)
        kinds.setdefault(row.kind, []).append(item)
    mode = BY_ID[workshop.method].ranking
    return tuple(place for items in kinds.values() for place in ranked(items, mode))


def _mark(actor: Actor, capture: Capture, made: Iterable[Landed]) -> None:
    """The capture says where it went."""
    with writing(actor, "capture.land", capture, lambda a, row: rules.land(a, row.workshop)) as change:
        change.row.landed = [{"noun": s.noun, "id": s.id, "label": s.label, "note": s.note} for s in made]


def _became(actor: Actor, workshop: Workshop, capture: Capture, place: Ranked) -> Iterator[Landed]:
    if capture.question and capture.answer:
        yield _answer(actor, workshop, capture)
    else:
        yield _entry(actor, workshop, capture, place)
    if capture.kind == "requirement" and place.horizon:
        yield _on_roadmap(actor, workshop, capture, place)


def _answer(actor: Actor, workshop: Workshop, capture: Capture) -> Landed:
    """Give the answer as one more voice; what contradicts is shown and asked, never replaced."""
    engagement = workshop.engagement
    try:
        asked = question_of(engagement, capture.question)
        value = value_of(asked, capture.answer)
        label = f"Answer: {asked.text}"
        there = standing_of(actor, engagement, asked.id)
        if there is not None and there.pk and same(asked, there.value, value):
            return _step(capture, "answer", there.pk, label, "It was the answer already.")
        said = state(
            actor, engagement, question=asked.id, value=value, source="customer-call",
            said_by=f"{workshop.title}, {capture.by}"[:200], said_on=workshop.local.date(),
        )  # fmt: skip
    except Refused as refused:
        return _clash(actor, workshop, capture, refused.message)
    if said.state == BESIDE:
        return _clash(actor, workshop, capture, "It stands beside the answer on file until it is settled.")
    return _step(capture, "answer", said.pk, label, "")


def _clash(actor: Actor, workshop: Workshop, capture: Capture, why: str) -> Landed:
    """The answer on file stays; that the workshop says otherwise becomes an open question."""
    said = f"In the workshop: {capture.question} = {capture.answer}. {why}\n\n{capture.text}"
    title = _title(f"Which answer holds for {capture.question}: {capture.answer}?")
    row = lay(
        actor, workshop.engagement, capture=capture.pk, kind="question", title=title, text=said[:4000],
        priority="high", **_owner(capture), due_on=capture.due_on,
    )  # fmt: skip
    return _step(capture, "entry", row.pk, "Open question: the answers differ", why, conflict=True)


def _entry(actor: Actor, workshop: Workshop, capture: Capture, place: Ranked) -> Landed:
    left_out = capture.kind == "requirement" and capture.moscow == "wont"
    kind = "exclusion" if left_out else capture.kind
    weight = _PRIORITY.get(place.horizon, "medium")
    row = lay(
        actor, workshop.engagement, capture=capture.pk, taken=kind == "decision", kind=kind,
        title=_title(capture.text), text=_text(workshop, capture), priority=weight, **_owner(capture),
        due_on=capture.due_on,
    )  # fmt: skip
    note = "It won't be done this time." if left_out else place.reason if place.horizon else ""
    return _step(capture, "entry", row.pk, _KIND_WORDS[kind], note)


def _on_roadmap(actor: Actor, workshop: Workshop, capture: Capture, place: Ranked) -> Landed:
    row = lay_on_roadmap(
        actor, workshop.engagement, capture=capture.pk, title=_title(capture.text), horizon=place.horizon
    )
    return _step(
        capture, "roadmap", row.pk, f"Roadmap: {row.get_horizon_display().lower()}",
        f"Place {place.rank}: {place.reason}.",
    )  # fmt: skip


def _step(capture: Capture, noun: str, key: int, label: str, note: str, conflict: bool = False) -> Landed:
    return Landed(capture.pk, capture.text, noun, key, label, note, conflict)


def _owner(capture: Capture) -> dict[str, Any]:
    owner = capture.owner
    if owner is None:
        return {}
    return {"owner": owner.person} if owner.person else {"owner_name": owner.name}


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def _text(workshop: Workshop, capture: Capture) -> str:
    """The whole of what was said when the title cannot hold it, and where it was said."""
    source = f"Captured by {capture.by} in the workshop {workshop.title}, {workshop.local:%Y-%m-%d}."
    return f"{capture.text}\n\n{source}" if _title(capture.text) != capture.text else source
