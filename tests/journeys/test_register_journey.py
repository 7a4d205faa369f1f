"""Who is responsible, through the pages of Taining: 双报到 and the 党建超市 (A5), the one register
of people, places, matters and organisations (A8), the fields with their duties (A11)."""

from __future__ import annotations

import pytest

from linli.matters.stories import scene

WORDS, PHONE, MASKED = "路灯坏了三天，晚上看不见", "13912345678", "139****5678"
TASK = "帮张阿姨换水龙头"
DESK = "/organisations/registrations"


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.place("和平社区", "和平小区", "和平1格")
    county.people(
        ("李社区", "炉峰社区", "社区"),
        ("别社区", "和平社区", "社区"),
        ("王网格", "青云1格", "网格员"),
        ("陈网格", "和平1格", "网格员"),
        ("郭城管", "城管局", "部门"),
        ("何城管", "城管局", "部门"),
        ("周交警", "交警大队", "部门"),
        ("孙组织", "泰宁县", "县委组织部"),
    )
    return county


# --- A5 -------------------------------------------------------------------------------------------


def registered(county, who, skills):
    """Asked on the member's phone; confirmed at the community's desk."""
    member, community = county.staff(who), county.staff("李社区")
    said = {"到哪里报到": "炉峰", "我能做什么": skills}
    shown = "亮身份：让居民看到我的姓名、单位和特长"
    form = member.read("/work/registering").form("报到").tick(shown)
    assert "待确认" in form.answer(said)
    desk = community.read(DESK)
    assert "1 条报到等您确认" in desk
    row = desk.form("确认", beside=who)
    assert county.staff("别社区").send(row.element.get("action"), {}).status in {403, 404}
    assert "已确认报到。" in row.answer()
    assert "已报到" in member.read("/work/registering")
    return member


def shelved(county):
    community = county.staff("李社区")
    form = community.read("/matters/new?kind=errand").form("受理")
    said = {"发生了什么": TASK, "需要什么特长": "水电维修"}
    page = form.answer(said, place="炉峰社区")
    assert page.status == 200, page.faults
    return page.root.xpath("//h1/text()")[0].strip()


def test_a_member_registers_takes_a_task_shows_it_done_and_the_unit_is_counted(taining):
    early = taining.staff("何城管").read("/work/shelf")
    assert "先去报到" in early
    member = registered(taining, "郭城管", "水电维修、出力搬运")
    second = registered(taining, "周交警", "法律咨询")
    title = shelved(taining)
    shelf = member.read("/work").open("党建超市")
    assert "正是您的特长" in shelf
    (take,) = [one for one in shelf.buttons if one.startswith("我来领")]
    waiting = second.read("/work/shelf")
    assert "正是您的特长" not in waiting
    taken = shelf.form(take).answer()
    assert "我领的" in taken
    late = waiting.form(take).answer()
    assert "这一步已由郭城管领办。" in late.faults
    bare = taken.open("去完成").form("确认：完成了").answer({"做了什么": "换好了"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    done = bare.form("确认：完成了").answer(photos=1)
    assert "已办理：认领完成" in done
    community = taining.staff("李社区")
    assert "完成任务0" in community.read(f"{DESK}/units")  # not before it is accepted
    community.does(title, "验收通过")
    rates = taining.staff("孙组织").read(f"{DESK}/units")
    assert "完成任务1" in rates
    assert "已报到 / 全部人员2 / " in rates
    assert "完成任务 1 件" in member.read("/work/registering")
    home = scene.area_named("炉峰社区").id
    public = taining.resident().read(f"/members/{home}")
    assert "身边的党员" in public
    assert "郭城管" in public
    assert "水电维修" in public
    (leave,) = [one for one in member.read("/work/registering").buttons if "撤回" in one]
    assert "已撤回" in member.read("/work/registering").form(leave).answer()
    assert "郭城管" not in taining.resident().read(f"/members/{home}")


# --- A8 -------------------------------------------------------------------------------------------


def test_one_opens_a_place_a_matter_a_person_and_sees_no_more_than_one_may(taining):
    resident = taining.resident()
    said = {"属于哪一类": "路灯", "手机号": PHONE, "怎么称呼您": "赵小雨"}
    resident.hands_in("报个事", WORDS, "青云1格", said)
    resident.hands_in("报个事", "还有一盏也不亮", "青云1格", said)
    grid, community = taining.staff("王网格"), taining.staff("李社区")
    grid.does("路灯", "就地解决", {"做了什么": "换了灯泡"})

    place = community.read("/search?q=青云1格").open("青云")
    assert "事 2" in place
    matter = place.open("路灯")
    assert "地 1" in matter
    person = matter.open(MASKED)
    assert "人 · " in person
    assert "赵○○" in person
    assert "事 2" in person
    for hidden in (PHONE, "赵小雨", WORDS):
        assert hidden not in place.sent + matter.sent + person.sent
    for who in ("别社区", "陈网格", "周交警"):
        stranger = taining.staff(who)
        for page in (matter, person):
            answer = stranger.read(page.address)
            assert answer.status == 404, (who, page.address)
        there = stranger.read(place.address)
        assert "路灯" not in there
        assert MASKED not in there.sent
    tree = taining.staff("孙组织").read("/organisations/").form("查找")
    name = scene.unit_named("城管局").name
    found = tree.answer({"按名称找": name})
    (row,) = found.root.xpath("//a[@class='tap']")
    unit = taining.staff("孙组织").read(f"/organisations/{row.get('href')}").open("关联")
    assert f"{name} 打开 组织" in unit, unit


# --- A11 ------------------------------------------------------------------------------------------


def test_each_field_shows_its_duties_checklist_brand_and_organisations(taining):
    page = taining.staff("孙组织").read("/organisations/").open("领域")
    for words in ("农村", "社区", "机关", "两新", "党员到社区报到", "在职党员全部报到"):
        assert words in page, words
    assert "品牌：近邻先锋" in page
    assert "个组织" in page
    offices = page.open("机关")
    assert scene.unit_named("城管局").name in offices
    assert "炉峰社区居民委员会" not in offices
    refused = taining.resident().read(page.address)
    assert "党员到社区报到" not in refused
