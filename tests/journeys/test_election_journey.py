"""换届 through the pages: the county launches it, a village publishes its roll, its candidates
accept, the votes are counted, one position is voted again; residents read every figure. And what a
village owes the public each month."""

from __future__ import annotations

import pytest

STAND = (
    ("13900000001", "赵大山", "主任", "党组织书记", 50),
    ("13900000002", "钱大海", "主任", "", 40),
    ("13900000003", "孙小河", "副主任", "", 90),
    ("13900000004", "周春", "委员", "", 80),
    ("13900000005", "吴夏", "委员", "", 70),
    ("13900000006", "郑秋", "委员", "妇女", 60),
    ("13900000007", "王冬", "委员", "", 61),
)


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.people(("李部长", "泰宁县", "县委组织部"), ("陈主任", "水南村", "村"))
    return county


def nominated(county):
    """The village's page with a settled list of candidates."""
    launched = county.staff("李部长").read("/elections/").form("启动")
    table = launched.answer({"在哪里": "泰宁县", "完成期限": "2026-06-30"})
    assert "0 / 113" in table
    clerk = county.staff("陈主任")
    page = clerk.read("/elections/").open("村民委员会换届选举").open("水南村")
    page = page.form("公布名单").answer({"登记参加选举的人数": "150"})
    for phone, name, position, tag, _votes in STAND:
        given = {"用户名或手机号": phone, "姓名": name, "职位": position}
        page = page.form("列入").answer({**given, "身份": tag} if tag else given)
    for _phone, name, *_rest in STAND:
        page = page.form("记下", beside=f"{name[0]}○").answer({"公布用的姓名": name})
    return page.form("候选人名单定了").answer()


def counted(page, votes):
    ballots = {"发出选票": "110", "收回选票": "100", "有效票": "100", "无效票": "0"}
    return page.form("记下计票结果").answer({**ballots, **votes})


def test_from_the_launch_to_the_new_committee(taining):
    page = nominated(taining)
    early = page.form("开始投票").answer()
    assert "二十日前公布" in early
    taining.comes("2026-03-22 08:00")
    clerk = taining.staff("陈主任")
    page = clerk.read("/elections/").open("村民委员会换届选举").open("水南村")
    page = page.form("开始投票").answer()
    votes = {f"{position} {name}": str(count) for _p, name, position, _t, count in STAND}
    wrong = counted(page, {**votes, "主任 赵大山": "70"})
    assert "得票对不上" in wrong
    page = counted(wrong, votes)
    assert "主任：还缺 1 名，另行选举" in page
    assert "第十五条" in page
    assert not page.offers("暂缺")
    page = page.form("开始另行选举").answer()
    page = counted(page, {"主任 赵大山": "52", "主任 钱大海": "47"})
    assert "一肩挑" in page
    resident = taining.resident()
    place = resident.read("/places/350429100202")
    public = place.open("换届").open("村民委员会换届选举")
    assert "赵大山" in public
    assert "139" not in public
    page = page.form("公布结果").answer()
    assert "还没有公布满" in page.form("移交好了，换届完成").answer()
    taining.comes("2026-03-26 09:00")
    page = taining.staff("陈主任").read(page.address)
    page = page.form("移交好了，换届完成").answer()
    assert "新一届的名册" in page
    body = page.open("新一届的名册")
    assert "主任" in body
    table = taining.staff("李部长").read("/elections/").open("村民委员会换届选举")
    assert "1 / 113" in table
    assert "0 / 1" in table, "not in the first ballot"


def test_what_a_village_owes_the_public(taining):
    clerk = taining.staff("陈主任")
    page = clerk.read("/disclosures/").open("水南村")
    assert "逾期" in page
    owed = page.open("公开、说明原因 财务收支公开 2026-03")
    page = owed.form("公开").answer({"内容": "收入一万元，支出八千元。"})
    assert "居民现在看得到" in page
    late = page.open("公开、说明原因 财务收支公开 2026-01")
    assert "居民现在看得到" in late.form("写明原因").answer({"原因": "账目正在审计"})
    shown = taining.resident().read(page.address.replace("/disclosures/", "/public/disclosures/"))
    assert "账目正在审计" in shown
    assert "收入一万元" in shown.open("财务收支公开 · 2026-03")
