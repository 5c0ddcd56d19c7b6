"""Verbs of changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairlead.apps.agreements.actions import enforce, propose, retract
from fairlead.apps.agreements.models import Sow
from fairlead.apps.agreements.rules import is_current
from fairlead.apps.changes import rules
from fairlead.apps.changes.bridge import before, weighed
from fairlead.apps.changes.events import ChangeAsked, ChangeInForce, ChangeStranded
from fairlead.apps.changes.models import Change
from fairlead.apps.changes.shaping_actions import drawn_by, refuse_typed
from fairlead.apps.changes.states import BOOKINGS, CHANGE
from fairlead.apps.engagements.actions import note_sow
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.engagements.rules import stands
from fairlead.apps.people.models import Person
from fairlead.apps.signing.completing import tell_the_board
from fairlead.apps.signing.models import Sending
from fairlead.apps.signing.signers import refuse_signer
from fairlead.core.actor import Actor, carried
from fairlead.core.errors import Invalid, WrongTime, invalid
from fairlead.core.recording import plain
from fairlead.core.roles import Role
from fairlead.core.verbs import verb
from fairlead.core.writing import Change as Writing
from fairlead.core.writing import admit, creating, take_turn, writing
from fairlead.engines.changing import CONFIRMED, SIGNED, check_asked, verdict
from fairlead.engines.findings import Finding


@verb("change.open", rules.open_change)
def open_change(
    actor: Actor,
    engagement: Engagement,
    *,
    title: str,
    reason: str,
    text: str = "",
    price: Decimal = Decimal(0),
    hours: Decimal = Decimal(0),
    days: int = 0,
    scope: bool = False,
    switch: bool = False,
    judged: bool = False,
    overrun: bool = False,
    unsigned: bool = False,
    label: str = "",
    until: date | None = None,
    pm: Person | None = None,
) -> Change:
    """Draft a change to the work of the standing SOW: by how much total, hours and end (in days) move.

    Before there is a SOW it is of work at risk (`unsigned`) alone: text and hours say what is risked, `until`
    the last day; it ends with the signature of the SOW.

    pm: the project manager whom its paper names; left out, whoever opens it, if they are one.
    """
    admit(actor, engagement, rules.open_change)
    row = Change(
        engagement=engagement, sow=_changed_by(actor, engagement, unsigned), title=title.strip(),
        reason=reason.strip(), text=text.strip(), price=price, hours=hours, days=days, scope=scope,
        switch=switch, judged=judged, overrun=overrun, unsigned=unsigned, label=label, until=until,
        pm=pm or _manages(actor), opened_by=actor.user_id,
    )  # fmt: skip
    _refuse(row)
    with transaction.atomic():
        take_turn()
        newest = Change.objects.visible_to(actor).filter(engagement=engagement).order_by("-number").first()
        row.number = newest.number + 1 if newest else 1
        with creating(actor, "change.open", row, rules.open_change, about=engagement) as change:
            pass
    return change.row


def _manages(actor: Actor) -> Person | None:
    """Whoever opens it, if they are a project manager."""
    if actor.user_id is None or not actor.has(Role.PROJECT_MANAGER):
        return None
    return Person.objects.visible_to(actor).filter(user=actor.user_id).first()


def _changed_by(actor: Actor, engagement: Engagement, unsigned: bool) -> Sow | None:
    """The SOW that stands; of work at risk before there is one, none."""
    early = stands(engagement)
    if early is None:
        return _standing(actor, engagement)
    if not unsigned:
        raise early
    return None


def _standing(actor: Actor, engagement: Engagement) -> Sow:
    sow = Sow.objects.visible_to(actor).filter(engagement=engagement, state="drawn-up").first()
    if sow is None:
        raise WrongTime("There is no statement of work here that could be changed.")
    return sow


def _refuse(row: Change) -> None:
    """Everything that is wrong with it, at once. A draft may still say nothing: it may be shaped later."""
    findings = [one for one in check_asked(row.asked) if row.state != "draft" or one.code != "nothing"]
    for name in ("title", "reason"):
        if not getattr(row, name):
            findings.append(
                Finding("", 0, name, "missing", f"A change has its {name}.", "Say it in a sentence.")
            )
    if row.sow is None:
        findings += _beyond_risk(row)
    if findings:
        raise Invalid(findings)


_OF_A_SOW = ("price", "days", "scope", "switch", "judged", "overrun")


def _beyond_risk(row: Change) -> Iterator[Finding]:
    """What work at risk says before there is a SOW, and what it cannot say."""
    for name in _OF_A_SOW:
        if getattr(row, name):
            said = "There is no statement of work yet that this could change."
            yield Finding("", 0, name, "no-sow", said, "Shape the estimate; here is what is risked alone.")
    needed = {"text": "what is risked", "until": "until when", "unsigned": "that it is at risk"}
    for name, said in needed.items():
        if not getattr(row, name):
            yield Finding("", 0, name, "missing", f"Work at risk says {said}.", "Say it.")


@verb("change.edit", rules.edit, reversible=True)
def edit(
    actor: Actor,
    change: Change,
    *,
    title: str | None = None,
    reason: str | None = None,
    text: str | None = None,
    price: Decimal | None = None,
    hours: Decimal | None = None,
    days: int | None = None,
    scope: bool | None = None,
    switch: bool | None = None,
    judged: bool | None = None,
    overrun: bool | None = None,
    unsigned: bool | None = None,
    label: str | None = None,
    until: date | None = None,
    pm: Person | None = None,
) -> Change:
    """Change a draft; what is left out stays."""
    given: dict[str, Any] = {
        "title": title, "reason": reason, "text": text, "price": price, "hours": hours, "days": days,
        "scope": scope, "switch": switch, "judged": judged, "overrun": overrun, "unsigned": unsigned,
        "label": label, "until": until, "pm": pm,
    }  # fmt: skip
    with writing(actor, "change.edit", change, rules.edit) as written:
        refuse_typed(written.row, given)
        for name, value in given.items():
            if value is not None:
                setattr(written.row, name, value.strip() if isinstance(value, str) else value)
        _refuse(written.row)
    return written.row


@verb("change.ask", rules.ask)
def ask(actor: Actor, change: Change) -> Change:
    """Ask for it: what it needs and how it is booked is fixed now, and those who decide are told. Where it
    was shaped, the amended SOW is drawn up for those who sign."""
    admit(actor, change, rules.ask)
    _refuse_replaced(actor, change)
    drawn = drawn_by(actor, change)
    with writing(actor, "change.ask", change, rules.ask) as written:
        row = written.row
        row.state = CHANGE.next(row.state, "ask")
        _refuse(row)
        _refuse_replaced(actor, row)
        row.amended = propose(actor, drawn) if drawn is not None else None
        asked = weighed(row)
        found = verdict(asked)
        row.verdict = plain({**asdict(found), "needs": found.needs, "earlier": asked.earlier})
        row.consents = []
        written.announce(ChangeAsked(row.engagement_id, str(row), found.needs, actor.name))
    return written.row


def _refuse_replaced(actor: Actor, change: Change) -> None:
    if change.sow_id is not None and _standing(actor, change.engagement).pk != change.sow_id:
        raise WrongTime(
            "The SOW that this changes was replaced. Open the change anew for the one that stands."
        )


@verb("change.redraft", rules.redraft)
def redraft(actor: Actor, change: Change, *, note: str = "") -> Change:
    """Take it back to the draft; what was given for it lapses."""
    with writing(actor, "change.redraft", change, rules.redraft, note=note) as written:
        written.row.state = CHANGE.next(written.row.state, "redraft")
        written.row.verdict, written.row.consents = None, []
        _take_back(actor, written.row)
    return written.row


@verb("change.approve", rules.approve)
def approve(actor: Actor, change: Change, *, note: str = "") -> Change:
    """Approve work at risk or a work exception, for the leadership of services."""
    with writing(actor, "change.approve", change, rules.approve, note=note) as written:
        _consent(actor, written, "leadership-approves", note, timezone.localdate())
    return written.row


@verb("change.confirm", rules.confirm)
def confirm(actor: Actor, change: Change, *, note: str, on: date) -> Change:
    """Record the customer's word in writing: who, in which mail or paper (`note`), on which day."""
    _refuse_evidence(note, "what the customer wrote, and where that is kept", on)
    with writing(actor, "change.confirm", change, rules.confirm, note=note) as written:
        _consent(actor, written, "customer-confirms", note, on)
    return written.row


