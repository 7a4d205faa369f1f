"""Hours of service in a real browser: told on a phone, proved by whoever was helped and at a desk,
read line by line, published; what is not proved is never counted."""

from __future__ import annotations

import pytest

from .pages import DESKTOP, PHONE, Person
from .phones import prove

TEAM = "炉峰邻里志愿服务队"
HELPER, HELPED = "13900000031", "13900000032"


def tell(person: Person, title: str, start: str, end: str) -> str:
    """Tell of a service of this morning; the link for whoever was helped."""
    person.go("/hours/claim")
    person.labelled("做了什么").fill(title)
    person.labelled("为哪里做的").select_option(label=TEAM)
    person.labelled("开始时间").fill(f"2026-03-02T{start}")
    person.labelled("结束时间").fill(f"2026-03-02T{end}")
    person.press(person.find("button", "报上去"))
    person.reads("报上去了。")
    return str(person.page.locator("a[href*='/hours/confirm/']").inner_text())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_told_proved_and_counted(people, server, language):
    """In each language with people of their own, so that nothing is left of the other."""
    shift = 10 if language == "en" else 0
    helper, helped = str(int(HELPER) + shift), str(int(HELPED) + shift)
    volunteer = people(size=PHONE, language="zh-hans")
    volunteer.go("/hours/claim")  # leads to the phone, and back
    if language == "en":
        volunteer.switch_language("en")
    prove(volunteer, people, helper)
    volunteer.find("button", "报上去")
    link = tell(volunteer, "陪张奶奶看病", "06:00", "07:30")
    tell(volunteer, "扫楼道", "07:30", "08:40")

    neighbour = people(size=PHONE, language="zh-hans")
    neighbour.go(link.replace(server.address, ""))
    if language == "en":
        neighbour.switch_language("en")
    neighbour.follow("用手机号登录")
    prove(neighbour, people, helped)
    neighbour.follow("是的，帮了我", "button")
    neighbour.reads("谢谢，记下了。")

    clerk = people("community", size=DESKTOP, language=language)
    clerk.go("/hours/desk")
    clerk.page.get_by_role("row").filter(has_text="扫楼道").get_by_role("checkbox").check()
    clerk.press(clerk.find("button", "证明选中的"))
    clerk.never_sees("扫楼道")

    volunteer.go("/hours/")
    volunteer.sees(volunteer.t("%(hours)d 小时 %(minutes)d 分") % {"hours": 2, "minutes": 30})
    volunteer.follow("每一笔存、用、给")
    volunteer.sees("扫楼道")
    volunteer.go("/hours/certificates")
    volunteer.reads("现在没有可以证明的时长")  # the county publishes hours first
    clerk.go("/hours/desk/lists")
    clerk.labelled("组织").select_option(label=TEAM)
    clerk.press(clerk.find("button", "公示还没公示的时长"))
    clerk.reads("公示中")
    volunteer.go("/certificates/?code=ABCDE", 422)
    volunteer.reads("没有这份证明。请核对编号。")
    volunteer.go("/hours/stars")
    volunteer.reads("还没有到第一级")
