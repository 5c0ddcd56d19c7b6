"""Forms: findings beside their fields, what was written is kept, and a faster colleague is shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairlead.apps.accounts.models import Account, Contact
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.people.models import Person
from fairlead.core.models import Token, User
from fairlead.faces.web import forms
from tests import cast


def test_an_account_is_opened_and_shown(visit):
    answer = visit("ana").post(
        "/accounts/new", {"name": "Aurelia Bank", "currency": "EUR", "msa": "1"}, follow=True
    )
    row = Account.objects.get(name="Aurelia Bank")
    assert (row.currency, row.msa, row.public_sector) == ("EUR", True, False)
    assert "You opened the account." in answer.content.decode()


def test_a_wrong_field_says_so_beside_itself_and_keeps_the_rest(visit):
    answer = visit("ana").post(
        "/accounts/new", {"name": "Northwind Freight", "currency": "USD", "territory": "WEST-9"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_name-wrong"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="WEST-9"' in page
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "figure"),
    [("52750.5", "52750.5"), ("52,750.50", "52750.50"), ("1,234,567", "1234567"),
     ("52\u202f750.50", "52750.50"), ("\u22125,000", "-5000")],
)  # fmt: skip
def test_a_figure_is_read_as_the_pages_print_it(text, figure):
    assert forms.figure(text) == Decimal(figure)


@pytest.mark.parametrize("text", ["5,27", "52,75", "1,2345", "52,750,5", "1.000,50", "five"])
def test_a_figure_that_could_be_another_is_not_guessed(text):
    with pytest.raises(ValueError, match="is no number"):
        forms.figure(text)


def test_a_form_is_refused_before_it_is_drawn(visit, firm):
    assert visit("finn").get("/accounts/new").status_code == 403
    assert visit("finn").get(f"/engagements/{firm.engagement.pk}/terms").status_code == 403
    assert visit("ana").get("/people/new").status_code == 403


def test_a_stale_form_shows_the_change_and_can_be_sent_again(firm, visit, rita):
    client, address = visit("ana"), f"/accounts/{firm.account.pk}/edit"
    cast.accounts.edit(rita, firm.account, territory="EMEA-2")
    form = {"version": 1, "name": "Northwind", "currency": "USD", "msa": "1"}
    late = client.post(address, form)
    page = late.content.decode()
    assert late.status_code == 412
    assert "Rita Okafor" in page
    assert "EMEA-2" in page
    assert 'value="Northwind"' in page
    assert Account.objects.get().name == "Northwind Freight"
    assert client.post(address, form | {"version": 2}).status_code == 302
    assert Account.objects.get().name == "Northwind"


@pytest.mark.parametrize(("field", "value", "said"), [
    ("discount", "a lot", "a number"),
    ("discount", "101", "100"),
    ("discount", "nan", "a number"),
    ("discount", "Infinity", "a number"),
    ("discount", "1e400", "a number"),
    ("confidence", "49", "50"),
    ("confidence", "\u00b2", "a whole number"),
    ("confidence", "8o", "a whole number"),
    ("priced_on", "soon", "a day"),
    ("billing", "barter", "barter"),
])  # fmt: skip
def test_terms_say_what_would_be_right(field, value, said, firm, visit):
    answer = visit("ana").post(f"/engagements/{firm.engagement.pk}/terms", {"version": 1, field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Engagement.objects.get().version == 1


def test_terms_are_kept(firm, visit):
    form = {
        "version": 1,
        "discount": "7.58",
        "confidence": "90",
        "billing": "fixed-fee",
        "priced_on": "2026-12-01",
    }
    assert visit("ana").post(f"/engagements/{firm.engagement.pk}/terms", form).status_code == 302
    row = Engagement.objects.get()
    assert (str(row.discount), row.confidence, row.billing, str(row.priced_on)) == (
        "7.58", 90, "fixed-fee", "2026-12-01",
    )  # fmt: skip


def test_people_are_assigned_by_name(firm, visit):
    theo = cast.person("theo")
    client, address = visit("ana"), f"/engagements/{firm.engagement.pk}/people"
    assert f'<option value="{theo.pk}"' in client.get(address).content.decode()
    assert client.post(address, {"version": 1, "architect": theo.pk}).status_code == 409
    cast.prepared(firm.engagement)
    assert client.post(address, {"version": 2, "architect": theo.pk}).status_code == 302
    assert Engagement.objects.get().architect == theo
    assert client.post(address, {"version": 3, "architect": "999999"}).status_code == 404


def test_an_engagement_is_opened_from_its_account(firm, visit):
    form = {"name": "Second work", "offering": "implementation-ha"}
    answer = visit("ana").post(f"/engagements/new?account={firm.account.pk}", form)
    row = Engagement.objects.get(name="Second work")
    assert answer.headers["Location"] == f"/engagements/{row.pk}/discover"
    assert visit("ana").post(f"/engagements/new?account={firm.account.pk}", form).status_code == 422


def test_an_import_shows_every_error_first_and_opens_all_or_none(visit):
    client = visit("ana")
    bad = b"name,segment,currency\nAlpha,Ent_WEST,USD\nBeta,Nowhere,USD\n,SMB,dollars\n"
    answer = client.post("/accounts/import", {"file": SimpleUploadedFile("a.csv", bad)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nowhere" in page
    assert "segment" in page
    assert Account.objects.count() == 1
    good = "name,segment,currency\nAlpha,Ent_WEST,USD\nBeta,SMB,EUR\n"
    assert "2 accounts would be opened" in client.post("/accounts/import", {"csv": good}).content.decode()
    assert Account.objects.count() == 1
    client.post("/accounts/import", {"csv": good, "sure": "1"})
    assert Account.objects.count() == 3


def test_a_contact_is_added_and_invited(firm, visit):
    client = visit("ana")
    client.post(
        f"/accounts/{firm.account.pk}/contacts/new", {"name": "Maren Oduya", "email": "maren@n.example"}
    )
    maren = Contact.objects.get(name="Maren Oduya")
    form = {"version": 1, "username": "maren", "password": cast.PASSWORD}
    assert client.post(f"/contacts/{maren.pk}/invite", form).status_code == 302
    assert User.objects.get(username="maren").grants.get().account_id == firm.account.pk


def test_a_person_is_added_with_roles_and_changed(visit):
    dora = visit("dora")
    form = {
        "name": "Nils Berg", "username": "nils", "email": "nils@harbour.example", "zone": "Europe/Oslo",
        "roles": ["consultant", "project-manager"],
    }  # fmt: skip
    assert dora.post("/people/new", form).status_code == 302
    nils = Person.objects.get(name="Nils Berg")
    assert {g.role for g in nils.user.grants.all()} == {"consultant", "project-manager"}
    dora.post(f"/people/{nils.pk}", {"verb": "person.revoke", "role": "consultant", "version": nils.version})
    assert {g.role for g in nils.user.grants.all()} == {"project-manager"}
    assert dora.post(f"/people/{nils.pk}", {"verb": "person.leave"}).status_code == 404
    again = dora.post("/people/new", form | {"roles": []})
    assert again.status_code == 422


def test_a_token_shows_its_secret_once(visit):
    client = visit("ana")
    answer = client.post("/tokens", {"name": "nightly report"})
    page = answer.content.decode()
    assert "flt_" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "flt_" not in client.get("/tokens").content.decode()
    token = Token.objects.get()
    assert client.post(f"/do/token.revoke/{token.pk}", {"version": 1}).status_code == 302
    assert "Revoked" in client.get("/tokens").content.decode()
    assert visit("rita").post(f"/do/token.revoke/{token.pk}").status_code == 404


def test_a_newer_practice_is_shown_and_adopted(firm, visit, work):
    newer = cast.newer_practice("practice.toml", 'amount = "330"', 'amount = "340"')
    client, address = visit("ana"), f"/engagements/{work.pk}/practice"
    page = client.get(address).content.decode()
    assert "340" in page
    assert "What it would do to the price" in page
    version = Engagement.objects.get().version
    assert client.post(address, {"version": version, "practice": newer.pk}).status_code == 302
    assert Engagement.objects.get().practice_id == newer.pk
    compare = client.get(f"/practice/{firm.practice.pk}/compare/{newer.pk}").content.decode()
    assert "340" in compare
