"""Pages of hours: one's own behind the phone, proving in bulk, the page where anybody verifies."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.points import selectors as ledger
from linli.points.terms import Holder
from linli.volunteering import models, selectors, services
from linli.volunteering.terms import NameShown, RecordState
from linli.volunteering.tests.hours_scene import (
    PUBLIC,
    claimed,
    clerk,
    committee,
    resident,
    served,
    set_scene,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def areas(now):
    return set_scene(now)


@pytest.fixture
def unit(areas):
    return committee(areas)


@pytest.fixture
def wang(areas, unit, now):
    person = resident(1, now)
    served(person, unit, now)
    return person


def as_resident(client, person):
    session = client.session
    session["identity"] = str(person)
    session.save()


def as_colleague(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


OWN = (
    "/hours/", "/hours/account", "/hours/claim", "/hours/family", "/hours/stars",
    "/hours/certificates", "/hours/export.csv",
)  # fmt: skip


@pytest.mark.parametrize("address", OWN)
def test_pages_of_ones_own_lead_to_the_phone_and_back(client, wang, address):
    asked = client.get(address)
    assert asked.status_code == 302
    assert address.replace("/", "%2F") in asked["Location"]
    as_resident(client, wang)
    assert client.get(address).status_code == 200


def test_line_by_line_why_it_is_so_many_minutes(client, wang, now):
    record = selectors.records_of(wang)[0]
    as_resident(client, wang)
    assert "2 小时" in client.get("/hours/").text
    page = client.get(f"/hours/records/{record.id}").text
    assert "活动签到签退" in page
    assert "清洁家园" in client.get("/hours/account").text
    sheet = client.get("/hours/export.csv").content.decode("utf-8-sig")
    assert "清洁家园" in sheet.splitlines()[1]
    as_resident(client, resident(2, now))
    assert client.get(f"/hours/records/{record.id}").status_code == 404


def _wall(moment):
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}"


def test_telling_proving_by_the_link_and_no_twice(client, wang, unit, now):
    as_resident(client, wang)
    start = now - timedelta(hours=30)
    posted = {
        "title": "帮张奶奶买菜", "organisation_id": unit, "started_at": _wall(start),
        "ended_at": _wall(start + timedelta(minutes=90)), "travel_minutes": 0, "words": "",
    }  # fmt: skip
    wrong = client.post("/hours/claim", posted | {"paid": "on"})
    assert wrong.status_code == 422
    assert "收了报酬" in wrong.text
    assert "帮张奶奶买菜" in wrong.text
    assert client.post("/hours/claim", posted | {"title": ""}).status_code == 422
    told = client.post("/hours/claim", posted)
    assert told.status_code == 302
    row = models.ServiceRecord.objects.get(state=RecordState.ASKED)
    assert (row.minutes, row.travel_minutes) == (90, 0)
    link = f"/hours/confirm/{row.code}"
    assert link in client.get(told["Location"]).text
    assert "您自己报的" in client.get(link).text
    client.logout()
    assert "用手机号登录" in client.get(link).text
    as_resident(client, resident(2, now))
    assert client.post(link, {"helped": "yes"}).status_code == 302
    assert client.post(link, {"helped": "yes"}).status_code == 409
    assert ledger.balance("hours", Holder.person(wang)).amount == 210


def test_a_refusal_is_read_and_appealed(client, wang, unit, areas, now):
    claim = claimed(wang, unit, now, ago=1000)
    actor = clerk(areas, now)
    as_colleague(client, actor)
    at = f"/hours/desk/{claim}"
    assert client.post(at, {"act": "refuse", "reason": ""}).status_code == 422
    assert client.post(at, {"act": "refuse", "reason": "当天没有安排"}).status_code == 302
    client.logout()
    as_resident(client, wang)
    assert "当天没有安排" in client.get(f"/hours/records/{claim}").text
    appeal = {"reason": "李师傅可以作证"}
    assert client.post(f"/hours/records/{claim}/say", appeal).status_code == 302
    assert models.ServiceRecord.objects.get(pk=claim).appeal == "李师傅可以作证"
    assert client.post(f"/hours/records/{claim}/withdraw").status_code == 302


def test_many_are_proved_at_once(client, wang, unit, areas, now):
    ids = [claimed(resident(n, now), unit, now, ago=1000) for n in range(2, 5)]
    actor = clerk(areas, now)
    as_colleague(client, actor)
    assert "待证明 3" in " ".join(client.get("/hours/desk").text.split())
    answer = client.post("/hours/desk/prove", {"record": [*ids[:2], "x"]}, follow=True)
    assert "证明了 2 条" in answer.text
    assert "待证明 1" in " ".join(answer.text.split())
    client.force_login(
        get_user_model().objects.get(pk=clerk(areas, now, "far", "100002").account_id)
    )
    assert client.get(f"/hours/desk/{ids[2]}").status_code == 404
    assert "帮邻居买菜" not in client.get("/hours/desk").text


def test_annulled_by_two_from_the_desk(client, wang, areas, now):
    record = selectors.records_of(wang)[0].id
    at = f"/hours/desk/{record}"
    as_colleague(client, clerk(areas, now))
    assert client.post(at, {"act": "ask-annul", "reason": "不是本人"}).status_code == 302
    assert client.post(at, {"act": "annul"}).status_code == 403
    as_colleague(client, clerk(areas, now, "two"))
    assert "待定作废" in client.get("/hours/desk?tab=annul").text
    assert client.post(at, {"act": "annul"}).status_code == 302
    assert ledger.balance("hours", Holder.person(wang)).amount == 0


def test_family_asked_agreed_and_given(client, wang, now):
    as_resident(client, wang)
    asked = {"relation": "mother", "phone": "13900000002"}
    assert client.post("/hours/family", asked | {"phone": "12"}).status_code == 422
    assert client.post("/hours/family", asked).status_code == 302
    link = models.FamilyLink.objects.get().pk
    assert client.get(f"/hours/family/{link}/give").status_code == 404  # not agreed yet
    as_resident(client, resident(2, now))
    assert "同意" in client.get("/hours/").text
    assert client.post(f"/hours/family/{link}/answer", {"agree": "yes"}).status_code == 302
    as_resident(client, wang)
    at = f"/hours/family/{link}/give"
    assert client.post(at, {"minutes": "45", "key": "a"}).status_code == 422
    for _each in range(2):  # pressed twice
        assert client.post(at, {"minutes": "60", "key": "a"}).status_code == 302
    assert ledger.balance("hours", Holder.person(wang)).amount == 60
    assert client.post(f"/hours/family/{link}/end").status_code == 302


def test_moved_with_consent(client, wang, areas, now):
    record = selectors.records_of(wang)[0].id
    other = committee(areas, "100002")
    as_colleague(client, clerk(areas, now))
    at = f"/hours/desk/{record}"
    assert client.post(at, {"act": "move", "target_id": other, "reason": ""}).status_code == 422
    assert client.post(at, {"act": "move", "target_id": other, "reason": "搬家"}).status_code == 302
    move = models.RecordMove.objects.get().pk
    client.logout()
    as_resident(client, wang)
    assert "搬家" in client.get("/hours/").text
    assert client.post(f"/hours/moves/{move}", {"agree": "yes"}).status_code == 302
    as_colleague(client, clerk(areas, now, "two", "100002"))
    assert "接收" in client.get("/hours/desk/moves").text
    assert client.post(f"/hours/desk/moves/{move}", {"accept": "yes"}).status_code == 302
    assert models.ServiceRecord.objects.get(pk=record).keeper_id == other


def test_a_certificate_from_asking_to_withdrawing(client, wang):
    as_resident(client, wang)
    made = client.post("/hours/certificates", {"name_shown": "masked"})
    assert made.status_code == 302
    paper = client.get(f"{made['Location']}/paper?form=pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content[:5] == b"%PDF-"
    code = models.Certificate.objects.get().code
    client.logout()
    page = client.get(f"/certificates/{code}").text
    assert "有效" in page
    assert "王○" in page
    assert "王乙" not in page
    assert client.get("/certificates/", {"code": f"2026-{code}"}).status_code == 302
    assert client.get("/certificates/", {"code": "nonsense"}).status_code == 422
    assert client.get("/certificates/ZZZZZZZZZZ").status_code == 404
    assert client.get(f"/certificates/{code}/qr")["Content-Type"] == "image/svg+xml"
    as_resident(client, wang)
    assert client.post(made["Location"], {"name_shown": "full"}).status_code == 302
    assert "王乙" in client.get(f"/certificates/{code}").text
    assert client.post(f"{made['Location']}/withdraw").status_code == 302
    page = client.get(f"/certificates/{code}").text
    assert "已收回" in page
    assert "王乙" not in page
    assert client.get(f"{made['Location']}/paper").status_code == 409


def test_guessing_codes_is_slowed_down(client, areas):
    answers = {client.get("/certificates/ZZZZZZZZZZ").status_code for _each in range(61)}
    assert answers == {404, 429}


def test_lists_go_before_the_public_from_the_desk(client, db, now):
    areas = set_scene(now, PUBLIC)
    unit = committee(areas)
    served(resident(1, now), unit, now)
    as_colleague(client, clerk(areas, now))
    assert client.post("/hours/desk/lists", {"organisation": "x"}).status_code == 409
    assert client.post("/hours/desk/lists", {"organisation": unit}).status_code == 302
    page = client.get("/hours/desk/lists").text
    assert "公示中" in page
    assert client.post("/hours/desk/lists", {"organisation": unit}).status_code == 409


def test_a_person_is_copied_and_forgotten(wang, unit, now):
    claimed(wang, unit, now, ago=1000, words="帮了老李")
    certificate = services.issue_certificate(
        person=wang, name_shown=NameShown.FULL, actor=SYSTEM, now=now
    )
    code = selectors.own_certificate(certificate, wang).code
    assert {one["title"] for one in selectors.services_of_person(wang)} == {
        "清洁家园",
        "帮邻居买菜",
    }
    assert services.forget_hours(person=wang, now=now) == 3
    assert not selectors.records_of(wang)
    assert not models.ServiceRecord.objects.exclude(words="").exists()
    assert selectors.public_certificate(code).state == "withdrawn"
    assert services.forget_hours(person=wang, now=now) == 0


def test_figures_of_a_span(wang, areas, now):
    path, day = areas["100001"].path, timedelta(days=1)
    assert selectors.hours_served(path, now - day, now) == (2, 1)
    assert selectors.volunteers_with_hours(path, now - day, now) == (1, 1)
    assert selectors.hours_served(areas["100002"].path, now - day, now) == (0, 0)
    assert selectors.hours_served(path, now, now + day) == (0, 0)
