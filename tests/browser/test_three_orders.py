"""三单制 in the browser: residents order, the community places the order, departments take it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from .pages import DESKTOP, PHONE, Person
from .residents import (
    HERE,
    answer,
    begin,
    follow,
    next_step,
    place_words,
    search_place,
    send,
    stand_here,
    take_photo,
    tell,
)
from .staff import first_work, work_titles

FULL = [
    pytest.param(PHONE, "zh-hans", id="phone-zh"),
    pytest.param(DESKTOP, "en", id="desktop-en"),
]
SHORT = [
    pytest.param(PHONE, "en", id="phone-en"),
    pytest.param(DESKTOP, "zh-hans", id="desktop-zh"),
]
TITLE = "消防通道"  # titles are kept as the county wrote the category
WORDS = "小区大门里的消防通道被一辆货车堵住了，救火车进不来"
CHECKING = "网格员会联系您、到现场看；最迟{due}，当场办好或者报给社区接着办。"
RULING = "接单的单位说这件事不归它管，县指挥中心正在裁定，最迟{due}定下由谁办。"
MONDAY = {"zh-hans": "周一 3月2日", "en": "Mon 2 Mar"}


def without_metadata(paths: list[Path]) -> None:
    """What is stored says neither where nor with what it was taken."""
    assert paths
    for path in paths:
        with Image.open(path) as picture:
            assert not dict(picture.getexif()), path
            assert not picture.getexif().get_ifd(0x8825), path
        assert b"Journey 1" not in path.read_bytes()


def sent_again(person: Person, fields: dict[str, str], code: str) -> None:
    """The same form posted once more, as an impatient network does, is the same matter."""
    again = person.context.request.post("/report?kind=report", form=fields)
    assert again.ok, again.status
    assert f"/t/{code}" in again.url


def fields_of(person: Person) -> dict[str, str]:
    """The form as it would be sent, without its files."""
    return person.page.locator("form[data-once]").evaluate(
        "(form) => Object.fromEntries("
        "[...new FormData(form)].filter(([, v]) => typeof v === 'string'))"
    )


@pytest.mark.parametrize(("size", "language"), FULL)
def test_the_whole_story(people, server, photo, size, language):
    def staff(username: str) -> Person:
        return people(username, size=size, language=language)

    # the resident reports, with a photo and where the phone is
    before = set(server.stored_files())
    resident = people(size=size, language=language, point=HERE)
    begin(resident, language)
    take_photo(resident, photo)
    stand_here(resident)
    place_words(resident, "大门里面")
    tell(resident, WORDS)
    resident.reads("是不是这一类？")
    expect(resident.page.get_by_label(re.compile("^" + resident.t("消防通道")))).to_be_checked()
    resident.look()
    fields = fields_of(resident)
    code = send(resident, twice=True)
    resident.sees(WORDS)
    resident.is_told(CHECKING)
    resident.sees(MONDAY[language])
    resident.sees(re.compile(r"15:[3-5]\d"))  # the promise: four working hours from nine
    without_metadata(sorted(set(server.stored_files()) - before))
    sent_again(resident, fields, code)

    # the grid member signs for it, rings, and passes it up: not without a reason
    grid = staff("grid")
    assert sum(TITLE in text for text in work_titles(grid)) == 1
    first_work(grid, "签收核实", TITLE)
    grid.sees(WORDS)
    grid.mark("签收核实", "签收")
    grid.mark("签收核实", "联系报事人")
    grid.do("签收核实", "上报社区", {}, refused=422)
    grid.do_here("上报社区", {"理由": "车是夜里外面停进来的，劝不动"})
    assert not any(TITLE in text for text in work_titles(grid))

    # the community dispatches; the department hands back; the county rules
    community = staff("community")
    first_work(community, "社区下单", TITLE)
    community.sees("劝不动")
    community.do(
        "社区下单", "派给部门", {"派给哪个单位": "消防救援大队", "要办成什么样": "通道腾空"}
    )
    fire = staff("fire")
    first_work(fire, "部门接单办理", TITLE)
    fire.do("部门接单办理", "退单", {"理由": "车停在公共道路上，归交警管"})
    follow(resident, code)
    resident.is_told(RULING)
    county = staff("county")
    first_work(county, "退单裁定", TITLE)
    ruling = {"改派给哪个单位": "交警大队", "依据": "道路停车由交警处理"}
    county.do("退单裁定", "改派别的单位", ruling, refused=422)
    assert county.labelled("依据").input_value() == ruling["依据"]  # nothing typed is lost
    county.do_here("改派别的单位", {"理由": "停车执法归交警"})

    # the other department does it, with evidence, and may not approve its own work
    police = staff("police")
    first_work(police, "部门接单办理", TITLE)
    police.mark("部门接单办理", "接单")
    done = {"做了什么": "拖走三辆车，车主在家里被劝了半天"}
    police.do("部门接单办理", "办好了", done, refused=422)
    police.do_here("办好了", {}, pictures=[photo])
    first_work(police, "现场核查", TITLE)
    police.do("现场核查", "核查通过", {"现场看到什么": "我自己看过了"}, refused=403)
    police.reads("“%(step)s”是您办理的，这一步要由另一人办理。", step=police.t("部门接单办理"))
    verifier = staff("verifier")
    first_work(verifier, "现场核查", TITLE)
    told = "通道空了，谢谢车主张大伟先生配合，电话13805550123"
    seen = {"现场看到什么": "通道空着，线已画好", "公示给居民看的话": told}
    verifier.do("现场核查", "核查通过", seen)

    # everybody may read what was done, not whose car it was
    resident.go("/public/")
    resident.press(resident.page.get_by_role("link", name=re.compile("青云小区")).first)
    resident.sees("张○○先生")
    resident.never_sees("13805550123")
    resident.never_sees("张大伟")
    resident.never_sees("劝了半天")  # what colleagues tell each other is not for everybody

    # the resident says no: it is worked on again; then yes, and satisfied: it is closed
    follow(resident, code)
    answer(resident, "没有解决", "不满意", "晚上又停满了")
    resident.reads("您说：%(said)s。", said=resident.t("没有解决"))
    first_work(community, "社区下单", TITLE)
    community.do("社区下单", "派给部门", {"派给哪个单位": "交警大队", "要办成什么样": "夜里也要管"})
    first_work(police, "部门接单办理", TITLE)
    police.do("部门接单办理", "办好了", {"做了什么": "装了隔离桩"}, pictures=[photo])
    first_work(verifier, "现场核查", TITLE)
    verifier.do("现场核查", "核查通过", {"现场看到什么": "隔离桩已装好"})
    follow(resident, code)
    answer(resident, "解决了", "很满意")
    resident.reads("这件事已办结")
    resident.reads("您说：%(said)s。谢谢您告诉我们。", said=resident.t("解决了"))


@pytest.mark.parametrize(("size", "language"), SHORT)
def test_from_report_to_rating(people, photo, size, language):
    def staff(username: str) -> Person:
        return people(username, size=size, language=language)

    resident = people(size=size, language=language)
    begin(resident, language)
    next_step(resident)  # without a photo
    search_place(resident, "青云小区", "青云1格")
    place_words(resident, "3号楼下")
    tell(resident, WORDS)
    resident.reads("是不是这一类？")
    code = send(resident)
    resident.sees(MONDAY[language])
    grid = staff("grid")
    first_work(grid, "签收核实", TITLE)
    grid.do("签收核实", "上报社区", {"理由": "劝不动"})
    community = staff("community")
    first_work(community, "社区下单", TITLE)
    community.do("社区下单", "派给部门", {"派给哪个单位": "交警大队"})
    police = staff("police")
    first_work(police, "部门接单办理", TITLE)
    police.do("部门接单办理", "办好了", {"做了什么": "拖走了"}, pictures=[photo])
    verifier = staff("verifier")
    first_work(verifier, "现场核查", TITLE)
    verifier.do("现场核查", "核查通过", {"现场看到什么": "通道空着"})
    follow(resident, code)
    answer(resident, "解决了")  # satisfied is another question, and may stay open
    resident.reads("这件事已办结")
