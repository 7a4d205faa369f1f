"""Volunteering in the browser: the community at a desk sets up a team and announces an activity; a
resident with a phone signs up in two taps and checks in with the code on the leader's phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .pages import DESKTOP, PATIENCE, PHONE
from .phones import prove
from .scene import PASSWORD

TITLE, TEAM = "清洁青云小区", "炉峰近邻队"
STARTS, ENDS = "2026-03-02T09:29", "2026-03-02T10:29"  # its codes are taken from 08:59 on
SIGN_IN = "13805550177"


def test_from_the_team_to_the_check_in(people):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    desk.go("/teams/desk")
    desk.follow("设队伍")
    place = desk.labelled("哪种队伍，设在哪个单位下")
    place.select_option(label="近邻志愿服务队 · 炉峰社区大党委")
    desk.labelled("队伍名称").fill(TEAM)
    desk.press(desk.find("button", "设队伍"))
    desk.reads("还没有队长")
    desk.follow("公布活动")
    desk.labelled("谁来办").select_option(label=TEAM)
    desk.labelled("哪种活动").select_option(label="清洁家园")
    desk.labelled("活动名称").fill(TITLE)
    desk.labelled("做什么、带什么").fill("一起打扫楼道，手套队里有。")
    desk.labelled("地点").fill("三号楼门口")
    desk.labelled("开始").fill(STARTS)
    desk.labelled("结束").fill(STARTS)  # ends as it begins
    desk.press(desk.find("button", "公布活动"), 422)
    desk.reads("请写对起止时间：还没有开始，结束晚于开始，一次不超过 12 小时。")
    expect(desk.labelled("活动名称")).to_have_value(TITLE)
    desk.labelled("结束").fill(ENDS)
    desk.press(desk.find("button", "公布活动"))
    desk.sees(TITLE)

    resident = people(size=PHONE, language="zh-hans")
    resident.go("/activities/")
    resident.switch_language("en")
    opened = resident.page.get_by_role("link", name=re.compile(TITLE))
    resident.press(opened)
    join = resident.page.get_by_role("button", name=re.compile("参加者"))
    resident.press(join)  # to where the phone is proved, and back
    prove(resident, people, SIGN_IN)
    resident.press(join)
    resident.reads("报上了。活动前一天会提醒您，来不了随时可以退出。")
    activity = resident.page.url

    leader = people(size=PHONE, language="zh-hans")
    leader.sign_in("community", PASSWORD)
    leader.go(f"{activity}/desk")
    leader.follow("亮签到码")
    digits = re.compile(r"^\d{3} \d{3}$")
    shown = leader.page.get_by_text(digits)
    expect(shown).to_be_visible(timeout=PATIENCE)
    code = shown.inner_text()

    resident.follow("现场签到")
    resident.labelled("队长手机上的六位签到码").fill("00 00")
    resident.press(resident.find("button", "现场签到"), 422)
    resident.labelled("队长手机上的六位签到码").fill(code)
    resident.press(resident.find("button", "现场签到"))
    resident.reads("签到好了。走的时候再签退一次。")
    leader.go(f"{activity}/desk")
    leader.reads("已签到")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_activities_the_list_says_what_it_is_for(people, language):
    person = people(size=PHONE, language="zh-hans")
    person.go("/teams/")
    if language == "en":
        person.switch_language("en")
    person.go("/activities/?later=1")
    person.reads("以后的活动还没有公布")
