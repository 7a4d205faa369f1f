"""教育基地 through the pages (D10): a unit from outside chooses two days from the menu, the base
says yes and names one contact, a second group cannot have the same half day, who came is counted,
visitors answer without an account, and the base reads what they said."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from tests.journeys.reading import Form, words_of

from linli.kernel.clock import local
from linli.kernel.registry import measures
from linli.resources.stories import places
from linli.territory import selectors as territory

BASE, UNIT, OTHER = "长征学院", "福州某局", "厦门某校"
PHONE = "13900000001"
BEFORE, WALK = "出发前夜（出发纪念馆，1 个半天）", "走一段长征路（长征公园，2 个半天）"
CODE = re.compile(r"\b([0-9A-Z]{5}-)\s?([0-9A-Z]{5})\b")  # the paper may break it


@pytest.fixture
def county(in_county):
    """A base with two sites and two courses, set up at the desk's pages."""
    made = in_county("ninghua")
    made.people(
        ("李社区", "中山社区", "社区"),
        ("何联络", "中山社区", "社区"),
        ("别社区", "北山", "社区"),
    )
    places.place_is_set_up(made.world, "李社区", "中山社区", "社区便民驿站", BASE)
    desk = made.staff("李社区")
    page = desk.read("/bases/desk").open("登记基地")
    page = page.form("保存").answer(
        {"哪个场所": BASE, "哪一类": "长征精神教育基地", "占地（亩）": "467"}
    )
    for site in ("出发纪念馆", "长征公园"):
        page = page.form("加上").answer({"教学点": site})
    for course, site, halves, seats in (
        ("出发前夜", "出发纪念馆", "1", "60"),
        ("走一段长征路", "长征公园", "2", "40"),
    ):
        page = _card(page, "加课程").answer(
            {"课程": course, "在哪个教学点": site, "主题": "红色教育", "几个半天": halves,
             "最多多少人": seats, "谁来讲": "讲解员"}
        )  # fmt: skip
        assert course in page, page.faults
    return made


def _card(page, summary):
    """The form that opens under those words; all of them say “加上”."""
    for one in page.root.xpath("//details"):
        if words_of(one.xpath("./summary")[0]) == summary:
            return Form(page, one.xpath(".//form")[0], one.xpath(".//form//button")[0])
    raise AssertionError(f"没有“{summary}”：{page}")


def asks(county, unit, phone, plan, days="2", size="36", ahead=5):
    """A unit without an account asks through the public page."""
    page = county.resident().read("/bases/").open(BASE).open("点课，约时间")
    since = local(county.world.now).date() + timedelta(days=ahead)
    said = {
        "单位名称": unit, "来做什么": "培训班", "多少人": size, "哪天来": since.isoformat(),
        "几天": days, "联系人": "林某", "联系人手机号": phone, **plan,
    }  # fmt: skip
    return page.form("发给基地").answer(said)


TWO_DAYS = {"第 1 天上午": BEFORE, "第 2 天上午": WALK}


def soon(county):
    """A minute passes: what was to be told is told."""
    then = local(county.world.now + timedelta(minutes=1))
    county.comes(f"{then:%Y-%m-%d %H:%M:%S}")


def confirmed(reader):
    """The visit's page, with 何联络 as the one contact."""
    page = reader.read("/bases/desk").open(BASE).open(UNIT)
    form = page.form("定下来")
    refused = form.answer({"我方联系人（写同事姓名，空着就是您自己）": "没有这个人"})
    assert refused.status == 422
    page = reader.read("/bases/desk").open(BASE).open(UNIT)
    return page.form("定下来").answer({"我方联系人（写同事姓名，空着就是您自己）": "何联络"})


