"""From the grid upwards, through the pages: Taining's six steps and its escalation level by level,
the small teams of Fuzhou High-tech Zone. Nothing bounces without a reason that all can read."""

from __future__ import annotations

import pytest
from tests.journeys.meeting import body, held

from linli.matters.stories import scene


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.people(
        ("王网格", "青云1格", "网格员"),
        ("李社区", "炉峰社区", "社区"),
        ("黄镇长", "杉城镇", "乡镇"),
        ("赵中心", "泰宁县", "县指挥中心"),
        ("林交警", "交警大队", "部门"),
        ("郭城管", "城管局", "部门"),
        ("林水利", "水利局", "部门"),
    )
    body(county, "炉峰社区", "共建联席会议", 11)
    return county


def meeting(taining, community):
    """List, call, the joint meeting, and who takes what."""
    community.does("六步闭环", "清单已列好", {
        "问题和要求": "夜间停车难：增加夜间临时车位", "清单类别": "问题清单",
    })  # fmt: skip
    community.does("六步闭环", "发出呼叫", {"请哪些单位": "交警大队、城管局"})
    met = held(taining, community, "共建联席会议", "2026-03-05 15:00", came=9, yes=8, no=1)
    assert "通过" in met
    assert "夜间停车难：增加夜间临时车位" in met
    page = community.finds("六步闭环").form("确认：各单位认领").answer({"议定事项": "各办各的"})
    assert page.status == 422
    assert "哪些单位认领" in page.faults
    assert "各办各的" in page  # nothing typed is lost
    return page.form("确认：各单位认领").answer({
        "议定事项": "交警划夜间车位，城管清理占道物", "哪些单位认领": "交警大队、城管局",
    })  # fmt: skip


