"""The demo firm: raised by its own people through the verbs, from the texts in `examples/`."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from fairlead import __version__
from fairlead.apps.accounts import actions as accounts
from fairlead.apps.accounts.queries import accounts as all_accounts
from fairlead.apps.accounts.queries import contacts as all_contacts
from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.queries import sows as all_sows
from fairlead.apps.approvals import actions as approvals
from fairlead.apps.approvals.queries import awaited
from fairlead.apps.catalog import actions as catalog
from fairlead.apps.catalog.queries import newest, practice_of
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.queries import engagements as all_engagements
from fairlead.apps.estimates import actions as estimates
from fairlead.apps.people import actions as people
from fairlead.apps.people.queries import people as all_people
from fairlead.apps.scoping import actions as scoping
from fairlead.apps.scoping.queries import answers, disputes
from fairlead.apps.signing.queries import sendings as all_sendings
from fairlead.core.actor import Actor, system
from fairlead.core.errors import Missing
from fairlead.core.roles import Role
from fairlead.engines.practice.reading import read_folder
from fairlead.faces.calling.acting import by_username
from fairlead.faces.cli import rooms, selling, signing

HOUSE = Path(__file__).parents[2]
PRACTICE = HOUSE / "practice"
EXAMPLES = HOUSE.parents[1] / "examples"
DOMAIN = "harbour-line.example"


@dataclass(frozen=True, slots=True)
class Someone:
    """Someone who can sign in to the demo."""

    username: str
    name: str
    title: str
    role: Role
    territory: str = ""
    zone: str = "UTC"
    covers: tuple[str, ...] = ()


STAFF = (
    Someone(
        "ana",
        "Ana Ferreira",
        "Engagement Manager",
        Role.ENGAGEMENT_MANAGER,
        "AMER-WEST",
        "America/Los_Angeles",
        ("enterprise-west", "commercial"),
    ),
    Someone(
        "rita",
        "Rita Okafor",
        "Senior Engagement Manager",
        Role.SENIOR_ENGAGEMENT_MANAGER,
        "EMEA",
        "Europe/Dublin",
        ("emea", "enterprise-east", "apac", "public-sector-us"),
    ),
    Someone(
        "theo", "Theo Lindqvist", "Technical Architect", Role.TECHNICAL_ARCHITECT, "", "Europe/Stockholm"
    ),
    Someone(
        "dora", "Dora Castellan", "Director, Professional Services", Role.DIRECTOR, "", "America/New_York"
    ),
    Someone("sam", "Sam Adeyemi", "Account Executive", Role.SALES, "AMER-WEST", "America/Chicago"),
    Someone("dan", "Dan Whitlock", "Delivery Manager", Role.DELIVERY_MANAGER, "", "Europe/London"),
    Someone("fay", "Fay Marlowe", "Finance Partner", Role.FINANCE, "", "America/Denver"),
    Someone("lea", "Lea Brandt", "Legal Counsel", Role.LEGAL, "", "Europe/Berlin"),
)
CUSTOMER = Someone("carl", "Carl Jensen", "Customer contact", Role.CUSTOMER_CONTACT)
EVERYONE = (*STAFF, CUSTOMER)

# How far the engagements of the examples have come, in the order of their files, over and over.
REVIEW, DRAFT, AGREED = "in review", "drafted", "agreed"
STAGES = (REVIEW, DRAFT, AGREED)

# More of the board: the accounts after those of the examples have only been spoken with.
TALKS = (("triage",), (), ("triage", "hold"), ("triage",), (), ("lose",))


# What has to be known before an architect is asked.
PAINS = "Two teams keep two systems in step by hand; releases wait for whoever knows how."
LIMITS = "No change in the last week of a quarter; administrators are in two time zones."


def password_of(username: str) -> str:
    return f"fairlead-demo-{username}"


def stamp() -> str:
    """What the firm is made of, as a digest: the same digest, the same firm."""
    files = [
        *_files(EXAMPLES),
        *_files(PRACTICE),
        *_files(HOUSE, "**/migrations/*.py"),
        Path(__file__),
        *(
            HOUSE / "faces" / "cli" / f"{name}.py"
            for name in ("arguing", "changing", "past", "rooms", "selling", "signing")
        ),
    ]
    digest = hashlib.sha256(__version__.encode())
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(folder: Path, pattern: str = "**/*.*") -> list[Path]:
    return sorted(
        path for path in folder.glob(pattern) if path.is_file() and path.suffix in {".toml", ".csv", ".py"}
    )


def raise_firm(examples: Path = EXAMPLES) -> None:
    """Bring everything about that is not there yet, or nothing. Raises Missing without the examples."""
    if not (examples / "accounts.csv").exists():
        raise Missing(
            f"The demo firm's texts are not in {examples}. They come with the source: clone the repository "
            "and run the demo there."
        )
    with transaction.atomic():
        root = system("the demo firm is raised")
        _staff(root)
        catalog.load(root, texts=read_folder(PRACTICE)[0])
        _patches(root)
        _accounts((examples / "accounts.csv").read_text(encoding="utf-8"))
        for place, path in enumerate(sorted(examples.glob("*.toml"))):
            _engagement(path, STAGES[place % len(STAGES)])
        _out_for_signature()
        rooms.fill(all_engagements(actor("ana")).get(name=rooms.ENGAGEMENT), actor)
        _talks()
        _customer()


def actor(username: str) -> Actor:
    found = by_username(username, "cli")
    if found is None:
        raise Missing(f"{username} of the demo firm is not there.")
    return found


def _staff(root: Actor) -> None:
    there = {person.user.username for person in [*all_people(root), *all_people(root, active=False)]}
    for someone in STAFF:
        if someone.username not in there:
            people.add(
                root, username=someone.username, name=someone.name, email=f"{someone.username}@{DOMAIN}",
                roles=[someone.role], title=someone.title, territory=someone.territory, zone=someone.zone,
                password=password_of(someone.username), demo=True,
            )  # fmt: skip


def _patches(root: Actor) -> None:
    """Who covers which territory of the practice; what it does not have any more is left out."""
    known = {territory.id for territory in practice_of(newest(root).pk).territories}
    there = {person.user.username: person for person in all_people(root)}
    for someone in STAFF:
        wanted = [territory for territory in someone.covers if territory in known]
        if wanted and someone.username in there and not there[someone.username].covers:
            engagements.cover(root, there[someone.username], territories=wanted)


def _accounts(text: str) -> None:
    """Import the accounts that are not there yet."""
    sam = actor("sam")
    there = set(all_accounts(sam).values_list("name", flat=True))
    reader = csv.DictReader(io.StringIO(text))
    fresh = [row for row in reader if row["name"] not in there]
    if fresh:
        out = io.StringIO()
        writer = csv.DictWriter(out, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows(fresh)
        accounts.import_accounts(sam, csv=out.getvalue(), dry_run=False)


def _engagement(path: Path, stage: str) -> None:
    """One engagement of the examples, brought as far as its stage says; left alone when it is there."""
    text = path.read_text(encoding="utf-8")
    terms = tomllib.loads(text)["engagement"]
    ana = actor("ana")
    account = all_accounts(ana).get(name=terms["customer"])
    if all_engagements(ana, account=account).filter(name=terms["name"]).exists():
        return
    staff = {person.user.username: person for person in all_people(ana)}
    opened = engagements.open_engagement(
        actor("sam"),
        account,
        name=terms["name"],
        offering=terms["offering"],
        em=staff["ana"],
        today=terms["date"],
    )
    opened = engagements.assign(ana, opened, seller=staff["sam"])
    opened = engagements.edit(ana, opened, start_on=terms.get("start"), pains=PAINS, constraints=LIMITS)
    opened = engagements.ask(ana, opened, architect=staff["theo"], note="The scoping call.")
    opened = engagements.price(ana, opened, **_commercial(terms))
    opened = engagements.move(ana, opened, action="triage", note="Discovery is booked.")
    scoping.import_answers(ana, opened, text=text, name=path.name, dry_run=False)
    opened = engagements.move(ana, opened, action="draft")
    estimate = estimates.draft(ana, opened)
    if stage != DRAFT:
        estimate = estimates.submit(ana, estimate, note="Ready for your eyes.")
    if stage == AGREED:
        selling.begin(by_role(), agree(ana, estimate))


def take(ana: Actor, engagement: Any, text: str, name: str, why: str) -> None:
    """Import answers; where the account has said otherwise before, what is said now holds, and why."""
    scoping.import_answers(ana, engagement, text=text, name=name, dry_run=False)
    for said in answers(ana, engagement=engagement).filter(state="beside"):
        scoping.settle(ana, engagement, answer=said, action="take", note=why)
    elsewhere = [said.id for asked in disputes(ana, engagement) for said in asked.beside]
    for said in answers(ana).filter(pk__in=elsewhere):
        scoping.settle(ana, engagement, answer=said, action="keep", note=why)


def by_role() -> dict[str, Actor]:
    """Who of the demo firm acts for which role, where a booking asks for one."""
    return {someone.role.value: actor(someone.username) for someone in STAFF if someone.username != "rita"}


def _commercial(terms: Mapping[str, Any]) -> dict[str, Any]:
    names = ("billing", "discount", "confidence", "currency", "paper", "acceptance_days")
    return {name: terms[name] for name in names if name in terms}


def agree(ana: Actor, estimate: Any) -> Any:
    """Everyone who is asked approves it, then its SOW; approved for signature, the customer sees it."""
    estimate = reviewed(estimate)
    approve(submitted(ana, estimate))
    ready = all_engagements(ana).get(pk=estimate.engagement_id)
    return engagements.move(actor("dora"), ready, action="approve")


def submitted(ana: Actor, estimate: Any) -> Any:
    """Its SOW, up for approval."""
    drawn = all_sows(ana).get(pk=agreements.generate(ana, estimate).pk)
    approvals.submit(ana, drawn, note="For your approval.")
    return drawn


def _out_for_signature() -> None:
    """The first engagement that is agreed is with the customer; the firm has signed."""
    ana = actor("ana")
    first = all_engagements(ana).filter(state="approved").order_by("pk").first()
    if first is not None and not all_sendings(ana).exists():
        signing.sign_firm(actor, signing.send(actor, signing.standing(actor, first.pk)))


def reviewed(estimate: Any) -> Any:
    """Everyone who is asked approves an estimate."""
    for someone in STAFF:
        if estimate.state == "in-review" and someone.role in estimate.awaited:
            estimate = estimates.approve(actor(someone.username), estimate, note="Looks right.")
    return estimate


def approve(sow: Any) -> None:
    """Whose turn it is approves the document, until it is nobody's: some wait for others."""
    left = True
    while left:
        left = False
        for someone in STAFF:
            answering = actor(someone.username)
            for review in awaited(answering):
                if review.asking.sow_id == sow.pk and review.stage == "sow":
                    approvals.approve(answering, review, note="Agreed.")
                    left = True


