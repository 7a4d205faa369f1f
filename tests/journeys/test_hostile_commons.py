"""Odd data at every address of the commons (points, things and places, volunteers): taken or
refused, never a fault of ours. The lists read what is wrong in an address as if it were not there.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from tests.journeys import (
    banking,
    lending,
    rooming,
    rostering,
    scoring,
    shopping,
    sitting,
    teaming,
)
from tests.journeys.furnishing import furnish
from tests.journeys.setting import NOW, build
from tests.journeys.test_access import address_of

from linli.kernel import clock, versions
from linli.kernel.models import RateWindow

TOPICS = {
    topic.__name__.rsplit(".", 1)[-1]: topic.RULES
    for topic in (banking, lending, rooming, rostering, scoring, shopping, sitting, teaming)
}
BAD = (
    "", "\x00", "\u202e<b>", "长" * 3000, "-1", "1e999", "nan", "99999999999999999999", "²",
    "0001-01-01", "9999-12-31", "9999-12-31T23:59", str(uuid4()), "|", "../x",
)  # fmt: skip
ASKED = (
    "page", "q", "kind", "place", "day", "at", "week", "since", "until", "state", "from", "to",
    "year", "month", "area", "free", "form", "organisation", "code", "view", "scheme",
)  # fmt: skip
FIRST = ("community_in", "resident", "county", "stranger", "audit_admin")


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """All of the walk's scene, a moment later."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: NOW + timedelta(seconds=2))
    with django_db_blocker.unblock(), versions.unit_of_work(), transaction.atomic():
        built = build()
        furnish(built)
        clients = {role: built.client(role) for role in FIRST}
        yield built, clients
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def send(scene, django_db_blocker):
    """send(role, method, name, rule, data) -> status; rolled back."""
    setting, clients = scene

    def once(role, method, name, rule, data):
        RateWindow.objects.all().delete()
        with transaction.atomic():
            answer = getattr(clients[role], method)(address_of(setting, name, rule), data)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        return answer.status_code

    with django_db_blocker.unblock():
        yield once


def _who(roles):
    return next((role for role in FIRST if role in roles), None)


@pytest.mark.django_db  # also has the test database made for this file
@pytest.mark.parametrize("topic", TOPICS)
def test_odd_questions_break_no_page(send, topic):
    faults, asked = [], 0
    for name, rule in TOPICS[topic].items():
        role = _who(rule.get or ())
        for bad in BAD if role else ():
            status = send(role, "get", name, rule, dict.fromkeys(ASKED, bad))
            asked += 1
            if status not in (200, 302, 404, 422):
                faults.append(f"{name} {bad[:20]!r}: {status}")
    assert asked >= 5 * len(BAD)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("topic", TOPICS)
def test_odd_words_posted_are_taken_or_refused(send, scene, topic):
    """One field at a time is odd, and the rest as it ought to be."""
    (setting, _clients), faults, refused = scene, [], 0
    for name, rule in TOPICS[topic].items():
        role, good = _who(rule.post or ()), rule.data(setting)
        for field in good if role else ():
            for bad in BAD:
                status = send(role, "post", name, rule, {**rule.data(setting), field: bad})
                refused += status >= 400
                if status not in (200, 302, 400, 403, 404, 409, 413, 422, 429):
                    faults.append(f"{name} {field}={bad[:20]!r}: {status}")
    assert refused > len(BAD)  # else nothing was asked that could be refused
    assert not faults, "\n".join(faults)
