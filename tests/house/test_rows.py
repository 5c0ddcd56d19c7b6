"""Every table that verbs change: it has a noun, hides from strangers, and its states are the lifecycle's."""

from __future__ import annotations

import importlib
import typing
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.agreements.models import Paper
from fairlead.apps.comments import actions as comments
from fairlead.apps.desk.models import Mail, Notice
from fairlead.apps.intake import actions as intake
from fairlead.apps.pens import actions as pens
from fairlead.apps.people import actions as people
from fairlead.apps.rounds import actions as rounds
from fairlead.core.actor import system
from fairlead.core.outbox import deliver_waiting
from fairlead.core.rows import Row, RowSet
from fairlead.core.verbs import CARDS, READINGS, VERBS
from fairlead.engines.lifecycle import Lifecycle
from tests import cast, meeting
from tests.apps.calibration import closings
from tests.apps.intake.givings import TEAMS, sent
from tests.apps.redlines import coming
from tests.apps.rounds.asking import asked
from tests.engines.intake.exports import export, issue
from tests.faces.asking import booked, handed, out_for_signature, visited
from tests.replay import replayed

ROWS = sorted(
    (model for model in apps.get_models() if issubclass(model, Row)), key=lambda model: model._meta.label
)
STATED = [model for model in ROWS if "state" in {field.name for field in model._meta.get_fields()}]


@pytest.fixture
@replayed
def full(db):
    """The firm with at least one row in every table."""
    firm = cast.firm()
    cast.said(firm)
    estimate = cast.approved(firm)
    panel = asked(firm, "theo", "cora")
    hours = {"low": Decimal(1), "likely": Decimal(2), "high": Decimal(3)}
    rounds.give(cast.actor("theo"), panel, line="kickoff", **hours, reason="Seen it.")
    rounds.reveal(cast.actor("ana"), panel, note="One is enough.")
    rounds.send(cast.actor("ana"), estimate)
    coming.taken(coming.fresh(agreements.generate(cast.actor("ana"), estimate)))
    people.issue_token(cast.actor("ana"), name="laptop")
    cast.scoping.issue(cast.actor("ana"), firm.engagement, name="Carl Jensen")
    cast.option_of(firm)
    cast.options.weigh(cast.actor("ana"), firm.engagement, weights={"price": 2, "fit": 1})
    cast.disagreement_of(firm)
    closings.kept(firm.engagement)
    imported(firm)
    deliver_waiting()
    meeting.rows(firm)
    pens.take(cast.actor("ana"), firm.engagement)
    comments.write(cast.actor("ana"), firm.engagement, about="line:kickoff", text="Why so long?")
    cast.point_of(cast.submitted(cast.as_it_is(firm.engagement)).engagement)
    cast.away()
    cast.changed(firm)
    sow = cast.sow_of(firm.engagement)
    visited(out_for_signature(sow, Paper.objects.get(sow=sow, kind="sow.pdf"))["signature"])
    booked(sow)
    handed(sow)
    Mail.objects.create(notice=Notice.objects.earliest("pk"), due_at=sow.created_at)
    return firm


def imported(firm):
    """A file with its bytes, a remembered mapping, an engagement that came from an issue."""
    ana = cast.actor("ana")
    intake.take(ana, firm.engagement, content=sent(TEAMS), name="teams.csv")
    intake.keep(ana, name="Teams", headings=["team"], columns={"team": "users rows"})
    content = sent(export(issue(7)))
    intake.issues(ana, content=content, name="i.csv", offering="migration-saas", dry_run=False)


def shown() -> set[type[Row]]:
    """The tables whose rows any verb or reading answers with."""
    answers = [operation.returns for operation in (*VERBS.values(), *READINGS.values())]
    inner = [argument for answer in answers for argument in typing.get_args(answer)]
    return {kind for kind in (*answers, *inner) if isinstance(kind, type) and issubclass(kind, Row)}


def test_there_are_rows():
    sealed = {
        "asking",
        "markup",
        "original",
        "redline",
        "review",
        "sow",
        "calibration",
        "countersigned",
        "estimate",
        "handover",
        "intake",
        "option",
        "paper",
        "practice",
        "proof",
        "upload",
        "visit",
    }
    assert {model.noun for model in ROWS if model.sealed} == sealed
    assert {model.noun for model in ROWS} >= {"engagement", "estimate", "sow", "paper", "answer", "account"}
    assert {model.noun for model in STATED} >= {"engagement", "estimate", "sow"}


def test_nouns_are_there_and_are_one_each():
    nouns = [model.__dict__.get("noun") for model in ROWS]
    assert all(nouns)
    assert len(set(nouns)) == len(nouns)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.noun)
def test_every_table_says_itself_who_sees_it(model):
    assert type(model.objects.all()).visible_to is not RowSet.visible_to


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.noun)
def test_a_stranger_sees_no_row_and_the_firm_has_one(model, full):
    assert model.objects.count() >= 1
    for stranger in (cast.actor("max"), cast.holding()):
        assert not model.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.noun)
def test_the_customer_of_another_account_sees_no_row(model, full):
    """But the account that is theirs, and its contacts."""
    other = cast.accounts.open_account(cast.actor("ana"), name="Alder Rail")
    contact = cast.accounts.add_contact(cast.actor("ana"), other, name="Arno", email="arno@alder.example")
    cast.accounts.invite(cast.actor("ana"), contact, username="arno")
    seen = set(model.objects.visible_to(cast.actor("arno")))
    assert seen == {"account": {other}, "contact": {contact}}.get(model.noun, set())


@pytest.mark.parametrize("model", [m for m in ROWS if m.sealed], ids=lambda model: model.noun)
def test_what_is_sealed_is_a_column_and_nothing_undoes_it(model):
    """Undo sets back what stands in the audit, and of a sealed column that is a hash."""
    assert model.sealed <= {field.attname for field in model._meta.concrete_fields}
    assert not [verb for verb in VERBS.values() if verb.reversible and verb.returns is model]


def test_a_row_set_that_does_not_say_who_sees_it_shows_nothing():
    with pytest.raises(NotImplementedError):
        RowSet(model=ROWS[0]).visible_to(system("tests ask"))


@pytest.mark.parametrize("model", sorted(shown(), key=lambda model: model.noun), ids=lambda m: m.noun)
def test_what_is_answered_has_its_card_and_the_card_has_the_version(model, full):
    row = model.objects.latest("pk")
    card = CARDS[model](cast.actor("ana"), row)
    assert (card.id, card.version) == (row.pk, row.version)


def lifecycle(model: type[models.Model]) -> Lifecycle:
    """The one lifecycle of the model's room that has the model's noun as its name."""
    states = importlib.import_module(f"{model.__module__.rpartition('.')[0]}.states")
    (found,) = (
        value for value in vars(states).values() if isinstance(value, Lifecycle) and value.name == model.noun
    )
    return found


@pytest.mark.parametrize("model", STATED, ids=lambda model: model.noun)
def test_states_are_those_of_the_lifecycle_in_the_model_and_in_the_database(model, full):
    life = lifecycle(model)
    field = model._meta.get_field("state")
    assert (field.choices, field.default) == (life.choices, life.initial)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
            " AND contype = 'c' AND conname LIKE %s",
            [model._meta.db_table, "%_state"],
        )
        ((check,),) = cursor.fetchall()
    assert set(check.split("'")[1::2]) == set(life.ids)


def test_the_migrations_are_those_of_the_models(db):
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"the models have changed without a migration:\n{said.getvalue()}")
