"""Pages of what is owed, calendars, guests and rehearsals, over HTTP."""

from __future__ import annotations

import io
import re
import uuid
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from linli.deliberation import selectors, services
from linli.deliberation.models import Excuse, Feed, Guest, Rehearsal
from linli.deliberation.terms import NewMotion
from linli.deliberation.tests import scene
from linli.kernel import clock, registry
from linli.organisations import selectors as organisations
from linli.people.models import Account

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def areas(db, now, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=40))  # Saturday 11 April
    return scene.set_scene(now)


@pytest.fixture
def chair(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def branch(areas, now):
    village = areas[scene.VILLAGE]
    unit = organisations.unit_at(village.id, "村党支部")
    return scene.body("branch", village, now, members=3, organisation_id=unit.id)


def browser(account_id=None):
    client = Client()
    if account_id is not None:
        client.force_login(Account.objects.get(pk=account_id), BACKEND)
    return client


@pytest.fixture
def desk(chair):
    return browser(chair.account_id)


@pytest.fixture
def stranger(areas, now):
    return browser(scene.person("stranger", "外人", now))


def text_of(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def test_the_table_by_kind_and_by_month(desk, branch):
    page = desk.get("/gatherings/due")
    assert page.status_code == 200
    assert "王坑村" in text_of(page)
    assert "主题党日" in text_of(page)
    one = desk.get("/gatherings/due", {"kind": "party_day"})
    assert "12月" in text_of(one)
    assert "没有开" in text_of(one)
    assert "0 / 1" in text_of(one)
    march = desk.get("/gatherings/due", {"month": "3", "year": "2026"})
    assert "没有开" in text_of(march)
    for strange in (
        {"year": "x"},
        {"year": "9999"},
        {"month": "0"},
        {"kind": "none"},
        {"town": "'"},
    ):
        assert desk.get("/gatherings/due", strange).status_code == 200


def test_who_sees_the_table(desk, stranger, branch):
    assert browser().get("/gatherings/due").status_code == 302
    assert "王坑村" not in text_of(stranger.get("/gatherings/due"))
    for path in ("due", "due/excuse?kind=party_day&period=2026-03"):
        assert stranger.get(f"/bodies/{branch}/{path}").status_code == 404
        assert browser().get(f"/bodies/{branch}/{path}").status_code == 302
    assert stranger.post(f"/bodies/{branch}/due/take-back", {}).status_code == 403
    assert desk.get(f"/bodies/{uuid.uuid4()}/due").status_code == 404


def test_print_and_sheet(desk, stranger, branch):
    assert "没有开" in text_of(desk.get("/gatherings/due/print", {"kind": "party_day"}))
    book = openpyxl.load_workbook(io.BytesIO(desk.get("/gatherings/due.xlsx").content))
    rows = list(book.active.values)
    assert rows[0][3:7] == ("会议", "时段", "最晚", "情况")
    march = next(row for row in rows if row[3:5] == ("主题党日", "3月"))
    assert march[5:7] == ("2026-03-31", "没有开")
    book = openpyxl.load_workbook(io.BytesIO(stranger.get("/gatherings/due.xlsx").content))
    assert len(list(book.active.values)) == 1


def test_the_year_of_a_branch_leads_on(desk, branch, chair, now):
    page = desk.get(f"/bodies/{branch}/due")
    html = page.content.decode()
    assert f"/gatherings/new?body={branch}&amp;kind=party_day" in html
    assert f"/bodies/{branch}/due/excuse?kind=party_day&amp;period=2026-03" in html
    assert "不是违规" in html
    assert desk.get(f"/gatherings/new?body={branch}&kind=party_day").status_code == 200
    meeting = scene.meeting(
        branch, "party_day", chair, now, agenda=(NewMotion("学习"),), opened=False, days=45
    )
    assert f"/gatherings/{meeting}" in desk.get(f"/bodies/{branch}/due").content.decode()
    assert desk.get(f"/bodies/{branch}/due?year=2025").status_code == 200


def test_a_reason_is_given_and_taken_back(desk, branch):
    path = f"/bodies/{branch}/due/excuse?kind=party_day&period=2026-03"
    assert desk.get(path).status_code == 200
    assert desk.post(path, {"reason": " "}).status_code == 422
    answer = desk.post(path, {"reason": "春耕大忙"})
    assert answer["Location"] == f"/bodies/{branch}/due?year=2026"
    assert "春耕大忙" in text_of(desk.get(answer["Location"]))
    assert desk.get(f"/bodies/{branch}/due/excuse?kind=x&period=2026-03").status_code == 409
    ahead = f"/bodies/{branch}/due/excuse?kind=party_day&period=2026-12"
    assert desk.post(ahead, {"reason": "早说"}).status_code == 422
    sent = {"kind": "party_day", "period": "2026-03"}
    assert desk.post(f"/bodies/{branch}/due/take-back", sent).status_code == 302
    assert not Excuse.objects.exists()
    assert desk.post(f"/bodies/{branch}/due/take-back", sent).status_code == 409


def test_statements_of_the_pages_do_not_grow(desk, branch, areas, now):
    def statements(path):
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(path).status_code == 200
        return len(caught)

    paths = ("/gatherings/due", f"/bodies/{branch}/due")
    before = [(statements(one), statements(one))[1] for one in paths]
    assert before == [9, 9]
    for number in range(3):
        made = services.set_up(
            kind="council", area_id=areas[scene.VILLAGE].id, name=f"议事会{number}",
            actor=scene.SYSTEM, now=now,
        )  # fmt: skip
        scene.join(made, number, now)
    assert [statements(one) for one in paths] == before


# --- calendars --------------------------------------------------------------------------------


def test_one_gathering_as_a_file(desk, stranger, branch, chair, now):
    meeting = scene.meeting(
        branch, "party_day", chair, now, agenda=(NewMotion("学习"),), opened=False, days=45,
        title="四月主题党日；学习,交流",
    )  # fmt: skip
    path = f"/gatherings/{meeting}/calendar.ics"
    answer = desk.get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    raw = answer.content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]) == "四月主题党日；学习,交流"
    assert event.decoded("dtstart") == now + timedelta(days=45)
    assert str(event["location"]) == "村部"
    assert str(event["url"]) == f"http://testserver/gatherings/{meeting}"
    assert stranger.get(path).status_code == 404
    assert browser().get(path).status_code == 404


