"""Pages of places, rooms and meals: what residents read and do, and what the desk sets up."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from linli.kernel import clock
from linli.kernel.clock import LOCAL, local
from linli.resources import models, selectors
from linli.resources.terms import Booking, Hours
from linli.resources.tests import places_scene as scene

pytestmark = pytest.mark.django_db
ALWAYS = Hours(week=(((0, 1440),),) * 7, holiday=None)


@pytest.fixture
def areas():
    return scene.set_scene(clock.now() - timedelta(days=2))


@pytest.fixture
def keeper(areas):
    return scene.keeper(areas, clock.now())


@pytest.fixture
def place(areas, keeper):
    return scene.placed(
        areas, keeper, clock.now(), hours=ALWAYS, longitude=117.17, latitude=26.9, phone="7830000"
    )


@pytest.fixture
def room(place, keeper):
    return scene.roomed(place, keeper, clock.now(), booking=Booking.FREE)


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def as_resident(client, number):
    session = client.session
    session["identity"] = str(scene.resident(number, clock.now()))
    session.save()


def wish(hour=10, **more):
    day = local(clock.now()).date() + timedelta(days=2)
    return {"day": day.isoformat(), "at": f"{hour}:00", "minutes": "60", "use": "council", **more}


def test_anybody_finds_a_place_and_reads_it(client, place, areas):
    listed = client.get("/spots/", {"area": areas["100001"].code, "kind": "home"})
    assert "青云之家" in listed.text
    assert "青云之家" not in client.get("/spots/", {"area": areas["100200"].code}).text
    assert "没有这样的场所" in client.get("/spots/", {"kind": "hall"}).text
    page = client.get(f"/spots/{place}").text
    for words in ("开着", "说事", "tel:7830000", "这一周的开放时间"):
        assert words in page
    (point,) = client.get("/spots/points.json").json()["features"]
    assert point["geometry"]["coordinates"] == [117.17, 26.9]


def test_the_position_is_asked_in_the_body_and_kept_nowhere(client, place):
    near = client.post("/spots/near", {"longitude": "117.171", "latitude": "26.9"})
    assert "直线" in near.text
    for wrong in ({}, {"longitude": "x", "latitude": "1"}, {"longitude": "nan", "latitude": "1"}):
        assert client.post("/spots/near", wrong).status_code == 422


def test_a_resident_is_led_to_sign_in_and_back_then_books_and_takes_back(client, room):
    page = client.get(f"/rooms/{room}/book?at=2026-03-04T10:00")
    assert "用手机号登录" in page.text
    assert "next=%2Frooms" in page.text
    as_resident(client, 1)
    booked = client.post(f"/rooms/{room}/book", wish(words="楼里的事"), follow=True)
    assert "约好了。" in booked.text
    row = models.RoomBooking.objects.get()
    assert (row.words, local(row.starts_at).hour) == ("楼里的事", 10)
    assert "楼里的事" not in client.get(f"/rooms/{room}?week=1").text
    feed = client.get(f"/rooms/{room}/calendar.ics").text
    assert "SUMMARY:议事" in feed
    assert "楼里的事" not in feed
    as_resident(client, 2)
    assert client.get(f"/bookings/{row.pk}").status_code == 404
    as_resident(client, 1)
    over = client.post(f"/bookings/{row.pk}/withdraw", follow=True)
    assert "已取消，这段时间别人可以约了" in over.text


def test_what_is_taken_is_refused_with_the_next_free_times_and_nothing_typed_is_lost(client, room):
    as_resident(client, 1)
    client.post(f"/rooms/{room}/book", wish())
    as_resident(client, 2)
    refused = client.post(f"/rooms/{room}/book", wish(words="我们也想用"))
    assert refused.status_code == 422
    for words in ("那段时间已经有人约了", "我们也想用", "这些时间空着"):
        assert words in refused.text
    free = selectors.next_free(
        room, after=clock.now() + timedelta(days=1), minutes=60, now=clock.now()
    )
    assert free[0].tzinfo == LOCAL


def test_the_desk_sets_up_a_place_with_what_was_typed_kept_on_a_no(client, areas, keeper):
    sign_in(client, keeper)
    unit = selectors.place_units(keeper)[0]
    typed = {
        "name": "新的之家", "kinds": "home", "state": "open", "area": areas["100001"].name,
        "organisation": str(unit.id), "services": "talk", "day_0": "8点到12点",
    }  # fmt: skip
    refused = client.post("/spots/new", typed)
    assert refused.status_code == 422
    assert "开放时间写成" in refused.text
    assert "8点到12点" in refused.text
    made = client.post("/spots/new", {**typed, "day_0": "08:00-12:00"}, follow=True)
    assert "场所登好了" in made.text
    row = models.Place.objects.get()
    assert row.hours["week"][0] == [[480, 720]]
    changed = client.post(
        f"/spots/{row.pk}/change",
        {**typed, "name": "改名之家", "day_0": "09:00-12:00"},
        follow=True,
    )
    assert "改名之家" in changed.text


def test_the_desk_keeps_hours_rooms_and_lists(client, place, keeper):
    sign_in(client, keeper)
    day = local(clock.now()).date() + timedelta(days=3)
    kept = client.post(
        f"/spots/{place}/days", {"day": day.isoformat(), "spans": "", "note": "停电"}, follow=True
    )
    assert "停电" in kept.text
    back = client.post(f"/spots/{place}/days", {"day": day.isoformat(), "drop": "1"}, follow=True)
    assert "停电" not in back.text
    added = client.post(f"/spots/{place}/rooms", {"name": "小厅", "seats": "6"}, follow=True)
    assert "小厅" in added.text
    assert client.post(f"/spots/{place}/rooms", {"name": "小厅", "seats": "6"}).status_code == 422
    seen = client.post(
        f"/spots/{place}/items",
        {"list": "three", "item": "sign", "met": "yes", "words": "门口有牌子"},
        follow=True,
    )
    assert "门口有牌子" in seen.text
    assert "应有 7 项，县里还没有填" in seen.text
    sheet = client.get("/spots/figures?form=xlsx")
    assert sheet.content[:2] == b"PK"


def test_the_desk_answers_and_looks_up_who_for_a_purpose(client, place, keeper):
    asked = scene.roomed(place, keeper, clock.now(), name="大厅", booking=Booking.ASKED)
    as_resident(client, 1)
    client.post(f"/rooms/{asked}/book", wish())
    row = models.RoomBooking.objects.get()
    sign_in(client, keeper)
    assert "13800000001" not in client.get("/bookings/desk").text
    assert client.post(f"/bookings/{row.pk}/reveal", {"purpose": ""}).status_code == 422
    shown = client.post(f"/bookings/{row.pk}/reveal", {"purpose": "告诉他换房间"})
    assert "13800000001" in shown.text
    assert client.post(f"/bookings/{row.pk}/answer", {"reason": ""}).status_code == 422
    said = client.post(f"/bookings/{row.pk}/answer", {"yes": "yes", "back": "room"}, follow=True)
    assert "约好了" in said.text
