"""Every address, every role, inside and outside: nothing leaks, nothing is done by those who may
not, nothing breaks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.journeys import (
    banking,
    deliberating,
    electing,
    lending,
    owing,
    pledging,
    rooming,
    rostering,
    scoring,
    shopping,
    teaming,
)
from tests.journeys.rules import ALL, RESIDENTS, Rule
from tests.journeys.setting import DUTIES, MARKS, NOW, Setting, build, county_channel
from tests.journeys.walking import TABLE, addresses

from linli.emergency import selectors as emergency_reads
from linli.emergency import services as emergencies
from linli.jobs import services as jobs
from linli.jobs.models import Job
from linli.kernel import clock, versions
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.models import TrailLine
from linli.kernel.registry import Folder
from linli.matters import services
from linli.matters.models import Condition, Matter, Rating
from linli.matters.stories import scene
from linli.matters.terms import NewCondition, NewLine
from linli.messaging import services as messaging
from linli.messaging.models import ChannelSetting, Delivery
from linli.methods import selectors as methods_reads
from linli.methods import services as methods
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.terms import VERBS, Why
from linli.people import selectors as people_reads
from linli.people import services as people
from linli.people.models import Account
from linli.procedures.models import Happening, Step
from linli.publicity import services as publicity
from linli.publicity.models import Publication
from linli.territory import services as placing
from linli.territory.terms import AreaRow
from linli.visits import selectors as visit_reads
from linli.visits import services as visits
from linli.visits.terms import NewSubject, SubjectKind, VisitItem

ROOT = Path(__file__).resolve().parents[2]
HOUSEHOLD = "标记十三户"
LATER = NOW + timedelta(seconds=2)
ROLES = ("anonymous", "resident", "stranger", *DUTIES)
REFUSED = (302, 401, 403, 404, 409, 422)


@pytest.fixture(scope="module")
def setting(django_db_setup, django_db_blocker):
    """The scene, once for all walks; each request is rolled back."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: LATER)
    with django_db_blocker.unblock(), versions.unit_of_work(), transaction.atomic():
        built = build()
        _more(built)
        yield built
        transaction.set_rollback(True)
    patch.undo()


