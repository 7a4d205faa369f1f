"""A rota in the browser (D2: 护学岗): the community at a desk lists who watches the crossing;
members with phones say when they cannot; it is solved with its proof, published, and read why; one
who cannot come after all offers the shift and another takes it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, expect

from .pages import DESKTOP, PHONE, Person
from .phones import prove
from .scene import PASSWORD

ROTA = "三月护学岗"
LEADERS = {"王甲": "13805550161", "李乙": "13805550162"}
GIVER, TAKER = ("陈丙", "13805550163"), ("赵丁", "13805550164")
TOMORROW = "2026-03-03"  # one day: to school and home from it, two people each, one of them leading


def plans(desk: Person) -> str:
    """A draft with four people on it; its address."""
    desk.go("/rotas/desk")
    desk.reads("还没有值班表")
    desk.follow("排班")
    desk.labelled("排什么班").select_option(label="护学岗 · 炉峰社区居民委员会")
    desk.labelled("叫什么").fill(ROTA)
    desk.labelled("从").fill(TOMORROW)
    desk.labelled("到（含当天）").fill("2026-03-02")
    desk.press(desk.find("button", "建值班表"), 422)
    expect(desk.labelled("叫什么")).to_have_value(ROTA)
    desk.labelled("到（含当天）").fill(TOMORROW)
    desk.press(desk.find("button", "建值班表"))
    desk.reads("名单上还没有人")
    for name, phone in (*LEADERS.items(), GIVER, TAKER):
        desk.page.get_by_text("加人", exact=True).click()
        desk.labelled("手机号").fill(phone)
        desk.labelled("姓名").fill(name)
        if name in LEADERS:
            desk.page.get_by_label("组长").check()
        desk.press(desk.find("button", "列进名单"))
    return urlsplit(desk.page.url).path


def cannot(person: Person, shift: str) -> None:
    """Say beforehand that one cannot come to that shift."""
    person.press(person.page.get_by_role("link", name=re.compile(ROTA)))
    asked = person.page.get_by_label(re.compile(person.t(shift)))
    asked.select_option(label=person.t("不能来"))
    person.press(person.find("button", "就这样"))
    person.reads("您说了 %(n)s 个班", n=1)


def signs_in(person: Person, people, phone: str) -> None:
    person.go("/my-duties")
    prove(person, people, phone)


def shift(desk: Person, name: str) -> Locator:
    """Who is on it, in the week of the rota."""
    table = desk.page.locator("table.decision")
    return table.locator("td > div").filter(has=desk.page.get_by_text(name, exact=True))


def test_from_the_list_to_the_swap(people):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    rota = plans(desk)

    giver = people(size=PHONE, language="zh-hans")
    giver.go("/duty-board")
    giver.switch_language("en")
    giver.follow("我的值班")
    prove(giver, people, GIVER[1])
    cannot(giver, "放学")
    taker = people(size=PHONE, language="zh-hans")
    signs_in(taker, people, TAKER[1])
    cannot(taker, "上学")

    desk.go(rota)
    desk.press(desk.find("button", "排班"))
    desk.reads("已证明没有更好的排法")
    expect(shift(desk, "上学")).to_contain_text("0163")
    expect(shift(desk, "放学")).to_contain_text("0164")
    giver.go("/my-duties")
    giver.reads("接下来没有您的班")  # a draft binds nobody
    desk.press(desk.find("button", "公布"))
    desk.reads("已公布，每个人都能看到自己的班。")

    giver.go("/my-duties")
    giver.reads("上学")
    giver.reads("学校门口")
    giver.page.get_by_text(giver.t("为什么是我"), exact=True).click()
    giver.look()
    giver.follow("来不了，找人换")
    giver.press(giver.find("button", "发出去"))
    giver.reads("已发出。有人接了会告诉您；没人接以前，这个班还是您的。")
    taker.go("/my-duties")
    taker.reads("有人想换班")
    taker.press(taker.find("button", "我来"))
    taker.reads("这个班是您的了，谢谢。")
    giver.go("/my-duties")
    giver.reads("接下来没有您的班")

    desk.go(rota)
    desk.switch_language("en")
    expect(shift(desk, desk.t("上学"))).to_contain_text("0164")
    expect(shift(desk, desk.t("上学"))).not_to_contain_text("0163")
    desk.go(rota.replace("/desk", "/print"))
    desk.sees(ROTA)
    assert not re.search("[、（）]", desk.page.locator("table").inner_text())  # it is English
