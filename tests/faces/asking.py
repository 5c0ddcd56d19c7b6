"""Arguments that make sense for every verb, so that only a rule can refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.approvals.models import Asking, Delegation, Point, Review
from fairlead.apps.books.models import Booking, Order, Proof
from fairlead.apps.changes.models import Change
from fairlead.apps.comments.models import Comment
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.estimates.models import Estimate
from fairlead.apps.handover.models import Handover, Question, Readiness, Reading
from fairlead.apps.intake.models import ColumnMapping, Intake
from fairlead.apps.options.models import Criterion
from fairlead.apps.pens.models import Pen
from fairlead.apps.people.models import Person
from fairlead.apps.readers.models import Visit
from fairlead.apps.redlines.models import Markup, Original, Redline
from fairlead.apps.rounds.models import Judgement, Panel, Workbook
from fairlead.apps.scoping.models import Answer, Link
from fairlead.apps.signing.models import Countersigned, Sending, Signatory, Signature
from fairlead.core.models import Token, User
from fairlead.core.rows import Row
from fairlead.core.verbs import Operation
from fairlead.faces.calling.inputs import row_of
from tests import cast, meeting
from tests.apps.calibration import closings
from tests.replay import replayed

VALUES: dict[str, Any] = {
    "name": "Some name",
    "side": "customer",
    "sha256": "0" * 64,
    "email": "someone@example.org",
    "username": "someone",
    "roles": ["sales"],
    "role": "sales",
    "action": "triage",
    "item": "purchase-order",
    "section": "risks",
    "reference": "PO 7",
    "way": "channel",
    "question": "users",
    "value": 1200,
    "source": "customer-call",
    "note": "Because.",
    "reply": 0,
    "remedy": "Another price.",
    "start": "2026-12-01",
    "end": "2026-12-08",
    "fact": "scoping-call-held",
    "until": (timezone.localdate() + timedelta(days=30)).isoformat(),
    "territories": ["emea"],
    "offering": "migration-saas",
    "title": "Some title",
    "kind": "risk",
    "method": "dots",
    "day": "2026-12-03",
    "time": "09:30",
    "minutes": 15,
    "dots": 1,
    "criterion": "fit",
    "mark": 4,
    "reason": "It fits.",
    "weights": {"price": 2, "fit": 1},
    "seconds": {"": 3},
    "asked": "All in one night.",
    "why": "It does not fit into one.",
    "held_on": "2026-11-20",
    "plan": "A call, then a paper.",
    "next_steps": "Send the paper.",
    "told_on": "2026-11-24",
    "budget": "120000",
    "hours": 7,
    "on": "2026-11-20",
    "customer": "Grace Hall",
    "firm": "Finn Marlowe",
    "finished": "2026-03-02",
    "content": "YSx1c2VycwpiLDMK",
    "columns": {"users": "users"},
    "line": "kickoff",
    "about": "line:kickoff",
    "low": "1",
    "likely": "2",
    "high": "3",
    "experts": [1, 2],
    "lines": ["kickoff"],
    "headings": ["a", "users"],
    "audience": "executive",
    "csv": "name\nNew account\n",
    "text": (Path(__file__).parents[2] / "examples" / "migration-northwind.toml").read_text(),
}


@dataclass(frozen=True)
class Rows:
    """One row of every noun, by noun."""

    ids: dict[str, int]

    def arguments(self, operation: Operation) -> dict[str, Any]:
        """Every required argument of an operation, rows by id."""
        return {p.name: self._one(operation, p) for p in operation.parameters if p.required}

    def _one(self, operation: Operation, parameter: Any) -> Any:
        row = row_of(parameter)
        if row is not None:
            return self.ids[row.noun]
        return cast.practice_texts() if parameter.name == "texts" else VALUES[parameter.name]


def sow_of(estimate: Estimate) -> Sow:
    """A statement of work without its papers, whose making takes a while."""
    return Sow.objects.create(
        engagement=estimate.engagement, state="drawn-up", estimate=estimate, number=1, title="SOW-1-1 Move",
        price=1, currency="USD", manifest="0" * 64,
    )  # fmt: skip


def change_of(sow: Sow) -> Change:
    """A draft of a change, laid down whatever its engagement's state is."""
    return Change.objects.get_or_create(
        engagement=sow.engagement, sow=sow, number=1, title="Later", reason="Late.", days=14
    )[0]


