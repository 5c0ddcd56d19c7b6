"""Notices by mail: what a mail says, and its way out through a server that may fail.

A mail is a row before it is sent, so nothing is lost with a server: what cannot be reached is tried every
minute, what is refused ever later and at last given up. Sending is at least once - a worker may die between
the server's yes and our note of it - and every try carries the same Message-ID, by which mailboxes tell.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection as database
from django.urls import reverse
from django.utils import timezone

from fairlead.apps.accounts.models import Contact
from fairlead.apps.accounts.queries import contact_of
from fairlead.apps.desk import rules
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.desk.queries import still_asks
from fairlead.apps.desk.states import ANSWER, ASKS, COMMENT, HANDOVER, MAIL, PAPER, REVIEW, SIGNATURE
from fairlead.apps.people.models import Person
from fairlead.apps.people.queries import of_user
from fairlead.core.actor import Actor
from fairlead.core.mail import line
from fairlead.core.writing import writing

MOST_TRIES = 16
MOST_A_RUN = 500
# A server that breaks off so often in a row is left alone until the next run: one that takes a connection and
# then says nothing would hold a run, and the lock of the poster, for hours.
MOST_BROKEN = 3
LONGEST_WAIT = timedelta(hours=4)

# One poster at a time, wherever workers run: the lock ends with the session that holds it.
_POSTER = 6277101736

_log = logging.getLogger(__name__)


# The page that a notice leads to, where it is not a part of one.
_PAGES = {PAPER: "agree", ANSWER: "agree", REVIEW: "estimate", HANDOVER: "handover", COMMENT: "comments"}


def place_of(notice: Notice) -> str:
    """Where on the desk a notice leads, with no secret in it: whoever follows it signs in first."""
    if notice.engagement_id is None:
        return reverse("delegations")
    if notice.kind not in ASKS or notice.kind in _PAGES:
        return reverse(_PAGES.get(notice.kind, "engagement"), args=[notice.engagement_id])
    part = "signing-title" if notice.kind == SIGNATURE else "standing-title"
    if notice.change_id is not None:
        return f"{reverse('change', args=[notice.change_id])}#{part}"
    return f"{reverse('agree', args=[notice.engagement_id])}#{part}"


_WHAT = {SIGNATURE: "Read and sign it", PAPER: "Read it, ask, or return a marked copy", ANSWER: "Read it"}


def letter(mail: Mail, reader: Person | Contact) -> EmailMessage:
    """The mail itself: plain text, so that nothing that somebody wrote is ever markup."""
    notice = mail.notice
    said, what = line(notice.text), _WHAT.get(notice.kind, "Read it and answer")
    body = (
        f"Hello {line(reader.name)},\n\n{said}\n\n"
        f"{what} on the desk, signed in:\n{settings.ADDRESS}{place_of(notice)}\n\n"
        "Nothing is answered or signed by mail: not by a reply, nor by opening the link.\n\n"
        f"-- \nTo get no more of these: {settings.ADDRESS}{reverse('mail')}\n"
    )
    host = urlsplit(settings.ADDRESS).hostname
    headers = {
        "Message-ID": f"<notice-{notice.pk}-{int(notice.created_at.timestamp())}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(said[:150], body, to=[reader.email], headers=headers)


def post(actor: Actor, now: datetime) -> int:
    """Send what waits and is due; how many went out. Nothing while another worker is at it."""
    with _alone() as first:
        if not (first and settings.MAILS):
            return 0
        rows = Mail.objects.filter(state="waiting", due_at__lte=now).select_related("notice__user")
        server = get_connection()
        try:
            return _post(actor, list(rows.order_by("due_at", "pk")[:MOST_A_RUN]), server)
        finally:
            server.close()


@contextmanager
def _alone() -> Iterator[bool]:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_POSTER])
        held = bool(cursor.fetchone()[0])
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_POSTER])


def _post(actor: Actor, mails: list[Mail], server: Any) -> int:
    sent = broken = 0
    for mail in mails:
        try:
            server.open()
        except (SMTPException, OSError, ValueError) as error:
            _log.warning("The mail server cannot be reached: %s", _told(error))
            _unreached(actor, mail, error)
            break
        try:
            went = _sent(actor, mail, server)
        except Exception as error:  # noqa: BLE001 - one mail's trouble must not stop the others
            server.close()  # the next one begins a conversation of its own
            _refused(actor, mail, error)
            broken = broken + 1 if _broken(error) else 0
        else:
            sent, broken = sent + went, 0 if went else broken
        if broken == MOST_BROKEN:
            _log.warning("The mail server broke off %d times in a row.", broken)
            break
    return sent


def _broken(error: Exception) -> bool:
    """Whether the server broke off or fell silent, in place of saying no to one mail."""
    if isinstance(error, SMTPException):
        return isinstance(error, SMTPServerDisconnected)
    return isinstance(error, OSError)


def _sent(actor: Actor, mail: Mail, server: Any) -> bool:
    reader = _reader(mail.notice.user_id)
    why = _spared(mail.notice, reader)
    if why or reader is None:
        _settle(actor, mail, "spare", trouble=why)
        return False
    server.send_messages([letter(mail, reader)])
    _settle(actor, mail, "send", sent_to=reader.email, sent_at=timezone.now(), trouble="")
    return True


def _reader(user: int) -> Person | Contact | None:
    """Whose mailbox it is: of the firm, as long as they are there, or of the customer."""
    person = of_user(user)
    if person is None:
        return contact_of(user)
    return person if person.active else None


def _spared(notice: Notice, reader: Person | Contact | None) -> str:
    """Why a mail need not go any more; "" while it asks something of somebody who wants to be asked so."""
    if reader is None or not notice.user.is_active:
        return "They have left."
    if not reader.mails:
        return "They want no mail."
    if notice.read:
        return "They have read it on their desk."
    waits = notice.kind not in ASKS or still_asks(notice)
    return "" if waits else "It waits for them no more."


def _refused(actor: Actor, mail: Mail, error: Exception) -> None:
    """Later again, twice as long each time; given up where it can never go, or after many tries."""
    tries = mail.attempts + 1
    if _for_good(error) or tries >= MOST_TRIES:
        _settle(actor, mail, "give_up", attempts=tries, trouble=_told(error))
        return
    wait = min(timedelta(minutes=2**tries), LONGEST_WAIT)
    _settle(actor, mail, "", attempts=tries, trouble=_told(error), due_at=timezone.now() + wait)


def _for_good(error: Exception) -> bool:
    """Whether the server, or our own making of the mail, says that it will never go."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, ValueError) or (isinstance(error, SMTPDataError) and error.smtp_code >= 500)


def _unreached(actor: Actor, mail: Mail, error: Exception) -> None:
    """A server that is down uses up no try of any mail; the first that waits says so, once."""
    if mail.trouble != _told(error):
        _settle(actor, mail, "", trouble=_told(error))


def _told(error: Exception) -> str:
    """What the server said, by its own code and words; else what kind of fault it was."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(_answer(*said) for said in error.recipients.values())[:400]
    if isinstance(error, SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, UnicodeEncodeError):  # its own words repeat a letter, and that may be of a password
        return f"{type(error).__name__}: {error.reason}"
    return line(f"{type(error).__name__}: {error}")[:400]


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return line(f"{code} {text}")[:400]


def _settle(actor: Actor, mail: Mail, action: str, **columns: Any) -> None:
    with writing(actor, f"mail.{action or 'wait'}", mail, rules.post) as change:
        row = change.row
        if action:
            row.state = MAIL.next(row.state, action)
        for name, value in columns.items():
            setattr(row, name, value)
