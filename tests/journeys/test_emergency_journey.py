"""平急转换 through the pages (B20): one act in Taining sends people to the grids, makes a rota and
a list of doors, and is turned back with a report; Gaoxin's 无疫小区 is named only when all is met,
and its 下沉任务 is given to the small teams and summed up."""

from __future__ import annotations

import pytest

from linli.emergency.stories import post_stands
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import LOCAL
from linli.matters.stories import scene
from linli.territory import services as placing
from linli.territory.terms import AreaRow

BANNER = "防汛应急响应中，按名单敲门、按表值班。"


def homes(county, grid, *names):
    """Households of the register below that grid."""
    above = scene.area_named(grid)
    for number, name in enumerate(names):
        row = AreaRow(
            code=f"{above.code}h{number}",
            name=name,
            kind="household",
            parent=above.code,
            valid_from=county.world.now.astimezone(LOCAL).date(),
            synthetic=True,
        )
        placing.add_area(row=row, actor=SYSTEM, now=county.world.now)


def button(page, words, more):
    """The button that says so, and to whom it belongs in words for those who do not see it."""
    (found,) = [one for one in page.buttons if one.startswith(words) and more in one]
    return found


def switched_on(reader, place, reason):
    page = reader.read("/emergency/")
    assert "现在是平时" in page
    form = page.open("转入应急").form("启动")
    form.values["area"] = [str(scene.area_named(place).id)]
    silent = form.answer({"原因": ""})
    assert silent.status == 422
    assert "原因" in silent.faults
    page = silent.form("启动").answer({"原因": reason})
    assert "已转入应急，名单和排班都在这一页。" in page
    return page


# --- Taining --------------------------------------------------------------------------------------


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.place("和平社区", "和平小区", "和平1格")
    homes(county, "青云1格", "1号楼101室", "1号楼102室")
    county.people(
        ("李社区", "炉峰社区", "社区"),
        ("别社区", "和平社区", "社区"),
        ("王网格", "青云1格", "网格员"),
        ("郭城管", "城管局", "部门"),
    )
    post_stands(county.world, home="炉峰社区", duty="下沉干部", place="青云1格")
    member, community = county.staff("郭城管"), county.staff("李社区")
    form = member.read("/work/registering").form("报到")
    assert "已报到，等社区确认。" in form.answer({"到哪里报到": "炉峰"})
    desk = community.read("/organisations/registrations")
    desk.form("确认").answer()
    return county


def test_one_act_sends_people_makes_lists_and_is_turned_back_with_a_report(taining):
    community, sent = taining.staff("李社区"), taining.staff("郭城管")
    assert "炉峰" not in sent.read("/emergency/")
    page = switched_on(community, "炉峰社区", "暴雨红色预警")
    for words in ("下沉人员1", "见到的户 / 全部0 / 2", "火警和救援 119", "白班", "夜班"):
        assert words in page, words
    grid = taining.staff("王网格")
    assert BANNER in grid.read("/work")
    assert BANNER not in taining.staff("别社区").read("/work")
    assert BANNER not in taining.resident().read("/")

    doors = sent.read("/work").open("防汛应急")
    assert "下沉名单" in doors
    assert "郭城管" in doors
    knocked = doors.form(button(doors, "见到了", "101室")).tick("需要买药").answer()
    assert "需要买药 郭城管" in knocked
    knocked.form(button(knocked, "没人在家", "102室")).answer()
    assert "没人在家" in sent.read(page.address)
    on_duty = community.read(page.address)
    first = next(one for one in on_duty.buttons if one.startswith("到岗 白班"))
    taken = on_duty.form(first, "我的班").answer()
    assert "已登记到岗。" in taken
    assert "已到岗" in taken

    report = taken.form("解除，转回平时").answer()
    for words in ("原因：暴雨红色预警", "见到的户 / 全部1 / 2", "有需要的户1", "下沉人员1",
                  "启动到第一户（分钟）0", "临时职责已全部结束，名单已关闭。"):  # fmt: skip
        assert words in report, words
    assert BANNER not in grid.read("/work")
    assert "防汛应急" not in sent.read("/work")
    again = knocked.form(button(knocked, "见到了", "102室"))
    assert again.answer().status == 404  # whose duty has ended sees these homes no more
    late = community.send(again.element.get("action"), {"state": "reached"})
    assert late.status == 409
    assert "这次应急已经解除。" in late
    assert "已转回平时" in community.read("/emergency/")


