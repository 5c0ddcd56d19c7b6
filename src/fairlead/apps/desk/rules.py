"""One predicate a verb of the desk."""

from __future__ import annotations

from fairlead.apps.desk.models import Notice
from fairlead.core.access import unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused


def send(actor: Actor, _: object) -> Refused | None:
    return unless(not actor.is_system, Forbidden("Notices are sent by events alone."))


def read(actor: Actor, notice: Notice) -> Refused | None:
    return unless(notice.user_id != actor.user_id, Forbidden("This notice is for someone else."))
