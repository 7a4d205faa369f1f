"""Taining's lists through the pages. B12 清单销号: a task is broken down, given to a unit and a
day, shown to be done, checked by another, struck off; what is late is named. B13 三张清单: several
reports make one problem, the problem makes a task, each traces to the others; needs are claimed
from both sides."""

from __future__ import annotations

import pytest
from tests.journeys.listing import ROLLED_BACK, listed, on, opened

TASK = "修好活动室"
ONE, BELOW = "任务 1 ", "任务 1.1 "  # as they are called in the list of work
ASKED = {
    "事项": TASK,
    "责任单位": "住建局",
    "责任人": "林住建",
    "期限": "2026-03-20",
    "销号条件": "下雨不漏\n墙面重新粉刷",
    "每条要几个佐证": "1",
}
DONE = {"做了什么": "重做了屋面"}
OWN = "“履责”是您办理的，这一步要由另一人办理。"


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.people(
        ("李社区", "炉峰社区", "社区"),
        ("别社区", "和平社区", "社区"),
        ("吴核查", "炉峰社区", "核查员"),
        ("郑督查", "泰宁县", "督查"),
        ("林住建", "住建局", "部门"),
        ("林住建", "炉峰社区", "核查员"),
        ("周交警", "交警大队", "部门"),
    )
    return county


# --- B12 ------------------------------------------------------------------------------------------


@ROLLED_BACK
def test_a_task_is_broken_down_shown_to_be_done_and_struck_off_by_another(taining):
    community, unit = taining.staff("李社区"), taining.staff("林住建")
    page = opened(community, "任务清单", "一季度任务清单")
    assert "清单里还没有一项" in page
    wrong = page.form("列入清单").answer({**ASKED, "责任单位": "没有的局"})
    assert wrong.status == 422
    assert "没有的局" in wrong.faults
    assert TASK in wrong.sent
    page = listed(page, ASKED)
    below = {"事项": "重做防水层", "责任单位": "住建局", "期限": "2026-03-13"}
    step = page.open(TASK).form("列入清单").answer(below)
    assert "已列入。" in step
    assert "1.1" in on(community, "一季度任务清单")
    assert "0 / 2 项" in community.read("/lists/")

    own = on(unit, "一季度任务清单", TASK)
    early = unit.finds(ONE).form("确认：办好了，申请销号").answer(DONE)
    assert early.status == 409
    assert "还有 2 条销号条件没有佐证，补齐以后才能销号。" in early.faults
    assert "重做了屋面" in early
    own = own.form("交", beside="下雨不漏").answer(photos=1)
    assert "佐证已交。" in own
    assert "已满足" in own
    own.form("交", beside="墙面重新粉刷").answer(photos=1)
    unit.does(ONE, "办好了，申请销号", DONE)
    community.does(ONE, "佐证齐全，送核查")

    verify = "确认：核查属实，销号"
    mine = unit.finds(ONE).form(verify).answer({"现场看到什么": "不漏"})
    assert mine.status == 403
    assert OWN in mine.faults
    other = taining.staff("吴核查")
    held = other.finds(ONE).form(verify).answer({"现场看到什么": "不漏"})
    assert "还有 1 件子事项没有办结，先办结它们再办结这一件。" in held.faults
    unit.does(BELOW, "办好了，申请销号", {"做了什么": "刷了两遍"})
    community.does(BELOW, "佐证齐全，送核查")
    other.does(BELOW, "核查属实，销号", {"现场看到什么": "淋水不漏"})
    assert "1 / 2 项" in community.read("/lists/")
    other.does(ONE, "核查属实，销号", {"现场看到什么": "不漏"})
    assert "2 / 2 项" in community.read("/lists/")
    community.does("任务清单 · ", "各项都列好了，定稿")
    taining.comes("2026-03-02 10:30")
    assert "已办结" in on(community, "一季度任务清单")


