"""Errands for who cannot come, through the pages: 民情快递 of Huangyuan in its four modes and
红色代办 of Shishou by whole course and by appointment."""

from __future__ import annotations

import pytest

PHONE, MASKED = "13812345678", "138****5678"


@pytest.fixture
def huangyuan(in_county):
    county = in_county("huangyuan")
    county.people(
        ("李中心", "湟源县", "党建综合服务中心"),
        ("马党员", "茶曲村", "村快递党员"),
        ("何党员", "茶曲村", "村快递党员"),
        ("赵志愿", "茶曲村", "村快递志愿者"),
    )
    return county


def expressed(county):
    """A resident asks for two things at once; without saying which, nothing is sent."""
    resident = county.resident()
    form = resident.begins("民情快递")
    vague = form.answer({"您想办什么事？": "老人行动不便"}, place="茶曲村")
    assert vague.status == 422
    assert "要办哪几样" in vague.faults
    assert "老人行动不便" in vague
    received = resident.hands_in(
        "民情快递", "老人行动不便", "茶曲村", {"要办哪几样": "医保、低保", "手机号": PHONE}
    )
    assert "党建综合服务中心正在看怎么给您办" in received
    return resident


def test_a_bundle_is_handled_in_one_centre_and_brought_by_one(huangyuan):
    resident = expressed(huangyuan)
    centre = huangyuan.staff("李中心")
    page = centre.finds("民情快递")
    assert "医保、低保" in page
    assert MASKED in page
    assert PHONE not in page
    early = huangyuan.staff("马党员").read(page.address)
    assert not early.offers("我来办")
    centre.does("民情快递", "全程", {"多久办好": "五个工作日"})
    assert "您要办的几样在中心集中办理" in resident.track()
    centre.does("民情快递", "这一样办好了")
    assert "打包送到手中" not in centre.read(page.address)  # one is still to do
    centre.does("民情快递", "这一样办好了")

    first, second = huangyuan.staff("马党员"), huangyuan.staff("何党员")
    waiting = second.finds("民情快递")
    assert "已领办。" in first.finds("民情快递").form("我来办").answer()
    assert "这一步已由马党员领办。" in waiting.form("我来办").answer().faults
    first.does("民情快递", "一起送到了", {"做了什么": "两样都办好送到"})
    assert "说是办好送到了。" in resident.track()
    resident.rates("收到了", "很满意")
    assert "已办结" in resident.track()


def test_an_appointment_is_kept_and_both_are_reminded(huangyuan):
    resident = expressed(huangyuan)
    centre, member = huangyuan.staff("李中心"), huangyuan.staff("马党员")
    past = centre.finds("民情快递").form("确认：预约")
    refused = past.answer({"约在什么时候上门": "2026-03-01T09:30"})
    assert refused.status == 422
    assert "已经过去" in refused.faults
    centre.does("民情快递", "预约", {"约在什么时候上门": "2026-03-05T09:30"})
    assert "约在3月5日 09:30上门" in resident.track()
    member.finds("民情快递").form("我来办").answer()
    assert "约好的时间快到了" not in member.read("/notices")
    huangyuan.comes("2026-03-05 09:00")
    assert "约好的时间快到了" in member.read("/notices")
    assert "提醒" in member.finds("民情快递")
    member.does("民情快递", "办好送到", {"做了什么": "上门办好两样"})
    resident.rates("收到了", "很满意")
    assert "已办结" in resident.track()


def test_the_reporter_is_reminded_by_message(huangyuan, settings):
    settings.LINLI_DEMONSTRATION = True
    resident = expressed(huangyuan)
    centre = huangyuan.staff("李中心")
    centre.does("民情快递", "提醒", {"什么时候到期": "2026-03-12T17:00"})
    huangyuan.comes("2026-03-11 18:00")
    (number,) = resident.track().root.xpath("//span[@class='small nowrap']/text()")
    telephone = huangyuan.resident().read("/mailbox")
    assert f"{number} 约在" in telephone
    assert PHONE not in telephone
    centre.does("民情快递", "提醒过，本人办好了", {"做了什么": "打过电话，已年审"})
    assert "说是办好送到了。" in resident.track()


