"""Pages of rotas: the desk behind its doorway, one's own shifts on the phone, the public board."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from openpyxl import load_workbook

from linli.kernel import clock
from linli.kernel.clock import local
from linli.volunteering import models, services
from linli.volunteering.tests import rota_scene
from linli.volunteering.tests.rota_scene import neighbour, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def areas(now):
    return rota_scene.set_scene(now)


@pytest.fixture
def boss(areas, now):
    return rota_scene.manager(areas, now)


@pytest.fixture
def tidy(boss, now):
    return rota_scene.published(boss, now, kind="tidy", days=6, people=3, leaders=0)


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def as_neighbour(client, number, now):
    session = client.session
    session["identity"] = str(neighbour(number, now))
    session.save()


def test_a_rota_is_made_filled_solved_and_published(client, boss, now):
    sign_in(client, boss)
    today = local(now).date()
    assert client.get("/rotas/new").status_code == 200
    made = client.post(
        "/rotas/new",
        {
            "place": place(boss, "tidy"), "name": "三月值日", "since": today + timedelta(days=1),
            "until": today + timedelta(days=7),
        },
    )  # fmt: skip
    assert made.status_code == 302
    home = made.url
    assert "名单上还没有人" in client.get(home).text
    people = home.replace("/desk", "/people")
    client.post(people, {"phone": "13900000001", "name": "王甲"})
    refused = client.post(people, {"phone": "12", "name": "王甲"})
    assert refused.status_code == 422
    client.post(people, {"phone": "13900000002", "name": "李乙"})
    client.post(home.replace("/desk", "/do/solve"))
    page = client.get(home)
    assert "已证明没有更好的排法" in page.text
    assert "王○ 0001" in page.text
    assert "13900000001" not in page.text
    client.post(home.replace("/desk", "/do/publish"))
    assert "已公布" in client.get("/rotas/desk").text
    assert client.post(home.replace("/desk", "/do/nothing")).status_code == 422


def test_typed_wrongly_it_stays_on_the_form(client, boss):
    sign_in(client, boss)
    asked = {"place": place(boss), "name": "护学", "since": "2020-01-01", "until": "2020-02-01"}
    refused = client.post("/rotas/new", asked)
    assert refused.status_code == 422
    assert "护学" in refused.text


def test_the_desk_is_for_those_who_look_after_the_place(client, tidy, areas, now):
    assert client.get(f"/rotas/{tidy}/desk").status_code == 302  # to the sign-in
    sign_in(client, rota_scene.manager(areas, now, "100002"))
    assert client.get(f"/rotas/{tidy}/desk").status_code == 404
    assert client.get(f"/rotas/{tidy}.xlsx").status_code == 404
    assert client.post(f"/rotas/{tidy}/do/solve").status_code == 403
    assert client.post(f"/rotas/{tidy}/people", {"phone": "13900000009"}).status_code == 404
    assert "三月护学" not in client.get("/rotas/desk").text


def test_printed_and_as_a_workbook(client, boss, tidy):
    sign_in(client, boss)
    assert "王○" in client.get(f"/rotas/{tidy}/print").text
    book = load_workbook(io.BytesIO(client.get(f"/rotas/{tidy}.xlsx").content))
    rows = list(book.active.values)
    assert len(rows) == 7
    assert all(row[4].startswith("王○") for row in rows[1:])


def test_my_shifts_say_why_and_unknown_people_sign_in_first(client, tidy, now):
    asked = client.get("/my-duties")
    assert asked.status_code == 302
    assert "next=" in asked.url
    as_neighbour(client, 0, now)
    page = client.get("/my-duties")
    assert "为什么是我" in page.text
    assert "来不了，找人换" in page.text
    as_neighbour(client, 9, now)
    assert "接下来没有您的班" in client.get("/my-duties").text


def test_wishes_and_leave_on_the_phone(client, boss, now):
    made = rota_scene.rota(boss, now, kind="tidy", days=5, people=2, leaders=0)
    as_neighbour(client, 0, now)
    page = client.get(f"/rotas/{made}/wishes")
    assert page.status_code == 200
    shift = models.RotaShift.objects.filter(rota_id=made).first()
    client.post(f"/rotas/{made}/wishes", {f"s-{shift.pk}": "cannot", "s-x": "cannot"})
    assert models.RotaWish.objects.get().liking == "cannot"
    today = local(now).date()
    client.post("/my-duties/leave", {"since": today, "until": today})
    leave = models.RotaLeave.objects.get()
    assert client.post("/my-duties/leave", {"since": today, "until": "x"}).status_code == 422
    client.post(f"/my-duties/leave/{leave.pk}/end")
    assert not models.RotaLeave.objects.exists()
    as_neighbour(client, 9, now)
    assert client.get(f"/rotas/{made}/wishes").status_code == 404


def test_a_swap_goes_round_through_the_pages(client, boss, tidy, now):
    duty = models.RotaDuty.objects.select_related("member", "shift").order_by(
        "shift__starts_at"
    ).first()  # fmt: skip
    giver = duty.member.identity_id
    other = next(n for n in range(3) if neighbour(n, now) != giver)
    number = next(n for n in range(3) if neighbour(n, now) == giver)
    as_neighbour(client, number, now)
    assert "谁都可以，先接的算" in client.get(f"/my-duties/{duty.pk}/swap").text
    client.post(f"/my-duties/{duty.pk}/swap", {"to": "", "back": ""})
    swap = models.RotaSwap.objects.get()
    assert "在找人换" in client.get("/my-duties").text
    as_neighbour(client, other, now)
    assert "有人想换班" in client.get("/my-duties").text
    client.post(f"/my-duties/swaps/{swap.pk}/take")
    sign_in(client, boss)
    assert "同意" in client.get(f"/rotas/{tidy}/desk").text
    client.post(f"/rotas/{tidy}/swaps/{swap.pk}/rule", {"agree": "yes"})
    assert models.RotaDuty.objects.get(pk=duty.pk).member.identity_id == neighbour(other, now)


def test_ones_calendar_has_ones_published_shifts_alone(client, boss, tidy, now):
    as_neighbour(client, 0, now)
    shown = client.post("/activities/calendar/new").text
    address = shown.split('value="http://testserver')[1].split('"')[0]
    own = models.RotaDuty.objects.filter(member__identity_id=neighbour(0, now))
    client.logout()
    feed = client.get(address).text
    assert feed.count("BEGIN:VEVENT") == own.count() == 2
    assert all(f"duty-{one.pk}@linli" in feed for one in own)
    services.withdraw_rota(rota_id=tidy, reason="改期", actor=boss, now=now)
    assert "BEGIN:VEVENT" not in client.get(address).text


def test_the_board_is_public_and_names_nobody(client, tidy, areas, now, monkeypatch):
    empty = client.get("/duty-board")
    assert "今天没有排班" in empty.text
    monkeypatch.setattr(clock, "_offset", timedelta(days=1))
    board = client.get("/duty-board", {"area": areas[rota_scene.COMMUNITY].code})
    assert "1 人值班" in board.text
    assert "王" not in board.text
    assert "今天没有排班" in client.get("/duty-board", {"area": areas["100002"].code}).text
    assert client.get("/duty-board", {"area": "nowhere"}).status_code == 200


def test_a_shift_is_marked_on_the_desk(client, boss, now):
    made = rota_scene.published(
        boss, now - timedelta(days=3), kind="tidy", days=6, people=3, leaders=0
    )
    sign_in(client, boss)
    over, *_rest, coming = models.RotaDuty.objects.order_by("shift__starts_at")
    mark = f"/rotas/{made}/duties/%s/mark"
    assert client.post(mark % coming.pk, {"came": "yes"}).status_code == 409
    assert client.post(mark % over.pk, {"came": "yes"}).status_code == 302
    assert models.RotaDuty.objects.get(pk=over.pk).record_id
    assert "到岗" in client.get(f"/rotas/{made}/desk").text


def test_the_desk_costs_the_same_however_many_there_are(
    client, boss, tidy, django_assert_max_num_queries
):
    sign_in(client, boss)
    client.get(f"/rotas/{tidy}/desk")
    with django_assert_max_num_queries(24):
        client.get(f"/rotas/{tidy}/desk")
