"""Pages of teams and activities: two taps to sign up, the leader's list and code, the office."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from openpyxl import load_workbook

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.organisations.tests.factories import appointed, person
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.volunteering import selectors, services
from linli.volunteering.models import Activity, SignUp, Team, TeamMember
from linli.volunteering.terms import ActivityState, Every, Taking
from linli.volunteering.tests import teams_scene as scene

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def past():
    return clock.now() - timedelta(days=3)


@pytest.fixture
def areas(past):
    return scene.set_scene(past)


@pytest.fixture
def team(areas, past):
    return scene.team(past)


@pytest.fixture
def leader(team, past):
    return scene.leader(team, past)


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def as_resident(client, number):
    known = scene.resident(number, clock.now())
    session = client.session
    session["identity"] = str(known)
    session.save()
    return known


@pytest.fixture
def made(team):
    return scene.an_activity(team, clock.now(), places=1)


def test_a_stranger_signs_in_first_and_then_it_is_two_taps(client, made):
    page = client.get("/activities/")
    assert "清洁楼道" in page.text
    role = {"role": str(scene.role(made))}
    away = client.post(f"/activities/{made}/join", role)
    assert away.status_code == 302
    assert away.url.startswith("/me/") or "next=" in away.url
    one = as_resident(client, 1)
    assert client.post(f"/activities/{made}/join", role).status_code == 302
    assert SignUp.objects.get(identity_id=one).taking == Taking.IN
    assert "清洁楼道" in client.get("/activities/mine").text
    again = client.post(f"/activities/{made}/join", role)
    assert again.status_code == 409
    assert "已经报过名" in again.text
    as_resident(client, 2)
    client.post(f"/activities/{made}/join", role)
    assert "候补第 1 位" in client.get(f"/activities/{made}").text


def test_withdrawing_is_one_tap_and_the_next_moves_up(client, made):
    one, other = as_resident(client, 1), scene.resident(2, clock.now())
    for who in (one, other):
        scene.signs_up(made, who, clock.now())
    assert client.post(f"/activities/{made}/leave").status_code == 302
    assert SignUp.objects.get(identity_id=other).taking == Taking.IN


def test_near_me_takes_the_position_from_the_body_alone(client, made):
    assert client.post("/activities/near", {"longitude": "x", "latitude": "1"}).status_code == 422
    page = client.post("/activities/near", {"longitude": "117.17", "latitude": "26.9"})
    assert "清洁楼道" in page.text
    assert "117.17" not in page.text


def test_the_leader_shows_the_code_and_residents_check_in_with_it(client, team, leader):
    now = clock.now()
    made = scene.an_activity(team, now - HOUR, hours=2)  # begins in an hour
    Activity.objects.filter(pk=made).update(starts_at=now - HOUR / 6, ends_at=now + HOUR)
    sign_in(client, leader)
    page = client.get(f"/activities/{made}/code")
    digits = services.code_of(activity_id=made, actor=leader, now=clock.now())
    assert digits[:3] in page.text
    assert "data:image/svg" in page.text
    fragment = client.get(f"/activities/{made}/code", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    client.logout()
    one = as_resident(client, 1)
    here = client.get(f"/activities/{made}/here?code=123456")
    assert "123456" in here.text
    wrong = client.post(f"/activities/{made}/here", {"code": "12"})
    assert wrong.status_code == 422
    right = services.code_of(activity_id=made, actor=SYSTEM, now=clock.now())
    assert client.post(f"/activities/{made}/here", {"code": right}).status_code == 302
    assert SignUp.objects.get(identity_id=one).checked_in_at is not None
    right = services.code_of(activity_id=made, actor=SYSTEM, now=clock.now())
    out = client.post(f"/activities/{made}/here", {"code": right, "way": "out"})
    assert out.status_code == 302
    assert SignUp.objects.get(identity_id=one).checked_out_at is not None


def test_nobody_else_sees_the_code_or_the_list(client, made, areas):
    for path in ("desk", "code", "edit"):
        assert client.get(f"/activities/{made}/{path}").status_code == 302  # to the sign-in
    account = person("grid-1", "王网格", clock.now())
    appointed("网格员", account, clock.now(), area_id=areas["100001g01"].id)
    client.force_login(get_user_model().objects.get(pk=account))
    for path in ("desk", "code", "edit"):
        assert client.get(f"/activities/{made}/{path}").status_code == 404
    assert client.post(f"/activities/{made}/close", {"served": 0}).status_code == 404


def test_the_leader_ticks_who_came_and_closes(client, team, leader):
    now = clock.now()
    made = scene.an_activity(team, now - 30 * HOUR)
    one = scene.resident(1, now)
    scene.signs_up(made, one, now - 30 * HOUR)
    sign_in(client, leader)
    row, entry = Activity.objects.get(pk=made), SignUp.objects.get().pk
    at = f"/activities/{made}/people/{entry}/enter"
    bad = client.post(at, {"came": "yes", "since": "bad"})
    assert bad.status_code == 422
    times = {"since": f"{local(row.starts_at):%H:%M}", "until": f"{local(row.ends_at):%H:%M}"}
    assert client.post(at, {"came": "yes", **times}).status_code == 302
    assert client.post(f"/activities/{made}/close", {"served": "x"}).status_code == 422
    closed = client.post(f"/activities/{made}/close", {"served": 3, "thanks": "谢谢"})
    assert closed.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.came, row.served) == (ActivityState.CLOSED, 1, 3)
    assert "王○" in client.get(f"/activities/{made}/desk").text


def test_the_leader_plans_edits_and_calls_off(client, team, leader):
    sign_in(client, leader)
    start = local(clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    posted = {
        "organisation": str(team), "kind": "clean", "series": "city", "title": "扫雪",
        "words": "带上铁锹", "place": "桥头", "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + HOUR:%Y-%m-%dT%H:%M}", "roles": "铲雪 4\n送水",
    }  # fmt: skip
    assert client.get("/activities/new").status_code == 200
    wrong = client.post("/activities/new", posted | {"ends_at": posted["starts_at"]})
    assert wrong.status_code == 422
    assert "带上铁锹" in wrong.text
    assert client.post("/activities/new", posted).status_code == 302
    row = Activity.objects.get()
    roles = selectors.roles_of([row.pk])[row.pk]
    assert [(one.name, one.places) for one in roles] == [("铲雪", 4), ("送水", 0)]
    edited = client.post(f"/activities/{row.pk}/edit", posted | {"place": "学校门口"})
    assert edited.status_code == 302
    assert "学校门口" in client.get(f"/activities/{row.pk}").text
    added = {"role": str(roles[0].id), "name": "陈大爷", "phone": "13900000008"}
    assert client.post(f"/activities/{row.pk}/add", added).status_code == 302
    assert client.post(f"/activities/{row.pk}/add", added).status_code == 422
    sign_up = SignUp.objects.get().pk
    assert client.post(f"/activities/{row.pk}/people/{sign_up}/release").status_code == 302
    assert client.post(f"/activities/{row.pk}/off", {"reason": ""}).status_code == 422
    assert client.post(f"/activities/{row.pk}/off", {"reason": "雪化了"}).status_code == 302
    assert "雪化了" in client.get(f"/activities/{row.pk}").text


def test_the_office_makes_a_repeat_ends_it_and_exports(client, team, areas):
    account = person("command-1", "孙指挥", clock.now())
    appointed("县指挥中心", account, clock.now(), area_id=territory.root().id)
    client.force_login(get_user_model().objects.get(pk=account))
    now = clock.now()
    plan = scene.a_plan(team, now, title="=每周")
    services.plan_repeat(
        plan=plan, every=Every.WEEK, until=local(now).date() + timedelta(days=60), actor=SYSTEM,
        now=now,
    )  # fmt: skip
    page = client.get("/activities/desk")
    assert page.text.count("=每周") >= 5
    book = load_workbook(BytesIO(client.get("/activities/desk.xlsx").content))
    assert book.active["A2"].value == "=每周"
    assert book.active["A2"].data_type == "s"
    repeat = Activity.objects.first().repeat_id
    assert client.post(f"/activities/repeats/{repeat}/end").status_code == 302
    assert not Activity.objects.exists()


def test_the_office_sets_up_a_team_and_its_leader_enters_members(client, team, leader, areas):
    account = person("command-1", "孙指挥", clock.now())
    appointed("县指挥中心", account, clock.now(), area_id=territory.root().id)
    client.force_login(get_user_model().objects.get(pk=account))
    over = Team.objects.get().of_id
    assert client.get("/teams/new").status_code == 200
    taken = {"place": f"vanguard|{over}", "name": "又一支"}
    assert client.post("/teams/new", taken).status_code == 422  # it has its only one
    made = client.post("/teams/new", {"place": f"neighbour|{over}", "name": "近邻队"})
    assert made.status_code == 302
    assert Team.objects.count() == 2
    assert "近邻队" in client.get("/teams/desk").text
    book = load_workbook(BytesIO(client.get("/teams/desk.xlsx").content))
    assert {row[0].value for row in book.active.iter_rows(min_row=2)} == {"先锋队", "近邻队"}
    sign_in(client, leader)
    paper = {"name": "陈大爷", "phone": "13900000008", "part": "leader", "tags": ["young"]}
    assert client.post(f"/teams/{team}/enrol", paper).status_code == 422  # no consent
    assert client.post(f"/teams/{team}/enrol", paper | {"consent": "on"}).status_code == 302
    member = TeamMember.objects.get()
    today = local(clock.now()).date().isoformat()
    ready = {"trained_on": today, "trained_in": "急救", "insured_until": today}
    at = f"/teams/{team}/members/{member.pk}"
    assert client.post(f"{at}/ready", ready).status_code == 302
    assert client.post(f"{at}/part", {"tags": ["applicant"]}).status_code == 302
    assert client.post(f"{at}/end", {"reason": ""}).status_code == 422
    assert client.post(f"{at}/end", {"reason": "搬走"}).status_code == 302


def test_a_resident_registers_asks_and_is_accepted(client, team, leader):
    one = as_resident(client, 1)
    assert client.post(f"/teams/{team}/join").url == f"/volunteer?team={team}"
    refused = client.post("/volunteer", {"name": "王小甲", "skills": ["law"]})
    assert refused.status_code == 422
    given = {"name": "王小甲", "skills": ["law"], "times": ["weekends"], "consent": "on"}
    assert client.post(f"/volunteer?team={team}", given).url == f"/teams/{team}"
    assert client.post(f"/teams/{team}/join").status_code == 302
    assert people.masked([one])[one].name == "王○○"
    sign_in(client, leader)
    member = TeamMember.objects.get().pk
    assert "法律咨询" in client.get(f"/teams/{team}/desk").text
    accepted = client.post(f"/teams/{team}/members/{member}/accept", {"tags": ["young"]})
    assert accepted.status_code == 302
    client.logout()
    as_resident(client, 1)
    assert "您是队员" in client.get(f"/teams/{team}").text
    assert client.post(f"/teams/{team}/leave").status_code == 302
    assert client.post("/volunteer/end").status_code == 302
    assert selectors.volunteer_of(one) is None


def test_calendars_of_a_team_of_one_activity_and_of_ones_own(client, team, made):
    assert "SUMMARY:清洁楼道" in client.get(f"/teams/{team}/calendar.ics").text
    assert "BEGIN:VEVENT" in client.get(f"/activities/{made}/calendar.ics").text
    as_resident(client, 1)
    scene.signs_up(made, scene.resident(1, clock.now()), clock.now())
    shown = client.post("/activities/calendar/new").text
    address = shown.split('value="http://testserver')[1].split('"')[0]
    client.logout()
    assert "清洁楼道" in client.get(address).text
    as_resident(client, 1)
    client.post("/activities/calendar/end")
    assert client.get(address).status_code == 404


def test_the_public_list_takes_as_many_statements_for_many(
    client, team, made, django_assert_num_queries
):
    client.get("/activities/")  # what is cached, is
    with django_assert_num_queries(6):
        client.get("/activities/")
    for number in range(12):
        scene.an_activity(team, clock.now(), hours=30 + number)
    with django_assert_num_queries(6):
        client.get("/activities/")
