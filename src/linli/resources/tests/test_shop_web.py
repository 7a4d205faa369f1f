"""Pages of the shop: the window for anybody, orders for who proved a phone, desks behind doors."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.resources import models, services
from linli.resources.tests import shop_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now() - timedelta(hours=1)


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


@pytest.fixture
def clerk(areas, now):
    return scene.clerk(areas, now)


@pytest.fixture
def salt(areas, now):
    return scene.shown(areas, now)


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def as_resident(client, person):
    session = client.session
    session["identity"] = str(person)
    session.save()


def picture():
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    return SimpleUploadedFile("a.png", drawn.getvalue(), "image/png")


def test_anybody_looks_into_the_window_and_is_led_to_sign_in(client, salt, areas):
    page = client.get("/shop/", {"area": areas["100001"].code})
    assert "食盐" in page.text
    assert "食盐" not in client.get("/shop/", {"area": areas["100002"].code}).text
    assert "/sign-in/phone?next=" in client.get(f"/shop/offers/{salt}").text
    posted = client.post(f"/shop/offers/{salt}", {"count": 1, "key": uuid4()})
    assert posted.status_code == 302
    assert posted["Location"].startswith("/sign-in/phone?next=")
    assert client.get("/shop/orders/")["Location"].startswith("/sign-in/phone")
    assert not models.Order.objects.exists()


def test_only_what_i_can_afford(client, areas, salt, now):
    as_resident(client, scene.resident(1, now, balance=4))
    assert "食盐" in client.get("/shop/").text
    assert "食盐" not in client.get("/shop/", {"can": "1"}).text


def test_from_the_window_to_the_code_and_back(client, salt, now):
    as_resident(client, scene.resident(1, now))
    page = client.get(f"/shop/offers/{salt}").text
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    refused = client.post(f"/shop/offers/{salt}", {"count": 9, "key": key})
    assert refused.status_code == 422
    assert 'value="9"' in refused.text  # what was typed stays
    for _tap in range(2):
        assert client.post(f"/shop/offers/{salt}", {"count": 2, "key": key}).status_code == 302
    order = models.Order.objects.get()
    shown = client.get(f"/shop/orders/{order.pk}").text
    assert f"{order.code[:5]}-{order.code[5:]}" in shown
    assert client.get(f"/shop/orders/{order.pk}/qr")["Content-Type"] == "image/svg+xml"
    assert "食盐" in client.get("/shop/orders/").text
    assert client.post(f"/shop/orders/{order.pk}/cancel").status_code == 302
    assert order.code[:5] not in client.get(f"/shop/orders/{order.pk}").text


def test_an_order_is_nobody_elses(client, salt, now):
    order = services.order(
        offer_id=salt, count=1, person=scene.resident(1, now), key=uuid4(), actor=SYSTEM, now=now
    )
    as_resident(client, scene.resident(2, now))
    for address in ("", "/qr"):
        assert client.get(f"/shop/orders/{order}{address}").status_code == 404
    assert client.post(f"/shop/orders/{order}/cancel").status_code == 404


def test_the_counter_reads_a_code_as_it_is_typed(client, salt, now):
    services.order(
        offer_id=salt, count=3, person=scene.resident(1, now), key=uuid4(), actor=SYSTEM, now=now
    )
    code = models.Order.objects.get().code
    assert client.get(f"/shop/counter/{code}").status_code == 302  # to the sign-in
    sign_in(client, scene.merchant(now))
    assert client.post("/shop/counter/", {"code": "12345"}).status_code == 422
    typed = client.post("/shop/counter/", {"code": f"{code[:5].lower()} {code[5:]}"})
    assert typed["Location"] == f"/shop/counter/{code}"
    assert "王○" in client.get(f"/shop/counter/{code}").text
    sent = {"count": 2, "rest": "keep", "key": uuid4()}
    assert client.post(f"/shop/counter/{code}", sent | {"count": 4}).status_code == 422
    for _tap in range(2):
        assert client.post(f"/shop/counter/{code}", sent).status_code == 302
    assert models.Order.objects.get().picked == 2
    client.post(f"/shop/counter/{code}", {"count": 1, "rest": "keep", "key": uuid4()})
    assert "已领取" in client.get(f"/shop/counter/{code}").text
    other = client.__class__()
    sign_in(other, scene.merchant(now, "100002"))
    assert other.get(f"/shop/counter/{code}").status_code == 404


def test_codes_cannot_be_guessed_in_quantity(client, salt, now):
    sign_in(client, scene.merchant(now))
    answers = {client.get("/shop/counter/0000000000").status_code for _try in range(201)}
    assert answers == {404, 429}


def test_offering_with_a_picture_and_judging(client, areas, clerk, now):
    sign_in(client, clerk)
    posted = {
        "seller": scene.seller(clerk), "title": "洗衣液", "yuan": "12.50", "stock": 5,
        "fetch_at": "便利店",
    }  # fmt: skip
    both = client.post("/shop/desk/new", posted | {"minutes": 30})
    assert both.status_code == 422
    assert "洗衣液" in both.text
    assert client.post("/shop/desk/new", posted | {"picture": picture()}).status_code == 302
    row = models.Offer.objects.get()
    assert (row.price, row.worth) == (25, 1250)
    at = f"/shop/desk/{row.pk}"
    assert client.post(f"{at}/judge", {"show": "yes"}).status_code == 409
    assert client.get(f"/shop/offers/{row.pk}").status_code == 404
    image = re.search(r'src="(/files/[^"]+)"', client.get(at).text)[1]
    stranger = client.__class__()
    assert stranger.get(image).status_code == 404
    second = client.__class__()
    sign_in(second, scene.clerk(areas, now, "second"))
    assert second.post(f"{at}/judge", {"show": "yes"}).status_code == 302
    shown = stranger.get(image)  # it is in the window now
    assert (shown.status_code, bool(b"".join(shown.streaming_content))) == (200, True)
    assert client.post(at, {"change": -9}).status_code == 422
    assert client.post(at, {"change": 4}).status_code == 302
    assert client.post(f"{at}/picture", {"picture": picture()}).status_code == 302
    assert client.post(f"{at}/turn", {"state": "nonsense"}).status_code == 409
    assert client.post(f"{at}/turn", {"state": "paused"}).status_code == 302
    row.refresh_from_db()
    assert (row.stock, row.state) == (9, "paused")


def test_desks_are_behind_doors(client, areas, salt, now):
    places = ("/shop/desk/", "/shop/desk/new", f"/shop/desk/{salt}", "/shop/settlements/")
    for address in places:
        assert client.get(address).status_code == 302
    sign_in(client, scene.clerk(areas, now, "other", "100002"))
    assert client.get(f"/shop/desk/{salt}").status_code == 404
    assert "食盐" not in client.get("/shop/desk/").text


def test_a_settlement_on_paper_and_as_a_workbook(client, areas, clerk, salt, now):
    services.order(
        offer_id=salt, count=2, person=scene.resident(1, now), key=uuid4(), actor=SYSTEM, now=now
    )
    services.hand_out(
        code=models.Order.objects.get().code, count=2, drop_rest=False, key=uuid4(), actor=clerk,
        now=now,
    )  # fmt: skip
    sign_in(client, clerk)
    page = client.get("/shop/settlements/").text
    draw = re.search(r'action="(/shop/settlements/shop/[^"]+/draw)"', page)[1]
    made = client.post(draw, {"until": clock.local(clock.now()).date().isoformat()})["Location"]
    assert client.post(f"{made}/sign").status_code == 403
    town = client.__class__()
    sign_in(town, scene.town(areas, now))
    assert town.post(f"{made}/sign").status_code == 302
    assert client.post(f"{made}/drop", {"reason": "x"}).status_code == 409
    assert client.get(f"{made}?form=pdf").content[:4] == b"%PDF"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{made}?form=xlsx").content))
    cells = [one.value for row in book.worksheets[0].iter_rows() for one in row]
    assert {"食盐", 2, 5} <= set(cells)
    other = client.__class__()
    sign_in(other, scene.merchant(now, "100002"))
    assert other.get(made).status_code == 404
