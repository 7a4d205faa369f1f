"""The pages of training bases: the menu, asking, the desk, slips, the questionnaire."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from linli.kernel import clock
from linli.kernel.clock import local
from linli.resources import models, selectors, services
from linli.resources.terms import VisitState
from linli.resources.tests import bases_scene, places_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return bases_scene.set_scene(clock.now() - timedelta(days=6))


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def asking(scene, **more):
    since = local(clock.now()).date() + timedelta(days=5)
    return {
        "unit": "福州某局", "home": "福州", "form": "class", "size": "40",
        "since": since.isoformat(), "days": "2", "name": "林某", "phone": "13900000001",
        "at_1_0": str(scene.talk), "at_1_1": str(scene.walk), **more,
    }  # fmt: skip


def test_anybody_reads_the_menu_and_the_map(client, scene):
    assert "长征学院" in client.get("/bases/").text
    page = client.get(f"/bases/{scene.base}").text
    for words in ("出发前夜", "467", "党校教师"):
        assert words in page
    points = client.get(f"/bases/{scene.base}/points").json()
    assert len(points["features"]) == 2


def test_a_unit_chooses_from_the_menu_without_an_account(client, scene):
    programme = services.add_programme(
        base_id=scene.base, name="两天", days=2, actor=scene.desk, now=clock.now(),
        items=bases_scene.asking(scene, clock.now()).items,
    )  # fmt: skip
    filled = client.get(f"/bases/{scene.base}/ask", {"programme": str(programme)}).text
    assert f'value="{scene.walk}" selected' in filled
    address = f"/bases/{scene.base}/ask"
    assert client.post(address, asking(scene, days="1")).status_code == 422
    assert client.post(address, asking(scene, phone="12")).status_code == 422
    assert client.post(address, asking(scene, at_1_0="x")).status_code == 422
    assert client.post(address, asking(scene)).status_code == 302
    assert models.BaseVisit.objects.get().state == VisitState.ASKED
    sent = [client.post(address, asking(scene)).status_code for _each in range(6)]
    assert 422 in sent  # nobody floods the desk
    assert models.BaseVisit.objects.count() < 7


def test_the_desk_adds_what_there_is(client, scene):
    sign_in(client, scene.desk)
    address = f"/bases/{scene.base}/desk"
    assert client.post(address, {"what": "site", "site-name": "红军桥"}).status_code == 302
    assert client.post(address, {"what": "site", "site-name": "红军桥"}).status_code == 422
    course = {
        "what": "course", "course-name": "桥上一课", "course-site": str(scene.hall),
        "course-theme": "green", "course-halves": "1", "course-seats": "30",
        "course-teacher": "讲解员",
    }  # fmt: skip
    assert client.post(address, course).status_code == 302
    route = {"what": "route", "route-name": "桥线", "route-sites": "红军桥\n出发纪念馆"}
    assert client.post(address, route).status_code == 302
    unknown = {"what": "route", "route-name": "无", "route-sites": "哪里\n没有"}
    assert client.post(address, unknown).status_code == 404
    programme = {
        "what": "programme", "programme-name": "一天", "programme-days": "1",
        "programme-at_1_0": str(scene.talk),
    }  # fmt: skip
    assert client.post(address, programme).status_code == 302
    page = client.get(f"/bases/{scene.base}").text
    for words in ("桥上一课", "桥线", "一天"):
        assert words in page
    made = models.Course.objects.get(name="桥上一课")
    client.post(f"/bases/courses/{made.pk}/hide")
    assert "桥上一课" not in client.get(f"/bases/{scene.base}").text


def test_a_visit_from_asking_to_follow_up(client, scene):
    then = clock.now() - timedelta(days=5)
    visit = bases_scene.asked(scene, then)
    sign_in(client, scene.desk)
    page = f"/bases/visits/{visit}"
    assert "福州某局" in client.get(f"/bases/{scene.base}/desk").text
    assert client.post(f"{page}/confirm", {"contact": "没有这个人"}).status_code == 422
    assert client.post(f"{page}/confirm", {"contact": ""}).status_code == 302
    assert client.post(f"{page}/arrive", {"count": "x"}).status_code == 422
    assert client.post(f"{page}/arrive", {"count": "3"}).status_code == 302
    assert client.get(f"{page}/slips").getvalue().startswith(b"%PDF")
    client.post(f"{page}/follow", {"words": "寄去照片"})
    client.post(f"{page}/hang")
    shown = client.get(page).text
    assert "寄去照片" in shown
    assert "在这里设了培训基地" in shown
    code = selectors.slips(scene.desk, visit)[0]
    client.logout()
    assert client.post(f"/bases/say/{code}", {"course": ""}).status_code == 422
    answered = client.post(f"/bases/say/{code}", {"course": "5", "again": "yes", "words": "好"})
    assert answered["Location"].endswith("?done=1")
    assert "谢谢" in client.get(answered["Location"]).text
    assert client.get(f"/bases/say/{code}").status_code == 409
    assert client.get("/bases/say/NOTACODE").status_code == 409


def test_the_desk_of_another_place_is_not_there(client, scene):
    visit = bases_scene.asked(scene, clock.now() - timedelta(days=5))
    assert client.get(f"/bases/visits/{visit}").status_code == 302
    sign_in(client, places_scene.keeper(scene.areas, clock.now(), 1, "100002"))
    for address in (f"/bases/{scene.base}/desk", f"/bases/visits/{visit}"):
        assert client.get(address).status_code == 404
    assert client.post(f"/bases/visits/{visit}/confirm", {}).status_code == 404
    assert "长征学院" not in client.get("/bases/desk").text


def test_a_place_becomes_a_base(client, scene):
    place = places_scene.placed(scene.areas, scene.desk, clock.now(), name="新院")
    sign_in(client, scene.desk)
    assert "新院" in client.get("/bases/new").text
    made = client.post("/bases/new", {"place": str(place), "kind": "march", "mu": "12"})
    assert made.status_code == 302
    assert models.Base.objects.get(place_id=place).mu == 12
