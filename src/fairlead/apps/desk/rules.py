"""One predicate a verb of the desk."""

from __future__ import annotations

from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.desk.states import MAIL
from fairlead.core.access import first, in_state, unless
from fairlead.core.actor import Actor
from fairlead.core.errors import Forbidden, Refused
from fairlead.core.roles import Role


def send(actor: Actor, _: object) -> Refused | None:
    return unless(not actor.is_system, Forbidden("Notices are sent by events alone."))


def read(actor: Actor, notice: Notice) -> Refused | None:
    return unless(notice.user_id != actor.user_id, Forbidden("This notice is for someone else."))


def post(actor: Actor, _: object) -> Refused | None:
    return unless(not actor.is_system, Forbidden("Mail is sent by the worker alone."))


def again(actor: Actor, mail: Mail) -> Refused | None:
    own = mail.notice.user_id == actor.user_id
    return first(
        unless(not own and not actor.has(Role.ADMINISTRATOR), Forbidden("This mail is to someone else.")),
        in_state(MAIL, mail.state, "again"),
    )
