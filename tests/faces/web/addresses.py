"""Every address of the desk, filled with rows that exist."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, reverse
from django.utils import timezone

from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.books.models import Order, Proof
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.handover.models import Handover
from fairlead.apps.intake.models import Intake
from fairlead.apps.redlines.models import Markup, Redline
from fairlead.apps.rounds.models import Panel, Workbook
from fairlead.apps.signing.models import Countersigned, Signature
from fairlead.core.models import AuditEntry
from fairlead.faces.web.urls import urlpatterns
from tests import cast, meeting
from tests.apps.calibration import closings
from tests.faces.asking import booked, change_of, come_back, handed, out_for_signature, panelled, sow_of
from tests.replay import replayed

NAMES = sorted(pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern))

# Addresses that only take a POST.
POSTED = {
    "act", "undo", "answer", "answer-act", "workbook-send", "calibration-propose", "workshop-capture",
    "workshop-clock", "capture-mark", "workshop-guests", "intake-apply", "intake-map",
    "similar-take", "redline-answer", "sign-in-ask", "sow-reading",
}  # fmt: skip

# Addresses that give a file, or a part of a page.
FILES = {
    "paper", "options-paper", "wins-csv", "workbook-file", "risks-table", "workshop-minutes",
    "workshop-calendar", "workshop-pulse", "change-paper", "intake-lines", "intake-progress",
    "markup-file", "markup-progress", "markup-answer", "countersigned", "certificate",
    "books-csv", "proof", "handover-paper",
    "versions-paper", "audience-file",
}  # fmt: skip

# Addresses about a workshop of the firm, the log and the roadmap, by what they begin with.
MEETING = {"workshop", "agenda", "participant", "capture", "entry", "roadmap"}

# What a link of a mail opens; tests/core/test_signin.py has it.
BY_MAIL = {"sign-in-link"}

SIGN_IN = {"account_login", "account_logout", "sign-in-ask", "sign-in-link"}


_OF_A_FILE = ("intake-file", "intake-progress", "intake-apply", "intake-map", "intake-lines")


_OF_A_MARKUP = ("markup", "markup-progress", "markup-file", "markup-answer")


PANELLED = {"panel": "panel", "workbook": "workbook", "workbook-file": "workbook"}


def panelled_of(firm: cast.Firm) -> dict[str, Any]:
    """The panel and the workbook of the firm's engagement: those that are there, or new ones."""
    panel, book = Panel.objects.first(), Workbook.objects.first()
    if panel is not None and book is not None:
        return {"panel": panel, "workbook": book}
    return panelled(firm, Estimate.objects.first() or cast.drawn_up(firm))


SIGNING = {
    "signature": "signature", "signature-link": "signature", "returned": "sending",
    "countersigned": "countersigned", "certificate": "countersigned",
}  # fmt: skip


def signing_of(firm: cast.Firm) -> dict[str, Any]:
    """What is out for signature and its signature: those that are there, or laid down."""
    sow = Sow.objects.first() or sow_of(Estimate.objects.first() or cast.drawn_up(firm))
    signature, came = Signature.objects.first(), Countersigned.objects.first()
    if signature is not None and came is not None:
        return {"signature": signature, "sending": signature.sending, "countersigned": came}
    paper = Paper.objects.filter(sow=sow, kind="sow.pdf").first() or Paper.objects.create(
        sow=sow, kind="sow.pdf", content=b"%PDF", size=4, sha256="0" * 64
    )
    return out_for_signature(sow, paper)


def sow_first(firm: cast.Firm) -> Sow:
    """The statement of work that is there, or one that is laid down from the newest estimate."""
    return Sow.objects.first() or sow_of(Estimate.objects.first() or cast.drawn_up(firm))


@replayed
def fill(name: str, firm: cast.Firm) -> str:
    """The address of that name, about the firm's own rows."""
    rows = {
        "account": firm.account.pk,
        "contact": firm.contact.pk,
        "practice": firm.practice.pk,
        "offering": firm.practice.pk,
        "person": cast.person("ana").pk,
        "option": cast.option_of(firm).pk,
    }
    own = {
        "disagreement-step": [cast.disagreement_of(firm).pk, "discuss"],
        "estimate-line": [firm.engagement.pk, "kickoff"],
        "answer": [firm.engagement.pk, "users"],
        "answer-act": [firm.engagement.pk, "users"],
        "similar-take": [firm.engagement.pk, "wave-plan"],
        "act": ["engagement.move", firm.engagement.pk],
        "undo": [AuditEntry.objects.latest("seq").seq],
        "offering": [firm.practice.pk, "migration-saas"],
        "practice-compare": [firm.practice.pk, firm.practice.pk],
        "audience": [firm.engagement.pk, "executive"],
        "audience-file": [firm.engagement.pk, "executive", "pdf"],
        "paper": [getattr(Paper.objects.first(), "pk", 1)],
        "redline-answer": [getattr(Redline.objects.first(), "pk", 1)],
        **{part: [getattr(Intake.objects.first(), "pk", 1)] for part in _OF_A_FILE},
    }
    if name in ("audience", "audience-file"):
        sow_first(firm)
        return reverse(name, args=own[name])
    if name in _OF_A_MARKUP:
        row = Markup.objects.first() or come_back(sow_first(firm))["markup"]
        return reverse(name, args=[row.pk, "docx"] if name == "markup-answer" else [row.pk])
    if name in PANELLED:
        return reverse(name, args=[panelled_of(firm)[PANELLED[name]].pk])
    if name in ("calibration", "actual-correct"):
        return reverse(name, args=[closings.number_of(name, firm.engagement)])
    if name in own:
        return reverse(name, args=own[name])
    pattern = next(p for p in urlpatterns if p.name == name)
    if name == "engagement-new":
        return f"{reverse(name)}?account={firm.account.pk}"
    if "pk" not in pattern.pattern.converters:
        return reverse(name)
    noun = name.partition("-")[0]
    if name in ("sow-read", "sow-reading", "sow-readers", "sow-return", "sow-ask", "sow-share"):
        since = None if name == "sow-share" else timezone.now()
        Sow.objects.filter(pk=sow_first(firm).pk).update(shared_at=since)
    if name in ("sow-again", "sow-read", "sow-reading", "sow-readers", "sow-share", "sow-return", "sow-ask"):
        return reverse(name, args=[sow_first(firm).pk])
    if name in ("change", "change-edit", "change-shape", "change-paper"):
        sow = sow_first(firm)
        key = change_of(sow).pk
        return reverse(name, args=[key, "pdf"] if name == "change-paper" else [key])
    if name in SIGNING:
        return reverse(name, args=[signing_of(firm)[SIGNING[name]].pk])
    if name == "handover-paper":
        sow = sow_first(firm)
        row = Handover.objects.first() or handed(sow)["handover"]
        return reverse(name, args=[row.pk, "pdf"])
    if name in ("order-new", "order-item", "proof"):
        sow = sow_first(firm)
        if name == "order-new":
            return reverse(name, args=[firm.engagement.pk])
        order, proof = Order.objects.first(), Proof.objects.first()
        rows = {"order": order, "proof": proof} if order and proof else booked(sow)
        return reverse(name, args=[rows["proof"].pk] if name == "proof" else [rows["order"].pk, "quote"])
    if noun in MEETING:
        landing = name == "workshop-landing"
        key = (meeting.closed(firm) if landing else meeting.rows(firm)[noun]).pk
        return reverse(name, args=[key, "pdf"] if name == "workshop-minutes" else [key])
    return reverse(name, args=[rows.get(noun, firm.engagement.pk)])
