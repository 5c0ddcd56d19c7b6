"""The cast: one small firm that every test plays with.

Ana shapes engagements, Rita is her senior, Theo reviews them as technical architect, Dora directs, Dan
answers for delivery, Sam sells, Cora consults, Carl is the customer of Northwind, Max is a stranger who
can sign in and holds no role at all. Alma is administrator: she keeps the system, and shapes nothing. Finn
keeps the money, Lea the law.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from fairlead.apps.accounts import actions as accounts
from fairlead.apps.accounts.models import Account, Contact
from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Sow
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.models import Delegation, Point, Review
from fairlead.apps.books import actions as books
from fairlead.apps.books.models import Booking, Order
from fairlead.apps.catalog import actions as catalog
from fairlead.apps.catalog.models import PracticeVersion
from fairlead.apps.changes import actions as changes
from fairlead.apps.changes.models import Change
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.estimates.queries import LineCard, preview
from fairlead.apps.options import actions as options
from fairlead.apps.options.models import Disagreement, Option
from fairlead.apps.people import actions as people
from fairlead.apps.people.models import Person
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.models import Answer
from fairlead.apps.signing import actions as signing
from fairlead.apps.signing.keys import held
from fairlead.apps.signing.models import Sending, Signatory, Signature
from fairlead.core import enrolment
from fairlead.core.actor import Actor, system
from fairlead.core.models import AuditEntry, Event, User
from fairlead.core.roles import Role
from fairlead.engines.practice.reading import read_folder
from fairlead.faces.cli import selling
from tests.replay import replayed

DAY = date(2026, 11, 23)
PASSWORD = "a-long-enough-password"

STAFF = {
    "ana": ("Ana Ferreira", Role.ENGAGEMENT_MANAGER),
    "rita": ("Rita Okafor", Role.SENIOR_ENGAGEMENT_MANAGER),
    "theo": ("Theo Lindqvist", Role.TECHNICAL_ARCHITECT),
    "dora": ("Dora Castellan", Role.DIRECTOR),
    "dan": ("Dan Whitlock", Role.DELIVERY_MANAGER),
    "sam": ("Sam Adeyemi", Role.SALES),
    "cora": ("Cora Nilsen", Role.CONSULTANT),
    "finn": ("Finn Marlowe", Role.FINANCE),
    "lea": ("Lea Brandt", Role.LEGAL),
    "alma": ("Alma Reyes", Role.ADMINISTRATOR),
}

# Complete answers of a move to GitLab.com; tests change single ones.
ANSWERS = Path(__file__).parents[1] / "examples" / "migration-northwind.toml"


@dataclass(frozen=True)
class Firm:
    """What every test finds: the practice, an account and an open engagement led by Ana."""

    practice: PracticeVersion
    account: Account
    contact: Contact
    engagement: Engagement


def practice_texts() -> dict[str, str]:
    """The practice as it ships."""
    texts, findings = read_folder(Path(people.__file__).parents[2] / "practice")
    assert not findings
    return texts


def found() -> None:
    """Raise the firm from nothing, through its own verbs."""
    root = system("tests found the firm")
    for username, (name, role) in STAFF.items():
        people.add(
            root,
            username=username,
            name=name,
            email=f"{username}@harbour.example",
            roles=[role],
            password=PASSWORD,
        )
    enrolment.enrol("max", "Max Stranger", "max@nowhere.example", password=PASSWORD)
    catalog.load(root, texts=practice_texts())
    ana = actor("ana")
    account = accounts.open_account(
        ana, name="Northwind Freight", segment="Ent_WEST", region="amer", msa=True
    )
    contact = accounts.add_contact(ana, account, name="Carl Jensen", email="carl@northwind.example")
    accounts.invite(ana, contact, username="carl", password=PASSWORD)
    engagements.open_engagement(
        ana,
        account,
        name="Move to GitLab.com",
        offering="migration-saas",
        em=Person.objects.get(user__username="ana"),
        today=DAY,
    )


def actor(username: str, via: str = "code") -> Actor:
    return User.objects.get(username=username).actor(via)


def firm() -> Firm:
    if not Engagement.objects.exists():
        found()
    return Firm(
        # Its texts are long, and hardly a test reads them.
        PracticeVersion.objects.defer("texts").latest("pk"),
        Account.objects.get(),
        Contact.objects.get(),
        Engagement.objects.select_related("account").get(),
    )


@replayed
def answered(firm: Firm) -> Engagement:
    """The firm's engagement with every question answered."""
    scoping.import_answers(actor("ana"), firm.engagement, text=ANSWERS.read_text(), dry_run=False)
    return firm.engagement


