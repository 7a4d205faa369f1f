"""What people do together, through the pages: a project of 五共, one that representatives watch,
and the rules of a village (村规民约) from the vote to the town's filing."""

from __future__ import annotations

import pytest
from tests.journeys import meeting

from linli.deliberation.stories import charters as told

BOARD = "村部公开栏"


def shown_and_over(county, title):
    """Put on the board with a photo; its days run out."""
    from linli.publicity import stories

    stories.posts(county.world, who="陈主任", title=title, kind="公开栏", name=BOARD)
    stories.time_is_up(county.world, title=title)
    county.comes(f"{county.world.now:%Y-%m-%d} 23:59")


@pytest.fixture
def shishou(in_county):
    county = in_county("shishou")
    county.people(("陈主任", "国强村", "村"), ("远主任", "杉木桥村", "村"))
    meeting.body(county, "国强村", "村民代表会议", 12, 村民代表=12, 妇女代表=4)
    return county


def test_a_project_is_planned_built_run_rated_and_shared(shishou):
    head = shishou.staff("陈主任")
    head.takes_down("五共项目", "修幸福广场", "国强村")
    head.does("五共项目", "起草好了，交村民代表会议", {"项目方案": "把空地修成广场，出工为主"})
    meeting.held(shishou, head, "村民代表会议", "2026-03-06 19:00", came=9, yes=8, no=1)
    head.does("五共项目", "记一笔出工、出物、出资", {"出的是什么": "出工（工日）", "多少": "46"})
    bare = head.finds("五共项目").form("确认：建好了，公示账目")
    assert "佐证" in bare.answer({"账目": "出工四十六个工日"}).faults
    head.does("五共项目", "建好了，公示账目", {"账目": "出工四十六个工日，结余三百"}, photos=1)
    title = "五共项目 · 国强村"
    assert "结余三百" in shishou.resident().read("/public/periods/").open(title)
    shown_and_over(shishou, title)
    head = shishou.staff("陈主任")
    head.does("五共项目", "管护落实了，请代表评议", {"谁来管、怎么管、怎么用": "各组轮流打扫"})
    assert "五共项目" not in shishou.staff("远主任").waiting()
    meeting.held(shishou, head, "村民代表会议", "2026-04-10 19:00", came=10, yes=9, no=1)
    assert "各组轮流打扫" in shishou.resident().read("/public").open("2026-04-10")


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.people(
        ("李社区", "炉峰社区", "社区"), ("陈主任", "胜一村", "村"), ("何干部", "杉城镇", "乡镇")
    )
    return county


def test_representatives_follow_ask_and_rate(taining):
    meeting.body(taining, "炉峰社区", "民生项目监督代表", 9)
    clerk = taining.staff("李社区")
    clerk.takes_down("民生项目监督", "老旧管网改造", "炉峰社区")
    what = "做什么、花多少钱、什么时候做完"
    clerk.does("民生项目监督", "立项，请代表跟踪", {what: "换三栋楼的水管"})
    seen = {"来了几位代表": "3", "看到什么": "一栋已经开挖"}
    bare = clerk.finds("民生项目监督").form("确认：代表到了现场").answer(seen)
    assert "佐证" in bare.faults
    clerk.does("民生项目监督", "代表到了现场", seen, photos=1)
    clerk.does("民生项目监督", "代表提出问题", {"代表提了什么问题": "没有围挡"})
    clerk.does("民生项目监督", "答复了，继续做", {"怎么答复、怎么改": "当天装好围挡"})
    done = {"做成了什么、花了多少钱、代表提的问题怎么改的": "三栋都换好"}
    clerk.does("民生项目监督", "做完了，请代表评议", done, photos=1)
    meeting.held(taining, clerk, "民生项目评议", "2026-03-10 19:00", came=7, yes=2, no=5)
    assert "民生项目监督" in clerk.waiting()  # not satisfied: they follow on
    clerk.does("民生项目监督", "做完了，请代表评议", done, photos=1)
    meeting.held(taining, clerk, "民生项目评议", "2026-03-20 19:00", came=7, yes=6, no=1)
    assert "民生项目" in taining.resident().read("/public/periods/")


def test_the_village_s_rules_from_the_vote_to_the_filing(taining):
    told.meets_and_votes(
        taining.world, who="陈主任", place="胜一村", kind="村民会议", due="20", came="14",
        title="胜一村村规民约", words="婚事不超过十桌。", yes="12",
    )  # fmt: skip
    head = taining.staff("陈主任")
    form = head.read("/charters/desk").open("公布新的一版").form("公布")
    (only,) = [
        one
        for one in form.element.xpath(".//label[.//input[@type='radio']]//text()")
        if one.strip()
    ][:1]
    early = form.answer({"哪项决议": only.strip(), "从哪天起生效": "2026-03-01"})
    assert "生效的日子不能早于" in early.faults
    page = early.form("公布").answer(
        {"哪项决议": only.strip(), "从哪天起生效": f"{taining.world.now:%Y-%m-%d}"}
    )
    assert "婚事不超过十桌" in page
    assert "还没有备案" in page
    town = taining.staff("何干部")
    filed = (
        town.read("/charters/desk")
        .open("看备案")
        .form("登记")
        .answer({"怎么办": "已备案", "备案号，或者要改正的地方": "杉政备1号"})
    )
    assert "杉政备1号" in filed
    assert not head.read("/charters/desk").offers("登记")
    public = taining.resident().read("/charters/").open("胜一村村规民约")
    assert "同意 12 人" in public
    assert "已备案" in public
