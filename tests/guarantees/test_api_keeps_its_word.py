"""Requests made up from the OpenAPI document: none fails on our side, and each answer is one the document names."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks as openapi
from worlds.council import BODIES, NAMES, WORLD
from worlds.office import CHICAGO

from crm import office_time
from crm.accounts import tokens
from crm.accounts.random_secrets import digest, new_token
from crm.ids import new_id
from crm.storage.database import Database

# What every record has that was made by a person or an import.
COMPLETE = """
MATCH (n) WHERE NOT n:Migration
SET n.version = coalesce(n.version, 1), n.recorded_at = coalesce(n.recorded_at, '2024-01-01T00:00:00.000000Z'),
  n.recorded_by = coalesce(n.recorded_by, 'test')
"""
EXAMPLES = 8  # of each operation; with the same seed in every run
THERE = {"person_id": ["ann", "rep0"], "a": ["ann", "rep0"], "b": ["rep0", "rep1"]}
CHECKS = (
    schemathesis.checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
)


@pytest.fixture
def token(graph: Database, make_user: Callable[..., Any]) -> str:
    """The token of somebody of the staff."""
    secret, user = new_token(), make_user("staff")
    by = user.actor(office_time.instant(), CHICAGO)
    graph.write(tokens.make_token, new_id(), tokens.NewToken("The test", tokens.WRITE), digest(secret), by=by)
    return secret


def test_no_made_up_request_fails_here_or_is_answered_otherwise_than_written(
    graph: Database, app: Flask, token: str, client_as: Callable[..., Any]
) -> None:
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    graph.write(lambda tx: tx.run(COMPLETE).consume())
    app.testing = False  # so that a fault is answered as on a real site
    document = client_as("staff").get("/api/v1/openapi.json").get_json()
    # Else tokens would be made up too, and every answer be "sign in".
    del document["security"], document["components"]["securitySchemes"]
    schema = schemathesis.openapi.from_dict(document)
    headers = {"Authorization": f"Bearer {token}"}
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), known=st.booleans(), pick=st.integers(0, 1))
        def check(case: schemathesis.Case, known: bool, pick: int) -> None:
            if known:
                case.path_parameters |= {name: THERE[name][pick] for name in case.path_parameters if name in THERE}
            response = case.call(app=app, headers=headers)
            assert response.status_code != 401
            case.validate_response(response, checks=CHECKS)

        check()
        tried += 1
    assert tried > 40
