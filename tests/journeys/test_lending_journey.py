"""流动图书馆 and things to borrow through the pages (D6): a resident finds a book on the shelf, has
it put aside and fetches it; the next one waits and is told; what came back broken is settled by a
second colleague, and an appeal by a third."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.people import services as people
from linli.points import selectors as ledger
from linli.points.terms import Holder
from linli.resources import services
from linli.resources.stories import places

SPOT, BOOK, DRILL = "南门学吧", "海底两万里", "电钻"
ONE, TWO, THREE = "13800000001", "13800000002", "13800000003"


@pytest.fixture
def county(in_county):
    """A desk with one book and one drill, put on the shelf at its page."""
    made = in_county("luoyuan")
    made.people(
        *((who, "南门社区", "社区") for who in ("李社区", "王社区", "林社区")),
        ("别社区", "北门社区", "社区"),
        ("郑督查", "罗源县", "督查"),
    )
    places.place_is_set_up(made.world, "李社区", "南门社区", "周末学吧", SPOT)
    desk = made.staff("李社区")
    for kind, name, code in (
        ("流动图书馆", BOOK, "TSG-1"),
        ("米邻驿站借物", DRILL, "WP-1"),
    ):
        form = desk.read("/lending/desk").open("添书和东西").form("保存")
        page = form.answer({"哪一类": kind, "名称": name, "已经贴好的条码": code})
        assert "已上架" in page, page.faults
    return made


def scanned(reader, barcode):
    """The piece's page, by its barcode."""
    return reader.read("/lending/desk").form("借出或归还").answer({"条码": barcode})


def lent(reader, barcode, phone, name=""):
    form = scanned(reader, barcode).form("交到手上了")
    return form.answer({"借阅人的手机号": phone, "姓名": name})


def back(reader, barcode, condition="完好", more=None):
    form = scanned(reader, barcode).form("收回来了")
    return form.answer({"还回来是什么样": condition, **(more or {})})


def title(reader, name=BOOK):
    """As a resident finds it: a word of its name, on the shelf."""
    return reader.read("/lending/").form("找").answer({"找什么": name[:2]}).open(name)


def soon(county):
    """A minute passes: what was to be told is told."""
    then = local(county.world.now + timedelta(minutes=1))
    county.comes(f"{then:%Y-%m-%d %H:%M:%S}")


def test_found_put_aside_fetched_waited_for_and_told(county, settings):
    settings.LINLI_DEMONSTRATION = True
    desk = county.staff("李社区")
    assert "用手机号登录再借" in title(county.resident())
    first, second = county.resident(ONE), county.resident(TWO)
    page = title(first)
    assert "现在可借 1 件" in page
    assert f"给您留好了，到{SPOT}来取" in page.form("给我留着（3 天内来取）").answer()
    assert "留着等人来取的" in desk.read("/lending/desk")
    other = lent(desk, "TSG-1", THREE)
    assert other.status == 422
    assert "留给了排在前面的人" in other.faults
    assert "已借出" in lent(desk, "TSG-1", ONE, "王建国")
    mine = first.read("/lending/mine")
    assert "2026-04-01 前还" in mine
    shown = desk.read("/lending/desk")
    assert "王○○" in shown
    assert "王建国" not in shown.sent
    assert ONE not in shown.sent
    looks = county.staff("郑督查").read("/lending/desk")  # looks, and is not told who has what
    assert BOOK in looks
    assert "王○○" not in looks

    page = title(second)
    assert "最早 2026-04-01 该还回来" in page
    assert "您排在第 1 位" in page.form("排队等它").answer()
    assert "后面有人在等" in mine.form("续借").answer()  # the page is older than the queue
    assert "要等，排第 2 位" in title(county.resident(THREE))
    assert "单独放好，已经通知他来取" in back(desk, "TSG-1")
    soon(county)
    told = county.resident().read("/mailbox")
    assert f"{BOOK} 给您留好了" in told
    assert f"给您留好了，到{SPOT}来取" in title(second)
    assert "已借出" in lent(desk, "TSG-1", TWO)
    assert "手里没有借着的" in first.read("/lending/mine")