@replayed
def drawn_up(firm: Firm) -> Estimate:
    """An estimate that Ana drew up from complete answers."""
    return estimates.draft(actor("ana"), answered(firm))


def said(firm: Firm, line: str = "kickoff", likely: str = "6", **more: object) -> Adjustment:
    """What Ana says of a line of the firm's engagement."""
    size = Decimal(likely)
    given = {
        "low": size * Decimal("0.8"),
        "likely": size,
        "high": size * 2,
        "reason": "As last time.",
        **more,
    }
    return estimates.make(actor("ana"), firm.engagement, line=line, **given)


@replayed
def in_review(firm: Firm) -> Estimate:
    return estimates.submit(actor("ana"), drawn_up(firm))


@replayed
def approved(firm: Firm) -> Estimate:
    """In review, then approved by everyone that its gates ask for."""
    estimate = in_review(firm)
    for username in ("theo", "dan", "dora"):
        if estimate.state == "in-review" and actor(username).has_any(estimate.awaited):
            estimate = estimates.approve(actor(username), estimate)
    return estimate


# What makes the same engagement small enough that no architect has to look: 50,000 or less (em-process 1.6).
SMALL = {
    "users": 120,
    "projects": 150,
    "repos_over_5gb": 0,
    "ci_jobs": 0,
    "registry_gb": 0,
    "training_sessions": 0,
}


@replayed
def drawn_up_from(firm: Firm, changed: dict[str, object]) -> Estimate:
    """An estimate from complete answers, some of them changed."""
    ana = actor("ana")
    engagement = answered(firm)
    for question, value in changed.items():
        row = Answer.objects.filter(engagement=engagement, question=question).first()
        scoping.give(ana, engagement, question=question, value=value, seen=row.version if row else 0)
    return estimates.draft(ana, engagement)


def holding(*roles: Role) -> Actor:
    """Someone of whom nothing is known but what they may do."""
    return Actor("Someone", user_id=999, roles=frozenset(roles))


def person(username: str) -> Person:
    return Person.objects.get(user__username=username)


@replayed
def newer_practice(file: str, old: str, new: str) -> PracticeVersion:
    """The practice as it ships with one text changed, loaded by its director."""
    texts = practice_texts()
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new)
    return catalog.load(actor("dora"), texts=texts)


def trace() -> tuple[int, int]:
    """How much is on record and announced: what a refusal leaves as it was."""
    return AuditEntry.objects.count(), Event.objects.count()


@contextmanager
def refused(error: type[Exception], match: str | None = None) -> Iterator[pytest.ExceptionInfo]:
    """What stands inside is refused, and nothing is recorded or announced."""
    before = trace()
    with pytest.raises(error, match=match) as caught:
        yield caught
    assert trace() == before


@contextmanager
def records(*verbs: str) -> Iterator[list[AuditEntry]]:
    """What stands inside writes exactly these lines; they are in the list afterwards."""
    last = AuditEntry.objects.latest("seq").seq
    lines: list[AuditEntry] = []
    yield lines
    lines += AuditEntry.objects.filter(seq__gt=last).order_by("seq")
    assert tuple(line.verb for line in lines) == verbs


@replayed
def moved(engagement: Engagement, *moves: str) -> Engagement:
    """The engagement after these moves: Dora approves, Ana does the rest. A loss has its reason.

    It becomes ready by asking for the approvals of its SOW, is approved once everyone agreed to that, and won
    once everyone has signed.
    """
    for action in moves:
        if action == "ready":
            submitted(engagement)
            engagement = as_it_is(engagement)
            continue
        if action == "approve":
            agreed(engagement)
        if action == "win":
            booked(engagement)
            engagement = as_it_is(engagement)
            continue
        who = actor("dora" if action == "approve" else "ana")
        note = "They build it themselves." if action == "lose" else ""
        why = "do-it-yourself" if action == "lose" else ""
        engagement = engagements.move(who, as_it_is(engagement), action=action, note=note, reason=why)
    return engagement


def signatory(engagement: Engagement, side: str = "customer", **more: object) -> Signatory:
    """Grace Hall signs for the customer, Finn for the firm; or whoever of that side is there already."""
    found = Signatory.objects.filter(engagement=engagement, side=side, removed_at=None).first()
    who = {"name": "Grace Hall", "title": "VP Engineering", "email": "grace@northwind.example"}
    said = {"person": person("finn")} if side == "firm" else who
    return found or signing.name(actor("ana"), as_it_is(engagement), side=side, **{**said, **more})


