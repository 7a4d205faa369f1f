"""The public's pages and the office's, over HTTP: every doorway, what is shown, what it costs."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from linli.files.models import Upload
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.tests.counting import statements
from linli.organisations.tests import factories as county
from linli.people import services as people
from linli.people.models import Account
from linli.publicity import selectors, services
from linli.publicity.models import Objection, Period, ShownPlace
from linli.publicity.tests.factories import picture

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TEXT = "拟修水渠 600 米，联系电话13800138000。"
GIVEN = {
    "kind": "decision", "title": "水渠修缮方案", "words": TEXT, "length": "7 工作日",
    "basis": "章程第 12 条",
}  # fmt: skip


@pytest.fixture
def scene(db, now, monkeypatch):
    """A county of the shipped organisations; a community's office, another's, and a grid member."""
    monkeypatch.setattr(clock, "now", lambda: now)
    areas = county.county(now)
    held = {
        "office": ("社区", "100001"), "elsewhere": ("社区", "100002"),
        "grid": ("网格员", "100001g01"),
    }  # fmt: skip
    for username, (duty, place) in held.items():
        account = county.person(username, f"某{username}", now)
        county.appointed(duty, account, now, areas[place].id)
    return areas


def browser(username=""):
    client = Client()
    if username:
        client.force_login(Account.objects.get(username=username), BACKEND)
    return client


@pytest.fixture
def one(scene, now):
    return services.open_period(
        **{**GIVEN, "photos": True}, area_id=scene["100001"].id, actor=SYSTEM, now=now
    )


def text_of(answer):
    return answer.content.decode()


def test_opening_by_hand(scene):
    client = browser("office")
    page = text_of(client.get("/publicity/new"))
    assert "松林社区" in page
    assert "柳河" not in page
    area = scene["100001"].id
    for wrong in ({"title": ""}, {"length": "3 小时"}, {"area": scene["100002"].id}, {"area": "x"}):
        assert client.post("/publicity/new", {**GIVEN, "area": area, **wrong}).status_code == 422
    assert not Period.objects.exists()
    there = client.post("/publicity/new", {**GIVEN, "area": area}).url
    page = text_of(client.get(there))
    assert "拟修水渠 600 米" in page
    assert "13800138000" not in page
    assert "某office" in page


def test_the_office_of_another_place_sees_nothing_and_does_nothing(one):
    ticket = services.object_to(period_id=one.id, words="不清楚", actor=ANONYMOUS, now=one.begins)
    here = f"/publicity/{one.id}"
    pages = (
        "", "/place", "/change", "/withdraw", "/objection", f"/objections/{ticket.id}"
    )  # fmt: skip
    sent = {"name": "某处", "kind": "board", "reason": "错", "ruling": "denied", **GIVEN}
    before = list(Period.objects.values()), list(Objection.objects.values())
    for who, status in (("elsewhere", {404}), ("grid", {403, 404}), ("", {302, 404})):
        client = browser(who)
        for page in pages:
            assert client.get(here + page).status_code in status, (who, page)
            if page:
                assert client.post(here + page, sent).status_code in status, (who, page)
        assert client.post(f"{here}/pack").status_code in status
    assert browser("grid").get("/publicity/").status_code == 403
    assert browser("grid").get("/publicity/new").status_code == 403
    assert (list(Period.objects.values()), list(Objection.objects.values())) == before
    assert not ShownPlace.objects.exists()
    assert one.title not in text_of(browser("elsewhere").get("/publicity/"))
    assert one.title in text_of(browser("office").get("/publicity/"))


def test_a_neighbour_objects_without_an_account_and_reads_the_answer(one):
    client = browser()
    listed = text_of(client.get("/public/"))
    assert one.title in listed
    assert "还剩 7 天" in listed
    page = text_of(client.get(one.url))
    assert "提出意见" in page
    assert "13800138000" not in page
    form = f"{one.url}/object"
    assert client.get(form).status_code == 200
    assert client.post(form, {"words": ""}).status_code == 422
    assert client.post(form, {"words": "x", "phone": "13800138000"}).status_code == 422
    assert client.post(form, {"words": "x", "phone": "12", "consent": "on"}).status_code == 422
    sent = {"words": "我叫陈大文，账目不清楚", "client_key": "abc"}
    there = client.post(form, sent).url
    assert client.post(form, sent).url == there
    assert Objection.objects.count() == 1
    assert "请记下查询码" in text_of(client.get(there))
    assert "陈大文" not in text_of(client.get(one.url))
    assert "还有 1 条意见等着答复" in text_of(client.get(one.url))
    code = there.split("/")[-1].split("?")[0]
    assert client.post("/public/objections/", {"code": code.lower()}).url.endswith(code)
    assert client.post("/public/objections/", {"code": "1"}).status_code == 422
    assert client.get("/public/objections/ZZZZZZZZZZ").status_code == 404
    office = browser("office")
    desk = f"/publicity/{one.id}"
    assert "陈大文" in text_of(office.get(desk))
    rule = f"{desk}/objections/{Objection.objects.get().pk}"
    assert office.get(rule).status_code == 200
    assert office.post(rule, {"ruling": "denied", "reason": ""}).status_code == 422
    assert office.post(rule, {"ruling": "denied", "reason": "已审计"}).url == desk
    assert office.post(rule, {"ruling": "denied", "reason": "已审计"}).status_code == 422
    assert office.get(f"{desk}/objections/{uuid4()}").status_code == 404
    shown = text_of(client.get(one.url))
    assert "陈○○" in shown
    assert "已审计" in shown
    assert "异议不成立" in text_of(client.get(there))


def test_a_resident_signed_in_need_not_leave_a_number(one, now):
    client = browser()
    identity = people.remember(phone="13800138000", actor=SYSTEM, now=now)
    session = client.session
    session["identity"] = str(identity)
    session.save()
    assert 'name="phone"' not in text_of(client.get(f"{one.url}/object"))
    client.post(f"{one.url}/object", {"words": "不同意"})
    assert Objection.objects.get().identity_id == identity


def test_nobody_floods_it(one, monkeypatch):
    monkeypatch.setattr("linli.publicity.web.periods.OBJECTIONS_AN_HOUR", 2)
    client = browser()
    got = [client.post(f"{one.url}/object", {"words": f"第{n}条"}).status_code for n in range(3)]
    assert got == [302, 302, 429]
    assert Objection.objects.count() == 2


def test_from_the_board_to_the_end(one, now, monkeypatch):
    office, desk = browser("office"), f"/publicity/{one.id}"
    assert "没有照片不能结束" in text_of(office.get(desk))
    sent = {"kind": "board", "name": "社区门口", "photos": [picture()]}
    assert office.post(f"{desk}/place", {"kind": "board", "name": ""}).status_code == 422
    assert office.post(f"{desk}/place", sent).url == desk
    photo = Upload.objects.get()
    sent_file = browser().get(f"/files/{photo.pk}")
    assert (sent_file.status_code, b"".join(sent_file.streaming_content)[:2]) == (200, b"\xff\xd8")
    assert f"/files/{photo.pk}" in text_of(browser().get(one.url))
    change = {"title": "水渠修缮方案", "words": "拟修水渠 500 米。", "reason": "核减"}
    assert "拟修水渠 600 米" in text_of(office.get(f"{desk}/change"))
    assert office.post(f"{desk}/change", {**change, "reason": ""}).status_code == 422
    assert office.post(f"{desk}/change", change).url == desk
    public = text_of(browser().get(one.url))
    assert "500 米" in public
    assert "600 米" in public  # the earlier text stays readable
    assert "核减" in public
    note = {"words": "嫌少", "name": "陈大文", "phone": "13800138001"}
    assert office.post(f"{desk}/objection", {"words": ""}).status_code == 422
    assert office.post(f"{desk}/objection", note).url == desk
    assert Objection.objects.get().in_person
    packed = office.post(f"{desk}/pack")
    assert packed["Content-Type"] == "application/zip"
    assert "no-store" in packed["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert "manifest.json" in archive.namelist()
    assert office.get(f"{desk}/pack").status_code == 405
    assert office.post(f"{desk}/withdraw", {"reason": ""}).status_code == 422
    assert office.post(f"{desk}/withdraw", {"reason": "重新讨论"}).url == desk
    assert "重新讨论" in text_of(browser().get(one.url))
    for page in ("place", "change", "withdraw"):
        given = {**sent, **change, "photos": [picture()]}
        assert office.post(f"{desk}/{page}", given).status_code == 422
    assert "公示期已满" in text_of(browser().get(f"{one.url}/object"))
    assert "已撤回" in text_of(browser().get("/public/"))
    assert one.title in text_of(browser().get("/public/periods/?ended=1"))
    assert one.title in text_of(office.get("/publicity/?ended=1"))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=400))
    assert one.title not in text_of(browser().get("/public/"))


def test_the_sheet_for_the_board(one):
    page = text_of(browser().get(f"{one.url}/sheet"))
    assert "公示单位（盖章）" in page
    assert one.basis in page
    assert selectors.public_period(one.id, now=one.begins).current.digest in page
    code = browser().get(f"{one.url}/qr.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<path" in code.content


def test_the_paper_for_the_file(one, now):
    words = "\n".join(part.text for part in _paper(one).element.iter() if part.text)
    assert "拟修水渠 600 米" in words
    assert "13800138000" not in words
    assert "公示的结果" not in words
    ticket = services.object_to(
        period_id=one.id, words="我叫陈大文，嫌贵", actor=ANONYMOUS, now=now
    )
    services.rule_on(
        objection_id=ticket.id, ruling="denied", reason="已公开比价", actor=SYSTEM, now=now
    )
    services.withdraw_period(period_id=one.id, reason="重议", actor=SYSTEM, now=now)
    words = "\n".join(part.text for part in _paper(one).element.iter() if part.text)
    for wanted in ("公示的结果", "已撤回", "重议", "陈○○", "已公开比价", "公示单位（盖章）"):
        assert wanted in words
    assert "陈大文" not in words
    assert browser().get(f"{one.url}/paper?form=exe").status_code in (404, 422)
    assert browser().get(f"/public/periods/{uuid4()}/paper").status_code == 404


def _paper(one):
    from docx import Document

    answer = browser().get(f"{one.url}/paper?form=docx")
    assert "wordprocessingml" in answer["Content-Type"]
    return Document(io.BytesIO(answer.content))


def test_what_has_not_begun_or_is_not_there_is_found_by_nobody(scene, now):
    later = services.open_period(
        **GIVEN, area_id=scene["100001"].id, since=now + timedelta(days=1), actor=SYSTEM, now=now
    )
    for there in (later.url, f"/public/periods/{uuid4()}"):
        for page in ("", "/object", "/sheet"):
            assert browser().get(there + page).status_code == 404
    assert later.title not in text_of(browser().get("/public/"))
    assert later.title in text_of(browser("office").get("/publicity/"))


@pytest.mark.parametrize("where", ["/public/", "/public/periods/", "/publicity/"])
def test_a_list_costs_the_same_for_one_and_three(scene, now, where):
    client, counts = browser("office"), []
    for wanted in (1, 3):
        while Period.objects.count() < wanted:
            services.open_period(**GIVEN, area_id=scene["100001"].id, actor=SYSTEM, now=now)
        client.get(where)
        with statements() as sent:
            page = text_of(client.get(where))
        assert len(re.findall("水渠修缮方案", page)) == wanted
        counts.append(len(sent))
    assert counts[0] == counts[1], counts


def test_the_pages_speak_english(one):
    client = browser()
    client.cookies["linli_language"] = "en"
    page = text_of(client.get(one.url, headers={"accept-language": "en"}))
    assert "Object" in page
    assert "Day 7" in page
    assert "7 working days left" in page