@verb("change.sign", rules.sign)
def sign(actor: Actor, change: Change, *, customer: str, firm: str, on: date, note: str) -> Change:
    """Record that both have signed: who for each, the later day, and where the paper is kept (`note`). For
    the firm it is one of its signatories, or one of its people whose authority reaches the new total."""
    _refuse_evidence(note, "where the signed paper is kept", on)
    for field, name in (("customer", customer), ("firm", firm)):
        if not name.strip():
            raise invalid(field, "A signature has a name.", "Write who signed.")
    with writing(actor, "change.sign", change, rules.sign, note=note) as written:
        _refuse_signer(actor, written.row, firm)
        said = f"{customer.strip()} for the customer, {firm.strip()} for us: {note.strip()}"
        _consent(actor, written, "both-sign", said, on)
    return written.row


def _refuse_signer(actor: Actor, row: Change, name: str) -> None:
    total = before(row).with_change(row.asked).price
    refuse_signer(actor, row.engagement, name, total, rules.makers_of(row))


def take_for_signed(actor: Actor, change: Change, said: str, on: date) -> None:
    """Both have signed the amended SOW on its own page, which is the customer's word in writing as well. If
    what it amends stands no more, that is on record, and whoever leads hears that it cannot be in force."""
    with writing(actor, "change.take-signed", change, rules.settle) as written:
        row = written.row
        for need in row.open_needs:
            if need in (SIGNED, CONFIRMED):
                _keep(actor, written, need, said, on)
        late = is_current(row.makes)
        if late is not None:
            written.announce(ChangeStranded(row.engagement_id, str(row), str(late)))
        else:
            _settle(actor, written)


