"""The county office changes its method in the browser: a limit is refused at its place, mended,
tried on the stories, published; a new matter gets it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .pages import DESKTOP, PATIENCE, PHONE
from .residents import search_place

FILE = "procedures/listed.bpmn"
STEP = "assign"
PLAYED = 300_000  # every story of the county, on a busy machine


def limit(office):
    """The limit of the chosen step, in the modeler's panel."""
    panel = office.page.get_by_role("region", name=office.t("选中的元素"), exact=True)
    field = panel.get_by_label(office.t("时限"), exact=True).first
    expect(field).to_be_visible(timeout=PATIENCE)
    return field


def set_limit(office, text):
    field = limit(office)
    field.fill(text)
    field.press("Tab")
    office.press(office.find("button", "保存并检查"))


def open_step(office, draft):
    office.go(f"{draft}model/{FILE}?at={STEP}")
    limit(office)
    office.look()


def test_a_limit_is_changed_refused_mended_tried_and_published(people):
    office = people("office", size=DESKTOP, language="zh-hans")
    assert "modeler" not in _loaded(office, "/methods/desk/")
    office.press(office.find("button", "开始"))
    draft = office.page.url.removeprefix(office.server.address)
    assert re.fullmatch(r"/methods/desk/[0-9a-f-]{36}/", draft)
    office.reads("检查通过，可以发布。")
    open_step(office, draft)
    expect(limit(office)).to_have_value("1 工作日")

    # the gate refuses a wrong limit at its place, and says how to mend it
    set_limit(office, "两天")
    found = office.page.get_by_role("region", name="检查结果")
    expect(found).to_contain_text(STEP)
    expect(found).to_contain_text("写成“2 工作时”")
    expect(limit(office)).to_have_value("两天")
    office.go(draft)
    row = office.page.locator(".files > li", has_text=FILE)
    expect(row).to_contain_text("两天")
    office.go(f"{draft}publish/")
    office.reads("还有错误，不能发布：")
    office.go(draft)
    office.press(row.get_by_role("link", name="去改").first)
    set_limit(office, "2 工作日")
    office.reads("已保存，这个文件没有错误。")

    # in words, what changes
    office.go(f"{draft}changes/")
    office.sees("due=2 工作日")

    office.go(f"{draft}stories/")
    office.press(office.find("button", "从头试演"))
    expect(office.page.get_by_text("全部成立")).to_be_visible(timeout=PLAYED)
    office.look()

    office.go(f"{draft}publish/")
    office.labelled("这次改了什么，为什么").fill("定责从一个工作日改为两个")
    office.press(office.find("button", "发布"))
    office.sees("定责从一个工作日改为两个")

    # a new matter: its first step has the new limit
    community = people("community", size=DESKTOP, language="zh-hans")
    community.go("/matters/new")
    community.labelled("种类").select_option(label="清单事项")
    community.labelled("发生了什么").fill("老旧小区的消防水带要换新")
    search_place(community, "炉峰社区")
    community.press(community.find("button", "受理"))
    community.sees("定责")
    community.sees("3月4日")  # two working days from Monday the 2nd

    # and back again
    office.go("/methods/desk/")
    office.press(office.page.get_by_role("link", name="退回到这里").first)
    office.press(office.find("button", "退回"))
    office.sees("现行")


def test_the_desk_reads_in_english_and_on_a_phone(people):
    office = people("office", size=PHONE, language="en")
    office.go("/methods/desk/")
    office.press(office.find("button", "开始"))
    draft = office.page.url.removeprefix(office.server.address)
    for page in ("", "changes/", "stories/", "publish/", "english/", "drop/",
                 "text/words.toml", "entries/matters.toml", "entries/matters.toml?at=kinds.1",
                 "decision/decisions/routing.dmn"):  # fmt: skip
        office.go(f"{draft}{page}")
    open_step(office, draft)
    office.go(f"{draft}drop/")
    office.press(office.find("button", "丢弃"))


def _loaded(office, path):
    """What a page has fetched, as one text."""
    office.go(path)
    names = "performance.getEntriesByType('resource').map((one) => one.name).join(' ')"
    return office.page.evaluate(names)
