"""What follows from facts: a new version takes away what was to be signed, and a service is told."""

from __future__ import annotations

from fairlead.apps.signing import providers, rules
from fairlead.apps.signing.actions import end
from fairlead.apps.signing.bridge import content_of
from fairlead.apps.signing.models import Sending, Signature
from fairlead.core.actor import system
from fairlead.core.models import Event
from fairlead.core.outbox import subscribe
from fairlead.core.writing import writing

_ENDS = {"rework": "The engagement went back to the estimate.", "lose": "The engagement was closed as lost."}


@subscribe("engagement.moved")
def void_with_move(event: Event) -> None:
    if why := _ENDS.get(event.facts["action"]):
        _void(event, event.facts["engagement"], why)


@subscribe("sow.drawn-up")
def void_with_version(event: Event) -> None:
    _void(event, event.facts["engagement"], f"{event.facts['title']} replaced it.", but=event.facts["sow"])


@subscribe("sow.enforced")
def void_with_amendment(event: Event) -> None:
    _void(event, event.facts["engagement"], f"{event.facts['title']} took its place.", but=event.facts["sow"])


@subscribe("sow.withdrawn")
def void_with_withdrawal(event: Event) -> None:
    _void(event, event.facts["engagement"], "The statement of work was withdrawn.")


@subscribe("sow.proposal-ended")
def void_with_proposal(event: Event) -> None:
    _void(event, event.facts["engagement"], event.facts["why"], only=event.facts["sow"])


@subscribe("sow.recalled")
def void_with_approvals(event: Event) -> None:
    why = "What was asked about it was taken back."
    if sow := event.facts.get("sow"):  # not in what was announced by an earlier release
        _void(event, event.facts["engagement"], why, only=sow)


def _void(event: Event, engagement: int, why: str, but: int = 0, only: int = 0) -> None:
    """End what was out for signature in an engagement when it happened: all but that of one version, or that
    of one alone."""
    actor = system(f"event {event.pk}: {event.name}")
    rows = Sending.objects.visible_to(actor).filter(sow__engagement=engagement, state="out")
    rows = rows.filter(sent_at__lte=event.at).exclude(sow=but)
    for row in rows.filter(sow=only) if only else rows:
        with writing(actor, "sending.void", row, rules.void, note=why) as change:
            end(change.row, "void", why)


@subscribe("sow.sent")
def post(event: Event) -> None:
    """The service that the document goes out through gets it; what it calls it is kept."""
    actor = system(f"event {event.pk}: {event.name}")
    sending = Sending.objects.visible_to(actor).get(pk=event.facts["sending"])
    service = providers.known(sending.service)
    if service is None or service.in_house or sending.state != "out":
        return
    rows = Signature.objects.filter(sending=sending).order_by("pk")
    parties = tuple(providers.Party(row.side, row.name, row.title, row.email) for row in rows)
    out = providers.Out(sending.pk, str(sending), content_of(sending), sending.sha256, parties)
    if reference := service.post(out):
        with writing(actor, "sending.refer", sending, rules.refer) as change:
            change.row.reference = reference[:200]
