"""Every address, every role, inside and outside: nothing leaks, nothing is done by those who may
not, nothing breaks."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.journeys.furnishing import HOUSEHOLD, furnish
from tests.journeys.rules import ALL, RESIDENTS, Rule
from tests.journeys.setting import DUTIES, MARKS, NOW, Setting, build
from tests.journeys.walking import TABLE, addresses

from linli.kernel import clock, versions
from linli.kernel.models import TrailLine
from linli.matters.models import Matter, Rating
from linli.messaging.models import ChannelSetting
from linli.organisations.terms import VERBS
from linli.people import selectors as people_reads
from linli.people.models import Account
from linli.procedures.models import Happening, Step

ROOT = Path(__file__).resolve().parents[2]
LATER = NOW + timedelta(seconds=2)
PHONES = re.compile(r"(?<!\d)137\d{8}(?!\d)")  # of the people of the topics
ROLES = ("anonymous", "resident", "stranger", *DUTIES)
REFUSED = (302, 401, 403, 404, 409, 422)


@pytest.fixture(scope="module")
def setting(django_db_setup, django_db_blocker):
    """The scene, once for all walks; each request is rolled back."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: LATER)
    with django_db_blocker.unblock(), versions.unit_of_work(), transaction.atomic():
        built = build()
        furnish(built)
        yield built
        transaction.set_rollback(True)
    patch.undo()


@cache
def _jar(role: str) -> dict[str, str]:
    """The cookies of that role, signed in once."""
    setting = _jar.setting  # type: ignore[attr-defined]
    client = setting.client(role)
    client.get("/healthz")
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.fixture
def ask(setting, django_db_blocker):
    """ask(role, method, name) -> (status, body, what changed): in a savepoint, rolled back."""
    _jar.setting = setting  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        if "session_id" not in setting.ids:
            for role in ROLES:
                _jar(role)
            (own,) = people_reads.sessions(setting.accounts["grid_in"], here="")
            setting.ids["session_id"] = own.id
        yield lambda *args, **more: _ask(setting, *args, **more)


def _ask(setting, role, method, name, *, csrf=False, code=""):
    rule = TABLE[name]
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    for cookie, value in _jar(role).items():
        client.cookies[cookie] = value
    address = address_of(setting, name, rule)
    if rule.query:
        query = rule.query.format(**setting.ids) if "{" in rule.query else rule.query
        address += "?" + quote(query, safe="=&")
    if code:
        address += f"?code={code}"
    before = _before(setting)
    with transaction.atomic():
        data = rule.data(setting) if method == "post" else None
        answer = getattr(client, method)(address, data, follow=False)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = _text(body, answer)
        there = answer.get("Location", "")
        if there.startswith("/") and not there.startswith("/accounts/login"):
            text += client.get(answer["Location"]).content.decode("utf-8", "replace")
        changed = _state() != before
        transaction.set_rollback(True)
    return answer.status_code, text, changed


def _before(setting: Setting):
    """The state before any request: the same for all, for each is rolled back."""
    if "before" not in setting.world.things:
        setting.world.things["before"] = _state()
    return setting.world.things["before"]


def _text(body: bytes, answer) -> str:
    if "spreadsheet" in answer.get("Content-Type", ""):
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "".join(book.read(one).decode("utf-8", "replace") for one in book.namelist())
    return body.decode("utf-8", "replace")


def _state():
    """What a write would change: a line on the trail, a happening, a row."""
    return (
        TrailLine.objects.exclude(name__startswith="people.sign").count(),
        Happening.objects.count(),
        Matter.objects.count(),
        Rating.objects.count(),
        Step.objects.filter(state="open").count(),
        Account.objects.filter(is_active=True).count(),
        ChannelSetting.objects.filter(active=True).count(),
    )


def address_of(setting: Setting, name: str, rule: Rule) -> str:
    """The address with the scene's ids in it."""
    route, _pattern = addresses()[name]
    names = re.findall(r"<\w+:(\w+)>", route)
    if not names:
        return route
    return reverse(name, kwargs={key: setting.ids[rule.more.get(key, key)] for key in names})


# --- the walk ------------------------------------------------------------------------------------


@pytest.mark.django_db  # also has the test database made for this file
def test_every_address_is_in_the_table_and_nothing_else():
    assert set(addresses()) == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_walk(ask, setting, role):
    """One role walks everywhere, with GET and with POST."""
    faults: list[str] = []
    marks = (*MARKS, str(setting.ids["number"]), str(setting.ids["title"]))
    for name, rule in TABLE.items():
        for method in ("get", "post"):
            status, text, changed = ask(role, method, name)
            faults += _judge(rule, method, role, status, changed=changed, where=f"{method} {name}")
            seen = [mark for mark in marks if mark in text]
            landed = status == 302 and role in _insiders()  # where one lands has its own row
            if seen and role not in rule.marked and not landed:
                faults.append(f"{method} {name}: {status} shows {seen}")
            if PHONES.search(text):
                faults.append(f"{method} {name}: {status} shows a phone")
            if role in RESIDENTS and HOUSEHOLD in text:
                faults.append(f"{method} {name}: shows a household")
    assert not faults, f"{role}:\n" + "\n".join(faults)


def _insiders():
    return TABLE["matter"].get or frozenset()


def _judge(rule: Rule, method: str, role: str, status: int, *, changed: bool, where: str):
    allowed: frozenset[str] | None = getattr(rule, method)
    if status >= 500:
        yield f"{where}: {status}"
    elif allowed is None:
        if status not in (405, 302, 401, 403, 404):
            yield f"{where}: {status}, should not know the method"
        if changed:
            yield f"{where}: changed something"
    elif role in allowed:
        wanted = rule.get_status if method == "get" else rule.post_status
        if status not in wanted:
            yield f"{where}: {status}, should be {wanted}"
        if method == "post" and rule.writes and not changed:
            yield f"{where}: did nothing"
    else:
        if status not in REFUSED:
            yield f"{where}: {status}, should be refused"
        if changed:
            yield f"{where}: was refused ({status}) and yet changed something"


