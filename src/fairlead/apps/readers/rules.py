"""One predicate a verb of readers. Who is of the firm is noted nowhere."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from fairlead.apps.accounts.models import Contact
from fairlead.apps.accounts.queries import contact_of
from fairlead.apps.agreements.models import Sow
from fairlead.apps.readers.models import Visit
from fairlead.apps.signing.models import CUSTOMER, Signature
from fairlead.core.access import first, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused, WrongTime
from fairlead.engines.readers import goes_on

# What a reader may have downloaded.
KINDS = ("pdf", "docx")


def begin(actor: Actor, sow: Sow) -> Refused | None:
    """A contact of the customer, at a version that they see, and not within a visit."""
    contact = contact_of(actor.user_id) if actor.is_customer else None
    if contact is None:
        return _NOT_THEIRS
    visits = Visit.objects.filter(sow=sow.pk, contact=contact.pk)
    return first(is_noted(contact), _ended(visits.order_by("-pk").first()))


def open_link(actor: Actor, signature: Signature) -> Refused | None:
    """Whoever holds the signing link of somebody of the customer; the firm's own signer is not noted."""
    if actor.signs is None or actor.signs != signature.pk or signature.side != CUSTOMER:
        return _NOT_THEIRS
    visits = Visit.objects.filter(signature=signature.pk)
    contact = signature.signatory.contact
    return first(is_noted(contact), _ended(visits.order_by("-pk").first()))


def note(actor: Actor, visit: Visit) -> Refused | None:
    """The reader alone, and while the visit goes on."""
    over = WrongTime("This visit is over; the next report begins another one.")
    return first(
        unless(not _is_own(actor, visit), _NOT_THEIRS),
        is_noted(_contact(visit)),
        unless(not goes_on(visit.last, timezone.now()), over),
    )


def is_told_of(signature: Signature) -> bool:
    """Whether it is noted that the document of a signing link is read."""
    return signature.side == CUSTOMER and is_noted(signature.signatory.contact) is None


def is_noted(contact: Contact | None) -> Refused | None:
    """Whether what somebody reads is noted: the installation does so, and they have not said no."""
    return first(
        unless(not settings.READERS, WrongTime("This installation does not note what is read.")),
        unless(contact is not None and not contact.noted, WrongTime("This reader wants nobody to be told.")),
    )


_NOT_THEIRS = Forbidden("What is read is noted of the customer's readers alone, by themselves.")


def _is_own(actor: Actor, visit: Visit) -> bool:
    if visit.signature_id is not None:
        return actor.signs == visit.signature_id
    return actor.is_customer and visit.contact is not None and visit.contact.user_id == actor.user_id


def _contact(visit: Visit) -> Contact | None:
    return visit.signature.signatory.contact if visit.signature is not None else visit.contact


def _ended(visit: Visit | None) -> Refused | None:
    goes = visit is not None and goes_on(visit.last, timezone.now())
    return unless(goes, WrongTime("This visit goes on; nothing new begins."))
