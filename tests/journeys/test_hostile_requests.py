"""Broken, huge and forged requests, and anything at all: refused, nothing stored."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.journeys.hostile import (
    BAD_REQUEST,
    FORM,
    LANGUAGES,
    place,
    reader,
    refused,
    state,
)
from tests.journeys.setting import NOW

from linli.kernel.errors import TooMany
from linli.matters.models import Report
from linli.matters.terms import (
    NothingSaid,
)
from linli.procedures import selectors as procedures
from linli.procedures.terms import UnknownOutcome

pytestmark = pytest.mark.django_db


# --- broken requests -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_broken_bodies_are_refused(rolled_back, language):
    client, before = reader(language), state()
    part = b'--x\r\nContent-Disposition: form-data; name="words"\r\n'
    base64 = b"Content-Transfer-Encoding: base64"
    bodies = (
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("multipart/form-data; boundary=x", part + base64 + b"\r\n\r\n!!!\r\n--x--"),
    )  # fmt: skip
    for kind, body in bodies:
        answer = client.generic("POST", "/report", body, content_type=kind)
        assert answer.status_code in (400, 422), (kind, answer.status_code)
        assert state() == before
    refused(
        client.generic("POST", "/report", b"--x--", content_type="multipart/form-data"),
        BAD_REQUEST, language, before=before, status=(400,),
    )  # fmt: skip
    for kind, body in (
        ("multipart/form-data; boundary=x", part),  # it stops in the middle
        ("multipart/form-data; boundary=x", b""),
        ("application/json", b"{"),
        ("text/plain; charset=klingon", b"x"),
        (FORM + "; charset=klingon", b"words=x"),
        ("", b"\xff\xfe"),
    ):
        answer = client.generic("POST", "/report", body, content_type=kind)
        assert 400 <= answer.status_code < 500, (kind, answer.status_code)
        assert state() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_much_in_one_request_is_refused(rolled_back, language):
    client, before = reader(language), state()
    for data in ({f"f{number}": "x" for number in range(1001)}, {"words": "x" * 2_700_000}):
        answer = client.post("/report", urlencode(data), content_type=FORM)
        refused(answer, BAD_REQUEST, language, before=before, status=(400, 413))


@pytest.mark.parametrize("cookie", ["klingon", "../etc/passwd", "e" * 5000, "en\x7f", "zh;x"])
def test_an_odd_language_is_read_as_none(rolled_back, cookie):
    client = reader(cookie)
    answer = client.get("/report")
    assert answer.status_code == 200
    assert 'lang="zh-CN"' in answer.content.decode()
    for language in (cookie, "", "\x00"):
        sent = client.post("/language", {"language": language, "next": "//evil.example/"})
        assert sent.status_code in (302, 422)
        assert "evil" not in sent.get("Location", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_without_its_token_says_so(rolled_back, language):
    client, before = reader(language, csrf=True), state()
    said = ("页面放得太久了", "This page was open for too long")
    for address in ("/report", "/t/", "/files/", f"/steps/{rolled_back.ids['step_id']}"):
        refused(client.post(address, place()), said, language, before=before, status=(403,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_outcomes_that_are_none_are_refused(rolled_back, language):
    address = f"/steps/{rolled_back.ids['step_id']}"
    client, before = reader(language, "department_called"), state()
    actor = rolled_back.actor("department_called")
    name = procedures.step_for(actor, rolled_back.ids["step_id"]).name
    with translation.override(language):
        step = str(name)
    for outcome in ("", "nope", "hand_back\x01", "<b>", "a" * 5000):
        refused(
            client.post(address, {"outcome": outcome}),
            UnknownOutcome(step=step, outcome=outcome[:40]),
            language,
            before=before,
        )


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forged_address_does_not_pass_the_limit(rolled_back, settings, proxies, language):
    settings.LINLI_PROXIES = proxies
    client, before = reader(language), state()

    def post(number: int, peer: str = "203.0.113.9"):
        forged = f"198.51.100.{number}, {number}.2.3.4"
        sent = f"{forged}, {peer}" if proxies else forged
        return client.post("/report", place(words=""), headers={"X-Forwarded-For": sent})

    for number in range(30):
        refused(post(number), NothingSaid(), language, before=before)
    over = post(31)
    seconds = 3600 - int((NOW + timedelta(seconds=2)).timestamp()) % 3600
    refused(over, TooMany(seconds=seconds), language, before=before, status=(429,))
    if proxies:  # another address behind our own proxy has its own count
        refused(post(32, "203.0.113.10"), NothingSaid(), language, before=before)


@pytest.mark.parametrize("role", ["no_post", "grid_out", "department_called", "system_admin"])
def test_staff_report_on_the_residents_page_like_anybody(rolled_back, role):
    """Whoever is signed in may report there, also for places that are not theirs, and gains
    nothing by it: kinds that need a duty stay closed."""
    client = reader(role=role)
    answer = client.post("/report", place(words="下班路上看到井盖坏了"))
    assert answer.status_code == 302
    code = answer["Location"].split("/")[2].split("?")[0]
    opened = Report.objects.get(code=code)
    assert (opened.channel, opened.words) == ("page", "下班路上看到井盖坏了")
    assert reader().get(f"/t/{code}").status_code == 200
    before = state()
    for kind in ("finding", "call"):
        assert client.post("/report", place(kind=kind)).status_code == 422
    assert state() == before


# --- anything at all -----------------------------------------------------------------------------

NAMES = (
    "words", "place_words", "area", "longitude", "latitude", "category", "kind", "phone", "name",
    "client_key", "reading", "code", "outcome", "note", "hand_back-note", "photos", "next",
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from([b"nan", b"-1", b"1e999", b"hand_back", b"report", b"none", b"\xed\xa0\x80"]),
)


@pytest.fixture
def browsers(rolled_back):
    """(somebody's, one of the department that has a step)."""
    return reader(), reader(role="department_called")


@settings(
    max_examples=40, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
def test_anything_posted_is_taken_or_refused(rolled_back, browsers, data):
    somebody, department = browsers
    body, before = urlencode(data), state()
    for address, client in (
        ("/report", somebody),
        ("/report/check", somebody),
        ("/t/", somebody),
        (f"/steps/{rolled_back.ids['step_id']}", department),
    ):
        with transaction.atomic():
            answer = client.post(address, body, content_type=FORM)
            assert answer.status_code in (200, 302, 409, 422, 429), (address, answer.status_code)
            if address == "/report" and answer.status_code == 302:
                assert state() != before
                assert somebody.get(answer["Location"]).status_code == 200
            elif answer.status_code >= 400:
                assert state() == before
            transaction.set_rollback(True)
