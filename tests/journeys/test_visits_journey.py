"""Visits in Taining through the pages: one helper for each firm (B14), hazards looked at again
(B15), knocking at doors with what was said kept from who has no need of it (B17), patrols by shift
(B18). The visitor's phone hands in what today's list asked."""

from __future__ import annotations

import pytest
from tests.journeys.fieldwork import entered, fill_in, planned, today

from linli.people.models import Account

FIRM, SHOP, DOOR, CORNER = "青云机械厂", "青云超市", "1号楼101室", "菜市场口"
NAME, PHONE, ILL = "林小满", "13800000011", "糖尿病十年，打针"
GRID, SENT = "青云1格", "已收到。"


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.unit("青云志愿队", "志愿服务队", "青云小区")
    county.people(
        ("李社区", "炉峰社区", "社区"),
        ("别社区", "和平社区", "社区"),
        ("王网格", "青云1格", "网格员"),
        ("赵中心", "泰宁县", "县指挥中心"),
        ("郑督查", "泰宁县", "督查"),
        ("陈消防", "消防救援大队", "部门"),
        ("周交警", "交警大队", "部门"),
        ("何志愿", "青云志愿队", "志愿服务队"),
        ("孙志愿", "青云志愿队", "志愿服务队"),
    )
    return county


def visited(reader, name, said, photos=0):
    """Handed in by the phone, and taken."""
    done = fill_in(reader.read("/field"), name, said, photos=photos).send()
    assert (done["state"], done["message"]) == ("stored", SENT)
    return done


# --- B14 ------------------------------------------------------------------------------------------


def test_a_firm_has_one_helper_and_its_trouble_becomes_a_matter(taining):
    community, helper = taining.staff("李社区"), taining.staff("陈消防")
    unknown = entered(community, "企业", GRID, FIRM, {"帮扶人的用户名": "nobody"})
    assert unknown.status == 422
    assert "没有找到这位帮扶人" in unknown.faults
    username = Account.objects.get(pk=taining.world.things["account:陈消防"]).username
    page = entered(community, "企业", GRID, FIRM, {"帮扶人的用户名": username})
    assert "已列入走访。" in page
    assert f"{FIRM} 炉峰社区青云小区" in page
    assert "陈消防" in page
    planned(community)
    assert FIRM in helper.read("/field")
    for who in ("李社区", "周交警"):
        assert FIRM not in taining.staff(who).read("/field"), who
    said = {"有什么难处": "用工、资金", "企业怎么说": "缺十名熟练工"}
    assert visited(helper, FIRM, said, photos=1)["findings"] == 1
    assert today(helper.read("/field")) == []

    evening = community.read("/findings")
    assert "有什么难处：用工、资金" in evening
    assert "进企业 · 陈消防" in evening
    none = evening.form("转为事项").answer()
    assert none.status == 422
    assert "请先选中要处理的发现。" in none.faults
    turned = none.form("转为事项").tick(f"选中：{FIRM} 有什么难处").answer()
    assert "已转为 1 件事项" in turned
    assert "今天的发现都研判完了" in turned
    matter = turned.open(FIRM)
    assert "进企业：有什么难处（用工、资金）" in matter
    assert FIRM in matter
    assert "进企业：有什么难处" in taining.staff("王网格").read(matter.address)
    assert taining.staff("周交警").read(matter.address).status == 404
    coverage = community.read("/visits")
    assert "进企业11 · 100%11" in coverage  # one firm, visited, met
    assert taining.staff("周交警").read("/findings").status == 403


def test_a_visit_to_a_firm_is_not_a_grid_members(taining):
    community = taining.staff("李社区")
    username = Account.objects.get(pk=taining.world.things["account:陈消防"]).username
    entered(community, "企业", GRID, FIRM, {"帮扶人的用户名": username})
    planned(community)
    own = fill_in(taining.staff("陈消防").read("/field"), FIRM, {"有什么难处": "销售"})
    helper, own.client = own.client, taining.staff("王网格").client
    refused = own.send(404)
    assert refused["message"] == "没有这个走访对象，或者不归您走访。"
    own.client = helper
    assert own.send()["state"] == "stored"


# --- B15 ------------------------------------------------------------------------------------------


def test_a_hazard_is_looked_at_again_until_it_is_gone(taining):
    community, grid = taining.staff("李社区"), taining.staff("王网格")
    entered(community, "场所", GRID, SHOP)
    planned(community)
    said = {"有哪些隐患": "安全出口不畅、电线乱拉", "当场提了什么要求": "三天内整理电线"}
    visited(grid, SHOP, said, photos=2)
    row = community.read("/findings")
    assert "有哪些隐患：安全出口不畅、电线乱拉" in row
    assert "3月9日" in row
    visit = row.open("有哪些隐患")
    assert "三天内整理电线" in visit
    assert visit.sent.count("<img") == 2
    assert "复查" in visit
    assert taining.staff("别社区").read(visit.address).status == 404
    taining.comes("2026-03-09 09:00")
    (again,) = today(grid.read("/field"))
    assert SHOP in again
    assert "复查" in again
    visited(grid, SHOP, {"当场提了什么要求": "都改好了"})
    assert "已消除" in community.read(visit.address)
    settled = community.read("/findings")
    assert "已消除" in settled
    done = settled.form("办结").tick(f"选中：{SHOP} 有哪些隐患").answer({"处理情况": ""})
    assert done.status == 422
    assert "请写明是怎么处理的" in done.faults
    done = done.form("办结").answer({"处理情况": "复查已经改好"})
    assert "1 条已办结。" in done
    assert "复查已经改好" in done