def _refuse_evidence(note: str, what: str, on: date) -> None:
    if not note.strip():
        raise invalid("note", "There is no evidence.", f"Say {what}.")
    if on > timezone.localdate():
        raise invalid("on", f"{on} is still to come.", "Record it when it has happened.")


def _consent(actor: Actor, written: Writing[Change], need: str, note: str, on: date) -> None:
    """Keep what was given; with the last of it the change is in force."""
    _refuse_outgrown(written.row)
    _keep(actor, written, need, note, on)
    _settle(actor, written)


def _refuse_outgrown(row: Change) -> None:
    """Asked for side by side, two short extensions are a long one as soon as the first is in force."""
    now, fixed = weighed(row), row.verdict or {}
    if now.earlier > fixed.get("earlier", now.earlier) and set(verdict(now).needs) - set(fixed["needs"]):
        raise WrongTime(
            f"An extension came into force since this was asked for; with it the end moves by {now.extends} "
            "days, and that is a change order. Take it back to the draft and ask anew."
        )


def _keep(actor: Actor, written: Writing[Change], need: str, note: str, on: date) -> None:
    row = written.row
    worded = row.makes.pk if row.amended_id is not None and need in (SIGNED, CONFIRMED) else None
    row.consents = [
        *row.consents,
        plain({"need": need, "by": actor.name, "at": timezone.now(), "on": on, "note": note.strip()[:2000],
               "of": worded}),
    ]  # fmt: skip


def _settle(actor: Actor, written: Writing[Change]) -> None:
    row = written.row
    if row.open_needs:
        return
    if row.amended is not None:
        _refuse_replaced(actor, row)
        row.amended = row.makes
        enforce(actor, row.amended)
        _tell_the_board(actor, row)
    row.state = CHANGE.next(row.state, "settle")
    kind = BOOKINGS[row.verdict["booking"]["kind"]]
    written.announce(ChangeInForce(row.engagement_id, str(row), kind, actor.name))


def _tell_the_board(actor: Actor, change: Change) -> None:
    """Before the sale the amended SOW is the one that is signed and booked."""
    inside = carried(actor, f"{change.name} is in force")
    engagement = Engagement.objects.visible_to(inside).get(pk=change.engagement_id)
    if engagement.state != "approved":
        return
    sending = Sending.objects.filter(sow=change.amended_id, state="signed").select_related("sow").first()
    if sending is not None:
        tell_the_board(inside, sending)
    elif any(consent["need"] == SIGNED for consent in change.consents):
        note_sow(inside, engagement, state="signed")


@verb("change.refuse", rules.refuse)
def refuse(actor: Actor, change: Change, *, note: str) -> Change:
    """Refuse it, with the reason."""
    if not note.strip():
        raise invalid("note", "A change is refused with its reason.", "Say in a sentence why.")
    with writing(actor, "change.refuse", change, rules.refuse, note=note) as written:
        written.row.state = CHANGE.next(written.row.state, "refuse")
        _take_back(actor, written.row)
    return written.row


@verb("change.withdraw", rules.withdraw)
def withdraw(actor: Actor, change: Change, *, note: str = "") -> Change:
    """Take it back; it stays on record."""
    with writing(actor, "change.withdraw", change, rules.withdraw, note=note) as written:
        written.row.state = CHANGE.next(written.row.state, "withdraw")
        _take_back(actor, written.row)
    return written.row


def _take_back(actor: Actor, change: Change) -> None:
    """The amended SOW goes with what it was proposed for."""
    if change.amended is not None:
        retract(actor, change.makes)
        change.amended = None
