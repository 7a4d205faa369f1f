"""敬老食堂 through the pages (D7): the canteen writes a menu, a resident orders for an old
neighbour, the kitchen reads how many of what, and what was fetched is marked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.journeys.reading import words_of

from linli.kernel.clock import local
from linli.resources.stories import places

CANTEEN, PHONE, THEIRS = "茶曲村党员敬老食堂", "13800000001", "13700000009"


@pytest.fixture
def county(in_county):
    made = in_county("huangyuan")
    made.people(("马书记", "茶曲村", "村"), ("别村", "国光村", "村"))
    made.unit("茶曲村党支部", "党支部", "茶曲村")
    places.place_is_set_up(made.world, "马书记", "茶曲村", "党员敬老食堂", CANTEEN)
    return made


def menus_of(reader):
    """The canteen's menus at the desk."""
    return reader.read("/spots/desk").open(CANTEEN).open("菜单")


def writes(county, reader, portions="2"):
    """Tomorrow's lunch."""
    tomorrow = local(county.world.now).date() + timedelta(days=1)
    form = menus_of(reader).form("公开菜单")
    said = {
        "哪一天": tomorrow.isoformat(), "哪一餐": "午饭", "做什么菜": "洋芋、白菜、馒头",
        "一份多少元": "6", "最多几份": portions, "可以送到家": "是",
    }  # fmt: skip
    page = form.answer(said)
    assert page.status == 200, page.faults
    return page


def menu(reader):
    """The canteen's page, found as a resident finds it."""
    return reader.read("/spots/").open(CANTEEN).open("看菜单，订餐")


def orders(reader, age, way, more=None):
    form = menu(reader).open("午饭").form("订一份")
    (age,) = [one for one in _ages(form) if one.startswith(age)]
    return form.answer({"吃的人多大年纪": age, "怎么吃": way, **(more or {})})


def _ages(form):
    labels = form.element.xpath(".//fieldset[1]//label[.//input]")
    return [words_of(one) for one in labels]


def kitchen(reader):
    """The sheet from which one cooks: what is counted, and who is on it."""
    page = menus_of(reader).open("午饭")
    stats = {
        words_of(one.xpath("./span[1]")[0]): words_of(one.xpath("./span[2]")[0])
        for one in page.root.xpath("//*[@class='stat']")
    }
    rows = [[words_of(cell) for cell in row.xpath("./td")] for row in page.root.xpath("//tbody/tr")]
    return page, stats, rows


NEIGHBOUR = {"替谁订": "张有福", "他的电话": THEIRS}


def test_a_meal_for_an_old_neighbour_is_ordered_cooked_and_fetched(county):
    desk = county.staff("马书记")
    assert "还没有菜单" in menu(county.resident())
    assert "菜单已公开" in writes(county, desk)
    assert "用手机号登录" in menu(county.resident()).open("午饭")
    resident = county.resident(PHONE)
    page = menu(resident)
    assert "洋芋、白菜、馒头" in page
    assert "还有 2 份" in page
    assert "订好了，钱到现场付" in orders(resident, "80 岁及以上", "取回去", NEIGHBOUR)
    page, stats, rows = kitchen(desk)
    assert (stats["一共"], stats["取回去"], stats["来吃"]) == ("1", "1", "0")
    assert rows[0][0].startswith("张○○")
    assert "张有福" not in page.sent
    assert THEIRS not in page.sent
    early = page.form("吃到了").answer()
    assert early.status == 409
    county.comes("2026-03-03 11:40")
    page, _stats, _rows = kitchen(desk)
    page = page.form("吃到了").answer()
    assert "吃到了" in page
    mine = resident.read("/meals/")
    assert THEIRS[-4:] in mine  # as they typed it; whose number it is stays with the kitchen
    assert "张○○" not in mine
    assert not mine.offers("不吃了，取消")


def test_one_eater_has_one_meal_and_the_last_portion_goes_once(county):
    desk = county.staff("马书记")
    writes(county, desk)
    first, second, third = (county.resident(f"1380000000{one}") for one in (1, 2, 3))
    orders(first, "80 岁及以上", "送到家", NEIGHBOUR)
    twice = orders(second, "80 岁及以上", "来吃", {**NEIGHBOUR, "替谁订": "张大爷"})
    assert twice.status == 422
    assert "这一餐已经订过了" in twice.faults
    orders(second, "60 到 79 岁", "来吃")
    assert "订满了" in menu(third)
    _page, stats, _rows = kitchen(desk)
    assert (stats["一共"], stats["送到家"], stats["来吃"]) == ("2", "1", "1")
    assert "已取消" in first.read("/meals/").form("不吃了，取消").answer()
    orders(third, "60 到 79 岁", "来吃")
    _page, stats, _rows = kitchen(desk)
    assert (stats["一共"], stats["送到家"], stats["来吃"]) == ("2", "0", "2")


def test_after_the_hour_nobody_orders_and_nobody_calls_off(county):
    writes(county, county.staff("马书记"), "9")
    resident = county.resident(PHONE)
    form = menu(resident).open("午饭").form("订一份")
    orders(resident, "60 到 79 岁", "来吃")
    county.comes("2026-03-03 09:40")
    late = form.answer({"吃的人多大年纪": _ages(form)[0], "怎么吃": "来吃", **NEIGHBOUR})
    assert late.status == 422
    assert "时间" in late.faults
    assert "过了订餐的时间" in menu(resident)
    assert not resident.read("/meals/").offers("不吃了，取消")


def test_another_village_sees_nothing_of_the_kitchen(county):
    desk = county.staff("马书记")
    writes(county, desk)
    orders(county.resident(PHONE), "80 岁及以上", "取回去", NEIGHBOUR)
    page, _stats, _rows = kitchen(desk)
    far = county.staff("别村")
    assert CANTEEN not in far.read("/spots/desk")
    assert far.read(page.address).status == 404
