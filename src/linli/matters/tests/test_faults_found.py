"""What once went wrong, told as examples."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.stories import World
from linli.matters import selectors, services
from linli.matters.models import Matter, Rating
from linli.matters.stories import doing, scene
from linli.matters.terms import (
    AnswerKept,
    Channel,
    Contact,
    Intake,
    Place,
    PlaceAmbiguous,
    StillOpen,
)
from linli.people import services as people
from linli.procedures import selectors as procedures
from linli.procedures.terms import BadAnswers
from linli.publicity import selectors as publicity
from linli.search import selectors as search

PHONE = "13800000012"


@pytest.fixture
def world(method_in_force, now):
    world = World(now=now)
    scene.estate(world, "炉峰社区", "青云小区")
    scene.grid(world, "青云小区", "青云1格")
    for who, place, duty in (
        ("王网格", "青云1格", "网格员"),
        ("李社区", "炉峰社区", "社区"),
        ("钱社区", "和平社区", "社区"),
        ("赵中心", "泰宁县", "县指挥中心"),
    ):
        scene.holds(world, who, place, duty)
    return world


def open_matter(world, title="路灯", **more):
    given = {
        "kind": "report",
        "words": "巷口的路灯不亮",
        "place": Place(area_id=scene.area_named("青云1格").id),
        "channel": Channel.PAGE,
        **more,
    }
    world.things[title] = services.open_matter(
        intake=Intake(**given), actor=ANONYMOUS, now=world.now
    )
    return world.things[title]


def solve(world, title="路灯", **said):
    world.table = tuple({"填写": k, "内容": v} for k, v in {"做了什么": "换了灯头", **said}.items())
    doing.complete(world, "王网格", title, "签收核实", "就地解决")
    world.table = ()


def published(opened):
    return [one for one in publicity.of_subject("matter", opened.matter_id) if one.state == "open"]


def test_only_words_written_for_the_public_are_shown(world):
    opened = open_matter(world)
    solve(world, 公示给居民看的话="路灯修好了")
    (shown,) = published(opened)
    assert shown.words == "路灯修好了"


def test_without_such_words_nothing_is_claimed(world):
    opened = open_matter(world)
    solve(world, 做了什么="和张三丰一起换的")
    (shown,) = published(opened)
    assert "核查" not in shown.words
    assert "张三丰" not in shown.words


def test_who_left_a_number_is_asked_before_anything_is_shown(world):
    silent = open_matter(world, "不公开", contact=Contact(PHONE))
    agreed = open_matter(world, "公开", contact=Contact(PHONE), may_publish=True)
    solve(world, "不公开")
    solve(world, "公开")
    assert (len(published(silent)), len(published(agreed))) == (0, 1)


def test_what_is_not_solved_is_no_longer_shown_as_done(world):
    opened = open_matter(world)
    solve(world)
    assert published(opened)
    services.answer(
        code=opened.code, solved=False, satisfied=1, words="", actor=ANONYMOUS, now=world.now
    )
    assert not published(opened)


def test_a_correction_reaches_routing_and_clocks_and_search(world):
    opened = open_matter(world)
    office = scene.actor_named(world, "赵中心")
    matter = Matter.objects.get(pk=opened.matter_id)
    before = procedures.run_view(matter.run_id)
    services.correct(
        matter_id=opened.matter_id,
        category="fire_lane",
        urgency="urgent",
        area_id=scene.area_named("和平社区").id,
        reason="电话里说清楚了",
        actor=office,
        now=world.now + timedelta(minutes=5),
    )
    after = procedures.run_view(matter.run_id)
    assert (before.data["category"], before.data["urgency"]) == ("", "normal")
    assert (after.data["category"], after.data["urgency"]) == ("fire_lane", "urgent")
    assert after.data["unit"] != before.data["unit"]
    assert after.open[0].due_at < before.open[0].due_at
    other = scene.actor_named(world, "钱社区")
    found = search.find(other, "路灯", verb="matters.see")
    assert [hit.id for hit in found] == [opened.matter_id]


def test_an_answer_is_kept_with_its_words_and_counts_once(world):
    opened = open_matter(world)
    scene.unit(world, "队", "志愿服务队", "炉峰社区")
    doing.start_child(world, "李社区", "路灯", "一呼三应", "一起来", "呼叫")
    solve(world)
    said = {"solved": True, "satisfied": 5, "words": "谢谢小王", "actor": ANONYMOUS}
    services.answer(code=opened.code, now=world.now, **said)
    with pytest.raises(AnswerKept):
        services.answer(code=opened.code, now=world.now, **said)
    assert Rating.objects.get(matter_id=opened.matter_id).words == "谢谢小王"
    assert selectors.by_code(opened.code, now=world.now).question is None
    doing.annul(world, "李社区", "呼叫", "duplicate")
    services.settle_parent(parent_id=opened.matter_id, now=world.now)
    assert selectors.state_of(opened.matter_id) == ("closed", "solved")


def test_a_name_of_several_places_is_asked_about_and_never_guessed(world):
    scene.estate(world, "和平社区", "阳光小区")
    scene.estate(world, "炉峰社区", "阳光小区")
    with pytest.raises(PlaceAmbiguous) as refused:
        open_matter(world, place=Place(words="阳光小区"))
    assert len(refused.value.data["readings"]) == 2
    assert "和平" in refused.value.message
    kept = open_matter(world, place=Place(words="阳光小区", asked=True))
    assert Matter.objects.get(pk=kept.matter_id).area_id == scene.area_named("泰宁县").id


def test_a_person_is_erased_when_nothing_is_under_way(world):
    opened = open_matter(world, contact=Contact(PHONE, "孔乙己"))
    identity = people.remember(phone=PHONE, actor=SYSTEM, now=world.now)
    assert selectors.reports_of(identity)[0]["words"] == "巷口的路灯不亮"
    with pytest.raises(StillOpen):
        services.erase_person(identity_id=identity, actor=SYSTEM, now=world.now)
    services.withdraw(code=opened.code, actor=ANONYMOUS, now=world.now)
    assert services.erase_person(identity_id=identity, actor=SYSTEM, now=world.now) == 1
    assert selectors.by_code(opened.code, now=world.now).words == ""
    assert not search.find(SYSTEM, "路灯", verb="matters.see")


def test_a_kinds_own_form_is_asked_and_what_it_keeps_reaches_the_run(world, settings, now):
    document = dict(parts.current("forms")[1])
    own = {
        "key": "tree",
        "name": {"zh": "树"},
        "fields": [
            {"key": "high", "label": {"zh": "多高"}, "type": "number", "keep": True},
            {"key": "which", "label": {"zh": "哪一棵"}, "type": "text", "required": True},
        ],
    }
    parts.publish("forms", "t", {**document, "forms": [*document["forms"], own]}, now)
    matters = dict(parts.current("matters")[1])
    kinds = [{**one, "form": "tree"} if one["key"] == "report" else one for one in matters["kinds"]]
    parts.publish("matters", "t", {**matters, "kinds": kinds}, now)
    with pytest.raises(BadAnswers):
        open_matter(world)
    opened = open_matter(world, answers={"high": "12", "which": "村口老榕树"})
    matter = Matter.objects.get(pk=opened.matter_id)
    assert procedures.run_view(matter.run_id).data["high"] == 12
    assert "哪一棵：村口老榕树" in selectors.by_code(opened.code, now=now).words
    page = Client().get("/report?kind=report").content.decode()
    assert "多高" in page


def test_the_page_asks_which_place_and_takes_the_answer(world):
    scene.estate(world, "和平社区", "阳光小区")
    scene.estate(world, "炉峰社区", "阳光小区")
    client, said = Client(), {"words": "路灯不亮", "place_words": "阳光小区"}
    asked = client.post("/report?kind=report", said)
    assert asked.status_code == 422
    reading = next(iter(asked.context["form"].readings))[0]
    sent = client.post("/report?kind=report", {**said, "reading": str(reading)})
    assert sent.status_code == 302
    assert Matter.objects.order_by("-opened_at").first().area_id == reading
    assert client.post("/report?kind=report", {**said, "reading": "none"}).status_code == 302
