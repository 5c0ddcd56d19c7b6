"""What follows from facts of rooms below: an amended SOW that both have signed puts its change in force."""

from __future__ import annotations

from fairlead.apps.changes.actions import take_for_signed
from fairlead.apps.changes.models import Change
from fairlead.apps.signing.models import Sending, Signature
from fairlead.core.actor import system
from fairlead.core.models import Event
from fairlead.core.outbox import subscribe


@subscribe("sow.signed")
def settle_with_signature(event: Event) -> None:
    """Who signed it here, and which bytes that were, is the evidence of the change."""
    actor = system(f"event {event.pk}: {event.name}")
    sending = Sending.objects.visible_to(actor).select_related("sow").get(pk=event.facts["sending"])
    if sending.sow.state != "proposed":
        return
    rows = Change.objects.visible_to(actor).filter(amended__amends=sending.sow.amends, state="asked")
    change = rows.filter(engagement=sending.sow.engagement_id).first()
    if change is None:
        return
    signed = Signature.objects.filter(sending=sending).order_by("pk")
    names = " and ".join(signed.values_list("name", flat=True))
    said = f"{names} signed {sending.sow.code} ({sending.service}); SHA-256 {event.facts['sha256']}"
    take_for_signed(actor, change, said)
