"""The interface against its own description: anything that it allows, and much that it does not,
with a good key and with none. Never a 5xx, never an answer that is not described."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi import checks as conformance
from tests.journeys.setting import NOW

from linli.kernel import versions
from linli.kernel.models import RateWindow
from linli.organisations import services as organising
from linli.organisations.terms import MOST_A_MINUTE, KeyDuty
from linli.project.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = {"good": 40, "bad": 8, "none": 8}  # of each operation: without a key most end early


def fuzzing(examples):
    return settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip


FUZZ = fuzzing(EXAMPLES["good"])
CHECKS = [
    schemathesis.checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]
OPERATIONS = 14
COUNTED: dict[str, int] = {}


@pytest.fixture
def secrets(rolled_back):
    """A key with every duty of a county's command centre, one of a department, one that is none."""
    actor = rolled_back.actor("county")
    duties = [KeyDuty(one.duty, one.area_id, one.organisation_id) for one in actor.grants]
    good = organising.issue_key(
        name="好", duties=duties, per_minute=MOST_A_MINUTE, actor=actor, now=NOW
    )
    # a real server begins and ends a request with a look at its connections; ours must stay
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"good": good.secret, "bad": "lk_wrong", "none": ""}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("which", ["good", "bad", "none"])
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_operation_keeps_to_its_description(secrets, which, mode):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    headers = {"Authorization": f"Bearer {secrets[which]}"} if secrets[which] else {}
    found = [result.ok() for result in schema.get_all_operations()]
    assert len(found) >= OPERATIONS
    COUNTED.clear()
    for operation in found:
        _fuzz(operation, headers, schemathesis.GenerationMode(mode), EXAMPLES[which])
    assert COUNTED["tried"] >= EXAMPLES[which] * OPERATIONS / 2  # some take nothing, or few things
    print(f"{which} {mode}: {COUNTED}")


def _fuzz(operation, headers, mode, examples):
    @fuzzing(examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case):
        RateWindow.objects.all().delete()
        with transaction.atomic(), versions.unit_of_work():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        COUNTED["tried"] = COUNTED.get("tried", 0) + 1
        family = f"{answer.status_code // 100}xx"
        COUNTED[family] = COUNTED.get(family, 0) + 1
        case.validate_response(answer, checks=CHECKS, headers=headers)

    try:
        once()
    except Unsatisfiable:  # an operation that takes nothing cannot be asked wrongly
        assert mode.is_negative
        assert not [*operation.iter_parameters(), *operation.body]


# --- Open311 has no description of that kind: forms, queries and paths of anything ----------------

NAMES = st.sampled_from([
    "service_code", "description", "lat", "long", "address_string", "address_id", "phone",
    "first_name", "last_name", "datum", "jurisdiction_id", "attribute[a]", "attribute[]", "media",
    "media_url", "email", "device_id",
])  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["manhole", "report", "26.9", "117.17", "nan", "1e999", "-0", "13800000000"]),
)
QUERIES = st.dictionaries(
    st.sampled_from([
        "service_request_id", "service_code", "start_date", "end_date", "status", "page",
        "page_size", "jurisdiction_id",
    ]),
    st.one_of(st.text(max_size=30), st.sampled_from([
        "open", "closed", "2026-03-02T00:00:00Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "99999999", "manhole", "2026-03-02T00:00:00+08:00",
    ])),
)  # fmt: skip


def _well(answer, form):
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        if form == "json":
            (row,) = json.loads(answer.content)
            assert set(row) == {"code", "description"}
        else:
            assert b"<errors>" in answer.content


@pytest.mark.parametrize("form", ["json", "xml"])
def test_open311_survives_anything_posted(secrets, form):
    client = Client(raise_request_exception=False)

    @FUZZ
    @given(fields=st.dictionaries(NAMES, VALUES, max_size=8))
    def once(fields):
        RateWindow.objects.all().delete()
        body = urlencode({"api_key": secrets["good"], **fields}, errors="surrogatepass")
        with transaction.atomic(), versions.unit_of_work():
            answer = client.post(
                f"/open311/v2/requests.{form}",
                body,
                content_type="application/x-www-form-urlencoded",
            )
            transaction.set_rollback(True)
        _well(answer, form)

    once()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_open311_survives_any_question(secrets, form):
    client = Client(raise_request_exception=False)

    @FUZZ
    @given(query=QUERIES)
    def once(query):
        RateWindow.objects.all().delete()
        text = urlencode(query, errors="surrogatepass")
        with transaction.atomic():
            _well(client.get(f"/open311/v2/requests.{form}?{text}"), form)

    once()
