"""双报到 and the 党建超市 over HTTP in the county's method: registered, taken by one, done with a
picture, accepted, counted for the unit; and the one register, where nothing leaks."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.journeys.setting import MASKED, NAME, PHONE, WORDS, build

from linli.kernel import clock
from linli.matters.models import Matter
from linli.matters.stories import doing, scene
from linli.matters.terms import Opened
from linli.organisations import selectors as organisations
from linli.procedures.models import Step

pytestmark = pytest.mark.django_db
DESK = "/organisations/registrations"


@pytest.fixture
def setting(monkeypatch):
    built = build()
    monkeypatch.setattr(clock, "now", lambda: built.world.now)
    return built


def registered(setting, role, skills=("electric",)):
    """Through the pages: asked by the member, confirmed by the community."""
    member, desk = setting.client(role), setting.client("community_in")
    home = scene.area_named("炉峰社区")
    (unit,) = organisations.units_of(setting.accounts[role], now=setting.world.now)
    given = {"unit": unit.id, "area": home.id, "why": "serves", "skills": list(skills)}
    assert member.post("/work/registering", given).status_code == 302
    (row,) = organisations.registrations_of(setting.accounts[role])
    assert desk.post(f"{DESK}/{row.id}/confirm", {"from": "desk"}).url == DESK
    return member, unit


def shelved(setting, words="帮张阿姨换水龙头", skill="electric"):
    desk = setting.client("community_in")
    given = {
        "kind": "errand", "words": words, "area": scene.area_named("炉峰社区").id,
        "asked-skill": skill,
    }  # fmt: skip
    assert desk.post("/matters/new", given).status_code == 302
    return Matter.objects.get(kind="errand")


def test_a_task_is_taken_by_one_done_accepted_and_counted(setting):
    first, unit = registered(setting, "department_called")
    second, _ = registered(setting, "department_other", skills=("law",))
    matter = shelved(setting)
    step = Step.objects.get(run_id=matter.run_id, node="take", state="open")
    page = first.get("/work/shelf")
    (errand,) = page.context["shelf"].errands
    assert errand.fits
    assert str(errand.skill) == "水电维修"
    assert not second.get("/work/shelf").context["shelf"].errands[0].fits
    assert second.get("/work/shelf", {"skill": "law"}).context["shelf"].errands == ()
    outsider = setting.client("branch")
    assert outsider.get("/work/shelf").context["shelf"].errands == ()
    claim(first, step)
    claim(second, step)
    step.refresh_from_db()
    assert step.claimed_by_id == setting.accounts["department_called"]  # one wins
    assert first.get("/work/shelf").context["shelf"].errands[0].mine
    world = setting.world
    world.things["任务"] = Opened(matter.pk, "", matter.number)
    world.table = ({"填写": "做了什么", "内容": "换好了"}, {"填写": "照片", "内容": "1"})
    doing.complete(world, who="department_called", title="任务", step="认领完成", outcome="完成了")
    world.table = ()
    doing.complete(world, who="community_in", title="任务", step="验收", outcome="验收通过")
    matter.refresh_from_db()
    assert matter.state == "closed"
    rates = {one.unit_id: one for one in organisations.unit_rates(
        setting.actor("county"), now=world.now
    )}  # fmt: skip
    assert (rates[unit.id].took_part, rates[unit.id].parts, rates[unit.id].rate) == (1, 1, 100)


def claim(client, step):
    assert client.post(reverse("step-claim", args=[step.pk])).status_code == 302


def test_the_register_shows_what_one_may_see_and_nothing_else(setting):
    matter, identity = setting.ids["matter_id"], setting.ids["identity_resident"]
    inside = setting.client("community_in")
    page = inside.get(f"/register/matter/{matter}").content.decode()
    assert MASKED in page
    assert f"/register/person/{identity}" in page
    assert setting.ids["title"] in inside.get(f"/register/person/{identity}").content.decode()
    area = scene.area_named("炉峰社区")
    assert setting.ids["title"] in inside.get(f"/register/area/{area.id}").content.decode()
    for role in ("community_out", "grid_out", "department_other", "branch", "no_post"):
        client = setting.client(role)
        for kind, one in (("matter", matter), ("person", identity), ("area", area.id)):
            answer = client.get(f"/register/{kind}/{one}")
            text = answer.content.decode()
            assert answer.status_code in {200, 403, 404}, (role, kind)
            for mark in (WORDS, NAME, PHONE, MASKED, str(setting.ids["title"])):
                assert mark not in text, (role, kind)
            if kind != "area":
                assert answer.status_code == 404, (role, kind)
    assert inside.get(f"/register/nothing/{matter}").status_code == 404
    assert setting.client("anonymous").get(f"/register/matter/{matter}").status_code == 302


def test_a_unit_and_its_places_are_linked(setting):
    _member, unit = registered(setting, "department_called")
    page = setting.client("county").get(f"/register/organisation/{unit.id}")
    assert page.status_code == 200
    assert page.context["head"].title == unit.name
    found = setting.client("county").get("/search", {"q": "炉峰社区"}).content.decode()
    assert f"/register/area/{scene.area_named('炉峰社区').id}" in found