def test_a_feed_is_made_read_renewed_and_ended(desk, stranger, branch):
    assert "生成我的日历地址" in text_of(desk.get("/calendar"))
    page = desk.post("/calendar/new").content.decode()
    secret = re.search(r"/calendar/([\w-]{40,}\.ics)", page)[1]
    assert secret not in desk.get("/calendar").content.decode()
    answer = browser().get(f"/calendar/{secret}")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert "要开：主题党日" in [str(one["summary"]) for one in events]
    assert {str(one["transp"]) for one in events if "要开" in one["summary"]} == {"TRANSPARENT"}
    desk.post("/calendar/new")
    assert browser().get(f"/calendar/{secret}").status_code == 404
    assert desk.post("/calendar/end").status_code == 302
    assert not Feed.objects.exists()
    assert desk.post("/calendar/end").status_code == 404
    assert browser().get("/calendar").status_code == 302
    assert browser().get(f"/calendar/{'x' * 500}.ics").status_code == 404
    assert stranger.get("/calendar").status_code == 200


def test_entries_for_pages_that_show_what_is_coming(branch, chair, now):
    entries = registry.calendar_entries.get("deliberation.gatherings")
    at = now + timedelta(days=40)
    found = list(entries(chair, at, at + timedelta(days=30)))
    assert "要开：主题党日" in [one.title for one in found]
    assert all(one.url == f"/bodies/{branch}/due" for one in found)
    assert "4月30日" in found[0].note
    assert list(entries(scene.SYSTEM, at, at + timedelta(days=30))) == []


