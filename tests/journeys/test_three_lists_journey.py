"""Three lists in the counties that report them, through the pages (B13), and Huangyuan's
清单销号制 (B12). Shishou: what a visit found is a problem, becomes a task, must show its effect.
Ninghua: needs and services, each claimed by the other side, then appraised."""

from __future__ import annotations

import pytest
from tests.journeys.listing import ROLLED_BACK, listed, on, opened

DONE = {"做了什么": "办好了"}
SEEN = {"现场看到什么": "看过了，是这样"}


# --- Shishou: 问题、任务、效果 ---


@pytest.fixture
def shishou(in_county):
    county = in_county("shishou")
    county.people(
        ("李社区", "解放路社区", "社区"),
        ("李社区", "解放路社区", "核查员"),
        ("吴核查", "解放路社区", "核查员"),
        ("林民政", "民政局", "部门"),
    )
    return county


@ROLLED_BACK
def test_a_problem_becomes_a_task_and_must_show_its_effect(shishou):
    community, unit, verifier = (shishou.staff(who) for who in ("李社区", "林民政", "吴核查"))
    community.takes_down("走访问题", "五位老人吃饭难", "解放路社区")
    found = opened(community, "问题清单", "三月问题").open("从事项里选").form("列入清单")
    boxes = found.element.xpath(".//input[@name='matter']")
    found.values["matter"] = [one.get("value") for one in boxes]
    assert len(boxes) == 1, "lists and lines are not offered"
    problems = found.answer({"合成一项，写作": "独居老人吃饭难"})
    assert "已列入 1 项。" in problems
    opened(community, "任务清单", "三月任务")
    opened(community, "效果清单", "三月效果")

    problem = problems.open("独居老人吃饭难")
    assert "形成任务" in problem
    wanted = {"责任单位": "民政局", "期限": "2026-03-20", "销号条件": "每天有热饭吃"}
    task = {"转到哪张清单": "三月任务", "事项": "办起助餐点", **wanted}
    assert "独居老人吃饭难" in listed(problem, task)
    community.does("问题 1 ", "任务已列入任务清单")
    early = unit.finds("任务 1 ").form("确认：办好了，申请销号").answer(DONE)
    assert "还有 1 条销号条件没有佐证，补齐以后才能销号。" in early.faults
    on(unit, "三月任务", "办起助餐点").form("交", beside="热饭").answer(photos=1)
    unit.does("任务 1 ", "办好了，申请销号", DONE)
    verifier.does("任务 1 ", "核查属实，销号", SEEN)

    effect = {"转到哪张清单": "三月效果", "事项": "老人都在吃", "责任单位": "民政局"}
    made = listed(on(community, "三月任务", "办起助餐点"), effect)
    assert "办起助餐点" in made
    silent = verifier.finds("效果 1 ").form("确认：有效果，列为成果")
    bare = silent.answer({"看到什么效果": "五位都在吃", "惠及多少户": "5"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    bare.form("确认：有效果，列为成果").answer(photos=1)
    own = community.finds("问题 1 ").form("确认：有效果，问题销号").answer(SEEN)
    assert own.status == 403
    assert "“形成任务”是您办理的，这一步要由另一人办理。" in own.faults
    verifier.does("问题 1 ", "有效果，问题销号", SEEN)
    table = on(community, "三月任务")
    assert "独居老人吃饭难" in table
    assert "老人都在吃" in table
    lists = community.read("/lists/")
    assert lists.words.count("1 / 1 项") == 3


# --- Ninghua: 需求、服务、考核 ---


@pytest.fixture
def ninghua(in_county):
    county = in_county("ninghua")
    county.unit("税务局支部", "机关党支部", "宁化县")
    county.unit("农业局支部", "机关党支部", "宁化县")
    county.people(
        ("李社区", "南街社区", "社区"),
        ("吴核查", "南街社区", "核查员"),
        ("马支书", "税务局支部", "机关支部"),
        ("何支书", "农业局支部", "机关支部"),
    )
    return county


def test_a_need_is_claimed_by_a_branch_served_and_appraised(ninghua):
    community, branch, other = (ninghua.staff(who) for who in ("李社区", "马支书", "何支书"))
    need = {"事项": "孩子放学没有人辅导", "期限": "2026-03-20"}
    line = listed(opened(community, "需求清单", "春季需求"), need).open("孩子放学")
    for who in (branch, other):
        said = who.read(line.address).form("我们认领").answer()
        assert "已提出认领，等对方接受。" in said
    waiting = community.read(line.address)
    stolen = waiting.form("接受", beside="税务局支部").element.get("action")
    assert other.send(stolen, {"do": "accept"}).status == 403
    taken = waiting.form("接受", beside="税务局支部").answer()
    assert "已接受，这一项开始办理。" in taken
    assert "税务局支部 提出认领 已对接" in taken
    assert "农业局支部 提出认领 未对接" in taken
    branch.does("需求 1 ", "办好了", DONE)
    verifier = ninghua.staff("吴核查")
    silent = verifier.finds("需求 1 ").form("确认：没有办实，再服务").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    silent.form("确认：没有办实，再服务").answer({"理由": "第二周没有来"})
    assert "第二周没有来" in branch.finds("需求 1 ")
    branch.does("需求 1 ", "办好了", DONE)
    verifier.does("需求 1 ", "办实了，销号", SEEN)

    opened(community, "考核清单", "春季考核")
    graded = {"转到哪张清单": "春季考核", "事项": "课业辅导", "责任单位": "税务局支部"}
    assert "孩子放学没有人辅导" in listed(on(community, "春季需求", "孩子放学"), graded)
    form = verifier.finds("考核事项 1 ").form("确认：办实了，列入考核清单")
    half = form.answer({**SEEN}, photos=1)
    assert half.status == 422
    assert "考核结果" in half.faults


def test_a_service_is_offered_by_a_branch_and_claimed_by_a_community(ninghua):
    community, branch = ninghua.staff("李社区"), ninghua.staff("马支书")
    form = branch.read("/lists/").buttons
    assert "新建" not in form, "a branch has no place of its own to open a list for"
    offer = {"事项": "上门讲税", "责任单位": "税务局支部", "期限": "2026-03-20"}
    line = listed(opened(community, "服务清单", "支部服务"), offer).open("上门讲税")
    assert "已提出认领" in community.read(line.address).form("我们认领").answer()
    assert "接受" not in community.read(line.address).buttons
    assert "已接受" in branch.read(line.address).form("接受").answer()
    branch.does("服务 1 ", "办好了", DONE)
    ninghua.staff("吴核查").does("服务 1 ", "办实了，销号", SEEN)
    assert "1 / 1 项" in community.read("/lists/")


# --- Huangyuan: 定责、履责、督责、追责 ---


@pytest.fixture
def huangyuan(in_county):
    county = in_county("huangyuan")
    county.people(
        ("李定责", "城关镇", "乡镇"),
        ("吴核查", "湟源县", "县核查员"),
        ("郑督查", "湟源县", "督查"),
        ("林住建", "住建局", "部门"),
        ("何住建", "住建局", "部门"),
    )
    return county


@ROLLED_BACK
def test_a_task_goes_through_four_duties_and_lateness_reaches_supervision(huangyuan):
    town, unit = huangyuan.staff("李定责"), huangyuan.staff("林住建")
    page = opened(town, "重点工作任务清单", "重点工作")
    said = {
        "事项": "活动室屋顶漏水",
        "责任单位": "住建局",
        "责任人": "林住建",
        "期限": "2026-03-06",
        "销号条件": "下雨不漏",
    }
    wrong = page.form("列入清单").answer({**said, "责任人": "不在的人"})
    assert wrong.status == 422
    assert "不在的人" in wrong.faults
    listed(page, said)
    colleague = huangyuan.staff("何住建")  # not the one who is named
    assert "重点工作任务 1 " not in colleague.read("/work")
    huangyuan.comes("2026-03-09 10:00")
    supervisor = huangyuan.staff("郑督查")
    told = "重点工作任务 1 · 城关镇，应在 03-06 23:59 前办完，至今没有办完，请督办。"
    assert told in supervisor.read("/notices/")
    assert "逾期 1 项" in on(supervisor, "重点工作")
    early = unit.finds("重点工作任务 1 ").form("确认：办好了，申请销号").answer(DONE)
    assert "还有 1 条销号条件没有佐证，补齐以后才能销号。" in early.faults
    on(unit, "重点工作", "屋顶").form("交", beside="不漏").answer(photos=1)
    unit.does("重点工作任务 1 ", "办好了，申请销号", DONE)
    town.does("重点工作任务 1 ", "佐证齐全，送核查")
    huangyuan.staff("吴核查").does("重点工作任务 1 ", "核查属实，销号", SEEN)
    assert "1 / 1 项" in town.read("/lists/")
