"""What is asked of the customer, as their people read it when they sign in: to sign, to read, to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.utils import timezone

from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.rules import is_before_them
from fairlead.apps.desk.values import Todo
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.queries import LIVE, engagement_rows
from fairlead.apps.redlines.models import Markup
from fairlead.apps.scoping.keys import CUSTOMER as ASKED
from fairlead.apps.scoping.models import Link
from fairlead.apps.scoping.queries import present, review_of
from fairlead.apps.scoping.standing import questions
from fairlead.apps.signing.models import CUSTOMER, Signature
from fairlead.apps.signing.states import SIGNATURE
from fairlead.core.actor import Actor, system
from fairlead.engines.expressions.filling import counted


def asked_of(actor: Actor) -> list[Todo]:
    """What waits for the customer: signatures first, then papers to read, then questions to answer."""
    known = {row.pk: row for row in engagement_rows(actor)}
    sows = list(Sow.objects.visible_to(actor).filter(engagement__in=known).defer("said", "wordings"))
    for sow in sows:
        sow.engagement = known[sow.engagement_id]
    signing = list(_signatures(sows))
    out = {item.about for item in signing}
    return [*signing, *_papers([sow for sow in sows if sow.pk not in out]), *_questions(known)]


def _todo(rank: int, kind: str, what: str, engagement: Engagement, since: datetime, **more: object) -> Todo:
    em = engagement.em
    return Todo(
        rank, what, engagement.pk, engagement.name, engagement.account.name, since, kind=kind,
        ask=em.name if em else "", ask_at=em.email if em else "", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _signatures(sows: list[Sow]) -> Iterator[Todo]:
    """A signature is given by the link that went to whoever signs, so the page says whose it is."""
    known = {sow.pk: sow for sow in sows}
    rows = Signature.objects.filter(
        side=CUSTOMER, state=SIGNATURE.initial, sending__state="out", sending__sow__in=known
    ).select_related("sending")
    for row in rows.order_by("pk"):
        sow = known[row.sending.sow_id]
        how = f"by the link that went to {row.name}" if row.digest else f"{row.name} is sent a link for it"
        what = f"Sign {sow.title}: {how}"
        yield _todo(
            1, "signature", what, sow.engagement, row.sending.sent_at, about=sow.pk, due=row.expires_at
        )


def _papers(sows: list[Sow]) -> Iterator[Todo]:
    """What is before them and can still be discussed, unless the firm has an answer of theirs: a copy in
    hand, or that one of them agrees to it as it stands."""
    open_ = set(
        Markup.objects.filter(origin="copy", state__in=("reading", "open"), sow__in=sows).values_list(
            "sow", flat=True
        )
    )
    for sow in sows:
        if sow.agreed or sow.pk in open_ or is_before_them(sow) is not None:
            continue
        due = (
            datetime.combine(sow.reply_by, time.max, timezone.get_default_timezone())
            if sow.reply_by
            else None
        )
        since = sow.shared_at or sow.created_at
        yield _todo(2, "paper", f"Read {sow.title}", sow.engagement, since, about=sow.pk, due=due)


def _questions(known: dict[int, Engagement]) -> Iterator[Todo]:
    """Questions of the discovery that nobody has answered, by the newest link to them that works."""
    live = [key for key, row in known.items() if row.state in LIVE]
    rows = Link.objects.filter(
        engagement__in=live, kind="fill", revoked_at=None, expires_at__gt=timezone.now()
    )
    for link in {row.engagement_id: row for row in rows.order_by("pk")}.values():
        engagement = known[link.engagement_id]
        if count := _unanswered(engagement):
            what = counted(f"Answer {count} question(s) about the work: by the link that went to {link.name}")
            yield _todo(3, "questions", what, engagement, link.created_at, due=link.expires_at)


def _unanswered(engagement: Engagement) -> int:
    """How many of the questions for the customer apply and have no answer in force."""
    rows = present(system("counts what the customer is asked"), engagement)
    said = {row.question for row in rows if row.value is not None}
    visible = review_of(engagement, rows).visible
    return sum(
        one.ask == ASKED and key in visible and key not in said for key, one in questions(engagement).items()
    )
