"""Small wishes (微心愿) through the pages, as Yongtai keeps them: read over, published without
names, claimed by one, granted with a picture, thanked for."""

from __future__ import annotations

import pytest

PHONE = "13812345678"
CONSENT = {"办好以后可以公示结果（不含姓名、电话、门牌）": ""}
GLASSES = "一副二百度的老花镜"


@pytest.fixture
def yongtai(in_county):
    county = in_county("yongtai")
    county.people(
        ("李社区", "北门社区", "社区"),
        ("刘党员", "北门社区", "在职党员"),
        ("何党员", "北门社区", "在职党员"),
        ("远党员", "登高社区", "在职党员"),
    )
    return county


def wished(county, said=CONSENT):
    resident = county.resident()
    received = resident.hands_in(
        "微心愿", f"想要一副老花镜，王秀英奶奶，{PHONE}", "北门社区", {"手机号": PHONE, **said}
    )
    assert "社区正在看您的心愿" in received
    return resident


def shelf(reader):
    """The wishes on the front page's shelf."""
    return reader.read("/?public").open("等人认领的")


def test_a_wish_is_published_claimed_by_one_granted_and_thanked(yongtai):
    resident = wished(yongtai)
    assert "现在没有等人认领的" in shelf(yongtai.resident())
    community = yongtai.staff("李社区")
    silent = community.finds("微心愿").form("确认：公布，等人认领").answer()
    assert silent.status == 422
    assert "公布给大家看的心愿" in silent.faults
    wish = community.finds("微心愿")
    community.does(
        "微心愿", "公布，等人认领", {"公布给大家看的心愿": f"{GLASSES}，王秀英奶奶{PHONE}"}
    )
    public = shelf(yongtai.resident())
    assert GLASSES in public
    assert "王○○奶奶" in public
    assert PHONE not in public
    assert not public.offers("我来认领")

    first, second = yongtai.staff("刘党员"), yongtai.staff("何党员")
    stale = shelf(second)
    assert "已领办。" in shelf(first).form("我来认领").answer()
    late = stale.form("我来认领").answer()
    assert "这一步已由刘党员领办。" in late.faults
    for reader in (first, second, yongtai.resident()):
        taken = shelf(reader)
        assert "已有人认领" in taken
        assert not taken.offers("我来认领")
    bare = first.finds("微心愿").form("确认：心愿圆了").answer({"怎么圆的": "送到了手上"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    first.does("微心愿", "心愿圆了", {"怎么圆的": "送到了手上"}, photos=1)

    assert "有人说您的心愿圆了。" in resident.track()
    resident.rates("收到了", "很满意", "谢谢好心人，王秀英奶奶")
    assert "已办结" in resident.track()
    granted = first.read(wish.address)
    assert "解决了 满意度 5/5" in granted
    assert "谢谢好心人" in granted  # the thanks reach the claimer
    thanked = first.read("/public").open("微心愿")
    assert "谢谢好心人" in thanked
    assert "王秀英" not in thanked


def test_a_wish_that_did_not_arrive_can_be_claimed_again(yongtai):
    resident = wished(yongtai)
    yongtai.staff("李社区").does("微心愿", "公布，等人认领", {"公布给大家看的心愿": GLASSES})
    first, second = yongtai.staff("刘党员"), yongtai.staff("何党员")
    shelf(first).form("我来认领").answer()
    first.does("微心愿", "心愿圆了", {"怎么圆的": "放在门口"}, photos=1)
    assert "您说：没有收到。已经接着办了。" in resident.rates("没有收到", "一般")
    assert "已领办。" in shelf(second).form("我来认领").answer()
    second.does("微心愿", "心愿圆了", {"怎么圆的": "当面给了"}, photos=1)
    resident.rates("收到了", "很满意")
    assert "已办结" in resident.track()


def test_a_wish_is_nobodys_elsewhere_and_is_declined_with_a_reason(yongtai):
    wished(yongtai)
    resident = yongtai.resident()
    resident.hands_in("微心愿", "想要一辆小汽车", "登高社区")
    community = yongtai.staff("李社区")
    wish = community.finds("微心愿")
    step = wish.form("确认：公布，等人认领").element.get("action")
    member = yongtai.staff("刘党员")
    assert "微心愿" not in member.waiting()
    refused = member.send(step, {"outcome": "approve", "approve-public_words": GLASSES})
    assert refused.status in {403, 404}
    silent = wish.form("确认：不合适").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    community.does("微心愿", "公布，等人认领", {"公布给大家看的心愿": GLASSES})
    far = yongtai.staff("远党员")
    assert GLASSES in shelf(far)
    assert not shelf(far).offers("我来认领")
    assert far.read(wish.address).status == 404


def test_a_wish_without_consent_is_not_shown_and_can_still_be_claimed(yongtai):
    wished(yongtai, {})
    yongtai.staff("李社区").does("微心愿", "公布，等人认领", {"公布给大家看的心愿": GLASSES})
    assert "现在没有等人认领的" in shelf(yongtai.resident())
    member = yongtai.staff("刘党员")
    assert GLASSES not in shelf(member)
    assert "已领办。" in member.finds("微心愿").form("我来办", "认领心愿").answer()
