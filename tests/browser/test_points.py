"""Points in the browser: a resident with a phone asks for two deeds; the community at a desk gives
one and refuses the other; the resident appeals, the county's centre rules, and every line says
why."""

from __future__ import annotations

from playwright.sync_api import expect

from .pages import DESKTOP, PHONE, Person
from .phones import prove
from .scene import PASSWORD

MINE = "13805550188"
RICE, LANE = "帮邻居搬米上楼", "清了后巷的杂物"
WHY, RULING = "没有联系上邻居", "问过了，属实"


def asks(person: Person, deed: str, words: str) -> None:
    person.go("/points/ask")
    person.page.get_by_role("radio", name=deed).check()
    person.labelled("在哪个社区或村").select_option(label="炉峰社区")
    person.labelled("一句话说做了什么").fill(words)
    person.press(person.find("button", "提交申请"))
    person.reads("申请收到了，核实以后记入您的积分。")
    person.sees(words)


def ticks(desk: Person, words: str) -> None:
    row = desk.page.get_by_role("row").filter(has_text=words)
    row.get_by_role("checkbox").check()


def test_from_the_claim_to_the_ruling(people):
    resident = people(size=PHONE, language="zh-hans")
    resident.go("/points/")
    prove(resident, people, MINE)
    resident.sees("邻里互助")
    resident.follow("我做了一件事，申请积分")
    resident.press(resident.find("button", "提交申请"), 422)
    asks(resident, "邻里互助", RICE)
    asks(resident, "参加清洁家园", LANE)

    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    desk.go("/points/desk")
    ticks(desk, RICE)
    desk.press(desk.find("button", "属实，记分"))
    desk.never_sees(RICE)
    ticks(desk, LANE)
    desk.press(desk.find("button", "不认定"), 422)
    desk.reads("请写明理由，200 字以内。")
    desk.labelled("不认定的理由").fill(WHY)
    desk.press(desk.find("button", "不认定"))
    desk.reads("没有等着核实的申请")

    resident.go("/points/claims")
    resident.sees(WHY)
    resident.follow("不对，我要申诉")
    resident.labelled("哪里不对").fill("邻居回来了，可以再问。")
    resident.press(resident.find("button", "提交申诉"))
    resident.reads("您的申诉正在由另一个人复核。")

    desk.go("/points/desk/appeals")
    desk.reads("这是您的账，或者是您作的决定，要由另一个人复核。")
    centre = people(size=DESKTOP, language="zh-hans")
    centre.sign_in("county", PASSWORD)
    centre.go("/points/desk/appeals")
    centre.switch_language("en")
    centre.labelled("复核的理由（本人看得到）").fill(RULING)
    centre.press(centre.find("button", "成立，补记"))
    centre.reads("没有等着复核的申诉")
    centre.go("/points/desk/totals")
    centre.go("/points/desk/catalogue")

    resident.go("/points/of/points")
    resident.sees(RULING)
    resident.sees("之后有 8 分")
    expect(resident.page.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    resident.go("/points/")
    resident.switch_language("en")
    resident.go("/points/of/points")