def _more(setting: Setting) -> None:
    """Things beside the matter: a household, notices, a channel and its delivery, a failed job."""
    parent = next(a for a in _areas() if a.name == "青云1格")
    placing.add_area(
        row=AreaRow(
            code=f"{parent.code}h1", name=HOUSEHOLD, kind="household", parent=parent.code,
            valid_from=datetime(2026, 1, 1, tzinfo=UTC).date(), synthetic=True,
        ),
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    channel = county_channel(setting, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k")
    jobs.run_due(NOW + timedelta(minutes=1))
    delivery = Delivery.objects.create(
        told=uuid4(), channel_id=channel, template="step_opened", state="gave_up", made_at=NOW
    )
    job = Job.objects.create(
        handler="procedures.announce", run_at=NOW, made_at=NOW, state="failed", failed_at=NOW
    )
    setting.ids.update(
        publication_id=Publication.objects.get().pk, channel_id=channel, delivery_id=delivery.pk,
        job_id=job.pk, account_id=setting.accounts["grid_out"], key="three_orders",
        face="office", name="chart", pk="1", kept=uuid4(),
        view_id=people.save_view(
            shown_on="work", name="本周", query="due=week", actor=setting.actor("grid_in"), now=NOW
        ),
    )  # fmt: skip
    setting.ids.update(
        key_id=organising.issue_key(name="甲", actor=setting.actor("county"), now=NOW).key_id,
        hook_id=messaging.add_hook(
            name="甲", address="https://hooks.example.com/a", events=["matter.opened"],
            actor=setting.actor("county"), now=NOW,
        ).hook_id,
        form="json", service_code="fire_lane", rest="nowhere",
    )  # fmt: skip
    _standing(setting)
    _listing(setting)
    _drafting(setting)
    _switched(setting)
    _visiting(setting)
    _showing(setting)
    deliberating.arrange(setting)
    electing.arrange(setting)
    owing.arrange(setting)
    pledging.arrange(setting)
    rooming.arrange(setting)
    lending.arrange(setting)
    teaming.arrange(setting)
    scoring.arrange(setting)
    shopping.arrange(setting)
    banking.arrange(setting)
    rostering.arrange(setting)


def _showing(setting: Setting) -> None:
    """A period at 炉峰社区 to which somebody has objected."""
    period = publicity.open_period(
        title="停车棚方案", words="拟修 40 个车位", area_id=scene.area_named("炉峰社区").id,
        length="7 工作日", basis="章程", actor=SYSTEM, now=NOW,
    )  # fmt: skip
    ticket = publicity.object_to(period_id=period.id, words="太多", actor=ANONYMOUS, now=NOW)
    setting.ids.update(period_id=period.id, objection_id=ticket.id, objection_code=ticket.code)


def _visiting(setting: Setting) -> None:
    """A place that was visited twice: the second record waits to be looked at."""
    grid, area = setting.actor("grid_in"), scene.area_named("青云1格").id
    place = visits.add_subject(
        new=NewSubject(SubjectKind.PLACE, area, "青云超市"), actor=SYSTEM, now=NOW
    )
    visits.plan_day(now=NOW)
    plan = visit_reads.today(grid, now=NOW)[0]
    made = [
        visits.record_visit(
            item=VisitItem(
                client_key=f"walk-visit-{number:06d}", kind="safety", subject_id=place, at=NOW,
                answers={"hazards": ["gas"]}, plan_id=plan.id,
            ),
            actor=grid, now=NOW,
        )
        for number in range(2)
    ]  # fmt: skip
    finding = visit_reads.triage_list(setting.actor("community_in"))[0].id
    setting.ids.update(subject_id=place, visit_id=made[1].visit_id, finding_id=finding)


def _listing(setting: Setting) -> None:
    """A list that is shown, with a line of the called unit; a line made of the marked matter, which
    that unit claims."""
    actor, area = setting.actor("community_in"), scene.area_named("炉峰社区").id
    task, need = (
        services.open_list(key=key, name="清单", area_id=area, actor=actor, now=NOW).matter_id
        for key in ("task", "need")
    )
    line = services.add_line(
        list_id=task, actor=actor, now=NOW,
        line=NewLine(
            "清通道", unit="消防救援大队", due_on=date(2026, 3, 20),
            conditions=(NewCondition("通道畅通"),),
        ),
    ).matter_id  # fmt: skip
    wanted = services.add_line(
        list_id=need, actor=actor, now=NOW,
        line=NewLine("画线", sources=(setting.matter.matter_id,)),
    ).matter_id  # fmt: skip
    services.publish_list(list_id=task, actor=actor, now=NOW)
    setting.ids.update(
        list_id=task, line_id=line, need_line_id=wanted,
        condition_id=Condition.objects.get(line_id=line).pk,
        offer_id=services.claim(
            line_id=wanted, actor=setting.actor("department_called"), now=NOW
        ),
    )  # fmt: skip


def _drafting(setting: Setting) -> None:
    """A draft of the method in force, and an earlier revision to go back to."""
    earlier = methods_reads.folder_of()
    head = earlier.text("method.toml").replace('revision = "', 'revision = "2026.0" #', 1)
    files = {**earlier.files, "method.toml": head.encode()}
    methods.load(folder=Folder(files), actor=SYSTEM, now=NOW)
    methods.load(folder=earlier, actor=SYSTEM, now=NOW)
    setting.ids.update(
        draft_id=methods.begin_from_current(actor=setting.actor("party_office"), now=NOW),
        words_file="words.toml", model_file="procedures/three_orders.bpmn",
        decision_file="decisions/routing.dmn", head_file="method.toml",
    )  # fmt: skip


def _switched(setting: Setting) -> None:
    """炉峰社区 in an emergency; a member who waits to be confirmed there, and one elsewhere."""
    home, member = scene.area_named("炉峰社区"), setting.actor("department_called")
    (unit,) = organisations.units_of(setting.accounts["department_called"], now=NOW)
    emergency = emergencies.switch_on(
        area_id=home.id, plan="flood", reason="暴雨", actor=setting.actor("community_in"), now=NOW
    )
    page = emergency_reads.emergency_for(SYSTEM, emergency)
    setting.ids.update(
        registration_id=organising.register(
            unit_id=unit.id, area_id=home.id, why=Why.SERVES, actor=member, now=NOW
        ),
        unit_id=unit.id, emergency_id=emergency, door_id=page.doors[0].id,
        shift_id=page.shifts[0].id, estate_id=scene.area_named("青云小区").id,
        home_id=home.id, register_kind="matter",
    )  # fmt: skip


def _standing(setting: Setting) -> None:
    """A unit with a free post, a holder and somebody who is away; a cover, a grid, a request."""
    world = setting.world
    scene.unit(world, name="炉峰志愿队", kind="志愿服务队", place="炉峰社区")
    scene.unit(world, name="空志愿队", kind="志愿服务队", place="炉峰社区")
    scene.grid(world, parent="青云小区", name="青云2格")
    unit, empty = scene.unit_named("炉峰志愿队"), scene.unit_named("空志愿队")
    assert unit is not None
    assert empty is not None
    area = scene.area_named("青云2格")
    posts = [
        organising.open_post(organisation_id=unit.id, title=title, duties=[], actor=SYSTEM, now=NOW)
        for title in ("空岗", "在岗", "离岗")
    ]
    terms = []
    for number, post in enumerate(posts[1:]):
        holder = people.open_account(
            username=f"spare{number}", name="备用" + "甲乙"[number], actor=SYSTEM, now=NOW
        )
        terms.append(organising.appoint(post_id=post, account_id=holder, actor=SYSTEM, now=NOW))
    organising.leave(
        holding_id=terms[1], since=NOW, until=NOW + timedelta(days=3),
        stand_in=setting.accounts["grid_out"], actor=SYSTEM, now=NOW,
    )  # fmt: skip
    setting.ids.update(
        organisation_id=unit.id, empty_unit_id=empty.id, post_id=posts[0],
        holding_id=terms[0], away_id=terms[1], area_id=area.id, area_code=area.code,
        cover_id=organising.cover(
            kind="包村", account_id=setting.accounts["community_in"],
            area_id=scene.area_named("炉峰社区").id, actor=SYSTEM, now=NOW,
        ),
        request_id=people.open_request(
            identity_id=setting.ids["identity_resident"], kind="copy", words="要一份",
            actor=SYSTEM, now=NOW,
        ),
    )  # fmt: skip


def _areas():
    from linli.territory import selectors

    return selectors.find("青云1格")


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