def booked(sow: Sow) -> dict[str, Row]:
    """An order with a proof, and an entry of the books; laid down directly."""
    now = timezone.now()
    order = Order.objects.create(engagement=sow.engagement, sow=sow, touched_at=now)
    proof = Proof.objects.create(
        order=order, item="signed", reference="Seen.", name="sow.pdf", content=b"%PDF", sha256="0" * 64,
        by_name="Ana",
    )  # fmt: skip
    entry = Booking.objects.create(
        engagement=sow.engagement, order=order, sow=sow, kind="booking", amount=1, consulting=1,
        currency="USD", on=cast.DAY, quarter="Q427", manifest="0" * 64, by_name="Ana",
    )  # fmt: skip
    return {"order": order, "proof": proof, "booking": entry}


def handed(sow: Sow) -> dict[str, Row]:
    """A hand-over with who read it, a question and what was stated; laid down directly."""
    of = {"engagement": sow.engagement}
    handover = Handover.objects.create(**of, sow=sow, number=1, pack={"parts": []}, digest="0" * 64)
    return {
        "handover": handover,
        "reading": Reading.objects.create(handover=handover, section="risks", by=1, by_name="Dan"),
        "question": Question.objects.create(
            **of, handover=handover, section="risks", text="How?", asked_by=1, asked_name="Dan"
        ),
        "readiness": Readiness.objects.create(**of, item="commit", by_name="Ana"),
    }


def panelled(firm: cast.Firm, estimate: Estimate) -> dict[str, Any]:
    """A panel of experts, what one of them said, and a workbook."""
    theo = Person.objects.get(user__username="theo")
    experts = [{"person": theo.pk, "user": theo.user_id, "name": theo.name}]
    line = {"id": "kickoff", "phase": "prepare", "name": "Kickoff", "description": ""}
    panel = Panel.objects.create(
        engagement=firm.engagement, title="All", experts=experts, lines=[line], asked=["kickoff"]
    )
    judgement = Judgement.objects.create(
        panel=panel, round=1, line="kickoff", person=theo, low=1, likely=2, high=3, reason="Seen it."
    )
    book = Workbook.objects.create(estimate=estimate, title="Lines", key="k", sent_on=cast.DAY)
    return {"panel": panel, "judgement": judgement, "workbook": book}


def asked_for(firm: cast.Firm, sow: Sow) -> dict[str, Row]:
    """An asking with a step and a condition, deputies, the pen and a comment; laid down directly."""
    now = timezone.now()
    asking = Asking.objects.create(
        sow=sow, statement={"salt": "", "topics": {}}, asked_name="Ana Ferreira", asked_at=now
    )
    review = Review.objects.create(
        asking=asking, gate="finance", name="Finance", role="finance", stage="sow", state="conditional",
        at=now,
    )  # fmt: skip
    point = Point.objects.create(
        review=review, kind="condition", text="A PO.", author=1, author_name="Finn Marlowe", made_at=now
    )
    delegation = Delegation.objects.create(
        person=cast.person("finn"), to=cast.person("theo"), start=cast.DAY, end=cast.DAY
    )
    return {
        "asking": asking, "review": review, "point": point, "delegation": delegation,
        "pen": Pen.objects.create(engagement=firm.engagement, since=now),
        "comment": Comment.objects.create(
            engagement=firm.engagement, kind="line", place="kickoff", title="Kick-off", digest="0" * 64,
            text="Why?", author=1, author_name="Ana",
        ),
    }  # fmt: skip


