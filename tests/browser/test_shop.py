"""From the window to the goods: a resident orders and shows a code, the counter hands out a part,
then the rest; on a phone and on a desk, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from . import shop_scene
from .pages import DESKTOP, PATIENCE, PHONE
from .phones import prove

EITHER = [
    pytest.param(PHONE, "zh-hans", DESKTOP, "en", id="phone-zh"),
    pytest.param(DESKTOP, "en", PHONE, "zh-hans", id="desktop-en"),
]


@pytest.fixture(scope="module")
def server(server):
    server.furnish("shop_scene")
    return server


@pytest.mark.parametrize(("size", "language", "desk", "spoken"), EITHER)
def test_from_the_window_to_the_goods(people, server, size, language, desk, spoken):
    resident = people(size=size, language="zh-hans")
    resident.go("/shop/")
    if language != "zh-hans":
        resident.switch_language(language)
    resident.press(resident.page.get_by_role("link", name=re.compile(shop_scene.SALT)))
    resident.press(
        resident.page.get_by_role("main").get_by_role("link", name=resident.t("用手机号登录"))
    )
    prove(resident, people, shop_scene.PHONES[size.name])
    resident.labelled("换几件").fill("3")
    resident.press(resident.find("button", "换"))
    resident.reads("替您留好了。")
    code = resident.page.locator(".code").inner_text()
    expect(resident.page.locator("img.qr")).to_be_visible(timeout=PATIENCE)

    clerk = people("mart", size=desk, language=spoken)
    clerk.go("/shop/counter/")
    clerk.labelled("领取码").fill(code.lower().replace("-", " "))
    clerk.press(clerk.find("button", "查这个码"))
    clerk.sees("王○○")
    clerk.labelled("这次发几件").fill("2")
    clerk.press(clerk.find("button", "发放"))
    clerk.reads("已发放，还有 %(left)d 件没领。", left=1)
    clerk.press(clerk.find("button", "发放这一件"))
    clerk.reads("已发放，这一单领完了。")

    resident.go("/shop/orders/")
    resident.reads("已领取")
    resident.go("/shop/")
    resident.sees("5")  # of twenty points, three times five are used up
