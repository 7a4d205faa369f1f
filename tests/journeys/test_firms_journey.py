"""Ninghua's firms through the pages: one adviser each, whose firm's trouble a unit solves and the
firm itself confirms (B14); hazards looked at again, and drills (B15)."""

from __future__ import annotations

import pytest
from tests.journeys.fieldwork import entered, fill_in, planned, today

from linli.people.models import Account

FIRM, SHOP = "纺织公司", "纺织车间"


@pytest.fixture
def ninghua(in_county):
    county = in_county("ninghua")
    county.place("南街社区", "工业小区", "工业1格")
    county.people(
        ("李社区", "南街社区", "社区"),
        ("赵协调", "宁化县", "县协调"),
        ("陈指导", "宁化县", "企业指导员"),
        ("黄指导", "宁化县", "企业指导员"),
        ("周供电", "供电公司", "部门"),
        ("陈消防", "消防救援大队", "部门"),
    )
    return county


def test_a_firms_trouble_is_solved_when_the_firm_says_so(ninghua):
    desk, adviser, unit = (ninghua.staff(who) for who in ("赵协调", "陈指导", "周供电"))
    username = Account.objects.get(pk=ninghua.world.things["account:陈指导"]).username
    page = entered(desk, "企业", "工业1格", FIRM, {"帮扶人的用户名": username})
    assert "陈指导" in page
    planned(desk)
    assert today(ninghua.staff("黄指导").read("/field")) == []
    said = {"有什么难处": "用电、用工", "企业怎么说": "电费高，想直接买电"}
    assert fill_in(adviser.read("/field"), FIRM, said).send()["findings"] == 1
    evening = desk.read("/findings")
    assert "有什么难处：用电、用工" in evening
    turned = evening.form("转为事项").tick(f"选中：{FIRM} 有什么难处").answer()
    matter = turned.open(FIRM)
    assert "走访企业：有什么难处（用电、用工）" in matter
    order = {"派给哪个单位": "供电公司", "要办成什么样": "推动直购电交易"}
    desk.does("企业问题", "分给单位", order)
    assert ninghua.staff("陈消防").read(matter.address).status == 404
    bare = unit.finds("企业问题").form("确认：解决了").answer({"做了什么": "签了合同"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    assert "已办理：" in bare.form("确认：解决了").answer(photos=1)
    silent = desk.finds("企业问题").form("确认：企业说没有解决").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    silent.form("确认：企业说没有解决").answer({"理由": "合同还没有生效"})
    desk.does("企业问题", "分给单位", order)
    unit.does("企业问题", "解决了", {"做了什么": "合同生效了"}, photos=1)
    desk.does("企业问题", "企业说解决了", {"现场看到什么": "按新电价收费"})
    assert "已办结" in desk.read(matter.address)


def test_hazards_are_looked_at_again_and_a_drill_is_written_down(ninghua):
    community, power, fire = (ninghua.staff(who) for who in ("李社区", "周供电", "陈消防"))
    entered(community, "场所", "工业1格", SHOP)
    planned(community)
    said = {"有哪些隐患": "安全出口不畅、电线乱拉", "当场提了什么要求": "七天内改好"}
    hazards = f"{SHOP} 排查安全隐患"
    assert fill_in(power.read("/field"), hazards, said, photos=1).send()["findings"] == 1
    drill = fill_in(fire.read("/field"), f"{SHOP} 安全讲座和演练", {"做了什么": "消防安全演练"})
    assert set(drill.send(422)["fields"]) == {"people"}
    drill.item["answers"]["people"] = "60"
    assert drill.send()["state"] == "stored"
    found = community.read("/findings").open("有哪些隐患")
    assert "七天内改好" in found
    assert "3月9日" in found
    ninghua.comes("2026-03-09 09:00")
    (again,) = [one for one in today(power.read("/field")) if "排查安全隐患" in one]
    assert "复查" in again
    fill_in(power.read("/field"), hazards, {"当场提了什么要求": "都改好了"}).send()
    assert "已消除" in community.read(found.address)
    recent = community.read("/visits")
    assert "安全讲座和演练" in recent
    assert ninghua.staff("陈指导").read(found.address).status == 404
