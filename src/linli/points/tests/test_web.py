"""A resident's own pages: signed in, one's own, explained line by line."""

import io
import zipfile

import pytest

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.points import selectors, services
from linli.points.models import Appeal, Intent
from linli.points.terms import Holder
from linli.points.tests import scene
from linli.points.tests.scene import colleague, earn, someone, someone_id, use
from linli.points.tests.test_claiming import ask
from linli.points.tests.test_correcting import given, take

pytestmark = pytest.mark.django_db
TOKEN = "a" * 32


@pytest.fixture
def areas():
    return scene.set_scene(clock.now())


def as_resident(client, number=1):
    session = client.session
    session["identity"] = str(someone_id(number, clock.now()))
    session.save()


OWN = ("/points/", "/points/of/points", "/points/of/points/paper", "/points/of/points.xlsx",
       "/points/ask", "/points/claims")  # fmt: skip


@pytest.mark.parametrize("address", OWN)
def test_nobody_unknown_sees_an_account(client, areas, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/phone?next=%2Fpoints")


def test_what_i_have_what_it_is_worth_and_how_to_earn(client, areas):
    now = clock.now()
    earn(someone(1, now), 30, now)
    earn(someone(1, now), 90, now, scheme="hours")
    earn(someone(2, now), 77, now)
    as_resident(client)
    page = client.get("/points/").text
    for words in ("30 分", "价值 15 元", "1.5 小时", "作废", "邻里互助", "每周最多 20 分"):
        assert words in page
    assert "77 分" not in page
    assert "机关" not in page


def test_every_line_says_why(client, areas):
    now = clock.now()
    clerk = colleague("clerk", areas, now)
    take(given(areas, now), clerk, now)
    earn(someone(1, now), 30, now)
    use(someone(1, now), 4, now)
    as_resident(client)
    page = client.get("/points/of/points").text
    for words in ("毛巾 1 条", "-4 分", "之后有 26 分", "更正扣回", "查实没有这件事", "申诉"):
        assert words in page
    assert client.get("/points/of/nothing").status_code == 422


def test_asking_from_the_form_to_the_answer(client, areas):
    as_resident(client)
    code = areas["100001"].code
    right = {"deed": "help", "area": code, "title": "帮邻居搬米", "token": TOKEN}
    assert areas["100001"].short_name in client.get("/points/ask").text
    for wrong in ({"deed": "clue"}, {"area": areas["100"].code}, {"title": ""}, {"token": "x"}):
        refused = client.post("/points/ask", right | wrong)
        assert refused.status_code == 422, wrong
    assert not Intent.objects.exists()
    for _twice in range(2):
        assert client.post("/points/ask", right).status_code == 302
    row = Intent.objects.get()
    assert row.area_path == areas["100001"].path
    assert "待核实" in client.get("/points/claims").text
    services.refuse(entry_id=row.pk, reason="查无此事", actor=SYSTEM, now=clock.now())
    page = client.get("/points/claims").text
    assert "查无此事" in page
    address = f"/points/entries/{row.pk}/appeal"
    assert address in page
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "我真的帮了"}).status_code == 302
    assert "由另一个人复核" in client.get(address).text
    assert client.post(address, {"words": "再说一遍"}).status_code == 409
    assert Appeal.objects.get().words == "我真的帮了"
    assert "selected" in client.get("/points/ask").text  # where one asked last


def test_others_entries_are_not_there(client, areas):
    row = ask(someone_id(2, clock.now()), areas, clock.now())
    as_resident(client)
    address = f"/points/entries/{row.id}/appeal"
    assert client.get(address).status_code == 404
    assert client.post(address, {"words": "是我的"}).status_code == 404
    assert "帮邻居搬米" not in client.get("/points/claims").text


def test_asking_is_limited_by_the_day(client, areas):
    as_resident(client)
    right = {"deed": "help", "area": areas["100001"].code, "title": "帮"}
    answers = {
        client.post("/points/ask", right | {"token": f"{number:032x}"}).status_code
        for number in range(21)
    }
    assert answers == {302, 409, 429}


def test_the_statement_is_a_paper_and_a_sheet(client, areas):
    earn(someone(1, clock.now()), 30, clock.now())
    as_resident(client)
    paper = client.get("/points/of/points/paper", {"form": "docx"})
    with zipfile.ZipFile(io.BytesIO(paper.content)) as document:
        words = document.read("word/document.xml").decode()
    assert "清洁家园" in words
    assert "+30 分" in words
    assert "13900000001" not in words
    assert client.get("/points/of/points/paper").content.startswith(b"%PDF")
    sheet = client.get("/points/of/points.xlsx")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        assert "清洁家园" in book.read("xl/sharedStrings.xml").decode()


def test_a_colleague_whose_phone_is_known_has_an_account_too(client, areas):
    from django.contrib.auth import get_user_model

    now = clock.now()
    clerk = colleague("clerk", areas, now, phone="13900000007")
    client.force_login(get_user_model().objects.get(pk=clerk.account_id))
    earn(someone(7, now), 30, now)
    assert "30 分" in client.get("/points/").text
    assert selectors.balance("points", Holder.person(someone_id(7, now))).amount == 30


def test_a_page_takes_as_many_statements_for_many_lines(client, areas, django_assert_num_queries):
    as_resident(client)
    now = clock.now()
    earn(someone(1, now), 1, now)
    client.get("/points/of/points")  # what is cached, is
    with django_assert_num_queries(7):
        client.get("/points/of/points")
    for _each in range(20):
        earn(someone(1, now), 1, now)
    with django_assert_num_queries(7):
        client.get("/points/of/points")