def test_two_days_are_asked_for_confirmed_and_held_against_others(county, settings):
    settings.LINLI_DEMONSTRATION = True
    assert "收到了" in asks(county, UNIT, PHONE, TWO_DAYS)
    desk = county.staff("李社区")
    soon(county)
    assert "有单位想来" in desk.read("/notices")
    page = confirmed(desk)
    assert "点位占住了" in page
    assert "何联络" in page
    assert "已确认" in page
    assert PHONE not in page
    soon(county)
    assert "您约的" in county.resident().read("/mailbox")

    same_half = {"第 1 天下午": WALK}  # its second half is the other's morning
    later = {"第 1 天上午": BEFORE}
    assert "收到了" in asks(county, OTHER, "13900000002", same_half, size="30")
    visit = desk.read("/bases/desk").open(BASE).open(OTHER)
    refused = visit.form("定下来").answer()
    assert refused.status == 409
    assert "那半天已经有别的团队" in refused
    ended = visit.form("就这么定").answer({"原因": "点位有人"})
    assert "安排不了" in ended
    assert "点位有人" in ended
    assert "收到了" in asks(county, "三明某校", "13900000003", later, days="1", ahead=6)
    free = desk.read("/bases/desk").open(BASE).open("三明某校")
    assert "点位占住了" in free.form("定下来").answer()


def test_what_cannot_be_is_said_at_once(county):
    for more, words in (
        ({"size": "41"}, "最多 40 人"),
        ({"days": "1"}, "天"),
        ({"ahead": 1}, "天"),
    ):
        page = asks(county, UNIT, PHONE, TWO_DAYS, **more)
        assert page.status == 422, page
        assert words in page.faults
    assert "还没有单位约" in county.staff("李社区").read("/bases/desk").open(BASE)


def came(county, count="6"):
    """Confirmed, and on the day so many came; the visit's page."""
    asks(county, UNIT, PHONE, TWO_DAYS)
    desk = county.staff("李社区")
    page = confirmed(desk)
    early = page.form("记下").answer({"到了多少人": count})
    assert "到了来访那天才能登记" in early
    county.comes("2026-03-07 09:00")
    page = desk.read("/bases/desk").open(BASE).open(UNIT)
    page = page.form("记下").answer({"到了多少人": count})
    assert f"到了 {count} 人" in page
    return desk, page


def slips(desk, page):
    """The codes on the paper that the desk prints, one a visitor."""
    (address,) = {one.get("href") for one in page.root.xpath("//a[contains(., '问卷码')]")}
    answer = desk.client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return sorted({first + second for first, second in CODE.findall(text)})


SAID = {"课程讲得怎么样（5 分最好）": "5", "讲解和接待怎么样（5 分最好）": "4"}


def test_visitors_answer_without_an_account_and_the_base_reads_it(county):
    desk, page = came(county)
    codes = slips(desk, page)
    assert len(codes) == 6
    for number, code in enumerate(codes, start=1):
        form = county.resident().read(f"/bases/say/{code}").form("交上去")
        more = {"会推荐别的单位来吗": "会", "还想说什么": "讲得好"} if number == 1 else {}
        assert "没有人知道哪一份是您填的" in form.answer({**SAID, **more})
        shown = desk.read(page.address)
        assert ("5.0" in shown) is (number >= 5)  # fewer than five give no figure
    again = county.resident().read(f"/bases/say/{codes[0]}")
    assert again.status == 409
    assert "已经填过了" in again
    read = desk.read(page.address)
    assert "6 张码，答了 6 份" in read
    assert "讲得好" in read
    assert "4.0" in read
    public = county.resident().read("/bases/").open(BASE)
    assert "来过的人怎么说" in public
    assert "5.0" in public
    assert "讲得好" not in public


def test_it_is_followed_up_and_counted(county):
    _desk, page = came(county)
    page = page.form("记下").answer({"跟进了什么": "寄去了合影和讲稿"})
    page = page.form("这个单位在这里设了培训基地").answer()
    assert "寄去了合影和讲稿" in page
    assert "在这里设了培训基地" in page
    assert not page.offers("这个单位在这里设了培训基地")
    path, now = territory.root().path, county.world.now
    span = (path, now - timedelta(days=30), now + timedelta(days=2))
    wanted = {"groups": 1, "visitors": 6, "classes": 1, "trainees": 6, "sites": 2, "units": 1}
    found = {key: measures.get(f"resources.base_{key}")(*span)[0] for key in wanted}
    assert found == wanted


def test_another_communitys_desk_does_not_see_it(county):
    asks(county, UNIT, PHONE, TWO_DAYS)
    mine = county.staff("李社区").read("/bases/desk").open(BASE).open(UNIT)
    far = county.staff("别社区")
    assert BASE not in far.read("/bases/desk")
    assert far.read(mine.address).status == 404
    assert far.send(f"{mine.address}/confirm", {}).status == 404
