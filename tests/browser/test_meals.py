"""敬老食堂 in the browser (D7): the community opens a canteen at a desk and writes today's lunch; a
resident with a phone orders for an old neighbour; once the hour is past another is refused with the
reason; the desk hands out what was ordered."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .pages import DESKTOP, PHONE, Person
from .phones import prove
from .scene import PASSWORD

CANTEEN, DISHES = "炉峰敬老食堂", "红烧豆腐、青菜、米饭"
FIRST, LATE = "13805550141", "13805550142"
EATER, THEIRS = "张有福", "13700000041"


def opens_the_canteen(desk: Person) -> None:
    """With lunch of today on its menu: six yuan, ten portions, brought home where asked."""
    desk.go("/spots/desk")
    desk.follow("登记场所")
    desk.labelled("名称").fill(CANTEEN)
    desk.page.get_by_label("敬老食堂", exact=True).check()
    desk.page.locator("#id_area").fill("炉峰社区")
    desk.labelled("周一").fill("10:30-13:00")
    desk.press(desk.find("button", "保存"))
    desk.follow("菜单")
    desk.press(desk.find("button", "公开菜单"), 422)
    expect(desk.labelled("最多几份")).to_have_value("50")
    desk.labelled("做什么菜").fill(DISHES)
    desk.labelled("一份多少元").fill("6")
    desk.labelled("最多几份").fill("10")
    desk.labelled("可以送到家").check()
    desk.press(desk.find("button", "公开菜单"))
    desk.reads("菜单已公开，居民现在就能订。")


def opens_the_order(resident: Person) -> None:
    """From the list of places to today's lunch."""
    resident.go("/spots/?kind=canteen")
    resident.press(resident.page.get_by_role("link", name=re.compile(CANTEEN)))
    resident.follow("看菜单，订餐")
    resident.press(resident.page.get_by_role("link", name=re.compile(resident.t("午饭"))))


def chooses(resident: Person, way: str) -> None:
    age = re.compile("^" + re.escape(resident.t("60 岁及以上")))
    resident.page.get_by_role("radio", name=age).check()
    resident.page.get_by_role("radio", name=resident.t(way), exact=True).check()


def test_a_meal_is_ordered_in_time_and_handed_out(people, server):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    opens_the_canteen(desk)

    resident = people(size=PHONE, language="zh-hans")
    resident.go("/spots/")
    resident.switch_language("en")
    opens_the_order(resident)
    resident.follow("用手机号登录")
    prove(resident, people, FIRST)
    resident.press(resident.find("button", "订一份"), 422)
    chooses(resident, "取回去")
    resident.labelled("替谁订").fill(EATER)
    resident.labelled("他的电话").fill(THEIRS)
    resident.press(resident.find("button", "订一份"))
    resident.reads("订好了，钱到现场付。")
    expect(resident.find("button", "不吃了，取消")).to_be_visible()

    late = people(size=PHONE, language="zh-hans")
    opens_the_order(late)
    late.follow("用手机号登录")
    prove(late, people, LATE)
    chooses(late, "来吃")
    desk.page.goto("about:blank")
    server.comes("2026-03-02T09:40")
    late.press(late.find("button", "订一份"), 422)
    late.reads("这一餐已经过了订餐的时间。")
    late.follow("返回")
    late.reads("过了订餐的时间")
    resident.go("/meals/")
    expect(resident.find("button", "不吃了，取消")).to_have_count(0)

    desk.context.clear_cookies()
    desk.sign_in("community", PASSWORD)
    desk.go("/spots/desk")
    desk.press(desk.page.get_by_role("link", name=CANTEEN))
    desk.follow("菜单")
    desk.press(desk.page.get_by_role("link", name=re.compile("午饭")))
    row = desk.page.get_by_role("row").filter(has_text="张○○")
    expect(row).to_contain_text("取回去")
    desk.never_sees(THEIRS)
    desk.press(desk.find("button", "吃到了", row))
    expect(row.locator(".pill")).to_have_text("吃到了")
    desk.switch_language("en")
    desk.go("/spots/desk")
    resident.go("/meals/")
    resident.reads("吃到了")
    resident.never_sees(EATER)
