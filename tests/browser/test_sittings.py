"""A four-thirty school in the browser: the desk opens a term, a guardian with a phone enrols a
child with their consent; at the door it is handed over, but not to somebody unknown."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .pages import DESKTOP, PHONE
from .phones import prove
from .scene import PASSWORD

PLACE, TERM, CHILD = "炉峰四点半学校", "春季作业班", "王小明"


def test_from_the_term_to_the_handing_over(people):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    desk.go("/spots/desk")
    desk.follow("登记场所")
    desk.labelled("名称").fill(PLACE)
    desk.page.get_by_label("四点半学校").check()
    desk.page.locator("#id_area").fill("炉峰社区")
    desk.labelled("周一").fill("08:30-12:00 14:00-18:00")
    desk.press(desk.find("button", "保存"))
    desk.page.get_by_role("main").get_by_role("link", name=re.compile("班次")).first.click()
    desk.labelled("班次名称").fill(TERM)
    desk.labelled("最后一天").fill("2026-06-30")
    desk.labelled("从几点").fill("10:00")
    desk.labelled("到几点").fill("11:30")
    desk.labelled("几个名额").fill("1")
    desk.press(desk.find("button", "公开班次"), 422)
    desk.labelled("联系人和电话").fill("李老师 0598-7830000")
    desk.press(desk.find("button", "公开班次"))
    desk.reads("班次已公开，家长现在就能报名。")

    guardian = people(size=PHONE, language="zh-hans")
    guardian.go("/spots/")
    guardian.press(guardian.page.get_by_role("link", name=re.compile(PLACE)))
    guardian.press(guardian.page.get_by_role("link", name=re.compile("班次|报名|照看")).first)
    guardian.switch_language("en")
    guardian.press(guardian.find("link", "给孩子报名"))
    guardian.press(guardian.find("link", "用手机号登录"))
    prove(guardian, people, "13805550144")
    guardian.labelled("孩子的姓名").fill(CHILD)
    guardian.labelled("哪一年出生").fill("2017")
    guardian.page.locator("#id_who1").fill("王外婆")
    guardian.page.locator("#id_relation1").fill("外婆")
    guardian.page.locator("#id_phone1").fill("13805550145")
    guardian.press(guardian.find("button", "给孩子报名"), 422)  # without the consent
    expect(guardian.labelled("孩子的姓名")).to_have_value(CHILD)
    guardian.page.locator("#id_consent").check()
    guardian.press(guardian.find("button", "给孩子报名"))
    guardian.sees(CHILD)

    door = people(size=PHONE, language="zh-hans")
    door.sign_in("community", PASSWORD)
    door.go("/sittings/desk")
    door.press(door.page.get_by_role("link", name=re.compile(TERM)))
    door.press(door.find("button", "孩子到了"))
    door.press(door.find("link", "有人来接"))
    door.labelled("来接的人姓名").fill("陌生人")
    door.labelled("原因").fill("他说是叔叔")
    door.press(door.find("button", "问过了，交给他"), 409)  # nobody was called
    door.press(door.page.get_by_role("button", name=re.compile("王外婆")))
    door.reads("接走了，记下了。")
    guardian.go("/sittings/")
    guardian.sees("王外婆")