@replayed
def stamped(engagement: Engagement) -> Sow:
    """The SOW of an engagement that is approved, with Legal's stamp on it."""
    step = review_of(engagement, "legal")
    if step is not None and step.state == "waiting":
        approvals.approve(actor("lea"), step)
    return sow_of(engagement)


@replayed
def sent(engagement: Engagement) -> Sending:
    """What is out for signature: stamped, with one signatory on each side."""
    found = Sending.objects.filter(sow__engagement=engagement, state="out").first()
    if found is None:
        signatory(engagement)
        signatory(engagement, "firm")
        found = signing.send(actor("ana"), stamped(engagement))
    return Sending.objects.select_related("sow__engagement").get(pk=found.pk)


def signature_of(sending: Sending, side: str = "customer") -> Signature:
    return Signature.objects.select_related("sending__sow__engagement").get(sending=sending, side=side)


def link_of(sending: Sending) -> tuple[Signature, Actor]:
    """Grace's signature, and Grace with a link in her hand."""
    secret = signing.link(actor("ana"), signature_of(sending)).secret
    row, grace = held(secret)
    return row, grace.seen("203.0.113.7", "Tests/1.0")


def gives(who: Actor, signature: Signature, **more: object) -> Signature:
    """They sign what they saw, in their own name."""
    said = {"sha256": signature.sending.sha256, "name": signature.name, "agree": True, **more}
    return signing.give(who, signature, **said)


@replayed
def signed(engagement: Engagement) -> Sending:
    """Everyone signs: Finn signed in, Grace by her link."""
    found = Sending.objects.filter(sow__engagement=engagement, state="signed").first()
    if found is not None:
        return found
    sending = sent(engagement)
    gives(actor("finn"), signature_of(sending, "firm"))
    row, grace = link_of(sending)
    gives(grace, row)
    return Sending.objects.get(pk=sending.pk)


@replayed
def booked(engagement: Engagement) -> Booking:
    """Signed by everyone, its checklist given in full, and booked by Ana: that closes it as won."""
    signed(engagement)
    return selling.sell(sellers(), as_it_is(engagement), "value")


@replayed
def collected(engagement: Engagement) -> Order:
    """Its order with the checklist given in full, signed and not booked yet."""
    signed(engagement)
    sow = Sow.objects.select_related("engagement", "estimate").get(engagement=engagement, state="drawn-up")
    order = books.open_order(actor("sam"), sow)
    selling.give(sellers(), order)
    return order


def sellers() -> dict[str, Actor]:
    """Who gives the evidence of a booking, by role."""
    return {
        "engagement-manager": actor("ana"), "finance": actor("finn"), "director": actor("dora"),
        "legal": actor("lea"), "sales": actor("sam"),
    }  # fmt: skip


@replayed
def sow_of(engagement: Engagement) -> Sow:
    """The SOW of the engagement: the one that is there, or one that Ana draws up."""
    row = Sow.objects.filter(engagement=engagement, state="drawn-up").first()
    if row is None:
        estimate = Estimate.objects.get(engagement=engagement, state="approved")
        row = agreements.generate(actor("ana"), estimate)
    return Sow.objects.select_related("engagement", "estimate").get(pk=row.pk)


@replayed
def submitted(engagement: Engagement) -> Sow:
    """The engagement's SOW with everyone asked who is asked by the gates."""
    sow = sow_of(engagement)
    approvals.submit(actor("ana"), sow)
    return sow


# Who answers for the roles that the gates of a SOW ask for.
REVIEWERS = {
    "sales": "sam", "delivery-manager": "dan", "director": "dora", "finance": "finn", "legal": "lea",
    "engagement-manager": "rita",
}  # fmt: skip


def review_of(engagement: Engagement, gate: str) -> Review:
    """A step of the newest asking, by its gate."""
    rows = Review.objects.filter(asking__sow__engagement=engagement, gate=gate)
    return rows.select_related("asking__sow__engagement").order_by("-asking").first()


@replayed
def agreed(engagement: Engagement, *but: str) -> None:
    """Everyone who is asked approves their steps of the SOW, in turn; but for these gates."""
    rows = Review.objects.filter(asking__sow__engagement=engagement, asking__state="open", stage="sow")
    for row in rows.exclude(gate__in=but).order_by("place"):
        _approve_after(engagement, row.gate)


