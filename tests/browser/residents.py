"""What residents do: report step by step, follow by code, answer the question."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from .pages import PATIENCE, Person
from .scene import IN_GRID_ONE

HERE = IN_GRID_ONE  # where the phone says it is
GRID = "青云1格"


def begin(person: Person, language: str = "zh-hans") -> None:
    """The front door, in that language, and on to the report."""
    person.language = "zh-hans"
    person.go("/")
    if language != person.language:
        person.switch_language(language)
    begins = re.compile(re.escape(person.t("拍一拍，报个事")))
    person.press(person.page.get_by_role("link", name=begins))


def next_step(person: Person) -> None:
    """On to the next step of the form; the page stays."""
    shown = person.page.get_by_role("button", name=person.t("下一步"), exact=True)
    shown.click()
    person.look()


def take_photo(person: Person, photo: Path) -> None:
    person.labelled("拍照或选照片").set_input_files(str(photo))
    person.reads("已选 {n} 张，最多 {max} 张。", n=1, max=9)
    person.look()
    next_step(person)


def stand_here(person: Person) -> None:
    """The place as the phone knows it."""
    person.find("button", "我就在这里").click()
    expect(person.page.get_by_text(re.compile(f"青云小区.*{GRID}"))).to_be_visible(timeout=PATIENCE)


def search_place(person: Person, name: str, then: str = "") -> None:
    """The place by its name, then what lies below it."""
    person.labelled("找小区、村或楼栋的名字").fill(name)
    for one in filter(None, (name, then)):
        person.page.get_by_role("button", name=re.compile(f"^{one}")).first.click()
        expect(person.page.get_by_text(re.compile(f"杉城镇.*{one}$")).first).to_be_visible()


def place_words(person: Person, words: str) -> None:
    person.labelled("用几个字说在哪里").fill(words)
    person.look()
    next_step(person)


def tell(person: Person, words: str) -> None:
    person.labelled("发生了什么").fill(words)
    next_step(person)


def send(person: Person, *, twice: bool = False) -> str:
    """Send, tapping twice if so; returns the tracking code."""
    button = person.find("button", "发出")
    with person.page.expect_navigation(wait_until="load", url=re.compile("/t/")):
        if twice:
            button.dblclick()
        else:
            button.click()
    person.look()
    person.reads("已经收到，谢谢您。")
    code = urlsplit(person.page.url).path.rsplit("/", 1)[-1]
    assert re.fullmatch("[0-9A-Z]{10}", code), code
    person.sees(f"{code[:5]}-{code[5:]}")
    return code


def follow(person: Person, code: str) -> None:
    """By the code, typed as people type it."""
    person.go("/")
    person.follow("查进度")
    person.labelled("查询码").fill(f"{code[:5]} {code[5:]}".lower())
    person.press(person.find("button", "查一下"))


def answer(person: Person, solved: str, satisfied: str = "", words: str = "") -> None:
    """The two questions, asked separately."""
    person.page.get_by_label(person.t(solved), exact=True).check()
    if satisfied:
        person.page.get_by_label(person.t(satisfied), exact=True).check()
    if words:
        person.labelled("还想说点什么").fill(words)
    person.press(person.find("button", "告诉他们"))