def test_those_named_do_read_the_marks(ask, setting):
    """Otherwise the walk would find no leak because nothing is shown to anybody."""
    for name in ("matter", "track", "matters", "work", "search", "matter-order", "work-export"):
        for role in TABLE[name].marked & ALL - {"department_called", "verifier", "grid_in"}:
            _, text, _ = ask(role, "get", name)
            marks = (*MARKS, str(setting.ids["number"]), str(setting.ids["title"]))
            assert any(mark in text for mark in marks), f"{role} sees nothing at {name}"
    assert MARKS[1] in ask("county", "post", "matter-reveal")[1]


@pytest.mark.parametrize("role", ["anonymous", "county", "system_admin"])
def test_a_post_without_its_token_is_refused(ask, role):
    for name, rule in TABLE.items():
        if rule.post is not None and not rule.tokenless:
            status, _, changed = ask(role, "post", name, csrf=True)
            assert (status, changed) == (403, False), f"{name}: {status}"


def test_the_code_opens_the_reports_pictures_and_nothing_else(ask, setting):
    assert ask("anonymous", "get", "file", code=setting.ids["code"])[0] == 200
    assert ask("anonymous", "get", "file", code=setting.ids["other_code"])[0] == 404
    assert ask("anonymous", "get", "matter", code=setting.ids["code"])[0] == 404


@pytest.mark.parametrize("role", ["anonymous", "grid_out", "department_other", "system_admin"])
def test_who_did_a_step_is_not_told_to_outsiders(setting, ask, role):
    """A step that is done names its doer to colleagues; outsiders learn nothing by trying."""
    for name in ("step-claim", "step-release", "step-mark", "step-extend", "step-take-back"):
        client = Client(raise_request_exception=False)
        for cookie, value in _jar(role).items():
            client.cookies[cookie] = value
        with transaction.atomic():
            data = {"stage": "sign", "until": "2026-03-06T17:30", "reason": "x"}
            address = reverse(name, args=[setting.ids["done_id"]])
            answer = client.post(address, {**data, "next": "/report"}, follow=True)
            transaction.set_rollback(True)
        assert "某community in" not in answer.content.decode(), name


def test_area_lists_hold_no_households_for_anybody_unknown(ask, setting):
    with transaction.atomic():
        client = Client()
        for query in (f"find?q={HOUSEHOLD}", "children?kind=household", "shapes?kind=household"):
            assert HOUSEHOLD not in client.get(f"/territory/{query}").content.decode()


# --- verbs ---------------------------------------------------------------------------------------

_VERB = re.compile(
    r'(?:may|require|area_paths|organisation_ids|_staff)\(\s*(?:\w+,\s*)?"([a-z]+\.[a-z_]+)"'
    r'|verb(?:: str)? ?= ?"([a-z]+\.[a-z_]+)"'
    r'|\b[A-Z]+(?:, [A-Z]+)* = ((?:"[a-z]+\.[a-z_]+"(?:, )?)+)'
)
_FAMILIES = {one.split(".")[0] for one in VERBS}
# Carried by duties and asked by no code yet: what they stand for until something asks.
RESERVED = {
    "system.see": "the running figures are on the page of jobs, asked with jobs.see",
}


def _asked() -> set[str]:
    """Every verb that the code names where it asks. Constants are found by their values."""
    found: set[str] = set()
    for path in (ROOT / "src" / "linli").rglob("*.py"):
        # two files list verbs without asking for them
        listed = path.match("organisations/terms/*.py") or path.match("people/rules.py")
        if listed or {"tests", "migrations"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        for groups in _VERB.findall(text):
            for group in groups:
                found.update(re.findall(r"[a-z]+\.[a-z_]+", group))
        found.update(one for one in re.findall(r'"([a-z]+\.[a-z_]+)"', text) if one in VERBS)
    return found


def test_every_verb_asked_is_in_the_closed_list():
    asked_plainly = set()
    for path in (ROOT / "src" / "linli").rglob("*.py"):
        if "tests" not in path.parts:
            text = path.read_text(encoding="utf-8")
            for first, second, _ in _VERB.findall(text):
                asked_plainly.update(filter(None, (first, second)))
    assert "matters.import" in asked_plainly  # the pattern does find them
    assert asked_plainly <= VERBS, asked_plainly - VERBS


def test_every_verb_in_the_list_is_asked_or_explained():
    unused = VERBS - _asked()
    assert unused == set(RESERVED), unused ^ set(RESERVED)
    security = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for verb in RESERVED:
        assert f"`{verb}`" in security, f"{verb} is not explained in docs/security.md"


def test_the_method_grants_what_is_in_the_list_and_explains_it():
    text = (ROOT / "methods" / "taining" / "organisations.toml").read_text(encoding="utf-8")
    granted = set()
    for line in text.splitlines():
        if line.startswith("verbs = "):
            granted.update(re.findall(r'"([a-z_]+\.[a-z_]+)"', line))
    explained = set(re.findall(r"([a-z]+\.[a-z_]+) ", "".join(
        line for line in text.splitlines() if line.startswith("#   ")
    )))  # fmt: skip
    assert granted <= VERBS, granted - VERBS
    assert granted <= explained, granted - explained
    assert {one for one in explained if one.split(".")[0] in _FAMILIES} <= VERBS