def test_who_may_not_switch_neither_begins_nor_ends_it(taining):
    grid, elsewhere = taining.staff("王网格"), taining.staff("别社区")
    assert "转入应急" not in grid.read("/emergency/")
    assert grid.read("/emergency/switch-on").status == 403
    foreign = elsewhere.read("/emergency/switch-on").form("启动")
    foreign.values["area"] = [str(scene.area_named("炉峰社区").id)]
    refused = foreign.answer({"原因": "随便"})
    assert refused.status == 422  # the place is not among theirs
    assert "在哪里启动" in refused.faults
    page = switched_on(taining.staff("李社区"), "炉峰社区", "暴雨红色预警")
    seen = grid.read(page.address)
    assert seen.status == 200
    assert "解除，转回平时" not in seen.buttons
    refused = grid.send(f"{page.address}/switch-off", {})
    assert refused.status == 403
    assert "您的职责不能在这里启动或解除“防汛应急”。" in refused
    hidden = elsewhere.read(page.address)
    assert hidden.status == 404
    assert "1号楼101室" not in hidden
    door = seen.form(button(seen, "见到了", "101室")).element.get("action")
    assert elsewhere.send(door, {"state": "reached"}).status == 404
    twice = taining.staff("李社区").read("/emergency/switch-on").form("启动")
    twice.values["area"] = [str(scene.area_named("青云小区").id)]
    said = twice.answer({"原因": "又下雨"})
    assert said.status in {409, 422}
    assert "已经在“防汛应急”当中。" in said.faults


# --- Gaoxin ---------------------------------------------------------------------------------------


@pytest.fixture
def gaoxin(in_county):
    county = in_county("gaoxin")
    scene.town(county.world, parent="福州高新区", name="示例镇")
    scene.community(county.world, parent="示例镇", name="旗山文城社区")
    county.place("旗山文城社区", "中海寰宇小区", "中海1格")
    homes(county, "中海1格", "2号楼201室")
    county.unit("旗山文城居委会", "居委会", "旗山文城社区")
    county.people(
        ("李社区", "旗山文城社区", "社区"),
        ("李指导", "旗山文城社区", "指导员"),
        ("赵督导", "示例镇", "督导员"),
        ("王服务", "中海1格", "服务员"),
        ("林民政", "民政局", "小团队"),
        ("何卫健", "卫健局", "小团队"),
    )
    return county


def test_an_estate_is_named_when_every_criterion_is_met(gaoxin):
    community = gaoxin.staff("李社区")
    page = switched_on(community, "旗山文城社区", "发现病例")
    assert "小团队已下沉网格，按名单敲门。" in gaoxin.staff("王服务").read("/work")
    save = button(page, "保存", "中海寰宇小区")
    half = page.form(save).tick("住户都敲过门").answer()
    assert "已保存。" in half
    assert not [one for one in half.buttons if one.startswith("命名为")]
    early = community.send(half.form(save).element.get("action").replace("check", "award"), {})
    assert early.status == 409
    assert "标准还没有全部达到，不能命名。" in early
    full = half.form(save).tick("联络电话贴到每个楼道").answer()
    named = full.form(button(full, "命名为无疫小区", "中海寰宇小区")).answer()
    assert "已命名。" in named
    assert "达标小区 / 全部1 / 1" in named
    outsider = gaoxin.staff("王服务").send(half.form(save).element.get("action"), {"met": "doors"})
    assert outsider.status == 404
    report = named.form("解除，转回平时").answer()
    assert "达标小区 / 全部1 / 1" in report


def test_a_task_sinks_to_the_small_teams_and_is_summed_up(gaoxin):
    guide, leader = gaoxin.staff("李指导"), gaoxin.staff("赵督导")
    form = guide.read("/matters/new").form("受理")
    opened = form.answer({"种类": "下沉任务", "发生了什么": "入户登记要人手"}, place="旗山文城社区")
    assert opened.status == 200, opened.faults
    title = opened.root.xpath("//h1/text()")[0].strip()
    order = {"下达给哪些单位的小团队": "民政局、卫健局", "要大家做什么": "每户登记一次"}
    half = leader.finds(title).form("确认：下达给挂钩单位").answer({"要大家做什么": "每户登记一次"})
    assert half.status == 422
    assert "下达给哪些单位的小团队" in half.faults
    leader.does(title, "下达给挂钩单位", order)
    gaoxin.staff("林民政").does(title, "办完了", {"来了几个人": "6", "做了什么": "登记了一半"})
    assert title not in guide.read("/work")  # one team has not answered yet
    silent = gaoxin.staff("何卫健").finds(title).form("确认：来不了").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    silent.form("确认：来不了").answer({"理由": "另有急诊任务"})
    page = guide.finds(title)
    assert "登记了一半" in page
    assert "另有急诊任务" in page
    guide.does(title, "任务完成", {"结果": "全部登记完"})
    assert "已办结" in guide.read(page.address)
    assert gaoxin.staff("王服务").read(page.address).status == 404
