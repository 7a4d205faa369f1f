"""The community's desk in the browser: the telephone, a spreadsheet, spam, search, two at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .pages import DESKTOP, PATIENCE, PHONE
from .residents import follow, search_place
from .sheets import sheet
from .staff import first_work
from .test_residents import quick_report


def test_the_telephone_with_what_was_reported_before(people):
    community = people("community", size=DESKTOP, language="zh-hans")
    for words, known in (
        ("排水沟堵了，下雨就倒灌", "在您的辖区里，这个号码以前没有报过。"),
        ("排水沟又堵了", "这个号码以前报过 %(n)s 件"),
    ):
        community.go("/matters/new")
        community.labelled("发生了什么").fill(words)
        search_place(community, "炉峰社区")
        community.labelled("手机号").fill("13805550777")
        community.labelled("怎么称呼您").fill("胡阿姨")  # leaving the number asks who it is
        community.reads(known, n=1)
        community.look()
        community.press(community.find("button", "受理"))
        community.sees(words)
    community.never_sees("13805550777")  # masked until somebody says what for
    community.find("button", "显示号码").click()
    community.sees("13805550777")
    community.look()


def test_a_spreadsheet_is_tried_first(people, tmp_path):
    community = people("community", size=DESKTOP, language="zh-hans")
    good = [["楼道灯坏了两盏", "青云2格", "路灯", "何先生", "13805550888"]]
    faulty = sheet(tmp_path / "faulty.xlsx", [*good, ["围墙裂了", "没有这个地方", "路灯", "", ""]])
    community.go("/matters/import")
    community.labelled("xlsx 表格").set_input_files(str(faulty))
    community.press(community.find("button", "检查"))
    community.reads("%(count)s 行有问题，改正后再导入", count=1)
    clean = sheet(tmp_path / "clean.xlsx", good)
    community.labelled("xlsx 表格").set_input_files(str(clean))
    community.press(community.find("button", "检查"))
    community.reads("每一行都可以导入")
    community.press(community.page.get_by_role("button", name=re.compile("^导入这 1 件")))
    community.reads("已导入 %(count)d 件。".replace("%(count)d", "1"))


@pytest.mark.parametrize(
    ("size", "language"),
    [pytest.param(PHONE, "zh-hans", id="phone-zh"), pytest.param(DESKTOP, "en", id="desktop-en")],
)
def test_spam_is_closed_with_a_reason_that_the_reporter_sees(people, size, language):
    resident = people(size=size, language=language)
    words = f"测试一下能不能用 {size.name}"
    code = quick_report(resident, language, "炉峰社区", words)
    community = people("community", size=size, language=language)
    number = resident.page.get_by_text(re.compile(r"-2026-\d{6}")).first.inner_text()
    number = re.search(r"\S+-2026-\d{6}", number)[0]
    community.go(f"/search?q={number}")
    community.press(
        community.page.get_by_role("main").get_by_role("listitem").get_by_role("link").first
    )
    community.sees(words)
    summary = community.page.locator("summary", has_text=community.t("不予办理，关闭"))
    summary.click()
    details = community.page.locator("details", has=summary)
    details.get_by_label(re.compile("^" + community.t("测试内容"))).check()
    community.look()
    community.press(community.find("button", "关闭", details))
    community.reads("已关闭，报事人会看到理由。")
    follow(resident, code)
    resident.reads("这条内容看起来是测试，没有办理。要报事请再报一次。")


def test_search_finds_two_characters(people):
    resident = people(size=DESKTOP, language="zh-hans")
    quick_report(resident, "zh-hans", "炉峰社区桥头", "桥头的榕树倒了，压住了石凳")
    community = people("community", size=DESKTOP, language="zh-hans")
    community.go("/work")
    box = community.page.get_by_role("searchbox", name="搜索")
    box.fill("石凳")
    with community.page.expect_navigation(wait_until="load"):
        box.press("Enter")
    community.look()
    community.press(
        community.page.get_by_role("main").get_by_role("listitem").get_by_role("link").first
    )
    community.sees("压住了石凳")


def test_two_take_the_same_thing_at_once(people):
    """Two members see the same order; one takes it, the other is told who has it."""
    community = people("community", size=DESKTOP, language="zh-hans")
    community.go("/matters/new")
    community.labelled("种类").select_option(label="群众报事")
    community.labelled("发生了什么").fill("老人家里的灯泡坏了，够不着")
    community.labelled("类别").select_option(label="上门帮忙")
    search_place(community, "炉峰社区")  # no grid is known: the community stands in
    community.press(community.find("button", "受理"))
    address = community.page.url
    community.do("签收核实", "上报社区", {"理由": "要懂电的人来换安全些"})
    community.go(address)
    community.do(
        "社区下单",
        "派给党员",
        {"派给哪个党支部": "青云小区党支部", "需要党员做什么": "上门换灯泡"},
    )
    title = "上门帮忙"
    first = people("member", size=DESKTOP, language="zh-hans")
    second = people("other-member", size=PHONE, language="zh-hans")
    for one in (first, second):
        first_work(one, "党员接单", title)
    first.press(first.find("button", "我来办"))
    first.reads("已领办。")
    second.press(second.find("button", "我来办"))
    second.reads("这一步已由%(by)s领办。", by="刘党员")
    first_work(first, "党员接单", title)
    first.do("党员接单", "办好了", {"做了什么": "换好了"})
    expect(second.page.get_by_role("main")).to_be_visible(timeout=PATIENCE)
