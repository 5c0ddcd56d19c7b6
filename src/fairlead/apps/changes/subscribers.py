"""What follows from facts of rooms below: an amended SOW that both have signed puts its change in force."""

from __future__ import annotations

from django.utils import timezone

from fairlead.apps.changes.actions import take_for_signed
from fairlead.apps.changes.queries import changes_of
from fairlead.apps.signing.models import Countersigned, Sending, Signature
from fairlead.core.actor import system
from fairlead.core.models import Event
from fairlead.core.outbox import subscribe


@subscribe("sow.signed")
def settle_with_signature(event: Event) -> None:
    """Who signed it here, and which bytes that were, is the evidence of the change."""
    actor = system(f"event {event.pk}: {event.name}")
    rows = Sending.objects.visible_to(actor).select_related("sow__engagement")
    sending = rows.filter(pk=event.facts.get("sending"), sow__state="signed").first()
    change = changes_of(actor, [sending.sow]).get(sending.sow_id) if sending else None
    if sending is None or sending.ended_at is None or change is None or change.state != "asked":
        return
    file = Countersigned.objects.filter(sending=sending, state="accepted").latest("pk")
    signed = Signature.objects.filter(sending=sending).order_by("pk")
    names = " and ".join(signed.values_list("name", flat=True))
    how = file.get_origin_display().lower()
    said = f"{names} signed {sending.sow.code} ({how}, {file.name}); SHA-256 {event.facts['sha256']}"
    take_for_signed(actor, change, said, timezone.localdate(sending.ended_at))