def test_volunteers_take_what_is_theirs_alone_and_what_cannot_be_done_is_said(huangyuan):
    resident = expressed(huangyuan)
    centre = huangyuan.staff("李中心")
    page = centre.finds("民情快递")
    centre.does("民情快递", "志愿", {"多久办好": "三个工作日"})
    volunteer = huangyuan.staff("赵志愿")
    step = volunteer.finds("民情快递").form("我来办", "志愿上门")
    member = huangyuan.staff("马党员")
    assert "民情快递" not in member.waiting()
    assert not member.read(page.address).offers("我来办")
    assert "已领办。" not in member.send(step.element.get("action"), {})
    assert "已领办。" in step.answer()
    volunteer.does("民情快递", "办好送到", {"做了什么": "陪老人去年审"})
    assert "说是办好送到了。" in resident.track()

    other = expressed(huangyuan)
    silent = centre.finds("民情快递").form("确认：要本人办，已说明").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    centre.does("民情快递", "要本人办，已说明", {"理由": "年审要本人照相"})
    assert "已办结" in other.track()


@pytest.fixture
def shishou(in_county):
    county = in_county("shishou")
    county.people(
        ("李社区", "解放路社区", "社区"),
        ("刘代办", "解放路社区", "代办党员"),
        ("何代办", "解放路社区", "代办党员"),
        ("远代办", "桥南社区", "代办党员"),
        ("郑督查", "石首市", "督查"),
    )
    return county


WHOLE = {"多久办好": "三个工作日", "要办什么事": "办老年证"}


def test_an_errand_is_taken_by_one_and_ends_when_its_person_says_so(shishou):
    resident = shishou.resident()
    resident.hands_in("红色代办", "腿脚不便，想办老年证", "解放路社区", {"手机号": PHONE})
    desk = shishou.staff("李社区")
    page = desk.finds("红色代办")
    assert MASKED in page
    assert PHONE not in page
    half = page.form("确认：全程代办").answer({"要办什么事": "办老年证"})
    assert half.status == 422
    assert "多久办好" in half.faults
    desk.does("红色代办", "全程代办", WHOLE)

    first, second = shishou.staff("刘代办"), shishou.staff("何代办")
    waiting = second.finds("红色代办")
    assert "已领办。" in first.finds("红色代办").form("我来办").answer()
    assert "这一步已由刘代办领办。" in waiting.form("我来办").answer().faults
    far = shishou.staff("远代办").read(page.address)
    assert far.status == 404
    assert "老年证" not in far
    first.does("红色代办", "办好送到", {"做了什么": "证送到家"})
    assert "说是办好送到了。" in resident.track()
    assert "您说：没有办好。已经接着办了。" in resident.rates("没有办好", "不满意")
    desk.does("红色代办", "全程代办", {**WHOLE, "要办什么事": "名字写错，重办一次"})
    second.finds("红色代办").form("我来办").answer()
    second.does("红色代办", "办好送到", {"做了什么": "重办了"})
    resident.rates("收到了", "很满意")
    assert "已办结" in resident.track()


def test_an_errand_by_appointment_and_one_that_nobody_takes(shishou):
    resident = shishou.resident()
    resident.hands_in("红色代办", "想请人上门认证养老金", "解放路社区")
    desk, member = shishou.staff("李社区"), shishou.staff("刘代办")
    when = {"约在什么时候上门": "2026-03-03T15:00", "要办什么事": "养老金认证"}
    desk.does("红色代办", "预约代办", when)
    told = resident.track()
    assert "约在3月3日 15:00上门" in told
    assert "红色代办" in told
    assert "待分类" not in told  # who chose an errand need not wait to be sorted
    member.finds("红色代办").form("我来办").answer()
    member.does("红色代办", "办好送到", {"做了什么": "刷脸认证好了"})
    resident.rates("收到了", "很满意")

    other = shishou.resident()
    other.hands_in("红色代办", "想交水费", "解放路社区")
    desk.does("红色代办", "全程代办", WHOLE)
    shishou.comes("2026-03-06 17:00")
    assert "已经晚了，正在催办" in other.track()
    late = member.read("/work")
    assert "已超期" in late
    assert "红色代办" in late
    assert "红色代办" in shishou.staff("郑督查").read("/notices")
