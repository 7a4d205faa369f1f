"""Doors and corners in the counties that report them, through the pages: Shishou's 九必问 for eight
groups, whose answers are read by who needs them (B17), Luoyuan's 敲门行动 with the property company
(B17) and its 治安巡防队 (B18)."""

from __future__ import annotations

import pytest
from tests.journeys.fieldwork import entered, fill_in, planned, today

GROUP = "第一类特殊困难群体（待市里填写）"
DOOR, NAME, PHONE = "3号楼202室", "周大福", "13800000022"
QUESTIONS = [f"第{number}问（待市里填写）" for number in "一二三四五六七八九"]
TROUBLE = "老伴住院，没人做饭"


# --- Shishou ---


@pytest.fixture
def shishou(in_county):
    county = in_county("shishou")
    county.place("解放路社区", "江波小区", "江波1格")
    county.people(
        ("李社区", "解放路社区", "社区"),
        ("王网格", "江波1格", "网格员"),
        ("赵协调", "石首市", "市协调"),
        ("郑督查", "石首市", "督查"),
    )
    return county


def test_nine_questions_are_all_asked_and_answers_stay_with_who_needs_them(shishou):
    community, grid = shishou.staff("李社区"), shishou.staff("王网格")
    person = {"人群": GROUP, "姓名": NAME, "手机号": PHONE}
    page = entered(community, "住户", "江波1格", DOOR, person)
    assert "已列入走访。" in page
    assert "周○○" in page
    planned(community)
    well = dict.fromkeys(QUESTIONS[:-1], "没有难处")
    row = f"{DOOR} · 周○○ 九必问"
    half = fill_in(grid.read("/field"), row, well)
    assert set(half.send(422)["fields"]) == {"ask_9"}
    asked = well | {QUESTIONS[2]: "有难处", QUESTIONS[8]: "没有难处", "难处是什么": TROUBLE}
    done = fill_in(grid.read("/field"), row, asked, photos=1).send()
    assert (done["state"], done["findings"]) == ("stored", 1)

    evening = community.read("/findings")
    visit = evening.open(QUESTIONS[2])
    assert TROUBLE in visit
    assert GROUP in visit
    assert NAME not in visit.sent
    for who in ("赵协调", "郑督查"):
        reader = shishou.staff(who)
        assert reader.read(visit.address).status == 404, who
        for address in ("/visits", "/findings", "/findings/council", "/visits/subjects"):
            answer = reader.read(address)
            for hidden in (DOOR, "周○○", TROUBLE, GROUP, "有难处"):
                assert hidden not in answer.sent, (who, address, hidden)
        assert "九必问1" in reader.read("/visits")
    turned = evening.form("转为事项").tick(f"选中：{DOOR} {QUESTIONS[2]}").answer()
    assert "已转为 1 件事项" in turned
    matter = turned.open(DOOR)
    told = shishou.staff("赵协调").read(matter.address)
    assert told.status == 200
    for hidden in (DOOR, "周○○", TROUBLE, NAME, PHONE):
        assert hidden not in told.sent, hidden
    community.does("走访问题", "就地解决", {"做了什么": "请助餐点送饭"})
    assert "已办结" in community.read(matter.address)


# --- Luoyuan ---


@pytest.fixture
def luoyuan(in_county):
    county = in_county("luoyuan")
    county.place("南门社区", "佳馨小区", "佳馨1格")
    county.unit("佳馨巡防队", "治安巡防队", "佳馨小区")
    county.unit("佳馨物业", "物业公司", "佳馨小区")
    county.people(
        ("李社区", "南门社区", "社区"),
        ("别社区", "北门社区", "社区"),
        ("何队长", "佳馨巡防队", "治安巡防队"),
        ("林经理", "佳馨物业", "物业"),
    )
    return county


def test_the_property_company_knocks_and_what_is_needed_is_ordered(luoyuan):
    community, manager = luoyuan.staff("李社区"), luoyuan.staff("林经理")
    entered(community, "住户", "佳馨1格", DOOR)
    planned(community)
    bare = fill_in(manager.read("/field"), DOOR, {"需要什么": "送餐"})
    assert set(bare.send(422)["fields"]) == {"people"}
    said = {"家里常住几个人": "2", "需要什么": "送餐、代配药"}
    assert fill_in(manager.read("/field"), DOOR, said).send()["state"] == "stored"
    assert manager.read("/visits").status == 403
    assert manager.read("/findings").status == 403
    evening = community.read("/findings")
    assert "敲门行动 · 林经理" in evening
    assert "送餐" not in evening.sent  # what a home needs is read on the visit's page
    assert "送餐、代配药" in evening.open("需要什么")
    turned = evening.form("转为事项").tick(f"选中：{DOOR} 需要什么").answer()
    matter = turned.open(DOOR)
    assert "敲门行动：需要什么" in matter
    assert "送餐" not in matter.sent
    assert manager.read(matter.address).status in {403, 404}
    assert DOOR not in luoyuan.staff("别社区").read("/findings")


def test_the_patrol_looks_at_each_point_once_a_shift(luoyuan):
    community, patrol = luoyuan.staff("李社区"), luoyuan.staff("何队长")
    for corner in ("小区北门", "地下车库"):
        entered(community, "巡防点", "佳馨1格", corner)
    planned(community)
    assert len(today(patrol.read("/field"))) == 4  # two points, two shifts
    walked = {"同行的人": "党员、片警、小区保安", "看到什么": "消防通道被占", "情况": "两辆车"}
    row = "小区北门 治安巡防 · "
    first = next(one for one in today(patrol.read("/field")) if one.startswith(row))
    visit = fill_in(patrol.read("/field"), first, walked, photos=1)
    assert visit.send()["findings"] == 1
    assert visit.send()["state"] == "again"
    assert len(today(patrol.read("/field"))) == 3
    other = fill_in(patrol.read("/field"), "小区北门", walked)
    other.client = luoyuan.staff("别社区").client
    assert other.send(404)["message"] == "没有这个走访对象，或者不归您走访。"
    evening = community.read("/findings")
    assert "看到什么：消防通道被占" in evening
    found = evening.open("看到什么")
    assert "党员、片警、小区保安" in found
    assert found.sent.count("<img") == 1
    turned = evening.form("转为事项").tick("选中：小区北门 看到什么").answer()
    assert "治安巡防：看到什么（消防通道被占）" in turned.open("小区北门")
    assert luoyuan.staff("别社区").read(found.address).status == 404