# --- guests ---------------------------------------------------------------------------------------


def test_a_guest_signs_in_and_is_seen_at_home(desk, stranger, branch, areas, chair, now):
    home = scene.body("council", areas[scene.VILLAGE], now)
    scene.join(home, 77, now)
    meeting = scene.meeting(
        branch, "party_day", chair, now, agenda=(NewMotion("学习"),), days=40, came=3
    )
    path = f"/gatherings/{meeting}/guests"
    assert stranger.get(path).status_code == 404
    assert desk.post(path, {"who": "13900000000"}).status_code == 422
    assert desk.post(path, {"who": ""}).status_code == 422
    assert desk.post(path, {"who": "13800000077"}).status_code == 302
    page = desk.get(path).content.decode()
    assert "王○" in page
    assert "13800000077" not in page
    off = f"{path}/{Guest.objects.get().pk}/off"
    assert stranger.post(off).status_code == 403
    services.write_minutes(
        gathering_id=meeting, words="学习。", actor=chair, now=now + timedelta(days=40)
    )
    services.close_gathering(gathering_id=meeting, actor=chair, now=now + timedelta(days=40))
    assert "在居住地参加的" in text_of(desk.get(f"/bodies/{home}/due"))
    assert desk.post(off).status_code == 409
    assert desk.post(path, {"who": "13800000077"}).status_code in {409, 422}


# --- rehearsals -----------------------------------------------------------------------------------


def test_a_rehearsal_on_pages(desk, stranger, areas, chair, now):
    council = scene.body("council", areas[scene.VILLAGE], now, members=3)
    assert f"{council}:council" in desk.get("/rehearsals").content.decode()
    assert "您现在不召集任何会议" in text_of(stranger.get("/rehearsals"))
    assert stranger.post("/rehearsals", {"what": f"{council}:council"}).status_code == 403
    assert desk.post("/rehearsals", {"what": "x"}).status_code == 422
    path = desk.post("/rehearsals", {"what": f"{council}:council"})["Location"]
    assert stranger.get(path).status_code == 404
    row = Rehearsal.objects.get()
    at = clock.local(now + timedelta(days=45)).strftime("%Y-%m-%dT%H:%M")

    def do(**sent):
        return desk.post(path, {"scene": Rehearsal.objects.get().scene, **sent})

    assert do(meets_at="x", place="", title="").status_code == 422
    assert do(meets_at=at, place="活动室", title="示例").status_code == 302
    assert "示例1号" in text_of(desk.get(path))
    assert do(entries=["x"]).status_code == 422
    assert "系统拒绝了这一步" in text_of(do(entries=[]))

    def door(*, late=False):
        return [str(one.pk) for one in selectors.arrivals(row.gathering_id, late=late).here]

    assert do(entries=door()).status_code == 302
    assert do().status_code == 302
    assert do().status_code == 302
    assert "您刚才看到的拒绝" in text_of(desk.get(path))
    assert "要超过应到 9 人的 1/2" in text_of(desk.get(path))
    assert do(entries=door(late=True)).status_code == 302
    assert do().status_code == 302
    assert do(**{"n-yes": "9", "n-no": "9", "n-abstain": "9"}).status_code == 422
    assert do(**{"n-yes": "-1", "n-no": "x", "n-abstain": ""}).status_code == 422
    assert do(**{"n-yes": "7", "n-no": "1", "n-abstain": "0"}).status_code == 302
    assert do(minutes="").status_code == 422
    assert do(minutes="议了示例。").status_code == 302
    assert do().status_code == 302
    end = desk.get(path)
    assert f"/gatherings/new?body={council}&amp;kind=council" in end.content.decode()
    assert "被拒绝过" in text_of(end)
    assert desk.post(path, {"scene": "1"}).status_code in {409, 422}
    assert stranger.post(f"{path}/drop").status_code == 404
    assert desk.post(f"{path}/drop").status_code == 302
    assert desk.get(path).status_code == 404