def test_six_steps_from_the_finding_to_the_report(taining):
    grid, community = taining.staff("王网格"), taining.staff("李社区")
    found = grid.takes_down("六步闭环", "晚上没有地方停车", "青云1格")
    grid.does("六步闭环", "属实，报社区", {"看到什么问题": "一百户只有四十个车位"})
    assert "已办理：议定分工" in meeting(taining, community)
    assert "认领落实" in community.read(found.address)

    police, city = taining.staff("林交警"), taining.staff("郭城管")
    bare = police.finds("六步闭环").form("确认：落实了").answer({"做了什么": "划了车位"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    step = police.finds("六步闭环").form("确认：落实了").element.get("action")
    refused = grid.send(step, {"outcome": "finish", "finish-done_what": "我来办了"})
    assert refused.status in {403, 404}
    assert taining.staff("林水利").read(found.address).status == 404  # not called to the meeting
    police.does("六步闭环", "落实了", {"做了什么": "划夜间车位三十二个"}, photos=1)
    assert "六步闭环" not in police.waiting()
    city.does("六步闭环", "落实了", {"做了什么": "清走占道物"}, photos=1)

    report = {"结果": "夜间车位三十二个已经启用", "结果类别": "全部办成"}
    community.does("六步闭环", "报告结果，办结", report)
    assert "已办结" in grid.read(found.address)
    assert "夜间车位三十二个已经启用" in taining.resident().read("/public").open(
        "六步闭环 · 炉峰社区青云小区"
    )


def climbs(taining):
    """From the grid to the county, a reason at each step; the readers on the way."""
    grid, community = taining.staff("王网格"), taining.staff("李社区")
    town, county = taining.staff("黄镇长"), taining.staff("赵中心")
    found = grid.takes_down("网格发现", "小区后面的溪边护坡掉了一截", "青云1格")
    silent = found.form("确认：上报社区").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    grid.does("网格发现", "上报社区", {"理由": "要动工，网格办不了"})
    seen = community.finds("网格发现")
    assert "要动工，网格办不了" in seen
    assert not town.read(found.address).offers("确认：上报乡镇")  # not the town's yet
    community.does("网格发现", "上报乡镇", {"理由": "没有经费"})
    town.does("网格发现", "上报县指挥中心", {"理由": "溪岸归水利部门管护"})
    assert "溪岸归水利部门管护" in county.finds("网格发现")
    return grid, county, found


def test_what_the_grid_cannot_do_climbs_with_reasons_and_comes_back_to_be_seen(taining):
    grid, county, found = climbs(taining)
    county.does("网格发现", "交给部门办理", {"派给哪个单位": "水利局"})
    water = taining.staff("林水利")
    bare = water.finds("网格发现").form("确认：办好了").answer({"做了什么": "重砌了"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    assert taining.staff("郭城管").read(found.address).status == 404
    water.does("网格发现", "办好了", {"做了什么": "护坡已经重砌"}, photos=2)
    grid.does("网格发现", "确实解决", {"现场看到什么": "护坡已修好"})
    closed = grid.read(found.address)
    assert "已办结" in closed
    for reason in ("要动工，网格办不了", "没有经费", "溪岸归水利部门管护"):
        assert reason in closed


def test_what_is_sent_back_carries_its_reason_and_a_new_clock(taining):
    _grid, county, found = climbs(taining)
    silent = county.finds("网格发现").form("确认：退回社区办理").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    county.does("网格发现", "退回社区办理", {"理由": "镇里有小修经费"})
    community = taining.staff("李社区")
    back = community.finds("网格发现")
    assert "镇里有小修经费" in back
    assert "余 3 工作日" in back
    taining.comes("2026-03-06 09:00")
    assert "已超期" in community.read("/work")
    assert "网格发现" in taining.staff("赵中心").read("/county")
    assert "办理中" in community.read(found.address)


@pytest.fixture
def gaoxin(in_county):
    county = in_county("gaoxin")
    scene.town(county.world, parent="福州高新区", name="示例镇")
    scene.community(county.world, parent="示例镇", name="旗山文城社区")
    scene.community(county.world, parent="示例镇", name="另一社区")
    county.place("旗山文城社区", "中海寰宇小区", "中海1格")
    county.people(
        ("王服务", "中海1格", "服务员"),
        ("李指导", "旗山文城社区", "指导员"),
        ("别指导", "另一社区", "指导员"),
        ("赵督导", "示例镇", "督导员"),
        ("林住建", "住建局", "部门"),
    )
    return county


def test_a_small_team_serves_guides_and_directs(gaoxin):
    resident = gaoxin.resident()
    received = resident.hands_in(
        "报个事", "电梯停了两天", "中海1格", {"属于哪一类": "电梯", "手机号": "13912345678"}
    )
    assert "网格里的服务员会联系您、上门办" in received
    server, guide = gaoxin.staff("王服务"), gaoxin.staff("李指导")
    page = server.finds("电梯")
    assert "139****5678" in page
    assert "理由" in page.form("确认：报指导员").answer().faults
    server.does("电梯", "报指导员", {"理由": "要专业的人修"})
    assert gaoxin.staff("别指导").read(page.address).status == 404
    assert "要专业的人修" in guide.finds("电梯")
    guide.does("电梯", "报督导员", {"理由": "维保单位欠费，要部门出面"})
    director, unit = gaoxin.staff("赵督导"), gaoxin.staff("林住建")
    director.does("电梯", "交单位办理", {"派给哪个单位": "住建局"})
    assert "已收到，最迟" in resident.track()
    unit.does("电梯", "办好了", {"做了什么": "修好了"}, photos=1)
    guide.does("电梯", "没有办好，再督导", {"理由": "半夜又停了一次"})
    assert "半夜又停了一次" in director.finds("电梯")
    director.does("电梯", "交单位办理", {"派给哪个单位": "住建局"})
    unit.does("电梯", "办好了", {"做了什么": "换了控制板"}, photos=1)
    guide.does("电梯", "确实办好", {"现场看到什么": "运行正常"})
    assert "您说：解决了。" in resident.rates("解决了", "很满意")