def _talks() -> None:
    """Engagements that are still talks, for accounts without one."""
    ana = actor("ana")
    offerings = sorted({str(path.parent.name) for path in PRACTICE.glob("offerings/*/*.toml")})
    quiet = all_accounts(ana).exclude(pk__in=all_engagements(ana).values("account"))
    if all_engagements(ana).count() >= len(TALKS):
        return
    for place, (account, moves) in enumerate(zip(quiet, TALKS, strict=False)):
        # What nobody has taken up yet has no manager either: it waits in the intake for its triage.
        leader = all_people(ana).get(user__username="ana") if moves else None
        opened = engagements.open_engagement(
            actor("sam"), account, name="First talks", offering=offerings[place % len(offerings)], em=leader
        )
        for move in moves:
            said = {"note": "As agreed with the account team.", "reason": "timing" if move == "lose" else ""}
            opened = engagements.move(ana, opened, action=move, **said)


def _customer() -> None:
    """A contact of the first account of the examples, who can sign in."""
    ana = actor("ana")
    if all_contacts(ana).filter(user__isnull=False).exists():
        return
    first = all_engagements(ana).filter(estimate_state="approved").first() or all_engagements(ana).earliest(
        "pk"
    )
    contact = accounts.add_contact(
        ana, first.account, name=CUSTOMER.name, email="carl@customer.example", title="Engineering lead"
    )
    accounts.invite(
        ana, contact, username=CUSTOMER.username, password=password_of(CUSTOMER.username), demo=True
    )
