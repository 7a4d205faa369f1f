"""Deciding together, through the pages: 联席会议 with its agenda from open needs (C1), 四议两公开
from the proposal to the published result (C2), 两议两评两公开 (C3), a council of residents (C4)."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.journeys.meeting import body, called, called_for, closed, held, opened, voted

from linli.kernel import clock
from linli.matters.stories import scene
from linli.matters.terms import Opened
from linli.publicity import stories as shown


@pytest.fixture
def village(in_county):
    county = in_county("taining")
    county.people(("陈主任", "民主村", "村"), ("别主任", "水南村", "村"))
    body(county, "民主村", "党支部", 20, 支委=5)
    body(county, "民主村", "村“两委”", 7)
    body(county, "民主村", "村民代表会议", 12, 妇女代表=4, 村民代表=12)
    return county


def its_matter(page) -> Opened:
    """What a story would call by name: the matter of a page."""
    return Opened(matter_id=UUID(page.address.split("/matters/")[1][:36]), code="", number="")


def on_the_board(county, who: str, number: str) -> None:
    """It is put up with a photo of the board, and its days run out."""
    shown.posts(county.world, who=who, title=number, kind="公开栏", name="村部公开栏")
    shown.time_is_up(county.world, title=number)
    county.comes(f"{clock.local(county.world.now):%Y-%m-%d} 19:00")


def proposed(county, chair, words="修村口到学校的路八百米"):
    found = chair.takes_down("四议两公开", "修村口到学校的路", "民主村")
    chair.does("四议两公开", "方案起草好了，提交支部", {"方案正文": words})
    return found


def to_the_representatives(county, chair):
    held(county, chair, "党支部提议", "2026-03-03 19:00", came=4, yes=4)
    held(county, chair, "“两委”会商议", "2026-03-04 19:00", came=6, yes=5, no=1)
    met = held(county, chair, "党员大会审议", "2026-03-08 19:00", came=14, yes=11, no=3)
    assert "通过" in met
    assert "四议两公开办法" in met  # the figures are explained with the article


def test_four_deliberations_and_two_publications_from_the_proposal_to_the_result(village):
    chair = village.staff("陈主任")
    found = proposed(village, chair)
    village.world.things["修路"] = its_matter(found)
    to_the_representatives(village, chair)
    met = held(village, chair, "村民代表会议", "2026-03-12 19:00", came=8, yes=6, no=2)
    assert "决议〔2026〕" in met
    page = village.resident().read("/public/").open("修村口到学校的路")
    assert "修村口到学校的路八百米" in page
    on_the_board(village, "陈主任", "修路")
    chair.does(
        "四议两公开", "实施完了，公开结果", {"实施结果": "修好八百米，花了二十九万"}, photos=2
    )
    assert "花了二十九万" in village.resident().read("/public/").open("修村口到学校的路")
    on_the_board(village, "陈主任", "修路")
    assert "已办结" in chair.read(found.address)
    related = chair.read(found.address).open("关联")
    for kind in ("党支部提议", "“两委”会商议", "党员大会审议", "村民代表会议"):
        assert kind in related
    assert village.staff("别主任").read(met.address).status == 404


def test_notice_quorum_and_a_lost_vote_stop_it_with_the_reason(village):
    chair = village.staff("陈主任")
    proposed(village, chair)
    to_the_representatives(village, chair)
    wanted = called_for(chair, "村民代表会议")
    early = called(wanted, "2026-03-10 19:00")
    assert early.status == 422
    assert "提前3 天" in early.faults.replace("天通知", "天")
    page = called(wanted, "2026-03-12 19:00")
    refused = opened(village, chair, page, "2026-03-12 19:00", came=7).form("开始表决").answer()
    assert refused.status in {200, 409, 422}
    assert "到会人数不够，不能表决" in refused
    void = chair.read(page.address).form("宣布无效").answer({"原因": "到会七人，不足三分之二"})
    assert void.status == 200
    again = called(called_for(chair, "村民代表会议"), "2026-03-16 19:00")
    lost = voted(opened(village, chair, again, "2026-03-16 19:00", came=10), 5, 5)
    assert "没有通过" in lost
    closed(lost, "五比五，没有过半")
    revised = chair.finds("四议两公开")
    assert "修改方案" in revised
    chair.does("四议两公开", "改好了，再议", {
        "方案正文": "只修东段四百米", "改了什么，为什么": "代表嫌贵",
    })  # fmt: skip
    assert "只修东段四百米" in called_for(chair, "村民代表会议").open("召集")


@pytest.fixture
def community(in_county):
    county = in_county("taining")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.people(("王网格", "青云1格", "网格员"), ("李社区", "炉峰社区", "社区"))
    body(county, "炉峰社区", "共建联席会议", 11)
    return county


def test_the_joint_meeting_takes_its_agenda_from_open_needs_and_its_decisions_are_taken_on(
    community,
):
    grid, chair = community.staff("王网格"), community.staff("李社区")
    need = grid.takes_down("网格发现", "小区东门没有路灯", "青云1格")
    form = chair.read("/gatherings/choose").open("共建联席会议").form("召集，通知名册上的人")
    (box,) = [one for one in form.questions if "网格发现" in one]
    page = form.tick(box).answer({"时间": "2026-03-05T15:00", "地点": "红色邻里之家"})
    assert page.status == 200, page.faults
    page = opened(community, chair, page, "2026-03-05 15:00", came=9)
    page = closed(voted(page, 8, 1), "东门装两盏路灯，请社区列入清单")
    assert "网格发现" in page
    made = page.form("交办", beside="网格发现").answer(
        {"按什么办": "清单事项", "交办什么": "东门装两盏路灯"}
    )
    assert made.status == 200, made.faults
    task = made.open("已交办，看办得怎样")
    assert "东门装两盏路灯" in task
    assert "由这次会议交办" in task.open("关联")
    assert "列入议题" in chair.read(need.address).open("关联")
    assert "清单事项" in chair.waiting()


@pytest.fixture
def estate(in_county):
    county = in_county("ninghua")
    scene.estate(county.world, "中山社区", "龙门小区")
    county.people(("李社区", "中山社区", "社区"))
    body(county, "龙门小区", "小区党支部议事会", 7)
    body(county, "龙门小区", "小区居民议事会", 15)
    return county


def test_two_deliberations_two_ratings_two_publications(estate):
    title, chair = "两议两评两公开", estate.staff("李社区")
    found = chair.takes_down(title, "加装电动车充电棚", "龙门小区")
    estate.world.things["充电棚"] = its_matter(found)
    chair.does(title, "方案起草好了，提交商议", {"方案正文": "东门装充电棚一座"})
    held(estate, chair, "支部先议", "2026-03-03 19:00", came=6, yes=6)
    held(estate, chair, "居民再议", "2026-03-04 19:00", came=12, yes=9, no=3)
    assert "东门装充电棚一座" in estate.resident().read("/public/").open("东门装充电棚一座")
    on_the_board(estate, "李社区", "充电棚")
    chair.does(title, "做了一部分，请居民评过程", {"做到哪里了": "地面已硬化"}, photos=1)
    rated = held(estate, chair, "居民评过程", "2026-03-20 19:00", came=10, yes=4, no=6)
    assert "没有通过" in rated
    chair.does(title, "做了一部分，请居民评过程", {"做到哪里了": "改为白天做"}, photos=1)
    held(estate, chair, "居民评过程", "2026-03-25 19:00", came=10, yes=9, no=1)
    chair.does(title, "做完了，请居民评结果", {"实施结果": "装好了，花了一万九"}, photos=1)
    held(estate, chair, "居民评结果", "2026-03-30 19:00", came=11, yes=10, no=1)
    assert "花了一万九" in estate.resident().read("/public/").open("东门装充电棚一座")
    on_the_board(estate, "李社区", "充电棚")
    assert "已办结" in chair.read(found.address)


def test_a_council_of_neighbours_is_called_met_and_followed_up(in_county):
    county = in_county("luoyuan")
    scene.unit(county.world, name="福兴邻里促进会", kind="邻里促进会", place="北门社区")
    county.people(("李社区", "北门社区", "社区"))
    body(county, "福兴邻里促进会", "邻里促进会", 9)
    chair = county.staff("李社区")
    form = chair.read("/gatherings/choose").open("邻里促进会").form("召集，通知名册上的人")
    page = form.answer({
        "时间": "2026-03-04T19:30", "地点": "邻里议事亭", "议题": "晚上九点以后不跳广场舞",
        "怎么定": "举手表决",
    })  # fmt: skip
    assert page.status == 200, page.faults
    page = opened(county, chair, page, "2026-03-04 19:30", came=8)
    page = closed(voted(page, 7, 1), "八人到会，七人同意")
    assert "决议〔2026〕" in page
    task = page.form("交办").answer({"按什么办": "五单", "交办什么": "立块牌子：九点以后不跳"})
    assert "立块牌子" in task.open("已交办，看办得怎样")


def test_a_state_owned_firm_asks_its_branch_before_its_management_decides(in_county):
    title = "三重一大前置研究"
    county = in_county("taining")
    for firm in ("金湖旅游公司", "城建公司"):
        scene.unit(county.world, name=firm, kind="国有企业", place="泰宁县")
    county.people(
        ("周组织", "泰宁县", "县委组织部"),
        ("林经办", "金湖旅游公司", "国企"),
        ("别经办", "城建公司", "国企"),
    )
    body(county, "金湖旅游公司", "国企党支部", 9)
    office, clerk = county.staff("周组织"), county.staff("林经办")
    found = office.takes_down(title, "收购游船公司", "泰宁县")
    office.does(title, "转企业提出方案", {
        "哪家国有企业": "金湖旅游公司", "属于哪一类": "重大项目安排",
    })  # fmt: skip
    clerk.does(title, "提交支部前置研究", {"方案正文": "出资八百万收购游船公司"})
    lost = held(county, clerk, "支部前置研究", "2026-03-05 15:00", came=7, yes=4, no=3)
    assert "没有通过" in lost  # four of seven are not more than half of the nine who are due
    assert county.staff("别经办").read(lost.address).status == 404
    clerk.does(title, "提交支部前置研究", {"方案正文": "出资五百万收购六成股"})
    met = held(county, clerk, "支部前置研究", "2026-03-12 15:00", came=9, yes=8, no=1)
    assert "出资五百万收购六成股" in met
    clerk.does(title, "意见送经营层", {"支部意见": "同意，分两期付款"})
    bare = clerk.finds(title).form("确认：按支部意见决定").answer()
    assert bare.status == 422
    assert "决定" in bare.faults
    clerk.does(title, "按支部意见决定", {"决定": "收购，款分两期付清"})
    office.does(title, "备案归档")
    assert "已办结" in office.read(found.address)