def test_what_is_late_is_named_to_supervision_and_to_residents_without_names(taining):
    community = taining.staff("李社区")
    page = opened(community, "任务清单", "百件民生小事")
    lamp = {**ASKED, "事项": "换楼道灯，找张三丰先生，电话13912345678", "期限": "2026-03-05"}
    page = listed(listed(page, lamp), {**ASKED, "事项": "补人行道"})
    shown = page.form("公开给居民看").answer()
    assert "已公开，居民看得到每一项的进度。" in shown
    public = taining.resident().read(shown.address)
    assert "换楼道灯" in public
    assert "泰宁县住房和城乡建设局 · 周四 3月5日前办好" in public
    assert "0 / 2 项" in public
    assert not any(hidden in public.sent for hidden in ("林住建", "张三丰", "13912345678"))

    taining.comes("2026-03-06 15:00")
    assert "逾期 1 项" in on(community, "百件民生小事")
    supervisor = taining.staff("郑督查")
    told = "任务 1 · 炉峰社区，应在 03-05 23:59 前办完，至今没有办完，请督办。"
    assert told in supervisor.read("/notices/")
    assert "逾期" in on(supervisor, "百件民生小事")
    stranger = taining.staff("别社区")
    assert "百件民生小事" not in stranger.read("/lists/")
    refused = stranger.read(page.address)
    assert refused.status == 404
    assert "换楼道灯" not in refused
    assert stranger.send(f"{page.address}/lines", {"words": "加一项"}).status == 404


# --- B13 ------------------------------------------------------------------------------------------


def test_two_reports_make_a_problem_and_the_problem_makes_a_task(taining):
    resident = taining.resident()
    for words in ("活动室漏水", "活动室墙皮掉了"):
        resident.hands_in("报个事", words, "青云1格", {"属于哪一类": "房屋漏水"})
    community = taining.staff("李社区")
    problems = opened(community, "问题清单", "一季度问题清单")
    tasks = opened(community, "任务清单", "一季度任务清单")
    choose = problems.open("从事项里选")
    none = choose.form("列入清单").answer({"合成一项，写作": "活动室失修"})
    assert none.status == 422
    assert none.faults
    form = choose.form("列入清单")
    boxes = form.element.xpath(".//input[@name='matter']")
    form.values["matter"] = [one.get("value") for one in boxes]
    problems = form.answer({"合成一项，写作": "活动室失修"})
    assert "已列入 1 项。" in problems
    assert "活动室失修" in problems
    line = problems.open("活动室失修")
    assert "来自" in line
    made = line.form("列入清单").answer({"转到哪张清单": "一季度任务清单", **ASKED})
    assert "已列入。" in made
    assert "活动室失修" in made  # where it came from
    assert TASK in community.read(line.address)
    table = community.read(tasks.address)
    assert TASK in table
    assert "活动室失修" in table
    source = resident.track()
    assert "活动室失修" not in source  # the office's words are not the reporter's


def test_a_need_is_claimed_from_both_sides_and_one_unit_gets_it(taining):
    community, unit = taining.staff("李社区"), taining.staff("林住建")
    page = opened(community, "需求清单", "社区需求")
    need = {"事项": "教老人用手机", "期限": "2026-03-20"}
    line = listed(page, need).open("教老人用手机")
    offered = unit.read(line.address).form("我们认领").answer()
    assert "已提出认领，等对方接受。" in offered
    assert "接受" not in offered.buttons
    (offer,) = community.read(line.address).root.xpath("//form[.//button[@value='accept']]")
    refused = unit.send(offer.get("action"), {"do": "accept"})
    assert refused.status == 403
    assert "这一项不归您邀请或者接受认领。" in refused

    community.read(line.address).form("邀请").answer({"邀请谁认领": "交警大队"})
    police = taining.staff("周交警")
    taken = police.read(line.address).form("接受").answer()
    assert "已接受，这一项开始办理。" in taken
    assert "已对接" in taken
    late = community.send(offer.get("action"), {"do": "accept"})
    assert late.status == 409
    assert "这个认领已经答复过了。" in late
    shown = on(community, "社区需求", "教老人用手机")
    assert "泰宁县住房和城乡建设局 提出认领 未对接" in shown
    assert "邀请 泰宁县公安局交通警察大队 认领 已对接" in shown
    police.does("需求 1 ", "办好了，申请销号", {"做了什么": "教了两回"})
    community.does("需求 1 ", "佐证齐全，送核查")
    verified = {"现场看到什么": "老人会用了"}
    taining.staff("吴核查").does("需求 1 ", "核查属实，销号", verified)
    assert "1 / 1 项" in community.read("/lists/")
