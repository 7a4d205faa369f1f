"""一呼三应 in the browser: the community calls; departments, members and volunteers answer."""

from __future__ import annotations

import pytest

from .pages import DESKTOP, PHONE, Person
from .residents import search_place
from .staff import first_work

FULL = [
    pytest.param(PHONE, "zh-hans", id="phone-zh"),
    pytest.param(DESKTOP, "en", id="desktop-en"),
]
SHORT = [
    pytest.param(PHONE, "en", id="phone-en"),
    pytest.param(DESKTOP, "zh-hans", id="desktop-zh"),
]
TITLE = "飞线充电"
STEPS = {
    "部门": "部门回应",
    "党员": "党员响应",
    "志愿服务队": "志愿队伍合应",
}


def raise_call(community: Person, words: str) -> None:
    """The community opens a call at the estate."""
    community.go("/matters/new")
    kind = community.labelled("种类")
    kind.select_option(label=community.t("一呼三应"))
    community.labelled("发生了什么").fill(words)
    community.labelled("类别").select_option(label=community.t("飞线充电"))
    search_place(community, "青云小区", "青云1格")
    community.look()
    community.press(community.find("button", "受理"))
    community.sees(words)


def call(community: Person, **called: list[str]) -> None:
    community.do(
        "党委呼叫",
        "发出呼叫",
        {
            "呼叫哪些部门": called["departments"],
            "呼叫哪些党支部": called["branches"],
            "呼叫哪些志愿服务队": called["teams"],
            "要大家做什么": "逐栋剪线，劝导住户到充电棚充电",
        },
    )


def respond(person: Person, step: str, done: str) -> None:
    """Signed for, on site, done."""
    first_work(person, step, TITLE)
    person.sees("逐栋剪线")
    person.mark(step, "签收")
    person.mark(step, "到场")
    person.do(step, "办好了", {"做了什么": done})


@pytest.mark.parametrize(("size", "language"), FULL)
def test_three_departments_two_branches_one_team(people, size, language):
    def staff(username: str) -> Person:
        return people(username, size=size, language=language)

    community = staff("community")
    raise_call(community, "楼道飞线充电要一起清")
    call(
        community,
        departments=["消防救援大队", "供电公司", "城管局"],
        branches=["青云小区党支部", "和平小区党支部"],
        teams=["炉峰邻里志愿服务队"],
    )
    address = community.page.url
    respond(staff("fire"), "部门回应", "讲了火灾案例")
    respond(staff("power"), "部门回应", "剪除飞线十二处")
    urban = staff("urban")  # cannot come: not without saying why
    first_work(urban, "部门回应", TITLE)
    urban.do("部门回应", "不能应答", {}, refused=422)
    urban.do_here("不能应答", {"理由": "楼道里的线不归城管执法"})
    respond(staff("member"), "党员响应", "上门劝导二十三户")
    respond(staff("heping"), "党员响应", "看护现场")
    community.go(address)
    assert community.step("缺应裁定").count() == 0  # one has not answered yet
    respond(staff("team"), "志愿队伍合应", "帮老人搬车到充电棚")

    first_work(community, "缺应裁定", TITLE)
    community.sees("楼道里的线不归城管执法")
    community.do("缺应裁定", "理由成立，免予本次应答", {"理由": "楼道内确实不归城管"})
    first_work(community, "确认办成", TITLE)
    community.do("确认办成", "办成了", {"现场看到什么": "十二处飞线都已剪除"})
    community.go(address)
    community.reads("已办结")
    community.go("/public/")
    community.sees("青云小区")


@pytest.mark.parametrize(("size", "language"), SHORT)
def test_from_call_to_close(people, size, language):
    def staff(username: str) -> Person:
        return people(username, size=size, language=language)

    community = staff("community")
    raise_call(community, "两栋楼之间又拉了线")
    call(
        community,
        departments=["供电公司"],
        branches=["青云小区党支部"],
        teams=["炉峰邻里志愿服务队"],
    )
    address = community.page.url
    respond(staff("power"), "部门回应", "剪除一处")
    respond(staff("member"), "党员响应", "劝导一户")
    respond(staff("team"), "志愿队伍合应", "搬车一辆")
    first_work(community, "确认办成", TITLE)
    community.do("确认办成", "办成了", {"现场看到什么": "已剪除"})
    community.go(address)
    community.reads("已办结")
