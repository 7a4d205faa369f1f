"""Residents in the browser: dangers first, a lost code, no script, large type, both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .pages import DESKTOP, PATIENCE, PHONE, Person
from .phones import prove
from .residents import begin, follow, next_step, place_words, send, tell
from .test_three_orders import without_metadata

EITHER = [
    pytest.param(PHONE, "zh-hans", id="phone-zh"),
    pytest.param(DESKTOP, "en", id="desktop-en"),
]


def quick_report(person: Person, language: str, where: str, words: str, phone: str = "") -> str:
    """Words and a place in words, nothing else."""
    begin(person, language)
    next_step(person)
    place_words(person, where)
    tell(person, words)
    if phone:
        person.labelled("手机号").fill(phone)
    return send(person)


@pytest.mark.parametrize(("size", "language"), EITHER)
def test_danger_comes_before_the_report(people, size, language):
    person = people(size=size, language=language)
    begin(person, language)
    next_step(person)
    place_words(person, "青云小区")
    tell(person, "三楼窗户冒烟了，有煤气味")
    call = person.page.get_by_role("link", name=person.t("拨打 %(call)s", call="119")).first
    expect(call).to_be_visible(timeout=PATIENCE)
    assert call.get_attribute("href") == "tel:119"
    person.look()
    person.page.go_back()  # back always works, and keeps what was typed
    expect(person.labelled("发生了什么")).to_have_value("三楼窗户冒烟了，有煤气味")
    person.look()


@pytest.mark.parametrize(("size", "language"), EITHER)
def test_a_lost_code_comes_back_by_phone(people, size, language):
    phone = {"phone": "13805550111", "desktop": "13805550122"}[size.name]
    person = people(size=size, language=language)
    code = quick_report(person, language, "炉峰社区菜市场门口", "菜市场门口的垃圾桶坏了", phone)
    person.page.context.clear_cookies()  # another day, another browser
    begin_again = people(size=size, language=language)
    begin_again.language = "zh-hans"
    begin_again.go("/t/")
    if language == "en":
        begin_again.switch_language("en")
    begin_again.follow("用手机号找回")
    prove(begin_again, people, phone)
    begin_again.press(
        begin_again.page.get_by_role("main").get_by_role("listitem").first.get_by_role("link")
    )
    assert f"/t/{code}" in begin_again.page.url
    begin_again.sees("菜市场门口的垃圾桶坏了")


def test_it_works_without_script(people, server, photo):
    """An old phone whose browser runs nothing: one long form, sent at once."""
    before = set(server.stored_files())
    person = people(size=PHONE, language="zh-hans", script=False)
    begin(person)
    person.labelled("拍照或选照片").set_input_files(str(photo))
    person.labelled("用几个字说在哪里").fill("青云小区门口")
    person.labelled("发生了什么").fill("路灯不亮，整条巷子都黑")
    person.labelled("属于哪一类").select_option(label="路灯")
    code = send(person)
    person.sees("路灯不亮")
    without_metadata(sorted(set(server.stored_files()) - before))
    follow(person, code)
    person.sees("路灯不亮")


def test_a_report_without_anything_says_what_is_missing(people):
    person = people(size=PHONE, language="zh-hans")
    begin(person)
    next_step(person)
    next_step(person)
    person.labelled("发生了什么").fill(" ")
    next_step(person)
    person.press(person.find("button", "发出"), 422)
    expect(person.page.get_by_role("alert").first).to_be_visible(timeout=PATIENCE)


def test_large_type_and_language_stay(people):
    person = people(size=PHONE, language="zh-hans")
    person.go("/")

    def letters() -> float:
        return person.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    usual = letters()
    person.press(person.find("button", "大字"))
    assert letters() > usual * 1.1
    expect(person.find("button", "大字")).to_have_attribute("aria-pressed", "true")
    person.go("/t/")
    assert letters() > usual * 1.1  # it stays, on every page
    person.switch_language("en")
    person.go("/report")
    assert letters() > usual * 1.1
    person.press(person.find("button", "大字"))
    assert letters() == usual
    person.switch_language("zh-hans")


def test_a_code_that_is_none_says_so(people):
    person = people(size=PHONE, language="zh-hans")
    person.go("/t/")
    person.labelled("查询码").fill("AAAAA AAAAA")
    person.press(person.find("button", "查一下"), 404, 422)
    assert person.labelled("查询码").count() == 0 or person.labelled("查询码").input_value()
