"""日走访、夜研判、周会商 in Yongtai through the pages (B16): by day doors, and a phone that sends
what it has; in the evening many findings at once; and what nobody could settle on the printed list
of the week."""

from __future__ import annotations

import pytest
from tests.journeys.fieldwork import entered, fill_in, planned, today
from tests.journeys.meeting import body, held

DOORS = ("2号楼301室", "2号楼302室", "2号楼303室")
LAMP = {"家里情况": "都好", "看到什么问题": "楼道灯不亮"}
RAIL = {"家里情况": "有难处", "看到什么问题": "楼道灯不亮", "想请我们办的事": "加装扶手"}


@pytest.fixture
def yongtai(in_county):
    county = in_county("yongtai")
    county.place("北门社区", "西门新村小区", "西门1格")
    county.people(
        ("李社区", "北门社区", "社区"),
        ("别社区", "南门社区", "社区"),
        ("林网格", "西门1格", "网格员"),
        ("陈网格", "西门1格", "网格员"),
        ("陈书记", "西门新村小区", "小区党支部"),
        ("吴核查", "北门社区", "核查员"),
        ("林住建", "住建局", "部门"),
    )
    body(county, "北门社区", "近邻议事会", 9)
    community = county.staff("李社区")
    for door in DOORS:
        assert "已列入走访。" in entered(community, "住户", "西门1格", door)
    planned(community)
    return county


def walked(county):
    """By day: one door with two findings, one with one, nobody in at the third."""
    grid = county.staff("林网格")
    assert len(today(grid.read("/field"))) == 3
    for door, said, count in ((DOORS[0], RAIL, 2), (DOORS[1], LAMP, 1)):
        done = fill_in(grid.read("/field"), door, said, photos=1).send()
        assert (done["state"], done["findings"]) == ("stored", count)
    fill_in(grid.read("/field"), DOORS[2], {"见到人了吗？": "没人在"}).send()
    return grid


def test_sent_twice_is_stored_once_and_two_accounts_of_one_door_are_both_kept(yongtai):
    first, second = yongtai.staff("林网格"), yongtai.staff("陈网格")
    wrong = fill_in(first.read("/field"), DOORS[0], {"看到什么问题": "楼道灯不亮"})
    refused = wrong.send(422)
    assert set(refused["fields"]) == {"mood"}  # to be mended on the phone, where it still lies
    one, other = (fill_in(who.read("/field"), DOORS[0], RAIL) for who in (first, second))
    assert one.send()["state"] == "stored"
    assert one.send()["state"] == "again"
    said = other.send()
    assert said["state"] == "conflict"
    assert "这次走访已经有一份记录。您的这份也留下了，等社区核对。" in said["message"]

    community = yongtai.staff("李社区")
    desk = community.read("/visits")
    assert "要核对的记录 1" in desk
    kept = desk.open(f"{DOORS[0]} · 日走访")
    assert "陈网格" in kept
    assert "加装扶手" in kept
    silent = kept.form("核对完了").answer({"这份记录": "算一次走访"})
    assert silent.status == 422
    assert "核对情况" in silent.faults
    settled = silent.form("核对完了").answer({"核对情况": "两个人都去了"})
    assert "已核对：两个人都去了" in settled.words.replace(" ", "")
    assert "要核对的记录" not in community.read("/visits")
    assert yongtai.staff("别社区").read(kept.address).status == 404


def test_by_day_in_the_evening_and_at_the_weeks_council(yongtai):
    grid, community = walked(yongtai), yongtai.staff("李社区")
    yongtai.comes("2026-03-02 19:30")
    assert grid.read("/findings").status == 403
    assert DOORS[0] not in yongtai.staff("别社区").read("/findings")

    evening = community.read("/findings")
    assert "待研判 3" in evening
    both = evening.form("转为事项").tick(*(f"选中：{one} 看到什么问题" for one in DOORS[:2]))
    turned = both.answer()
    assert "已转为 2 件事项" in turned
    assert "待研判 1" in turned
    rail = f"选中：{DOORS[0]} 想请我们办的事"
    sent = turned.form("列入周会商").tick(rail).answer({"处理情况": "请会商定：几家合装"})
    assert "1 条已列入周会商。" in sent
    assert "今天的发现都研判完了" in sent
    paper = sent.open("会商清单")
    for words in ("周会商清单", DOORS[0], "想请我们办的事", "请会商定：几家合装"):
        assert words in paper, words
    assert "几家合装" not in yongtai.staff("别社区").read("/findings/council")

    yongtai.comes("2026-03-06 15:00")
    council = community.read("/findings").open("待会商")
    silent = council.form("办结").tick(rail).answer()
    assert silent.status == 422
    assert "请写明是怎么处理的" in silent.faults
    done = silent.form("办结").answer({"处理情况": "列入适老改造"})
    assert "1 条已办结。" in done
    assert "没有要会商的" in done
    assert "列入适老改造" in done
    assert "日走访32 · 67%32" in community.read("/visits")  # three doors, two were opened


def test_a_finding_that_became_a_matter_goes_by_branch_council_unit_and_check(yongtai):
    grid, community = walked(yongtai), yongtai.staff("李社区")
    page = community.read("/findings").form("转为事项").tick(f"选中：{DOORS[1]} 看到什么问题")
    matter = page.answer().open(DOORS[1])
    title = matter.root.xpath("//h1/text()")[0].strip()
    assert "日走访：看到什么问题（楼道灯不亮）" in matter
    grid.does(title, "交晚上研判", {"看到听到什么": "三层都黑"})
    branch = yongtai.staff("陈书记")
    silent = branch.finds(title).form("确认：支部能办，交网格员").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    branch.does(title, "定不下来，交周会商", {"为什么定不下来": "要换整条线"})
    put_off = held(yongtai, community, "周会商", "2026-03-06 15:00", came=6, yes=3, no=3)
    assert "没有通过" in put_off
    met = held(yongtai, community, "周会商", "2026-03-12 15:00", came=8, yes=7, no=1)
    assert "要换整条线" in met
    decided = {"由哪家办": "住建局", "多久办好": "十个工作日", "议定什么": "整条线换新"}
    community.does(title, "交单位办", decided)
    unit = yongtai.staff("林住建")
    bare = unit.finds(title).form("确认：办好了").answer({"做了什么": "换好了"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    unit.does(title, "办好了", {"做了什么": "换好了"}, photos=1)
    assert "换好了" in unit.read(matter.address)
    yongtai.staff("吴核查").does(title, "核查通过", {"现场看到什么": "灯亮了"})
    assert "已办结" in community.read(matter.address)
    assert yongtai.staff("别社区").read(matter.address).status == 404