def come_back(sow: Sow) -> dict[str, Row]:
    """A file that came back with one change in it, laid down directly."""
    markup = Markup.objects.create(sow=sow, state="open", name="c.docx", size=4, sha256="0" * 64)
    Original.objects.create(markup=markup, content=b"PK")
    redline = Redline.objects.create(markup=markup, place=1, kind="changed", clause="purpose", owner="ps")
    return {"markup": markup, "redline": redline}


def out_for_signature(sow: Sow, paper: Paper) -> dict[str, Row]:
    """Who signs, what is out, one signature on it and a file that came back; laid down directly."""
    signatory = Signatory.objects.create(
        engagement=sow.engagement, side="customer", name="Grace Hall", basis="officer"
    )
    sending = Sending.objects.create(
        sow=sow, paper=paper, sha256=paper.sha256, size=paper.size, pages=1, service="built-in",
        sent_name="Ana Ferreira", sent_at=timezone.now(),
    )  # fmt: skip
    signature = Signature.objects.create(
        sending=sending, signatory=signatory, side="customer", name="Grace Hall", authority="Officer"
    )
    came = returned(sending)
    return {"signatory": signatory, "sending": sending, "signature": signature, "countersigned": came}


def returned(sending: Sending) -> Countersigned:
    """A file that came back and that a person has to look at."""
    return Countersigned.objects.create(
        sending=sending, origin="upload", name="signed.pdf", content=b"%PDF", size=4, sha256="2" * 64,
        verdict="unsure", pages=1, given_name="Sam Adeyemi",
    )  # fmt: skip


def visited(signature: Any) -> Visit:
    """A visit by a signing link."""
    now = timezone.now()
    return Visit.objects.create(
        sow=signature.sending.sow, signature=signature, name=signature.name, begun=now, last=now
    )


@replayed
def rows_of(firm: cast.Firm) -> Rows:
    """One row of every noun; papers are laid down directly, because their making takes a while."""
    estimate = cast.in_review(firm)
    sow = sow_of(estimate)
    ana = User.objects.get(username="ana")
    actual, calibration = closings.laid_down(estimate)
    made = {
        "option": cast.option_of(firm),
        "criterion": Criterion.objects.create(
            engagement=firm.engagement, weights=[["price", 60], ["fit", 40]]
        ),
        "disagreement": cast.disagreement_of(firm),
        "account": firm.account,
        "actual": actual,
        "calibration": calibration,
        "contact": firm.contact,
        "practice": firm.practice,
        "engagement": firm.engagement,
        "estimate": estimate,
        "sow": sow,
        "change": change_of(sow),
        "paper": Paper.objects.create(sow=sow, kind="sow.pdf", content=b"%PDF", size=4, sha256="0" * 64),
        "person": Person.objects.get(user__username="theo"),
        "token": Token.objects.create(user=ana, name="hers", digest="0" * 64),
        "answer": Answer.objects.get_or_create(
            engagement=firm.engagement, question="users", defaults={"value": 5, "said_on": cast.DAY}
        )[0],
        "link": Link.objects.create(
            engagement=firm.engagement, name="Carl", digest="1" * 64, expires_at=timezone.now()
        ),
        "intake": Intake.objects.create(
            engagement=firm.engagement, kind="table", name="t.csv", size=4, sha256="0" * 64, state="checked"
        ),
        "mapping": ColumnMapping.objects.create(
            name="T", signature="0" * 32, headings=["a"], columns={"a": "users"}
        ),
        "notice": Notice.objects.create(user=ana, engagement=firm.engagement, text="Hello", event=1),
    }
    made["mail"] = Mail.objects.create(notice=made["notice"], state="given-up", due_at=timezone.now())
    made |= asked_for(firm, sow) | come_back(sow) | out_for_signature(sow, made["paper"])
    made |= booked(sow) | handed(sow)
    made["visit"] = visited(made["signature"])
    made |= {"adjustment": cast.said(firm), **panelled(firm, estimate)} | meeting.rows(firm)
    return Rows({noun: row.pk for noun, row in made.items()})