# --- B17 ------------------------------------------------------------------------------------------


def test_what_is_said_at_a_door_is_read_by_who_needs_it(taining):
    community, grid = taining.staff("李社区"), taining.staff("王网格")
    group = "第一类人群（示例，待县里填写）"
    page = entered(community, "住户", GRID, DOOR, {"人群": group, "姓名": NAME, "手机号": PHONE})
    assert "林○○" in page
    assert NAME not in page.sent
    entered(community, "住户", GRID, "1号楼102室", {"人群": "第五类人群（示例，待县里填写）"})
    planned(community)
    doors = [one for one in today(grid.read("/field")) if "敲门行动" in one]
    assert len(doors) == 1, "the fifth group is not for grid members"
    assert "林○○" in doors[0]
    assert NAME not in grid.read("/field").sent
    visited(grid, f"{DOOR} · 林○○ 敲门行动", {"需要什么": "送餐、代配药", "身体怎么样": ILL})

    evening = community.read("/findings")
    assert "送餐" not in evening.sent  # not even the evening's table says what
    visit = evening.open("需要什么")
    assert "送餐、代配药" in visit
    assert ILL in visit
    assert group in visit
    for who in ("赵中心", "郑督查", "别社区"):
        reader = taining.staff(who)
        for address in (visit.address, "/visits", "/findings", "/findings/council"):
            answer = reader.read(address)
            hidden = (DOOR, ILL, "林○○", "送餐", group)
            assert not any(word in answer.sent for word in hidden), (who, address)
        assert reader.read(visit.address).status == 404, who
    assert "敲门行动2" in taining.staff("赵中心").read("/visits")  # numbers are for everybody

    turned = evening.form("转为事项").tick(f"选中：{DOOR} 需要什么").answer()
    matter = turned.open(DOOR)
    assert "敲门行动：需要什么" in matter
    told = taining.staff("赵中心").read(matter.address)
    assert told.status == 200
    for word in (DOOR, ILL, "林○○", NAME, PHONE):
        assert word not in told.sent, word


# --- B18 ------------------------------------------------------------------------------------------


def test_a_point_is_looked_at_once_a_shift_by_a_mixed_team(taining):
    community, grid = taining.staff("李社区"), taining.staff("王网格")
    volunteer = taining.staff("何志愿")
    entered(community, "巡防点", GRID, CORNER)
    planned(community)
    rows = today(grid.read("/field"))
    assert [shift in row for shift, row in zip(("08:00", "19:00"), rows, strict=True)] == [True] * 2
    alone = fill_in(grid.read("/field"), "08:00-11:00", {"看到什么": "一切正常"})
    refused = alone.send(422)
    assert set(refused["fields"]) == {"team"}
    walked = {"同行的人": "党员、民警、楼栋长", "看到什么": "照明不足", "情况": "两盏灯不亮"}
    visited(grid, "08:00-11:00", walked, photos=1)
    (evening,) = today(volunteer.read("/field"))
    assert "19:00-22:00" in evening
    found = community.read("/findings")
    assert "看到什么：照明不足" in found
    visit = found.open("看到什么")
    assert "党员、民警、楼栋长" in visit
    assert "两盏灯不亮" in visit
    turned = found.form("转为事项").tick(f"选中：{CORNER} 看到什么").answer()
    assert "治安巡防：看到什么（照明不足）" in turned.open(CORNER)
    assert taining.staff("别社区").read("/field").words.count(CORNER) == 0
    taining.comes("2026-03-03 08:30")
    planned(community)
    rows = today(grid.read("/field"))
    assert len(rows) == 2, "a shift that passed is not made up for"
    assert not any("晚" in row for row in rows)


def test_a_team_goes_out_together_and_what_it_saw_is_its_patrols(taining):
    community, volunteer = taining.staff("李社区"), taining.staff("何志愿")
    entered(community, "巡防点", GRID, CORNER)
    planned(community)
    assert "/visits/patrols" not in taining.staff("陈消防").read("/field").sent
    page = volunteer.read("/field").open("巡防")
    assert "还没有出巡记录。" in page
    nobody = page.form("出巡", "青云志愿队").answer()
    assert nobody.status == 422
    assert nobody.faults
    foreign = page.form("出巡", "青云志愿队")
    refused = taining.staff("周交警").send("/visits/patrols", foreign.values)
    assert refused.status in {403, 404}
    out = foreign.answer({"谁去": "何志愿、孙志愿"})
    assert "已出巡，走到的点和发现都记在这次巡防上。" in out
    assert "何志愿、孙志愿" in out
    walked = {"同行的人": "党员、志愿者", "看到什么": "照明不足"}
    visited(volunteer, "08:00-11:00", walked)
    seen = community.read("/visits/patrols")
    assert "青云志愿队 治安巡防何志愿、孙志愿" in seen
    back = volunteer.read("/visits/patrols").form("队伍回来了").answer()
    assert "已收队。" in back
    row = back.root.xpath("//table//tbody/tr")[0].text_content()
    assert row.endswith("11"), row  # one point, one finding
    assert "队伍回来了" not in back.buttons
