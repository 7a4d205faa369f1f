"""A place in the browser: the community sets it up at a desk, adds a room; a resident with a phone
finds it, asks for an hour, is told when that is taken; the desk says yes."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from .pages import DESKTOP, PHONE
from .phones import prove
from .scene import PASSWORD

NAME, ROOM = "炉峰邻里之家", "共享厅"


def test_from_the_place_to_the_booking(people):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    desk.go("/spots/desk")
    desk.follow("登记场所")
    desk.labelled("名称").fill(NAME)
    desk.page.get_by_label("红色邻里之家").check()
    desk.page.locator("#id_area").fill("炉峰社区")
    desk.labelled("周一").fill("8点到12点")
    desk.press(desk.find("button", "保存"), 422)
    desk.reads("开放时间写成 08:30-12:00 14:00-17:30 这样，先后不能颠倒；不开放就留空。")
    expect(desk.labelled("名称")).to_have_value(NAME)
    desk.labelled("周一").fill("08:30-12:00 14:00-17:30")
    desk.press(desk.find("button", "保存"))
    desk.sees(NAME)
    desk.page.get_by_text("加一个房间").click()
    desk.labelled("房间名称").fill(ROOM)
    desk.labelled("座位").fill("20")
    desk.page.get_by_label("议事").check()
    desk.press(desk.find("button", "加上"))
    desk.sees(ROOM)

    resident = people(size=PHONE, language="zh-hans")
    resident.go("/spots/?kind=neighbour_home")
    resident.switch_language("en")
    resident.press(resident.page.get_by_role("link", name=re.compile(NAME)))
    resident.press(resident.page.get_by_role("link", name=re.compile(ROOM)))
    resident.press(resident.page.get_by_role("link", name=re.compile("10:|09:|14:|free")).first)
    resident.press(resident.find("link", "用手机号登录"))
    prove(resident, people, "13805550166")
    resident.page.locator("input[name=at]").fill("15:00")
    resident.press(resident.find("button", "提出预约"))
    resident.reads("已提出，时间先给您留着。")
    booking = resident.page.url

    desk.go("/bookings/desk")
    desk.sees(ROOM)
    desk.press(desk.find("button", "同意").first)
    desk.reads("已同意，约的人会看到。")
    resident.go(urlsplit(booking).path)
    resident.reads("约好了")