def test_who_does_not_come_loses_the_turn_and_who_is_late_is_reminded(county, settings):
    settings.LINLI_DEMONSTRATION = True
    desk = county.staff("李社区")
    first, second = county.resident(ONE), county.resident(TWO)
    title(first).form("给我留着（3 天内来取）").answer()
    title(second).form("排队等它").answer()
    county.comes("2026-03-06 09:00")
    services.pass_on(county.world.now)
    assert "等着的" not in first.read("/lending/mine")
    assert f"给您留好了，到{SPOT}来取" in title(second)
    lent(desk, "TSG-1", TWO)
    county.comes("2026-04-06 08:00")
    services.remind_borrowers(county.world.now)
    soon(county)
    late = second.read("/lending/mine")
    assert "过期 1 天" in late
    assert "不罚钱" in late
    assert not late.offers("续借")
    assert "过期没还的" in desk.read("/lending/desk")
    assert f"您借的 {BOOK} 应在" in county.resident().read("/mailbox")


def deposit(county):
    """What is free of the first resident's deposit points."""
    person = people.remember(phone=ONE, actor=SYSTEM, now=county.world.now)
    return ledger.balance("deposit", Holder.person(person)).free


BROKEN = {"损坏或丢失的情况": "机壳摔裂", "拟扣的押分": "15"}


def damaged(county):
    """The drill came back broken; the first desk has said so."""
    desk = county.staff("李社区")
    lent(desk, "WP-1", ONE, "王建国")
    assert deposit(county) == 80
    nothing = back(desk, "WP-1", "损坏", {"拟扣的押分": "15"})
    assert nothing.status == 422
    assert "请另一位同事来定" in back(desk, "WP-1", "损坏", BROKEN)
    return desk


def test_damage_is_settled_by_a_second_and_the_appeal_by_a_third(county):
    desk = damaged(county)
    page = desk.read("/lending/desk")
    assert "您登记的，请另一位同事来定" in page
    assert not page.offers("就这么定")
    resident = county.resident(ONE)
    assert "等同事来定" in resident.read("/lending/mine")
    second, third = county.staff("王社区"), county.staff("林社区")
    form = second.read("/lending/desk").form("就这么定")
    (asked,) = [one for one in form.questions if one.startswith("扣几分")]
    page = form.answer({asked: "10", "理由（借的人看得到）": "机壳要换"})
    assert "定好了" in page
    assert deposit(county) == 90
    page = resident.read("/lending/mine")
    assert "扣 10 分" in page
    assert "机壳要换" in page
    page = page.form("申诉").answer({"为什么不该扣": "借来时就裂了"})
    assert "由没有经手的同事来定" in page
    for own in (desk, second):
        form = own.read("/lending/desk").form("成立，退分")
        refused = form.answer({"理由（借的人看得到）": "我看过"})
        assert refused.status == 409, refused
    assert deposit(county) == 90
    form = third.read("/lending/desk").form("成立，退分")
    assert "借来时就裂了" in form.page
    assert "定好了" in form.answer({"理由（借的人看得到）": "借出时的照片上就有裂纹"})
    page = resident.read("/lending/mine")
    assert "申诉成立，分退回了" in page
    assert "借出时的照片上就有裂纹" in page
    assert deposit(county) == 100


def test_somebody_without_a_telephone_borrows_on_paper(county):
    desk = county.staff("李社区")
    form = scanned(desk, "TSG-1").form("交到手上了")
    nobody = form.answer()
    assert nobody.status == 422
    form = scanned(desk, "TSG-1").form("交到手上了")
    assert "已借出" in form.answer({"没有手机：纸质登记簿的页码和行号": "第 3 页第 12 行"})
    assert "第 3 页第 12 行" in desk.read("/lending/desk")
    assert "请放回架上" in back(desk, "TSG-1", "旧了，正常磨损")


def test_another_communitys_desk_lends_nothing_here(county):
    page = scanned(county.staff("李社区"), "TSG-1")
    far = county.staff("别社区")
    assert SPOT not in far.read("/lending/desk")
    assert far.read(page.address).status == 404
    assert far.send(f"{page.address}/lend", {"phone": ONE}).status == 404
    assert "现在可借 1 件" in title(county.resident())
