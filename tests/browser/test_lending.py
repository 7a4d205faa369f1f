"""Lending and a training base in the browser: a clerk puts a book on the shelf, a resident with a
phone has it kept, it goes out and comes back; a unit from outside chooses from the menu."""

from __future__ import annotations

import re

from .pages import DESKTOP, PHONE
from .phones import prove
from .scene import PASSWORD

PLACE, BOOK, BARCODE = "炉峰书屋", "海底两万里", "TSG-0001"


def opens_a_place(desk):
    desk.go("/spots/desk")
    desk.follow("登记场所")
    desk.labelled("名称").fill(PLACE)
    desk.page.get_by_label("红色邻里之家").check()
    desk.page.locator("#id_area").fill("炉峰社区")
    desk.labelled("周一").fill("08:30-12:00 14:00-17:30")
    desk.press(desk.find("button", "保存"))
    desk.sees(PLACE)


def test_a_book_from_the_shelf_to_the_hand_and_back(people):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    opens_a_place(desk)
    desk.go("/lending/desk")
    desk.follow("添书和东西")
    desk.press(desk.find("button", "保存"), 422)
    desk.labelled("名称").fill(BOOK)
    desk.labelled("已经贴好的条码").fill(BARCODE)
    desk.press(desk.find("button", "保存"))
    desk.sees(BARCODE)

    resident = people(size=PHONE, language="zh-hans")
    resident.go("/lending/")
    resident.switch_language("en")
    resident.press(resident.page.get_by_role("link", name=re.compile(BOOK)))
    resident.press(resident.find("link", "用手机号登录再借"))
    prove(resident, people, "13805550155")
    resident.press(resident.page.get_by_role("button", name=re.compile("Keep it for me")))
    resident.sees(PLACE)
    resident.go("/lending/mine")
    resident.reads("可以来取")

    desk.go("/lending/desk")
    desk.labelled("条码").fill(BARCODE.lower())
    desk.press(desk.find("button", "借出或归还"))
    desk.labelled("借阅人的手机号").fill("13900000009")
    desk.press(desk.find("button", "交到手上了"), 422)
    desk.reads("这一件留给了排在前面的人，要到期没取才能借给别人。")

    resident.press(resident.find("button", "不要了"))
    resident.reads("手里没有借着的")
    desk.go("/lending/desk")
    desk.labelled("条码").fill(BARCODE)
    desk.press(desk.find("button", "借出或归还"))
    desk.labelled("借阅人的手机号").fill("13900000009")
    desk.press(desk.find("button", "交到手上了"))
    desk.sees("139****0009")
    desk.labelled("条码").fill(BARCODE)
    desk.press(desk.find("button", "借出或归还"))
    desk.press(desk.find("button", "收回来了"))
    desk.reads("都在架上")
    resident.go("/lending/?q=" + BOOK)
    resident.sees("1 free now")


def test_a_unit_chooses_from_the_menu_of_a_base(people):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    desk.go("/bases/desk")
    desk.follow("登记基地")
    desk.press(desk.find("button", "保存"))
    desk.labelled("教学点").fill("纪念馆")
    desk.press(desk.find("button", "加上"))
    desk.page.get_by_text("加课程", exact=True).click()
    form = desk.page.locator("form", has=desk.page.locator("input[value=course]"))
    desk.labelled("课程", form).fill("出发前夜")
    desk.labelled("最多多少人", form).fill("60")
    desk.labelled("谁来讲", form).fill("讲解员")
    desk.press(form.get_by_role("button"))
    desk.sees("出发前夜")

    unit = people(size=PHONE, language="zh-hans")
    unit.go("/bases/")
    unit.switch_language("en")
    unit.press(unit.page.get_by_role("link", name=re.compile(PLACE)))
    unit.press(unit.find("link", "点课，约时间"))
    unit.labelled("单位名称").fill("外地某局")
    unit.labelled("多少人").fill("61")
    unit.page.locator("#id_at_1_0").select_option(index=1)
    unit.page.locator("#id_name").fill("王某")
    unit.labelled("联系人手机号").fill("13900000077")
    unit.press(unit.find("button", "发给基地"), 422)
    unit.reads("“%(course)s”最多 %(seats)d 人。请分批，或者换一门。", course="出发前夜", seats=60)
    unit.labelled("多少人").fill("40")
    unit.press(unit.find("button", "发给基地"))
    unit.reads("收到了。排好以后由一位联系人跟您对接，发短信告诉您。")

    desk.go("/bases/desk")
    desk.press(desk.page.get_by_role("link", name=PLACE))
    desk.press(desk.page.get_by_role("link", name="外地某局"))
    desk.press(desk.find("button", "定下来"))
    desk.reads("已确认")
    desk.sees("李社区")
