"""微广播 (D9, Luoyuan's 红音嘹亮微广播) through the pages: a neighbour hands in words, a second
person lets them be heard, a resident suggests something, it becomes a matter that is worked off."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.territory import selectors as territory
from linli.volunteering.stories.broadcasts import _sound

VOICE, NEIGHBOUR = "13800000001", "13800000002"
TITLE, WORDS = "三楼的灯", "王师傅下班后把三楼的灯修好了，找他打13900001111。"
WISH = "楼下路灯也坏了，请修一修"


@pytest.fixture
def luoyuan(in_county):
    county = in_county("luoyuan")
    county.place("南门社区", "佳馨小区", "佳馨1格")
    county.people(
        ("李社区", "南门社区", "社区"),
        ("外社区", "东门居委会", "社区"),
    )
    return county


def handed_in(county):
    """By a neighbour whom the desk registered; the broadcaster."""
    desk = county.staff("李社区").read("/broadcasts/desk")
    said = {"小区或村": "佳馨小区", "手机号": VOICE, "姓名": "张一"}
    assert "已登记为播音员" in desk.form("登记").answer(said)
    voice = county.resident(VOICE)
    form = voice.read("/broadcasts/").open("我是播音员").form("交给社区审听")
    silent = form.answer({"栏目": "红音嘹亮微广播", "标题": TITLE})
    assert silent.status == 422
    form.values["audio"] = SimpleUploadedFile("voice.wav", _sound().read())
    sent = form.answer({"栏目": "红音嘹亮微广播", "标题": TITLE, "文字稿": WORDS})
    assert "审听过就播出" in sent, sent.faults
    assert "等审听" in sent
    return voice


def estate(county):
    """What everybody hears of the estate."""
    (area,) = territory.find("佳馨小区")
    return county.resident().read(f"/broadcasts/?area={area.code}")


def test_words_are_heard_by_a_second_person_and_a_suggestion_is_worked_off(luoyuan):
    voice = handed_in(luoyuan)
    assert "微广播" in luoyuan.resident().read("/")
    assert TITLE not in estate(luoyuan)
    assert TITLE not in luoyuan.staff("外社区").read("/broadcasts/desk")
    clerk = luoyuan.staff("李社区")
    desk = clerk.read("/broadcasts/desk").open(TITLE)
    assert "13900001111" not in desk
    assert "已播出" in desk.form("播出").answer()
    assert "已播出" in voice.read("/broadcasts/mine")

    neighbour = luoyuan.resident(NEIGHBOUR)
    page = neighbour.read(estate(luoyuan).address).open(TITLE)
    assert page.root.xpath("//audio/@src")
    assert "修好了" in page
    assert "13900001111" not in page
    said = page.form("提建议").answer({"您的建议": WISH})
    assert "有人看过就公开在这里" in said
    assert WISH not in estate(luoyuan).open(TITLE)
    assert "1 条没看" in clerk.read("/broadcasts/desk")
    taken = clerk.read("/broadcasts/desk").open(TITLE).form("转成事项").answer()
    matter = taken.open("看事项").address
    assert WISH in clerk.read(matter)
    assert "已经转成事项去办" in estate(luoyuan).open(TITLE)

    assert WISH not in luoyuan.staff("外社区").read("/matters/?kind=snap")
    clerk.does("市民随手拍", "当场办好", {"做了什么": "灯换好了"}, photos=1)
    luoyuan.comes("2026-03-11 09:00")  # nobody rates it for seven days
    assert "已办结" in clerk.read(matter)
    taken.form("回复").answer({"回复（会公开，只能回复一次）": "周五装好了。"})
    shown = estate(luoyuan)
    assert "建议 1 条，已回复 1 条" in shown
    assert "周五装好了。" in shown.open(TITLE)


def test_what_is_not_fit_to_be_heard_comes_back_with_the_reason(luoyuan):
    voice = handed_in(luoyuan)
    clerk = luoyuan.staff("李社区")
    form = clerk.read("/broadcasts/desk").open(TITLE).form("不播出")
    assert "没有播出" in form.answer({"原因（交来的人看得到）": "写了别人的电话"})
    assert "写了别人的电话" in voice.read("/broadcasts/mine")
    assert TITLE not in estate(luoyuan)
