"""openapi.json is what the API does, and what is committed."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pytest
import schemathesis.openapi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ninja.openapi.schema import OpenAPISchema

from fairlead.core.verbs import READINGS, VERBS
from fairlead.faces.api.app import DESCRIPTION, api
from tests.faces.asking import rows_of


def test_the_description_in_the_repository_is_the_present_one():
    assert DESCRIPTION.read_text() == api.described(), "Run: fairlead api schema"


def test_it_names_every_verb_and_reading_once():
    described = json.loads(DESCRIPTION.read_text())
    names = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
    assert sorted(names) == sorted([*VERBS, *READINGS])


def test_every_reference_leads_somewhere():
    described = json.loads(DESCRIPTION.read_text())
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', DESCRIPTION.read_text()))
    assert referred <= set(described["components"]["schemas"])


def test_no_name_means_two_things(monkeypatch):
    """All schemas stand in one drawer; a second one of a name would silently replace the first."""
    meanings = defaultdict[str, set[str]](set)
    kept = OpenAPISchema.add_schema_definitions

    def noted(self, definitions):
        for name, definition in definitions.items():
            meanings[name].add(json.dumps(definition, sort_keys=True))
        kept(self, definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", noted)
    OpenAPISchema(api, "/")
    assert len(meanings) > 40
    assert {name for name, found in meanings.items() if len(found) > 1} == set()


def test_it_is_served_to_anybody(client):
    served = client.get("/api/v1/openapi.json")
    assert served.json() == json.loads(DESCRIPTION.read_text())


SCHEMA = schemathesis.openapi.from_dict(json.loads(DESCRIPTION.read_text()))
OPERATIONS = {found.ok().definition.raw["operationId"]: found.ok() for found in SCHEMA.get_all_operations()}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_nothing_that_fits_or_hardly_fits_the_description_breaks_it(caller, firm, name):
    """Cases drawn from the description, for someone who may do much; ids are often those of real rows."""
    call, ids = caller("rita"), st.sampled_from(sorted(set(rows_of(firm).ids.values())))

    @settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
    @given(OPERATIONS[name].as_strategy(), ids)
    def tried(case, number):
        path = case.formatted_path.removeprefix("/api/v1") if "{id}" not in case.path else ""
        path = path or case.path.removeprefix("/api/v1").replace("{id}", str(number))
        query = "&".join(
            f"{key}={json.dumps(value).strip(chr(34))}" for key, value in (case.query or {}).items()
        )
        body = None if type(case.body).__name__ == "NotSet" else case.body
        answer = call(case.method, f"{path}?{query}", body)
        assert answer.status_code < 500, (case.method, path, query, body, answer.content)
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"

    tried()
