"""三会一课 through the pages (C8): owed, called from there, held, seen by the county; what was not
held, with its reason; one calendar; and a whole meeting rehearsed."""

from __future__ import annotations

import pytest
from icalendar import Calendar
from tests.journeys.meeting import body, closed, opened

DAY = "主题党日"


@pytest.fixture
def county(in_county):
    made = in_county("taining")
    made.people(
        ("陈主任", "民主村", "村"), ("别主任", "水南村", "村"), ("张部长", "泰宁县", "县委组织部")
    )
    body(made, "民主村", "党支部", 6, 支委=3)
    body(made, "水南村", "党支部", 5)
    return made


def year(reader, name="民主村"):
    """The branch's year, from the list of meetings."""
    return reader.read("/gatherings/").open("应开的会").open(f"{name}党支部")


def holds(county, reader, at, came=5):
    """A party day: called from the branch's year, held and written up."""
    page = year(reader).open(f"召集 {DAY}").form("召集，通知名册上的人")
    called = page.answer({"时间": at.replace(" ", "T"), "地点": "村部"})
    assert called.status == 200, called.faults or called
    return closed(opened(county, reader, called, at, came), "学习了条例，打扫了村道")


def test_a_party_day_is_owed_called_held_and_seen(county):
    chair, office = county.staff("陈主任"), county.staff("张部长")
    page = year(chair)
    assert "眼下要开的" in page
    assert f"{DAY} · 3月" in page
    held = holds(county, chair, "2026-03-05 19:00")
    assert "学习了条例" in held
    assert f"{DAY} · 3月" not in year(chair)
    assert "已开" in office.read("/gatherings/due?kind=party_day&month=3")
    assert "没有开" not in year(chair)


def test_what_was_not_held_gets_a_reason_and_is_no_breach(county):
    chair, other, office = county.staff("陈主任"), county.staff("别主任"), county.staff("张部长")
    county.comes("2026-04-02 09:00")
    page = year(chair)
    assert "这是提醒，不是违规" in page
    form = page.open(f"说明原因 {DAY} 3月").form("记下原因")
    assert form.answer({"为什么没有开": " "}).status == 422
    page = form.answer({"为什么没有开": "春耕大忙，党员多在田里"})
    assert "原因记下了" in page
    assert "春耕大忙" in page
    assert "有说明" in office.read("/gatherings/due?kind=party_day")
    assert other.read(page.address).status == 404


def test_one_meeting_goes_into_a_calendar_and_this_weeks_work(county):
    chair = county.staff("陈主任")
    page = year(chair).open(f"召集 {DAY}").form("召集，通知名册上的人")
    called = page.answer({"时间": "2026-03-05T19:00", "地点": "村部"})
    answer = chair.client.get(f"{called.address.rstrip('/')}/calendar.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["location"]) == "村部"
    assert DAY in chair.read("/work/coming")


def test_a_new_secretary_rehearses_a_whole_meeting_first(county):
    chair = county.staff("陈主任")
    form = year(chair).open("情景模拟").form("开始模拟")
    page = form.answer({"练哪个会": "支部党员大会"})
    page = page.form("召集").answer()
    page = signed_in(page, ["示例1号"])  # two have come: one was forgotten
    assert "系统拒绝了这一步" in page
    page = signed_in(page, ["示例1号", "示例2号"])
    page = page.form("宣布开会").answer()
    page = page.form("开始表决").answer()
    assert "您刚才看到的拒绝" in page
    assert "《中国共产党支部工作条例（试行）》第十一条" in page
    page = signed_in(page, [f"示例{number}号" for number in range(3, 9)])
    page = page.form("开始表决").answer()
    page = page.form("计票，公布结果").answer({"同意": "7", "反对": "1", "弃权": "0"})
    assert "表决通过" in page
    page = page.form("保存记录").answer({"会议记录": "议了示例方案，七人同意"})
    page = page.form("结束会议").answer()
    assert "做得怎么样" in page
    assert "有 1 处被系统拒绝过" in page
    assert "支部党员大会" in page.open("召集真的")
    assert "示例" not in chair.read("/gatherings/")
    assert "示例" not in chair.read("/gatherings/?past=1")
    page = page.form("删掉这场演练").answer()
    assert "什么也没留下" in page


def signed_in(page, names):
    """The roll is ticked under a line that says who has come."""
    form = page.form("签到")
    return form.answer({form.questions[0]: "、".join(names)})