def _approve_after(engagement: Engagement, gate: str) -> None:
    row = review_of(engagement, gate)
    if row is None or row.state not in ("waiting", "handed-on"):
        return
    for before in row.after:
        _approve_after(engagement, before)
    approvals.approve(actor(REVIEWERS[row.role]), review_of(engagement, gate))


@replayed
def point_of(engagement: Engagement) -> Point:
    """A condition of Finn's on a step of the SOW that he then saw met; or the one that is there."""
    point = Point.objects.filter(review__asking__sow__engagement=engagement).first()
    if point is None:
        finn = actor("finn")
        approvals.approve_with(finn, review_of(engagement, "finance"), note="A purchase order.")
        point = Point.objects.get()
        approvals.resolve(finn, point)
    return Point.objects.get(pk=point.pk)


def away() -> Delegation:
    """Finn is away for a week, and Theo stands in for him; or what is arranged already."""
    today = timezone.localdate()
    found = Delegation.objects.filter(end__gt=today).first()
    return found or approvals.delegate(
        actor("finn"), person("finn"), to=person("theo"), start=today, end=today + timedelta(days=7)
    )


@replayed
def prepared(engagement: Engagement) -> Engagement:
    """With its pain points and constraints written, so that an architect may be asked."""
    said = {"pains": "Merges take a day.", "constraints": "Nothing moves at a quarter's end."}
    changed = engagements.edit(actor("ana"), as_it_is(engagement), **said)
    engagement.version = changed.version
    return changed


def as_it_is(engagement: Engagement) -> Engagement:
    """The engagement as the table has it: its estimates have changed it since it was read."""
    return Engagement.objects.get(pk=engagement.pk)


# From an approved estimate, whose drawing up put the strawman in work, to the director's approval.
TO_APPROVED = ("share", "write", "ready", "approve")


@replayed
def signable(firm: Firm) -> Sow:
    """A SOW that the director approved for signature: what the customer gets to see."""
    sow = agreements.generate(actor("ana"), approved(firm))
    moved(firm.engagement, "ready", "approve")
    return Sow.objects.select_related("engagement", "estimate").get(pk=sow.pk)


@replayed
def changed(firm: Firm, **asked: object) -> Change:
    """A draft of a change that Ana opened; of work that stands, whatever the engagement's state was."""
    engagement = as_it_is(firm.engagement)
    if engagement.state not in ("approved", "closed-won"):
        engagement = moved(
            engagement, *(() if engagement.state == "ready-for-approval" else ("ready",)), "approve"
        )
    said = {"title": "Two more weeks", "reason": "The pilot group was late.", "days": 14, **asked}
    return changes.open_change(actor("ana"), engagement, **said)


@replayed
def signed_anew(sow: Sow) -> Sow:
    """Another SOW in its place, by the way back to the estimate, and approved for signature too."""
    moved(sow.engagement, "rework")
    second = agreements.generate(actor("ana"), Estimate.objects.get(pk=sow.estimate_id))
    moved(sow.engagement, "ready", "approve")
    return Sow.objects.select_related("engagement", "estimate").get(pk=second.pk)


@replayed
def redrawn(firm: Firm) -> Estimate:
    """A new version from the answers as they are now."""
    return estimates.draft(actor("ana"), firm.engagement)


@replayed
def option_of(firm: Firm) -> Option:
    """A solution option of the firm's engagement: the one that is there, or one that Ana opens."""
    found = Option.objects.select_related("engagement").first()
    return found or options.open_option(actor("ana"), firm.engagement, name="As asked")


@replayed
def disagreement_of(firm: Firm) -> Disagreement:
    """A disagreement about the firm's engagement: the one that is there, or one that Ana raises."""
    found = Disagreement.objects.select_related("engagement").first()
    return found or options.raise_disagreement(
        actor("ana"), firm.engagement, asked="All of it in one night.", why="One night holds 400 projects."
    )


def preview_lines(firm: Firm) -> tuple[LineCard, ...]:
    """The lines that the present answers and adjustments come to."""
    return preview(actor("ana"), firm.engagement).lines


def answers_of(firm: Firm) -> dict[str, object]:
    """What stands as an answer of the firm's engagement, by question."""
    rows = Answer.objects.filter(engagement=firm.engagement, state="stands")
    return dict(rows.values_list("question", "value"))
