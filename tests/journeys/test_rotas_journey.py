"""A rota (D2: 护学岗、流动值日牌) through the pages: made at the desk, told when somebody cannot
come, solved, read why, published, swapped, solved again for who drops out, marked, its hours."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from linli.kernel.clock import local

NAMES = ("王甲", "李乙", "陈丙", "赵丁")
PHONES = tuple(f"1380000000{number}" for number in range(1, 5))


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.people(("李社区", "炉峰社区", "社区"), ("远社区", "和平社区", "社区"))
    return county


def planned(county, kind, days, roles=()):
    """A draft of so many days from tomorrow on, with everybody on it, from the list of rotas."""
    clerk = county.staff("李社区")
    today = local(county.world.now).date()
    page = (
        clerk.read("/rotas/desk")
        .open("排班")
        .form("建值班表")
        .answer(
            {
                "排什么班": f"{kind} · 炉峰社区居民委员会",
                "叫什么": f"三月{kind}",
                "从": (today + timedelta(days=1)).isoformat(),
                "到（含当天）": (today + timedelta(days=days)).isoformat(),
            }
        )
    )
    assert "值班表建好了" in page, page.faults or page
    assert "名单上还没有人" in page
    for name, phone in zip(NAMES, PHONES, strict=True):
        said = {"手机号": phone, "姓名": name}
        if name in roles:
            said["角色"] = "组长"
        page = page.form("列进名单").answer(said)
        assert "已列进名单" in page, page.faults
    return clerk, page


def rests(desk):
    """The last digits of who is on each shift, in the order of the week."""
    found = []
    for cell in desk.root.xpath("//table[contains(@class, 'decision')]//div/ul"):
        shown = [one for one in cell.xpath("./li") if "○" in one.text_content()]
        found.append([re.findall(r"○\s*(\d{4})", one.text_content())[0] for one in shown])
    return found


def phone_of(digits):
    return next(one for one in PHONES if one.endswith(digits))


def test_a_rota_is_solved_explained_published_and_swapped(taining):
    clerk, desk = planned(taining, "护学岗", 1, roles=("王甲", "李乙"))
    assert "三月护学岗" not in taining.staff("远社区").read("/rotas/desk")
    first = taining.resident(PHONES[0])
    wishes = first.read("/my-duties").open("三月护学岗").form("就这样")
    morning = next(one for one in wishes.questions if "上学" in one)
    assert "您说了 1 个班" in wishes.answer({morning: "不能来"})

    solved = clerk.read(desk.address).form("排班").answer()
    assert "排好了" in solved
    assert "已证明没有更好的排法" in solved
    assert PHONES[0] not in solved
    early, late = rests(solved)  # two each, one of the first with a role
    assert "0002" in early
    assert "0001" in late
    assert len({*early, *late}) == 4
    assert "接下来没有您的班" in first.read("/my-duties")  # a draft binds nobody
    assert "已公布，每个人都能看到自己的班" in solved.form("公布").answer()
    assert wishes.answer().status == 409

    mine = first.read("/my-duties")
    assert "放学" in mine
    assert "这个班有 4 人能来；您这段时间共 1 班，大家是 1 到 1 班。" in mine
    giver, taker = ((set(one) - {"0001", "0002"}).pop() for one in (early, late))
    leader = taining.resident(PHONES[1])
    leader.read("/my-duties").open("来不了，找人换").form("发出去").answer()
    other = taining.resident(phone_of(taker))
    barred = other.read("/my-duties").form("我来").answer()
    assert "没有要求的角色" in barred
    leader.read("/my-duties").form("不换了").answer()

    asker = taining.resident(phone_of(giver))
    asked = asker.read("/my-duties").open("来不了，找人换").form("发出去").answer()
    assert "没人接以前，这个班还是您的" in asked
    assert "在找人换" in asked
    offered = other.read("/my-duties")
    assert "谁都可以接，先接的算" in offered
    assert "这个班是您的了" in offered.form("我来").answer()
    assert "换班换来的" in other.read("/my-duties")
    assert "接下来没有您的班" in asker.read("/my-duties")
    assert set(rests(clerk.read(desk.address))[0]) == {"0002", taker}


def test_who_drops_out_changes_as_little_as_can_be_and_what_was_done_has_its_hours(taining):
    clerk, desk = planned(taining, "流动值日牌", 3)
    solved = clerk.read(desk.address).form("排班").answer()
    before = rests(solved.form("公布").answer())
    assert len({one for shift in before for one in shift}) == len(before) == 3
    gone = before[-1][0]
    dropped = clerk.read(desk.address).form("去掉", beside=gone).answer()
    assert "再排一次" in dropped
    proposal = dropped.form("有人来不了，重新排").answer()
    assert "改动最少的排法：1 个班换人，其余不动" in proposal
    assert rests(proposal)[:2] == before[:2]
    accepted = proposal.form("照新的来").answer()
    assert "变动的人会收到通知" in accepted
    after = rests(accepted)
    assert after[:2] == before[:2]
    assert len(after[2]) == 1
    assert gone not in after[2]

    on = taining.resident(phone_of(after[0][0]))
    feed = on.read("/my-duties").form("生成日历地址").answer()
    (address,) = feed.root.xpath("//input[@id='address']/@value")
    calendar = Calendar.from_ical(on.client.get(address.split("testserver")[1]).content)
    (event,) = calendar.walk("VEVENT")
    assert str(event["summary"]) == "三月流动值日牌 · 值日"
    assert str(event["location"]) == "公共区域"

    tomorrow = local(taining.world.now).date() + timedelta(days=1)
    taining.comes(f"{tomorrow} 18:30")
    board = taining.resident().read("/duty-board")
    assert "正在值班" in board
    assert "1 人值班" in board
    assert not any(one[0] + "○" in board for one in NAMES)
    assert not any(digits in board for digits in after[0])
    assert not clerk.read(desk.address).offers("到岗")  # it is not over
    taining.comes(f"{tomorrow} 19:30")
    marked = clerk.read(desk.address).form("到岗", beside=after[0][0]).answer()
    assert marked.status == 200
    assert not marked.offers("到岗")
    hours = taining.resident(phone_of(after[0][0])).read("/hours/")
    assert "流动值日牌" in hours
    assert "1 小时" in hours
    assert "荣誉时" in hours
