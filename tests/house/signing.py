"""Lines of the table of who may what: signing, over a SOW that is out for signature with its stamp on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fairlead.apps.signing.bridge import Seen, look, steps_of
from fairlead.apps.signing.models import Signatory
from fairlead.core.rows import Row
from tests import cast
from tests.faces.asking import returned


def cases(asked: Callable[..., Any], sow: Row) -> Iterator[Any]:
    engagement = cast.as_it_is(sow.engagement)
    finn = cast.person("finn").user_id
    sending = cast.sent(engagement)
    cast.approvals.approve(cast.actor("finn"), cast.review_of(engagement, "signer"))
    yield asked("signatory.name", engagement)
    for side in ("customer", "firm"):
        row = Signatory.objects.get(engagement=engagement, side=side)
        yield asked("signatory.remove", row, of=f"(of the {side})")
    sends = asked("sow.send", cast.sow_of(engagement))
    look(sends.about, Seen(steps_of(sends.about), frozenset({"customer", "firm"}), busy=False))
    yield sends
    yield asked("sending.recall", sending)
    yield asked("signature.link", cast.signature_of(sending))
    yield asked("visit.open", cast.signature_of(sending))
    for act in ("give", "decline"):
        yield asked(f"signature.{act}", cast.signature_of(sending, "firm"))
        yield asked(f"signature.{act}", cast.signature_of(sending, "firm"), of="(own)", own=finn)
    yield asked("countersigned.take", sending)
    came = returned(sending)
    for act in ("accept", "refuse"):
        yield asked(f"countersigned.{act}", came)
