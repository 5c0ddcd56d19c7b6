"""Arguments that make sense for every verb, so that only a rule can refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.apps.agreements.models import Paper, Sow
from fairlead.apps.desk.models import Notice
from fairlead.apps.estimates.models import Adjustment, Estimate
from fairlead.apps.people.models import Person
from fairlead.apps.scoping.models import Answer
from fairlead.core.models import Token, User
from fairlead.core.verbs import Operation
from fairlead.faces.calling.inputs import row_of
from tests import cast

VALUES: dict[str, Any] = {
    "name": "Some name",
    "email": "someone@example.org",
    "username": "someone",
    "roles": ["sales"],
    "role": "sales",
    "action": "triage",
    "question": "users",
    "value": 1200,
    "note": "Because.",
    "offering": "migration-saas",
    "line": "handover",
    "low": "1",
    "likely": "2",
    "high": "3",
    "reason": "Because.",
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


_FROZEN: dict[str, Any] = {}


def estimate_of(firm: cast.Firm) -> Estimate:
    """An estimate in review: drawn up once a run, then laid down as it was."""
    if not _FROZEN:
        made = cast.in_review(firm)
        keys = (
            "figures",
            "answers",
            "terms",
            "scope",
            "price",
            "price_p50",
            "price_p90",
            "cost",
            "margin",
            "days",
            "gates",
        )
        _FROZEN.update({key: getattr(made, key) for key in keys})
        return made
    return Estimate.objects.create(
        engagement=firm.engagement,
        number=1,
        practice=firm.practice,
        currency="USD",
        state="in-review",
        **_FROZEN,
    )


def rows_of(firm: cast.Firm) -> Rows:
    """One row of every noun; papers are laid down directly, because their making takes a while."""
    estimate = estimate_of(firm)
    sow = Sow.objects.create(
        engagement=firm.engagement, estimate=estimate, number=1, title="SOW-1-1 Move", price=1,
        currency="USD", manifest="0" * 64,
    )  # fmt: skip
    ana = User.objects.get(username="ana")
    made = {
        "account": firm.account,
        "adjustment": Adjustment.objects.get_or_create(engagement=firm.engagement, line="kickoff")[0],
        "contact": firm.contact,
        "practice": firm.practice,
        "engagement": firm.engagement,
        "estimate": estimate,
        "sow": sow,
        "paper": Paper.objects.create(sow=sow, kind="sow.pdf", content=b"%PDF", size=4, sha256="0" * 64),
        "person": Person.objects.get(user__username="theo"),
        "token": Token.objects.create(user=ana, name="hers", digest="0" * 64),
        "answer": Answer.objects.get_or_create(
            engagement=firm.engagement, question="users", defaults={"value": 5, "said_on": cast.DAY}
        )[0],
        "notice": Notice.objects.create(user=ana, engagement=firm.engagement, text="Hello", event=1),
    }
    return Rows({noun: row.pk for noun, row in made.items()})
